"""What a passbook shows: the people, both sides, the orders, what waits on the shelf, and what was paid in and out."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from villagedesk.domain.cash import Account, CashEntry
from villagedesk.domain.orders import ENDED, Order
from villagedesk.domain.passbook import Due, DueKind, Side, side_sum
from villagedesk.domain.people import Person
from villagedesk.domain.sellers import Seller
from villagedesk.store.bills import BillRow, bills_of
from villagedesk.store.household import members
from villagedesk.store.orders import OrderRow, orders_of
from villagedesk.store.orders.lists import place_of
from villagedesk.store.owed import unpaid_goods
from villagedesk.store.parcels import ParcelRow, parcels_of
from villagedesk.store.returns import awaited_refunds, owed_to_villagers
from villagedesk.store.sales.paying import due_lines
from villagedesk.store.same_person import ids_of, kept_of
from villagedesk.store.session import get

_MOST_ORDERS = 40
_MOST_MOVES = 60


@dataclass(frozen=True)
class Member:
    """One of the household."""

    id: str
    name: str


@dataclass(frozen=True)
class Move:
    """Money that a villager paid or got, in cash or by code; ``fen`` is above zero where he paid. ``kind`` is a CashKind."""

    at: int
    kind: str
    fen: int
    person: str
    number: str
    order_id: str
    note: str
    reverses: bool


@dataclass(frozen=True)
class Passbook:
    """Everything about a household that a villager asks for; the first member is whose page it is."""

    members: tuple[Member, ...]
    place: str
    dues: tuple[Due, ...]
    orders: tuple[OrderRow, ...]
    parcels: tuple[ParcelRow, ...]
    bills: tuple[BillRow, ...]
    moves: tuple[Move, ...]

    @property
    def name(self) -> str:
        """Whose page it is."""
        return self.members[0].name

    @property
    def owes_fen(self) -> int:
        """What the household owes the room."""
        return side_sum(self.dues, Side.OWES)

    @property
    def owed_fen(self) -> int:
        """What the room owes the household."""
        return side_sum(self.dues, Side.OWED)

    @property
    def waits_fen(self) -> int:
        """What the platform has still to give for paid goods that went back, at the most."""
        return side_sum(self.dues, Side.WAITS)

    @property
    def on_the_way(self) -> int:
        """How many orders are still to come."""
        return sum(order.state not in ENDED for order in self.orders)


def passbook(s: Session, person_id: str) -> Passbook:
    """The passbook of a villager and those he lives with.

    Raises:
        NotFound: he is not on this computer.
    """
    person = get(s, Person, kept_of(s, person_id))
    people = members(s, person)
    names = {id_: one.name for one in people for id_ in ids_of(s, one.id)}
    parcels = tuple(parcel for one in people for parcel in parcels_of(s, one.id))
    orders = sorted((order for one in people for order in orders_of(s, one.id, _MOST_ORDERS)), key=lambda row: -row.at)
    bills = tuple(bill for one in people for bill in bills_of(s, one.id) if bill.state == "taken")
    return Passbook(
        tuple(Member(one.id, one.name) for one in people),
        place_of(person),
        (*_dues(s, names, parcels), *_unpaid(s, names, orders), *_awaited(s, names)),
        tuple(orders[:_MOST_ORDERS]),
        parcels,
        bills,
        _moves(s, names),
    )


def _dues(s: Session, names: dict[str, str], parcels: Sequence[ParcelRow]) -> tuple[Due, ...]:
    owes = [
        Due(
            Side.OWES,
            DueKind.PARCEL,
            parcel.title or parcel.waybill,
            parcel.order_number,
            names.get(parcel.person_id, ""),
            parcel.due_fen,
            parcel.id,
        )
        for parcel in parcels
        if parcel.due_fen
    ]
    owed = [
        Due(Side.OWED, DueKind.REFUND, one.title, one.number, one.name, one.fen, one.order_id)
        for one in owed_to_villagers(s)
        if one.person_id in names
    ]
    return (*owes, *owed, *_produce(s, names))


def _unpaid(s: Session, names: dict[str, str], orders: Sequence[OrderRow]) -> list[Due]:
    """Goods that were handed over, and the money for them went back."""
    unpaid = unpaid_goods(s)
    return [
        Due(Side.OWES, DueKind.GOODS, row.title, row.number, names.get(row.person_id, ""), unpaid[row.id], row.id)
        for row in orders
        if row.id in unpaid
    ]


def _awaited(s: Session, names: dict[str, str]) -> list[Due]:
    """Paid goods that went back; what a child paid goes to him, and is no money of the household."""
    return [
        Due(Side.WAITS, DueKind.PLATFORM, row.title, row.number, row.name, row.fen, row.order_id)
        for row in awaited_refunds(s)
        if row.person_id in names and row.fen
    ]


def _produce(s: Session, names: dict[str, str]) -> list[Due]:
    """What is settled for produce and not paid out."""
    sellers = {row.id: row.person_id for row in s.scalars(select(Seller).where(col(Seller.person_id).in_(list(names))))}
    return [
        Due(Side.OWED, DueKind.PRODUCE, line.product, line.lot, names.get(sellers[line.seller_id], ""), line.net_fen)
        for line in due_lines(s, list(sellers))
        if line.net_fen
    ]


def _moves(s: Session, names: dict[str, str]) -> tuple[Move, ...]:
    # The account inside a function: else its index is taken, and with it every entry of the drawer.
    found = s.execute(
        select(CashEntry, col(Order.number))
        .outerjoin(Order, col(Order.id) == col(CashEntry.order_id))
        .where(
            col(CashEntry.person_id).in_(list(names)), func.coalesce(col(CashEntry.account), "") != Account.FLOAT.value
        )
        .order_by(col(CashEntry.created_at).desc(), col(CashEntry.number).desc())
        .limit(_MOST_MOVES)
    ).all()
    return tuple(
        Move(
            entry.created_at,
            entry.kind,
            entry.amount_fen,
            names.get(entry.person_id, ""),
            number or "",
            entry.order_id,
            entry.note,
            bool(entry.reversal_of),
        )
        for entry, number in found
    )
