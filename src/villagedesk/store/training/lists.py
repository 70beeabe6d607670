"""Lists for the training pages. They read the marks of what is shown, never of every class there ever was."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as sql
from sqlmodel import Session, col, select

from villagedesk.domain.training import (
    HAVE_A_PLACE,
    HERE,
    Attendance,
    ClassState,
    Enrolment,
    EnrolmentState,
    SessionState,
    TrainingClass,
    TrainingSession,
    class_state,
    doubtful,
    standing,
)
from villagedesk.domain.training.attendance import Told
from villagedesk.store import shadow
from villagedesk.store.people_index import name_keys
from villagedesk.store.session import get
from villagedesk.store.training.beside import elsewhere

SHOWN = 60


@dataclass(frozen=True)
class SessionRow:
    """One session in a list. Times are minutes after midnight; ``here`` of ``enrolled`` came."""

    id: str
    class_id: str
    title: str
    trainer: str
    place: str
    number: int
    of: int
    held_on: str
    begins: int
    ends: int
    state: str
    enrolled: int
    here: int
    topic: str = ""
    class_state: str = ClassState.PLANNED

    @property
    def open(self) -> bool:
        """Whether people sign in now."""
        return self.state == SessionState.OPEN

    @property
    def closed(self) -> bool:
        """Whether it is over, and only corrections are made."""
        return self.state == SessionState.CLOSED

    @property
    def called_off(self) -> bool:
        """Whether its class is called off."""
        return self.class_state == ClassState.CANCELLED


@dataclass(frozen=True)
class ClassRow:
    """One class with its sessions, in their order. ``capacity`` 0 means no limit; ``waiting`` are people."""

    id: str
    title: str
    trainer: str
    place: str
    enrolled: int
    sessions: tuple[SessionRow, ...]
    number: str = ""
    capacity: int = 0
    waiting: int = 0
    moved_up: int = 0
    state: str = ClassState.PLANNED


@dataclass(frozen=True)
class SignRow:
    """One person on the sign-in page. ``mark`` is "" while nothing is known; ``at`` and ``left_at`` are ms UTC.

    ``state`` is an EnrolmentState; ``on_file``: he is a villager on file; ``doubtful``: two computers marked differently;
    ``elsewhere`` is the room of another sitting of this class at the same time in which he is.
    """

    enrolment_id: str
    name: str
    group: str
    mark: str
    at: int | None
    proxy: str
    left_at: int | None = None
    state: str = EnrolmentState.ENROLLED
    on_file: bool = True
    doubtful: bool = False
    person_id: str = ""
    elsewhere: str = ""


@dataclass(frozen=True)
class SessionPage:
    """One session with everybody on its list, those who are not here first. ``waiting``: something is not sent yet.

    ``others`` have no place: they are invited, wait, or have withdrawn; whoever of them comes is signed in all the same.
    """

    session: SessionRow
    rows: tuple[SignRow, ...]
    waiting: bool
    others: tuple[SignRow, ...] = ()

    @property
    def missing(self) -> int:
        """How many have no mark and are not in the other room either."""
        return sum(not row.mark and not row.elsewhere for row in self.rows)

    @property
    def absent(self) -> int:
        """How many are absent once it is closed."""
        return sum(row.mark not in HERE and not row.elsewhere for row in self.rows)


def class_list(s: Session, states: Iterable[str] = (), *, limit: int = SHOWN) -> list[ClassRow]:
    """The classes with the latest sessions first; with ``states`` only those that stand so."""
    last = func.max(col(TrainingSession.held_on))
    query = sql(col(TrainingClass.id)).outerjoin(
        TrainingSession, col(TrainingSession.class_id) == col(TrainingClass.id)
    )
    wanted = set(states)
    if wanted:
        kept = wanted | ({""} if ClassState.PLANNED in wanted else set())
        query = query.where(col(TrainingClass.state).in_(sorted(kept)))
    query = query.group_by(col(TrainingClass.id)).order_by(last.desc(), col(TrainingClass.id).desc()).limit(limit)
    ids = list(s.execute(query).scalars())
    return class_rows(s, ids)


def class_rows(s: Session, ids: Sequence[str]) -> list[ClassRow]:
    """These classes, in the order of ``ids``."""
    by_class: dict[str, list[SessionRow]] = defaultdict(list)
    for row in _session_rows(s, col(TrainingSession.class_id).in_(ids)):
        by_class[row.class_id].append(row)
    classes = {c.id: c for c in s.exec(select(TrainingClass).where(col(TrainingClass.id).in_(ids)))}
    places = _places(s, ids)
    return [_class_row(classes[id_], places.get(id_, {}), tuple(by_class[id_])) for id_ in ids if id_ in classes]


def sessions_on(s: Session, day: str) -> list[SessionRow]:
    """The sessions of one day (ISO date), by their beginning."""
    return sessions_between(s, day, day)


def sessions_between(s: Session, first: str, last: str) -> list[SessionRow]:
    """The sessions from one day to another (ISO dates, both included), by day and beginning."""
    held = col(TrainingSession.held_on)
    return _session_rows(s, (held >= first) & (held <= last))


def next_session(s: Session, day: str) -> SessionRow | None:
    """The next session from a day on (ISO date) that is not closed and whose class is not called off."""
    found = s.exec(
        select(TrainingSession.id)
        .join(TrainingClass, col(TrainingClass.id) == col(TrainingSession.class_id))
        .where(
            TrainingSession.held_on >= day,
            TrainingSession.state != SessionState.CLOSED.value,
            col(TrainingClass.state).not_in((ClassState.CANCELLED.value, ClassState.ARCHIVED.value)),
        )
        .order_by(col(TrainingSession.held_on), col(TrainingSession.begins), col(TrainingSession.id))
        .limit(1)
    ).first()
    return _session_rows(s, col(TrainingSession.id) == found)[0] if found else None


def session_page(s: Session, session_id: str) -> SessionPage:
    """One session and its list.

    Raises:
        NotFound: it is not on this computer.
    """
    session = get(s, TrainingSession, session_id)
    class_ = get(s, TrainingClass, session.class_id)
    found = s.exec(select(Attendance).where(Attendance.session_id == session_id)).all()
    marks, doubts = standing(found), doubtful(found)
    enrolments = s.exec(select(Enrolment).where(Enrolment.class_id == class_.id)).all()
    rooms = elsewhere(s, session)
    everybody = [
        sign_row(e, marks.get(e.id), doubtful=e.id in doubts, elsewhere=rooms.get(e.id, "")) for e in enrolments
    ]
    rows = [row for row in everybody if row.mark or row.state in HAVE_A_PLACE]
    rows.sort(key=lambda row: (bool(row.mark or row.elsewhere), row.at or 0, row.name, row.enrolment_id))
    others = sorted((row for row in everybody if row not in rows), key=lambda row: (row.name, row.enrolment_id))
    here = sum(row.mark in HERE for row in rows)
    ids = [mark.id for mark in marks.values()]
    waiting = bool(shadow.waiting_ids(s.connection(), "attendance", ids))
    return SessionPage(_session_row(session, class_, len(rows), here), tuple(rows), waiting, tuple(others))


def find_in_session(page: SessionPage, text: str) -> list[SignRow]:
    """Who is meant by one or more letters or characters: the beginning of a name, its pinyin or its initials.

    Without a text those who have a place; with one also who is invited, waits or has withdrawn, and comes after all.
    """
    wanted = text.strip().casefold().replace(" ", "")
    if not wanted:
        return list(page.rows)
    return [row for row in (*page.rows, *page.others) if any(key.startswith(wanted) for key in name_keys(row.name))]


def sign_row(enrolment: Enrolment, mark: Attendance | None, *, doubtful: bool = False, elsewhere: str = "") -> SignRow:
    """One line of a session's list."""
    return SignRow(
        enrolment.id,
        enrolment.name,
        enrolment.village_group,
        mark.mark if mark else "",
        mark.at if mark else None,
        (mark.proxy or "") if mark else "",
        mark.left_at if mark else None,
        enrolment.state or EnrolmentState.ENROLLED,
        bool(enrolment.person_id),
        doubtful,
        enrolment.person_id or "",
        elsewhere,
    )


