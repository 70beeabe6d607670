"""Who came: marks of people in sessions.

A mark is a fact: a row is never changed, a correction replaces it by another row and says so.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol, TypeVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity


class Mark(StrEnum):
    """What is known of one person in one session. ``none`` takes an earlier mark back."""

    PRESENT = "present"
    LATE = "late"
    PROXY = "proxy"
    ABSENT = "absent"
    NONE = "none"


HERE = frozenset({Mark.PRESENT, Mark.LATE, Mark.PROXY})


class Way(StrEnum):
    """How somebody signed in: the villager's card, the square on the sheet, by hand, or a paper sheet typed in later."""

    CARD = "card"
    SHEET = "sheet"
    KEY = "key"
    PAPER = "paper"


class Attendance(Entity, table=True):
    """One mark of one person in one session, made at ``at`` (ms UTC).

    ``replaces`` names the mark that it corrects; several, with blanks between, where two computers had marked
    differently. ``left_at`` (ms UTC) says that he went before the end. ``note`` is why a closed session was corrected.
    """

    scope_field: ClassVar[str | None] = "class_id"

    class_id: str = Field(index=True)
    session_id: str = Field(index=True)
    enrolment_id: str = Field(index=True)
    mark: str
    at: int
    way: str = Way.KEY
    proxy: str | None = None
    replaces: str | None = None
    left_at: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Told:
    """The columns of a mark that decide which one holds, for lists that read thousands."""

    id: str
    enrolment_id: str
    mark: str
    at: int
    replaces: str | None


class _Marked(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def enrolment_id(self) -> str: ...
    @property
    def mark(self) -> str: ...
    @property
    def replaces(self) -> str | None: ...


M = TypeVar("M", bound=_Marked)


def open_marks(marks: Iterable[M]) -> dict[str, list[M]]:
    """The marks that no other replaces, by enrolment; the one that holds comes first.

    Two computers may have marked the same person without knowing of each other; then being here wins over not being
    here, and among equals the row with the smaller id, so that every copy says the same.
    """
    found = list(marks)
    replaced = {id_ for mark in found if mark.replaces for id_ in mark.replaces.split()}
    left: dict[str, list[M]] = defaultdict(list)
    for mark in sorted((m for m in found if m.id not in replaced), key=lambda m: (m.mark not in HERE, m.id)):
        left[mark.enrolment_id].append(mark)
    return dict(left)


def standing(marks: Iterable[M]) -> dict[str, M]:
    """The mark that holds for each enrolment: one that no other replaces; see ``open_marks``."""
    return {key: held[0] for key, held in open_marks(marks).items() if held[0].mark != Mark.NONE}


def doubtful(marks: Iterable[M]) -> dict[str, list[M]]:
    """What two computers told differently of one person and nobody has decided, by enrolment."""
    return {key: held for key, held in open_marks(marks).items() if len({_told(mark.mark) for mark in held}) > 1}


def _told(mark: str) -> str:
    # In time or late is the same telling: he was there, and the earlier moment holds.
    return Mark.PRESENT if mark == Mark.LATE else mark


def arrival_mark(minutes: int, begins: int, grace: int) -> Mark:
    """Present or late.

    Args:
        minutes: the local time of day, minutes after midnight.
        begins: when the session begins.
        grace: minutes after the beginning that still count as in time.
    """
    return Mark.LATE if minutes > begins + grace else Mark.PRESENT


def attended_minutes(mark: str, begins: int, ends: int, left: int | None) -> int:
    """How many minutes of a session count for somebody.

    Args:
        mark: the mark that holds.
        begins: minutes after midnight, as ``ends``.
        ends: when the session ends.
        left: when he went (minutes after midnight), None for to the end.
    """
    if mark not in HERE:
        return 0
    return max(0, min(ends, ends if left is None else left) - begins)
