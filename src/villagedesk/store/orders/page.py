"""One order with everything that belongs to it: its page on the screen, and what its slip says."""

from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlmodel import Session, col

from villagedesk.domain.messages import TextMessage
from villagedesk.domain.orders import Order, OrderLine, OrderState, Pay, shown_title
from villagedesk.domain.parcels import Parcel
from villagedesk.domain.people import Person
from villagedesk.errors import NotFound
from villagedesk.store import cash
from villagedesk.store.label_addresses import public_url
from villagedesk.store.orders.lists import OrderRow, place_of, rows_where
from villagedesk.store.owed import unpaid_goods


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
    dropped_for: str = ""  # a Decision, "" for a line that stands or was left out before that was kept

    @property
    def shown(self) -> str:
        """Goods, variant and pack as one line."""
        return shown_title(self.title, self.variant, self.spec)

    @property
    def sum_fen(self) -> int:
        """What the line costs; nothing once it was dropped."""
        return 0 if self.dropped else self.price_fen * self.quantity


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
    pay_url: str = ""
    payer_paid_at: int | None = None
    payer_paid_fen: int = 0
    placed_at: int | None = None
    payer_text: str = ""  # what became of the text to the child, a MessageState
    read_at: int | None = None
    read_how: str = ""
    code_fen: int = 0  # of ``paid_fen``: by the centre's code
    collector: str = ""  # who is to collect it, where it is not the villager himself
    unpaid_fen: int = 0  # still to be taken for goods that the villager has

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
    collector: str = ""
    pay_url: str = ""  # where the child pays

    @property
    def change_fen(self) -> int:
        """The change that was given back."""
        return 0 if self.given_fen is None else self.given_fen - self.total_fen


def order_page(s: Session, order_id: str) -> OrderPage:
    """One order with its lines, its cash and its parcels.

    Raises:
        NotFound: it is not on this computer.
    """
    rows = rows_where(s, [col(Order.id) == order_id], limit=1)
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
        pay_url=pay_url(s.connection(), order.pay_code) if order.pay == Pay.PAYER else "",
        payer_paid_at=order.payer_paid_at if order.pay == Pay.PAYER else None,
        payer_paid_fen=order.payer_fen,
        placed_at=order.placed_at,
        read_at=order.read_at,
        read_how=order.read_how,
        payer_text=_payer_text(s, order_id) if order.pay == Pay.PAYER else "",
        code_fen=cash.by_code_for(s, [order_id]).get(order_id, 0),
        collector=order.collector,
        unpaid_fen=unpaid_goods(s, [order_id]).get(order_id, 0),
    )


def slip_of(s: Session, order_id: str, *, given_fen: int | None = None) -> Slip:
    """What the slip of an order says.

    Raises:
        NotFound: it is not on this computer.
    """
    order = s.get(Order, order_id)
    if order is None:
        raise NotFound("order", order_id)
    return make_slip(s, order, s.get(Person, order.person_id), line_rows(s, order_id), given_fen)


def make_slip(
    s: Session, order: Order, person: Person | None, lines: tuple[LineRow, ...], given_fen: int | None
) -> Slip:
    """What the slip says, from rows that are at hand."""
    return Slip(
        order_id=order.id,
        number=order.number,
        person_id=order.person_id,
        name=person.name if person else "",
        place=place_of(person),
        at=order.confirmed_at,
        lines=lines,
        total_fen=order.total_fen,
        ceiling_fen=order.ceiling_fen,
        pay=order.pay,
        given_fen=given_fen,
        substitute=order.substitute,
        payer_phone=order.payer_phone,
        pay_code=order.pay_code,
        collector=order.collector,
        pay_url=pay_url(s.connection(), order.pay_code) if order.pay == Pay.PAYER else "",
    )


def pay_url(connection: Connection, pay_code: str) -> str:
    """Where a child pays with this code: a page at central; "" while this computer belongs to none."""
    central = public_url(connection)
    return f"{central.rstrip('/')}/pay/{pay_code}" if central else ""


def line_rows(s: Session, order_id: str) -> tuple[LineRow, ...]:
    """The lines of an order, as they were said."""
    lines = s.scalars(select(OrderLine).where(col(OrderLine.order_id) == order_id).order_by(col(OrderLine.position)))
    return tuple(map(line_row, lines))


def line_row(line: OrderLine) -> LineRow:
    """One line as it is shown."""
    return LineRow(
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
        dropped_for=line.dropped_for,
    )


def _payer_text(s: Session, order_id: str) -> str:
    """What became of the newest text about an order; "" when there is none."""
    message = TextMessage
    query = select(col(message.state)).where(col(message.about_id) == order_id, col(message.about) == "order")
    return s.scalars(query.order_by(col(message.created_at).desc()).limit(1)).first() or ""
