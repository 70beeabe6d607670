"""Whom the room owes money: refunded by the platform, or owed for another reason, and not yet in the villager's hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from villagedesk.domain.orders import Order
from villagedesk.domain.people import Person
from villagedesk.domain.returns import Refund, RefundKind
from villagedesk.store.cash import by_code_for
from villagedesk.store.orders.lists import (
    OrderRow,
    order_summaries,
    orders_to_pay_back,
    owed_for,
    place_of,
    rows_where,
)
from villagedesk.store.refunds import Award, awards_owed
from villagedesk.store.session import get


@dataclass(frozen=True)
class OwedPart:
    """One part of what is owed. ``kind`` is a RefundKind; ``refund_id`` is "" for the price, which is paid in one go."""

    kind: str
    fen: int
    refund_id: str = ""


@dataclass(frozen=True)
class Owed:
    """What one villager gets for one order. ``since``: when the platform gave the money (ms UTC), None if it did not.

    ``phone_fen``: so much of it goes back by phone, for he paid by the centre's code.
    """

    order_id: str
    number: str
    person_id: str
    name: str
    place: str
    title: str
    parts: tuple[OwedPart, ...]
    since: int | None
    phone_fen: int = 0

    @property
    def fen(self) -> int:
        """All of it."""
        return sum(part.fen for part in self.parts)


def owed_to_villagers(s: Session) -> list[Owed]:
    """Everybody who gets money, those who have waited longest first."""
    rows = {row.id: row for row in orders_to_pay_back(s)}
    awards = awards_owed(s)
    others = {award.order_id for award in awards} - set(rows)
    orders = list(s.scalars(select(Order).where(col(Order.id).in_([*rows, *others]))))
    prices = {order.id: rows[order.id].owed_fen if order.id in rows else 0 for order in orders}
    found = _owed(s, orders, prices, awards)
    return sorted(found, key=lambda owed: (owed.since is None, owed.since or 0, owed.number))


def owed_for_order(s: Session, order_id: str) -> Owed:
    """What is owed for one order; ``fen`` is 0 when nothing is.

    Raises:
        NotFound: it is not on this computer.
    """
    order = get(s, Order, order_id)
    return _owed(s, [order], owed_for(s, [order]), awards_owed(s, [order_id]))[0]


def orders_with_money_owed(s: Session) -> list[OrderRow]:
    """The same orders as ``owed_to_villagers`` as rows of a list of orders, the oldest first."""
    rows = orders_to_pay_back(s)
    others = {award.order_id for award in awards_owed(s)} - {row.id for row in rows}
    rows += rows_where(s, [col(Order.id).in_(others)], limit=len(others)) if others else []
    return sorted(rows, key=lambda row: (row.at, row.number))


def all_owed_for(s: Session, orders: Sequence[Order]) -> dict[str, int]:
    """Everything that is still owed for each of these orders, in fen: the price, and freight and damages on top."""
    owed = owed_for(s, orders)
    for award in awards_owed(s, list(owed)) if owed else []:
        owed[award.order_id] += award.fen
    return owed


def _owed(s: Session, orders: Sequence[Order], prices: dict[str, int], awards: Sequence[Award]) -> list[Owed]:
    ids = [order.id for order in orders]
    people = {p.id: p for p in s.scalars(select(Person).where(col(Person.id).in_([o.person_id for o in orders])))}
    titles = order_summaries(s, ids)
    since, by_code = _since(s, ids), by_code_for(s, ids)
    made = []
    for order in orders:
        person = people.get(order.person_id)
        price = [OwedPart(RefundKind.PRICE.value, prices[order.id])] if prices[order.id] else []
        extra = [OwedPart(one.kind, one.fen, one.refund_id) for one in awards if one.order_id == order.id]
        made.append(
            Owed(
                order_id=order.id,
                number=order.number,
                person_id=order.person_id,
                name=person.name if person else "",
                place=place_of(person),
                title=titles.get(order.id, ("", 0))[0],
                parts=(*price, *extra),
                since=since.get(order.id),
                phone_fen=min(prices[order.id], by_code.get(order.id, 0)),
            )
        )
    return made


def _since(s: Session, order_ids: Sequence[str]) -> dict[str, int]:
    found = s.execute(
        select(col(Refund.order_id), func.max(col(Refund.created_at)))
        .where(col(Refund.order_id).in_(order_ids))
        .group_by(col(Refund.order_id))
    )
    return {order_id: int(at) for order_id, at in found}