def _places(s: Session, ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """How many stand how in each class."""
    found = s.execute(
        sql(col(Enrolment.class_id), col(Enrolment.state), func.count())
        .where(col(Enrolment.class_id).in_(ids))
        .group_by(col(Enrolment.class_id), col(Enrolment.state))
    )
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for class_id, state, count in found:
        counts[class_id][state] = count
    return counts


def _class_row(row: TrainingClass, places: dict[str, int], sessions: tuple[SessionRow, ...]) -> ClassRow:
    return ClassRow(
        row.id,
        row.title,
        row.trainer,
        row.place,
        sum(places.get(state, 0) for state in HAVE_A_PLACE),
        sessions,
        row.number,
        row.capacity,
        places.get(EnrolmentState.WAITING, 0),
        places.get(EnrolmentState.MOVED_UP, 0),
        class_state(row.state),
    )


def _session_rows(s: Session, where: ColumnElement[bool]) -> list[SessionRow]:
    query = select(TrainingSession, TrainingClass).where(col(TrainingClass.id) == TrainingSession.class_id, where)
    order = [col(getattr(TrainingSession, name)) for name in ("held_on", "begins", "number", "id")]
    found = s.exec(query.order_by(*order)).all()
    places = _places(s, sorted({class_.id for _, class_ in found}))
    here = _here(s, [session.id for session, _ in found])
    return [
        _session_row(
            session,
            class_,
            sum(places.get(class_.id, {}).get(state, 0) for state in HAVE_A_PLACE),
            here.get(session.id, 0),
        )
        for session, class_ in found
    ]


def _here(s: Session, ids: Sequence[str]) -> dict[str, int]:
    """How many came to each session; without the ORM, for a list has some thousand marks behind it."""
    columns = (Attendance.session_id, Attendance.id, Attendance.enrolment_id, Attendance.mark, Attendance.at)
    found = s.execute(sql(*map(col, columns), col(Attendance.replaces)).where(col(Attendance.session_id).in_(ids)))
    marks: dict[str, list[Told]] = defaultdict(list)
    for session_id, *told in found:
        marks[session_id].append(Told(*told))
    return {id_: sum(one.mark in HERE for one in standing(told).values()) for id_, told in marks.items()}


def _session_row(session: TrainingSession, class_: TrainingClass, enrolled: int, here: int) -> SessionRow:
    return SessionRow(
        session.id,
        class_.id,
        class_.title,
        session.trainer or class_.trainer,
        session.room or class_.place,
        session.number,
        class_.sessions,
        session.held_on,
        session.begins,
        session.ends,
        session.state,
        enrolled,
        here,
        session.topic,
        class_state(class_.state),
    )
