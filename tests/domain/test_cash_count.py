"""Counting a drawer: pieces typed as heaps, kept as a short text, read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villagedesk.domain.cash_count import MAX_PIECES, PIECES, check_count, count_fen, parse_pieces, read_count, written
from villagedesk.errors import Invalid

COUNTS = st.dictionaries(st.sampled_from([piece.key for piece in PIECES]), st.integers(0, MAX_PIECES))


def test_a_count_is_worth_its_pieces() -> None:
    assert count_fen({"10000": 3, "500": 1, "50c": 3, "10": 2}) == 30_000 + 500 + 150 + 20


@given(COUNTS)
def test_a_count_is_kept_and_read_again(count: dict[str, int]) -> None:
    kept = written(count)
    assert read_count(kept) == check_count(count)
    assert count_fen(read_count(kept)) == count_fen(count)


def test_an_empty_drawer_was_counted() -> None:
    assert written({}) == "0"
    assert read_count("0") == {} == read_count("")


def test_a_note_that_only_a_newer_program_knows_is_left_out() -> None:
    assert read_count("20000:1,10000:2,x:y") == {"10000": 2}


@pytest.mark.parametrize(("typed", "pieces"), [("", 0), ("12", 12), ("12+30＋8", 50), (" 1 + ", 1), ("９", 9)])
def test_heaps_are_added_up(typed: str, pieces: int) -> None:
    assert parse_pieces(typed, field="100") == pieces


@pytest.mark.parametrize("typed", ["1.5", "-3", "x", "10000", "9999+1", "1234567"])
def test_what_is_no_number_of_pieces_is_told_at_its_field(typed: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_pieces(typed, field="100c")
    assert caught.value.field == "100c"


@pytest.mark.parametrize("count", [{"777": 1}, {"100": -1}, {"100": MAX_PIECES + 1}])
def test_a_count_that_cannot_be_is_refused(count: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        check_count(count)
