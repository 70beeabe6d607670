"""What the archive of a class says: everything about it on one paper, from the notice to what it cost.

Only raw values, so that it comes out in the language of the moment; what the course teaches and asks is looked up by its
code when it is drawn.
"""

from dataclasses import dataclass
from typing import ClassVar

from villagedesk.domain.paper import Printed
from villagedesk.i18n import N_


@dataclass(frozen=True, kw_only=True)
class ArchiveMark:
    """One person on the sheet of one sitting. ``at`` and ``left_at`` are ms UTC; ``corrected``: an earlier mark was replaced."""

    person: str
    group: str
    mark: str = ""
    at: int | None = None
    left_at: int | None = None
    way: str = ""
    proxy: str = ""
    corrected: bool = False
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ArchiveSitting:
    """One sitting with its sheet. ISO date, minutes after midnight."""

    number: int
    held_on: str
    begins: int
    ends: int
    topic: str
    room: str
    trainer: str
    marks: tuple[ArchiveMark, ...]


@dataclass(frozen=True, kw_only=True)
class ArchivePerson:
    """One line of the roster. ``passed`` None: not assessed. ``waiver`` is why a course before this one was not needed."""

    person: str
    group: str
    state: str
    source: str
    came: int
    minutes: int
    passed: bool | None = None
    certificate: str = ""
    waiver: str = ""


@dataclass(frozen=True, kw_only=True)
class ArchiveTest:
    """One attempt of one person; the marks as they are kept (``p1+ q3-``). ``at`` is ms UTC."""

    person: str
    attempt: int
    at: int
    assessor: str
    practical: str
    oral: str
    passed: bool


@dataclass(frozen=True, kw_only=True)
class ArchiveThing:
    """What was handed out: so many pieces to so many people, ``fen`` for one piece."""

    thing: str
    pieces: int
    people: int
    fen: int


@dataclass(frozen=True, kw_only=True)
class ArchivePhoto:
    """One photo by its SHA-256, of which sitting, when (ms UTC)."""

    sha256: str
    kind: str
    sitting: int
    at: int


@dataclass(frozen=True, kw_only=True)
class ArchiveSurvey:
    """What people thought: for each question how often 5, 4, 3, 2 and 1 were given, and what they added."""

    sheets: int
    came: int
    counts: tuple[tuple[str, tuple[int, int, int, int, int]], ...]
    remarks: tuple[tuple[str, str], ...]
    target: int


@dataclass(frozen=True, kw_only=True)
class ClassArchive(Printed):
    """A4, as many pages as it takes: notice, roster, sheets, tests, survey, handed out, spend, photos. Money is fen.

    ``version`` is the one of the course that the class was held with, 0 in papers of before that was written down.
    """

    name: ClassVar[str] = N_("Class archive")

    centre: str
    made_at: int
    number: str
    title: str
    course: str
    state: str
    plan: str
    funder: str
    audience: str
    aims: str
    place: str
    capacity: int
    trainer: str
    qualification: str
    employer: str
    contract: str
    fee_fen: int
    meal_fen: int
    travel_fen: int
    paid_people: int
    sittings: tuple[ArchiveSitting, ...]
    people: tuple[ArchivePerson, ...]
    tests: tuple[ArchiveTest, ...]
    survey: ArchiveSurvey
    things: tuple[ArchiveThing, ...]
    photos: tuple[ArchivePhoto, ...]
    version: int = 0
