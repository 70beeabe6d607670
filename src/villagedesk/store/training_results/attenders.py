"""Who came how long and how often in a year: hours per person, and who sat in the same course more than once."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select as sql
from sqlmodel import Session, col, select

from villagedesk.domain.training import Enrolment, TrainingClass, TrainingSession
from villagedesk.store.same_person import kept_rows_of
from villagedesk.store.training_results.hours import hours_of

_ENROLMENT = [col(getattr(Enrolment, name)) for name in ("id", "class_id", "person_id", "name", "village_group")]


@dataclass(frozen=True)
class Attender:
    """One person in a year. ``again`` are courses (codes, or titles of classes without) taken more than once."""

    key: str
    name: str
    group: str
    minutes: int
    classes: int
    again: tuple[str, ...]


def attenders(s: Session, year: str) -> list[Attender]:
    """Everybody who was in a class of a year (``2026``), who comes most often first."""
    held = (
        select(TrainingSession.class_id)
        .where(col(TrainingSession.held_on) >= f"{year}-01-01", col(TrainingSession.held_on) <= f"{year}-12-31")
        .distinct()
    )
    kept = kept_rows_of(s)
    courses = {
        class_.id: class_.course_code or class_.title
        for class_ in s.exec(select(TrainingClass).where(col(TrainingClass.id).in_(held)))
    }
    minutes = hours_of(s, *courses)
    people: dict[str, list[tuple[Any, str, int]]] = {}
    # Columns and not rows of the session, as above.
    for one in s.connection().execute(
        sql(*_ENROLMENT).where(col(Enrolment.class_id).in_(courses)).order_by(col(Enrolment.class_id))
    ):
        if minutes.get(one.id):
            key = kept.get(one.person_id, one.person_id) if one.person_id else one.id
            people.setdefault(key, []).append((one, courses[one.class_id], minutes[one.id]))
    found = [_attender(key, rows) for key, rows in people.items()]
    return sorted(found, key=lambda one: (-len(one.again), -one.minutes, one.name, one.key))


def _attender(key: str, rows: list[tuple[Any, str, int]]) -> Attender:
    courses = [course for _one, course, _minutes in rows]
    again = tuple(sorted({course for course in courses if courses.count(course) > 1}))
    newest = rows[-1][0]
    return Attender(key, newest.name, newest.village_group, sum(row[2] for row in rows), len(rows), again)
