"""Tests of a lot for residues: the quick one at the counter, and that of a laboratory.

A quick test that failed is a sign and not a verdict: the lot is kept apart until a laboratory has looked at it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.seasons import check_past_day
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid
from villagedesk.i18n import N_

TESTER_LENGTH = 40
NOTE_LENGTH = 60
OLDEST_DAYS = 400


class TestKind(StrEnum):
    """Who tested it."""

    __test__ = False  # not one of pytest's

    QUICK = "quick"
    LABORATORY = "laboratory"


TEST_WORDS: dict[str, str] = {
    TestKind.QUICK: N_("Quick test"),
    TestKind.LABORATORY: N_("Laboratory"),
}


class LotTest(Entity, table=True):
    """One test of a lot's residues: a fact. ``inhibition`` is in tenths of a percent, for quick tests.

    A failed test stands until a test of a laboratory that names it in ``clears`` has passed.
    """

    lot_id: str = Field(index=True)
    kind: str
    tested_on: str
    inhibition: int | None = None
    passed: bool
    tested_by: str = ""
    clears: str = ""
    note: str = ""


@dataclass(frozen=True)
class TestForm:
    """One test as typed. ``inhibition`` is in tenths of a percent; ``passed`` is what a laboratory says."""

    __test__ = False

    kind: str = TestKind.QUICK
    tested_on: str = ""
    inhibition: int | None = None
    passed: bool = False
    tested_by: str = ""
    clears: str = ""
    note: str = ""


def check_test(form: TestForm, today: str) -> TestForm:
    """One test as it is kept; a quick test's result follows from its inhibition.

    Raises:
        Invalid: on the field ``kind``, ``tested_on``, ``inhibition``, ``tested_by``, ``note`` or ``clears``.
    """
    if form.kind not in set(TestKind):
        raise Invalid("kind", "field_required")
    quick = form.kind == TestKind.QUICK
    if quick and form.inhibition is None:
        raise Invalid("inhibition", "field_required")
    if form.inhibition is not None and not 0 <= form.inhibition <= 1000:
        raise Invalid("inhibition", "inhibition_out_of_range")
    if quick and form.clears:
        raise Invalid("clears", "test_cleared_by_laboratory")
    passed = form.passed
    if quick and form.inhibition is not None:
        passed = form.inhibition < rule_pack(today).produce.quick_test_fails
    return replace(
        form,
        tested_on=check_past_day("tested_on", form.tested_on, today, OLDEST_DAYS),
        tested_by=check_text("tested_by", form.tested_by, TESTER_LENGTH, required=not quick),
        note=check_text("note", form.note, NOTE_LENGTH),
        passed=passed,
    )


def open_failures(tests: Sequence[LotTest]) -> list[LotTest]:
    """Failed tests that no laboratory has cleared. No clock decides: a test names the one it clears."""
    cleared = {test.clears for test in tests if test.passed and test.kind == TestKind.LABORATORY}
    return [test for test in tests if not test.passed and test.id not in cleared]
