"""Seasons: the log of what was used, the first lawful harvest day, what a plot can grow."""

import pytest

from tests.store.orders_room import ordered
from tests.store.produce_room import TODAY, farm, harvest, spray
from villagedesk.domain.orders import BasketLine
from villagedesk.domain.seasons import Ceiling, InputForm, SeasonForm
from villagedesk.errors import Invalid, NotFound, Refused
from villagedesk.store import Store
from villagedesk.store.seasons import (
    begin_season,
    bought_inputs,
    end_season,
    log_use,
    season_page,
    seasons_of,
    strike_use,
    yield_check,
)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("villagedesk.clock.today", lambda: TODAY)


def test_the_use_that_ends_last_decides_the_lawful_day(store: Store, operator: str) -> None:
    of = farm(store, operator)
    assert spray(store, operator, of.season_id, "2026-11-10", 14) == ""
    spray(store, operator, of.season_id, "2026-11-15", 7, product="代森锰锌")
    with store.read() as s:
        page = season_page(s, of.season_id)
        lawful = page.row.lawful
    assert lawful is not None
    assert (lawful.day, lawful.product) == ("2026-11-24", "苦参碱水剂")
    assert [(use.product, use.lawful_on) for use in page.uses] == [
        ("代森锰锌", "2026-11-22"),
        ("苦参碱水剂", "2026-11-24"),
    ]
    assert (page.row.plot, page.row.area, page.row.farmer) == ("猕猴桃，山核桃", 3200, "张建国")


def test_a_struck_line_stays_and_counts_no_more(store: Store, operator: str) -> None:
    of = farm(store, operator)
    spray(store, operator, of.season_id, "2026-11-20", 30)
    with store.read() as s:
        (use,) = season_page(s, of.season_id).uses
    with store.write(by=operator) as s, pytest.raises(Invalid):
        strike_use(s, use.id, " ")
    with store.write(by=operator) as s:
        strike_use(s, use.id, "记错地块")
    with store.read() as s:
        page = season_page(s, of.season_id)
    assert (page.row.lawful, page.uses[0].struck) == (None, "记错地块")
    with store.write(by=operator) as s, pytest.raises(Refused, match="use_struck"):
        strike_use(s, use.id, "again")


def test_an_odd_registration_number_is_kept_and_told(store: Store, operator: str) -> None:
    of = farm(store, operator)
    assert spray(store, operator, of.season_id, "2026-11-10", licence_no="pd 2010 1234") == ""
    assert spray(store, operator, of.season_id, "2026-11-10", licence_no="农药123") == "licence_form"
    with store.read() as s:
        uses = season_page(s, of.season_id).uses
    assert {(use.licence_no, use.problems) for use in uses} == {("PD20101234", ()), ("农药123", ("licence_form",))}


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"interval_days": None}, "interval_days", "interval_missing"),
        ({"interval_days": -1}, "interval_days", "negative"),
        ({"interval_days": 999}, "interval_days", "interval_too_long"),
        ({"product": ""}, "product", "field_required"),
        ({"dose": ""}, "dose", "field_required"),
        ({"licence_no": ""}, "licence_no", "field_required"),
        ({"used_on": "2026-11-24"}, "used_on", "day_in_future"),
        ({"used_on": "2020-01-01"}, "used_on", "day_too_old"),
        ({"used_on": "11/20"}, "used_on", "not_a_date"),
        ({"kind": "water"}, "kind", "field_required"),
    ],
)
def test_what_the_log_cannot_say_is_refused(store: Store, operator: str, facts: dict, field: str, code: str) -> None:
    of = farm(store, operator)
    with pytest.raises(Invalid) as caught:
        spray(store, operator, of.season_id, **{"used_on": "2026-11-10", **facts})
    assert (caught.value.field, caught.value.code) == (field, code)


def test_fertiliser_needs_neither_interval_nor_dose(store: Store, operator: str) -> None:
    of = farm(store, operator)
    with store.write(by=operator) as s:
        log_use(s, of.season_id, InputForm(kind="fertiliser", product="复合肥", used_on="2026-11-10"))
    with store.read() as s:
        assert season_page(s, of.season_id).row.lawful is None


def test_the_ceiling_warns_with_its_arithmetic(store: Store, operator: str) -> None:
    of = farm(store, operator)
    harvest(store, operator, of)
    with store.read() as s:
        found = yield_check(s, of.season_id, 6_900_000)
    assert found == Ceiling(area=3200, per_mu=2_250_000, brought=390_000, more=6_900_000)
    assert (found.most, found.total, found.passed) == (7_200_000, 7_290_000, False)
    with store.read() as s:
        assert yield_check(s, of.season_id, 6_800_000).passed  # type: ignore[union-attr]
        assert yield_check(s, "", 1) is None


def test_what_no_rule_knows_is_not_judged(store: Store, operator: str) -> None:
    of = farm(store, operator, crop="龙舌兰")
    with store.read() as s:
        assert yield_check(s, of.season_id, 10**9) is None


def test_a_season_ends_with_the_sum_of_its_lots(store: Store, operator: str) -> None:
    of = farm(store, operator)
    harvest(store, operator, of)
    harvest(store, operator, of, quantity=10_000)
    with store.write(by=operator) as s:
        end_season(s, of.season_id)
    with store.read() as s:
        (row,) = seasons_of(s, of.person_id)
        assert seasons_of(s, of.person_id, open_only=True) == []
        assert len(season_page(s, of.season_id).lots) == 2
    assert (row.expected, row.actual, row.ended_on) == (6_000_000, 400_000, TODAY)
    with pytest.raises(Refused, match="season_ended"):
        spray(store, operator, of.season_id, "2026-11-10")


def test_a_lot_takes_only_a_season_of_its_farmer(store: Store, operator: str) -> None:
    of, other = farm(store, operator), farm(store, operator, "李秀英", 2)
    with pytest.raises(Invalid, match="season_of_another"):
        harvest(store, operator, of, season_id=other.season_id)
    with pytest.raises(NotFound):
        harvest(store, operator, of, season_id="0" * 32)
    with store.write(by=operator) as s, pytest.raises(Invalid, match="plot_missing"):
        begin_season(s, SeasonForm("", "桃", "", "2026-03-01"))


def test_what_he_bought_here_is_offered_first(store: Store, operator: str) -> None:
    of = farm(store, operator)
    with store.read() as s:
        assert bought_inputs(s, of.person_id) == []
    ordered(store, operator, of.person_id, basket=[BasketLine("g-1", "苦参碱水剂", 2900, farm_input="pesticide")])
    with store.read() as s:
        found = bought_inputs(s, of.person_id)
    assert [(one.kind, one.title) for one in found] == [("pesticide", "苦参碱水剂")]
