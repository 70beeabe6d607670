"""A small room for the tests of orders, parcels and cash: villagers, baskets, and central's answers as rows."""

from sqlalchemy import select
from sqlmodel import Session, col

from villagedesk.domain.cash import CashEntry
from villagedesk.domain.orders import BasketLine, Order, OrderLine, OrderState
from villagedesk.domain.parcels import Parcel
from villagedesk.domain.people import Person
from villagedesk.store import Store, WriteSession, action, get, new_row
from villagedesk.store.orders import Slip, confirm_order

POWDER = BasketLine("g-powder", "禾洁 浓缩洗衣粉", 2990, 2, "2.5 kg", "bottle")
FERTILISER = BasketLine("g-fert", "复合肥 45%", 16800, 1, "50 kg", "sack")
BOOTS = BasketLine("g-boots", "儿童雨靴", 3500, 1, "28 码", "boot")
BASKET = [POWDER, FERTILISER, BOOTS]  # ¥262.80


@action
def add_villager(s: WriteSession, name: str, phone: str) -> str:
    """A villager as another slice would make him."""
    return new_row(s, Person(name=name, phone=phone, village_group="三组", address="12 号")).id


@action
def central_says(s: WriteSession, order_id: str, state: str, **fields: object) -> None:
    """What central's answer does to an order's row."""
    order = get(s, Order, order_id)
    order.state = OrderState(state).value
    for name, value in fields.items():
        setattr(order, name, value)


@action
def central_asks(
    s: WriteSession,
    order_id: str,
    *,
    prices: dict[str, int] | None = None,
    gone: tuple[str, ...] = (),
    decision: str = "",
    reason: str = "",
) -> None:
    """Central asks about new prices, about goods that cannot be had, or something else."""
    order = get(s, Order, order_id)
    order.state = OrderState.NEEDS_DECISION.value
    order.decision = decision or ("stock" if gone else "price")
    order.reason = reason
    for line in s.scalars(select(OrderLine).where(col(OrderLine.order_id) == order_id)):
        line.new_price_fen = (prices or {}).get(line.goods_id)
        line.out_of_stock = line.goods_id in gone


@action
def central_sends_instead(s: WriteSession, order_id: str, goods_id: str, title: str, price_fen: int) -> None:
    """Something alike comes for a line."""
    for line in s.scalars(select(OrderLine).where(col(OrderLine.order_id) == order_id)):
        if line.goods_id == goods_id:
            line.substitute_title, line.price_fen = title, price_fen


@action
def central_announces(s: WriteSession, order_id: str, waybill: str, **fields: object) -> str:
    """Central ships an order: one announced parcel more."""
    order = get(s, Order, order_id)
    if order.state == OrderState.PLACED:
        order.state = OrderState.SHIPPED.value
    return new_row(s, Parcel(order_id=order_id, person_id=order.person_id, waybill=waybill, **fields)).id


@action
def central_sends(s: WriteSession, name: str, phone: str, waybill: str, **fields: object) -> str:
    """A parcel that no order of this room announced."""
    return new_row(s, Parcel(name=name, phone=phone, waybill=waybill, **fields)).id


@action
def central_loses(s: WriteSession, parcel_id: str) -> None:
    """Central gives a missing parcel up."""
    get(s, Parcel, parcel_id).state = "lost"


def villager(store: Store, operator: str, name: str = "陈桂花", phone: str = "13900006721") -> str:
    """The id of a villager."""
    with store.write(by=operator) as s:
        return add_villager(s, name, phone)


def ordered(store: Store, operator: str, person: str, pay: str = "cash", basket: list[BasketLine] = BASKET) -> Slip:
    """A confirmed order."""
    with store.write(by=operator) as s:
        return confirm_order(s, basket, person, pay, read_back=True)


def shipped(store: Store, operator: str, order_id: str, waybill: str = "YT8831", **fields: object) -> str:
    """An order that is on the van; the parcel's id."""
    with store.write() as s:
        central_says(s, order_id, "placed", central_number="P-77")
    with store.write() as s:
        return central_announces(s, order_id, waybill, **fields)


def entries_about(s: Session, about_id: str) -> list[CashEntry]:
    """What the cash book says about a bill, a bag or a day, the newest first."""
    found = select(CashEntry).where(col(CashEntry.about_id) == about_id).order_by(col(CashEntry.number).desc())
    return list(s.scalars(found))
