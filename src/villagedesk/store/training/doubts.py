"""What two computers did to one class without knowing of each other, and a person has to look at.

Nothing of it is lost: all rows stay. Somebody was marked differently, has two places, or the last place was given twice;
each stands in the inbox once, and goes from it by itself when it is mended, on whichever computer.
"""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.domain.training import HAVE_A_PLACE, doubtful
from villagedesk.domain.training.attendance import Told
from villagedesk.store.derived import follows, values_of

MARKED, ENROLLED, FULL = "marked_twice", "enrolled_twice", "class_overfull"
_PLACES = "', '".join(sorted(HAVE_A_PLACE))


@follows("attendance")
def notice_marks(connection: Connection, ids: Sequence[str]) -> None:
    """Put who is marked differently in the sessions of these marks into the inbox, and take away what was decided."""
    marks: dict[str, list[Told]] = defaultdict(list)
    sessions = values_of(connection, "SELECT DISTINCT session_id FROM attendance WHERE id IN ({marks})", ids)
    for session_id in sessions:
        for row in connection.exec_driver_sql(
            "SELECT id, enrolment_id, mark, at, replaces FROM attendance WHERE session_id = ?", (session_id,)
        ):
            marks[session_id].append(Told(*row))
    for session_id, told in marks.items():
        found = doubtful(told)
        for enrolment_id, held in found.items():
            name = connection.exec_driver_sql("SELECT name FROM enrolment WHERE id = ?", (enrolment_id,)).scalar()
            ours, theirs = str(name or ""), " ".join(mark.mark for mark in held)
            note(connection, MARKED, "training_session", session_id, enrolment_id, ours, theirs)
        _settle(connection, MARKED, "training_session", session_id, set(found))


@follows("enrolment")
def notice_places(connection: Connection, ids: Sequence[str]) -> None:
    """Put who has two places, and classes with one place too few, into the inbox, and take away what was mended."""
    for class_id in values_of(connection, "SELECT DISTINCT class_id FROM enrolment WHERE id IN ({marks})", ids):
        _look_at(connection, class_id)


@follows("training_class")
def notice_limits(connection: Connection, ids: Sequence[str]) -> None:
    """The same where a class's limit changed."""
    for class_id in ids:
        _look_at(connection, class_id)


def _look_at(connection: Connection, class_id: str) -> None:
    people: dict[str, list[str]] = defaultdict(list)
    count = 0
    for person_id, name in connection.exec_driver_sql(
        f"SELECT coalesce((SELECT kept_id FROM person_alias a WHERE a.person_id = e.person_id), e.person_id), e.name"
        f" FROM enrolment e WHERE e.class_id = ? AND e.state IN ('{_PLACES}') ORDER BY e.id",
        (class_id,),
    ):
        count += 1
        if person_id:
            people[person_id].append(name)
    twice = {person: names[0] for person, names in people.items() if len(names) > 1}
    for person, name in twice.items():
        note(connection, ENROLLED, "training_class", class_id, person, name, "")
    _settle(connection, ENROLLED, "training_class", class_id, set(twice))
    limit = connection.exec_driver_sql("SELECT capacity FROM training_class WHERE id = ?", (class_id,)).scalar() or 0
    over = {""} if 0 < limit < count else set()
    for field in over:
        note(connection, FULL, "training_class", class_id, field, "", "")
    _settle(connection, FULL, "training_class", class_id, over)


def note(connection: Connection, code: str, entity: str, row_id: str, field: str, ours: str, theirs: str) -> None:
    """Put something into the inbox, unless it is open there already."""
    connection.exec_driver_sql(
        "INSERT INTO inbox(at, event_id, entity, row_id, field, ours, theirs, code) SELECT ?, '', ?, ?, ?, ?, ?, ?"
        " WHERE NOT EXISTS (SELECT 1 FROM inbox WHERE (code, row_id, field) = (?, ?, ?) AND done_at IS NULL)",
        (clock.now_ms(), entity, row_id, field, ours, theirs, code, code, row_id, field),
    )


def _settle(connection: Connection, code: str, entity: str, row_id: str, left: set[str]) -> None:
    asked = connection.exec_driver_sql(
        "SELECT id, field FROM inbox WHERE code = ? AND entity = ? AND row_id = ? AND done_at IS NULL",
        (code, entity, row_id),
    ).fetchall()
    for item, field in asked:
        if field not in left:
            settle_one(connection, item)


def settle_one(connection: Connection, item: int) -> None:
    """An item of the inbox is settled by what was done elsewhere."""
    connection.exec_driver_sql("UPDATE inbox SET done_at = ? WHERE id = ?", (clock.now_ms(), item))
