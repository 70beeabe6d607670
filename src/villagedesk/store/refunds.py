"""What refunds and advances mean for the money of orders, for everything that adds up what a villager is still owed.

An advance is paid out of the drawer before the seller has paid. As soon as a refund of the same complaint is there, so
much of the advance is settled: it counts as paid back. Damages and freight come on top of the price; each such refund
is paid out by one entry of the cash book that names it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlmodel import Session, col

from villagedesk.domain.cash import CashEntry, CashKind
from villagedesk.domain.fakes import FakeReport
from villagedesk.domain.returns import RETURN, Refund, RefundKind, Return, ReturnState
from villagedesk.store.session import WriteSession


@dataclass(frozen=True)
class Advances:
    """What was advanced for an order, in fen: how much a refund of the same complaint covers, and how much not yet."""

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
    paid = s.execute(
        select(col(FakeReport.order_id), col(FakeReport.id), func.sum(col(CashEntry.amount_fen)))
        .join(CashEntry, col(CashEntry.about_id) == col(FakeReport.id))
        .where(col(FakeReport.order_id).in_(order_ids), col(CashEntry.kind) == CashKind.ADVANCE_REFUND.value)
        .group_by(col(FakeReport.order_id), col(FakeReport.id))
    ).all()
    refunded = refunded_for(s, [report for _, report, _ in paid])
    found: dict[str, Advances] = {}
    for order_id, report, fen in paid:
        advanced, before = -int(fen), found.get(order_id, Advances())
        settled = min(advanced, refunded.get(report, 0))
        found[order_id] = Advances(before.settled_fen + settled, before.unsettled_fen + advanced - settled)
    return found


def refunded_for(s: Session, report_ids: Sequence[str]) -> dict[str, int]:
    """How much of the price came back for these complaints about fakes, in fen."""
    if not report_ids:
        return {}
    found = s.execute(
        select(col(Refund.report_id), func.sum(col(Refund.fen)))
        .where(col(Refund.report_id).in_(report_ids), col(Refund.kind) == RefundKind.PRICE.value)
        .group_by(col(Refund.report_id))
    )
    return {report: int(fen) for report, fen in found}


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
