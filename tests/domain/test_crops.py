"""Rules about lots, offers and buyers' orders."""

import pytest

from villagedesk import i18n
from villagedesk.domain.crops import HarvestLot, LotForm, check_lot, grade_text, grades, lot_code
from villagedesk.domain.listings import (
    LISTING,
    Listing,
    ListingForm,
    ListingState,
    OfferLaw,
    listing_checks,
    suggested_title,
)
from villagedesk.domain.produce_rules import ProduceRules, ProtectedName
from villagedesk.domain.protected_names import as_rule, check_areas, check_name
from villagedesk.domain.registry import by_name, synced_fields
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sales import CROP_ORDER, CropOrderState
from villagedesk.errors import Invalid, Refused

TODAY = "2026-11-23"


def test_two_computers_never_give_one_code() -> None:
    assert lot_code("2026-11-18", 1, 3) == "20261118-103"
    assert lot_code("2026-11-18", 2, 3) == "20261118-203"
    assert lot_code("2026-11-18", 1, 100) == "20261118-1100"


def test_a_lot_is_kept_tidy() -> None:
    kept = check_lot(LotForm(product="  徐香   猕猴桃 ", quantity=1, harvested_on="2026-11-23"), TODAY)
    assert (kept.product, kept.grade) == ("徐香 猕猴桃", "")


def test_grades_come_from_the_rules() -> None:
    assert [key for key, _text in grades(TODAY)] == ["premium", "first", "second"]
    i18n.set_language("zh_CN")
    assert grade_text("first") == "一级"
    i18n.set_language("en")
    assert (grade_text("first"), grade_text(""), grade_text("of another pack")) == ("Grade 1", "", "of another pack")


def test_the_check_names_what_is_missing() -> None:
    checks = listing_checks(
        ListingForm(title=" ", price_fen=420, quantity=5),
        seller_verified=True,
        verify_overdue=True,
        photos=0,
        lawful_day=True,
        free=4,
        rules=rule_pack(TODAY).sales,
        law=OfferLaw(right=Refused("licence_ran_out"), certificate=Refused("listing_certificate_missing")),
    )
    open_ = [check for check in checks if not check.passed]
    assert [check.name for check in open_] == ["verify", "right", "certificate", "quantity", "title", "photo"]
    assert [check.name for check in open_ if not check.blocks] == ["certificate"]
    assert [check.why.code for check in open_ if check.why] == ["licence_ran_out", "listing_certificate_missing"]


def test_a_title_is_suggested() -> None:
    assert suggested_title("白鹭村", "徐香猕猴桃", "一级") == "白鹭村徐香猕猴桃 一级"
    assert len(suggested_title("白" * 50, "猕猴桃" * 10, "一级")) == 60


def test_an_offer_and_an_order_move_only_as_listed() -> None:
    LISTING.check(ListingState.PAUSED, ListingState.LIVE)
    for now, to in ((ListingState.QUEUED, ListingState.PAUSED), (ListingState.SOLD_OUT, ListingState.LIVE)):
        with pytest.raises(Refused):
            LISTING.check(now, to)
    with pytest.raises(Refused):
        CROP_ORDER.check(CropOrderState.WITHDRAWN, CropOrderState.ACCEPTED)


def test_what_matters_is_guarded_and_can_travel() -> None:
    for entity in (HarvestLot, Listing):
        name = "harvest_lot" if entity is HarvestLot else "listing"
        assert by_name()[name] is entity
        assert entity.guarded <= set(synced_fields(name))


def test_a_protected_name_is_found_however_it_is_spaced_and_belongs_to_its_area() -> None:
    rules = rule_pack(TODAY).produce
    for text in ("周至猕猴桃 一级", "正宗 周 至·猕猴桃", "【周至猕猴桃】"):
        assert rules.protected_in(text, "990185001201") == "周至猕猴桃"
        assert rules.protected_in(text, "610124001001") == ""
    assert rules.protected_in("徐香猕猴桃", "") == ""
    brand = ProduceRules(protected=(ProtectedName(("禾洁",)),))
    assert brand.protected_in("禾洁猕猴桃", "610124001001") == "禾洁", "a brand is nobody's here"


def test_whom_the_owner_gave_leave_may_use_a_name_and_spaces_of_the_name_hide_nothing() -> None:
    rules = ProduceRules(protected=(as_rule("He Jie 禾洁", "", "a1 b2"),))
    assert rules.protected_in("特级 hejie·禾洁 桃", "", "c3") == "He Jie 禾洁"
    assert rules.protected_in("特级 hejie·禾洁 桃", "", "b2") == ""
    assert ProduceRules().protected_in("禾洁桃", "", more=[as_rule("禾洁", "", "")]) == "禾洁"
    for text in ("", "桃", "·桃·", "a" * 41):
        with pytest.raises(Invalid):
            check_name(text)
    assert check_areas("610124，6101 610124") == "610124 6101"
    for text in ("六一", "1", "61012400100101", "' or 1=1"):
        with pytest.raises(Invalid):
            check_areas(text)
