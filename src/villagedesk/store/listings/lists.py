"""Lists of offers: those that came back from central, and those that wait there."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.listings import Listing, ListingState
from villagedesk.domain.people import Person
from villagedesk.domain.sellers import Seller
from villagedesk.store.crops.balance import balances
from villagedesk.store.same_person import kept_column


@dataclass(frozen=True)
class ListingNotice:
    """A listing that needs the operator: it came back from central, waits there, or was paused (``paused_for``)."""

    id: str
    lot_id: str
    farmer: str
    product: str
    reason: str
    paused_for: str = ""


@dataclass(frozen=True)
class OfferRow:
    """One offer with its lot and farmer. ``quantity`` is in grams or pieces, ``price_fen`` for one ``sale_unit``."""

    id: str
    title: str
    farmer: str
    lot: str
    price_fen: int
    sale_unit: str
    quantity: int
    least: int
    state: str
    reason: str
    at: int


def newest_offers(s: Session, *, limit: int = 200, skip: int = 0) -> list[OfferRow]:
    """All offers, the newest first; without the first ``skip`` of them."""
    found = s.execute(
        select(Listing, col(Person.name), col(HarvestLot.code))
        .join(HarvestLot, col(HarvestLot.id) == col(Listing.lot_id))
        .join(Seller, col(Seller.id) == col(HarvestLot.seller_id))
        .join(Person, col(Person.id) == kept_column(col(Seller.person_id)))
        .order_by(col(Listing.created_at).desc(), col(Listing.id))
        .limit(limit)
        .offset(skip)
    )
    return [
        OfferRow(
            id=one.id,
            title=one.title,
            farmer=name,
            lot=code,
            price_fen=one.price_fen,
            sale_unit=one.sale_unit,
            quantity=one.quantity,
            least=one.least,
            state=one.state,
            reason=one.refuse_reason or "",
            at=one.created_at,
        )
        for one, name, code in found
    ]


def listings_in(s: Session, state: str) -> list[ListingNotice]:
    """The listings in one state, the oldest first."""
    return _notices(s, col(Listing.state) == state)


def paused_by_themselves(s: Session) -> list[ListingNotice]:
    """The offers that were paused because something is missing, the oldest first."""
    return _notices(s, col(Listing.state) == ListingState.PAUSED.value, col(Listing.paused_for) != "")


def more_than_lot(s: Session) -> list[ListingNotice]:
    """Offers on sale for more than their lot holds: two computers took from it without knowing of each other."""
    live = listings_in(s, ListingState.LIVE)
    figures = balances(s.connection(), list({one.lot_id for one in live}))
    return [one for one in live if figures[one.lot_id].offered > figures[one.lot_id].stock]


def _notices(s: Session, *where: ColumnElement[bool]) -> list[ListingNotice]:
    found = s.execute(
        select(
            col(Listing.id),
            col(Listing.lot_id),
            col(Person.name),
            col(HarvestLot.product),
            col(Listing.refuse_reason),
            col(Listing.paused_for),
        )
        .join(HarvestLot, col(HarvestLot.id) == col(Listing.lot_id))
        .outerjoin(Seller, col(Seller.id) == col(HarvestLot.seller_id))
        .outerjoin(Person, col(Person.id) == kept_column(col(Seller.person_id)))
        .where(*where)
        .order_by(col(Listing.created_at))
        .limit(500)
    )
    return [
        ListingNotice(id_, lot_id, name or "", product, reason or "", paused_for)
        for id_, lot_id, name, product, reason, paused_for in found
    ]


def count_listings(s: Session, state: str) -> int:
    """How many listings are in one state."""
    return int(s.execute(select(func.count()).where(col(Listing.state) == state)).scalar_one())
