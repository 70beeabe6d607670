"""An order begins: what was read back to the villager becomes rows, cash in the drawer and a slip, in one action."""

from collections.abc import Sequence

from villagedesk import clock
from villagedesk.domain.cash import Account, CashKind, change_for
from villagedesk.domain.orders import (
    PAID_HERE,
    BasketLine,
    Order,
    OrderLine,
    Pay,
    ReadBack,
    basket_total,
    ceiling_for,
    check_basket,
    check_ceiling,
    check_offers,
    check_payer_phone,
    waits_until,
)
from villagedesk.domain.people import Person
from villagedesk.domain.short_code import short_code
from villagedesk.errors import Refused
from villagedesk.store import cash
from villagedesk.store.drafts import clear_draft
from villagedesk.store.moments import likely_now
from villagedesk.store.numbers import ORDERS, next_number
from villagedesk.store.orders.page import Slip, line_row, make_slip
from villagedesk.store.orders.payer_text import text_payer
from villagedesk.store.orders.slips import print_slip
from villagedesk.store.proxies import stand_ins
from villagedesk.store.session import WriteSession, action, get, new_row


@action
def confirm_order(
    s: WriteSession,
    basket: Sequence[BasketLine],
    person_id: str,
    pay: str,
    *,
    read_back: bool,
    aloud: bool = False,
    read_at: int | None = None,
    told_over: bool = False,
    ceiling_fen: int | None = None,
    given_fen: int | None = None,
    substitute: bool = False,
    payer_phone: str = "",
    collector_id: str = "",
    draft_key: str = "",
) -> Slip:
    """Take a villager's order that was read back to him; cash is in the drawer and the slip in the print queue with it.

    Args:
        basket: the goods, with the price the villager was told.
        pay: a Pay.
        read_back: whether it was read back and the villager said yes.
        aloud: whether it was said aloud, too; else he saw it in large figures.
        read_at: when, ms UTC; None is now.
        told_over: whether he was told of the offers in it that have ended.
        ceiling_fen: the highest sum he accepts without being asked again; None takes the usual one.
        given_fen: the cash he gave, for the slip; None means the exact sum.
        substitute: whether something alike may come instead of what is out of stock, never above the ceiling.
        payer_phone: whose money is waited for, with ``Pay.PAYER``; the order is not placed before that.
        collector_id: who will collect it, one of the villager's ``stand_ins``; "" for himself.
        draft_key: the parked basket that becomes this order and is forgotten with it.

    Raises:
        Invalid: the basket is empty, a quantity, price, ceiling or phone is not right, or the cash is too little.
        NotFound: the villager is not on this computer.
        Refused: it was not read back, or not that an offer ended; who is to collect it may not any more.
    """
    lines = list(basket)
    total, ceiling = _checked_sums(lines, ceiling_fen, given_fen)
    phone = check_payer_phone(payer_phone) if pay == Pay.PAYER else ""
    person = get(s, Person, person_id)
    _check_said(lines, read_back=read_back, told_over=told_over)
    collector = _collector(s, person.id, collector_id)
    with s.no_autoflush:  # nothing that is asked below depends on the new rows: they are written once, at the end
        order = _new_order(s, person.id, Pay(pay), total, ceiling)
        order.substitute, order.payer_phone, order.collector = substitute, phone, collector
        order.read_at = s.now if read_at is None else read_at
        order.read_how = (ReadBack.ALOUD if aloud else ReadBack.FIGURES).value
        rows = [new_row(s, OrderLine(order_id=order.id, position=n, **vars(line))) for n, line in enumerate(lines)]
        if pay in PAID_HERE:
            cash.book(s, CashKind.ORDER_PAID, total, order_id=order.id, person_id=person.id, account=account_of(pay))
        if order.waits_for_payer:
            text_payer(s, order, person)
        if draft_key:
            clear_draft(s.connection(), "order", draft_key)
            s.touch("draft")
        slip = make_slip(s, order, person, tuple(map(line_row, rows)), given_fen)
        print_slip(s, slip)
    return slip


def _check_said(lines: list[BasketLine], *, read_back: bool, told_over: bool) -> None:
    if not read_back:
        raise Refused("order_not_read_back")
    check_offers(lines, clock.today(), told=told_over)


def _collector(s: WriteSession, person_id: str, collector_id: str) -> str:
    if not collector_id:
        return ""
    found = next((one.name for one in stand_ins(s, person_id) if one.id == collector_id), None)
    if found is None:
        raise Refused("proxy_withdrawn")
    return found


def account_of(pay: str) -> Account:
    """Where money lies that was paid this way."""
    return Account.CODE if pay == Pay.CODE else Account.DRAWER


def _new_order(s: WriteSession, person_id: str, pay: Pay, total_fen: int, ceiling_fen: int) -> Order:
    order = new_row(
        s,
        Order(
            number=next_number(s, ORDERS),
            person_id=person_id,
            pay=pay,
            total_fen=total_fen,
            ceiling_fen=ceiling_fen,
            confirmed_at=s.now,
            expires_at=waits_until(likely_now(s.connection(), s.now), clock.today(), for_payer=pay is Pay.PAYER),
        ),
    )
    if pay is Pay.PAYER:
        # The first digits of the order's own id: central finds it again by them, whatever centre it is of.
        order.pay_code = short_code(order.id)
    return order


def _checked_sums(lines: list[BasketLine], ceiling_fen: int | None, given_fen: int | None) -> tuple[int, int]:
    """What a basket costs and its ceiling, in fen."""
    check_basket(lines)
    total = basket_total(lines)
    ceiling = ceiling_for(total, clock.today()) if ceiling_fen is None else ceiling_fen
    check_ceiling(ceiling, total)
    if given_fen is not None:
        change_for(given_fen, total)
    return total, ceiling
