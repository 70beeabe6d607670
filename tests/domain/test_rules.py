"""Rules begin on a day, are laid over older ones, and a broken pack never takes the others with it."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villagedesk import paths
from villagedesk.domain import rules
from villagedesk.domain.consents import Purpose
from villagedesk.domain.rules import RuleBook, Standing
from villagedesk.domain.sellers import SellerKind
from villagedesk.errors import sentence

SHIPPED = rules.shipped_texts()
LATER = {"version": "2027-01", "valid_from": "2027-01-01", "extends": "2026-02", "parcels": {"overdue_days": 5}}


def book(*documents):
    return RuleBook.read([*SHIPPED, *(d if isinstance(d, bytes) else json.dumps(d).encode() for d in documents)])


# --- what is shipped


def test_every_shipped_pack_can_be_read_and_is_named_by_its_version():
    shipped = rules.shipped_book()
    assert shipped.refused == ()
    names = {path.stem for path in paths.resource("rules").glob("*.json")}
    assert {pack.version for pack in shipped.packs} == names


def test_every_purpose_that_is_asked_for_has_a_wording_in_both_languages():
    for pack in rules.shipped_book().packs:
        assert set(pack.consents) == set(Purpose)
        for wording in pack.consents.values():
            assert wording.text.said("zh_CN").endswith("您同意吗？")
            assert wording.text.said("en").endswith("Do you agree?")


def test_the_rules_speak_of_what_the_program_knows():
    pack = rules.rule_pack("2026-11-23")
    assert SellerKind.OWN_PRODUCE in pack.exemptions
    assert [grade.key for grade in pack.grades] == ["premium", "first", "second"]
    assert pack.sellers.reverify_months == 6
    assert (pack.orders.wait_hours, pack.parcels.overdue_days, pack.training.late_minutes) == (72, 7, 10)


def numbers_in(document, path=""):
    for name, value in document.items():
        here = f"{path}.{name}" if path else name
        if isinstance(value, dict):
            yield from numbers_in(value, here)
        elif isinstance(value, int) and not isinstance(value, bool):
            yield here


@pytest.mark.parametrize("text", SHIPPED)
def test_every_number_says_what_it_rests_on(text):
    document = json.loads(text)
    pack = rules.shipped_book().version(document["version"])
    assert pack is not None
    facts = document.pop("facts")
    for path in numbers_in(document):
        assert path in facts, f"nothing is said about {path}"
        assert pack.fact(path).source
    for path in facts:
        part = document
        for name in path.split("."):
            assert name in part, f"a fact about {path}, which is not there"
            part = part[name]


def test_what_nobody_has_checked_is_marked():
    pack = rules.rule_pack("2026-11-23")
    assert pack.fact("exemptions.small_trade.yearly_limit_fen").unverified
    with pytest.raises(KeyError):
        pack.fact("nothing.such")


# --- which pack is in force


@pytest.mark.parametrize(
    ("day", "version"),
    [("2026-02-01", "2026-02"), ("2026-12-31", "2026-02"), ("2027-01-01", "2027-01"), ("2099-01-01", "2027-01")],
)
def test_the_newest_pack_that_has_begun_is_in_force(day, version):
    assert book(LATER).on(day).version == version


def test_a_clock_that_was_reset_finds_the_first_rules():
    assert rules.rule_pack("1970-01-01").version == "2026-02"


def test_a_pack_that_extends_another_changes_only_what_it_names():
    known = book(LATER)
    old, new = known.on("2026-12-31"), known.on("2027-01-01")
    assert (old.parcels.overdue_days, new.parcels.overdue_days) == (7, 5)
    assert new.parcels.remind_days == old.parcels.remind_days
    assert new.consents == old.consents


def test_a_reason_that_a_pack_does_not_name_gives_what_something_faulty_gives():
    without = {**LATER, "returns": {"reasons": {"expired": None}}}
    old, new = (book(one).on("2027-01-01").returns for one in (LATER, without))
    assert (old.of("expired").days, old.of("faulty").days) == (1095, 7)
    assert new.of("expired") == new.of("faulty")


def test_a_pack_may_arrive_before_the_one_it_extends():
    last = {"version": "2028-01", "valid_from": "2028-01-01", "extends": "2027-01", "orders": {"wait_hours": 48}}
    assert book(last, LATER).on("2028-05-01") == book(LATER, last).on("2028-05-01")
    assert book(last, LATER).on("2028-05-01").parcels.overdue_days == 5


def test_a_pack_that_arrives_mends_the_shipped_one_of_its_version():
    whole = json.loads(SHIPPED[-1])
    whole["parcels"]["overdue_days"] = 9
    mended = book(whole)
    assert [pack.version for pack in mended.packs] == ["2026-02"]
    assert mended.on("2026-11-23").parcels.overdue_days == 9


def test_nothing_takes_a_rule_away():
    without = {**LATER, "exemptions": {"small_trade": None}}
    assert "small_trade" not in book(without).on("2027-01-01").exemptions
    assert "small_trade" in book(without).on("2026-12-31").exemptions


def test_a_consent_finds_the_words_it_was_given_to():
    newer = {**LATER, "consents": {"portrait": {"version": "2027-01", "text": {"zh_CN": "新的", "en": "New"}}}}
    known = book(newer)
    for version, said in [("2026-02", known.packs[0].consents["portrait"].text.en), ("2027-01", "New")]:
        wording = known.wording("portrait", version)
        assert wording is not None
        assert wording.text.en == said
    unchanged = known.wording("id_image", "2027-01")
    assert unchanged is not None
    assert unchanged.version == "2026-02"
    assert known.wording("portrait", "1999-01") is None
    assert known.wording("nothing", "2026-02") is None


# --- broken packs


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"version": 3}',
        b'{"version": ""}',
        b"[" * 100_000,
        b'{"version":"x","a":' + b'{"a":' * 5_000 + b"1" + b"}" * 5_001,
        {"version": "alone", "valid_from": "2027-01-01"},
        {**LATER, "valid_from": "soon"},
        {**LATER, "valid_from": "20270101"},
        {**LATER, "parcels": {"overdue_days": "five"}},
        {**LATER, "parcels": {"overdue_days": 0}},
        {**LATER, "parcels": {"overdue_days": 5.5}},
        {**LATER, "parcels": None},
        {**LATER, "extends": "2019-01"},
        {**LATER, "extends": "2027-01"},
    ],
)
def test_a_broken_pack_is_left_out_and_told(broken):
    known = book(broken)
    assert [pack.version for pack in known.packs] == ["2026-02"]
    assert len(known.refused) == 1
    assert "stay in force" in sentence(known.refused[0])


def test_two_packs_that_extend_each_other_are_left_out():
    one, two = {**LATER, "extends": "two"}, {**LATER, "version": "two", "extends": "2027-01"}
    known = book(one, two)
    assert [pack.version for pack in known.packs] == ["2026-02"]
    assert len(known.refused) == 2


@given(st.binary(max_size=200))
def test_any_bytes_are_a_pack_or_left_out(data):
    assert book(data).on("2026-11-23").version == "2026-02"


def test_what_a_newer_program_would_read_is_left_alone():
    assert book({**LATER, "drones": {"limit": 3}}).on("2027-01-01").version == "2027-01"


def test_no_pack_at_all_is_a_mistake_of_ours():
    with pytest.raises(ValueError):
        RuleBook.read([b"{"])


# --- the rules themselves


@given(st.integers(0, 20_000_000))
def test_a_turnover_is_free_then_near_then_over_the_limit(turnover):
    exemption = rules.rule_pack("2026-11-23").exemptions["small_trade"]
    expected = Standing.FREE if turnover < 8_000_000 else Standing.NEAR if turnover < 10_000_000 else Standing.OVER
    assert exemption.standing(turnover) is expected


def test_own_produce_has_no_limit():
    assert rules.rule_pack("2026-11-23").exemptions["own_produce"].standing(10**12) is Standing.FREE


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2026-03-02", 6, "2026-09-02"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-31", 24, "2028-01-31"),
    ],
)
def test_the_same_day_months_later(day, months, then):
    assert rules.months_after(day, months) == then


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(0, 240))
def test_months_later_is_that_many_months_later(day, months):
    then = date.fromisoformat(rules.months_after(day.isoformat(), months))
    assert (then.year - day.year) * 12 + then.month - day.month == months
    assert then.day <= day.day
