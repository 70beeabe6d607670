"""What the screens show of orders: lists, one order's page, the slip, what somebody bought before."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from villagedesk.domain.cash import CashEntry
from villagedesk.domain.orders import (
    ENDED,
    Order,
    OrderLine,
    OrderState,
    owed_back,
    shown_title,
)
from villagedesk.domain.parcels import Parcel
from villagedesk.domain.people import Person
from villagedesk.domain.returns import owed_besides_advances
from villagedesk.errors import NotFound
from villagedesk.store import cash, shadow
from villagedesk.store.events import get_meta
from villagedesk.store.refunds import Advances, advances_of


@dataclass(frozen=True)
class LineRow:
    """One line of an order. ``price_fen`` is for one; the new price and "out of stock" are central's question."""

    goods_id: str
    title: str
    spec: str
    icon: str
    quantity: int
    price_fen: int
    new_price_fen: int | None
    out_of_stock: bool
    dropped: bool
    variant: str = ""
    picture: str = ""
    # What comes instead, where the villager allowed that.
    instead: str = ""

    @property
    def shown(self) -> str:
        """Goods, variant and pack as one line."""
        return shown_title(self.title, self.variant, self.spec)

    @property
    def sum_fen(self) -> int:
        """What the line costs; nothing once it was dropped."""
        return 0 if self.dropped else self.price_fen * self.quantity


@dataclass(frozen=True)
class OrderRow:
    """One order in a list. ``waiting``: central has not seen its newest state yet."""

    id: str
    number: str
    person_id: str
    name: str
    at: int
    title: str  # of its first line
    pieces: int
    total_fen: int
    pay: str
    state: str
    decision: str
    owed_fen: int
    expires_at: int
    waiting: bool
    waits_for_payer: bool = False


@dataclass(frozen=True)
class OrderPage:
    """Everything about one order."""

    row: OrderRow
    place: str
    phone_tail: str
    ceiling_fen: int
    paid_fen: int
    central_number: str
    reason: str
    lines: tuple[LineRow, ...]
    cash: tuple[cash.CashRow, ...]
    parcels: tuple[tuple[str, str, str], ...]  # id, waybill, state
    substitute: bool = False
    payer_phone: str = ""
    pay_code: str = ""
    payer_paid_at: int | None = None
    payer_paid_fen: int = 0
    placed_at: int | None = None

    @property
    def may_cancel(self) -> bool:
        """Whether it can still be cancelled here."""
        return self.row.state in (OrderState.QUEUED, OrderState.NEEDS_DECISION)


@dataclass(frozen=True)
class Slip:
    """What the order slip says; the villager takes it home."""

    order_id: str
    number: str
    person_id: str
    name: str
    place: str
    at: int
    lines: tuple[LineRow, ...]
    total_fen: int
    ceiling_fen: int
    pay: str
    given_fen: int | None
    substitute: bool = False
    payer_phone: str = ""
    pay_code: str = ""

    @property
    def change_fen(self) -> int:
        """The change that was given back."""
        return 0 if self.given_fen is None else self.given_fen - self.total_fen


def open_orders(s: Session) -> list[OrderRow]:
    """Orders on their way, those that need an answer first, then the newest."""
    rows = _rows(s, [col(Order.state).not_in(list(ENDED))], limit=500)
    return sorted(rows, key=lambda row: (row.state != OrderState.NEEDS_DECISION, -row.at))


def ended_orders(s: Session, limit: int = 200) -> list[OrderRow]:
    """Orders in which nothing is still to come, the newest first."""
    return _rows(s, [col(Order.state).in_(list(ENDED))], limit=limit)


def orders_of(s: Session, person_id: str, limit: int = 50) -> list[OrderRow]:
    """One villager's orders, the newest first."""
    return _rows(s, [col(Order.person_id) == person_id], limit=limit)


def orders_to_answer(s: Session) -> list[OrderRow]:
    """Orders about which the villager must be asked, the oldest first."""
    return _rows(s, [col(Order.state) == OrderState.NEEDS_DECISION.value], limit=200)[::-1]


def orders_to_pay_back(s: Session) -> list[OrderRow]:
    """Orders for which the villager still gets cash back, the oldest first."""
    # Money goes back when an order ended badly, when the platform refunded, or when the price fell on the way.
    paid = (
        select(col(CashEntry.order_id), func.sum(col(CashEntry.amount_fen)).label("fen"))
        .group_by(col(CashEntry.order_id))
        .subquery()
    )
    candidates = s.scalars(
        select(col(Order.id))
        .join(paid, paid.c.order_id == col(Order.id))
        .where(
            (paid.c.fen > col(Order.total_fen) - col(Order.refund_fen))
            | (col(Order.state).in_([OrderState.REFUSED.value, OrderState.CANCELLED.value]) & (paid.c.fen > 0))
        )
    )
    rows = _rows(s, [col(Order.id).in_(list(candidates))], limit=500)
    return [row for row in reversed(rows) if row.owed_fen]


def find_orders(s: Session, number: str, limit: int = 20) -> list[OrderRow]:
    """Orders by what is on the slip (with or without the centre's code) or what central calls them, the newest first."""
    typed = number.strip()
    if not typed:
        return []
    centre = get_meta(s.connection(), "centre") or ""
    typed = typed.removeprefix(f"{centre}-") if centre else typed
    return _rows(s, [col(Order.number).startswith(typed) | (col(Order.central_number) == typed)], limit=limit)


