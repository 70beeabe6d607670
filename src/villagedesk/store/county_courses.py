"""Courses and packs of materials that came by the platform's feed: used beside the courses of the program."""

from dataclasses import dataclass

from sqlalchemy import Connection

from villagedesk.domain.county_courses import read_county_courses
from villagedesk.domain.courses import use_county_courses

# What a sync says has changed when a course came, or a pack was published.
COURSES, PACKS = "county_course", "course_pack"


@dataclass(frozen=True)
class Offered:
    """A pack that can be had over the line; ``size`` in bytes."""

    version: int
    size: int
    files: int


def take_up_courses(connection: Connection) -> None:
    """Use the county's courses from now on: when the desk is opened, and after a page that brought one."""
    rows = connection.exec_driver_sql("SELECT text, withdrawn_on FROM county_course ORDER BY version, id").fetchall()
    use_county_courses(
        read_county_courses([text for text, withdrawn in rows if not withdrawn]),
        read_county_courses([text for text, withdrawn in rows if withdrawn]),
    )


def packs_offered(connection: Connection) -> dict[str, Offered]:
    """The packs that can be had over the line, by course."""
    rows = connection.exec_driver_sql(
        "SELECT course, version, size, files FROM course_pack WHERE withdrawn_on = '' ORDER BY version"
    ).fetchall()
    return {course: Offered(version, size, files) for course, version, size, files in rows}


def packs_withdrawn(connection: Connection) -> dict[str, int]:
    """The version of each pack that the county has withdrawn, by course; what is here of it should not be shown any more."""
    rows = connection.exec_driver_sql(
        "SELECT course, version FROM course_pack WHERE withdrawn_on <> '' ORDER BY version"
    )
    return {str(course): int(version) for course, version in rows}
