"""A child far away pays for an order: found by the code on the slip, paid once, and given back what was too much.

Before the payment is asked for a note is committed (table ``payment``). The payment is asked for with our order's id,
so that whatever stops in the middle nobody pays twice; and as long as the note is open ``settle_payments`` compares
what was paid with what the order has become, at once when the order changes and now and then besides (``central.looks``).
"""

import logging
from dataclasses import dataclass

from sqlalchemy import Connection, update

from villagedesk import clock
from villagedesk.central import acts, looks, tables
from villagedesk.central.database import Database, insert_missing
from villagedesk.central.found import Found, by_ids, centre_names, one, ranged
from villagedesk.central.orders.verbs import lines_of, waits_for_payer
from villagedesk.central.payments import Payments
from villagedesk.domain.entity import Value
from villagedesk.domain.identity import mask_name
from villagedesk.domain.orders import ENDED, Decision, OrderState, Pay, kept_of_payer, shown_title, waits_until
from villagedesk.domain.short_code import id_range
from villagedesk.errors import AppError, NotFound, Refused

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PayerView:
    """What somebody sees who has the code: the goods, the sum, and of the villager only how his name begins."""

    order_id: str
    centre: str
    person: str
    goods: tuple[tuple[str, int, int], ...]  # title, pieces, fen
    total_fen: int
    paid: bool
    may_pay: bool


def payer_view(connection: Connection, code: str) -> PayerView:
    """An order that somebody else was to pay, by its code.

    Raises:
        Invalid: it is no such code, a character is wrong. NotFound: there is no such order.
    """
    low, high = id_range(code)
    found = [order for order in ranged(connection, "order", low, high) if order.data.get("pay_code")]
    # Two orders in the whole country can share a code; the one that can be paid is meant, and never a guess.
    wanted = [order for order in found if may_pay(order)] or found
    if len(wanted) != 1:
        raise NotFound("order")
    (order,) = wanted
    person_id = order.text("person_id")
    person = by_ids(connection, order.scope, "person", [person_id]).get(person_id, {})
    return PayerView(
        order.id,
        centre_names(connection, [order.centre]).get(order.centre, ""),
        mask_name(str(person.get("name") or "")),
        tuple(
            (
                shown_title(line.text("title"), line.text("variant"), line.text("spec")),
                line.number("quantity"),
                line.number("price_fen") * line.number("quantity"),
            )
            for line in lines_of(connection, order)
            if not line.data.get("dropped")
        ),
        order.number("total_fen"),
        paid=bool(order.number("payer_paid_at")) or order.data.get("pay") != Pay.PAYER,
        may_pay=may_pay(order),
    )


def may_pay(order: Found) -> bool:
    """Whether somebody else's money is waited for right now; also when the villager is being asked what to do."""
    asked = order.data.get("state") == OrderState.NEEDS_DECISION and order.data.get("decision") == Decision.UNPAID
    return waits_for_payer(order) and (asked or order.data.get("state") == OrderState.QUEUED)


def pay_order(database: Database, payments: Payments, order_id: str) -> None:
    """Take the money for an order, and let the order go on.

    Raises:
        NotFound: no such order. Refused: it is paid already, or was cancelled; nothing is taken then.
        Offline: the payment could not be made now.
    """
    with database.write() as connection:
        order = acts.locked(connection, "order", order_id)
        _check_awaited(order)
        insert_missing(
            connection, tables.payment, centre=order.centre, order_id=order.id, asked_at=clock.now_ms(), open=1
        )
        looks.look_now(connection, order.centre, order.id)
    payments.take(order_id, order.number("total_fen"))
    _settle(database, payments, order.centre, order_id)


def payer_paid(connection: Connection, order_id: str, *, fen: int | None = None, by: str = acts.CENTRAL) -> None:
    """The money that an order waited for is there; it is placed at the next look.

    Args:
        fen: how much it is; None for what the order costs.

    Raises:
        NotFound: no such order. Refused: nobody else's money is waited for, or it is there already.
    """
    order = acts.locked(connection, "order", order_id)
    _check_awaited(order)
    fields: dict[str, Value] = {
        "payer_paid_at": clock.now_ms(),
        "payer_paid_fen": order.number("total_fen") if fen is None else fen,
        "expires_at": waits_until(clock.now_ms(), clock.today()),
    }
    if order.data.get("state") != OrderState.QUEUED:
        fields |= {"state": OrderState.QUEUED.value, "decision": ""}
    acts.change(connection, order.scope, order.centre, "payer_paid", "order", order_id, fields, by=by)


def settle_payments(database: Database, payments: Payments) -> int:
    """See that of what was paid only what the order still costs is kept.

    Returns:
        How many payments were looked at and are still open; each is looked at again later.
    """
    still_open = 0
    while True:
        with database.write() as connection:
            due = looks.take_due(connection)
        for centre, order_id in due:
            still_open += not _settled(database, payments, centre, order_id)
        if len(due) < looks.BATCH:
            return still_open


def _settled(database: Database, payments: Payments, centre: str, order_id: str) -> bool:
    try:
        return _settle(database, payments, centre, order_id)
    except AppError as error:
        # This one is looked at again; the others must not wait for it.
        _log.warning("the payment for order %s could not be settled yet: %s", order_id, error.code)
        return False


def _check_awaited(order: Found) -> None:
    if order.number("payer_paid_at"):
        raise Refused("payer_paid_already")
    if not may_pay(order):
        raise Refused("payer_not_awaited")


def _settle(database: Database, payments: Payments, centre: str, order_id: str) -> bool:
    """Compare once; returns whether nothing is left to be done."""
    paid = payments.paid(order_id)
    with database.read() as connection:
        order = one(connection, "order", order_id)
    if paid and may_pay(order):
        with database.write() as connection:
            order = acts.locked(connection, "order", order_id)
            if may_pay(order):
                payer_paid(connection, order_id, fen=paid)
                order = one(connection, "order", order_id)
    keep = _to_keep(order, paid)
    if paid:
        payments.keep(order_id, keep)
    return order.data.get("state") in ENDED and _close(database, centre, order_id, paid, keep)


def _to_keep(order: Found, paid: int) -> int:
    # Paid by the villager himself meanwhile, or cancelled: then nothing of it counts, and all of it goes back.
    counted = min(paid, order.number("payer_paid_fen")) if order.data.get("pay") == Pay.PAYER else 0
    return kept_of_payer(order.text("state"), order.number("total_fen"), order.number("refund_fen"), counted)


def _close(database: Database, centre: str, order_id: str, paid: int, kept: int) -> bool:
    """Nothing is left to be done, unless something was refunded while the rest was being given back."""
    payment = tables.payment
    with database.write() as connection:
        if _to_keep(acts.locked(connection, "order", order_id), paid) != kept:
            looks.look_now(connection, centre, order_id)
            return False
        connection.execute(
            update(payment).where(payment.c.centre == centre, payment.c.order_id == order_id).values(open=0)
        )
        looks.no_more(connection, centre, order_id)
        return True
