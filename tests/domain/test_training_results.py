"""Who has passed, and what the rule pack says that a certificate opens."""

import pytest

from villagedesk.domain.rules import rule_pack
from villagedesk.domain.training_results import (
    enough_hours,
    judge,
    marks_text,
    read_marks,
    training_number,
)
from villagedesk.domain.training_rules import PassRules

RULES = PassRules()


def shown(good: int, of: int) -> dict[str, bool]:
    return {f"p{number}": number <= good for number in range(1, of + 1)}


def asked(good: int, of: int = 5) -> dict[str, bool]:
    return {f"q{number}": number <= good for number in range(1, of + 1)}


@pytest.mark.parametrize(
    ("practical", "oral", "musts", "passed"),
    [
        (shown(8, 8), asked(5), ["p1"], True),
        (shown(6, 8), asked(3), ["p1"], True),
        (shown(5, 8), asked(5), ["p1"], False),  # 62 % of the practical
        (shown(6, 8), asked(2), [], False),  # two of five
        (shown(7, 8), asked(5), ["p8"], False),  # what must be is missing
        (shown(7, 8), asked(5), ["p9"], False),  # or was never shown
    ],
)
def test_hands_first_then_words(practical, oral, musts, passed):
    outcome = judge(practical, oral, musts, RULES)
    assert outcome.passed is passed
    assert (outcome.practical_of, outcome.oral_of) == (8, 5)


def test_marks_are_kept_and_read_again():
    marks = {"p1": True, "p2": False, "q12": True}
    assert marks_text(marks) == "p1+ p2- q12+"
    assert read_marks(marks_text(marks)) == marks
    assert read_marks("p1+ nonsense + p2") == {"p1": True}


@pytest.mark.parametrize(("minutes", "planned", "enough"), [(192, 240, True), (191, 240, False), (0, 0, False)])
def test_four_fifths_of_the_hours(minutes, planned, enough):
    assert enough_hours(minutes, planned, RULES) is enough


def test_a_number_carries_day_and_computer():
    assert training_number("2026-11-28", 1, 7) == "T20261128-107"


def test_what_the_shipped_pack_opens():
    rules = rule_pack("2026-11-28").training
    assert rules.needed_for("徐香猕猴桃") == ["list"]
    assert rules.needed_for("番茄种苗") == ["list", "regulated"]
    assert rules.courses_for("list") == ["K03"]
    assert rules.courses_for("regulated") == ["K08"]
    assert (rules.months_of("K03"), rules.months_of("K09")) == (24, 36)
