"""Villagers' orders at central: place them at the marketplace, answer by hand, ship them, give money back.

What each act writes is told at the top of ``domain.orders`` and ``domain.parcels``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.central import acts
from villagedesk.central.database import Database
from villagedesk.central.found import Found, children, one, rows
from villagedesk.central.marketplace import Answer, Line, Marketplace, Outcome
from villagedesk.domain.orders import Decision, OrderState, Pay
from villagedesk.domain.values import shares
from villagedesk.errors import Invalid, Refused


@dataclass(frozen=True)
class Shipped:
    """One parcel to be announced: its waybill and weight in grams."""

    waybill: str
    grams: int


def place_waiting(database: Database, marketplace: Marketplace, *, by: str = acts.CENTRAL) -> dict[str, int]:
    """Place every queued order; returns how many had which outcome.

    The marketplace is asked outside a transaction and with our order's id, so that an order whose answer was lost is
    placed once: asked again, it gives the same answer.
    """
    with database.read() as connection:
        waiting = rows(connection, "order", state=OrderState.QUEUED)
    counts: dict[str, int] = {}
    for order in waiting:
        outcome = _place(database, marketplace, order, by)
        counts[outcome] = counts.get(outcome, 0) + 1
    return counts


def answer_order(connection: Connection, order_id: str, answer: Answer, *, by: str = acts.CENTRAL) -> str:
    """Write a marketplace's answer, or one typed by the staff, to a queued order; returns its new state.

    Raises:
        NotFound: no such order. Refused: it is not queued any more.
    """
    order = one(connection, "order", order_id)
    lines = children(connection, order.scope, "order_line", "order_id", order_id)
    fields, changed = _answered(order, lines, answer)
    acts.change(connection, order.scope, order.centre, "answer_order", "order", order_id, fields, also=changed, by=by)
    return str(fields["state"])


def refuse_order(connection: Connection, order_id: str, reason: str, *, by: str = acts.CENTRAL) -> None:
    """It will not come; the reason is shown to the operator as it is.

    Raises:
        Invalid: no reason. NotFound, Refused: see ``acts.change``.
    """
    if not reason.strip():
        raise Invalid("reason", "field_required")
    order = one(connection, "order", order_id)
    fields = {"state": OrderState.REFUSED.value, "reason": reason.strip()}
    acts.change(connection, order.scope, order.centre, "refuse_order", "order", order_id, fields, by=by)


def ship_order(
    connection: Connection,
    order_id: str,
    parcels: Sequence[Shipped],
    van_at: int | None = None,
    *,
    by: str = acts.CENTRAL,
) -> None:
    """Put a placed order on the van and announce its parcels.

    Args:
        parcels: at least one.
        van_at: when the van is expected, ms UTC.

    Raises:
        Invalid: no parcel. NotFound, Refused: see ``acts.change``.
    """
    if not parcels:
        raise Invalid("parcels", "field_required")
    order = one(connection, "order", order_id)
    due = int(order.data["total_fen"] or 0) if order.data["pay"] == Pay.ON_DELIVERY else 0
    announced = [
        ["parcel", number, _parcel(order, shipped, share, van_at)]
        for number, (shipped, share) in enumerate(zip(parcels, shares(due, [1] * len(parcels)), strict=True))
    ]
    fields = {"state": OrderState.SHIPPED.value}
    acts.change(connection, order.scope, order.centre, "ship_order", "order", order_id, fields, also=announced, by=by)


def refund_order(connection: Connection, order_id: str, fen: int, *, by: str = acts.CENTRAL) -> None:
    """The platform gave ``fen`` back; the desk owes the villager that much.

    Raises:
        Invalid: not above zero, or more than was paid. NotFound: no such order.
    """
    order = one(connection, "order", order_id)
    total = int(order.data.get("refund_fen") or 0) + fen
    if fen <= 0 or total > int(order.data["total_fen"] or 0):
        raise Invalid("fen", "refund_out_of_range")
    acts.change(connection, order.scope, order.centre, "refund_order", "order", order_id, {"refund_fen": total}, by=by)


def _place(database: Database, marketplace: Marketplace, order: Found, by: str) -> str:
    with database.read() as connection:
        lines = children(connection, order.scope, "order_line", "order_id", order.id)
    wanted = [
        Line(str(line.data["goods_id"]), int(line.data["price_fen"] or 0), int(line.data["quantity"] or 0))
        for line in lines
        if not line.data.get("dropped")
    ]
    if int(order.data["expires_at"] or 0) < clock.now_ms():
        answer = Answer(Outcome.EXPIRED)
    else:
        answer = marketplace.place(order.id, wanted)
    try:
        with database.write() as connection:
            answer_order(connection, order.id, answer, by=by)
    except Refused:
        # Cancelled at the desk in the meantime, or answered by hand: what stands there holds.
        return "overtaken"
    return answer.outcome.value


def _answered(order: Found, lines: Sequence[Found], answer: Answer) -> tuple[dict[str, Any], list[list[Any]]]:
    match answer.outcome:
        case Outcome.PLACED:
            return {"state": OrderState.PLACED.value, "central_number": answer.number}, []
        case Outcome.OUT_OF_STOCK:
            gone = [line for line in lines if line.data["goods_id"] in answer.missing]
            changed = [
                ["order_line", line.id, {"out_of_stock": [line.data.get("out_of_stock"), True]}] for line in gone
            ]
            return _decision(Decision.STOCK), changed
        case Outcome.PRICE_CHANGED:
            return _new_prices(order, lines, answer)
        case _:
            return _decision(Decision.EXPIRED), []


def _new_prices(order: Found, lines: Sequence[Found], answer: Answer) -> tuple[dict[str, Any], list[list[Any]]]:
    moved = [line for line in lines if line.data["goods_id"] in answer.prices]
    total = sum(
        answer.prices.get(str(line.data["goods_id"]), int(line.data["price_fen"] or 0))
        * int(line.data["quantity"] or 0)
        for line in lines
        if not line.data.get("dropped")
    )
    field = "price_fen" if answer.number and total <= int(order.data["ceiling_fen"] or 0) else "new_price_fen"
    changed: list[list[Any]] = [
        ["order_line", line.id, {field: [line.data.get(field), answer.prices[str(line.data["goods_id"])]]}]
        for line in moved
    ]
    if field == "price_fen":
        placed = {"state": OrderState.PLACED.value, "central_number": answer.number, "total_fen": total}
        return placed, changed
    return _decision(Decision.PRICE), changed


def _decision(why: Decision) -> dict[str, Any]:
    return {"state": OrderState.NEEDS_DECISION.value, "decision": why.value}


def _parcel(order: Found, shipped: Shipped, due_fen: int, van_at: int | None) -> dict[str, Any]:
    parcel: dict[str, Any] = {
        "order_id": order.id,
        "person_id": order.data["person_id"],
        "waybill": shipped.waybill,
        "grams": shipped.grams,
        "due_fen": due_fen,
        "state": "announced",
    }
    return parcel if van_at is None else parcel | {"van_at": van_at}
