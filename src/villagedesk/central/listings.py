"""Listings at central: approve, refuse or take down; and a buyer's order for a lot."""

from sqlalchemy import Connection

from villagedesk.central import acts
from villagedesk.central.found import one
from villagedesk.domain.listings import ListingState
from villagedesk.domain.sales import CropOrderState
from villagedesk.errors import Invalid, Refused


def approve_listing(connection: Connection, listing_id: str, *, by: str = acts.CENTRAL) -> None:
    """It goes live.

    Raises:
        NotFound, Refused: see ``acts.change``.
    """
    _move(connection, listing_id, "approve_listing", ListingState.LIVE, None, by)


def refuse_listing(connection: Connection, listing_id: str, reason: str, *, by: str = acts.CENTRAL) -> None:
    """It does not go live; the reason is shown as it is.

    Raises:
        Invalid: no reason. NotFound, Refused: see ``acts.change``.
    """
    _move(connection, listing_id, "refuse_listing", ListingState.REFUSED, _reason(reason), by)


def take_down_listing(connection: Connection, listing_id: str, reason: str, *, by: str = acts.CENTRAL) -> None:
    """It is no longer for sale.

    Raises:
        Invalid: no reason. NotFound, Refused: see ``acts.change``.
    """
    _move(connection, listing_id, "take_down_listing", ListingState.TAKEN_DOWN, _reason(reason), by)


def buy_lot(
    connection: Connection, listing_id: str, buyer: str, quantity: int, ship_by_on: str, *, by: str = acts.CENTRAL
) -> str:
    """A buyer orders from a live listing; returns the crop order's id.

    Args:
        quantity: grams, or pieces, as the lot is counted.
        ship_by_on: ISO date.

    Raises:
        Invalid: no buyer, or a quantity that is not offered. NotFound: no such listing. Refused: it is not live.
    """
    listing = one(connection, "listing", listing_id)
    if listing.data.get("state") != ListingState.LIVE:
        raise Refused("listing_not_live")
    if not buyer.strip():
        raise Invalid("buyer", "field_required")
    if not 0 < quantity <= int(listing.data["quantity"] or 0):
        raise Invalid("quantity", "quantity_not_offered")
    values = {
        "lot_id": listing.data["lot_id"],
        "listing_id": listing_id,
        "buyer": buyer.strip(),
        "quantity": quantity,
        "price_fen": listing.data["price_fen"],
        "sale_unit": listing.data["sale_unit"],
        "ship_by_on": ship_by_on,
        "state": CropOrderState.RECEIVED.value,
    }
    return acts.insert_row(connection, listing.scope, listing.centre, "buy_lot", "crop_order", values, by=by)


def _move(connection: Connection, listing_id: str, action: str, to: ListingState, reason: str | None, by: str) -> None:
    listing = one(connection, "listing", listing_id)
    fields = {"state": to.value, "refuse_reason": reason}
    acts.change(connection, listing.scope, listing.centre, action, "listing", listing_id, fields, by=by)


def _reason(text: str) -> str:
    if not text.strip():
        raise Invalid("reason", "field_required")
    return text.strip()
