"""Amounts written into the cash book by hand."""

import pytest

from villagedesk.domain.cash import BY_HAND, KIND_WORDS, OF_ORDERS, REVERSIBLE, CashKind, change_for, check_by_hand
from villagedesk.errors import Invalid


def test_every_kind_has_words_and_none_is_undone_in_two_places() -> None:
    assert set(KIND_WORDS) == set(CashKind)
    assert set(BY_HAND) <= REVERSIBLE
    assert not REVERSIBLE & OF_ORDERS


def test_the_kind_gives_the_sign() -> None:
    assert check_by_hand("opening", 5000, "") == 5000
    assert check_by_hand("paid_in", 1, "卖纸箱") == 1
    assert check_by_hand("paid_out", 700, "买胶带") == -700


@pytest.mark.parametrize(
    ("kind", "amount", "note", "field"),
    [
        ("opening", 0, "", "amount"),
        ("opening", -5, "", "amount"),
        ("opening", 10_000_001, "", "amount"),
        ("paid_out", 5, "  ", "note"),
        ("paid_in", 5, "x" * 61, "note"),
    ],
)
def test_what_is_not_right_is_told_at_its_field(kind: str, amount: int, note: str, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_by_hand(kind, amount, note)
    assert caught.value.field == field


def test_change() -> None:
    assert change_for(30000, 26280) == 3720
    with pytest.raises(Invalid, match="given_too_little"):
        change_for(26279, 26280)
