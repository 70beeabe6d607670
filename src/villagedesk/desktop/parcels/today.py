"""What Today shows of parcels: those to be collected, those that lie here too long or go back, the van."""

from sqlmodel import Session

from villagedesk import i18n
from villagedesk.desktop.parcels.words import is_told
from villagedesk.desktop.today.cards import Figure, TodayCard
from villagedesk.i18n import _, ngettext
from villagedesk.store.parcels import (
    ParcelRow,
    count_on_shelf,
    missing_parcels,
    parcels_going_back,
    parcels_on_shelf,
    van_now,
)

_NAMED = 4


def cards(s: Session) -> list[TodayCard]:
    """The cards, the most urgent first."""
    rows = parcels_on_shelf(s, brief=True)
    overdue = [row for row in rows if row.overdue]
    ready = [row for row in rows if not row.overdue]
    return [*_overdue(overdue), *_ready(ready), *_van(s), *_going_back(s), *_missing(s)]


def figures(s: Session) -> list[Figure]:
    """How many parcels lie on the shelf."""
    return [Figure(_("Parcels on the shelf"), i18n.number(count_on_shelf(s)))]


def _overdue(rows: list[ParcelRow]) -> list[TodayCard]:
    if not rows:
        return []
    count = len(rows)
    title = ngettext("{count} parcel lies here too long", "{count} parcels lie here too long", count)
    button = _("Look")
    return [TodayCard(60, "box", "wait", title.format(count=count), names(rows), button, "calls", {"overdue": True})]


def _ready(rows: list[ParcelRow]) -> list[TodayCard]:
    if not rows:
        return []
    count = len(rows)
    title = ngettext("{count} parcel can be collected", "{count} parcels can be collected", count).format(count=count)
    untold = not all(is_told(row) for row in rows)
    kind = "wait" if untold else "plain"
    return [TodayCard(45 if untold else 20, "box", kind, title, names(rows), _("Call list"), "calls")]


def _van(s: Session) -> list[TodayCard]:
    van = van_now(s)
    if van is None or not van.open:
        return []
    if van.began_at is not None:
        title = _("The van is being unloaded")
        detail = _("{done} of {count} are here").format(done=van.scanned, count=van.announced)
    else:
        title = (
            _("The van is expected  {time}").format(time=i18n.ago(van.van_at))
            if van.van_at
            else _("A van is announced")
        )
        detail = ngettext("{count} parcel announced", "{count} parcels announced", van.announced).format(
            count=van.announced
        )
        if van.due_fen:
            detail = _("{parcels}, {money} to collect").format(parcels=detail, money=i18n.money(van.due_fen))
    return [TodayCard(40, "truck", "wait", title, detail, _("Receive"), "van")]


def _going_back(s: Session) -> list[TodayCard]:
    rows = parcels_going_back(s)
    if not rows:
        return []
    count = len(rows)
    title = ngettext("{count} parcel waits for the driver", "{count} parcels wait for the driver", count)
    shown = [" ".join(part for part in (row.shelf, row.name or row.waybill) if part) for row in rows[:_NAMED]]
    detail = _(", ").join([*shown, *(["…"] if count > _NAMED else [])])
    goes = _("It goes back: {parcels}").format(parcels=detail)
    return [TodayCard(38, "back", "wait", title.format(count=count), goes, _("Look"), "going_back")]


def _missing(s: Session) -> list[TodayCard]:
    rows = missing_parcels(s)
    if not rows:
        return []
    count = len(rows)
    title = ngettext("{count} announced parcel is missing", "{count} announced parcels are missing", count)
    return [TodayCard(30, "box", "plain", title.format(count=count), names(rows), _("Look"), "van")]


def names(rows: list[ParcelRow]) -> str:
    """Whose they are and how long they wait: ``陈桂花 3 天，李秀英 2 天，另外 3 位今天到``."""
    waiting = sorted((row for row in rows if row.days), key=lambda row: -row.days)[:3]
    parts = [
        ngettext("{name} {count} day", "{name} {count} days", row.days).format(name=row.name, count=row.days)
        for row in waiting
    ]
    rest = [row for row in rows if row not in waiting]
    if len(rest) > 2 or (parts and rest):
        words = (
            ngettext("{count} more came today", "{count} more came today", len(rest))
            if all(row.days == 0 for row in rest)
            else ngettext("{count} more", "{count} more", len(rest))
        )
        parts.append(words.format(count=len(rest)))
    else:
        parts += [row.name or row.waybill for row in rest]
    return _(", ").join(parts)
