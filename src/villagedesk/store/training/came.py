"""Who came to a class at all: whoever was marked here in one of its sittings and that was not taken back."""

from typing import Any

from sqlalchemy import select as sql
from sqlmodel import Session, col, select

from villagedesk.domain.training import HERE, Attendance, Enrolment, Mark, standing

_MARK = [col(getattr(Attendance, name)) for name in ("id", "session_id", "enrolment_id", "mark", "replaces")]
# Somebody else signed for him: he was not there.
_THERE = HERE - {Mark.PROXY}


def came_to(s: Session, class_id: str) -> list[tuple[str, str]]:
    """Everybody who was there, as (enrolment, name), by name."""
    by_session: dict[str, list[Any]] = {}
    for mark in s.connection().execute(sql(*_MARK).where(col(Attendance.class_id) == class_id)):
        by_session.setdefault(mark.session_id, []).append(mark)
    here = {
        enrolment_id
        for marks in by_session.values()
        for enrolment_id, mark in standing(marks).items()
        if mark.mark in _THERE
    }
    rows = s.exec(select(Enrolment).where(col(Enrolment.class_id) == class_id)).all()
    return sorted(((one.id, one.name) for one in rows if one.id in here), key=lambda one: (one[1], one[0]))
