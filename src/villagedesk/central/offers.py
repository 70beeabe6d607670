"""What keeps an offer on sale, at central: certificates that cover it, a seller who is not stopped. Without, it is paused."""

from collections.abc import Iterable

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.central import acts
from villagedesk.central.found import Found, children
from villagedesk.domain.certificates import CertificateState
from villagedesk.domain.entity import Row
from villagedesk.domain.listings import Cover, ListingState, PauseWhy
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sales import HOLDING, PROMISED
from villagedesk.domain.values import Unit

# What of an offer leans on a certificate while it is up or may come up again without being looked at.
_UP = frozenset({ListingState.LIVE, ListingState.PAUSED})


def needs_paper(product: str) -> bool:
    """Whether goods of this kind may be on sale only with a certificate, as the rules stand today."""
    rules = rule_pack(clock.today()).produce
    return rules.certificate.before_sale and rules.needs_certificate(product)


def cover_of(connection: Connection, listing: Found, lot: Row) -> Cover:
    """How much the certificates of a listing's lot cover, and what leans on them besides this listing."""
    lot_id = listing.text("lot_id")
    papers = children(connection, listing.scope, "certificate", "lot_id", lot_id)
    certified = _sum(papers, {CertificateState.VALID})
    replaced = _sum(papers, {CertificateState.REPLACED})
    listings = children(connection, listing.scope, "listing", "lot_id", lot_id)
    orders = children(connection, listing.scope, "crop_order", "lot_id", lot_id)
    all_parts = children(connection, listing.scope, "crop_allocation", "lot_id", lot_id)
    parts = [part for part in all_parts if not part.text("share_of")]
    given = {part.text("order_id") for part in parts}
    direct = [order for order in orders if order.id not in given]
    promised = _sum(direct, PROMISED) + sum(
        part.number("weighed") or part.number("quantity") for part in parts if part.data.get("state") in HOLDING
    )
    offered = sum(
        max(0, other.number("quantity") - _ordered(orders, other.id))
        for other in listings
        if other.id != listing.id and other.data.get("state") in _UP
    )
    return Cover(
        certified,
        max(0, promised - replaced) + offered,
        _ordered(orders, listing.id),
        str(lot.get("sale_unit") or Unit.JIN),
    )


def pause_offers(
    connection: Connection, scope: str, centre: str, lot_ids: Iterable[str], why: PauseWhy, *, by: str
) -> None:
    """Take the offers of these lots off sale; the centre is told why.

    Args:
        why: with ``CERTIFICATE`` only those that the certificates in force do not cover any more.
    """
    for lot_id in lot_ids:
        for listing in children(connection, scope, "listing", "lot_id", lot_id):
            if listing.data.get("state") != ListingState.LIVE:
                continue
            if why == PauseWhy.CERTIFICATE and _covered(connection, listing):
                continue
            fields: Row = {"state": ListingState.PAUSED.value, "paused_for": why.value}
            acts.change(connection, scope, centre, "pause_listing", "listing", listing.id, fields, by=by)


def _covered(connection: Connection, listing: Found) -> bool:
    lot = acts.find(connection, listing.scope, "harvest_lot", listing.text("lot_id"))
    if not needs_paper(str(lot.get("product") or "")):
        return True
    return not cover_of(connection, listing, lot).missing(listing.number("quantity"))


def _ordered(orders: Iterable[Found], listing_id: str) -> int:
    return _sum([order for order in orders if order.text("listing_id") == listing_id], PROMISED)


def _sum(rows: Iterable[Found], states: Iterable[str]) -> int:
    counted = frozenset(states)
    return sum(row.number("quantity") for row in rows if row.data.get("state") in counted)
