"""What the form begins with: the goods of an order or a parcel that may be a fake, as they were shown to the villager."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from villagedesk.domain.orders import Order, OrderLine, shown_title
from villagedesk.domain.parcels import Parcel
from villagedesk.domain.people import Person
from villagedesk.store.orders.lists import place_of
from villagedesk.store.session import get


@dataclass(frozen=True)
class GoodsBought:
    """One line of an order. ``price_fen`` is what all its pieces cost."""

    line_id: str
    title: str
    icon: str
    picture: str
    category: str
    seller: str
    brand: str
    price_fen: int


@dataclass(frozen=True)
class Bought:
    """Who bought what; without an order only who."""

    order_id: str
    number: str
    parcel_id: str
    person_id: str
    name: str
    place: str
    goods: tuple[GoodsBought, ...]


def bought_for(s: Session, *, order_id: str = "", parcel_id: str = "", person_id: str = "") -> Bought:
    """What an order or a parcel holds, or who somebody is; all empty for a label that nothing is known of.

    Raises:
        NotFound: it is not on this computer.
    """
    parcel = get(s, Parcel, parcel_id) if parcel_id else None
    order_id = order_id or (parcel.order_id if parcel else "")
    order = get(s, Order, order_id) if order_id else None
    who = order.person_id if order else parcel.person_id if parcel else person_id
    person = s.get(Person, who) if who else None
    lines = s.scalars(
        select(OrderLine)
        .where(col(OrderLine.order_id) == order_id, col(OrderLine.dropped).is_(False))
        .order_by(col(OrderLine.position))
    )
    return Bought(
        order_id=order_id,
        number=order.number if order else "",
        parcel_id=parcel_id,
        person_id=who,
        name=person.name if person else parcel.name if parcel else "",
        place=place_of(person),
        goods=tuple(goods_of(line) for line in lines) if order_id else (),
    )


def goods_of(line: OrderLine) -> GoodsBought:
    """A line of an order as the form shows it."""
    return GoodsBought(
        line_id=line.id,
        title=shown_title(line.title, line.variant, line.spec),
        icon=line.icon,
        picture=line.picture,
        category=line.category,
        seller=line.seller,
        brand=line.brand,
        price_fen=line.price_fen * line.quantity,
    )
