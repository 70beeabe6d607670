"""Writing the cash book of this computer: an entry more, or an entry that takes another one back."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from villagedesk.domain.cash import OF_ORDERS, REVERSIBLE, Account, CashEntry, CashKind, check_by_hand
from villagedesk.domain.orders import Order
from villagedesk.domain.texts import tidy
from villagedesk.errors import Refused
from villagedesk.store.identity import device_number
from villagedesk.store.numbers import next_entry
from villagedesk.store.refunds import Advances, advances_of
from villagedesk.store.session import WriteSession, action, get, new_row


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
    account: str = Account.DRAWER,
    about_id: str = "",
) -> CashEntry:
    """Add the next entry of this computer's drawer, as part of an action.

    Args:
        kind: a CashKind.
        amount_fen: positive into the drawer, negative out of it.
        account: an Account; entries of every account of this computer share one row of numbers.
        about_id: the bill, deposit, day, return or report it belongs to.
    """
    drawer = device_number(s.connection())
    return new_row(
        s,
        CashEntry(
            drawer=drawer,
            number=next_entry(s, drawer),
            kind=kind,
            amount_fen=amount_fen,
            order_id=order_id,
            parcel_id=parcel_id,
            person_id=person_id,
            note=note,
            reversal_of=reversal_of,
            account=account,
            about_id=about_id,
        ),
    )


def reverse(s: WriteSession, entry: CashEntry, *, account: str | None = None) -> CashEntry:
    """Take an entry back by another one with the opposite amount, as part of an action.

    Args:
        account: where the money comes from or goes to; None: the entry's own account.

    Raises:
        Refused: it was taken back already, or it takes back another one.
    """
    if entry.reversal_of:
        raise Refused("cash_is_reversal")
    if entry.id in reversed_ids(s, [entry.id]):
        raise Refused("cash_reversed_already")
    return _opposite(s, entry, account)


def undo(s: WriteSession, entry: CashEntry) -> CashEntry | None:
    """Take an entry back whatever it is, also one that takes back another, as part of an action; None if it is already.

    For what two computers did: one of the two did not happen.
    """
    if entry.id in reversed_ids(s, [entry.id]):
        return None
    return _opposite(s, entry)


def reverse_all_of_order(s: WriteSession, order_id: str, *, in_cash: bool = False) -> int:
    """Take back every entry of an order; returns the fen that go back to the villager (negative: that he brings).

    Args:
        in_cash: what was paid by the centre's code comes out of the drawer, and stays on the code's account.
    """
    return _reverse_all(s, col(CashEntry.order_id) == order_id, in_cash=in_cash)


def reverse_all_about(s: WriteSession, about_id: str, kind: str = "") -> int:
    """Take back every entry about a bill or a bag, or all of one kind; returns the fen that leave (negative: come in)."""
    wanted = col(CashEntry.about_id) == about_id
    return _reverse_all(s, wanted & (col(CashEntry.kind) == kind) if kind else wanted)


def taken_on_delivery(s: Session, parcel_id: str) -> list[CashEntry]:
    """What was taken when a parcel was handed over and did not go back, on whichever computer, the oldest first."""
    found = s.scalars(
        select(CashEntry)
        .where(col(CashEntry.parcel_id) == parcel_id, col(CashEntry.kind) == CashKind.ON_DELIVERY.value)
        .order_by(col(CashEntry.created_at), col(CashEntry.number))
    ).all()
    undone = {entry.reversal_of for entry in found}
    return [entry for entry in found if not entry.reversal_of and entry.id not in undone]


def _opposite(s: WriteSession, entry: CashEntry, account: str | None = None) -> CashEntry:
    return book(
        s,
        entry.kind,
        -entry.amount_fen,
        order_id=entry.order_id,
        parcel_id=entry.parcel_id,
        person_id=entry.person_id,
        note=entry.note,
        reversal_of=entry.id,
        account=entry.account if account is None else account,
        about_id=entry.about_id,
    )


def _reverse_all(s: WriteSession, wanted: ColumnElement[bool], *, in_cash: bool = False) -> int:
    back = 0
    rows = list(s.scalars(select(CashEntry).where(wanted).order_by(col(CashEntry.number))))
    done = {entry.reversal_of for entry in rows}
    for entry in rows:
        if not entry.reversal_of and entry.id not in done:
            out_of = Account.DRAWER if in_cash and entry.account == Account.CODE else None
            back -= reverse(s, entry, account=out_of).amount_fen
    return back


def by_code_for(s: Session, order_ids: Sequence[str]) -> dict[str, int]:
    """What was paid for each of these orders by the centre's code, less what went back that way, in fen.

    So much of what goes back for an order goes back by phone: money goes back the way it came.
    """
    if not order_ids:
        return {}
    found = s.execute(
        select(col(CashEntry.order_id), func.sum(col(CashEntry.amount_fen)))
        .where(col(CashEntry.order_id).in_(order_ids), col(CashEntry.account) == Account.CODE.value)
        .group_by(col(CashEntry.order_id))
    )
    return {order_id: max(0, int(fen)) for order_id, fen in found}


def give_back(s: WriteSession, order: Order, fen: int, *, in_cash: bool = False) -> int:
    """Book what a villager gets back for an order, the way it came; returns how much of it goes by phone.

    Args:
        fen: how much, above zero.
        in_cash: all of it comes out of the drawer, also what was paid by the centre's code.
    """
    phone = 0 if in_cash else min(fen, by_code_for(s, [order.id]).get(order.id, 0))
    for account, part in ((Account.CODE, phone), (Account.DRAWER, fen - phone)):
        if part:
            book(s, CashKind.REFUND, -part, order_id=order.id, person_id=order.person_id, account=account)
    return phone


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
def note_cash(s: WriteSession, kind: str, amount_fen: int, note: str = "", *, account: str = Account.DRAWER) -> str:
    """Write down money that has nothing to do with an order; returns the entry's id.

    Args:
        kind: ``opening``, ``paid_in`` or ``paid_out``.
        amount_fen: always positive; the kind gives the sign.
        account: an Account.

    Raises:
        Invalid: the amount or the note is not right.
    """
    signed = check_by_hand(kind, amount_fen, note)
    return book(s, CashKind(kind), signed, note=tidy(note), account=Account(account)).id


@action
def reverse_entry(s: WriteSession, entry_id: str) -> str:
    """Take back an entry that was written by hand, with the other half where money was moved; returns an entry's id.

    Raises:
        Refused: it belongs to an order, a bill, a bag or a count, or was taken back already.
    """
    entry = get(s, CashEntry, entry_id)
    if entry.kind in OF_ORDERS:
        raise Refused("cash_of_order")
    if entry.kind not in REVERSIBLE:
        raise Refused("cash_of_other")
    back = reverse(s, entry)
    if entry.kind == CashKind.MOVED:
        s.flush()
        reverse_all_about(s, entry.about_id)  # the other half
    return back.id


def reversed_ids(s: Session, ids: Iterable[str]) -> set[str]:
    """Which of these entries were taken back."""
    wanted = list(ids)
    if not wanted:
        return set()
    found = s.scalars(select(col(CashEntry.reversal_of)).where(col(CashEntry.reversal_of).in_(wanted)))
    return set(found)
