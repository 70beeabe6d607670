"""Courses as data: what is taught, what is shown with the hands, what is asked, each in both languages.

A course is one JSON file; the program ships some (``resources/courses``), the county adds others by the platform's feed.
Its code never changes: classes, results and certificates name it. A changed course has a higher ``version``, which every
class and every result keeps.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import Annotated

import msgspec

from villagedesk import paths
from villagedesk.domain.rule_kinds import Some, Text, Words
from villagedesk.errors import Invalid, NotFound
from villagedesk.i18n import N_

Code = Annotated[str, msgspec.Meta(pattern=r"^[A-Z][0-9A-Z]{1,7}$")]
Key = Annotated[str, msgspec.Meta(pattern=r"^[pq][0-9]{1,3}$")]
Picture = Annotated[str, msgspec.Meta(pattern=r"^((kinds|icons)/[a-z0-9_]+)?$")]
Minutes = Annotated[int, msgspec.Meta(ge=5, le=600)]
Hours = Annotated[int, msgspec.Meta(ge=1, le=200)]

# A practical of fewer is no proof, of more no trainer gets through a class of 40.
FEWEST_ITEMS, MOST_ITEMS = 6, 10
FEWEST_QUESTIONS = 12
LARGEST_COURSE = 256 * 1024

_county: "tuple[Course, ...]" = ()
# Code and version of those that the county has withdrawn: known, and used for nothing new.
_withdrawn: "frozenset[tuple[str, int]]" = frozenset()


class Level(StrEnum):
    """How far a course goes."""

    BASIC = "basic"
    MIDDLE = "middle"
    ADVANCED = "advanced"


LEVEL_WORDS: dict[str, str] = {
    Level.BASIC: N_("basic"),
    Level.MIDDLE: N_("middle"),
    Level.ADVANCED: N_("advanced"),
}


class Topic(msgspec.Struct, frozen=True):
    """One part of the syllabus."""

    title: Text
    minutes: Minutes
    points: tuple[Text, ...] = ()


class Item(msgspec.Struct, frozen=True):
    """One thing that is shown with the hands. ``must``: without it nobody passes."""

    key: Key
    text: Text
    must: bool = False


class Question(msgspec.Struct, frozen=True):
    """One question that is asked aloud, with its picture, the right answer and wrong ones, and why it is right."""

    key: Key
    ask: Text
    right: Text
    wrong: tuple[Text, ...]
    why: Text
    picture: Picture = ""

    def answers(self, language: str) -> list[tuple[str, bool]]:
        """The answers in the order they are shown, each with whether it is right; always the same order, mixed by key."""
        found = [(self.right.said(language), True), *((one.said(language), False) for one in self.wrong)]
        mark = sha256(f"{self.key} {self.right.zh_CN}".encode()).digest()
        order = sorted(range(len(found)), key=lambda at: mark[at])
        return [found[at] for at in order]


class Course(msgspec.Struct, frozen=True):
    """One course. ``hours`` are those of the whole class; ``prerequisites`` are codes of courses that come before."""

    code: Code
    version: Some
    title: Text
    about: Text
    level: Level
    hours: Hours
    syllabus: tuple[Topic, ...]
    practical: tuple[Item, ...]
    questions: tuple[Question, ...]
    icon: Words = "monitor"
    prerequisites: tuple[Code, ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError where a part is missing or does not fit, which msgspec tells with its place."""
        if not FEWEST_ITEMS <= len(self.practical) <= MOST_ITEMS:
            raise ValueError(f"a practical has {FEWEST_ITEMS} to {MOST_ITEMS} items")
        if len(self.questions) < FEWEST_QUESTIONS:
            raise ValueError(f"a course has at least {FEWEST_QUESTIONS} questions")
        keys = [item.key for item in self.practical] + [one.key for one in self.questions]
        if len(set(keys)) != len(keys):
            raise ValueError("a key stands twice")
        if sum(topic.minutes for topic in self.syllabus) != self.hours * 60:
            raise ValueError("the minutes of the syllabus are not the hours of the course")
        if any(not one.wrong for one in self.questions):
            raise ValueError("a question has no wrong answer")

    def question(self, key: str) -> Question:
        """One question.

        Raises:
            NotFound: the course has none of this key.
        """
        found = next((one for one in self.questions if one.key == key), None)
        if found is None:
            raise NotFound("question", key)
        return found

    def drawn(self, mark: str, count: int, but: Sequence[str] = ()) -> list[Question]:
        """The questions one person is asked: the same for the same mark on every computer.

        Args:
            mark: what draws them: the enrolment and the attempt.
            count: how many.
            but: keys that were asked before; they come only when there are not enough others.
        """

        def place(one: Question) -> tuple[bool, bytes]:
            return one.key in but, sha256(f"{mark} {one.key}".encode()).digest()

        return sorted(self.questions, key=place)[:count]


def read_course(text: bytes) -> Course:
    """A course from its JSON.

    Raises:
        Invalid: ``course_broken`` on the field ``course``: too large, no JSON, or a part is missing or does not fit.
    """
    if len(text) > LARGEST_COURSE:
        raise Invalid("course", "course_broken", reason=f"> {LARGEST_COURSE // 1024} KB")
    try:
        return msgspec.json.decode(text, type=Course)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid("course", "course_broken", reason=str(error)) from error


def newest(courses: Iterable[Course]) -> dict[str, Course]:
    """The courses by code, of each the highest version; by code."""
    found: dict[str, Course] = {}
    for one in courses:
        if one.code not in found or one.version > found[one.code].version:
            found[one.code] = one
    return dict(sorted(found.items()))


@cache
def shipped() -> tuple[Course, ...]:
    """The courses that came with the program."""
    return tuple(read_course(path.read_bytes()) for path in sorted(paths.resource("courses").glob("*.json")))


@cache
def courses() -> dict[str, Course]:
    """The newest of every course, the program's and the county's, by code; a withdrawn one only where there is no other."""
    used = newest(one for place, one in _all().items() if place not in _withdrawn)
    return dict(sorted((newest(_all().values()) | used).items()))


def use_county_courses(found: Iterable[Course], withdrawn: Iterable[Course] = ()) -> None:
    """From now on these are the county's courses, beside those of the program; all their versions.

    Args:
        found: those in use.
        withdrawn: those that classes may still be held with, and that no new one is planned with.
    """
    global _county, _withdrawn
    gone = tuple(withdrawn)
    _county, _withdrawn = (*found, *gone), frozenset((one.code, one.version) for one in gone)
    courses.cache_clear()


def is_withdrawn(code: str) -> bool:
    """Whether the county has withdrawn a course, and there is no other version of it."""
    found = courses().get(code)
    return found is not None and (found.code, found.version) in _withdrawn


def course(code: str, version: int = 0) -> Course:
    """One course.

    Args:
        code: its code.
        version: the one a class was held with; the newest where it is 0, or not known here.

    Raises:
        NotFound: no course has this code.
    """
    found = _all().get((code, version)) or courses().get(code)
    if found is None:
        raise NotFound("course", code)
    return found


def version_of(code: str) -> int:
    """The newest version of a course; 0 for a code that is not known here."""
    found = courses().get(code)
    return found.version if found else 0


def _all() -> dict[tuple[str, int], Course]:
    return {(one.code, one.version): one for one in (*_county, *shipped())}


def course_title(code: str, language: str, otherwise: str = "") -> str:
    """The title of a course in a language; ``otherwise`` where this program does not know it."""
    found = courses().get(code)
    return found.title.said(language) if found else otherwise
