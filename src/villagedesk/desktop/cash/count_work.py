"""What the page that counts the drawer does besides showing: what it reads, and the ways to close a day."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from villagedesk.desktop.cash.count_panels import ComparedPanel
from villagedesk.desktop.desk import Desk
from villagedesk.domain.cash_day import Witness
from villagedesk.errors import AppError
from villagedesk.i18n import _
from villagedesk.store.cash_days import NOBODY, DayRow, Drawer, Seen, close_day, drawer_now
from villagedesk.store.day_sheets import print_day_sheet
from villagedesk.store.drafts import Fields, clear_draft, load_draft
from villagedesk.store.operators import OperatorRow
from villagedesk.store.session import WriteSession
from villagedesk.store.witnesses import close_before_villager, county_code, second_people, second_person

FORM = "cash_count"
R = TypeVar("R")


class Step(StrEnum):
    """Where the page stands."""

    OPENING = "opening"
    DIFFERS = "differs"
    COUNTING = "counting"
    COMPARED = "compared"


@dataclass(frozen=True)
class CountRead:
    """What the page shows: the drawer, who could be the second person, and what was typed before."""

    drawer: Drawer
    people: list[OperatorRow]
    draft: Fields


def read_count(s: Session, operator_id: str) -> CountRead:
    """What the page shows."""
    draft = load_draft(s.connection(), FORM, "count") or {}
    return CountRead(drawer_now(s), second_people(s, operator_id), draft)


def close_with(
    desk: Desk,
    owner: QWidget,
    drawer: Drawer | None,
    panel: ComparedPanel,
    done: Callable[[DayRow], object],
    failed: Callable[[AppError], object],
    busy: QWidget,
) -> None:
    """Close the counted day with whoever was chosen; ``done(day)`` once it is on the disk."""
    day, witness, reason, code = drawer.day if drawer else None, panel.witness, panel.reason(), panel.code()
    if day is None:
        return

    def seen_by(seen: Seen) -> None:
        desk.tasks.write(
            owner,
            lambda s: _printed(s, close_day(s, day.id, reason=reason, seen=seen, code=code)),
            done,
            failed,
            busy=busy,
        )

    match witness.kind():
        case Witness.SECOND_PERSON:
            who, pin = witness.operator(), witness.pin.text()
            desk.tasks.keep(owner, lambda store: second_person(store, who, pin), seen_by, failed)
        case Witness.COUNTY_CODE:
            typed = witness.code.text()
            desk.tasks.keep(owner, lambda store: county_code(store, day.id, typed), seen_by, failed)
        case Witness.VILLAGER if not witness.villager():
            witness.villagers.focus()
            desk.bus.say(_("Choose the villager who saw the count, or choose “nobody”."), "info")
        case Witness.VILLAGER:
            person, signed = witness.villager(), witness.signed()
            desk.tasks.write(
                owner,
                lambda s: _printed(s, close_before_villager(s, day.id, person, signed, reason=reason, code=code)),
                done,
                failed,
                busy=busy,
            )
        case _:
            seen_by(NOBODY)


def about_words(step: Step) -> str:
    """The quiet sentence of a step."""
    return {
        Step.OPENING: _("Count what lies in the drawer before the first sale: how many of each."),
        Step.COUNTING: _("Count everything that lies in the drawer. What the book says shows only after that."),
    }.get(step, "")


def forget(s: WriteSession, result: R) -> R:
    """The draft of the count is done with, in the transaction of the action."""
    clear_draft(s.connection(), FORM, "count")
    return result


def _printed(s: WriteSession, day: DayRow) -> DayRow:
    """The sheet goes to the printer with the closing."""
    print_day_sheet(s, day.id)
    return day
