"""What central does with an order and its parcels; what each act writes is told in ``domain.orders`` and ``.parcels``."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, update

from villagedesk import clock
from villagedesk.central import acts, tables
from villagedesk.central.commission import refund_changes
from villagedesk.central.found import Found, children
from villagedesk.central.looks import look_now
from villagedesk.central.marketplace import Answer, Outcome
from villagedesk.central.parcels.announcing import Shipped, announced, checked_parcels
from villagedesk.domain.entity import Value
from villagedesk.domain.goods import MAX_TEXT, MAX_TITLE
from villagedesk.domain.orders import PAID_HERE, Decision, OrderState, Pay, due_in_cash, line_key
from villagedesk.domain.parcels import IN_ROOM, ParcelState
from villagedesk.domain.returns import Refund
from villagedesk.domain.values import shares
from villagedesk.errors import Invalid, Refused

MAX_PRICE_FEN = 100_000_000
_NUMBER_LENGTH = 40
# Only what was placed costs money at the platform; before that the desk itself gives cash back.
_REFUNDABLE = frozenset(
    {OrderState.PLACED, OrderState.SHIPPED, OrderState.ARRIVED, OrderState.COLLECTED, OrderState.SENT_BACK}
)

_CAME = IN_ROOM | {ParcelState.COLLECTED}
_ON_THE_WAY = frozenset({ParcelState.ANNOUNCED, ParcelState.MISSING})


def answer_order(connection: Connection, order_id: str, answer: Answer, *, by: str = acts.CENTRAL) -> str:
    """Write a marketplace's answer, or one typed by the staff, to a queued order; returns its new state.

    Raises:
        Invalid: the answer names no number, no goods of the order, or a price that cannot be.
        NotFound: no such order.
        Refused: it is not queued any more; or it was placed above what the villager accepts, before it was paid, or
            with something else than he allowed; or the price that is asked about is one that he accepts already.
    """
    order = acts.locked(connection, "order", order_id)
    lines = lines_of(connection, order)
    fields, changed = _answered(order, lines, answer)
    acts.change(connection, order.scope, order.centre, "answer_order", "order", order_id, fields, also=changed, by=by)
    return str(fields["state"])


def refuse_order(connection: Connection, order_id: str, reason: str, *, by: str = acts.CENTRAL) -> None:
    """It will not come; the reason is shown to the operator as it is. Parcels on their way are stopped.

    Raises:
        Invalid: no reason. NotFound: see ``acts.change``.
        Refused: see ``acts.change``; or some of it is in the room already.
    """
    fields: dict[str, Value] = {"state": OrderState.REFUSED.value, "reason": acts.checked_reason(reason)}
    order = acts.locked(connection, "order", order_id)
    if order.number("placed_at"):
        fields["refused_at"] = clock.now_ms()
    parcels = children(connection, order.scope, "parcel", "order_id", order.id)
    if any(parcel.text("state") in _CAME for parcel in parcels):
        raise Refused("order_partly_here")
    stopped = [_stopped(parcel) for parcel in parcels if parcel.text("state") in _ON_THE_WAY]
    acts.change(connection, order.scope, order.centre, "refuse_order", "order", order_id, fields, also=stopped, by=by)


def _stopped(parcel: Found) -> list[Any]:
    changed: dict[str, Value] = {
        "state": ParcelState.SENT_BACK.value,
        "sent_back_reason": "refused",
        "sent_back_at": clock.now_ms(),
    }
    return ["parcel", parcel.id, {name: [parcel.data.get(name), value] for name, value in changed.items()}]


def ship_order(
    connection: Connection,
    order_id: str,
    parcels: Sequence[Shipped],
    van_at: int | None = None,
    *,
    by: str = acts.CENTRAL,
) -> None:
    """Put a placed order on the van and announce its parcels; what is due is shared among them by their weight.

    Args:
        parcels: at least one.
        van_at: when the van is expected, ms UTC.

    Raises:
        Invalid: no parcel, or one without a number. NotFound, Refused: see ``acts.change``.
    """
    checked = checked_parcels(parcels)
    order = acts.locked(connection, "order", order_id)
    due = 0
    if order.data.get("pay") not in PAID_HERE:
        payer = order.number("payer_paid_fen") if order.data.get("pay") == Pay.PAYER else 0
        due = due_in_cash(order.number("total_fen"), order.number("refund_fen"), payer)
    weights = [parcel.grams for parcel in checked]
    parts = shares(due, weights if all(weights) else [1] * len(checked))
    whose = {"order_id": order.id, "person_id": order.text("person_id")}
    on_van = [
        ["parcel", number, announced(parcel, van_at, part) | whose]
        for number, (parcel, part) in enumerate(zip(checked, parts, strict=True))
    ]
    fields = {"state": OrderState.SHIPPED.value}
    acts.change(connection, order.scope, order.centre, "ship_order", "order", order_id, fields, also=on_van, by=by)


def refund_order(connection: Connection, order_id: str, fen: int, *, by: str = acts.CENTRAL) -> None:
    """The platform gave ``fen`` back; the desk owes the villager that much.

    Raises:
        Invalid: not above zero, or more than was paid. NotFound: no such order.
        Refused: the order was never placed, or was refused: then the desk gives everything back anyway.
    """
    order = acts.locked(connection, "order", order_id)
    if order.data.get("state") not in _REFUNDABLE:
        raise Refused("order_not_placed")
    total = order.number("refund_fen") + fen
    if fen <= 0 or total > order.number("total_fen"):
        raise Invalid("fen", "refund_out_of_range")
    event_id, at = clock.new_event_id(), clock.now_ms()
    refund = Refund(order_id=order_id, person_id=order.text("person_id"), fen=fen, refunded_at=at)
    also = refund_changes(connection, order, refund, event_id)
    acts.change(
        connection,
        order.scope,
        order.centre,
        "refund_order",
        "order",
        order_id,
        {"refund_fen": total},
        also=also,
        by=by,
        event_id=event_id,
        at=at,
    )
    look_at_payment(connection, order)


def lines_of(connection: Connection, order: Found) -> list[Found]:
    """The lines of an order, as they stand on the slip."""
    found = children(connection, order.scope, "order_line", "order_id", order.id)
    return sorted(found, key=lambda line: (line.number("position"), line.id))


def look_at_payment(connection: Connection, order: Found) -> None:
    """Something changed about an order: what somebody else paid for it is looked at again, see ``orders.payer``."""
    payment = tables.payment
    reopened = connection.execute(
        update(payment).where(payment.c.centre == order.centre, payment.c.order_id == order.id).values(open=1)
    )
    if reopened.rowcount:
        look_now(connection, order.centre, order.id)


def key_of(line: Found) -> str:
    """What names a line in a marketplace's answer."""
    return line_key(line.text("goods_id"), line.text("variant"))


