"""The float: the room's money at the platform, from which orders are paid.

Nothing is booked for it twice, because almost nothing is booked: the balance follows from bags at the bank, orders
that were placed, what the platform gave back, what farmers got out of the drawer (the buyers' money for it lies at the
platform), and the few entries written by hand. Two computers, or central's answer that arrives again, therefore cannot
count a sum twice. What the child paid for an order does not touch it, and goes back to him; an order that he was to pay
and the villager paid after all is one like any other.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, SQLColumnExpression, case, func, select
from sqlmodel import Session, col

from villagedesk.domain.cash import REVERSIBLE, Account, CashEntry, CashKind
from villagedesk.domain.cash_day import Deposit, DepositState
from villagedesk.domain.orders import Order, OrderState, Pay
from villagedesk.domain.people import Person
from villagedesk.domain.returns import Refund, RefundKind
from villagedesk.domain.sales import AllocationState, CropAllocation, CropPayout, PayHow
from villagedesk.i18n import N_
from villagedesk.store.cash.moving import balances

# The platform has been paid for these; what it gives back for them stands in ``refund_fen``.
PAID_STATES = (
    OrderState.PLACED.value,
    OrderState.SHIPPED.value,
    OrderState.ARRIVED.value,
    OrderState.COLLECTED.value,
    OrderState.SENT_BACK.value,
)
# The platform had been paid for these, and gave all of it back.
_REFUSED = (col(Order.state) == OrderState.REFUSED.value, col(Order.placed_at).is_not(None))


class FloatKind(StrEnum):
    """Why money came to the platform or left it."""

    DEPOSIT = "deposit"
    ORDER = "order"
    REFUSED = "refused"
    REFUND = "refund"
    FARMERS = "farmers"
    BILL = "bill"
    MOVED = "moved"
    BY_HAND = "by_hand"


FLOAT_WORDS: dict[str, str] = {
    FloatKind.DEPOSIT: N_("Bag at the bank"),
    FloatKind.ORDER: N_("Order placed"),
    FloatKind.REFUSED: N_("Order refused, money back"),
    FloatKind.REFUND: N_("Given back by the platform"),
    FloatKind.FARMERS: N_("Farmers paid in cash"),
    FloatKind.BILL: N_("Bill paid in"),
    FloatKind.MOVED: N_("Paid by code, moved here"),
    FloatKind.BY_HAND: N_("Written by hand"),
}


@dataclass(frozen=True)
class FloatLine:
    """One movement of the float; ``about`` is the order's number, the bag's, or the note. ``fen`` is signed."""

    kind: str
    at: int
    fen: int
    about: str
    order_id: str = ""
    entry_id: str = ""


@dataclass(frozen=True)
class FloatShown:
    """The balance, what it is made of (each signed, in fen), and the newest movements.

    Beside it the two other accounts: ``code_fen`` was paid by the centre's code and not moved yet, ``own_fen`` is what
    operators laid out and did not get back.
    """

    fen: int
    parts: tuple[tuple[str, int], ...]
    lines: tuple[FloatLine, ...]
    code_fen: int = 0
    own_fen: int = 0


def float_balance(s: Session) -> dict[str, int]:
    """What the float is made of, by FloatKind, signed fen; the balance is their sum."""
    cost, left = of_room(col(Order.total_fen)), of_room(col(Order.total_fen) - col(Order.refund_fen))
    # Hardly any order was refunded: what it bears after a refund is reckoned for those few alone.
    less = case((col(Order.refund_fen) != 0, cost - left), else_=0)
    paid, given_back = s.execute(
        select(func.coalesce(func.sum(cost), 0), func.coalesce(func.sum(less), 0)).where(
            col(Order.state).in_(PAID_STATES)
        )
    ).one()
    banked = select(func.coalesce(func.sum(col(Deposit.fen)), 0)).where(col(Deposit.state) == DepositState.BANKED.value)
    # Damages and freight come on top of what an order's own sum says.
    on_top = select(func.coalesce(func.sum(col(Refund.fen)), 0)).where(col(Refund.kind) != RefundKind.PRICE.value)
    # By the lots that are paid, not by payouts: what two computers paid twice went back into a drawer.
    farmers = select(func.coalesce(func.sum(col(CropAllocation.net_fen)), 0)).where(
        col(CropAllocation.state) == AllocationState.PAID.value
    )
    refused = select(func.coalesce(func.sum(cost), 0)).where(*_REFUSED)
    back = int(s.execute(refused).scalar_one())
    booked = _booked(s)
    return {
        FloatKind.DEPOSIT: int(s.execute(banked).scalar_one()),
        FloatKind.ORDER: -int(paid) - back,
        FloatKind.REFUSED: back,
        FloatKind.REFUND: int(given_back) + int(s.execute(on_top).scalar_one()),
        FloatKind.FARMERS: int(s.execute(farmers).scalar_one()),
        FloatKind.BILL: booked.get(FloatKind.BILL, 0),
        FloatKind.MOVED: booked.get(FloatKind.MOVED, 0),
        FloatKind.BY_HAND: booked.get(FloatKind.BY_HAND, 0),
    }


def _booked(s: Session) -> dict[FloatKind, int]:
    """The sums of the entries that are about the float itself."""
    found = s.execute(
        select(col(CashEntry.kind), func.sum(col(CashEntry.amount_fen)))
        .where(col(CashEntry.account) == Account.FLOAT.value)
        .group_by(col(CashEntry.kind))
    )
    sums: dict[FloatKind, int] = {}
    for kind, fen in found:
        sums[_kind_of(kind)] = sums.get(_kind_of(kind), 0) + int(fen)
    return sums


def _kind_of(kind: str) -> FloatKind:
    return {CashKind.BILL_PAID_IN.value: FloatKind.BILL, CashKind.MOVED.value: FloatKind.MOVED}.get(
        kind, FloatKind.BY_HAND
    )


def float_shown(s: Session, limit: int = 200) -> FloatShown:
    """The float as its page shows it, the newest movements first."""
    parts, others = float_balance(s), balances(s)
    lines = [*_deposits(s, limit), *_orders(s, limit), *_refused(s, limit), *_refunds(s, limit)]
    lines += [*_farmers(s, limit), *_entries(s, limit)]
    lines.sort(key=lambda line: -line.at)
    fen, code, own = sum(parts.values()), others[Account.CODE], -others[Account.OWN]
    return FloatShown(fen, tuple(parts.items()), tuple(lines[:limit]), code, own)


def _deposits(s: Session, limit: int) -> list[FloatLine]:
    banked = select(Deposit).where(col(Deposit.state) == DepositState.BANKED.value)
    rows = s.scalars(banked.order_by(col(Deposit.banked_at).desc()).limit(limit))
    return [FloatLine(FloatKind.DEPOSIT, row.banked_at or row.packed_at, row.fen, row.bag) for row in rows]


def _orders(s: Session, limit: int) -> list[FloatLine]:
    # The empty text keeps SQLite from the indexes of states: the newest are read in their order until there are enough.
    cost = of_room(col(Order.total_fen))
    rows = s.execute(
        select(Order, cost)
        .where((col(Order.state) + "").in_(PAID_STATES), cost > 0)
        .order_by(col(Order.confirmed_at).desc())
        .limit(limit)
    )
    return [
        FloatLine(FloatKind.ORDER, row.placed_at or row.confirmed_at, -fen, row.number, row.id) for row, fen in rows
    ]


def _refused(s: Session, limit: int) -> list[FloatLine]:
    """Orders that were placed and did not come after all: both what they cost and what came back."""
    cost = of_room(col(Order.total_fen))
    rows = s.execute(
        select(Order, cost).where(*_REFUSED, cost > 0).order_by(col(Order.confirmed_at).desc()).limit(limit)
    )
    lines = []
    for row, fen in rows:
        placed = row.placed_at or row.confirmed_at
        lines.append(FloatLine(FloatKind.ORDER, placed, -fen, row.number, row.id))
        # Before the time was kept, the two stand beside each other.
        lines.append(FloatLine(FloatKind.REFUSED, row.refused_at or placed, fen, row.number, row.id))
    return lines


def _refunds(s: Session, limit: int) -> list[FloatLine]:
    newest = select(col(Refund.id)).order_by(col(Refund.created_at).desc()).limit(limit)
    cost = of_room(col(Order.total_fen))
    price = col(Refund.kind) == RefundKind.PRICE.value
    rows = s.execute(
        select(Refund, col(Order.number), cost)
        .join(Order, col(Order.id) == col(Refund.order_id))
        .where(col(Refund.id).in_(newest), ~price | ((col(Order.state) + "").in_(PAID_STATES) & (cost > 0)))
    )
    return [
        FloatLine(
            FloatKind.REFUND,
            row.refunded_at or row.created_at,
            min(row.fen, cost_fen) if row.kind == RefundKind.PRICE else row.fen,
            number,
            row.order_id,
        )
        for row, number, cost_fen in rows
    ]


def _farmers(s: Session, limit: int) -> list[FloatLine]:
    cash = col(CropPayout.how) == PayHow.CASH.value
    newest = select(col(CropPayout.id)).where(cash).order_by(col(CropPayout.created_at).desc()).limit(limit)
    fen = func.sum(col(CropAllocation.net_fen))
    rows = s.execute(
        select(CropPayout, col(Person.name), fen)
        .join(CropAllocation, col(CropAllocation.payout_id) == col(CropPayout.id))
        .outerjoin(Person, col(Person.id) == col(CropPayout.person_id))
        .where(col(CropPayout.id).in_(newest), col(CropAllocation.state) == AllocationState.PAID.value)
        .group_by(col(CropPayout.id))
    )
    return [
        FloatLine(FloatKind.FARMERS, payout.paid_at or payout.created_at, int(paid), name or "")
        for payout, name, paid in rows
    ]


def _entries(s: Session, limit: int) -> list[FloatLine]:
    written = select(CashEntry).where(col(CashEntry.account) == Account.FLOAT.value)
    rows = s.scalars(written.order_by(col(CashEntry.created_at).desc()).limit(limit))
    return [
        # A bill is undone on its own page.
        FloatLine(
            _kind_of(row.kind), row.created_at, row.amount_fen, row.note, "", row.id if row.kind in REVERSIBLE else ""
        )
        for row in rows
    ]


def of_room(fen: SQLColumnExpression[int]) -> ColumnElement[int]:
    """What the room bears of a sum for an order: all but what the child paid, see ``Order.payer_fen``."""
    child = case((col(Order.pay) == Pay.PAYER.value, col(Order.payer_paid_fen)), else_=0)
    return func.max(0, fen - child)
