"""What a person has to decide: values that were not overwritten, and events that central refused."""

from dataclasses import dataclass

from sqlalchemy import Connection, select, update
from sqlmodel import Session, col

from villagedesk.domain.cash import CashEntry
from villagedesk.domain.entity import row_id
from villagedesk.domain.people import Person
from villagedesk.domain.registry import by_name, field_kinds
from villagedesk.domain.sales import CropAllocation
from villagedesk.errors import NotFound, Refused
from villagedesk.store import cash, tables
from villagedesk.store.session import WriteSession, action, get

# The field by which the operator tells the rows of an entity apart.
_CALLED = {
    "operator": "name",
    "person": "name",
    "harvest_lot": "code",
    "listing": "title",
    "crop_order": "buyer",
    "order": "number",
    "order_line": "title",
    "parcel": "waybill",
    "training_class": "title",
    "training_session": "topic",
    "enrolment": "name",
    "bill": "number",
    "deposit": "bag",
    "fake_report": "number",
}
# An action on money makes an entry for each part of what is owed, and a few rows besides.
_MOST_ROWS = 200


@dataclass(frozen=True)
class Decision:
    """One thing to decide. ``code`` is ``kept`` (both values stand) or a refusal's code; ``at`` is ms UTC.

    ``about`` says whose or which one it is, as far as the row is here; ``fen`` is what was taken for a parcel of which
    two computers told different ends.
    """

    id: int
    at: int
    event_id: str
    entity: str
    row_id: str
    field: str | None
    ours: str | None
    theirs: str | None
    code: str
    about: str = ""
    fen: int = 0


def decisions(s: Session) -> list[Decision]:
    """Everything that is still open, the oldest first."""
    inbox = tables.inbox
    rows = s.connection().execute(
        select(
            inbox.c.id, inbox.c.at, inbox.c.event_id, inbox.c.entity, inbox.c.row_id,
            inbox.c.field, inbox.c.ours, inbox.c.theirs, inbox.c.code,
        )
        .where(inbox.c.done_at.is_(None))
        .order_by(inbox.c.at, inbox.c.id)
    )  # fmt: skip
    return [
        Decision(*row, about=about_row(s, row.entity, row.row_id), fen=_taken(s, row.code, row.row_id)) for row in rows
    ]


@action
def use_ours(s: WriteSession, decision_id: int) -> None:
    """Take the value that was typed on this computer after all; it goes out as a new change.

    Raises:
        NotFound: it was decided already, or the row is gone.
    """
    decision = open_decision(s, decision_id)
    row = get(s, by_name()[decision.entity], decision.row_id)
    if decision.field is not None:
        setattr(row, decision.field, _typed(decision))
    close_decision(s, decision_id)


@action
def undo_money(s: WriteSession, decision_id: int) -> int:
    """What two computers did was done once: the money that this one moved goes back to where it came from.

    Returns:
        The fen that come into the drawer; negative: that leave it.

    Raises:
        NotFound: it was decided already. Refused: no money was moved, or it went back already.
    """
    decision = open_decision(s, decision_id)
    # Which rows an event made follows from its id: see row_id.
    made = [row_id(decision.event_id, n) for n in range(_MOST_ROWS)]
    entries = s.scalars(select(CashEntry).where(col(CashEntry.id).in_(made)).order_by(col(CashEntry.number))).all()
    # A farmer's lots are paid together, and perhaps only some of them were paid elsewhere too: the others stay paid.
    rightly = set(s.scalars(select(col(CropAllocation.id)).where(col(CropAllocation.payout_id).in_(made))))
    twice = [entry for entry in entries if entry.about_id not in rightly]
    undone = [entry for entry in (cash.undo(s, entry) for entry in twice) if entry is not None]
    if not undone:
        raise Refused("no_money_to_undo")
    close_decision(s, decision_id)
    return sum(entry.amount_fen for entry in undone)


def leave_theirs(s: WriteSession, decision_id: int) -> None:
    """Leave the value that stands, or take note of a refusal; nothing goes out."""
    open_decision(s, decision_id)
    close_decision(s, decision_id)


def about_row(s: Session, entity: str, row_id: str) -> str:
    """Whose or which one a row is, as far as it is here: a name and what tells it from others of its kind."""
    row = s.get(by_name()[entity], row_id) if entity in by_name() else None
    person = s.get(Person, getattr(row, "person_id", None) or "")
    names = (person.name if person else "", str(getattr(row, _CALLED.get(entity, ""), "") or ""))
    return "  ".join(name for name in names if name)


def _taken(s: Session, code: str, parcel_id: str) -> int:
    return sum(entry.amount_fen for entry in cash.taken_on_delivery(s, parcel_id)) if code == "at_odds" else 0


def open_decision(s: WriteSession, decision_id: int) -> Decision:
    """Something that is still to decide.

    Raises:
        NotFound: it was decided already.
    """
    found = next((d for d in decisions(s) if d.id == decision_id), None)
    if found is None:
        raise NotFound("inbox", str(decision_id))
    return found


def close_decision(s: WriteSession, decision_id: int) -> None:
    """Note that it is decided, as part of an action."""
    _mark(s.connection(), decision_id, s.now)
    s.touch("inbox")


def _mark(connection: Connection, decision_id: int, at: int) -> None:
    connection.execute(update(tables.inbox).where(tables.inbox.c.id == decision_id).values(done_at=at))


def _typed(decision: Decision) -> str | int | bool | None:
    """The text in the inbox as the kind of value the field holds."""
    if decision.ours is None or decision.field is None:
        return None
    kind = field_kinds(decision.entity)[decision.field]
    if kind is bool:
        return decision.ours == "True"
    return int(decision.ours) if kind is int else decision.ours
