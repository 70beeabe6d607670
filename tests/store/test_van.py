"""The van is unloaded: weighed, damaged, missing, signed for."""

import pytest

from tests.store.orders_room import central_loses, central_sends
from tests.store.test_orders import last_event
from villagedesk import clock
from villagedesk.domain.evidence import Signed
from villagedesk.domain.labels import Kind, make_label
from villagedesk.domain.parcels import Parcel, VanVisit
from villagedesk.domain.weights import Difference, Hand
from villagedesk.errors import Invalid, Refused
from villagedesk.store import get, print_queue
from villagedesk.store.evidence import evidence_of
from villagedesk.store.identity import device_key
from villagedesk.store.parcels import (
    finish_van,
    note_damage,
    note_weight,
    parcel_history,
    parcel_row,
    print_van_sheet,
    receive_extra,
    receive_parcel,
    still_to_come,
    van_now,
)
from villagedesk.store.photos import desk_files

PNG = b"\x89PNG\r\n\x1a\na name"


@pytest.fixture
def van(store):
    """Three parcels announced for one van; ids by waybill."""
    ids = {}
    with store.write() as s:
        for number, weight in (("W1", 900), ("W2", 2400), ("W3", 600)):
            ids[number] = central_sends(
                s, "吴阿婆", "13900005555", number, van_at=1000, grams=weight, sent_grams=weight, hub_grams=weight
            )
    return ids


def receive(store, operator, waybill):
    with store.write(by=operator) as s:
        return receive_parcel(s, waybill)


def test_the_van_that_is_unloaded_is_shown_until_it_leaves(store, operator, van):
    today = clock.now_ms()
    with store.write() as s:
        central_sends(s, "吴阿婆", "13900005555", "T1", van_at=today)
    with store.read() as s:
        assert van_now(s).van_at == today
        assert [row.waybill for row in still_to_come(s)] == ["W1", "W2", "W3", "T1"]
        assert [row.waybill for row in still_to_come(s, "W2")] == ["W2"]
    receive(store, operator, "T1")
    receive(store, operator, "W1")  # yesterday's parcel on today's van
    with store.read() as s:
        assert van_now(s).van_at == today
    with store.write(by=operator) as s:
        finish_van(s, today)
    with store.read() as s:
        assert van_now(s).van_at == 1000


def test_weighed_here_and_the_leg_is_named(store, operator, van):
    receive(store, operator, "W1")
    with store.write(by=operator) as s:
        row = note_weight(s, van["W1"], 600)
    assert row.difference == Difference(Hand.COUNTY, Hand.HERE, -300)
    with store.write(by=operator) as s:
        assert note_weight(s, van["W1"], 0).difference is None
    with pytest.raises(Invalid, match="too_large"), store.write(by=operator) as s:
        note_weight(s, van["W1"], 200_001)
    with pytest.raises(Refused, match="move_not_allowed"), store.write(by=operator) as s:
        note_weight(s, van["W2"], 600)  # still on the van


def test_damage_is_kept_with_photo_and_weight(store, operator, van):
    files = desk_files(store)
    photo = files.put(b"\xff\xd8\xffdented")
    receive(store, operator, "W1")
    with pytest.raises(Invalid) as caught, store.write(by=operator) as s:
        note_damage(s, van["W1"], " ")
    assert caught.value.field == "damage"
    with store.write(by=operator) as s:
        row = note_damage(s, van["W1"], "箱角压扁", grams=850, photos=[photo], files=files)
    assert (row.damaged, row.damage, row.here_grams) == (True, "箱角压扁", 850)
    with store.read() as s:
        (kept,) = evidence_of(s, van["W1"])
        assert (kept.kind, kept.sha256, kept.note) == ("damage", photo, "箱角压扁")


@pytest.mark.parametrize(("photo", "grams"), [(False, 850), (True, 0), (False, 0)])
def test_without_photo_or_weight_somebody_says_why(store, operator, van, photo, grams):
    files = desk_files(store)
    photos = [files.put(b"\xff\xd8\xffdented")] if photo else []
    receive(store, operator, "W1")
    proof = {"grams": grams, "photos": photos, "files": files}
    with pytest.raises(Invalid, match="damage_proof_missing") as caught, store.write(by=operator) as s:
        note_damage(s, van["W1"], "箱角压扁", **proof)
    assert caught.value.field == "no_proof"
    with store.write(by=operator) as s:
        note_damage(s, van["W1"], "箱角压扁", no_proof="秤坏了", **proof)
    with store.read() as s:
        (step,) = [step for step in parcel_history(s, van["W1"]).steps if step.kind == "damaged"]
    assert step.detail == "箱角压扁  秤坏了"


