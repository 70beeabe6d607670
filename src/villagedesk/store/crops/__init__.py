"""Harvest lots: recording one, what is left of it, its page, and its signed label."""

from villagedesk.store.crops.balance import LotBalance, balance, balances
from villagedesk.store.crops.lists import (
    CropOrderRow,
    ListingRow,
    LotPage,
    LotRow,
    find_lots,
    lot_page,
    lots_of,
    newest_lots,
    orders_for,
)
from villagedesk.store.crops.moving import lose_of_lot, mix_lots, split_lot
from villagedesk.store.crops.sources import Farmer, farmers_of
from villagedesk.store.crops.testing import failed_tests, record_test
from villagedesk.store.crops.verbs import print_lot_label, record_lot

__all__ = [
    "CropOrderRow",
    "Farmer",
    "ListingRow",
    "LotBalance",
    "LotPage",
    "LotRow",
    "balance",
    "balances",
    "failed_tests",
    "farmers_of",
    "find_lots",
    "lose_of_lot",
    "lot_page",
    "lots_of",
    "mix_lots",
    "newest_lots",
    "orders_for",
    "print_lot_label",
    "record_lot",
    "record_test",
    "split_lot",
]
