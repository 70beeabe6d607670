"""Which courses somebody has to have passed before he takes one, and which of them he has not."""

from collections.abc import Iterable

from sqlmodel import Session

from villagedesk.domain.courses import course_title, courses
from villagedesk.domain.training import TrainingClass
from villagedesk.errors import Refused
from villagedesk.i18n import language
from villagedesk.store.same_person import ids_of

# A certificate that has run out was passed all the same; one that was taken back was not.
_PASSED = """
SELECT c.course FROM training_certificate c WHERE c.state = 'valid' AND (c.person_id IN ({marks})
    OR c.enrolment_id IN (SELECT id FROM enrolment WHERE person_id IN ({marks})))
UNION SELECT a.course FROM assessment a JOIN enrolment e ON e.id = a.enrolment_id
    WHERE a.passed AND e.person_id IN ({marks})
"""


def missing_before(s: Session, row: TrainingClass, person_id: str) -> list[str]:
    """The codes of the courses that a person lacks for a class; none for a walk-in whom nobody knows."""
    known = courses().get(row.course_code)
    if known is None or not known.prerequisites or not person_id:
        return []
    ids = tuple(ids_of(s, person_id))
    query = _PASSED.format(marks=", ".join("?" * len(ids)))
    passed = set(s.connection().exec_driver_sql(query, ids * 3).scalars())
    return [code for code in known.prerequisites if code not in passed]


def refuse_before(name: str, missing: Iterable[str]) -> None:
    """Refuse somebody who lacks a course, with its title.

    Raises:
        Refused: ``course_before``, about the first one.
    """
    for code in missing:
        raise Refused("course_before", name=name, course=course_title(code, language(), code))
