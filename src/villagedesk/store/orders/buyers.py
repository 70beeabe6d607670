"""Who orders: what the counter shows of a villager while he buys, and what he bought before."""

from dataclasses import dataclass, fields

from sqlalchemy import func, select
from sqlmodel import Session, col

from villagedesk.domain.orders import BasketLine, Order, OrderLine, OrderState
from villagedesk.domain.parcels import Parcel, ParcelState
from villagedesk.domain.people import Person
from villagedesk.store.orders.lists import place_of
from villagedesk.store.proxies import StandIn, stand_ins
from villagedesk.store.same_person import ids_of, kept_of
from villagedesk.store.session import get

# What a line of an order and one of a basket have in common.
_SAME = tuple(field.name for field in fields(BasketLine))


@dataclass(frozen=True)
class Buyer:
    """A villager at the counter. ``bought``: goods id -> title and when last (ms UTC), the newest first.

    ``payer_phone``: of the child who was to pay the last time there was one. ``stand_ins``: who may collect for him.
    """

    id: str
    name: str
    place: str
    phone_tail: str
    on_shelf: int
    bought: dict[str, tuple[str, int]]
    payer_phone: str = ""
    stand_ins: tuple[StandIn, ...] = ()

    def collector(self, id_: str) -> StandIn | None:
        """Who is to collect an order, by the id of a stand-in; None for the villager himself."""
        return next((one for one in self.stand_ins if one.id == id_), None)


def buyer(s: Session, person_id: str) -> Buyer:
    """A villager as the counter shows him.

    Raises:
        NotFound: he is not on this computer.
    """
    person = get(s, Person, kept_of(s, person_id))
    everywhere = ids_of(s, person.id)
    on_shelf = s.execute(
        select(func.count()).where(
            col(Parcel.person_id).in_(everywhere), col(Parcel.state) == ParcelState.ON_SHELF.value
        )
    ).scalar_one()
    return Buyer(
        person.id,
        person.name,
        place_of(person),
        (person.phone or "")[-4:],
        on_shelf,
        bought_before(s, person_id),
        _payer_phone(s, person_id),
        tuple(stand_ins(s, person.id)),
    )


def same_as_last(s: Session, person_id: str) -> list[BasketLine]:
    """What the villager took the last time, with the prices of then; empty when he never ordered."""
    last = s.scalars(
        select(col(Order.id))
        .where(col(Order.person_id).in_(ids_of(s, person_id)), col(Order.state) != OrderState.CANCELLED.value)
        .order_by(col(Order.confirmed_at).desc())
        .limit(1)
    ).first()
    return [] if last is None else lines_again(s, last)


def lines_again(s: Session, order_id: str) -> list[BasketLine]:
    """What an order holds, as it would go into a basket again, with the prices of then; what was left out is not in it."""
    lines = s.scalars(select(OrderLine).where(col(OrderLine.order_id) == order_id).order_by(col(OrderLine.position)))
    return [BasketLine(**{name: getattr(line, name) for name in _SAME}) for line in lines if not line.dropped]


def _payer_phone(s: Session, person_id: str) -> str:
    found = s.scalars(
        select(col(Order.payer_phone))
        .where(col(Order.person_id).in_(ids_of(s, person_id)), col(Order.payer_phone) != "")
        .order_by(col(Order.confirmed_at).desc())
        .limit(1)
    )
    return found.first() or ""


def bought_before(s: Session, person_id: str, limit: int = 200) -> dict[str, tuple[str, int]]:
    """What somebody bought: goods id -> title and when last (ms UTC), the newest first."""
    found = s.execute(
        select(col(OrderLine.goods_id), col(OrderLine.title), col(Order.confirmed_at))
        .join(Order, col(Order.id) == col(OrderLine.order_id))
        .where(col(Order.person_id).in_(ids_of(s, person_id)), col(Order.state) != OrderState.CANCELLED.value)
        .order_by(col(Order.confirmed_at).desc(), col(OrderLine.position))
        .limit(limit)
    )
    bought: dict[str, tuple[str, int]] = {}
    for goods_id, title, at in found:
        bought.setdefault(goods_id, (title, at))
    return bought
