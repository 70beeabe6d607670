"""Tests of lots for residues: recorded with a photo, and which of them still stand against a lot."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from villagedesk import clock
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.evidence import EvidenceKind
from villagedesk.domain.listings import PauseWhy
from villagedesk.domain.lot_tests import LotTest, TestForm, check_test, open_failures
from villagedesk.errors import Invalid
from villagedesk.store import evidence
from villagedesk.store.crops.offers import pause_fallen
from villagedesk.store.crops.sources import part_ids, source_ids
from villagedesk.store.files import FileStore
from villagedesk.store.session import WriteSession, action, get, new_row


@dataclass(frozen=True)
class TestRow:
    """One test. ``stands``: it failed, and nothing has cleared it. ``photos`` are SHA-256."""

    __test__ = False

    id: str
    lot_id: str
    kind: str
    tested_on: str
    inhibition: int | None
    passed: bool
    stands: bool
    tested_by: str
    note: str
    photos: tuple[str, ...]


@action
def record_test(
    s: WriteSession, lot_id: str, form: TestForm, photos: Sequence[str] = (), files: FileStore | None = None
) -> bool:
    """Keep the result of a test with its photo; returns whether it was passed.

    Args:
        lot_id: the lot that was tested.
        form: what was typed.
        photos: SHA-256 of the photos of strip or paper.
        files: where they are; not needed without photos.

    Raises:
        Invalid: something typed is not right, or a test of another lot is to be cleared.
        NotFound: the lot or a photo is not on this computer.
    """
    lot = get(s, HarvestLot, lot_id)
    form = check_test(form, clock.today())
    if form.clears and form.clears not in {test.id for test in tests_of(s, lot.id)}:
        raise Invalid("clears", "field_required")
    test = new_row(
        s,
        LotTest(
            lot_id=lot.id,
            kind=form.kind,
            tested_on=form.tested_on,
            inhibition=form.inhibition,
            passed=form.passed,
            tested_by=form.tested_by,
            clears=form.clears,
            note=form.note,
        ),
    )
    if photos and files is not None:
        evidence.keep_photos(s, files, "lot_test", test.id, EvidenceKind.SAMPLE, photos)
    if not form.passed:
        pause_fallen(s, part_ids(s.connection(), lot.id), PauseWhy.TEST)
    return form.passed


def tests_of(s: Session, lot_id: str) -> list[LotTest]:
    """The tests of a lot and of everything it was made of, the oldest first."""
    ids = source_ids(s.connection(), lot_id)
    return list(
        s.exec(select(LotTest).where(col(LotTest.lot_id).in_(ids)).order_by(col(LotTest.tested_on), col(LotTest.id)))
    )


def failed_tests(s: Session, lot_id: str) -> list[LotTest]:
    """The failed tests that stand against a lot: its own, and those of what it was made of."""
    return open_failures(tests_of(s, lot_id))


def test_rows(s: Session, lot_id: str) -> list[TestRow]:
    """The tests of a lot as its page shows them."""
    tests = tests_of(s, lot_id)
    standing = {test.id for test in open_failures(tests)}
    return [
        TestRow(
            id=test.id,
            lot_id=test.lot_id,
            kind=test.kind,
            tested_on=test.tested_on,
            inhibition=test.inhibition,
            passed=test.passed,
            stands=test.id in standing,
            tested_by=test.tested_by,
            note=test.note,
            photos=tuple(sha256 for _kind, sha256 in evidence.pictures_of(s, test.id)),
        )
        for test in tests
    ]


test_rows.__test__ = False  # type: ignore[attr-defined]
