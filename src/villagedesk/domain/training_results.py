"""What came of a class: what each person could show and say, the certificate, what they thought, what they did later.

Results are facts: one row an attempt, never changed. They are rows of their class, so that a trainer's laptop can
write them; a follow-up belongs to the centre, which alone sees what somebody listed and sold.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.states import Machine
from villagedesk.domain.training_rules import PassRules
from villagedesk.i18n import N_

REASON_LENGTH = 60
NOTE_LENGTH = 100


class TrainingCertificateState(StrEnum):
    """Where a certificate of a course stands; that it has run out follows from its date."""

    VALID = "valid"
    REVOKED = "revoked"


STATE_WORDS: dict[str, str] = {
    TrainingCertificateState.VALID: N_("in force"),
    TrainingCertificateState.REVOKED: N_("revoked"),
}

TRAINING_CERTIFICATE = Machine(
    "training_certificate", {TrainingCertificateState.VALID: {TrainingCertificateState.REVOKED}}, STATE_WORDS
)


class Assessment(Entity, table=True):
    """One attempt of one person. ``practical`` and ``oral`` name each item with what came of it: ``p1+ p2- q7+``.

    ``version`` is that of the course, ``held_at`` ms UTC, ``assessor`` who ticked and asked.
    """

    scope_field: ClassVar[str | None] = "class_id"

    class_id: str = Field(index=True)
    enrolment_id: str = Field(index=True)
    course: str
    version: int = 1
    attempt: int = 1
    practical: str
    oral: str
    passed: bool
    held_at: int
    assessor: str = ""


class TrainingCertificate(Entity, table=True):
    """That somebody has passed a course. ``minutes`` were attended; ``expires_on`` is the last good day, ISO.

    *Revoke* (``-> revoked``) sets ``reason``, shown as it is.
    """

    scope_field: ClassVar[str | None] = "class_id"
    guarded: ClassVar = frozenset({"state"})
    machine: ClassVar = TRAINING_CERTIFICATE

    number: str = Field(index=True)
    class_id: str = Field(index=True)
    enrolment_id: str = Field(index=True)
    person_id: str | None = Field(default=None, index=True)
    name: str
    course: str
    title: str
    minutes: int
    issued_on: str
    expires_on: str = Field(index=True)
    trainer: str = ""
    state: str = Field(default=TrainingCertificateState.VALID, index=True)
    reason: str = ""


class Seen(StrEnum):
    """How the answer of a follow-up came."""

    PROGRAM = "program"
    ASKED = "asked"
    NOT_REACHED = "not_reached"


class FollowUp(Entity, table=True):
    """What somebody did with it ``months`` after the class: counts and sums (fen) from its end until ``due_on``.

    ``opened``: he was taken on as a seller in that time.
    """

    class_id: str
    enrolment_id: str = Field(index=True)
    person_id: str | None = None
    months: int
    due_on: str = Field(index=True)
    seen: str = Seen.PROGRAM
    listings: int = 0
    sales: int = 0
    sold_fen: int = 0
    paid_fen: int = 0
    opened: bool = False
    uses_it: bool = False
    note: str = ""


@dataclass(frozen=True)
class Outcome:
    """An attempt as it counts: how many of how many, whether everything that must be was there, whether it is passed."""

    practical: int
    practical_of: int
    oral: int
    oral_of: int
    musts: bool
    passed: bool


def marks_text(marks: Mapping[str, bool]) -> str:
    """Items with what came of them as they are kept: ``p1+ p2-``."""
    return " ".join(f"{key}{'+' if good else '-'}" for key, good in marks.items())


def read_marks(text: str) -> dict[str, bool]:
    """Items with what came of them; what is not written so is left out."""
    return {part[:-1]: part.endswith("+") for part in text.split() if len(part) > 1 and part[-1] in "+-"}


def judge(practical: Mapping[str, bool], oral: Mapping[str, bool], musts: Iterable[str], rules: PassRules) -> Outcome:
    """Whether an attempt is passed.

    Args:
        practical: the items that were shown, with whether they were right.
        oral: the questions that were asked, the same.
        musts: items without which nobody passes.
        rules: the shares of the rule pack.
    """
    shown, said = sum(practical.values()), sum(oral.values())
    held = all(practical.get(key, False) for key in musts)
    passed = (
        held
        and shown * 100 >= rules.practical_percent * len(practical)
        and said * 100 >= rules.questions_percent * len(oral)
    )
    return Outcome(shown, len(practical), said, len(oral), held, passed)


def enough_hours(minutes: int, planned: int, rules: PassRules) -> bool:
    """Whether somebody was there for the share of the planned minutes that the rules ask for."""
    return planned > 0 and minutes * 100 >= rules.hours_percent * planned


def training_number(day: str, device: int, sequence: int) -> str:
    """The number of a certificate, ``T20261128-101``: the day, the computer's digit, the how-manieth of the day there."""
    return f"T{day.replace('-', '')}-{device}{sequence:02d}"
