"""What a person has to decide: values that were not overwritten, and events that central refused.

What was decided stays readable for a while, with who decided what.
"""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from villagedesk.domain.cash import CashEntry
from villagedesk.domain.entity import CENTRE_SCOPE, row_id
from villagedesk.domain.operators import Operator
from villagedesk.domain.people import Person
from villagedesk.domain.registry import by_name, field_kinds
from villagedesk.domain.sales import CropAllocation
from villagedesk.domain.training import LaptopTrainer
from villagedesk.errors import NotFound, Refused
from villagedesk.store import cash, events, identity, tables
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


# What was decided is shown for so long.
_READABLE_MS = 30 * 24 * 3_600_000
# How far back in the feed the other one's change is looked for: it came while ours waited.
_LOOK_BACK = 5_000

OURS, THEIRS, SEEN, UNDONE, TOLD = "ours", "theirs", "seen", "undone", "told"
# Of two classes at the same hour: one of them is true, or both are.
ONE, BOTH = "one_of_two", "both_stand"
HERE, OTHER, COUNTY = "here", "other", "county"


@dataclass(frozen=True)
class Said:
    """Who set a value, when (claimed, ms UTC) and where: ``here``, on another computer (``other``), at the ``county``.

    ``number`` is the other computer's digit and ``name`` what it is called, as far as central told (0, "").
    """

    who: str
    at: int
    where: str
    number: int = 0
    name: str = ""


