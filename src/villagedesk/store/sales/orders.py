"""Answering a buyer's order for produce."""

from sqlmodel import col, select

from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.listings import LISTING, Listing, ListingState
from villagedesk.domain.sales import (
    CROP_ORDER,
    PROMISED,
    REASON_LENGTH,
    CropAllocation,
    CropOrder,
    CropOrderState,
)
from villagedesk.domain.texts import check_text
from villagedesk.errors import Refused
from villagedesk.store.crops.balance import balance
from villagedesk.store.crops.verbs import refuse_stopped
from villagedesk.store.sales.lawful import refuse_kept_lots
from villagedesk.store.session import WriteSession, action, get, new_row


@action
def accept_crop_order(s: WriteSession, order_id: str, *, partly: bool = False) -> None:
    """Promise a buyer his goods. A listing of which nothing is left is sold out with it.

    An order out of a listing is filled from its lot at once; one for a kind of produce gets its lots afterwards.

    Args:
        order_id: the order.
        partly: where the listing's lot is too small, take what it has; the rest comes from other lots.

    Raises:
        Refused: it was answered or withdrawn already, the seller is stopped, or the lot has not that much left.
    """
    order = get(s, CropOrder, order_id)
    CROP_ORDER.check(order.state, CropOrderState.ACCEPTED)
    if order.lot_id:
        _fill_from_its_lot(s, order, partly)
    order.state = CropOrderState.ACCEPTED.value
    listing = s.get(Listing, order.listing_id) if order.listing_id else None
    if listing is not None and LISTING.can(listing.state, ListingState.SOLD_OUT):
        promised = sum(one.quantity for one in _orders_of(s, listing.id) if one.state in PROMISED)
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
    order.reason = check_text("reason", reason, REASON_LENGTH, required=True)
    order.state = CropOrderState.DECLINED.value


def _fill_from_its_lot(s: WriteSession, order: CropOrder, partly: bool) -> None:
    lot = get(s, HarvestLot, order.lot_id)
    refuse_stopped(s, lot.seller_id)
    refuse_kept_lots(s, [lot.id])
    asked = col(CropOrder.lot_id) == lot.id, col(CropOrder.state) == CropOrderState.RECEIVED.value
    # Orders that wait for an answer hold the lot too, but the first one that is accepted gets it.
    waiting = sum(one.quantity for one in s.exec(select(CropOrder).where(*asked)))
    left = balance(s.connection(), lot.id)
    here = max(0, left.held - left.promised + waiting)
    if order.quantity > here and not (partly and here):
        raise Refused("lot_too_small")
    new_row(
        s,
        CropAllocation(
            order_id=order.id,
            lot_id=lot.id,
            seller_id=lot.seller_id,
            quantity=min(order.quantity, here),
            price_fen=order.price_fen,
        ),
    )


def _orders_of(s: WriteSession, listing_id: str) -> list[CropOrder]:
    return list(s.exec(select(CropOrder).where(col(CropOrder.listing_id) == listing_id)))
