"""What the operator does with an order: confirm it, cancel it, answer central's question, pay money back."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.cash import CashKind, change_for
from villagedesk.domain.orders import (
    ORDER,
    BasketLine,
    Decision,
    Order,
    OrderLine,
    OrderState,
    Pay,
    basket_total,
    ceiling_for,
    check_basket,
    check_ceiling,
    order_number,
    order_total,
    waits_until,
)
from villagedesk.domain.people import Person
from villagedesk.errors import Refused
from villagedesk.store import cash
from villagedesk.store.drafts import clear_draft
from villagedesk.store.identity import device_number
from villagedesk.store.orders.lists import Slip, owed_for, slip_of
from villagedesk.store.orders.slips import print_slip
from villagedesk.store.refunds import settle_returns
from villagedesk.store.session import WriteSession, action, get, new_row


@dataclass(frozen=True)
class MoneyMoved:
    """What an action meant for the drawer: ``fen`` is taken from the villager, or given to him when negative."""

    order_id: str
    number: str
    state: str
    fen: int


@action
def confirm_order(
    s: WriteSession,
    basket: Sequence[BasketLine],
    person_id: str,
    pay: str,
    *,
    read_back: bool,
    ceiling_fen: int | None = None,
    given_fen: int | None = None,
    draft_key: str = "",
) -> Slip:
    """Take a villager's order that was read back to him; cash is in the drawer and the slip in the print queue with it.

    Args:
        basket: the goods, with the price the villager was told.
        pay: a Pay.
        read_back: whether it was read aloud and the villager said yes.
        ceiling_fen: the highest sum he accepts without being asked again; None takes the usual one.
        given_fen: the cash he gave, for the slip; None means the exact sum.
        draft_key: the parked basket that becomes this order and is forgotten with it.

    Raises:
        Invalid: the basket is empty, a quantity, price or ceiling is not right, or the cash is too little.
        NotFound: the villager is not on this computer.
        Refused: it was not read back.
    """
    lines = list(basket)
    total, ceiling = _checked_sums(lines, ceiling_fen, given_fen)
    person = get(s, Person, person_id)
    if not read_back:
        raise Refused("order_not_read_back")
    order = new_row(
        s,
        Order(
            number=_next_number(s),
            person_id=person.id,
            pay=Pay(pay),
            total_fen=total,
            ceiling_fen=ceiling,
            confirmed_at=s.now,
            expires_at=waits_until(s.now, clock.today()),
        ),
    )
    for position, line in enumerate(lines):
        new_row(s, _line(order.id, position, line))
    if pay == Pay.CASH:
        cash.book(s, CashKind.ORDER_PAID, total, order_id=order.id, person_id=person.id)
    if draft_key:
        clear_draft(s.connection(), "order", draft_key)
        s.touch("draft")
    s.flush()
    slip = slip_of(s, order.id, given_fen=given_fen)
    print_slip(s, slip)
    return slip


@action
def cancel_order(s: WriteSession, order_id: str) -> MoneyMoved:
    """Cancel an order that central has not placed; what was paid goes back by a reversal.

    Raises:
        Refused: it is placed already, or ended.
    """
    order = get(s, Order, order_id)
    ORDER.check(order.state, OrderState.CANCELLED)
    order.state = OrderState.CANCELLED.value
    order.decision = ""
    return MoneyMoved(order.id, order.number, order.state, -cash.reverse_all_of_order(s, order.id))


@action
def answer_decision(s: WriteSession, order_id: str) -> MoneyMoved:
    """The villager accepts what central asked: the new price, the rest without what is out of stock, or a longer wait.

    The order is queued again; a cash order's difference is taken or given at once. His "no" is ``cancel_order``.

    Raises:
        Refused: there is no question open, or nothing is left to order.
    """
    order = get(s, Order, order_id)
    ORDER.check(order.state, OrderState.QUEUED)
    lines = list(s.scalars(select(OrderLine).where(col(OrderLine.order_id) == order.id)))
    for line in lines:
        _accept(line, order.decision)
    total = order_total(lines)
    if total == 0:
        raise Refused("nothing_left_to_order")
    order.total_fen = total
    order.ceiling_fen = max(order.ceiling_fen, total)
    order.decision = ""
    order.state = OrderState.QUEUED.value
    order.expires_at = waits_until(s.now, clock.today())
    return MoneyMoved(order.id, order.number, order.state, _settle_cash(s, order))


@action
def pay_back(s: WriteSession, order_id: str) -> MoneyMoved:
    """Give the villager the cash he still gets back for an order; ``store.returns.pay_out`` does it against a signature.

    Raises:
        Refused: nothing is owed (any more).
    """
    order = get(s, Order, order_id)
    owed = owed_for(s, [order])[order.id]
    if owed == 0:
        raise Refused("nothing_owed")
    cash.book(s, CashKind.REFUND, -owed, order_id=order.id, person_id=order.person_id)
    settle_returns(s, order.id)
    return MoneyMoved(order.id, order.number, order.state, -owed)


@action
def reprint_slip(s: WriteSession, order_id: str) -> Slip:
    """Print the slip once more; the paper says that it is a reprint.

    Raises:
        NotFound: the order is not on this computer.
    """
    slip = slip_of(s, order_id)
    print_slip(s, slip)
    return slip


def new_total(s: Session, order_id: str) -> int:
    """What an order would cost when the villager accepts central's question, in fen."""
    order = get(s, Order, order_id)
    lines = s.scalars(select(OrderLine).where(col(OrderLine.order_id) == order_id))
    total = 0
    for line in lines:
        gone = line.dropped or (order.decision == Decision.STOCK and line.out_of_stock)
        price = line.new_price_fen if line.new_price_fen is not None else line.price_fen
        total += 0 if gone else price * line.quantity
    return total


