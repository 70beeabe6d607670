"""Reports: what a day, a month or a year came to, read from this computer alone."""

from villagedesk.store.reports.overview import Overview, Slot, overview
from villagedesk.store.reports.village import KindRow, Saved, Sold, Village, village
from villagedesk.store.reports.who import HouseholdRow, OperatorRow, households, operators

__all__ = [
    "HouseholdRow",
    "KindRow",
    "OperatorRow",
    "Overview",
    "Saved",
    "Slot",
    "Sold",
    "Village",
    "households",
    "operators",
    "overview",
    "village",
]
