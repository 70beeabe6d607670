"""Offering a lot: the check before it goes up, and what the operator does with an offer."""

from villagedesk.store.listings.checks import (
    Standing,
    free_quantity,
    law_of,
    law_of_new,
    protected_for,
    protected_names,
    ready_checks,
    standing,
)
from villagedesk.store.listings.lists import (
    ListingNotice,
    OfferRow,
    count_listings,
    listings_in,
    more_than_lot,
    newest_offers,
    paused_by_themselves,
)
from villagedesk.store.listings.verbs import (
    change_listing,
    end_listing,
    list_again,
    list_lot,
    pause_listing,
    record_and_list,
    resume_listing,
)

__all__ = [
    "ListingNotice",
    "OfferRow",
    "Standing",
    "change_listing",
    "count_listings",
    "end_listing",
    "free_quantity",
    "law_of",
    "law_of_new",
    "list_again",
    "list_lot",
    "listings_in",
    "more_than_lot",
    "newest_offers",
    "pause_listing",
    "paused_by_themselves",
    "protected_for",
    "protected_names",
    "ready_checks",
    "record_and_list",
    "resume_listing",
    "standing",
]
