"""Places on the shelf, pickup codes, and the moves a parcel may make."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villagedesk.domain.parcels import (
    CALL_WORDS,
    PARCEL,
    STATE_WORDS,
    Call,
    ParcelState,
    check_place,
    check_waybill,
    days_on_shelf,
    may_go_back,
    needs_reminder,
    next_place,
)
from villagedesk.domain.pickup import check_pickup_proof, make_pickup_code, shown_code
from villagedesk.errors import Invalid, Refused, sentence

ALLOWED = {
    ("announced", "on_shelf"),
    ("announced", "missing"),
    ("missing", "on_shelf"),
    ("on_shelf", "collected"),
    ("on_shelf", "going_back"),
    ("going_back", "on_shelf"),
    ("going_back", "sent_back"),
    # Handed over at another computer, which did not know that it goes back.
    ("going_back", "collected"),
    # By a computer with an older program.
    ("on_shelf", "sent_back"),
    ("missing", "lost"),
    # Central refused the order before it came.
    ("announced", "sent_back"),
    ("missing", "sent_back"),
    # Two computers told different ends of one parcel, and somebody looked.
    ("collected", "sent_back"),
    ("sent_back", "collected"),
}


@pytest.mark.parametrize("now", list(ParcelState))
@pytest.mark.parametrize("to", list(ParcelState))
def test_only_listed_moves_are_allowed(now: ParcelState, to: ParcelState) -> None:
    assert PARCEL.can(now, to) == ((now, to) in ALLOWED)
    if not PARCEL.can(now, to):
        with pytest.raises(Refused) as caught:
            PARCEL.check(now, to)
        assert STATE_WORDS[now] in sentence(caught.value)


def test_every_state_has_a_word() -> None:
    assert set(STATE_WORDS) == set(ParcelState)
    assert set(CALL_WORDS) == set(Call)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a7", "A-07"),
        ("A 07", "A-07"),
        ("b-12", "B-12"),
        ("C-100", "C-100"),
        ("  门后  大件 ", "门后 大件"),
        ("7", "7"),
    ],
)
def test_places_are_kept_in_one_form(typed: str, kept: str) -> None:
    assert check_place(typed) == kept
    assert check_place(kept) == kept


@pytest.mark.parametrize(("typed", "code"), [("", "shelf_missing"), ("  ", "shelf_missing"), ("x" * 13, "too_long")])
def test_bad_places_are_told(typed: str, code: str) -> None:
    with pytest.raises(Invalid, match=code) as caught:
        check_place(typed)
    assert caught.value.field == "shelf"


def test_places_follow_each_other() -> None:
    taken: set[str] = set()
    for _ in range(480):
        taken.add(next_place(taken))
    assert {"A-01", "A-20", "B-01", "Z-20"} <= taken
    assert not any(place[0] in "IO" for place in taken)
    assert next_place(taken) == "A-21"
    assert next_place(taken | {f"A-{n}" for n in range(21, 41)}) == "B-21"


@given(st.integers(1, 9), st.sets(st.from_regex(r"[1-9]\d{5}", fullmatch=True), max_size=50))
def test_codes_carry_the_computers_digit_and_are_new(device: int, taken: set[str]) -> None:
    code = make_pickup_code(device, taken)
    assert code.isdigit()
    assert len(code) == 6
    assert code[0] == str(device)
    assert code not in taken


@pytest.mark.parametrize(("typed", "proof"), [("482073", "code"), ("48 20 73", "code"), ("6721", "phone")])
def test_the_code_or_the_end_of_the_phone_prove_it(typed: str, proof: str) -> None:
    assert check_pickup_proof(typed, "482073", "13900006721") == proof


@pytest.mark.parametrize("typed", ["", "482074", "0000", "00006721", "721", "４８２０７３ "])
def test_anything_else_does_not(typed: str) -> None:
    with pytest.raises(Refused, match="pickup_code_wrong"):
        check_pickup_proof(typed, "482073", "13900006721")


@pytest.mark.parametrize(("code", "phone"), [("", ""), ("", "123")])
def test_without_a_code_and_a_phone_nothing_proves_it(code: str, phone: str) -> None:
    for typed in ("", "123"):
        with pytest.raises(Refused):
            check_pickup_proof(typed, code, phone)


def test_the_code_is_read_in_pairs() -> None:
    assert shown_code("482073") == "48 20 73"


@pytest.mark.parametrize(
    ("arrived", "now", "days"),
    [
        (0, 1, 0),
        (15 * 3600_000, 16 * 3600_000, 1),  # 23:00 and 24:00 in China
        (0, 3 * 24 * 3600_000, 3),
        (10**9, 0, 0),  # a clock that was set back
    ],
)
def test_days_are_counted_by_local_midnights(arrived: int, now: int, days: int) -> None:
    assert days_on_shelf(arrived, now, 480) == days


@pytest.mark.parametrize(
    ("days", "remind", "back"), [(2, False, False), (3, True, False), (6, True, False), (7, True, True)]
)
def test_the_rules_say_when_to_remind_and_when_a_parcel_may_go_back(days: int, remind: bool, back: bool) -> None:
    assert needs_reminder(days, "2026-11-23") is remind
    assert may_go_back(days, "2026-11-23") is back


def test_a_waybill_has_no_sign_that_nobody_sees():
    """Central takes no event with a NUL in it: what a broken scanner sends must not be kept from it for ever."""
    assert check_waybill("SF\x00100\x1d", "2026-11-23") == "SF100"
