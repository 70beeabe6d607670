"""Meals and travel paid to those who came, out of the drawer and into its book, against a signature."""

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from villagedesk.domain.cash import CashKind
from villagedesk.domain.evidence import Signed
from villagedesk.domain.training import (
    HERE,
    Allowance,
    Attendance,
    Enrolment,
    TrainingClass,
    standing,
)
from villagedesk.errors import Refused
from villagedesk.store.cash.book import book, reverse_all_about
from villagedesk.store.evidence import keep_signature
from villagedesk.store.files import FileStore
from villagedesk.store.session import WriteSession, action, get, new_row
from villagedesk.store.training.planning import sessions_of


@dataclass(frozen=True)
class AllowanceRow:
    """What one person gets of a class. ``days`` are those not paid yet (ISO dates); money in fen.

    ``twice`` are days that two computers paid; ``payments`` the payments that stand, the oldest first.
    """

    enrolment_id: str
    person_id: str
    name: str
    days: tuple[str, ...]
    meal_fen: int
    travel_fen: int
    paid_fen: int
    twice: tuple[str, ...]
    payments: tuple[Allowance, ...]

    @property
    def due_fen(self) -> int:
        """What he gets now."""
        return len(self.days) * (self.meal_fen + self.travel_fen)


def allowances_of(s: Session, class_id: str) -> list[AllowanceRow]:
    """Everybody who came to a class, with what is due and what was paid; those who get something first.

    Raises:
        NotFound: it is not on this computer.
    """
    class_ = get(s, TrainingClass, class_id)
    came = _days_came(s, class_id)
    paid: dict[str, list[Allowance]] = {}
    standing_ = (Allowance.class_id == class_id, col(Allowance.taken_back_at).is_(None))
    for row in s.exec(select(Allowance).where(*standing_).order_by(col(Allowance.paid_at), col(Allowance.id))):
        paid.setdefault(row.enrolment_id, []).append(row)
    enrolments = s.exec(select(Enrolment).where(Enrolment.class_id == class_id)).all()
    rows = [
        _row(class_, one, came.get(one.id, set()), paid.get(one.id, []))
        for one in enrolments
        if one.id in came or one.id in paid
    ]
    return sorted(rows, key=lambda row: (not row.twice, not row.due_fen, row.name, row.enrolment_id))


@action
def pay_allowance(s: WriteSession, files: FileStore | None, enrolment_id: str, signed: Signed) -> Allowance:
    """Pay what is due to one person, against his signature; the money leaves the drawer.

    Raises:
        Invalid: on ``signature``: nobody signed. Refused: ``allowance_none``: nothing is due (any more).
        NotFound: not on this computer. StorageTrouble: the signature cannot be kept.
    """
    enrolment = get(s, Enrolment, enrolment_id)
    due = next((row for row in allowances_of(s, enrolment.class_id) if row.enrolment_id == enrolment_id), None)
    if due is None or not due.due_fen:
        raise Refused("allowance_none", name=enrolment.name)
    class_ = get(s, TrainingClass, enrolment.class_id)
    row = new_row(
        s,
        Allowance(
            class_id=class_.id,
            enrolment_id=enrolment_id,
            person_id=enrolment.person_id or "",
            name=enrolment.name,
            days=" ".join(due.days),
            meal_fen=len(due.days) * class_.meal_fen,
            travel_fen=len(due.days) * class_.travel_fen,
            paid_at=s.now,
        ),
    )
    keep_signature(s, files, "allowance", row.id, signed, enrolment.name)
    book(s, CashKind.ALLOWANCE, -row.fen, person_id=row.person_id, note=_note(class_, row.name), about_id=row.id)
    return row


@action
def take_back_allowance(s: WriteSession, allowance_id: str) -> int:
    """He gives the money back: it was not due, or two computers paid him. Returns the fen that come into the drawer.

    Raises:
        NotFound: no such payment. Refused: ``allowance_back_already``.
    """
    row = get(s, Allowance, allowance_id)
    if row.taken_back_at is not None:
        raise Refused("allowance_back_already", name=row.name)
    row.taken_back_at = s.now
    return -reverse_all_about(s, row.id)


def paid_twice(s: Session, *, limit: int = 20) -> list[tuple[str, str, str]]:
    """Whom two computers paid for the same day: class, title and name."""
    rows = s.exec(
        select(Allowance, TrainingClass.title)
        .join(TrainingClass, col(TrainingClass.id) == col(Allowance.class_id))
        .where(
            col(Allowance.taken_back_at).is_(None),
            col(Allowance.enrolment_id).in_(
                select(Allowance.enrolment_id)
                .where(col(Allowance.taken_back_at).is_(None))
                .group_by(col(Allowance.enrolment_id))
                .having(func.count() > 1)
            ),
        )
        .order_by(col(Allowance.paid_at), col(Allowance.id))
        .limit(500)
    ).all()
    days: dict[str, list[str]] = {}
    named = {row.enrolment_id: (row.class_id, title, row.name) for row, title in rows}
    for row, _title in rows:
        days.setdefault(row.enrolment_id, []).extend(row.days.split())
    return [named[id_] for id_, found in days.items() if len(found) > len(set(found))][:limit]


def _days_came(s: Session, class_id: str) -> dict[str, set[str]]:
    """On which days each enrolled person came."""
    held_on = {one.id: one.held_on for one in sessions_of(s, class_id)}
    by_session: dict[str, list[Attendance]] = {}
    for mark in s.exec(select(Attendance).where(Attendance.class_id == class_id)):
        by_session.setdefault(mark.session_id, []).append(mark)
    came: dict[str, set[str]] = {}
    for session_id, marks in by_session.items():
        for id_, mark in standing(marks).items():
            if mark.mark in HERE and session_id in held_on:
                came.setdefault(id_, set()).add(held_on[session_id])
    return came


def _row(class_: TrainingClass, one: Enrolment, came: set[str], paid: list[Allowance]) -> AllowanceRow:
    days = [day for row in paid for day in row.days.split()]
    twice = sorted({day for day in days if days.count(day) > 1})
    return AllowanceRow(
        one.id,
        one.person_id or "",
        one.name,
        tuple(sorted(came - set(days))),
        class_.meal_fen,
        class_.travel_fen,
        sum(row.fen for row in paid),
        tuple(twice),
        tuple(paid),
    )


def _note(class_: TrainingClass, name: str) -> str:
    return f"{class_.number} {name}".strip()