def sum_with(lines: Sequence[Found], prices: Mapping[str, int]) -> int:
    """What an order costs with these prices (by line key) where they differ, in fen; dropped lines cost nothing."""
    return sum(
        prices.get(key_of(line), line.number("price_fen")) * line.number("quantity")
        for line in lines
        if not line.data.get("dropped")
    )


def _answered(order: Found, lines: Sequence[Found], answer: Answer) -> tuple[dict[str, Value], list[list[Any]]]:
    prices = answer.all_prices
    _check_prices(lines, prices)
    within = sum_with(lines, prices) <= order.number("ceiling_fen")
    match answer.outcome:
        case Outcome.PLACED:
            _check_placeable(order, answer, within)
            return _placed(lines, answer)
        case Outcome.OUT_OF_STOCK:
            changed = _gone(lines, answer)
            return _decision(Decision.STOCK), _merged(changed, _moved(lines, prices, "new_price_fen"))
        case Outcome.SELLER_FROZEN:
            reason = acts.checked_reason(answer.reason) if answer.reason else ""
            return _decision(Decision.FROZEN) | {"reason": reason}, _gone(lines, answer)
        case Outcome.PRICE_CHANGED:
            if within:
                raise Refused("within_ceiling")
            return _decision(Decision.PRICE), _moved(lines, prices, "new_price_fen")
        case Outcome.REFUSED:
            return {"state": OrderState.REFUSED.value, "reason": acts.checked_reason(answer.reason)}, []
        case Outcome.EXPIRED:
            return _decision(Decision.EXPIRED), []
        case Outcome.UNPAID:
            return _decision(Decision.UNPAID), []


