"""Lists of offers: those that came back from central, and those that wait there."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.listings import Listing
from villagedesk.domain.people import Person
from villagedesk.domain.sellers import Seller
from villagedesk.store.same_person import kept_column


@dataclass(frozen=True)
class ListingNotice:
    """A listing that needs the operator: it came back from central, or it waits there."""

    id: str
    lot_id: str
    farmer: str
    product: str
    reason: str


def listings_in(s: Session, state: str) -> list[ListingNotice]:
    """The listings in one state, the oldest first."""
    found = s.execute(
        select(
            col(Listing.id), col(Listing.lot_id), col(Person.name), col(HarvestLot.product), col(Listing.refuse_reason)
        )
        .join(HarvestLot, col(HarvestLot.id) == col(Listing.lot_id))
        .join(Seller, col(Seller.id) == col(HarvestLot.seller_id))
        .join(Person, col(Person.id) == kept_column(col(Seller.person_id)))
        .where(col(Listing.state) == state)
        .order_by(col(Listing.created_at))
        .limit(500)
    )
    return [ListingNotice(id_, lot_id, name, product, reason or "") for id_, lot_id, name, product, reason in found]


def count_listings(s: Session, state: str) -> int:
    """How many listings are in one state."""
    return int(s.execute(select(func.count()).where(col(Listing.state) == state)).scalar_one())
