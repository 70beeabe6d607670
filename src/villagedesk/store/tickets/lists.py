"""What the screens show of reports: those that run, those that are over, and one report's page."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.assets import Asset
from villagedesk.domain.tickets import RUNNING, WITH_COUNTY, Ticket, TicketState
from villagedesk.errors import NotFound
from villagedesk.store import shadow
from villagedesk.store.evidence import pictures_of


@dataclass(frozen=True)
class TicketRow:
    """One report in a list; ``asset`` is the name of the thing, "" where it is about none."""

    id: str
    number: str
    topic: str
    severity: str
    symptom: str
    state: str
    opened_at: int
    due_on: str
    visit_on: str
    asset_id: str
    asset: str
    waiting: bool

    @property
    def overdue(self) -> bool:
        """Whether the county should have come by now."""
        day = self.visit_on or self.due_on
        return self.state in WITH_COUNTY and day < clock.today()


@dataclass(frozen=True)
class TicketPage:
    """Everything about one report. ``pictures`` are (EvidenceKind, SHA-256)."""

    row: TicketRow
    tried: tuple[str, ...]
    log: str
    answer: str
    visitor: str
    work: str
    parts: str
    done_at: int | None
    ended_at: int | None
    pictures: tuple[tuple[str, str], ...]


def tickets(s: Session, *, over: bool = False, limit: int = 200) -> list[TicketRow]:
    """Reports that run, what is due first in front; or those that are over, the newest first."""
    running = col(Ticket.state).in_([state.value for state in RUNNING])
    rows = _rows(s, ~running if over else running, limit)
    return rows if over else sorted(rows, key=lambda row: (row.state != TicketState.DONE, row.visit_on or row.due_on))


def newest_tickets(s: Session, limit: int) -> list[TicketRow]:
    """All reports, the newest first."""
    return _rows(s, col(Ticket.id) != "", limit)


def ticket_page(s: Session, ticket_id: str) -> TicketPage:
    """One report.

    Raises:
        NotFound: it is not on this computer.
    """
    rows = _rows(s, col(Ticket.id) == ticket_id, 1)
    ticket = s.get(Ticket, ticket_id)
    if not rows or ticket is None:
        raise NotFound("ticket", ticket_id)
    return TicketPage(
        rows[0],
        tuple(ticket.tried.split()),
        ticket.log,
        ticket.answer,
        ticket.visitor,
        ticket.work,
        ticket.parts,
        ticket.done_at,
        ticket.ended_at,
        pictures_of(s, ticket_id),
    )


def _rows(s: Session, where: ColumnElement[bool], limit: int) -> list[TicketRow]:
    found = s.execute(
        select(Ticket, col(Asset.title))
        .outerjoin(Asset, col(Asset.id) == col(Ticket.asset_id))
        .where(where)
        .order_by(col(Ticket.opened_at).desc(), col(Ticket.number).desc())
        .limit(limit)
    ).all()
    waiting = shadow.waiting_ids(s.connection(), "ticket", [ticket.id for ticket, _ in found])
    return [
        TicketRow(
            ticket.id,
            ticket.number,
            ticket.topic,
            ticket.severity,
            ticket.symptom,
            ticket.state,
            ticket.opened_at,
            ticket.due_on,
            ticket.visit_on,
            ticket.asset_id,
            title or "",
            ticket.id in waiting,
        )
        for ticket, title in found
    ]
