"""What has come to an end, for the demo to show: a shop's offer that is over, one that soon is, and a farmer's that was taken off."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import msgspec
from sqlmodel import col, select

from villagedesk import clock
from villagedesk.demo.farm import CROP
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.goods import Goods
from villagedesk.domain.listings import Listing, ListingState
from villagedesk.store import Store
from villagedesk.store.listings import end_listing

# Goods that nobody has ordered in the demo; how many days their offers still hold.
_KIND, _DAYS = "雨鞋", (4, None, -1, None, None)


def some_with_an_end(goods: Iterable[Goods]) -> Iterator[Goods]:
    """Goods, some of which are only offered until a day; for a few it is over."""
    number = 0
    for one in goods:
        if one.category != _KIND:
            yield one
            continue
        days, number = _DAYS[number % len(_DAYS)], number + 1
        until = "" if days is None else (date.fromisoformat(clock.today()) + timedelta(days=days)).isoformat()
        yield msgspec.structs.replace(one, until=until)


def end_one(store: Store, operator: str) -> None:
    """A farmer sold the rest of his lot at the market: the newest offer of something else than the day's crop is taken off."""
    live = select(Listing.id).join(HarvestLot, col(HarvestLot.id) == col(Listing.lot_id))
    live = live.where(col(Listing.state) == ListingState.LIVE.value, col(HarvestLot.product) != CROP)
    with store.write(by=operator) as s:
        newest = s.exec(live.order_by(col(Listing.created_at).desc()).limit(1)).first()
        if newest:
            end_listing(s, newest)
