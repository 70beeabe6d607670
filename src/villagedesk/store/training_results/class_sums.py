"""The classes of a year in figures: who came, who has a certificate, how many are satisfied."""

from dataclasses import dataclass

from sqlmodel import Session

from villagedesk.store.training import surveys
from villagedesk.store.training_results.seen import WAS_THERE


@dataclass(frozen=True)
class ClassSum:
    """One class. ``first_on`` is the ISO day of its first session; ``sheets`` of the survey, ``satisfied`` in percent."""

    class_id: str
    number: str
    title: str
    course: str
    first_on: str
    came: int
    certificates: int
    sheets: int
    satisfied: int


def class_sums(s: Session, year: str) -> list[ClassSum]:
    """The classes that were held in a year (``2026``), the newest first."""
    span = (f"{year}-01-01", f"{year}-12-31")
    connection = s.connection()
    rows = connection.exec_driver_sql(
        "SELECT c.id, c.number, c.title, c.course_code, min(t.held_on) AS day FROM training_class c"
        " JOIN training_session t ON t.class_id = c.id WHERE t.held_on BETWEEN ? AND ? AND t.state <> 'planned'"
        " GROUP BY c.id ORDER BY day DESC, c.id",
        span,
    ).all()
    came = connection.exec_driver_sql(
        "SELECT e.class_id, count(*) FROM enrolment e WHERE e.class_id IN"
        f" (SELECT class_id FROM training_session WHERE held_on BETWEEN ? AND ?) AND {WAS_THERE} GROUP BY e.class_id",
        span,
    )
    here = {class_id: int(count) for class_id, count in came}
    issued = connection.exec_driver_sql(
        "SELECT class_id, count(DISTINCT enrolment_id) FROM training_certificate WHERE state = 'valid' GROUP BY class_id"
    )
    certificates = {class_id: int(count) for class_id, count in issued}
    asked = surveys(s, [row[0] for row in rows])
    return [
        ClassSum(
            class_id=id_,
            number=number,
            title=title,
            course=course,
            first_on=day,
            came=here.get(id_, 0),
            certificates=certificates.get(id_, 0),
            sheets=asked[id_].sheets if id_ in asked else 0,
            satisfied=asked[id_].satisfied if id_ in asked else 0,
        )
        for id_, number, title, course, day in rows
    ]
