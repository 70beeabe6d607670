"""Lists for the training pages."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlmodel import Session, col, select

from villagedesk.domain.training import (
    HERE,
    Attendance,
    Enrolment,
    SessionState,
    TrainingClass,
    TrainingSession,
    standing,
)
from villagedesk.store import shadow
from villagedesk.store.people_index import name_keys
from villagedesk.store.session import get


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

    @property
    def open(self) -> bool:
        """Whether people sign in now."""
        return self.state == SessionState.OPEN

    @property
    def closed(self) -> bool:
        """Whether it is over, and only corrections are made."""
        return self.state == SessionState.CLOSED


@dataclass(frozen=True)
class ClassRow:
    """One class with its sessions, in their order."""

    id: str
    title: str
    trainer: str
    place: str
    enrolled: int
    sessions: tuple[SessionRow, ...]


@dataclass(frozen=True)
class SignRow:
    """One person on the sign-in page. ``mark`` is "" while nothing is known; ``at`` is ms UTC."""

    enrolment_id: str
    name: str
    group: str
    mark: str
    at: int | None
    proxy: str


@dataclass(frozen=True)
class SessionPage:
    """One session with everybody on its list, those who are not here first. ``waiting``: something is not sent yet."""

    session: SessionRow
    rows: tuple[SignRow, ...]
    waiting: bool


def class_list(s: Session) -> list[ClassRow]:
    """Every class, the one with the latest session first."""
    by_class: dict[str, list[SessionRow]] = defaultdict(list)
    for row in _session_rows(s):
        by_class[row.class_id].append(row)
    classes = [
        ClassRow(c.id, c.title, c.trainer, c.place, rows[0].enrolled if rows else 0, tuple(rows))
        for c in s.exec(select(TrainingClass))
        for rows in [by_class.get(c.id, [])]
    ]
    return sorted(classes, key=lambda c: (c.sessions[-1].held_on if c.sessions else "", c.id), reverse=True)


def sessions_on(s: Session, day: str) -> list[SessionRow]:
    """The sessions of one day (ISO date), by their beginning."""
    return sorted((row for row in _session_rows(s, day)), key=lambda row: (row.begins, row.id))


def session_page(s: Session, session_id: str) -> SessionPage:
    """One session and its list.

    Raises:
        NotFound: it is not on this computer.
    """
    session = get(s, TrainingSession, session_id)
    class_ = get(s, TrainingClass, session.class_id)
    marks = standing(s.exec(select(Attendance).where(Attendance.session_id == session_id)))
    enrolments = s.exec(select(Enrolment).where(Enrolment.class_id == class_.id)).all()
    rows = [_sign_row(e, marks.get(e.id)) for e in enrolments]
    rows.sort(key=lambda row: (bool(row.mark), row.at or 0, row.name, row.enrolment_id))
    here = sum(row.mark in HERE for row in rows)
    ids = [mark.id for mark in marks.values()]
    waiting = bool(shadow.waiting_ids(s.connection(), "attendance", ids))
    return SessionPage(_session_row(session, class_, len(rows), here), tuple(rows), waiting)


def find_in_session(page: SessionPage, text: str) -> list[SignRow]:
    """Who is meant by one or more letters or characters: the beginning of a name, its pinyin or its initials."""
    wanted = text.strip().casefold().replace(" ", "")
    if not wanted:
        return list(page.rows)
    return [row for row in page.rows if any(key.startswith(wanted) for key in name_keys(row.name))]


def _session_rows(s: Session, day: str | None = None) -> list[SessionRow]:
    query = select(TrainingSession, TrainingClass).where(col(TrainingClass.id) == TrainingSession.class_id)
    if day is not None:
        query = query.where(TrainingSession.held_on == day)
    found = s.exec(query.order_by(col(TrainingSession.held_on), col(TrainingSession.number))).all()
    classes = {session.class_id for session, _ in found}
    enrolled = Counter(s.exec(select(Enrolment.class_id).where(col(Enrolment.class_id).in_(classes))))
    marks: dict[str, list[Attendance]] = defaultdict(list)
    for mark in s.exec(select(Attendance).where(col(Attendance.session_id).in_([session.id for session, _ in found]))):
        marks[mark.session_id].append(mark)
    return [
        _session_row(
            session, class_, enrolled[class_.id], sum(m.mark in HERE for m in standing(marks[session.id]).values())
        )
        for session, class_ in found
    ]


def _session_row(session: TrainingSession, class_: TrainingClass, enrolled: int, here: int) -> SessionRow:
    return SessionRow(
        session.id,
        class_.id,
        class_.title,
        class_.trainer,
        class_.place,
        session.number,
        class_.sessions,
        session.held_on,
        session.begins,
        session.ends,
        session.state,
        enrolled,
        here,
    )


def _sign_row(enrolment: Enrolment, mark: Attendance | None) -> SignRow:
    return SignRow(
        enrolment.id,
        enrolment.name,
        enrolment.village_group,
        mark.mark if mark else "",
        mark.at if mark else None,
        (mark.proxy or "") if mark else "",
    )
