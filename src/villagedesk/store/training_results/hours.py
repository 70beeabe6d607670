"""How long each person was there."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select as sql
from sqlmodel import Session, col, select

from villagedesk.domain.training import Attendance, Mark, TrainingSession, attended_minutes, minutes_together, standing
from villagedesk.i18n import local

_MARK = [
    col(getattr(Attendance, name)) for name in ("id", "session_id", "enrolment_id", "mark", "at", "replaces", "left_at")
]


def planned_minutes(s: Session, class_id: str) -> int:
    """The minutes of all sittings of a class together; what is held side by side in two rooms counts once."""
    days: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for one in _sessions(s, class_id):
        days[one.held_on].append((one.begins, one.ends))
    return sum(map(minutes_together, days.values()))


def hours_of(s: Session, *class_ids: str) -> dict[str, int]:
    """The minutes that each enrolment of these classes was there; whoever was only signed for by somebody was not.

    Two sittings side by side count once: whoever is marked in both was in one of them.
    """
    sessions = {one.id: one for one in _sessions(s, *class_ids)}
    by_session: dict[str, list[Any]] = defaultdict(list)
    # Columns and not rows of the session: a year's classes are counted in one go.
    for mark in s.connection().execute(sql(*_MARK).where(col(Attendance.class_id).in_(class_ids))):
        by_session[mark.session_id].append(mark)
    spans: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for session_id, marks in by_session.items():
        session = sessions.get(session_id)
        if session is None:
            continue
        for enrolment_id, mark in standing(marks).items():
            if mark.mark != Mark.PROXY:
                left = _minute_of_day(mark.left_at) if mark.left_at is not None else None
                minutes = attended_minutes(mark.mark, session.begins, session.ends, left)
                spans[enrolment_id, session.held_on].append((session.begins, session.begins + minutes))
    found: dict[str, int] = defaultdict(int)
    for (enrolment_id, _day), each in spans.items():
        found[enrolment_id] += minutes_together(each)
    return dict(found)


def _sessions(s: Session, *class_ids: str) -> list[TrainingSession]:
    return list(s.exec(select(TrainingSession).where(col(TrainingSession.class_id).in_(class_ids))))


def _minute_of_day(at: int) -> int:
    moment = local(at)
    return moment.hour * 60 + moment.minute
