"""Ten years of classes, written straight into the tables: 500 classes of two sittings and 50 people, 50,000 marks.

Of each class that is over most handed in a survey and got a booklet, and every third has a certificate.
"""

from datetime import date, timedelta

from villagedesk import clock
from villagedesk.domain.entity import Entity, row_id, snake
from villagedesk.domain.registry import synced_fields
from villagedesk.domain.training import (
    Allowance,
    Attendance,
    Enrolment,
    Handout,
    SurveySheet,
    TrainingClass,
    TrainingSession,
)
from villagedesk.domain.training_results import TrainingCertificate
from villagedesk.store import Store

CLASSES, SITTINGS, PEOPLE = 500, 2, 50
_EVENT = "0190" + "0" * 28


def fill(store: Store, persons: list[str]) -> str:
    """Write them; returns the id of the newest class, held today."""
    today, tables = date.fromisoformat(clock.today()), {kind: _Rows(kind) for kind in _KINDS}
    number = 0

    def add(kind: type[Entity], **values: object) -> str:
        nonlocal number
        number += 1
        return tables[kind].add(row_id(_EVENT, number), values)

    newest = ""
    for n in range(CLASSES):
        day, over = (today - timedelta(days=7 * (CLASSES - 1 - n))).isoformat(), n < CLASSES - 10
        facts = {"title": f"课{n}", "trainer": "刘芳", "place": "村委会", "sessions": SITTINGS, "number": f"PX{n}"}
        state = "closed" if over else "running"
        newest = class_id = add(TrainingClass, **facts, capacity=45, state=state, meal_fen=2000)
        sittings = []
        for at in range(SITTINGS):
            when = {"number": at + 1, "held_on": day, "begins": 540 + 300 * at, "ends": 660 + 300 * at}
            sittings.append(add(TrainingSession, class_id=class_id, **when, state="closed" if over else "planned"))
        for at in range(PEOPLE):
            person = persons[(n * 7 + at) % len(persons)] if persons else None
            who = {"class_id": class_id, "name": f"张{at}"}
            enrolment = add(Enrolment, **who, person_id=person, state="enrolled" if at < 45 else "waiting")
            for session_id in sittings:
                mark = {"session_id": session_id, "enrolment_id": enrolment, "mark": "present", "at": number}
                add(Attendance, class_id=class_id, **mark)
            if over and at < 40:
                add(SurveySheet, class_id=class_id, points="useful:5 clear:4 tried:3 time:5 whole:4")
                add(Handout, class_id=class_id, enrolment_id=enrolment, thing="手册", fen=350)
            if over and at % 3 == 0:
                facts = {"number": f"T{n:04d}{at:02d}", "course": "K03", "title": "拍照", "minutes": 240}
                when = {"issued_on": day, "expires_on": day}
                add(TrainingCertificate, **who, **facts, **when, enrolment_id=enrolment, person_id=person)
            if over and at % 5 == 0:
                add(Allowance, **who, enrolment_id=enrolment, days=day, meal_fen=2000, paid_at=1)
    with store.transaction() as connection:
        for rows in tables.values():
            connection.exec_driver_sql(rows.statement, rows.rows)
    return newest


_KINDS = (
    TrainingClass,
    TrainingSession,
    Enrolment,
    Attendance,
    Allowance,
    SurveySheet,
    Handout,
    TrainingCertificate,
)


class _Rows:
    """Rows of one table as the driver takes them."""

    def __init__(self, kind: type[Entity]) -> None:
        table = snake(kind.__name__)
        self._fields = synced_fields(table)
        self._usual = {name: kind.model_fields[name].get_default() for name in self._fields}
        columns = ", ".join(f'"{name}"' for name in ("id", *self._fields))
        marks = ", ".join("?" * (len(self._fields) + 1))
        self.statement = (
            f"INSERT INTO \"{table}\"({columns}, created_at, created_by, extra) VALUES ({marks}, 0, '', '')"
        )
        self.rows: list[tuple[object, ...]] = []

    def add(self, id_: str, values: dict[str, object]) -> str:
        shown = self._usual | values
        self.rows.append((id_, *(_plain(shown[name]) for name in self._fields)))
        return id_


def _plain(value: object) -> object:
    return str.__str__(value) if isinstance(value, str) else value
