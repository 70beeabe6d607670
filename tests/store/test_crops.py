"""Recording a lot, what is left of it, and its signed label."""

import pytest

from tests.store.people_of_a_village import central_sets, lot_form, verified_seller
from villagedesk.domain import labels
from villagedesk.domain.sellers import Seller
from villagedesk.errors import Invalid, NotFound, Refused
from villagedesk.store import Store, photos, print_queue
from villagedesk.store.crops import find_lots, lot_page, lots_of, newest_lots, print_lot_label, record_lot
from villagedesk.store.events import put_meta
from villagedesk.store.identity import device_key


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("villagedesk.clock.today", lambda: "2026-11-23")


@pytest.fixture
def seller_id(store: Store, operator: str) -> str:
    return verified_seller(store, operator)[1]


def record(store: Store, operator: str, seller_id: str, **facts: object) -> str:
    with store.write(by=operator) as s:
        return record_lot(s, lot_form(seller_id, **facts))


def test_a_lot_gets_a_code_of_this_computer(store: Store, operator: str, seller_id: str) -> None:
    record(store, operator, seller_id)
    record(store, operator, seller_id)
    with store.transaction() as connection:
        put_meta(connection, "device_number", "2")
    record(store, operator, seller_id, product="本地土鸡蛋", grade="", quantity=90, sale_unit="piece")
    with store.read() as s:
        rows = lots_of(s, seller_id)
    assert [row.code for row in rows] == ["20261123-201", "20261123-102", "20261123-101"]
    assert (rows[0].quantity, rows[0].sale_unit, rows[0].stock, rows[0].free) == (90, "piece", 90, 90)
    assert (rows[1].farmer, rows[1].waiting, rows[1].listing_state) == ("张建国", True, "")


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"harvested_on": "2026-11-24"}, "harvested_on", "harvest_in_future"),
        ({"harvested_on": "2025-01-01"}, "harvested_on", "harvest_too_old"),
        ({"harvested_on": "18.11."}, "harvested_on", "not_a_date"),
        ({"harvested_on": ""}, "harvested_on", "field_required"),
        ({"quantity": -1}, "quantity", "negative"),
        ({"quantity": 0}, "quantity", "must_be_more_than_zero"),
        ({"quantity": 10**9}, "quantity", "quantity_too_large"),
        ({"product": " "}, "product", "field_required"),
        ({"product": "果" * 31}, "product", "too_long"),
        ({"grade": "best"}, "grade", "field_required"),
        ({"sale_unit": "box"}, "sale_unit", "field_required"),
        ({"seller_id": ""}, "seller_id", "seller_missing"),
    ],
)
def test_what_cannot_be_is_refused(
    store: Store, operator: str, seller_id: str, facts: dict, field: str, code: str
) -> None:
    with pytest.raises(Invalid) as caught:
        record(store, operator, facts.pop("seller_id", seller_id), **facts)
    assert (caught.value.field, caught.value.code) == (field, code)


def test_a_stopped_seller_brings_nothing(store: Store, operator: str, seller_id: str) -> None:
    with store.write(by="central") as s:
        central_sets(s, Seller, seller_id, state="frozen")
    with pytest.raises(Refused, match="seller_stopped"):
        record(store, operator, seller_id)
    with pytest.raises(NotFound):
        record(store, operator, "0" * 32)


def test_the_label_is_signed_by_this_computer(store: Store, operator: str, seller_id: str) -> None:
    lot_id = record(store, operator, seller_id)
    with store.read() as s:
        assert lot_page(s, lot_id).label == ""
    with store.write(by=operator) as s:
        print_lot_label(s, lot_id, copies=3)
    assert s.event is None
    with store.transaction() as connection:
        job, paper = print_queue.next_job(connection)
        public = device_key(connection).public_key()
        print_queue.finish(connection, job.id, "printer")
    assert (job.copies, job.about) == (3, lot_id)
    reading = labels.read_label(paper.qr, lambda kid: labels.LabelKey(public), today="2026-11-23")
    assert reading.verdict == labels.Verdict.VALID
    assert reading.id == lot_id
    assert reading.fields["grams"] == 390_000
    assert reading.fields["harvested_on"] == "2026-11-18"
    with store.read() as s:
        page = lot_page(s, lot_id)
    assert page.printed
    assert page.label == paper.qr


@pytest.mark.parametrize("copies", [0, 201])
def test_nobody_prints_a_thousand_labels_by_mistake(store: Store, operator: str, seller_id: str, copies: int) -> None:
    lot_id = record(store, operator, seller_id)
    with pytest.raises(Invalid, match="copies_out_of_range"), store.write(by=operator) as s:
        print_lot_label(s, lot_id, copies=copies)


def test_photos_are_sent_last_but_noted_at_once(store: Store, operator: str, seller_id: str) -> None:
    files = photos.desk_files(store)
    sha256 = files.put(b"kiwi")
    with store.write(by=operator) as s:
        lot_id = record_lot(s, lot_form(seller_id, photos=(("whole", sha256),)), files)
    assert "blob" in s.changed
    with store.read() as s:
        assert lot_page(s, lot_id).photos == (("whole", sha256),)
        assert photos.waiting(s.connection()) == (1, 4)


def test_lots_are_found_by_code_product_and_farmer(store: Store, operator: str, seller_id: str) -> None:
    lot_id = record(store, operator, seller_id)
    with store.read() as s:
        for typed in ("20261123", "-101", "猕猴桃", "张建国"):
            assert [row.id for row in find_lots(s, typed)] == [lot_id]
        assert find_lots(s, "100%") == find_lots(s, " ") == []
        assert [row.id for row in newest_lots(s)] == [lot_id]
