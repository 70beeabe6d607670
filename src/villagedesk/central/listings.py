"""Listings at central: what waits, approve, refuse or take down; and a buyer's order for a lot."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from villagedesk.central import acts
from villagedesk.central.found import Found, by_ids, centre_names, children, one, rows
from villagedesk.central.names import protected_in
from villagedesk.central.offers import cover_of, needs_paper
from villagedesk.central.sales import check_ship_day
from villagedesk.domain.certificates import CertificateState
from villagedesk.domain.crops import LotPhotoKind, Quantity
from villagedesk.domain.entity import Row
from villagedesk.domain.listings import Cover, ListingState
from villagedesk.domain.sales import PROMISED, REASON_LENGTH, CropOrder, CropOrderState
from villagedesk.domain.sellers import SellerState
from villagedesk.errors import Invalid, Refused

_BUYER_LENGTH = 60
# What was approved before is of no interest once the change is approved.
_LOOKED_AT: Row = {"was_title": "", "was_price_fen": 0, "was_pack": 0}


@dataclass(frozen=True)
class Offer:
    """A listing with its lot, who sells, the photos (kind, SHA-256), and what buyers ordered of it.

    ``left`` is what is not promised to anybody yet, in grams or pieces. ``certificate`` is the number of a certificate of
    the lot that is in force, "" for none, ``cover`` what all of them cover, ``protected`` a name in the title
    that its seller may not use; only ``offer`` looks for them.
    """

    listing: Found
    centre_name: str
    lot: Row
    seller: Row
    person: Row
    photos: tuple[tuple[str, str], ...]
    orders: tuple[Found, ...]
    left: int
    certificate: str = ""
    cover: Cover | None = None
    protected: str = ""


def approve_listing(connection: Connection, listing_id: str, *, by: str = acts.CENTRAL) -> None:
    """It goes live.

    Raises:
        NotFound: see ``acts.change``. Refused: also when the seller is not verified, was stopped or may not use a
            name in the title, or the lot has no certificate though the rules ask for one before a sale.
    """
    listing = acts.locked(connection, "listing", listing_id)
    lot = _lot(connection, listing)
    if _seller(connection, listing, lot).get("state") != SellerState.APPROVED:
        raise Refused("seller_not_verified")
    name = protected_in(connection, listing)
    if name:
        raise Refused("offer_protected_name", name=name)
    if needs_paper(str(lot.get("product") or "")):
        if not _certificate(connection, listing):
            raise Refused("offer_without_certificate")
        cover = cover_of(connection, listing, lot)
        if cover.missing(listing.number("quantity")):
            raise cover.refusal(listing.number("quantity"))
    fields: Row = {"state": ListingState.LIVE.value, "refuse_reason": None, "paused_for": "", **_LOOKED_AT}
    acts.change(connection, listing.scope, listing.centre, "approve_listing", "listing", listing_id, fields, by=by)


def refuse_listing(connection: Connection, listing_id: str, reason: str, *, by: str = acts.CENTRAL) -> None:
    """It does not go live; the reason is shown as it is.

    Raises:
        Invalid: no reason. NotFound, Refused: see ``acts.change``.
    """
    _move(connection, listing_id, "refuse_listing", ListingState.REFUSED, acts.checked_reason(reason), by)


def take_down_listing(connection: Connection, listing_id: str, reason: str, *, by: str = acts.CENTRAL) -> None:
    """It is no longer for sale.

    Raises:
        Invalid: no reason. NotFound, Refused: see ``acts.change``.
    """
    _move(connection, listing_id, "take_down_listing", ListingState.TAKEN_DOWN, acts.checked_reason(reason), by)


def buy_lot(
    connection: Connection, listing_id: str, buyer: str, quantity: int, ship_by_on: str, *, by: str = acts.CENTRAL
) -> str:
    """A buyer orders from a live listing; returns the crop order's id.

    Args:
        quantity: grams, or pieces, as the lot is counted.
        ship_by_on: ISO date, not in the past.

    Raises:
        Invalid: no buyer, no such date, or a quantity that is not left or under the least that the
            seller sends. NotFound: no such listing.
        Refused: it is not live.
    """
    listing = acts.locked(connection, "listing", listing_id)
    if listing.data.get("state") != ListingState.LIVE:
        raise Refused("listing_not_live")
    buyer = acts.checked_text("buyer", buyer, _BUYER_LENGTH)
    check_ship_day(ship_by_on)
    left = _left(listing, _orders(connection, listing))
    if not 0 < quantity <= left:
        raise Invalid("quantity", "quantity_not_offered")
    least = listing.number("least")
    if quantity < min(least, left):
        raise Invalid("quantity", "under_least", least=Quantity(least, listing.text("sale_unit")))
    values = acts.values_of(
        CropOrder(
            lot_id=listing.text("lot_id"),
            listing_id=listing_id,
            buyer=buyer,
            quantity=quantity,
            price_fen=listing.number("price_fen"),
            sale_unit=listing.text("sale_unit"),
            ship_by_on=ship_by_on,
        )
    )
    return acts.insert_row(connection, listing.scope, listing.centre, "buy_lot", "crop_order", values, by=by)


def withdraw_crop_order(connection: Connection, order_id: str, reason: str, *, by: str = acts.CENTRAL) -> None:
    """The buyer does not want it any more; the reason is shown as it is.

    Raises:
        Invalid: no reason. NotFound, Refused: see ``acts.change``.
    """
    said = acts.checked_text("reason", reason, REASON_LENGTH)
    order = one(connection, "crop_order", order_id)
    fields = {"state": CropOrderState.WITHDRAWN.value, "reason": said}
    acts.change(connection, order.scope, order.centre, "withdraw_crop_order", "crop_order", order_id, fields, by=by)


def offers_in(connection: Connection, state: str, *, after: tuple[int, str] = (-1, ""), limit: int = 30) -> list[Offer]:
    """Listings in one state over all centres, the one that has waited longest first."""
    return [
        _offer(connection, listing) for listing in rows(connection, "listing", state=state, after=after, limit=limit)
    ]


def offer(connection: Connection, listing_id: str) -> Offer:
    """One listing.

    Raises:
        NotFound: there is none.
    """
    listing = one(connection, "listing", listing_id)
    found = _offer(connection, listing)
    return replace(
        found,
        certificate=_certificate(connection, listing),
        cover=cover_of(connection, listing, found.lot),
        protected=protected_in(connection, listing),
    )


def _offer(connection: Connection, listing: Found) -> Offer:
    lot = _lot(connection, listing)
    seller = _seller(connection, listing, lot)
    person_id = str(seller.get("person_id") or "")
    photos = children(connection, listing.scope, "lot_photo", "lot_id", listing.text("lot_id"))
    orders = _orders(connection, listing)
    return Offer(
        listing,
        centre_names(connection, [listing.centre]).get(listing.centre, ""),
        lot,
        seller,
        by_ids(connection, listing.scope, "person", [person_id]).get(person_id, {}),
        tuple(sorted(((photo.text("kind"), photo.text("sha256")) for photo in photos), key=_photo_place)),
        tuple(orders),
        _left(listing, orders),
    )


def _certificate(connection: Connection, listing: Found) -> str:
    """The number of a certificate of the lot that is in force; "" for none."""
    found = children(connection, listing.scope, "certificate", "lot_id", listing.text("lot_id"))
    return next((one.text("number") for one in found if one.data.get("state") == CertificateState.VALID), "")


def _photo_place(photo: tuple[str, str]) -> tuple[int, str]:
    """The whole before its parts, as the desk asks for them."""
    kinds = [kind.value for kind in LotPhotoKind]
    return (kinds.index(photo[0]) if photo[0] in kinds else len(kinds)), photo[1]


def _lot(connection: Connection, listing: Found) -> Row:
    lot_id = listing.text("lot_id")
    return by_ids(connection, listing.scope, "harvest_lot", [lot_id]).get(lot_id, {})


def _seller(connection: Connection, listing: Found, lot: Row) -> Row:
    seller_id = str(lot.get("seller_id") or "")
    return by_ids(connection, listing.scope, "seller", [seller_id]).get(seller_id, {})


def _orders(connection: Connection, listing: Found) -> list[Found]:
    return children(connection, listing.scope, "crop_order", "listing_id", listing.id)


def _left(listing: Found, orders: list[Found]) -> int:
    promised = sum(order.number("quantity") for order in orders if order.data.get("state") in PROMISED)
    return max(0, listing.number("quantity") - promised)


def _move(connection: Connection, listing_id: str, action: str, to: ListingState, reason: str | None, by: str) -> None:
    listing = one(connection, "listing", listing_id)
    fields: Row = {"state": to.value, "refuse_reason": reason}
    acts.change(connection, listing.scope, listing.centre, action, "listing", listing_id, fields, by=by)
