"""What is free in a lot, and that no figure of it goes below zero."""

import pytest

from tests.store.people_of_a_village import listing_form, lot_with_photo, verified_seller
from villagedesk.domain.listings import Listing, ListingState
from villagedesk.domain.lot_moves import LotMove, MoveKind
from villagedesk.domain.sales import CropOrder
from villagedesk.errors import NotFound
from villagedesk.store import Store, WriteSession, action, get, new_row
from villagedesk.store.crops.balance import LotBalance, balance, balances
from villagedesk.store.listings import list_lot


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("villagedesk.clock.today", lambda: "2026-11-23")


@action
def arrives(s: WriteSession, *rows: object) -> None:
    for row in rows:
        new_row(s, row)  # type: ignore[type-var]


def order(lot_id: str, listing_id: str, quantity: int, state: str = "received") -> CropOrder:
    facts = {"buyer": "果蔬店", "price_fen": 420, "sale_unit": "jin", "ship_by_on": "2026-11-30"}
    return CropOrder(lot_id=lot_id, listing_id=listing_id, quantity=quantity, state=state, **facts)


def test_everything_that_takes_from_a_lot_is_counted_once(store: Store, operator: str) -> None:
    lot_id = lot_with_photo(store, operator, verified_seller(store, operator)[1])
    with store.write(by=operator) as s:
        listing_id = list_lot(s, lot_id, listing_form(quantity=200_000))
    with store.write(by="central") as s:
        arrives(
            s,
            order(lot_id, listing_id, 50_000),
            order(lot_id, listing_id, 30_000, "declined"),
            LotMove(from_lot=lot_id, to_lot="f" * 32, quantity=40_000, kind=MoveKind.SPLIT),
            LotMove(from_lot=lot_id, quantity=10_000, kind=MoveKind.LOST, reason="rotten"),
        )
    with store.read() as r:
        found = balance(r.connection(), lot_id)
    assert found == LotBalance(quantity=390_000, moved=40_000, lost=10_000, promised=50_000, offered=150_000)
    assert (found.held, found.stock, found.free, found.short) == (340_000, 290_000, 140_000, 0)
    with store.write(by="central") as s:
        close(s, listing_id)
    with store.read() as r:
        assert balance(r.connection(), lot_id).free == 290_000


@action
def close(s: WriteSession, listing_id: str) -> None:
    get(s, Listing, listing_id).state = ListingState.ENDED.value


def test_what_two_computers_took_twice_is_told_and_never_negative() -> None:
    found = LotBalance(quantity=100, moved=90, lost=5, promised=20, offered=50)
    assert (found.held, found.stock, found.free, found.short) == (5, 0, 0, 15)


def test_many_lots_and_none(store: Store, operator: str) -> None:
    lot_id = lot_with_photo(store, operator, verified_seller(store, operator)[1])
    with store.read() as r:
        assert balances(r.connection(), []) == {}
        many = [lot_id, *(f"{n:032x}" for n in range(1_200))]
        assert list(balances(r.connection(), many)) == [lot_id]
        with pytest.raises(NotFound):
            balance(r.connection(), "0" * 32)
