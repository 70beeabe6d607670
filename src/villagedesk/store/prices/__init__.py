"""Reference prices: taken in from tables of markets, found again for a product, with the year's season."""

from villagedesk.store.prices.importing import PriceImport, RowTrouble, import_prices
from villagedesk.store.prices.lists import (
    MarketRow,
    PricePoint,
    Reference,
    forget_market,
    markets,
    references,
)

__all__ = [
    "MarketRow",
    "PriceImport",
    "PricePoint",
    "Reference",
    "RowTrouble",
    "forget_market",
    "import_prices",
    "markets",
    "references",
]
