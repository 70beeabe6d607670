"""An order whose parcels were given away at two computers, neither of which knew of the other's: it ends here."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from villagedesk.central import acts
from villagedesk.central.checks import parse_body
from villagedesk.central.commission import earned_changes
from villagedesk.central.found import Found, by_ids, children
from villagedesk.domain.entity import CENTRE_SCOPE, Value
from villagedesk.domain.orders import ORDER, OrderState
from villagedesk.domain.parcels import ParcelState, order_after

_LEFT = frozenset({ParcelState.COLLECTED.value, ParcelState.SENT_BACK.value})
_MARK = b'"parcel"'
_BATCH = 300


def end_orders(connection: Connection, scope: str, centre: str, bodies: Sequence[bytes]) -> None:
    """After a PC's events went in: end the orders of which the last parcel left the room with them."""
    if scope != f"{CENTRE_SCOPE}:{centre}":
        return
    left = sorted({id_ for body in bodies if _MARK in body for id_ in _left_in(body)})
    for start in range(0, len(left), _BATCH):
        parcels = by_ids(connection, scope, "parcel", left[start : start + _BATCH])
        ids = sorted({str(row["order_id"]) for row in parcels.values() if row.get("order_id")})
        for id_, row in sorted(by_ids(connection, scope, "order", ids).items()):
            _end(connection, Found(centre, scope, id_, 0, row))


def _end(connection: Connection, order: Found) -> None:
    if order.data.get("state") not in (OrderState.SHIPPED, OrderState.ARRIVED):
        return
    parcels = children(connection, order.scope, "parcel", "order_id", order.id)
    target = order_after({parcel.text("state") for parcel in parcels})
    if target not in (OrderState.COLLECTED, OrderState.SENT_BACK) or not ORDER.can(order.text("state"), target):
        return
    fields: dict[str, Value] = {"state": target.value}
    also: list[list[object]] = []
    if target is OrderState.COLLECTED:
        fields["collected_at"] = max(parcel.number("collected_at") for parcel in parcels)
        also = earned_changes(connection, replace(order, data=order.data | fields))
    acts.change(connection, order.scope, order.centre, "end_order", "order", order.id, fields, also=also)


def _left_in(body: bytes) -> list[str]:
    known = parse_body(body)  # None for what no program of ours wrote
    changes = known["c"] if known else []
    return [
        str(id_)
        for entity, id_, fields in changes
        if entity == "parcel" and not isinstance(id_, int) and fields and fields.get("state", [0, 0])[1] in _LEFT
    ]
