"""A class: what is taught, for whom, where, who pays, how many fit, and its sittings.

A class is a scope of its own, so that a trainer's laptop can follow its classes and nothing else.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.states import Machine
from villagedesk.domain.texts import check_text
from villagedesk.domain.training.at_once import apart, side_by_side
from villagedesk.errors import Invalid
from villagedesk.i18n import N_

MAX_NAME = 50
TEXT_LENGTH = 120
MAX_SESSIONS = 40
MAX_CAPACITY = 500
MAX_ALLOWANCE_FEN = 50_000  # ¥500 a day and person: more is a slip of the finger
MAX_FEE_FEN = 5_000_000  # ¥50,000 for one class
DAY_MINUTES = 24 * 60


class ClassState(StrEnum):
    """Where a class stands. A row of before there were states has none: see ``class_state``."""

    PLANNED = "planned"
    RUNNING = "running"
    CLOSED = "closed"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


CLASS_WORDS: dict[str, str] = {
    ClassState.PLANNED: N_("planned"),
    ClassState.RUNNING: N_("under way"),
    ClassState.CLOSED: N_("over"),
    ClassState.ARCHIVED: N_("archived"),
    ClassState.CANCELLED: N_("called off"),
}

CLASS = Machine(
    "training_class",
    {
        ClassState.PLANNED: {ClassState.RUNNING, ClassState.CLOSED, ClassState.CANCELLED},
        ClassState.RUNNING: {ClassState.CLOSED, ClassState.CANCELLED},
        # A sitting is added, or one is held after all.
        ClassState.CLOSED: {ClassState.RUNNING, ClassState.ARCHIVED},
        ClassState.CANCELLED: {ClassState.PLANNED, ClassState.ARCHIVED},
    },
    CLASS_WORDS,
)


class SessionState(StrEnum):
    """Where one session of a class stands."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


STATE_WORDS: dict[str, str] = {
    SessionState.PLANNED: N_("not begun"),
    SessionState.OPEN: N_("going on"),
    SessionState.CLOSED: N_("closed"),
}

SESSION = Machine(
    "training_session",
    {
        SessionState.PLANNED: {SessionState.OPEN, SessionState.CLOSED},
        SessionState.OPEN: {SessionState.CLOSED},
    },
    STATE_WORDS,
)


class TrainingClass(Entity, table=True):
    """One class: a course held for certain people. Money is fen; ``capacity`` 0 means nobody is turned away.

    ``course_version`` is the one it is held with: the newest until it begins, then always the same; 0 in old rows.

    ``trainer`` is the shown name, for a laptop knows nobody else; ``trainer_id`` is the row of ``Trainer`` at the centre,
    ``laptop`` the devices on which trainers work, with blanks between. ``meal_fen`` and ``travel_fen`` are paid for each day somebody came.
    """

    scope_field: ClassVar[str | None] = "id"
    guarded: ClassVar = frozenset({"title", "trainer", "state", "capacity"})

    title: str
    trainer: str
    place: str
    sessions: int = 1
    number: str = ""
    course_code: str = ""
    course_version: int = 0
    plan: str = ""
    funder: str = ""
    audience: str = ""
    aims: str = ""
    capacity: int = 0
    state: str = ClassState.PLANNED
    trainer_id: str = ""
    contract: str = ""
    fee_fen: int = 0
    meal_fen: int = 0
    travel_fen: int = 0
    laptop: str = ""


class TrainingSession(Entity, table=True):
    """One sitting of a class. ``begins`` and ``ends`` are minutes after midnight, local time.

    ``room`` and ``trainer`` are said only where they are others than those of the class.
    """

    scope_field: ClassVar[str | None] = "class_id"
    guarded: ClassVar = frozenset({"state"})
    machine: ClassVar = SESSION

    class_id: str = Field(index=True)
    number: int = 1
    held_on: str = Field(index=True)
    begins: int
    ends: int
    topic: str = ""
    state: str = SessionState.PLANNED
    room: str = ""
    trainer: str = ""


def class_state(state: str) -> ClassState:
    """The state of a class as it is kept: empty in a row of before there were states."""
    return ClassState(state or ClassState.PLANNED)


def class_number(day: str, drawer: int, number: int) -> str:
    """What is said aloud of a class: the month, this computer's digit, and the how-manieth: ``PX2611-103``."""
    return f"PX{day[2:4]}{day[5:7]}-{drawer}{number:02d}"


@dataclass(frozen=True)
class SessionPlan:
    """One planned sitting: ISO date, and minutes after midnight."""

    held_on: str
    begins: int
    ends: int
    topic: str = ""
    room: str = ""
    trainer: str = ""


@dataclass(frozen=True)
class ClassForm:
    """What is typed when a class is planned; money in fen, ``capacity`` 0 for no limit."""

    title: str
    trainer: str
    place: str
    sessions: tuple[SessionPlan, ...]
    course_code: str = ""
    plan: str = ""
    funder: str = ""
    audience: str = ""
    aims: str = ""
    capacity: int = 0
    trainer_id: str = ""
    contract: str = ""
    fee_fen: int = 0
    meal_fen: int = 0
    travel_fen: int = 0
    laptop: str = ""


def check_class(form: ClassForm) -> None:
    """Refuse a class that cannot be held.

    Raises:
        Invalid: a text is missing or too long, there is no session, one ends before it begins, two are at the same time
            in one room or with one trainer, or a number is out of reason.
    """
    for field, text in (("title", form.title), ("trainer", form.trainer), ("place", form.place)):
        check_text(field, text, MAX_NAME, required=True)
    for field in ("plan", "funder", "contract"):
        check_text(field, getattr(form, field), MAX_NAME)
    for field in ("audience", "aims"):
        check_text(field, getattr(form, field), TEXT_LENGTH)
    check_sessions(form.sessions, form.place, form.trainer)
    if not 0 <= form.capacity <= MAX_CAPACITY:
        raise Invalid("capacity", "number_out_of_range", lowest=0, highest=MAX_CAPACITY)
    for field, most in (("fee", MAX_FEE_FEN), ("meal", MAX_ALLOWANCE_FEN), ("travel", MAX_ALLOWANCE_FEN)):
        if not 0 <= getattr(form, f"{field}_fen") <= most:
            raise Invalid(field, "amount_out_of_range")


def check_sessions(plans: tuple[SessionPlan, ...], place: str = "", trainer: str = "") -> None:
    """Refuse sittings that cannot be held. Two at the same time need two rooms and two trainers.

    Args:
        plans: the sittings.
        place: where the class is held, for sittings that name no room.
        trainer: who teaches it, for sittings that name nobody.

    Raises:
        Invalid: on ``sessions`` or ``ends``.
    """
    if not plans:
        raise Invalid("sessions", "field_required")
    if len(plans) > MAX_SESSIONS:
        raise Invalid("sessions", "sessions_out_of_range", limit=MAX_SESSIONS)
    for plan in plans:
        if not 0 <= plan.begins < plan.ends <= DAY_MINUTES:
            raise Invalid("ends", "ends_before_it_begins")
        for field, text in (("topic", plan.topic), ("room", plan.room), ("session_trainer", plan.trainer)):
            check_text(field, text, MAX_NAME)
    for one, other in side_by_side(plans):
        if not apart(one, other, place, trainer):
            raise Invalid("sessions", "sessions_overlap", day=other.held_on)