def order_page(s: Session, order_id: str) -> OrderPage:
    """One order with its lines, its cash and its parcels.

    Raises:
        NotFound: it is not on this computer.
    """
    rows = _rows(s, [col(Order.id) == order_id], limit=1)
    order = s.get(Order, order_id)
    if not rows or order is None:
        raise NotFound("order", order_id)
    person = s.get(Person, order.person_id)
    parcels = s.execute(
        select(col(Parcel.id), col(Parcel.waybill), col(Parcel.state)).where(col(Parcel.order_id) == order_id)
    )
    return OrderPage(
        row=rows[0],
        place=place_of(person),
        phone_tail=(person.phone or "")[-4:] if person else "",
        ceiling_fen=order.ceiling_fen,
        paid_fen=cash.paid_for(s, [order_id]).get(order_id, 0),
        central_number=order.central_number,
        reason=order.reason,
        lines=line_rows(s, order_id),
        cash=tuple(cash.entries_of_order(s, order_id)),
        parcels=tuple((id_, waybill, state) for id_, waybill, state in parcels),
        substitute=order.substitute,
        payer_phone=order.payer_phone,
        pay_code=order.pay_code,
        payer_paid_at=order.payer_paid_at,
        payer_paid_fen=order.payer_paid_fen,
        placed_at=order.placed_at,
    )


def slip_of(s: Session, order_id: str, *, given_fen: int | None = None) -> Slip:
    """What the slip of an order says.

    Raises:
        NotFound: it is not on this computer.
    """
    order = s.get(Order, order_id)
    if order is None:
        raise NotFound("order", order_id)
    person = s.get(Person, order.person_id)
    return Slip(
        order_id=order.id,
        number=order.number,
        person_id=order.person_id,
        name=person.name if person else "",
        place=place_of(person),
        at=order.confirmed_at,
        lines=line_rows(s, order_id),
        total_fen=order.total_fen,
        ceiling_fen=order.ceiling_fen,
        pay=order.pay,
        given_fen=given_fen,
        substitute=order.substitute,
        payer_phone=order.payer_phone,
        pay_code=order.pay_code,
    )


def line_rows(s: Session, order_id: str) -> tuple[LineRow, ...]:
    """The lines of an order, as they were said."""
    lines = s.scalars(select(OrderLine).where(col(OrderLine.order_id) == order_id).order_by(col(OrderLine.position)))
    return tuple(
        LineRow(
            goods_id=line.goods_id,
            title=line.title,
            spec=line.spec,
            icon=line.icon,
            quantity=line.quantity,
            price_fen=line.price_fen,
            new_price_fen=line.new_price_fen,
            out_of_stock=line.out_of_stock,
            dropped=line.dropped,
            variant=line.variant,
            picture=line.picture,
            instead=line.substitute_title,
        )
        for line in lines
    )


def place_of(person: Person | None) -> str:
    """Where somebody lives, as one says it: ``三组 12 号``."""
    return " ".join(part for part in (person.village_group, person.address) if part) if person else ""


def _rows(s: Session, where: Sequence[ColumnElement[bool]], *, limit: int) -> list[OrderRow]:
    found = s.execute(
        select(Order, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(Order.person_id))
        .where(*where)
        .order_by(col(Order.confirmed_at).desc(), col(Order.number).desc())
        .limit(limit)
    ).all()
    ids = [order.id for order, _ in found]
    owed, waiting = owed_for(s, [order for order, _ in found]), shadow.waiting_ids(s.connection(), "order", ids)
    first = order_summaries(s, ids)
    return [
        OrderRow(
            id=order.id,
            number=order.number,
            person_id=order.person_id,
            name=name or "",
            at=order.confirmed_at,
            title=first.get(order.id, ("", 0))[0],
            pieces=first.get(order.id, ("", 0))[1],
            total_fen=order.total_fen,
            pay=order.pay,
            state=order.state,
            decision=order.decision,
            owed_fen=owed[order.id],
            expires_at=order.expires_at,
            waiting=order.id in waiting,
            waits_for_payer=order.waits_for_payer,
        )
        for order, name in found
    ]


def owed_for(s: Session, orders: Sequence[Order]) -> dict[str, int]:
    """What the villager still gets back for each of these orders, in fen; damages and freight are not in it."""
    ids = [order.id for order in orders]
    paid, advances = cash.paid_for(s, ids), advances_of(s, ids)
    return {
        order.id: owed_besides_advances(
            owed_back(order.state, order.total_fen, order.refund_fen, paid.get(order.id, 0), order.payer_paid_fen),
            paid.get(order.id, 0),
            advances.get(order.id, Advances()).unsettled_fen,
        )
        for order in orders
    }


def order_summaries(s: Session, order_ids: Sequence[str]) -> dict[str, tuple[str, int]]:
    """Title of the first line and pieces in all, of lines that were not dropped."""
    if not order_ids:
        return {}
    lines = s.execute(
        select(col(OrderLine.order_id), col(OrderLine.title), col(OrderLine.quantity))
        .where(col(OrderLine.order_id).in_(order_ids), col(OrderLine.dropped).is_(False))
        .order_by(col(OrderLine.position))
    )
    found: dict[str, tuple[str, int]] = {}
    for order_id, title, quantity in lines:
        first, pieces = found.get(order_id, (title, 0))
        found[order_id] = (first, pieces + quantity)
    return found
