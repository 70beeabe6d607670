"""What holds an offer up: certificates that cover it, goods in its lot; and what pauses it when one of them is gone."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from villagedesk import clock
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.listings import LISTING, OPEN, Cover, Listing, ListingState, PauseWhy
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sales import PROMISED, CropOrder
from villagedesk.store.crops.balance import balance
from villagedesk.store.session import WriteSession


def cover_of(s: Session, lot: HarvestLot, listing: Listing | None = None) -> Cover:
    """How much the certificates of a lot cover, and what leans on them besides one listing (or a new one)."""
    figures = balance(s.connection(), lot.id)
    ordered = ordered_of(s, listing.id) if listing else 0
    held = max(0, listing.quantity - ordered) if listing and listing.state in OPEN else 0
    return Cover(figures.certified, figures.leaning - held, ordered, lot.sale_unit)


def ordered_of(s: Session, listing_id: str) -> int:
    """What buyers have ordered out of a listing, in grams or pieces."""
    orders = s.scalars(select(CropOrder).where(col(CropOrder.listing_id) == listing_id))
    return sum(order.quantity for order in orders if order.state in PROMISED)


def needs_paper(lot: HarvestLot) -> bool:
    """Whether goods like these may be on sale only with a certificate, as the rules stand today."""
    rules = rule_pack(clock.today()).produce
    return rules.certificate.before_sale and rules.needs_certificate(lot.product)


def fallen(s: Session, listing: Listing) -> PauseWhy | None:
    """What an offer on sale lacks to stay up: a certificate for all of it, or the goods; None as it should be."""
    lot = s.get(HarvestLot, listing.lot_id)
    if lot is None:
        return None
    if needs_paper(lot) and cover_of(s, lot, listing).missing(listing.quantity):
        return PauseWhy.CERTIFICATE
    figures = balance(s.connection(), lot.id)
    return PauseWhy.LOT if figures.offered > figures.stock else None


def pause_fallen(s: WriteSession, lot_ids: Iterable[str], why: PauseWhy | None = None) -> None:
    """Take offers off sale, as part of the action that made it necessary.

    Args:
        lot_ids: the lots something was done to.
        why: pause all that are up; None: only those that lack something now.
    """
    s.flush()
    ids = list(lot_ids)
    up = select(Listing).where(col(Listing.lot_id).in_(ids), col(Listing.state) == ListingState.LIVE.value)
    for listing in s.scalars(up.order_by(col(Listing.created_at), col(Listing.id))).all():
        lacks = why or fallen(s, listing)
        if lacks is not None:
            LISTING.check(listing.state, ListingState.PAUSED)
            listing.state, listing.paused_for = ListingState.PAUSED.value, lacks.value
            s.flush()
