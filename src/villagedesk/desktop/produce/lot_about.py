"""What the form for a lot is about: whose harvest, perhaps a lot that is recorded, perhaps an offer that came back."""

from dataclasses import dataclass
from typing import Any

from villagedesk.desktop.draft_line import photos_as_text
from villagedesk.domain.values import plain_fen, plain_quantity
from villagedesk.store.crops import ListingRow, LotPage, lot_page
from villagedesk.store.drafts import Fields
from villagedesk.store.listings import Standing, standing


@dataclass(frozen=True)
class About:
    """``lot`` is None while the lot is being recorded, ``listing`` unless an offer is being mended."""

    seller: Standing
    lot: LotPage | None = None
    listing: ListingRow | None = None

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
    return About(standing(s, lot.row.seller_id if lot else seller_id), lot, listing)


def lot_texts(page: LotPage, listing: ListingRow | None) -> Fields:
    """What the form shows of a recorded lot, and of the offer that is mended."""
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
        "photos": photos_as_text(page.photos),
    }
