"""What refunds and advances mean for the money of orders, for everything that adds up what a villager is still owed.

An advance is paid out of the drawer before the seller has paid. As soon as a refund for the same goods is there, so
much of the advance is settled: it counts as paid back. The refund may name the complaint, another complaint about the
same line of the order, or a return of that line: the goods were paid once, so they are given back once. Damages and freight come on top of the price; each such refund
is paid out by one entry of the cash book that names it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlmodel import Session, col

from villagedesk.domain.cash import CashEntry, CashKind
from villagedesk.domain.fakes import FakeReport
from villagedesk.domain.orders import OrderLine
from villagedesk.domain.returns import RETURN, Refund, RefundKind, Return, ReturnLine, ReturnState
from villagedesk.store.session import WriteSession


@dataclass(frozen=True)
class Advances:
    """What was advanced for an order, in fen: how much a refund of the same goods covers, and how much not yet."""

    settled_fen: int = 0
    unsettled_fen: int = 0


@dataclass(frozen=True)
class Award:
    """Damages or freight that a villager still gets in cash."""

    refund_id: str
    order_id: str
    person_id: str
    kind: str
    fen: int
    at: int


def advances_of(s: Session, order_ids: Sequence[str]) -> dict[str, Advances]:
    """The advances of these orders; orders without any are left out."""
    if not order_ids:
        return {}
    paid = _advanced_by_goods(s, order_ids)
    refunded = _refunded_by_goods(s, sorted({order_id for order_id, _ in paid}))
    found: dict[str, Advances] = {}
    for (order_id, goods), advanced in paid.items():
        before, settled = found.get(order_id, Advances()), min(advanced, refunded.get(goods, 0))
        found[order_id] = Advances(before.settled_fen + settled, before.unsettled_fen + advanced - settled)
    return found


def refunded_for(s: Session, report: FakeReport) -> int:
    """How much of the price of the goods of a complaint came back: for it, or for a return of the same line; in fen."""
    return _refunded_by_goods(s, [report.order_id]).get(_goods(report.order_line_id, report.id), 0)


def advanced_for_goods(s: Session, report: FakeReport) -> int:
    """How much was advanced for the goods of a complaint, whichever complaint about them it was for; in fen."""
    advanced = _advanced_by_goods(s, [report.order_id])
    return advanced.get((report.order_id, _goods(report.order_line_id, report.id)), 0)


def _goods(line_id: str, report_id: str) -> str:
    # A complaint that names no line is about goods of its own.
    return line_id or report_id


def _advanced_by_goods(s: Session, order_ids: Sequence[str]) -> dict[tuple[str, str], int]:
    """What was advanced, in fen, by order and goods."""
    paid = s.execute(
        select(col(FakeReport.order_id), col(FakeReport.order_line_id), col(FakeReport.id), col(CashEntry.amount_fen))
        .join(CashEntry, col(CashEntry.about_id) == col(FakeReport.id))
        .where(col(FakeReport.order_id).in_(order_ids), col(CashEntry.kind) == CashKind.ADVANCE_REFUND.value)
    )
    found: dict[tuple[str, str], int] = defaultdict(int)
    for order_id, line_id, report_id, fen in paid:
        found[order_id, _goods(line_id, report_id)] -= int(fen)
    return found


def _refunded_by_goods(s: Session, order_ids: Sequence[str]) -> dict[str, int]:
    """What of the price came back for a complaint or a return, in fen, by goods."""
    found: dict[str, int] = defaultdict(int)
    if not order_ids:
        return found
    price = (col(Refund.order_id).in_(order_ids), col(Refund.kind) == RefundKind.PRICE.value)
    named = s.execute(
        select(col(FakeReport.order_line_id), col(FakeReport.id), col(Refund.fen))
        .join(Refund, col(Refund.report_id) == col(FakeReport.id))
        .where(*price)
    )
    for line_id, report_id, fen in named:
        found[_goods(line_id, report_id)] += int(fen)
    returned = s.execute(
        select(col(Refund.id), col(Refund.fen), col(OrderLine.id), col(OrderLine.price_fen) * col(ReturnLine.quantity))
        .join(ReturnLine, col(ReturnLine.return_id) == col(Refund.return_id))
        .join(OrderLine, col(OrderLine.id) == col(ReturnLine.order_line_id))
        .where(*price, col(Refund.report_id) == "", col(Refund.return_id) != "")
    ).all()
    cost: dict[str, int] = defaultdict(int)
    for refund_id, _, _, pieces_fen in returned:
        cost[refund_id] += int(pieces_fen)
    for refund_id, fen, line_id, pieces_fen in returned:
        if cost[refund_id]:
            # Each line's share by what its pieces cost, rounded up: the last fen is not paid twice either.
            found[line_id] += -(-int(fen) * int(pieces_fen) // cost[refund_id])
    return found


def advanced_for(s: Session, report_id: str) -> int:
    """How much was advanced for one complaint, in fen."""
    where = (col(CashEntry.about_id) == report_id, col(CashEntry.kind) == CashKind.ADVANCE_REFUND.value)
    return -int(s.execute(select(func.sum(col(CashEntry.amount_fen))).where(*where)).scalar() or 0)


def awards_owed(s: Session, order_ids: Sequence[str] | None = None) -> list[Award]:
    """Damages and freight that were given and not paid out yet, the oldest first; of some orders, or of all."""
    paid = exists().where(col(CashEntry.about_id) == col(Refund.id), col(CashEntry.kind) == CashKind.AWARD.value)
    query = select(Refund).where(col(Refund.kind) != RefundKind.PRICE.value, ~paid)
    if order_ids is not None:
        query = query.where(col(Refund.order_id).in_(order_ids))
    return [
        Award(row.id, row.order_id, row.person_id, row.kind, row.fen, row.created_at)
        for row in s.scalars(query.order_by(col(Refund.created_at), col(Refund.id)))
    ]


def settle_returns(s: WriteSession, order_id: str) -> int:
    """The villager has his money: every refunded return of the order is over. Returns how many, part of an action."""
    where = (col(Return.order_id) == order_id, col(Return.state) == ReturnState.REFUNDED.value)
    found = list(s.scalars(select(Return).where(*where)))
    for row in found:
        RETURN.check(row.state, ReturnState.PAID_OUT)
        row.state = ReturnState.PAID_OUT.value
    return len(found)
