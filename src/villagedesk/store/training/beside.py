"""Sittings of one class that are held side by side in two rooms: whoever is in the other one is not expected here."""

from sqlmodel import Session, col, select

from villagedesk.domain.training import HERE, Attendance, TrainingClass, TrainingSession, standing
from villagedesk.store.session import get


def elsewhere(s: Session, session: TrainingSession) -> dict[str, str]:
    """Who is signed in to a sitting of the same class at the same time, by enrolment, with the room."""
    asked = select(TrainingSession).where(
        TrainingSession.class_id == session.class_id,
        TrainingSession.held_on == session.held_on,
        TrainingSession.id != session.id,
        TrainingSession.begins < session.ends,
        TrainingSession.ends > session.begins,
    )
    found: dict[str, str] = {}
    for other in s.exec(asked.order_by(col(TrainingSession.begins), col(TrainingSession.id))):
        room = other.room or get(s, TrainingClass, other.class_id).place
        marks = standing(s.exec(select(Attendance).where(Attendance.session_id == other.id)))
        found |= {id_: room for id_, mark in marks.items() if mark.mark in HERE and mark.left_at is None}
    return found
