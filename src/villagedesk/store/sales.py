"""Answering a buyer's order for a lot."""

from sqlmodel import col, select

from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.listings import LISTING, Listing, ListingState
from villagedesk.domain.sales import CROP_ORDER, PROMISED, REASON_LENGTH, CropOrder, CropOrderState
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid, Refused
from villagedesk.store.crops.balance import balance
from villagedesk.store.crops.verbs import refuse_stopped
from villagedesk.store.session import WriteSession, action, get


@action
def accept_crop_order(s: WriteSession, order_id: str) -> None:
    """Promise a buyer his goods. A listing of which nothing is left is sold out with it.

    Raises:
        Refused: it was answered or withdrawn already, the seller is stopped, or the lot has not that much left.
    """
    order = get(s, CropOrder, order_id)
    CROP_ORDER.check(order.state, CropOrderState.ACCEPTED)
    lot = get(s, HarvestLot, order.lot_id)
    refuse_stopped(s, lot.seller_id)
    others = [
        one for one in _orders(s, "lot_id", lot.id) if one.id != order.id and one.state == CropOrderState.ACCEPTED
    ]
    if order.quantity > balance(s.connection(), lot.id).held - sum(one.quantity for one in others):
        raise Refused("lot_too_small")
    order.state = CropOrderState.ACCEPTED.value
    listing = s.get(Listing, order.listing_id)
    if listing is not None and LISTING.can(listing.state, ListingState.SOLD_OUT):
        promised = sum(one.quantity for one in _orders(s, "listing_id", listing.id) if one.state in PROMISED)
        if promised >= listing.quantity:
            listing.state = ListingState.SOLD_OUT.value


@action
def decline_crop_order(s: WriteSession, order_id: str, reason: str) -> None:
    """Say no to a buyer, with a reason he will read.

    Raises:
        Invalid: on the field ``reason``: missing or too long.
        Refused: it was answered or withdrawn already.
    """
    order = get(s, CropOrder, order_id)
    CROP_ORDER.check(order.state, CropOrderState.DECLINED)
    said = check_text("reason", reason, REASON_LENGTH)
    if not said:
        raise Invalid("reason", "field_required")
    order.state = CropOrderState.DECLINED.value
    order.reason = said


def _orders(s: WriteSession, column: str, id_: str) -> list[CropOrder]:
    return list(s.exec(select(CropOrder).where(col(getattr(CropOrder, column)) == id_)))