def _accept(line: OrderLine, decision: str) -> None:
    if decision == Decision.STOCK and line.out_of_stock:
        line.dropped = True
    if line.new_price_fen is not None:
        line.price_fen, line.new_price_fen = line.new_price_fen, None


def _settle_cash(s: WriteSession, order: Order) -> int:
    if order.pay != Pay.CASH:
        return 0
    difference = order.total_fen - cash.paid_for(s, [order.id]).get(order.id, 0)
    if difference:
        kind = CashKind.ORDER_PAID if difference > 0 else CashKind.REFUND
        cash.book(s, kind, difference, order_id=order.id, person_id=order.person_id)
    return difference


def _line(order_id: str, position: int, line: BasketLine) -> OrderLine:
    return OrderLine(
        order_id=order_id,
        position=position,
        goods_id=line.goods_id,
        title=line.title,
        spec=line.spec,
        icon=line.icon,
        price_fen=line.price_fen,
        quantity=line.quantity,
    )


def _checked_sums(lines: list[BasketLine], ceiling_fen: int | None, given_fen: int | None) -> tuple[int, int]:
    """What a basket costs and its ceiling, in fen."""
    check_basket(lines)
    total = basket_total(lines)
    ceiling = ceiling_for(total, clock.today()) if ceiling_fen is None else ceiling_fen
    check_ceiling(ceiling, total)
    if given_fen is not None:
        change_for(given_fen, total)
    return total, ceiling


def _next_number(s: WriteSession) -> str:
    day, device = clock.today(), device_number(s.connection())
    begin, end = clock.day_span(day)
    prefix = order_number(day, device, 0)[:-2]
    given = s.scalars(
        select(col(Order.number)).where(
            col(Order.confirmed_at) >= begin, col(Order.confirmed_at) < end, col(Order.number).startswith(prefix)
        )
    )
    return order_number(day, device, max((int(number[len(prefix) :]) for number in given), default=0) + 1)
