"""The cash book of this computer's drawer: entries are added and reversed, never edited, and numbered without gaps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.cash import OF_ORDERS, CashEntry, CashKind, check_by_hand
from villagedesk.domain.operators import Operator
from villagedesk.domain.orders import Order
from villagedesk.domain.people import Person
from villagedesk.domain.texts import tidy
from villagedesk.errors import Refused
from villagedesk.store import shadow
from villagedesk.store.identity import device_number
from villagedesk.store.refunds import Advances, advances_of
from villagedesk.store.session import WriteSession, action, get, new_row


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

    @property
    def may_reverse(self) -> bool:
        """Whether it can be taken back here; money of an order goes back together with the order."""
        return not self.reversed and not self.reverses and self.kind not in OF_ORDERS


def book(
    s: WriteSession,
    kind: str,
    amount_fen: int,
    *,
    order_id: str = "",
    parcel_id: str = "",
    person_id: str = "",
    note: str = "",
    reversal_of: str = "",
    about_id: str = "",
) -> CashEntry:
    """Add the next entry of this computer's drawer, as part of an action.

    Args:
        kind: a CashKind.
        amount_fen: positive into the drawer, negative out of it.
        about_id: the bill, deposit, return or report it belongs to.
    """
    drawer = device_number(s.connection())
    last = s.execute(select(func.max(col(CashEntry.number))).where(col(CashEntry.drawer) == drawer)).scalar()
    return new_row(
        s,
        CashEntry(
            drawer=drawer,
            number=(last or 0) + 1,
            kind=kind,
            amount_fen=amount_fen,
            order_id=order_id,
            parcel_id=parcel_id,
            person_id=person_id,
            note=note,
            reversal_of=reversal_of,
            about_id=about_id,
        ),
    )


def reverse(s: WriteSession, entry: CashEntry) -> CashEntry:
    """Take an entry back by another one with the opposite amount, as part of an action.

    Raises:
        Refused: it was taken back already, or it takes back another one.
    """
    if entry.reversal_of:
        raise Refused("cash_is_reversal")
    if entry.id in _reversed_ids(s, [entry.id]):
        raise Refused("cash_reversed_already")
    return book(
        s,
        entry.kind,
        -entry.amount_fen,
        order_id=entry.order_id,
        parcel_id=entry.parcel_id,
        person_id=entry.person_id,
        reversal_of=entry.id,
    )


def reverse_all_of_order(s: WriteSession, order_id: str) -> int:
    """Take back every entry of an order; returns the fen that go back to the villager (negative: that he brings)."""
    back = 0
    entries = s.scalars(select(CashEntry).where(col(CashEntry.order_id) == order_id).order_by(col(CashEntry.number)))
    rows = list(entries)
    done = {entry.reversal_of for entry in rows}
    for entry in rows:
        if not entry.reversal_of and entry.id not in done:
            back -= reverse(s, entry).amount_fen
    return back


def paid_for(s: Session, order_ids: Sequence[str]) -> dict[str, int]:
    """What was paid for each of these orders, less what went back, in fen; orders without any entry are left out.

    An advance for a fake counts as gone back once a refund of its complaint covers it; see ``store.refunds``.
    """
    if not order_ids:
        return {}
    found = s.execute(
        select(col(CashEntry.order_id), func.sum(col(CashEntry.amount_fen)))
        .where(col(CashEntry.order_id).in_(order_ids))
        .group_by(col(CashEntry.order_id))
    )
    advances = advances_of(s, order_ids)
    return {order_id: int(fen) - advances.get(order_id, Advances()).settled_fen for order_id, fen in found}


@action
def note_cash(s: WriteSession, kind: str, amount_fen: int, note: str = "") -> str:
    """Write down money that has nothing to do with an order; returns the entry's id.

    Args:
        kind: ``opening``, ``paid_in`` or ``paid_out``.
        amount_fen: always positive; the kind gives the sign.

    Raises:
        Invalid: the amount or the note is not right.
    """
    return book(s, CashKind(kind), check_by_hand(kind, amount_fen, note), note=tidy(note)).id


@action
def reverse_entry(s: WriteSession, entry_id: str) -> str:
    """Take back an entry that was written by hand; returns the id of the entry that does it.

    Raises:
        Refused: it belongs to an order, or was taken back already.
    """
    entry = get(s, CashEntry, entry_id)
    if entry.kind in OF_ORDERS:
        raise Refused("cash_of_order")
    return reverse(s, entry).id


def entries_of_day(s: Session, day: str) -> list[CashRow]:
    """The entries of every drawer of this room on one local day, the newest first."""
    begin, end = clock.day_span(day)
    return _rows(s, [col(CashEntry.created_at) >= begin, col(CashEntry.created_at) < end])


def entries_of_order(s: Session, order_id: str) -> list[CashRow]:
    """The entries of one order, the newest first."""
    return _rows(s, [col(CashEntry.order_id) == order_id])


def _rows(s: Session, where: Sequence[object]) -> list[CashRow]:
    found = s.execute(
        select(CashEntry, col(Order.number), col(Person.name), col(Operator.name))
        .outerjoin(Order, col(Order.id) == col(CashEntry.order_id))
        .outerjoin(Person, col(Person.id) == col(CashEntry.person_id))
        .outerjoin(Operator, col(Operator.id) == col(CashEntry.created_by))
        .where(*where)  # type: ignore[arg-type]
        .order_by(col(CashEntry.created_at).desc(), col(CashEntry.number).desc())
    ).all()
    ids = [row[0].id for row in found]
    reversed_ids = _reversed_ids(s, ids)
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
            reversed=entry.id in reversed_ids,
            waiting=entry.id in waiting,
        )
        for entry, order_number, person, operator in found
    ]


def shown_number(drawer: int, number: int) -> str:
    """The number of an entry as it is shown: ``1-0042``."""
    return f"{drawer}-{number:04d}"


def _reversed_ids(s: Session, ids: Iterable[str]) -> set[str]:
    wanted = list(ids)
    if not wanted:
        return set()
    found = s.scalars(select(col(CashEntry.reversal_of)).where(col(CashEntry.reversal_of).in_(wanted)))
    return set(found)


def _numbers(s: Session, ids: Sequence[str]) -> dict[str, str]:
    if not ids:
        return {}
    found = s.execute(
        select(col(CashEntry.id), col(CashEntry.drawer), col(CashEntry.number)).where(col(CashEntry.id).in_(ids))
    )
    return {id_: shown_number(drawer, number) for id_, drawer, number in found}
