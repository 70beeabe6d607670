"""Harvest lots: recording one, what is left of it, its page, and its signed label."""

from villagedesk.store.crops.lists import (
    CropOrderRow,
    ListingRow,
    LotPage,
    LotRow,
    find_lots,
    lot_page,
    lots_by_id,
    lots_of,
    newest_lots,
    orders_for,
)
from villagedesk.store.crops.verbs import add_lot_photo, print_lot_label, record_lot

__all__ = [
    "CropOrderRow",
    "ListingRow",
    "LotPage",
    "LotRow",
    "add_lot_photo",
    "find_lots",
    "lot_page",
    "lots_by_id",
    "lots_of",
    "newest_lots",
    "orders_for",
    "print_lot_label",
    "record_lot",
]
