"""What the county adds to the courses of the program: whole courses, and which packs of materials there are.

Both are rows of the platform's feed, so every centre's PC and every trainer's laptop has them without a line.
"""

from enum import StrEnum
from typing import ClassVar

from villagedesk.domain.courses import Course, read_course
from villagedesk.domain.entity import PLATFORM_SCOPE, Entity
from villagedesk.errors import AppError


class CountyCourse(Entity, table=True):
    """One version of a course, as its JSON. Its text never changes: a changed course is a row with a higher version.

    ``withdrawn_on`` is the ISO date since when no new class is planned with it, "" for none; classes held with it keep it.
    """

    scope_field: ClassVar[str | None] = PLATFORM_SCOPE

    code: str
    version: int
    text: str
    withdrawn_on: str = ""


class CoursePack(Entity, table=True):
    """The newest pack of materials of a course that can be had over the line; ``size`` in bytes. One row a course.

    ``withdrawn_on`` is the ISO date since when nobody is to have it any more, "" for none.
    """

    scope_field: ClassVar[str | None] = PLATFORM_SCOPE

    course: str
    version: int
    size: int
    files: int
    withdrawn_on: str = ""


class CopyState(StrEnum):
    """Whether materials are on a computer."""

    HERE = "here"
    REMOVED = "removed"


class MaterialCopy(Entity, table=True):
    """Which version of a course's materials is, whole, on one computer of a centre, however it came; the county counts them.

    One row a computer and course; ``device`` is the computer's number.
    """

    device: int
    course: str
    version: int
    state: str = CopyState.HERE.value


def read_county_courses(texts: list[str]) -> list[Course]:
    """The courses of the rows; one that only a newer program can read is passed over."""
    found = []
    for text in texts:
        try:
            found.append(read_course(text.encode()))
        except AppError:
            continue
    return found
