"""What Today shows of repairs: what is to be signed off, what is overdue, who comes today, and what runs."""

from sqlmodel import Session

from villagedesk import clock
from villagedesk.desktop.tickets.words import icon_of, state_pill, title_of, until_words
from villagedesk.desktop.today.cards import TodayCard
from villagedesk.domain.tickets import TicketState
from villagedesk.i18n import _, ngettext
from villagedesk.store.tickets import TicketRow, tickets


def cards(s: Session) -> list[TodayCard]:
    """A card for each report that needs the operator or is late; one for all that are on their way."""
    rows = tickets(s)
    shown = [row for row in rows if row.state == TicketState.DONE or row.overdue or row.visit_on == clock.today()]
    others = [row for row in rows if row not in shown]
    return [*map(_card, shown), *_others(others)]


def _card(row: TicketRow) -> TodayCard:
    pill, _kind = state_pill(row)
    title = _("{thing}: {state}").format(thing=title_of(row), state=pill)
    detail = "  ".join(filter(None, (row.number, row.symptom, until_words(row))))
    if row.state == TicketState.DONE:
        return _made(50, "act", icon_of(row.topic), title, detail, _("Sign off"), row.id)
    if row.overdue:
        return _made(60, "act", icon_of(row.topic), title, detail, _("Look"), row.id)
    title = _("Somebody comes today: {thing}").format(thing=title_of(row))
    return _made(40, "wait", icon_of(row.topic), title, detail, _("Look"), row.id)


def _others(rows: list[TicketRow]) -> list[TodayCard]:
    if not rows:
        return []
    title = ngettext("{count} repair is on its way", "{count} repairs are on their way", len(rows))
    names = _(", ").join(title_of(row) for row in rows[:4])
    return [TodayCard(20, "monitor", "wait", title.format(count=len(rows)), names, _("Look"), "tickets")]


def _made(danger: int, kind: str, icon: str, title: str, detail: str, button: str, ticket_id: str) -> TodayCard:
    return TodayCard(danger, icon, kind, title, detail, button, "ticket", {"ticket_id": ticket_id})
