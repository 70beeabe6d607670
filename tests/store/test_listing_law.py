"""What the law asks for before a lot goes up: certificate, days to wait after spraying, the seller's right."""

from dataclasses import replace

import msgspec
import pytest

from tests.store.people_of_a_village import (
    central_sets,
    listing_form,
    lot_with_photo,
    settle,
    verified_seller,
)
from tests.store.produce_room import farm, paper, spray
from villagedesk import clock, i18n
from villagedesk.demo.farm import certify
from villagedesk.domain.consents import Purpose
from villagedesk.domain.crops import Quantity
from villagedesk.domain.listings import Check, Listing
from villagedesk.domain.lot_tests import TestForm, TestKind
from villagedesk.domain.rules import rule_pack
from villagedesk.errors import Refused, sentence
from villagedesk.store import Store
from villagedesk.store.certificates import certificates_of, issue_certificate, revoke_certificate
from villagedesk.store.crops import lot_page, record_test, split_lot
from villagedesk.store.listings import (
    change_listing,
    list_lot,
    paused_by_themselves,
    ready_checks,
    resume_listing,
)
from villagedesk.store.sellers import withdraw_consent


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("villagedesk.clock.today", lambda: "2026-11-23")


@pytest.fixture
def lot_id(store: Store, operator: str) -> str:
    return lot_with_photo(store, operator, verified_seller(store, operator)[1])


def by_name(store: Store, lot_id: str, replaced: str = "") -> dict[str, Check]:
    with store.read() as s:
        return {check.name: check for check in ready_checks(s, lot_id, listing_form(), replaced=replaced)}


def listing_of(store: Store, listing_id: str) -> Listing:
    with store.read() as s:
        listing = s.get(Listing, listing_id)
    assert listing is not None
    return listing


def test_an_offer_without_a_certificate_is_sent_but_does_not_go_on_sale(
    store: Store, operator: str, lot_id: str
) -> None:
    line = by_name(store, lot_id)["certificate"]
    assert line.why is not None
    assert (line.passed, line.blocks, line.why.code) == (False, False, "listing_certificate_missing")
    with store.write(by=operator) as s:
        listing_id = list_lot(s, lot_id, listing_form())
    with store.write(by="central") as s:
        central_sets(s, Listing, listing_id, state="paused")
    with store.write(by=operator) as s, pytest.raises(Refused, match="listing_no_certificate"):
        resume_listing(s, listing_id)
    certify(store, operator, lot_id)
    assert by_name(store, lot_id, listing_id)["certificate"].passed
    with store.write(by=operator) as s:
        resume_listing(s, listing_id)
    with store.read() as s:
        assert lot_page(s, lot_id).row.listing_state == "live"
        number = certificates_of(s, lot_id)[0].id
    with store.write(by=operator) as s:
        revoke_certificate(s, number, "写错了")
    assert (listing_of(store, listing_id).state, listing_of(store, listing_id).paused_for) == ("paused", "certificate")
    with store.write(by=operator) as s, pytest.raises(Refused, match="listing_no_certificate"):
        resume_listing(s, listing_id)


def test_certificates_have_to_cover_the_whole_offer_and_the_sentence_shows_the_sum(
    store: Store, operator: str, lot_id: str
) -> None:
    with store.write(by=operator) as s:
        first = issue_certificate(s, lot_id, paper(200_000))
    line = by_name(store, lot_id)["certificate"]
    assert line.why is not None
    assert (line.passed, line.blocks) == (False, False), "it is sent, and waits until there is paper for all of it"
    with i18n.speaking("en"):
        assert "200 kg" in sentence(line.why) or "400 jin" in sentence(line.why)
    assert str(line.why.params["missing"]) == str(Quantity(listing_form().quantity - 200_000, "jin"))
    with store.write(by=operator) as s:
        listing_id = list_lot(s, lot_id, listing_form())
    with store.write(by="central") as s:
        central_sets(s, Listing, listing_id, state="paused")
    with store.write(by=operator) as s, pytest.raises(Refused, match="listing_certificate_short"):
        resume_listing(s, listing_id)
    with store.write(by=operator) as s:
        issue_certificate(s, lot_id, paper(listing_form().quantity - 200_000))
    with store.write(by=operator) as s:
        resume_listing(s, listing_id)
    with store.write(by=operator) as s:
        revoke_certificate(s, first, "写错了")
    assert listing_of(store, listing_id).paused_for == "certificate", "the rest covers a part only"
    with store.write(by=operator) as s:
        change_listing(s, listing_id, replace(listing_form(), quantity=100_000))
    with store.write(by=operator) as s:
        resume_listing(s, listing_id)
    assert (listing_of(store, listing_id).state, listing_of(store, listing_id).paused_for) == ("live", "")
    with store.write(by=operator) as s, pytest.raises(Refused, match="listing_certificate_short"):
        change_listing(s, listing_id, listing_form())


