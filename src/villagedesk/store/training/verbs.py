"""What the trainer or the operator does with a class."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from villagedesk.domain.people import Person
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.texts import check_text, tidy
from villagedesk.domain.training import (
    HERE,
    MAX_NAME,
    SESSION,
    Attendance,
    ClassForm,
    Enrolment,
    Mark,
    SessionState,
    TrainingClass,
    TrainingSession,
    Way,
    arrival_mark,
    check_class,
    standing,
)
from villagedesk.errors import Invalid, NotFound, Refused
from villagedesk.i18n import local
from villagedesk.store.same_person import ids_of
from villagedesk.store.session import WriteSession, action, get, new_row


@action
def plan_class(s: WriteSession, form: ClassForm, people: Sequence[str] = ()) -> str:
    """Plan a class with its sessions and the people enrolled from the start; returns its id.

    Raises:
        Invalid: see ``check_class``. NotFound: one of the people is not on this computer.
    """
    check_class(form)
    made = new_row(
        s,
        TrainingClass(
            title=tidy(form.title),
            trainer=tidy(form.trainer),
            place=tidy(form.place),
            sessions=len(form.sessions),
        ),
    )
    for number, plan in enumerate(form.sessions, 1):
        new_row(
            s,
            TrainingSession(
                class_id=made.id,
                number=number,
                held_on=plan.held_on,
                begins=plan.begins,
                ends=plan.ends,
                topic=plan.topic,
            ),
        )
    _enrol(s, made.id, people)
    return made.id


@action
def enrol(s: WriteSession, class_id: str, people: Sequence[str]) -> int:
    """Enrol villagers; who is enrolled already stays so. Returns how many are new.

    Raises:
        NotFound: the class or one of the people is not on this computer.
    """
    get(s, TrainingClass, class_id)
    return _enrol(s, class_id, people)


@action
def walk_in(s: WriteSession, session_id: str, name: str) -> Mark:
    """Somebody who is not on the list comes in and signs in; returns his mark.

    Raises:
        Invalid: no name. Refused: the session is closed.
    """
    plain = check_text("name", name, MAX_NAME, required=True)
    session = _open(s, session_id)
    enrolment = new_row(s, Enrolment(class_id=session.class_id, name=plain))
    arrived = _arrival(s, session)
    _note(s, session, enrolment.id, arrived, Way.KEY)
    return arrived


@action
def sign_in(s: WriteSession, session_id: str, enrolment_id: str, way: Way = Way.KEY) -> Mark:
    """Sign somebody in, late when it is late; who is here already stays as he is.

    Raises:
        Refused: the session is closed. NotFound: not on this class's list.
    """
    session = _open(s, session_id)
    _enrolment(s, session, enrolment_id)
    now = _marks(s, session_id).get(enrolment_id)
    if now is not None and now.mark in HERE:
        return Mark(now.mark)
    arrived = _arrival(s, session)
    _note(s, session, enrolment_id, arrived, way, replaces=now)
    return arrived


@action
def sign_in_person(s: WriteSession, session_id: str, person_id: str) -> tuple[str, Mark]:
    """Sign in whoever's card was scanned; a villager who is not on the list is enrolled with it.

    Returns:
        The enrolment's id and the mark.

    Raises:
        Refused: the session is closed. NotFound: the person is not on this computer.
    """
    session = _open(s, session_id)
    found = _enrolled(s, session.class_id, person_id)
    if found is None:
        person = get(s, Person, person_id)
        found = new_row(
            s,
            Enrolment(
                class_id=session.class_id,
                person_id=person_id,
                name=person.name,
                village_group=person.village_group or "",
            ),
        )
        s.flush()
    return found.id, sign_in(s, session_id, found.id, Way.CARD)


@action
def mark(s: WriteSession, session_id: str, enrolment_id: str, as_: Mark, proxy: str = "") -> None:
    """Set somebody's mark by hand, also after the session was closed: the earlier mark stays as a trace.

    Args:
        proxy: who signed instead; needed for ``Mark.PROXY``.

    Raises:
        Invalid: no name of the proxy. NotFound: not on this class's list.
    """
    if as_ is Mark.PROXY and not proxy.strip():
        raise Invalid("proxy", "field_required")
    session = get(s, TrainingSession, session_id)
    _enrolment(s, session, enrolment_id)
    now = _marks(s, session_id).get(enrolment_id)
    if now is not None and now.mark == as_ and (now.proxy or "") == proxy.strip():
        return
    _note(s, session, enrolment_id, as_, Way.KEY, proxy=proxy.strip() or None, replaces=now)


@action
def take_back(s: WriteSession, session_id: str, enrolment_id: str) -> None:
    """Take a mark back; nothing happens where there is none.

    Raises:
        Refused: the session is closed; then it is corrected by another mark instead.
    """
    session = _open(s, session_id)
    now = _marks(s, session_id).get(enrolment_id)
    if now is not None:
        _note(s, session, enrolment_id, Mark.NONE, Way.KEY, replaces=now)


@action
def all_present(s: WriteSession, session_id: str) -> int:
    """Mark everybody present who has no mark yet; returns how many.

    Raises:
        Refused: the session is closed.
    """
    session = _open(s, session_id)
    return _mark_rest(s, session, Mark.PRESENT)


@action
def close_session(s: WriteSession, session_id: str) -> int:
    """Close the session: who has no mark was absent. Returns how many that are.

    Raises:
        Refused: it is closed already.
    """
    session = get(s, TrainingSession, session_id)
    SESSION.check(session.state, SessionState.CLOSED)
    absent = _mark_rest(s, session, Mark.ABSENT)
    session.state = SessionState.CLOSED.value
    return absent


def _enrol(s: WriteSession, class_id: str, people: Iterable[str]) -> int:
    count = 0
    for person_id in dict.fromkeys(people):
        if _enrolled(s, class_id, person_id) is None:
            person = get(s, Person, person_id)
            group = person.village_group or ""
            new_row(s, Enrolment(class_id=class_id, person_id=person_id, name=person.name, village_group=group))
            count += 1
    return count


def _enrolled(s: Session, class_id: str, person_id: str) -> Enrolment | None:
    return s.exec(
        select(Enrolment)
        .where(Enrolment.class_id == class_id, col(Enrolment.person_id).in_(ids_of(s, person_id)))
        .order_by(col(Enrolment.id))
    ).first()


def _enrolment(s: Session, session: TrainingSession, enrolment_id: str) -> Enrolment:
    found = get(s, Enrolment, enrolment_id)
    if found.class_id != session.class_id:
        raise NotFound("enrolment", enrolment_id)
    return found


def _open(s: WriteSession, session_id: str) -> TrainingSession:
    """The session, ready for marks; the first one of a planned session opens it."""
    session = get(s, TrainingSession, session_id)
    if session.state == SessionState.CLOSED:
        raise Refused("session_closed")
    if session.state == SessionState.PLANNED:
        session.state = SessionState.OPEN.value
    return session


def _marks(s: Session, session_id: str) -> dict[str, Attendance]:
    return standing(s.exec(select(Attendance).where(Attendance.session_id == session_id)))


def _mark_rest(s: WriteSession, session: TrainingSession, as_: Mark) -> int:
    marked = _marks(s, session.id)
    enrolments = s.exec(select(Enrolment.id).where(Enrolment.class_id == session.class_id).order_by(col(Enrolment.id)))
    rest = [id_ for id_ in enrolments if id_ not in marked]
    for enrolment_id in rest:
        _note(s, session, enrolment_id, as_, Way.KEY)
    return len(rest)


def _arrival(s: WriteSession, session: TrainingSession) -> Mark:
    moment = local(s.now)
    if moment.date().isoformat() != session.held_on:
        # Typed in on another day: nobody knows any more who was late.
        return Mark.PRESENT
    return arrival_mark(
        moment.hour * 60 + moment.minute, session.begins, rule_pack(session.held_on).training.late_minutes
    )


def _note(
    s: WriteSession,
    session: TrainingSession,
    enrolment_id: str,
    as_: Mark,
    way: Way,
    *,
    proxy: str | None = None,
    replaces: Attendance | None = None,
) -> None:
    new_row(
        s,
        Attendance(
            class_id=session.class_id,
            session_id=session.id,
            enrolment_id=enrolment_id,
            mark=as_,
            at=s.now,
            way=way,
            proxy=proxy,
            replaces=replaces.id if replaces else None,
        ),
    )
