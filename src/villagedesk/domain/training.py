"""Classes held at the centre: sessions, who is enrolled, and who came.

A class is a scope of its own, so that a trainer's laptop can follow its classes and nothing else; its rows carry the
shown name beside the person. Attendance is a fact: a row is never changed, a correction replaces it by another row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol, TypeVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.states import Machine
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid
from villagedesk.i18n import N_

MAX_NAME = 50


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


class Mark(StrEnum):
    """What is known of one person in one session. ``none`` takes an earlier mark back."""

    PRESENT = "present"
    LATE = "late"
    PROXY = "proxy"
    ABSENT = "absent"
    NONE = "none"


HERE = frozenset({Mark.PRESENT, Mark.LATE, Mark.PROXY})


class Way(StrEnum):
    """How somebody signed in."""

    CARD = "card"
    KEY = "key"


class TrainingClass(Entity, table=True):
    """One class: a course held for certain people."""

    scope_field: ClassVar[str | None] = "id"
    guarded: ClassVar = frozenset({"title", "trainer"})

    title: str
    trainer: str
    place: str
    sessions: int = 1


class TrainingSession(Entity, table=True):
    """One sitting of a class. ``begins`` and ``ends`` are minutes after midnight, local time."""

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


class Enrolment(Entity, table=True):
    """Somebody who takes a class. ``person_id`` is None for a walk-in who is not on file yet."""

    scope_field: ClassVar[str | None] = "class_id"

    class_id: str = Field(index=True)
    person_id: str | None = Field(default=None, index=True)
    name: str
    village_group: str = ""


class Attendance(Entity, table=True):
    """One mark of one person in one session, made at ``at`` (ms UTC); ``replaces`` is the mark it corrects."""

    scope_field: ClassVar[str | None] = "class_id"

    class_id: str
    session_id: str = Field(index=True)
    enrolment_id: str
    mark: str
    at: int
    way: str = Way.KEY
    proxy: str | None = None
    replaces: str | None = None


class _Marked(Protocol):
    id: str
    enrolment_id: str
    mark: str
    at: int
    replaces: str | None


M = TypeVar("M", bound=_Marked)


def standing(marks: Iterable[M]) -> dict[str, M]:
    """The mark that holds for each enrolment: one that no other replaces.

    Two PCs may have marked the same person without knowing of each other; then being here wins over not being here,
    and among equals the row with the smaller id, so that every copy says the same.
    """
    found = list(marks)
    replaced = {mark.replaces for mark in found if mark.replaces}
    best: dict[str, M] = {}
    for mark in sorted((m for m in found if m.id not in replaced), key=lambda m: (m.mark not in HERE, m.id)):
        best.setdefault(mark.enrolment_id, mark)
    return {key: mark for key, mark in best.items() if mark.mark != Mark.NONE}


def arrival_mark(minutes: int, begins: int, grace: int) -> Mark:
    """Present or late.

    Args:
        minutes: the local time of day, minutes after midnight.
        begins: when the session begins.
        grace: minutes after the beginning that still count as in time.
    """
    return Mark.LATE if minutes > begins + grace else Mark.PRESENT


@dataclass(frozen=True)
class SessionPlan:
    """One planned sitting: ISO date, and minutes after midnight."""

    held_on: str
    begins: int
    ends: int
    topic: str = ""


@dataclass(frozen=True)
class ClassForm:
    """What is typed when a class is planned."""

    title: str
    trainer: str
    place: str
    sessions: tuple[SessionPlan, ...]


def check_class(form: ClassForm) -> None:
    """Refuse a class that cannot be held.

    Raises:
        Invalid: a text is missing or too long, there is no session, or one ends before it begins.
    """
    for field, text in (("title", form.title), ("trainer", form.trainer), ("place", form.place)):
        check_text(field, text, MAX_NAME, required=True)
    if not form.sessions:
        raise Invalid("sessions", "field_required")
    for plan in form.sessions:
        if not 0 <= plan.begins < plan.ends <= 24 * 60:
            raise Invalid("ends", "ends_before_it_begins")