def test_a_failed_test_and_a_split_take_the_offer_off_and_today_says_why(
    store: Store, operator: str, lot_id: str
) -> None:
    certify(store, operator, lot_id)
    form = replace(listing_form(), quantity=100_000)
    with store.write(by=operator) as s:
        listing_id = list_lot(s, lot_id, form)
    with store.write(by="central") as s:
        central_sets(s, Listing, listing_id, state="live")
    with store.write(by=operator) as s:
        split_lot(s, lot_id, [50_000])
    assert (listing_of(store, listing_id).state, listing_of(store, listing_id).paused_for) == ("paused", "certificate")
    with store.read() as s:
        assert [one.paused_for for one in paused_by_themselves(s)] == ["certificate"]
    with store.write(by=operator) as s:
        issue_certificate(s, lot_id, paper(100_000))
    with store.write(by=operator) as s:
        resume_listing(s, listing_id)
    with store.write(by=operator) as s:
        record_test(s, lot_id, TestForm(TestKind.QUICK, "2026-11-20", 700))
    assert (listing_of(store, listing_id).state, listing_of(store, listing_id).paused_for) == ("paused", "test")
    with store.read() as s:
        assert [one.paused_for for one in paused_by_themselves(s)] == ["test"]


def test_a_change_remembers_what_was_approved(store: Store, operator: str, lot_id: str) -> None:
    certify(store, operator, lot_id)
    with store.write(by=operator) as s:
        listing_id = list_lot(s, lot_id, listing_form())
    with store.write(by="central") as s:
        central_sets(s, Listing, listing_id, state="live")
    was = listing_form()
    with store.write(by=operator) as s:
        assert change_listing(s, listing_id, replace(was, title="新标题", pack=5_000, price_fen=500))
    row = listing_of(store, listing_id)
    assert (row.state, row.was_title, row.was_price_fen, row.was_pack) == ("queued", was.title, was.price_fen, 0)


def test_a_rule_pack_may_only_advise_a_certificate(
    store: Store, operator: str, lot_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = rule_pack("2026-11-23")
    paper = msgspec.structs.replace(pack.produce.certificate, before_sale=False)
    lax = msgspec.structs.replace(pack, produce=msgspec.structs.replace(pack.produce, certificate=paper))
    for module in ("listings.checks", "crops.offers"):
        monkeypatch.setattr(f"villagedesk.store.{module}.rule_pack", lambda _day: lax)
    line = by_name(store, lot_id)["certificate"]
    assert line.why is not None
    assert (line.blocks, line.why.code) == (False, "listing_certificate_advised")
    with store.write(by=operator) as s:
        listing_id = list_lot(s, lot_id, listing_form())
    with store.write(by="central") as s:
        central_sets(s, Listing, listing_id, state="paused")
    with store.write(by=operator) as s:
        resume_listing(s, listing_id)


def test_grain_needs_no_certificate(store: Store, operator: str) -> None:
    rice = lot_with_photo(store, operator, verified_seller(store, operator)[1], product="新大米")
    assert "certificate" not in by_name(store, rice)
    with store.write(by=operator) as s:
        list_lot(s, rice, listing_form())


def test_a_harvest_before_its_lawful_day_is_not_offered(store: Store, operator: str) -> None:
    land = farm(store, operator)
    spray(store, operator, land.season_id, "2026-11-10", 14)
    early = lot_with_photo(store, operator, land.seller_id, season_id=land.season_id, harvested_on="2026-11-18")
    line = by_name(store, early)["interval"]
    assert line.why is not None
    assert (line.passed, line.field, line.why.params["day"]) == (False, "season", "2026-11-24")
    with store.write(by=operator) as s, pytest.raises(Refused, match="certificate_too_early"):
        list_lot(s, early, listing_form())


def test_a_lot_whose_test_failed_is_not_offered(store: Store, operator: str, lot_id: str) -> None:
    with store.write(by=operator) as s:
        record_test(s, lot_id, TestForm(TestKind.QUICK, "2026-11-20", 700))
    line = by_name(store, lot_id)["certificate"]
    assert (line.passed, line.blocks) == (False, True)
    with store.write(by=operator) as s, pytest.raises(Refused, match="certificate_test_failed"):
        list_lot(s, lot_id, listing_form())


def test_over_the_yearly_limit_only_the_harvest_of_his_own_season_is_offered(store: Store, operator: str) -> None:
    land = farm(store, operator)
    own = lot_with_photo(store, operator, land.seller_id, season_id=land.season_id)
    unknown = lot_with_photo(store, operator, land.seller_id)
    with store.write(by=operator) as s:
        settle(s, land.seller_id, 9_999_999, clock.now_ms())
    assert by_name(store, unknown)["right"].passed
    with store.write(by=operator) as s:
        settle(s, land.seller_id, 1, clock.now_ms())
    line = by_name(store, unknown)["right"]
    assert line.why is not None
    assert (line.passed, line.why.code) == (False, "listing_not_own")
    assert by_name(store, own)["right"].passed
    with store.write(by=operator) as s, pytest.raises(Refused, match="listing_not_own"):
        list_lot(s, unknown, listing_form())
    with store.write(by=operator) as s:
        list_lot(s, own, listing_form())


def test_a_consent_taken_back_is_a_line_of_the_check(store: Store, operator: str, lot_id: str) -> None:
    certify(store, operator, lot_id)
    with store.write(by=operator) as s:
        live = list_lot(s, lot_id, listing_form())
    with store.write(by="central") as s:
        central_sets(s, Listing, live, state="paused")
    with store.read() as s:
        person_id = lot_page(s, lot_id).row.person_id
    with store.write(by=operator) as s:
        withdraw_consent(s, person_id, Purpose.ID_IMAGE)
    line = by_name(store, lot_id)["right"]
    assert line.why is not None
    assert (line.why.code, line.field) == ("consent_taken_back", "seller")
    with store.write(by=operator) as s, pytest.raises(Refused, match="consent_taken_back"):
        resume_listing(s, live)
