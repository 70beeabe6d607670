"""Packs are looked at before they are handed over, and what was seen is kept."""

from dataclasses import replace

import pytest
import time_machine
from sqlmodel import select

from tests.store.orders_room import BOOTS, FERTILISER, POWDER, ordered, shipped, villager
from villagedesk.domain.fakes import InputCheck
from villagedesk.errors import Invalid, NotFound, Refused
from villagedesk.store.farm_inputs import inputs_in, keep_check
from villagedesk.store.parcels import hand_over, parcel_history, receive_parcel
from villagedesk.store.returns import returnable

GOOD = "农肥(2018)准字12345号"


@pytest.fixture
def parcel(store, operator):
    """A parcel with washing powder and a sack of fertiliser."""
    chen = villager(store, operator)
    slip = ordered(store, operator, chen, basket=[POWDER, replace(FERTILISER, farm_input="fertiliser")])
    shipped(store, operator, slip.order_id)
    with store.write(by=operator) as s:
        return receive_parcel(s, "YT8831")


def look(store, parcel):
    with store.read() as s:
        return inputs_in(s, parcel.id)


def keep(store, operator, parcel, licence, verdict=""):
    line = look(store, parcel)[0].order_line_id
    with store.write(by=operator) as s:
        return keep_check(s, parcel.id, line, "", licence, verdict)


def test_only_farm_inputs_are_looked_at(store, parcel):
    assert [(row.kind, row.title, row.verdict) for row in look(store, parcel)] == [("fertiliser", "复合肥 45%", "")]


def test_nothing_odd_is_kept_as_fine(store, operator, parcel):
    assert keep(store, operator, parcel, GOOD) == "fine"
    assert [row.verdict for row in look(store, parcel)] == ["fine"]


def test_the_operator_decides_about_what_is_odd(store, operator, parcel):
    for verdict in ("", "fine"):
        with pytest.raises(Refused, match="pack_odd"):
            keep(store, operator, parcel, "123", verdict)
    with time_machine.travel("2026-11-23T09:00:00+08:00", tick=False) as clock:
        assert keep(store, operator, parcel, "123", "kept_back") == "kept_back"
        clock.shift(60)
        assert keep(store, operator, parcel, "123", "given") == "given"
    assert [row.verdict for row in look(store, parcel)] == ["given"]
    with store.read() as s:
        checks = s.exec(select(InputCheck)).all()
        assert {(check.licence_no, check.problems) for check in checks} == {("123", "licence_form")}
        assert [step.word for step in parcel_history(s, parcel.id).steps if step.kind == "checked"] != []


def given(store, operator, parcel):
    with store.write(by=operator) as s:
        hand_over(s, parcel.id, parcel.pickup_code)
    with store.read() as s:
        return [step.word for step in parcel_history(s, parcel.id).steps if step.kind == "checked"]


def test_a_pack_that_was_given_without_a_look_leaves_a_trace(store, operator, parcel):
    assert given(store, operator, parcel) == ["unseen"]
    assert [row.verdict for row in look(store, parcel)] == ["unseen"]


def test_a_pack_that_was_kept_back_and_then_given_says_so(store, operator, parcel):
    keep(store, operator, parcel, "123", "kept_back")
    assert sorted(given(store, operator, parcel)) == ["given", "kept_back"]


def test_what_was_looked_at_leaves_nothing_more(store, operator, parcel):
    keep(store, operator, parcel, GOOD)
    assert given(store, operator, parcel) == ["fine"]


def test_what_is_not_here(store, operator, parcel):
    with pytest.raises(NotFound), store.write(by=operator) as s:
        keep_check(s, parcel.id, "0" * 32, "", GOOD)


@pytest.fixture
def sauce(store, operator):
    """A parcel with a bottle of soy sauce and boots."""
    chen = villager(store, operator)
    basket = [replace(POWDER, title="禾丰 酱油", category="酱油"), BOOTS]
    shipped(store, operator, ordered(store, operator, chen, basket=basket).order_id)
    with store.write(by=operator) as s:
        return receive_parcel(s, "YT8831")


def keep_date(store, operator, parcel, good_until, verdict="", at="02:00"):
    line = look(store, parcel)[0].order_line_id
    with time_machine.travel(f"2026-11-23T{at}Z", tick=False), store.write(by=operator) as s:
        return keep_check(s, parcel.id, line, "", "", verdict, good_until)


def test_what_has_a_date_can_be_looked_at_and_need_not(store, operator, sauce):
    assert [(row.kind, row.title, row.warns) for row in look(store, sauce)] == [("dated", "禾丰 酱油", False)]
    assert given(store, operator, sauce) == [], "nobody was warned, so nothing was given unseen"


def test_what_is_past_its_date_is_decided_about_and_warned_of(store, operator, sauce):
    with pytest.raises(Refused, match="pack_odd"):
        keep_date(store, operator, sauce, "2026.10")
    with pytest.raises(Invalid, match="printed_date_unreadable"):
        keep_date(store, operator, sauce, "soon", "given")
    assert keep_date(store, operator, sauce, "2026.10", "kept_back") == "kept_back"
    assert [row.warns for row in look(store, sauce)] == [True]
    with store.read() as s:
        check = s.exec(select(InputCheck)).one()
        assert (check.kind, check.good_until, check.problems) == ("dated", "2026-10-31", "too_old")
        assert [step.detail for step in parcel_history(s, sauce.id).steps if step.kind == "checked"] == ["2026-10-31"]
    assert sorted(given(store, operator, sauce)) == ["given", "kept_back"]


def test_a_return_knows_what_was_past_its_date_as_it_was_seen_last(store, operator, sauce):
    keep_date(store, operator, sauce, "2026.10", "kept_back")
    with store.read() as s:
        assert [(line.title, line.past_date) for line in returnable(s, "", sauce.id).lines] == [
            ("禾丰 酱油 2.5 kg", True),
            ("儿童雨靴 28 码", False),
        ]
    keep_date(store, operator, sauce, "2027.10", at="02:01")  # the first was read off wrong
    with store.read() as s:
        assert not any(line.past_date for line in returnable(s, "", sauce.id).lines)


def test_a_good_date_is_kept_as_fine(store, operator, sauce):
    assert keep_date(store, operator, sauce, "20260510+18") == "fine"
    assert [(row.verdict, row.warns) for row in look(store, sauce)] == [("fine", False)]
