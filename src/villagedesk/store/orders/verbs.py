"""What the operator does with a confirmed order: cancel it, answer central's question, pay money back."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.cash import CashKind
from villagedesk.domain.orders import (
    ORDER,
    PAID_HERE,
    WITHOUT,
    Decision,
    Order,
    OrderLine,
    OrderState,
    Pay,
    due_in_cash,
    order_total,
    waits_until,
)
from villagedesk.domain.people import Person
from villagedesk.errors import Refused
from villagedesk.store import cash
from villagedesk.store.moments import likely_now
from villagedesk.store.orders.confirm import account_of
from villagedesk.store.orders.lists import order_summaries, owed_for
from villagedesk.store.orders.page import Slip, slip_of
from villagedesk.store.orders.payer_text import text_payer
from villagedesk.store.orders.slips import print_back_slip, print_money_receipt, print_slip
from villagedesk.store.owed import unpaid_goods
from villagedesk.store.refunds import settle_returns
from villagedesk.store.session import WriteSession, action, get


@dataclass(frozen=True)
class MoneyMoved:
    """What an action meant for the drawer: ``fen`` is taken from the villager, or given to him when negative.

    ``phone_fen`` is how much of it, with the same sign, moves by phone: it was paid by the centre's code.
    """

    order_id: str
    number: str
    state: str
    fen: int
    phone_fen: int = 0


@action
def cancel_order(s: WriteSession, order_id: str, *, in_cash: bool = False) -> MoneyMoved:
    """Cancel an order that central has not placed; what was paid goes back by a reversal, the way it came.

    Args:
        in_cash: what was paid by the centre's code is given out of the drawer all the same.

    Raises:
        Refused: it is placed already, or ended.
    """
    order = get(s, Order, order_id)
    ORDER.check(order.state, OrderState.CANCELLED)
    order.state = OrderState.CANCELLED.value
    order.decision = ""
    phone = 0 if in_cash else cash.by_code_for(s, [order.id]).get(order.id, 0)
    back = cash.reverse_all_of_order(s, order.id, in_cash=in_cash)
    order.given_back += back > 0
    if back > 0:
        print_back_slip(s, order, back, phone)
    return MoneyMoved(order.id, order.number, order.state, -back, -phone)


@action
def answer_decision(s: WriteSession, order_id: str) -> MoneyMoved:
    """The villager accepts what central asked: the new price, the rest without what cannot be had, or a longer wait.

    The order is queued again; a cash order's difference is taken or given at once, and a child who has not paid is
    reminded by a text. Where it costs something else now, he gets a new slip. His "no" is ``cancel_order``, and where a
    child has not paid, ``pay_in_cash`` is the third answer.

    Raises:
        Refused: there is no question open, or nothing is left to order.
    """
    order = get(s, Order, order_id)
    ORDER.check(order.state, OrderState.QUEUED)
    reminds = order.decision == Decision.UNPAID
    lines = list(s.scalars(select(OrderLine).where(col(OrderLine.order_id) == order.id)))
    for line in lines:
        _accept(line, order.decision)
    total, before = order_total(lines), order.total_fen
    if total == 0:
        raise Refused("nothing_left_to_order")
    order.total_fen = total
    order.ceiling_fen = max(order.ceiling_fen, total)
    _queue_again(s, order)
    if reminds and order.waits_for_payer:
        text_payer(s, order, s.get(Person, order.person_id))
    moved = _settle_cash(s, order)
    phone = moved if order.pay == Pay.CODE else 0
    if total != before:
        s.flush()
        print_slip(s, slip_of(s, order.id), renewed=True)
    if moved < 0:
        print_back_slip(s, order, -moved, -phone)
    return MoneyMoved(order.id, order.number, order.state, moved, phone)


@action
def pay_in_cash(s: WriteSession, order_id: str) -> MoneyMoved:
    """The villager pays an order himself that a child was to pay; it is queued, and the cash is in the drawer.

    Raises:
        Refused: it is paid already, or is not waiting for that.
    """
    order = get(s, Order, order_id)
    if not order.waits_for_payer:
        raise Refused("payer_paid_already")
    if order.state != OrderState.QUEUED and order.decision != Decision.UNPAID:
        raise ORDER.refusal(order.state, OrderState.QUEUED)
    order.pay, order.payer_phone = Pay.CASH.value, ""
    _queue_again(s, order)
    moved = _settle_cash(s, order)
    s.flush()
    print_slip(s, slip_of(s, order.id), renewed=True)  # the one he has asks the child to pay
    return MoneyMoved(order.id, order.number, order.state, moved)


@action
def take_unpaid(s: WriteSession, order_id: str, *, by_code: bool = False) -> MoneyMoved:
    """Take what is still to be paid for goods that the villager has already; the receipt is in the print queue.

    Args:
        by_code: he paid by scanning the centre's code.

    Raises:
        Refused: nothing is to be paid (any more).
    """
    order = get(s, Order, order_id)
    fen = unpaid_goods(s, [order.id]).get(order.id, 0)
    if not fen:
        raise Refused("nothing_to_take")
    account = account_of(Pay.CODE if by_code else Pay.CASH)
    who = order.person_id
    entry = cash.book(s, CashKind.ON_DELIVERY, fen, order_id=order.id, person_id=who, account=account)
    title = order_summaries(s, [order.id]).get(order.id, ("", 0))[0]
    print_money_receipt(s, entry, number=order.number, waybill="", title=title, name="")
    return MoneyMoved(order.id, order.number, order.state, fen, fen if by_code else 0)


@action
def pay_back(s: WriteSession, order_id: str, *, in_cash: bool = False) -> MoneyMoved:
    """Give the villager what he still gets back for an order; ``store.returns.pay_out`` does it against a signature.

    Args:
        in_cash: what was paid by the centre's code is given out of the drawer all the same.

    Raises:
        Refused: nothing is owed (any more).
    """
    order = get(s, Order, order_id)
    owed = owed_for(s, [order])[order.id]
    if owed == 0:
        raise Refused("nothing_owed")
    phone = cash.give_back(s, order, owed, in_cash=in_cash)
    order.given_back += 1
    settle_returns(s, order.id)
    return MoneyMoved(order.id, order.number, order.state, -owed, -phone)


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
        gone = line.dropped or (order.decision in WITHOUT and line.out_of_stock)
        price = line.new_price_fen if line.new_price_fen is not None else line.price_fen
        total += 0 if gone else price * line.quantity
    return total


def _queue_again(s: WriteSession, order: Order) -> None:
    order.decision = order.reason = ""
    if order.state != OrderState.QUEUED:
        order.state = OrderState.QUEUED.value
    order.expires_at = waits_until(likely_now(s.connection(), s.now), clock.today(), for_payer=order.waits_for_payer)


def _accept(line: OrderLine, decision: str) -> None:
    if decision in WITHOUT and line.out_of_stock:
        line.dropped, line.dropped_for = True, decision
    if line.new_price_fen is not None:
        line.price_fen, line.new_price_fen = line.new_price_fen, None


def _settle_cash(s: WriteSession, order: Order) -> int:
    if order.pay not in PAID_HERE:
        return 0
    due = due_in_cash(order.total_fen, order.refund_fen, order.payer_fen)
    difference = due - cash.paid_for(s, [order.id]).get(order.id, 0)
    if difference:
        kind = CashKind.ORDER_PAID if difference > 0 else CashKind.REFUND
        account = account_of(order.pay)
        cash.book(s, kind, difference, order_id=order.id, person_id=order.person_id, account=account)
        order.given_back += difference < 0
    return difference
