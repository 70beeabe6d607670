"""What Today shows of the room's file: the first day until it is over, and a contract that runs out."""

from sqlmodel import Session

from villagedesk import i18n
from villagedesk.desktop.first_day.words import STEPS
from villagedesk.desktop.today.cards import TodayCard
from villagedesk.i18n import _, ngettext
from villagedesk.store.first_day import contract_now, first_day


def cards(s: Session) -> list[TodayCard]:
    """A card each while there is something to do."""
    return [*_first_day(s), *_contract(s)]


def _first_day(s: Session) -> list[TodayCard]:
    found = first_day(s)
    if not found.going:
        return []
    left = found.left
    if not left:
        title = _("The first day is done")
        return [_card(30, "plain", "check", title, _("The county hears of it with the next connection."))]
    title = ngettext("First day: {count} step to do", "First day: {count} steps to do", len(left))
    names = _(", ").join(_(STEPS[step].title) for step in left[:4])
    return [_card(45, "wait", "check", title.format(count=len(left)), names)]


def _contract(s: Session) -> list[TodayCard]:
    contract = contract_now(s)
    if contract is None:
        return []
    if contract.over:
        title = _("The contract of this room has run out")
        return [_card(60, "act", "paper", title, _("Call the county office: no further computer can be added."))]
    if not contract.runs_out:
        return []
    title = _("The contract of this room runs out on {day}").format(day=i18n.date_text(contract.until_on))
    return [_card(20, "wait", "paper", title, _("Call the county office about the next one."))]


def _card(danger: int, kind: str, icon: str, title: str, detail: str) -> TodayCard:
    return TodayCard(danger, icon, kind, title, detail, _("Look"), "first_day")
