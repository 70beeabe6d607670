"""Reports of what does not work at the centres: seen, a visit booked, repaired, or refused with the reason."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.central import acts
from villagedesk.central.found import Found, by_ids, centre_names, one, rows
from villagedesk.central.returns import photos_about
from villagedesk.domain.entity import Row, Value
from villagedesk.domain.tickets import TicketState
from villagedesk.errors import Invalid

_NAME_LENGTH = 40


@dataclass(frozen=True)
class TicketFacts:
    """A report with what belongs to it; ``asset`` is the thing it is about, empty where it is about none."""

    ticket: Found
    centre_name: str
    asset: Row
    photos: tuple[tuple[str, str], ...]

    @property
    def late(self) -> bool:
        """Whether somebody should have come by now."""
        state, day = self.ticket.text("state"), self.ticket.text("visit_on") or self.ticket.text("due_on")
        return state in (TicketState.OPEN, TicketState.SEEN, TicketState.VISIT_BOOKED) and day < clock.today()

    @property
    def down_hours(self) -> int:
        """How long the thing has not worked, from the report until the repair or until now; begun hours count."""
        until = self.ticket.number("done_at") or self.ticket.number("ended_at") or clock.now_ms()
        return -(-(until - self.ticket.number("opened_at")) // 3_600_000)


def see_ticket(connection: Connection, ticket_id: str, answer: str = "", *, by: str = acts.CENTRAL) -> None:
    """Somebody looked at it; the operator reads what he answers.

    Raises:
        Invalid: the answer is too long. NotFound, Refused: see ``acts.change``.
    """
    fields: dict[str, Value] = {"state": TicketState.SEEN.value}
    if answer.strip():
        fields["answer"] = acts.checked_reason(answer)
    _change(connection, ticket_id, "see_ticket", fields, by)


def book_visit(
    connection: Connection, ticket_id: str, day: str, who: str, answer: str = "", *, by: str = acts.CENTRAL
) -> None:
    """Somebody comes on a day; another booking puts it off.

    Args:
        day: ISO date, today or later.
        who: the name of who comes.

    Raises:
        Invalid: on ``day`` or ``who``: none, or a day that is over. NotFound, Refused: see ``acts.change``.
    """
    try:
        on = date.fromisoformat(day.strip()).isoformat()
    except ValueError:
        raise Invalid("day", "not_a_date") from None
    if on < clock.today():
        raise Invalid("day", "visit_in_past")
    fields: dict[str, Value] = {
        "state": TicketState.VISIT_BOOKED.value,
        "visit_on": on,
        "visitor": acts.checked_text("who", who, _NAME_LENGTH),
    }
    if answer.strip():
        fields["answer"] = acts.checked_reason(answer)
    _change(connection, ticket_id, "book_visit", fields, by)


def finish_ticket(
    connection: Connection, ticket_id: str, work: str, parts: str = "", *, by: str = acts.CENTRAL
) -> None:
    """It was repaired, there or from afar; the operator signs that it works.

    Raises:
        Invalid: on ``work``: nothing was written. NotFound, Refused: see ``acts.change``.
    """
    fields: dict[str, Value] = {
        "state": TicketState.DONE.value,
        "work": acts.checked_text("work", work, acts.REASON_LENGTH),
        "done_at": clock.now_ms(),
    }
    if parts.strip():
        fields["parts"] = acts.checked_text("parts", parts, acts.REASON_LENGTH)
    _change(connection, ticket_id, "finish_ticket", fields, by)


def refuse_ticket(connection: Connection, ticket_id: str, reason: str, *, by: str = acts.CENTRAL) -> None:
    """It is not repaired, and why.

    Raises:
        Invalid: no reason. NotFound, Refused: see ``acts.change``.
    """
    fields: dict[str, Value] = {
        "state": TicketState.REFUSED.value,
        "answer": acts.checked_reason(reason),
        "ended_at": clock.now_ms(),
    }
    _change(connection, ticket_id, "refuse_ticket", fields, by)


def tickets_in(
    connection: Connection, state: str, *, after: tuple[int, str] = (-1, ""), limit: int = 50
) -> list[TicketFacts]:
    """Reports in one state over all centres, the one that has stood longest first."""
    found = rows(connection, "ticket", state=state, after=after, limit=limit)
    names = centre_names(connection, [ticket.centre for ticket in found])
    return [TicketFacts(ticket, names.get(ticket.centre, ""), _asset(connection, ticket), ()) for ticket in found]


def ticket_facts(connection: Connection, ticket_id: str) -> TicketFacts:
    """One report with its photos.

    Raises:
        NotFound: there is none.
    """
    ticket = one(connection, "ticket", ticket_id)
    name = centre_names(connection, [ticket.centre]).get(ticket.centre, "")
    return TicketFacts(ticket, name, _asset(connection, ticket), photos_about(connection, ticket))


def _asset(connection: Connection, ticket: Found) -> Row:
    asset_id = ticket.text("asset_id")
    return by_ids(connection, ticket.scope, "asset", [asset_id]).get(asset_id, {}) if asset_id else {}


def _change(connection: Connection, ticket_id: str, action: str, fields: dict[str, Value], by: str) -> None:
    ticket = one(connection, "ticket", ticket_id)
    acts.change(connection, ticket.scope, ticket.centre, action, "ticket", ticket_id, fields, by=by)
