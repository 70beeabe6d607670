"""What the screens show of the cash book: a day, an order, a stretch of numbers, or what a search means."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.cash import REVERSIBLE, CashEntry
from villagedesk.domain.operators import Operator
from villagedesk.domain.orders import Order
from villagedesk.domain.people import Person
from villagedesk.domain.reports import Span, period_of
from villagedesk.domain.values import parse_fen
from villagedesk.errors import Invalid
from villagedesk.store import shadow
from villagedesk.store.cash.book import reversed_ids
from villagedesk.store.people import find_people
from villagedesk.store.same_person import ids_of, kept_column

# A note or a sum is looked for among so many of the newest entries: two busy months, read in a few milliseconds.
SEARCHED = 12_000
_NUMBER = re.compile(r"(\d)-(\d{1,7})")


@dataclass(frozen=True)
class CashRow:
    """One line of the cash page."""

    id: str
    number: str
    at: int
    kind: str
    amount_fen: int
    note: str
    order_id: str
    order_number: str
    person: str
    operator: str
    reverses: str  # number of the entry this one takes back; empty for an ordinary entry
    reversed: bool
    waiting: bool
    account: str = ""
    about_id: str = ""

    @property
    def may_reverse(self) -> bool:
        """Whether it can be taken back here; other money goes back together with what it was for."""
        return not self.reversed and not self.reverses and self.kind in REVERSIBLE


def entries_of_day(s: Session, day: str) -> list[CashRow]:
    """The entries of every drawer of this room on one local day, the newest first."""
    begin, end = clock.day_span(day)
    return _rows(s, [col(CashEntry.created_at) >= begin, col(CashEntry.created_at) < end])


def entries_of_month(s: Session, month: str) -> list[CashRow]:
    """The entries of every drawer of this room in a month (``2026-11``), the newest first."""
    period = period_of(Span.MONTH, f"{month}-01")
    begin, end = clock.day_span(period.first)[0], clock.day_span(period.last)[1]
    return _rows(s, [col(CashEntry.created_at) >= begin, col(CashEntry.created_at) < end])


def entries_of_order(s: Session, order_id: str) -> list[CashRow]:
    """The entries of one order, the newest first."""
    return _rows(s, [col(CashEntry.order_id) == order_id])


def entries_between(s: Session, drawer: int, first: int, last: int | None = None) -> list[CashRow]:
    """The entries of a drawer from one number to another (None: to the newest), the newest first."""
    where = [col(CashEntry.drawer) == drawer, col(CashEntry.number) >= first]
    return _rows(s, where if last is None else [*where, col(CashEntry.number) <= last])


def find_entries(s: Session, text: str, *, limit: int = 200) -> list[CashRow]:
    """Entries by their number (1-0042), an order's number, a villager, a sum or a word of the note, the newest first.

    Sums and notes are looked for among the newest ``SEARCHED`` entries only.
    """
    typed = text.strip()
    if not typed:
        return []
    exact = _NUMBER.fullmatch(typed)
    if exact:
        found = _rows(s, [col(CashEntry.drawer) == int(exact[1]), col(CashEntry.number) == int(exact[2])], limit=limit)
        if found:
            return found
    ids = [*_by_order(s, typed, limit), *_by_person(s, typed, limit), *_by_words(s, typed, limit)]
    return _rows(s, [col(CashEntry.id).in_(sorted(set(ids)))], limit=limit) if ids else []


def _by_order(s: Session, typed: str, limit: int) -> list[str]:
    number = col(Order.number)
    orders = s.scalars(select(col(Order.id)).where(number >= typed, number < typed + "\uffff").limit(limit)).all()
    return list(s.scalars(select(col(CashEntry.id)).where(col(CashEntry.order_id).in_(orders)))) if orders else []


def _by_person(s: Session, typed: str, limit: int) -> list[str]:
    people = [id_ for person in find_people(s, typed, limit=20) for id_ in ids_of(s, person.id)]
    if not people:
        return []
    newest = select(col(CashEntry.id)).where(col(CashEntry.person_id).in_(people))
    return list(s.scalars(newest.order_by(col(CashEntry.created_at).desc()).limit(limit)))


def _by_words(s: Session, typed: str, limit: int) -> list[str]:
    newest = (
        select(col(CashEntry.id), col(CashEntry.note), col(CashEntry.amount_fen))
        .order_by(col(CashEntry.created_at).desc())
        .limit(SEARCHED)
        .subquery()
    )
    wanted = [newest.c.note.contains(typed, autoescape=True)]
    fen = _sum_in(typed)
    if fen:
        wanted += [newest.c.amount_fen == fen, newest.c.amount_fen == -fen]
    return list(s.scalars(select(newest.c.id).where(or_(*wanted)).limit(limit)))


def _sum_in(typed: str) -> int:
    """The sum that was typed, in fen; 0 when it is something else."""
    try:
        return parse_fen(typed.lstrip("+-"))
    except Invalid:
        return 0


def _rows(s: Session, where: Sequence[ColumnElement[bool]], *, limit: int | None = None) -> list[CashRow]:
    found = s.execute(
        select(CashEntry, col(Order.number), col(Person.name), col(Operator.name))
        .outerjoin(Order, col(Order.id) == col(CashEntry.order_id))
        .outerjoin(Person, col(Person.id) == kept_column(col(CashEntry.person_id)))
        .outerjoin(Operator, col(Operator.id) == col(CashEntry.created_by))
        .where(*where)
        .order_by(col(CashEntry.created_at).desc(), col(CashEntry.number).desc())
        .limit(limit)
    ).all()
    ids = [row[0].id for row in found]
    taken_back = reversed_ids(s, ids)
    numbers = _numbers(s, [row[0].reversal_of for row in found if row[0].reversal_of])
    waiting = shadow.waiting_ids(s.connection(), "cash_entry", ids)
    return [
        CashRow(
            id=entry.id,
            number=shown_number(entry.drawer, entry.number),
            at=entry.created_at,
            kind=entry.kind,
            amount_fen=entry.amount_fen,
            note=entry.note,
            order_id=entry.order_id,
            order_number=order_number or "",
            person=person or "",
            operator=operator or "",
            reverses=numbers.get(entry.reversal_of, "") if entry.reversal_of else "",
            reversed=entry.id in taken_back,
            waiting=entry.id in waiting,
            account=entry.account,
            about_id=entry.about_id,
        )
        for entry, order_number, person, operator in found
    ]


def shown_number(drawer: int, number: int) -> str:
    """The number of an entry as it is shown: ``1-0042``."""
    return f"{drawer}-{number:04d}"


def _numbers(s: Session, ids: Sequence[str]) -> dict[str, str]:
    if not ids:
        return {}
    found = s.execute(
        select(col(CashEntry.id), col(CashEntry.drawer), col(CashEntry.number)).where(col(CashEntry.id).in_(ids))
    )
    return {id_: shown_number(drawer, number) for id_, drawer, number in found}
