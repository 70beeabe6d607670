"""A parcel that stays missing is declared lost, and the villager's money for it goes back."""

from sqlalchemy import Connection

from villagedesk.central import acts
from villagedesk.central.found import Found, children
from villagedesk.central.orders.verbs import refund_order, refuse_order
from villagedesk.domain.orders import ORDER, WILL_NOT_COME, OrderState
from villagedesk.domain.parcels import ParcelState
from villagedesk.errors import Invalid
from villagedesk.i18n import _

# An order whose parcels are all lost will not come.
_NOTHING_ELSE = frozenset({ParcelState.LOST.value})


def lose_parcel(connection: Connection, parcel_id: str, *, fen: int | None = None, by: str = acts.CENTRAL) -> None:
    """Declare a missing parcel lost; its order is refused when nothing else of it comes, else ``fen`` go back.

    Where the order was refused before, its money went back then.

    Args:
        fen: what was in it cost so much; None takes what was to be paid for it on delivery.

    Raises:
        Invalid: on the field ``fen``: the order was paid in advance and has other parcels, so the sum has to be said.
        NotFound: no such parcel.
        Refused: it is not missing: the room says so first, when the van has left without it.
    """
    parcel = acts.locked(connection, "parcel", parcel_id)
    fields = {"state": ParcelState.LOST.value}
    acts.change(connection, parcel.scope, parcel.centre, "lose_parcel", "parcel", parcel_id, fields, by=by)
    if not parcel.text("order_id"):
        return
    order = acts.locked(connection, "order", parcel.text("order_id"))
    if order.text("state") in WILL_NOT_COME:
        return  # its money went back with the order
    if _nothing_comes(connection, order):
        refuse_order(
            connection,
            order.id,
            _("The parcel {waybill} was lost on the way.").format(waybill=parcel.text("waybill")),
            by=by,
        )
        return
    back = parcel.number("due_fen") if fen is None else fen
    if back <= 0:
        raise Invalid("fen", "field_required")
    refund_order(connection, order.id, back, by=by)


def _nothing_comes(connection: Connection, order: Found) -> bool:
    if not ORDER.can(order.text("state"), OrderState.REFUSED):
        return False
    parcels = children(connection, order.scope, "parcel", "order_id", order.id)
    return {parcel.text("state") for parcel in parcels} <= _NOTHING_ELSE
