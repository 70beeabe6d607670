"""Offering a lot, and answering a buyer's order."""

import pytest

from tests.store.people_of_a_village import central_sets, listing_form, lot_form, lot_with_photo, verified_seller
from villagedesk.demo.farm import certify
from villagedesk.domain.listings import Listing
from villagedesk.domain.sales import CropOrder
from villagedesk.domain.sellers import Seller
from villagedesk.errors import Invalid, Refused
from villagedesk.store import Store, WriteSession, action, new_row
from villagedesk.store.crops import lot_page, lots_of, orders_for, record_lot
from villagedesk.store.listings import (
    change_listing,
    end_listing,
    free_quantity,
    list_again,
    list_lot,
    listings_in,
    pause_listing,
    ready_checks,
    record_and_list,
    resume_listing,
)
from villagedesk.store.photos import desk_files
from villagedesk.store.sales import accept_crop_order, decline_crop_order


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("villagedesk.clock.today", lambda: "2026-11-23")


@pytest.fixture
def lot_id(store: Store, operator: str) -> str:
    return lot_with_photo(store, operator, verified_seller(store, operator)[1])


@pytest.fixture
def live(store: Store, operator: str, lot_id: str) -> str:
    certify(store, operator, lot_id)
    with store.write(by=operator) as s:
        listing_id = list_lot(s, lot_id, listing_form())
    with store.write(by="central") as s:
        central_sets(s, Listing, listing_id, state="live")
    return listing_id


@action
def place_crop_order(s: WriteSession, lot_id: str, listing_id: str, quantity: int) -> str:
    row = CropOrder(
        lot_id=lot_id,
        listing_id=listing_id,
        buyer="城里果行",
        quantity=quantity,
        price_fen=420,
        sale_unit="jin",
        ship_by_on="2026-11-25",
    )
    return new_row(s, row).id


def buy(store: Store, lot_id: str, listing_id: str, quantity: int) -> str:
    with store.write(by="central") as s:
        return place_crop_order(s, lot_id, listing_id, quantity)


def state_of(store: Store, listing_id: str, lot_id: str) -> str:
    with store.read() as s:
        return next(row.state for row in lot_page(s, lot_id).listings if row.id == listing_id)


def test_a_lot_goes_up_when_every_point_is_passed(store: Store, operator: str, lot_id: str) -> None:
    certify(store, operator, lot_id)
    with store.read() as s:
        assert [check.name for check in ready_checks(s, lot_id, listing_form()) if not check.passed] == []
    with store.write(by=operator) as s:
        list_lot(s, lot_id, listing_form())
    with store.read() as s:
        page = lot_page(s, lot_id)
        assert [notice.product for notice in listings_in(s, "queued")] == ["徐香猕猴桃"]
    assert (page.row.listing_state, page.row.price_fen, page.row.free, page.row.stock) == (
        "queued",
        420,
        80_000,
        390_000,
    )
    assert page.row.waiting


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"title": ""}, "title", "field_required"),
        ({"title": "果" * 61}, "title", "too_long"),
        ({"price_fen": 0}, "price", "must_be_more_than_zero"),
        ({"price_fen": -1}, "price", "negative"),
        ({"price_fen": 10**7}, "price", "price_too_large"),
        ({"quantity": 0}, "quantity", "must_be_more_than_zero"),
        ({"quantity": 390_001}, "quantity", "more_than_left"),
        ({"sale_unit": ""}, "sale_unit", "field_required"),
    ],
)
def test_what_cannot_be_is_refused(
    store: Store, operator: str, lot_id: str, facts: dict, field: str, code: str
) -> None:
    with pytest.raises(Invalid) as caught, store.write(by=operator) as s:
        list_lot(s, lot_id, listing_form(**facts))
    assert (caught.value.field, caught.value.code) == (field, code)


