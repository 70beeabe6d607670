"""How long each person was there."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select as sql
from sqlmodel import Session, col, select

from villagedesk.domain.training import Attendance, Mark, TrainingSession, attended_minutes, standing
from villagedesk.i18n import local

_MARK = [
    col(getattr(Attendance, name)) for name in ("id", "session_id", "enrolment_id", "mark", "at", "replaces", "left_at")
]


def planned_minutes(s: Session, class_id: str) -> int:
    """The minutes of all sittings of a class together."""
    return sum(one.ends - one.begins for one in _sessions(s, class_id))


def hours_of(s: Session, *class_ids: str) -> dict[str, int]:
    """The minutes that each enrolment of these classes was there; whoever was only signed for by somebody was not."""
    sessions = {one.id: one for one in _sessions(s, *class_ids)}
    by_session: dict[str, list[Any]] = defaultdict(list)
    # Columns and not rows of the session: a year's classes are counted in one go.
    for mark in s.connection().execute(sql(*_MARK).where(col(Attendance.class_id).in_(class_ids))):
        by_session[mark.session_id].append(mark)
    found: dict[str, int] = defaultdict(int)
    for session_id, marks in by_session.items():
        session = sessions.get(session_id)
        if session is None:
            continue
        for enrolment_id, mark in standing(marks).items():
            if mark.mark != Mark.PROXY:
                left = _minute_of_day(mark.left_at) if mark.left_at is not None else None
                found[enrolment_id] += attended_minutes(mark.mark, session.begins, session.ends, left)
    return dict(found)


def _sessions(s: Session, *class_ids: str) -> list[TrainingSession]:
    return list(s.exec(select(TrainingSession).where(col(TrainingSession.class_id).in_(class_ids))))


def _minute_of_day(at: int) -> int:
    moment = local(at)
    return moment.hour * 60 + moment.minute
