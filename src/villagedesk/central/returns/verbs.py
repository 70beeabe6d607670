"""What the staff does about goods that go back: agree or not, note that they are here again, give the money back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.central import acts
from villagedesk.central.commission import refund_changes
from villagedesk.central.found import Found, children, one
from villagedesk.central.orders.verbs import look_at_payment
from villagedesk.central.returns.facts import return_facts
from villagedesk.central.returns.room import check_room
from villagedesk.domain.entity import Value
from villagedesk.domain.orders import OrderState
from villagedesk.domain.return_rules import Bearer
from villagedesk.domain.returns import FREIGHT_WORDS, RETURN, Refund, RefundKind, ReturnState
from villagedesk.errors import Invalid, Refused

MAX_AWARD_FEN = 100_000_000


def approve_return(
    connection: Connection, return_id: str, *, answer: str = "", freight_payer: str = "", by: str = acts.CENTRAL
) -> None:
    """It may go back.

    Args:
        answer: what the operator is told, for instance where to send it.
        freight_payer: who pays the freight, where it is another one than the rules say.

    Raises:
        Invalid: no such payer, or the answer is too long. NotFound, Refused: see ``acts.change``.
    """
    facts = return_facts(connection, return_id)
    fields: dict[str, Value] = {
        "state": ReturnState.APPROVED.value,
        "fen": min(facts.price_fen, facts.may_refund_fen),
        "answer": acts.checked_reason(answer) if answer.strip() else "",
    }
    if freight_payer:
        if freight_payer not in FREIGHT_WORDS:
            raise Invalid("freight_payer", "field_required")
        fields["freight_payer"] = freight_payer
    _change(connection, return_id, "approve_return", fields, by)


def refuse_return(connection: Connection, return_id: str, reason: str, *, by: str = acts.CENTRAL) -> None:
    """It may not go back, or what came was not it; the reason is shown to the operator as it is.

    Raises:
        Invalid: no reason. NotFound, Refused: see ``acts.change``.
    """
    fields: dict[str, Value] = {"state": ReturnState.REFUSED.value, "answer": acts.checked_reason(reason)}
    _change(connection, return_id, "refuse_return", fields, by)


def goods_back(connection: Connection, return_id: str, *, by: str = acts.CENTRAL) -> None:
    """The seller has the goods again; his days for the refund begin.

    Raises:
        NotFound: there is none. Refused: they were never on their way, or are back already.
    """
    back = acts.locked(connection, "return", return_id)
    if back.data.get("state") != ReturnState.HANDED_TO_COURIER or back.data.get("back_at"):
        raise Refused("return_not_on_its_way")
    _change(connection, return_id, "goods_back", {"back_at": clock.now_ms()}, by)


def refund_return(connection: Connection, return_id: str, *, fen: int = 0, by: str = acts.CENTRAL) -> None:
    """The platform gave the price back, and the freight where the seller bears it and the villager paid the courier.

    Args:
        fen: of the price; 0 takes what was agreed, else what the pieces cost.

    Raises:
        Invalid: on ``fen``: more than the goods cost and did not come back yet. NotFound, Refused: see ``acts.change``.
    """
    acts.locked(connection, "return", return_id)
    facts = return_facts(connection, return_id)
    back, order = facts.back, acts.locked(connection, "order", facts.order.id)
    RETURN.check(back.text("state"), ReturnState.REFUNDED)
    wanted = fen or back.number("fen") or min(facts.price_fen, facts.may_refund_fen)
    # A villager who pays on delivery may not have paid yet: then he simply pays less.
    check_room(connection, order, facts.line_ids, wanted)
    event_id, at = clock.new_event_id(), clock.now_ms()
    refund = _refund(order, wanted, RefundKind.PRICE, at, return_id=return_id)
    lines = children(connection, back.scope, "return_line", "return_id", return_id)
    also = refund_changes(connection, order, refund, event_id, back=lines)
    total = order.number("refund_fen") + wanted
    also.append(["order", order.id, {"refund_fen": [order.data.get("refund_fen"), total]}])
    freight = back.number("freight_fen")
    if freight and back.data.get("freight_payer") in (Bearer.SELLER, Bearer.PLATFORM):
        row = _refund(order, freight, RefundKind.FREIGHT, at, return_id=return_id)
        also.append(["refund", _next_row(also), acts.values_of(row)])
    fields: dict[str, Value] = {"state": ReturnState.REFUNDED.value, "fen": wanted}
    acts.change(
        connection,
        back.scope,
        back.centre,
        "refund_return",
        "return",
        return_id,
        fields,
        also=also,
        by=by,
        event_id=event_id,
        at=at,
    )
    look_at_payment(connection, order)


def award(connection: Connection, order_id: str, fen: int, *, report_id: str = "", by: str = acts.CENTRAL) -> str:
    """The seller pays damages on top of the price; the room pays them out in cash. Returns the refund's id.

    Args:
        report_id: the complaint about a fake that they are for.

    Raises:
        Invalid: on ``fen``. NotFound: there is no such order or complaint of it. Refused: it was never placed.
    """
    order = acts.locked(connection, "order", order_id)
    _check_refundable(order)
    if not 0 < fen <= MAX_AWARD_FEN:
        raise Invalid("fen", "must_be_more_than_zero" if fen <= 0 else "too_large")
    at = clock.now_ms()
    row = _refund(order, fen, RefundKind.DAMAGES, at, report_id=_report_of(connection, order, report_id))
    return acts.insert_row(connection, order.scope, order.centre, "award", "refund", acts.values_of(row), by=by)


def refund_fake(connection: Connection, report_id: str, fen: int, *, by: str = acts.CENTRAL) -> None:
    """The platform gave back (a part of) the price of a fake; what the room advanced for it is settled with it.

    Raises:
        Invalid: on ``fen``: more than the goods cost and did not come back yet. NotFound: there is no such complaint.
        Refused: it belongs to no order.
    """
    report = acts.locked(connection, "fake_report", report_id)
    if not report.text("order_id"):
        raise Refused("fake_without_order")
    order = acts.locked(connection, "order", report.text("order_id"))
    _check_refundable(order)
    line_id = report.text("order_line_id")
    check_room(connection, order, [line_id] if line_id else [], fen)
    total = order.number("refund_fen") + fen
    event_id, at = clock.new_event_id(), clock.now_ms()
    refund = _refund(order, fen, RefundKind.PRICE, at, report_id=report_id)
    also = refund_changes(connection, order, refund, event_id)
    acts.change(
        connection,
        order.scope,
        order.centre,
        "refund_fake",
        "order",
        order.id,
        {"refund_fen": total},
        also=also,
        by=by,
        event_id=event_id,
        at=at,
    )
    look_at_payment(connection, order)


def _change(connection: Connection, return_id: str, action: str, fields: dict[str, Value], by: str) -> None:
    back = one(connection, "return", return_id)
    acts.change(connection, back.scope, back.centre, action, "return", return_id, fields, by=by)


def _refund(order: Found, fen: int, kind: RefundKind, at: int, *, return_id: str = "", report_id: str = "") -> Refund:
    return Refund(
        order_id=order.id,
        return_id=return_id,
        report_id=report_id,
        person_id=order.text("person_id"),
        fen=fen,
        kind=kind,
        refunded_at=at,
    )


def _next_row(changes: Sequence[list[Any]]) -> int:
    return max((change[1] for change in changes if isinstance(change[1], int)), default=-1) + 1


def _report_of(connection: Connection, order: Found, report_id: str) -> str:
    if report_id and one(connection, "fake_report", report_id).text("order_id") != order.id:
        raise Refused("fake_without_order")
    return report_id


def _check_refundable(order: Found) -> None:
    if order.data.get("state") in (OrderState.QUEUED, OrderState.NEEDS_DECISION, OrderState.CANCELLED):
        raise Refused("order_not_placed")