@pytest.mark.parametrize(
    ("fields", "failed"),
    [({"state": "submitted"}, "seller"), ({"state": "frozen"}, "seller"), ({"next_verify_on": "2026-11-22"}, "verify")],
)
def test_a_seller_without_standing_lists_nothing(
    store: Store, operator: str, lot_id: str, fields: dict, failed: str
) -> None:
    with store.read() as s:
        seller_id = lot_page(s, lot_id).row.seller_id
    with store.write(by="central") as s:
        central_sets(s, Seller, seller_id, **fields)
    with store.read() as s:
        assert failed in [check.name for check in ready_checks(s, lot_id, listing_form()) if not check.passed]
    with pytest.raises(Refused, match="listing_not_ready"), store.write(by=operator) as s:
        list_lot(s, lot_id, listing_form())


def test_a_refused_listing_is_mended_and_keeps_its_place(store: Store, operator: str, live: str, lot_id: str) -> None:
    with store.write(by=operator) as s:
        end_listing(s, live)
    with store.write(by=operator) as s:
        second = list_lot(s, lot_id, listing_form(quantity=390_000))
    with store.write(by="central") as s:
        central_sets(s, Listing, second, state="refused", refuse_reason="标题写清净重")
    with store.read() as s:
        assert listings_in(s, "refused")[0].reason == "标题写清净重"
        assert free_quantity(s, lot_id) == 0
        assert free_quantity(s, lot_id, replaced=second) == 390_000
    with store.write(by=operator) as s:
        list_again(s, second, listing_form(title="白鹭村徐香猕猴桃 净重 5 斤", quantity=390_000))
    with store.read() as s:
        assert lot_page(s, lot_id).listings[0].state == "queued"
        assert lot_page(s, lot_id).listings[0].reason == ""


def test_pause_go_on_end(store: Store, operator: str, live: str, lot_id: str) -> None:
    for verb, state in ((pause_listing, "paused"), (resume_listing, "live"), (end_listing, "ended")):
        with store.write(by=operator) as s:
            verb(s, live)
        assert state_of(store, live, lot_id) == state
    with pytest.raises(Refused), store.write(by=operator) as s:
        pause_listing(s, live)
    with store.read() as s:
        assert lot_page(s, lot_id).row.free == 390_000


def test_a_stopped_seller_does_not_go_on(store: Store, operator: str, live: str, lot_id: str) -> None:
    with store.write(by=operator) as s:
        pause_listing(s, live)
    with store.read() as r:
        seller_id = lot_page(r, lot_id).row.seller_id
    with store.write(by="central") as s:
        central_sets(s, Seller, seller_id, state="frozen")
    with pytest.raises(Refused, match="seller_not_verified"), store.write(by=operator) as s:
        resume_listing(s, live)


def test_an_order_is_accepted_once_and_takes_from_the_lot(store: Store, operator: str, live: str, lot_id: str) -> None:
    order = buy(store, lot_id, live, 60_000)
    with store.read() as s:
        assert lot_page(s, lot_id).row.orders == 1
    with store.write(by=operator) as s:
        accept_crop_order(s, order)
    with store.read() as s:
        page = lot_page(s, lot_id)
        assert [row.state for row in orders_for(s, states=["accepted"])] == ["accepted"]
    assert (page.row.orders, page.row.stock, page.row.free) == (0, 330_000, 80_000)
    assert page.row.listing_state == "live"
    with pytest.raises(Refused, match="move_not_allowed"), store.write(by=operator) as s:
        accept_crop_order(s, order)


def test_the_last_of_it_is_sold_out(store: Store, operator: str, live: str, lot_id: str) -> None:
    for order in (buy(store, lot_id, live, 10_000), buy(store, lot_id, live, 300_000)):
        with store.write(by=operator) as s:
            accept_crop_order(s, order)
    assert state_of(store, live, lot_id) == "sold_out"
    with store.read() as s:
        assert lot_page(s, lot_id).row.free == 80_000


def test_more_than_the_lot_has_is_not_promised(store: Store, operator: str, live: str, lot_id: str) -> None:
    first, second = buy(store, lot_id, live, 300_000), buy(store, lot_id, live, 100_000)
    with store.write(by=operator) as s:
        accept_crop_order(s, first)
    with pytest.raises(Refused, match="lot_too_small"), store.write(by=operator) as s:
        accept_crop_order(s, second)
    with pytest.raises(Invalid, match="field_required"), store.write(by=operator) as s:
        decline_crop_order(s, second, "  ")
    with store.write(by=operator) as s:
        decline_crop_order(s, second, "雨天没摘够")
    with store.read() as s:
        assert [row.reason for row in orders_for(s, lot_id) if row.id == second] == ["雨天没摘够"]
        assert lot_page(s, lot_id).row.stock == 90_000


