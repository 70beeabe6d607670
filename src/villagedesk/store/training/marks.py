"""What every way of marking shares: the open session, the marks that hold, and writing one down."""

from sqlmodel import Session, col, select

from villagedesk import clock
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.training import (
    HAVE_A_PLACE,
    Attendance,
    Enrolment,
    Mark,
    SessionState,
    Source,
    TrainingClass,
    TrainingSession,
    Way,
    arrival_mark,
    open_marks,
    standing,
)
from villagedesk.errors import Invalid, NotFound, Refused
from villagedesk.i18n import local
from villagedesk.store.session import WriteSession, get, new_row
from villagedesk.store.training.beside import elsewhere
from villagedesk.store.training.standing import begun, refuse_ended


def enrolment_in(s: Session, session: TrainingSession, enrolment_id: str) -> Enrolment:
    """Somebody of this session's class.

    Raises:
        NotFound: not on this class's list.
    """
    found = get(s, Enrolment, enrolment_id)
    if found.class_id != session.class_id:
        raise NotFound("enrolment", enrolment_id)
    return found


def open_session(s: WriteSession, session_id: str) -> TrainingSession:
    """The session, ready for marks; the first one of a planned session opens it."""
    session = get(s, TrainingSession, session_id)
    if session.state == SessionState.CLOSED:
        raise Refused("session_closed")
    row = get(s, TrainingClass, session.class_id)
    refuse_ended(row)
    if session.state == SessionState.PLANNED:
        session.state = SessionState.OPEN.value
        begun(row)
    return session


def marks_in(s: Session, session_id: str) -> dict[str, Attendance]:
    """The mark that holds for each person of a session."""
    return standing(s.exec(select(Attendance).where(Attendance.session_id == session_id)))


def held_marks(s: Session, session_id: str, enrolment_id: str) -> list[Attendance]:
    """The marks of one person that nothing replaces: one, unless two computers made one each."""
    if s.autoflush:
        s.flush()
    asked = select(Attendance).where(Attendance.session_id == session_id, Attendance.enrolment_id == enrolment_id)
    return open_marks(s.exec(asked)).get(enrolment_id, [])


def mark_rest(s: WriteSession, session: TrainingSession, as_: Mark) -> int:
    """Mark everybody who has a place and no mark, and is not in the other room meanwhile; returns how many."""
    marked = marks_in(s, session.id).keys() | elsewhere(s, session).keys()
    asked = select(Enrolment.id).where(Enrolment.class_id == session.class_id)
    places = s.exec(asked.where(col(Enrolment.state).in_(sorted(HAVE_A_PLACE))).order_by(col(Enrolment.id)))
    rest = [id_ for id_ in places if id_ not in marked]
    for enrolment_id in rest:
        note_mark(s, session, enrolment_id, as_, Way.KEY)
    return len(rest)


def arrival(s: WriteSession, session: TrainingSession) -> Mark:
    """In time or late, by the clock of the session's day."""
    moment = local(s.now)
    if moment.date().isoformat() != session.held_on:
        # Typed in on another day: nobody knows any more who was late.
        return Mark.PRESENT
    return arrival_mark(
        moment.hour * 60 + moment.minute, session.begins, rule_pack(session.held_on).training.late_minutes
    )


def left_at_ms(session: TrainingSession, left: int | None) -> int | None:
    """A time of day on the session's day, in ms UTC; None for to the end."""
    if left is None or left >= session.ends:
        return None
    if left <= session.begins:
        raise Invalid("left", "left_before_it_began")
    return clock.day_span(session.held_on)[0] + left * 60_000


def walked_in(
    s: WriteSession, session: TrainingSession, name: str, person_id: str, phone: str, as_: Mark, way: Way
) -> str:
    """Somebody who is not on the list, with his mark, as part of an action; returns the enrolment's id."""
    enrolment = new_row(
        s,
        Enrolment(
            class_id=session.class_id, person_id=person_id or None, name=name, phone=phone, source=Source.WALK_IN
        ),
    )
    note_mark(s, session, enrolment.id, as_, way)
    return enrolment.id


def note_mark(
    s: WriteSession,
    session: TrainingSession,
    enrolment_id: str,
    as_: Mark,
    way: Way,
    *,
    proxy: str | None = None,
    left_at: int | None = None,
    note: str = "",
    at: int | None = None,
) -> None:
    """Write a mark down; it replaces every one that stands."""
    replaced = [held.id for held in held_marks(s, session.id, enrolment_id)]
    new_row(
        s,
        Attendance(
            class_id=session.class_id,
            session_id=session.id,
            enrolment_id=enrolment_id,
            mark=as_,
            at=s.now if at is None else at,
            way=way,
            proxy=proxy,
            replaces=" ".join(replaced) or None,
            left_at=left_at,
            note=note,
        ),
    )
