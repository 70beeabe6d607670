"""Buyers' claims about produce that came: made with a deadline, decided, withdrawn."""

from typing import Any

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.central import acts
from villagedesk.central.found import Found, by_ids, one
from villagedesk.central.sales.orders import claims_of_order, parts_of_order
from villagedesk.domain.entity import Row, Value, row_id
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sales import (
    ClaimKind,
    ClaimState,
    CropClaim,
    CropOrderState,
)
from villagedesk.domain.sales.claims import DETAIL_LENGTH, UNDECIDED
from villagedesk.domain.values import line_total_fen
from villagedesk.errors import Invalid, Refused

_HOUR_MS = 3_600_000


def claim_crop_order(
    connection: Connection,
    order_id: str,
    kind: str,
    fen: int,
    *,
    detail: str = "",
    lots: list[str] | None = None,
    by: str = acts.CENTRAL,
) -> str:
    """The buyer wants so many fen back; the centre has to answer before the deadline. Returns the claim's id.

    Args:
        kind: a ClaimKind.
        lots: the codes of the lots that it is about, as they stand on the boxes; none is all of them.

    Raises:
        Invalid: on ``kind``, ``fen``, ``detail`` or ``lots``. NotFound: no such order. Refused: it has not left, is
            settled, or its time for a claim is over.
    """
    order = acts.locked(connection, "crop_order", order_id)
    if kind not in list(ClaimKind):
        raise Invalid("kind", "field_required")
    parts = parts_of_order(connection, order)
    weighed = sum(part.number("weighed") for part in parts)
    worth = line_total_fen(weighed, order.text("sale_unit"), order.number("price_fen"))
    if not 0 < fen <= max(1, worth):
        raise Invalid("fen", "must_be_more_than_zero" if fen <= 0 else "too_large")
    until = order.data.get("claim_until_at")
    if isinstance(until, int) and clock.now_ms() > until:
        raise Refused("claim_too_late")
    claim = acts.values_of(
        CropClaim(
            order_id=order_id,
            kind=kind,
            detail=acts.checked_text("detail", detail, DETAIL_LENGTH) if detail.strip() else "",
            allocations=",".join(_named(connection, order, parts, lots or [])),
            asked_fen=fen,
            deadline_at=clock.now_ms() + rule_pack(clock.today()).sales.answer_hours * _HOUR_MS,
        )
    )
    return _put(connection, order, claim, by)


def decide_claim(connection: Connection, claim_id: str, fen: int, *, answer: str = "", by: str = acts.CENTRAL) -> None:
    """What a claim comes to; when no other is open the order can be settled.

    Raises:
        Invalid: less than nothing, or more than was asked. NotFound, Refused: see ``acts.change``.
    """
    claim = acts.locked(connection, "crop_claim", claim_id)
    if not 0 <= fen <= claim.number("asked_fen"):
        raise Invalid("fen", "negative" if fen < 0 else "too_large")
    fields: Row = {"state": ClaimState.DECIDED.value, "fen": fen, "decided_at": clock.now_ms()}
    if answer.strip():
        fields["answer"] = acts.checked_text("answer", answer, DETAIL_LENGTH)
    _close_claim(connection, claim, "decide_claim", fields, by)


def withdraw_claim(connection: Connection, claim_id: str, *, by: str = acts.CENTRAL) -> None:
    """The buyer wants nothing after all.

    Raises:
        NotFound, Refused: see ``acts.change``.
    """
    claim = acts.locked(connection, "crop_claim", claim_id)
    _close_claim(connection, claim, "withdraw_claim", {"state": ClaimState.WITHDRAWN.value}, by)


def _close_claim(connection: Connection, claim: Found, action: str, fields: Row, by: str) -> None:
    order = one(connection, "crop_order", claim.text("order_id"))
    others = [
        one_
        for one_ in claims_of_order(connection, order)
        if one_.id != claim.id and one_.data.get("state") in UNDECIDED
    ]
    also: list[list[Any]] = []
    if not others and order.data.get("state") == CropOrderState.CLAIMED:
        also = [["crop_order", order.id, {"state": [CropOrderState.CLAIMED.value, CropOrderState.CONFIRMED.value]}]]
    acts.change(connection, claim.scope, claim.centre, action, "crop_claim", claim.id, fields, also=also, by=by)


def _named(connection: Connection, order: Found, parts: list[Found], codes: list[str]) -> list[str]:
    lots = by_ids(connection, order.scope, "harvest_lot", [part.text("lot_id") for part in parts])
    by_code = {str(lots.get(part.text("lot_id"), {}).get("code") or ""): part.id for part in parts}
    if any(code not in by_code for code in codes):
        raise Invalid("lots", "lot_not_in_order")
    return [by_code[code] for code in codes]


def _put(connection: Connection, order: Found, claim: dict[str, Value], by: str) -> str:
    """Write a claim, and that the order has one; returns the claim's id."""
    event_id, also = clock.new_event_id(), [["crop_claim", 0, claim]]
    where = (connection, order.scope, order.centre, "claim_crop_order")
    if order.data.get("state") == CropOrderState.CLAIMED:
        acts.write(*where, also, by=by, event_id=event_id)
    else:
        fields: Row = {"state": CropOrderState.CLAIMED.value}
        acts.change(*where, "crop_order", order.id, fields, also=also, by=by, event_id=event_id)
    return row_id(event_id, 0)
