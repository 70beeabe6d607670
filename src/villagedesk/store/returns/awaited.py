"""Paid goods that went back: whose money the platform has still to give, before anybody here owes it to him.

A parcel does not say which goods are in it. When all of an order went back its price is waited for; when a part did, it
is at most that much. The platform's answer is a refund that names neither a return nor a complaint.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.cash import CashEntry, CashKind
from villagedesk.domain.orders import Order, OrderState, due_in_cash, kept_of_payer
from villagedesk.domain.parcels import DAY_MS, Parcel, ParcelState
from villagedesk.domain.people import Person
from villagedesk.domain.returns import Refund, RefundKind, back_refund_due
from villagedesk.store.cash.book import paid_for
from villagedesk.store.orders.lists import order_summaries, place_of
from villagedesk.store.refunds import Advances, advances_of
from villagedesk.store.went_back import orders_that_went_back

# Central's clock and this one may differ by so much; what was given before a parcel went back is not for it.
_CLOCKS_MS = 2 * DAY_MS
_BATCH = 500


@dataclass(frozen=True)
class Awaited:
    """What one villager waits for. ``fen`` comes to him, ``child_fen`` to the child who had paid; each at the most.

    ``since`` is when the driver took the last of it, ``due_at`` until when that is no reason to ask; both ms UTC.
    ``all_of_it``: nothing of the order is left with him.
    """

    order_id: str
    number: str
    person_id: str
    name: str
    place: str
    title: str
    fen: int
    child_fen: int
    all_of_it: bool
    since: int
    due_at: int

    @property
    def overdue(self) -> bool:
        """Whether the platform has to be asked."""
        return self.due_at < clock.now_ms()


def awaited_refunds(s: Session) -> list[Awaited]:
    """Everybody who waits for the platform's money for parcels that went back, the longest first."""
    ids = orders_that_went_back(s)
    rows = [row for start in range(0, len(ids), _BATCH) for row in _of(s, ids[start : start + _BATCH])]
    return sorted(rows, key=lambda row: (row.since, row.number))


def awaited_for_order(s: Session, order_id: str) -> Awaited | None:
    """What is waited for about one order; None when nothing is."""
    return next(iter(_of(s, [order_id])), None) if order_id in orders_that_went_back(s) else None


def _of(s: Session, ids: Sequence[str]) -> list[Awaited]:
    went, answers = _went_back(s, ids), _answers(s, ids)
    ids = [id_ for id_ in ids if id_ in went and not went[id_].answered(answers.get(id_, []))]
    orders = list(s.scalars(select(Order).where(col(Order.id).in_(ids))))
    people = {p.id: p for p in s.scalars(select(Person).where(col(Person.id).in_([o.person_id for o in orders])))}
    titles, before = order_summaries(s, ids), _paid_before(s, ids)
    found = []
    for order in orders:
        person, since = people.get(order.person_id), went[order.id].last
        his = due_in_cash(order.total_fen, order.refund_fen, order.payer_fen)
        row = Awaited(
            order_id=order.id,
            number=order.number,
            person_id=order.person_id,
            name=person.name if person else "",
            place=place_of(person),
            title=titles.get(order.id, ("", 0))[0],
            fen=max(0, min(his, before.get(order.id, 0))),
            child_fen=kept_of_payer(order.state, order.total_fen, order.refund_fen, order.payer_fen),
            all_of_it=order.state == OrderState.SENT_BACK,
            since=since,
            due_at=back_refund_due(since),
        )
        if row.fen or row.child_fen:
            found.append(row)
    return found


@dataclass(frozen=True)
class _Went:
    """When the parcels of an order went back, ms UTC, and how many others were lost, each with a refund of its own."""

    times: tuple[int, ...]
    lost: int

    @property
    def last(self) -> int:
        return max(self.times)

    def answered(self, refunds: Sequence[int]) -> bool:
        """Whether the platform gave money for all of them: one refund each, or one after the last of them."""
        after = [at for at in refunds if at >= min(self.times) - _CLOCKS_MS]
        return len(after) >= len(self.times) + self.lost or (not self.lost and any(at >= self.last for at in after))


def _went_back(s: Session, order_ids: Sequence[str]) -> dict[str, _Went]:
    """What of these orders went back and did not come again."""
    newest: dict[tuple[str, str], Parcel] = {}
    asked = select(Parcel).where(col(Parcel.order_id).in_(order_ids)).order_by(col(Parcel.created_at))
    for parcel in s.scalars(asked):
        newest[parcel.order_id, parcel.waybill] = parcel
    times: defaultdict[str, list[int]] = defaultdict(list)
    lost: defaultdict[str, int] = defaultdict(int)
    for (order_id, _waybill), parcel in newest.items():
        if parcel.state == ParcelState.SENT_BACK:
            # Older programs did not keep when the driver took it.
            times[order_id].append(
                parcel.sent_back_at or parcel.going_back_at or parcel.arrived_at or parcel.created_at
            )
        lost[order_id] += parcel.state == ParcelState.LOST
    return {order_id: _Went(tuple(found), lost[order_id]) for order_id, found in times.items()}


def _answers(s: Session, order_ids: Sequence[str]) -> dict[str, list[int]]:
    """When the platform gave money that names no return and no complaint, ms UTC, by order."""
    found = defaultdict(list)
    rows = s.execute(
        select(col(Refund.order_id), col(Refund.refunded_at), col(Refund.created_at)).where(
            col(Refund.order_id).in_(order_ids),
            col(Refund.kind) == RefundKind.PRICE.value,
            col(Refund.return_id) == "",
            col(Refund.report_id) == "",
        )
    )
    for order_id, refunded_at, created_at in rows:
        found[order_id].append(refunded_at or created_at)
    return found


def _paid_before(s: Session, order_ids: Sequence[str]) -> dict[str, int]:
    """What was paid for these orders before their parcels were handed over, and not given back, in fen."""
    paid, advances = paid_for(s, order_ids), advances_of(s, order_ids)
    found = s.execute(
        select(col(CashEntry.order_id), func.sum(col(CashEntry.amount_fen)))
        .where(col(CashEntry.order_id).in_(order_ids), col(CashEntry.kind) == CashKind.ON_DELIVERY.value)
        .group_by(col(CashEntry.order_id))
    )
    at_the_door = {order_id: int(fen) for order_id, fen in found}
    return {
        order_id: fen - at_the_door.get(order_id, 0) - advances.get(order_id, Advances()).unsettled_fen
        for order_id, fen in paid.items()
    }
