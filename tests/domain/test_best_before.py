"""The date on a pack, however it is printed, and on which goods one stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villagedesk.domain.best_before import has_date, printed_day
from villagedesk.domain.farm_inputs import DATED, Pack, Problem, check_pack
from villagedesk.errors import Invalid


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", ""),
        ("2026-11-20", "2026-11-20"),
        (" 2026.1.5 ", "2026-01-05"),
        ("20261120", "2026-11-20"),
        ("２０２６／１１／２０", "2026-11-20"),
        ("2026年11月20日", "2026-11-20"),
        ("2026.11", "2026-11-30"),
        ("202602", "2026-02-28"),
        ("2028年2月", "2028-02-29"),
        ("20250510+18", "2026-11-10"),
        ("2025-08-31 + 6 个月", "2026-02-28"),
        ("2024.2.29+2年", "2026-02-28"),
        ("2026年5月1日＋180天", "2026-10-28"),
        ("2026-05-01+24 months", "2028-05-01"),
    ],
)
def test_dates_as_packs_have_them(text: str, day: str) -> None:
    assert printed_day(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "2026",
        "2026-13",
        "2026-02-30",
        "1999-01-01",
        "11-20",
        "2026-11+6",
        "20260101+",
        "20260101+x",
        "20260101+2000",
        "+6",
    ],
)
def test_what_is_no_date_says_how_to_type_one(text: str) -> None:
    with pytest.raises(Invalid) as wrong:
        printed_day(text)
    assert (wrong.value.field, wrong.value.code) == ("good_until", "printed_date_unreadable")


@given(st.text(max_size=60) | st.from_regex(r"20\d\d[-.]?\d?\d[-.]?\d?\d?(\+\d{0,5}[a-z天月年]{0,2})?", fullmatch=True))
def test_whatever_is_typed_is_a_date_or_refused(text: str) -> None:
    try:
        day = printed_day(text)
    except Invalid:
        return
    assert day == "" or printed_day(day) == day


def test_food_feed_and_medicine_have_a_date() -> None:
    assert has_date("酱油", "")
    assert has_date("", "禾丰 菜籽油 5 L")
    assert not has_date("雨靴", "儿童雨靴")
    assert not has_date("", "什么也不像")


def test_what_is_past_its_date_is_odd_whatever_else_is_right() -> None:
    def odd(kind: str, good_until: str) -> list[Problem]:
        return check_pack(Pack(kind, "农药", "", "PD20151234", good_until), "2026-11-23")

    assert odd(DATED, "2026-11-22") == odd("pesticide", "2026-11-22") == [Problem.TOO_OLD]
    assert odd(DATED, "2026-11-23") == odd("pesticide", "2026.11") == odd(DATED, "") == []
    assert check_pack(Pack(DATED, "酱油"), "2026-11-23") == [], "food has no licence number to look at"