def _check_placeable(order: Found, answer: Answer, within: bool) -> None:
    if not within:
        raise Refused("above_ceiling")
    if answer.instead and not order.data.get("substitute"):
        raise Refused("substitute_not_allowed")
    if waits_for_payer(order):
        raise Refused("payer_not_paid")


def waits_for_payer(order: Found) -> bool:
    """Whether somebody else has still to pay before it may be placed."""
    return order.data.get("pay") == Pay.PAYER and not order.number("payer_paid_at")


def _placed(lines: Sequence[Found], answer: Answer) -> tuple[dict[str, Value], list[list[Any]]]:
    number = acts.checked_text("number", answer.number, _NUMBER_LENGTH)
    fields: dict[str, Value] = {"state": OrderState.PLACED.value, "central_number": number, "placed_at": clock.now_ms()}
    moved = _moved(lines, answer.all_prices, "price_fen")
    if moved:
        fields["total_fen"] = sum_with(lines, answer.all_prices)
    return fields, _merged(moved, _instead(lines, answer))


def _instead(lines: Sequence[Found], answer: Answer) -> list[list[Any]]:
    changes = []
    for line in lines:
        other = answer.instead.get(key_of(line))
        if other is not None and not line.data.get("dropped"):
            changes.append(_set(line, "substitute_title", acts.checked_text("title", other.title, MAX_TITLE)))
            if other.goods_id:
                changes.append(_set(line, "substitute_id", acts.checked_text("goods", other.goods_id, MAX_TEXT)))
    return changes


def _gone(lines: Sequence[Found], answer: Answer) -> list[list[Any]]:
    gone = [line for line in lines if key_of(line) in answer.missing and not line.data.get("dropped")]
    if not gone:
        raise Invalid("goods", "goods_of_order_missing")
    return [_set(line, "out_of_stock", True) for line in gone]


def _decision(why: Decision) -> dict[str, Value]:
    return {"state": OrderState.NEEDS_DECISION.value, "decision": why.value}


def _moved(lines: Sequence[Found], prices: Mapping[str, int], field: str) -> list[list[Any]]:
    """The lines that cost something else now, with the new price in ``field``."""
    return [
        _set(line, field, prices[key_of(line)])
        for line in lines
        if not line.data.get("dropped")
        and prices.get(key_of(line), line.number("price_fen")) != line.number("price_fen")
    ]


def _set(line: Found, field: str, value: Value) -> list[Any]:
    return ["order_line", line.id, {field: [line.data.get(field), value]}]


def _merged(*parts: list[list[Any]]) -> list[list[Any]]:
    """One change a row."""
    found: dict[str, list[Any]] = {}
    for entity, id_, fields in (change for part in parts for change in part):
        found.setdefault(id_, [entity, id_, {}])[2].update(fields)
    return list(found.values())


def _check_prices(lines: Sequence[Found], prices: Mapping[str, int]) -> None:
    known = {key_of(line) for line in lines}
    if not set(prices) <= known:
        raise Invalid("prices", "goods_of_order_missing")
    if not all(0 < price <= MAX_PRICE_FEN for price in prices.values()):
        raise Invalid("prices", "must_be_more_than_zero")
