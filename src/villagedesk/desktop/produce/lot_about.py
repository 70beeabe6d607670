"""What the form for a lot is about: whose harvest, perhaps a lot that is recorded, perhaps an offer that came back."""

from dataclasses import dataclass, field
from typing import Any

from villagedesk.desktop.draft_line import photos_as_text
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.listings import OfferLaw
from villagedesk.domain.produce_rules import ProtectedName
from villagedesk.domain.values import plain_fen, plain_quantity
from villagedesk.store.crops import ListingRow, LotPage, lot_page
from villagedesk.store.drafts import Fields
from villagedesk.store.listings import Standing, law_of, law_of_new, protected_names, standing
from villagedesk.store.session import get


@dataclass(frozen=True)
class About:
    """``lot`` is None while the lot is being recorded, ``listing`` unless an offer is being mended.

    ``season_id`` is where a recorded lot grew, "" where that was not said, ``gtin`` its goods' number. ``law`` is as of the last time
    it was read, ``names`` are those that the platform protects.
    """

    seller: Standing
    lot: LotPage | None = None
    listing: ListingRow | None = None
    law: OfferLaw = field(default_factory=OfferLaw)
    season_id: str = ""
    gtin: str = ""
    names: tuple[ProtectedName, ...] = ()

    def free(self) -> int:
        """How much of the recorded lot may be offered, in grams or pieces."""
        if self.lot is None:
            return 0
        return self.lot.row.free + (self.listing.quantity if self.listing else 0)


def about_of(s: Any, seller_id: str, lot_id: str, listing_id: str) -> About:
    """Read it; an empty id is none.

    Raises:
        NotFound: the lot is not on this computer.
    """
    lot = lot_page(s, lot_id) if lot_id else None
    listing = next((one for one in lot.listings if one.id == listing_id), None) if lot and listing_id else None
    who = standing(s, lot.row.seller_id if lot else seller_id)
    names = protected_names(s)
    if lot is None:
        return About(who, law=law_of_new(s, who.person_id), names=names)
    row = get(s, HarvestLot, lot_id)
    return About(who, lot, listing, law_of(s, row, listing_id), row.season_id, row.gtin, names)


def mended_at(about: About, where: str) -> tuple[str, dict[str, str]]:
    """The page on which a point of the check is mended, with what it is opened with."""
    if where == "training":
        return "training", {}
    if where == "season":
        return "season", {"season_id": about.season_id}
    if where == "certificate" and about.lot is not None:
        return "certificate", {"lot_id": about.lot.row.id}
    return "farmer", {"person_id": about.seller.person_id}


def lot_texts(about: About) -> Fields:
    """What the form shows of a recorded lot, and of the offer that is mended; nothing of a lot that is not there yet."""
    if about.lot is None:
        return {}
    page, listing, gtin = about.lot, about.listing, about.gtin
    lot = page.row
    sale_unit = listing.sale_unit if listing else lot.sale_unit
    offered = listing.quantity if listing else lot.free
    return {
        "product": lot.product,
        "grade": lot.grade,
        "quantity": plain_quantity(max(0, offered), sale_unit),
        "sale_unit": sale_unit,
        "harvested_on": lot.harvested_on,
        "price": plain_fen(listing.price_fen) if listing else "",
        "title": listing.title if listing else "",
        "pack": plain_quantity(listing.pack, sale_unit) if listing and listing.pack else "",
        "least": plain_quantity(listing.least, sale_unit) if listing and listing.least else "",
        "photos": photos_as_text(page.photos),
        "gtin": gtin,
    }