def test_what_was_weighed_before_counts_as_its_weight(store, operator, van):
    files = desk_files(store)
    receive(store, operator, "W1")
    with store.write(by=operator) as s:
        note_weight(s, van["W1"], 850)
    with store.write(by=operator) as s:
        note_damage(s, van["W1"], "箱角压扁", photos=[files.put(b"\xff\xd8\xffdented")], files=files, no_proof="多余")
    with store.read() as s:
        assert get(s, Parcel, van["W1"]).no_proof == ""


def test_the_driver_signs_for_what_is_missing_or_damaged(store, operator, van):
    receive(store, operator, "W1")
    receive(store, operator, "W2")
    with store.write(by=operator) as s:
        note_damage(s, van["W2"], "进水", no_proof="没带手机")
        receive_extra(s, "X9", name="王大勇", van_at=1000)
    with pytest.raises(Invalid, match="driver_must_sign") as caught, store.write(by=operator) as s:
        finish_van(s, 1000, driver="陈师傅")
    assert caught.value.field == "signature"
    with store.write(by=operator) as s:
        visit = finish_van(s, 1000, driver="陈师傅", signed=Signed(PNG), files=desk_files(store)).id
    assert last_event(store)["a"] == "finish_van"
    with store.read() as s:
        kept = get(s, VanVisit, visit)
        assert (kept.driver, kept.present, kept.missing, kept.extra_found, kept.damaged) == ("陈师傅", 2, 1, 1, 1)
        assert [(row.kind, row.note) for row in evidence_of(s, visit)] == [("signature", "陈师傅")]
        assert parcel_row(s, van["W3"]).state == "missing"
        assert van_now(s).finished
    with pytest.raises(Refused, match="van_finished"), store.write(by=operator) as s:
        finish_van(s, 1000, driver="陈师傅")


def test_a_van_with_everything_on_it_needs_no_signature(store, operator, van):
    for number in van:
        receive(store, operator, number)
    with store.read() as s:
        assert not van_now(s).finished
    with store.write(by=operator) as s:
        assert finish_van(s, 1000).present == 3
    with store.read() as s:
        assert van_now(s).finished


def test_what_turns_up_later_is_counted_by_itself(store, operator, van):
    receive(store, operator, "W1")
    with store.write(by=operator) as s:
        note_damage(s, van["W1"], "进水", no_proof="没带手机")
        finish_van(s, 1000, signed=Signed(on_paper=True))
    receive(store, operator, "W3")
    with store.read() as s:
        assert not van_now(s).finished
    with store.write(by=operator) as s:
        later = finish_van(s, 1000)  # the dent was signed for already
    assert (later.present, later.missing, later.damaged) == (1, 0, 0)


def test_the_drivers_sheet_names_what_is_wrong(store, operator, van):
    receive(store, operator, "W1")
    with store.write(by=operator) as s:
        note_damage(s, van["W1"], "进水", no_proof="没带手机")
        assert print_van_sheet(s, 1000) == 3
    with store.read() as s:
        job = print_queue.jobs(s.connection())[0]
        paper = print_queue.paper_of(s.connection(), job.id)
    assert [(row[0], row[3]) for row in paper.rows] == [("W1", "damaged: 进水"), ("W2", "missing"), ("W3", "missing")]
    receive(store, operator, "W2")
    receive(store, operator, "W3")
    with store.write(by=operator) as s:
        assert print_van_sheet(s, 1000) == 1


def test_a_card_or_an_identity_number_is_no_parcel(store, operator, van):
    with store.transaction() as connection:
        card = make_label(device_key(connection), Kind.PERSON, "0" * 32, issued_on="2026-11-23")
    for wrong, code in (
        (card, "label_is_no_waybill"),
        ("11010519491231002X", "id_is_no_waybill"),
        (" ", "field_required"),
    ):
        for take in (receive_parcel, lambda s, number: receive_extra(s, number, name="王大勇")):
            with pytest.raises(Invalid, match=code) as caught, store.write(by=operator) as s:
                take(s, wrong)
            assert caught.value.field == "waybill"
    assert receive(store, operator, "W1").state == "on_shelf"


def test_a_lost_parcel_that_turns_up_is_put_aside(store, operator, van):
    with store.write(by=operator) as s:
        finish_van(s, 1000, note="没来")
    with store.write() as s:
        central_loses(s, van["W1"])
    with pytest.raises(Refused, match="parcel_lost"):
        receive(store, operator, "W1")