def test_recording_and_offering_in_one_go_is_one_event(store: Store, operator: str) -> None:
    seller_id = verified_seller(store, operator)[1]
    files = desk_files(store)
    sha256 = files.put(b"kiwi")
    form = lot_form(seller_id, photos=tuple((kind, sha256) for kind in ("whole", "cut", "weighing")))
    with store.write(by=operator) as s:
        lot_id = record_and_list(s, form, listing_form(), files)
    assert s.event is not None
    assert [change[0] for change in s.event.changes()] == ["harvest_lot", *["lot_photo"] * 3, "listing"]
    with store.read() as r:
        assert lot_page(r, lot_id).row.listing_state == "queued"
    with pytest.raises(Refused, match="listing_not_ready"), store.write(by=operator) as s:
        record_and_list(s, lot_form(seller_id), listing_form())
    with store.read() as r:
        assert len(lots_of(r, seller_id)) == 1


def test_photos_can_come_with_the_offer(store: Store, operator: str) -> None:
    seller_id = verified_seller(store, operator)[1]
    files = desk_files(store)
    with store.write(by=operator) as s:
        lot_id = record_lot(s, lot_form(seller_id))
    with pytest.raises(Refused, match="listing_not_ready"), store.write(by=operator) as s:
        list_lot(s, lot_id, listing_form())
    with store.write(by=operator) as s:
        list_lot(s, lot_id, listing_form(), [("whole", files.put(b"kiwi"))] * 3, files)
    with store.read() as r:
        assert len(lot_page(r, lot_id).photos) == 3


def test_nine_photos_are_the_most(store: Store, operator: str) -> None:
    seller_id = verified_seller(store, operator)[1]
    files = desk_files(store)
    sha256 = files.put(b"kiwi")
    with store.write(by=operator) as s:
        lot_id = record_lot(s, lot_form(seller_id))
    for count in (2, 10):
        with pytest.raises(Refused, match="listing_not_ready"), store.write(by=operator) as s:
            list_lot(s, lot_id, listing_form(), [("whole", sha256)] * count, files)
    with store.write(by=operator) as s:
        list_lot(s, lot_id, listing_form(), [("whole", sha256)] * 9, files)


def test_a_price_counts_at_once_and_a_title_is_checked_again(
    store: Store, operator: str, lot_id: str, live: str
) -> None:
    with store.write(by=operator) as s:
        assert change_listing(s, live, listing_form(price_fen=450, quantity=320_000)) is False
    with store.read() as s:
        (row,) = lot_page(s, lot_id).listings
    assert (row.state, row.price_fen, row.quantity) == ("live", 450, 320_000)
    with store.write(by=operator) as s:
        assert change_listing(s, live, listing_form(title="新摘徐香猕猴桃", pack=2_500)) is True
    with store.read() as s:
        (row,) = lot_page(s, lot_id).listings
    assert (row.state, row.title, row.pack) == ("queued", "新摘徐香猕猴桃", 2_500)
    with pytest.raises(Refused, match="move_not_allowed"), store.write(by=operator) as s:
        change_listing(s, live, listing_form())


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"quantity": 60_000}, "less_than_ordered"),
        ({"quantity": 999_000}, "more_than_left"),
        ({"price_fen": 0}, "must_be_more_than_zero"),
        ({"pack": -1}, "negative"),
        ({"pack": 400_000}, "pack_too_large"),
    ],
)
def test_an_offer_that_is_up_is_not_changed_to_what_cannot_be(
    store: Store, operator: str, lot_id: str, live: str, facts: dict[str, int], code: str
) -> None:
    buy(store, lot_id, live, 100_000)
    with pytest.raises(Invalid, match=code), store.write(by=operator) as s:
        change_listing(s, live, listing_form(**facts))
    assert state_of(store, live, lot_id) == "live"