@dataclass(frozen=True)
class Decision:
    """One thing to decide. ``code`` is ``kept`` (both values stand) or a refusal's code; ``at`` is ms UTC.

    ``about`` says whose or which one it is, as far as the row is here; ``gone``: it was deleted meanwhile; ``fen`` is what
    was taken for a parcel of which two computers told different ends. ``our_side`` and ``their_side`` say who set either
    value, as far as this computer knows. ``outcome`` and the two behind it are empty while it is open.
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
    outcome: str = ""
    done_at: int | None = None
    done_by: str = ""
    about: str = ""
    fen: int = 0
    gone: bool = False
    our_side: Said | None = None
    their_side: Said | None = None

    @property
    def impossible(self) -> bool:
        """Nothing can be chosen: a state that what happened meanwhile does not allow, or a row that is gone."""
        return self.code == "kept" and (self.gone or self.field == "state")


def decisions(s: Session, limit: int = 50) -> list[Decision]:
    """What is still open, the oldest first."""
    return [_with_sides(s, one) for one in _read(s, tables.inbox.c.done_at.is_(None), limit)]


def count_decisions(s: Session) -> int:
    """How many are open."""
    return int(s.connection().exec_driver_sql("SELECT count(*) FROM inbox WHERE done_at IS NULL").scalar() or 0)


def decided(s: Session, now: int, limit: int = 20) -> list[Decision]:
    """What was decided in the last 30 days, the newest first."""
    found = _read(s, tables.inbox.c.done_at >= now - _READABLE_MS, limit, newest=True)
    return [_with(one, done_by=_name(s, one.done_by)) for one in found]


@action
def use_ours(s: WriteSession, decision_id: int) -> None:
    """Take the value that was typed on this computer after all; it goes out as a new change.

    Raises:
        NotFound: it was decided already, or the row is gone.
        Refused: a state that what happened meanwhile does not allow; central would refuse it again.
    """
    decision = open_decision(s, decision_id)
    if decision.impossible:
        raise Refused("not_possible_now")
    row = get(s, by_name()[decision.entity], decision.row_id)
    if decision.field is not None:
        setattr(row, decision.field, _typed(decision))
    close_decision(s, decision, OURS)


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
    close_decision(s, decision, UNDONE)
    return sum(entry.amount_fen for entry in undone)


def leave_theirs(s: WriteSession, decision_id: int) -> None:
    """Leave the value that stands, or take note of a refusal; nothing goes out."""
    decision = open_decision(s, decision_id)
    close_decision(s, decision, THEIRS if decision.code == "kept" and not decision.impossible else SEEN)


def about_row(s: Session, entity: str, row_id: str) -> str:
    """Whose or which one a row is, as one says it; "" when it is not here or has no name."""
    row = s.get(by_name()[entity], row_id) if entity in by_name() else None
    person = s.get(Person, getattr(row, "person_id", None) or "")
    names = (person.name if person else "", str(getattr(row, _CALLED.get(entity, ""), "") or ""))
    return "  ".join(name for name in names if name)


def _read(s: Session, which: Any, limit: int, *, newest: bool = False) -> list[Decision]:
    inbox = tables.inbox
    order = (inbox.c.done_at.desc(), inbox.c.id.desc()) if newest else (inbox.c.at, inbox.c.id)
    rows = s.connection().execute(
        select(
            inbox.c.id, inbox.c.at, inbox.c.event_id, inbox.c.entity, inbox.c.row_id, inbox.c.field, inbox.c.ours,
            inbox.c.theirs, inbox.c.code, inbox.c.outcome, inbox.c.done_at, inbox.c.done_by,
        ).where(which).order_by(*order).limit(limit)
    )  # fmt: skip
    return [_with(Decision(*row), **_about(s, row.code, row.entity, row.row_id)) for row in rows]


def _with(decision: Decision, **more: Any) -> Decision:
    return Decision(**(vars(decision) | more))


def _about(s: Session, code: str, entity: str, id_: str) -> dict[str, Any]:
    gone = entity in by_name() and s.get(by_name()[entity], id_) is None
    fen = sum(entry.amount_fen for entry in cash.taken_on_delivery(s, id_)) if code == "at_odds" else 0
    return {"about": about_row(s, entity, id_), "gone": gone, "fen": fen}


def _with_sides(s: Session, decision: Decision) -> Decision:
    """Who typed ours, and who set what stands."""
    if decision.code != "kept":
        return decision
    run = s.connection().exec_driver_sql
    own = run("SELECT body, scope, position FROM event WHERE id = ?", (decision.event_id,)).fetchone()
    if own is None:
        return decision
    body = json.loads(own.body)
    ours = Said(_name(s, body["by"]), body["at"], HERE)
    found = run(
        "SELECT body, log, link FROM (SELECT body, log, link, position FROM event WHERE scope = ? AND position < ?"
        " ORDER BY position DESC LIMIT ?) WHERE instr(body, CAST(? AS BLOB)) > 0 ORDER BY position DESC LIMIT 20",
        (own.scope, own.position or 0, _LOOK_BACK, decision.row_id),
    ).fetchall()
    for other in found:
        said = json.loads(other.body)
        for change in said["c"]:
            if change[1] == decision.row_id and (change[2] is None or decision.field in change[2]):
                where = HERE if other.link is not None else COUNTY if other.log == _county_log(s) else OTHER
                computer = identity.computer_of(s.connection(), other.log) if where == OTHER else (0, "")
                return _with(
                    decision, our_side=ours, their_side=Said(_name(s, said["by"]), said["at"], where, *computer)
                )
    return _with(decision, our_side=ours)


def _county_log(s: Session) -> str:
    device = identity.device(s.connection())
    return events.central_log(f"{CENTRE_SCOPE}:{device.centre}") if device else ""


def _name(s: Session, operator_id: str) -> str:
    if not operator_id:
        return ""
    # Who works on a trainer's laptop is a row of that laptop's.
    found = s.get(Operator, operator_id) or s.get(LaptopTrainer, operator_id)
    return found.name if found else ""


def open_decision(s: WriteSession, decision_id: int) -> Decision:
    """Something that is still to decide.

    Raises:
        NotFound: it was decided already.
    """
    inbox = tables.inbox
    found = _read(s, (inbox.c.id == decision_id) & inbox.c.done_at.is_(None), 1)
    if not found:
        raise NotFound("inbox", str(decision_id))
    return found[0]


def close_decision(s: WriteSession, decision: Decision, outcome: str) -> None:
    """Note what was decided, as part of an action; of a row that is gone all fields of one action are settled together."""
    inbox = tables.inbox
    which = inbox.c.id == decision.id
    if decision.gone and decision.code == "kept":
        which = (inbox.c.event_id == decision.event_id) & (inbox.c.row_id == decision.row_id) & (inbox.c.code == "kept")
        which &= inbox.c.done_at.is_(None)
    s.connection().execute(update(inbox).where(which).values(done_at=s.now, outcome=outcome, done_by=s.operator))
    s.touch("inbox")


def _typed(decision: Decision) -> str | int | bool | None:
    """The text in the inbox as the kind of value the field holds."""
    if decision.ours is None or decision.field is None:
        return None
    kind = field_kinds(decision.entity)[decision.field]
    if kind is bool:
        return decision.ours == "True"
    return int(decision.ours) if kind is int else decision.ours
