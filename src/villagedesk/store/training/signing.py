"""Signing in and correcting: what the trainer or the operator does while a class is held, and afterwards."""

from collections.abc import Sequence

from villagedesk.domain.people import Person
from villagedesk.domain.texts import check_text, tidy
from villagedesk.domain.training import (
    HERE,
    MAX_NAME,
    SESSION,
    Enrolment,
    Mark,
    SessionState,
    Source,
    TrainingClass,
    TrainingSession,
    Way,
)
from villagedesk.errors import Invalid, Refused
from villagedesk.store.session import WriteSession, action, get, new_row
from villagedesk.store.training.enrolling import enrolment_of, let_in
from villagedesk.store.training.marks import (
    arrival,
    enrolment_in,
    held_marks,
    left_at_ms,
    mark_rest,
    marks_in,
    note_mark,
    open_session,
    walked_in,
)
from villagedesk.store.training.standing import over_if_last, refuse_ended

_REASON = 60


@action
def walk_in(s: WriteSession, session_id: str, name: str, *, person_id: str = "", phone: str = "") -> tuple[str, Mark]:
    """Somebody who is not on the list comes in and signs in; returns the enrolment's id and the mark.

    Args:
        person_id: the villager he is, where that is known, also when he is not on this computer (his card said it).
        phone: a number he left, for whoever puts him on file later.

    Raises:
        Invalid: no name. Refused: the session is closed.
    """
    plain = check_text("name", name, MAX_NAME, required=True)
    session = open_session(s, session_id)
    arrived = arrival(s, session)
    return walked_in(s, session, plain, person_id, tidy(phone), arrived, Way.KEY), arrived


@action
def sign_in(s: WriteSession, session_id: str, enrolment_id: str, way: Way = Way.KEY) -> Mark:
    """Sign somebody in, late when it is late; who is here already stays as he is.

    Raises:
        Refused: the session is closed. NotFound: not on this class's list.
    """
    session = open_session(s, session_id)
    enrolment = enrolment_in(s, session, enrolment_id)
    let_in(enrolment)
    now = marks_in(s, session_id).get(enrolment_id)
    if now is not None and now.mark in HERE:
        return Mark(now.mark)
    arrived = arrival(s, session)
    note_mark(s, session, enrolment_id, arrived, way)
    return arrived


@action
def sign_in_person(s: WriteSession, session_id: str, person_id: str) -> tuple[str, Mark]:
    """Sign in whoever's card was scanned; a villager who is not on the list is enrolled with it.

    Returns:
        The enrolment's id and the mark.

    Raises:
        Refused: the session is closed. NotFound: the person is not on this computer.
    """
    session = open_session(s, session_id)
    found = enrolment_of(s, session.class_id, person_id)
    if found is None:
        person = get(s, Person, person_id)
        found = new_row(
            s,
            Enrolment(
                class_id=session.class_id,
                person_id=person_id,
                name=person.name,
                village_group=person.village_group or "",
                source=Source.WALK_IN,
            ),
        )
        s.flush()
    return found.id, sign_in(s, session_id, found.id, Way.CARD)


@action
def mark(
    s: WriteSession,
    session_id: str,
    enrolment_id: str,
    as_: Mark,
    proxy: str = "",
    *,
    left: int | None = None,
    why: str = "",
) -> None:
    """Set somebody's mark by hand, also after the session was closed: the earlier marks stay as a trace.

    What two computers had marked differently is decided by it, too.

    Args:
        proxy: who signed instead; needed for ``Mark.PROXY``.
        left: when he went before the end, minutes after midnight.
        why: the reason; needed once the session is closed.

    Raises:
        Invalid: no name of the proxy, no reason, or he left before it began. NotFound: not on this class's list.
    """
    if as_ is Mark.PROXY and not proxy.strip():
        raise Invalid("proxy", "field_required")
    session = get(s, TrainingSession, session_id)
    enrolment = enrolment_in(s, session, enrolment_id)
    reason = check_text("why", why, _REASON, required=session.state == SessionState.CLOSED)
    left_at = left_at_ms(session, left) if as_ in HERE else None
    held = held_marks(s, session_id, enrolment_id)
    same = len(held) == 1 and (held[0].mark, held[0].proxy or "", held[0].left_at) == (as_, proxy.strip(), left_at)
    if same:
        return
    if as_ in HERE:
        let_in(enrolment)
    note_mark(s, session, enrolment_id, as_, Way.KEY, proxy=tidy(proxy) or None, left_at=left_at, note=reason)


@action
def left_early(s: WriteSession, session_id: str, enrolment_id: str) -> None:
    """Somebody who is here goes now, before the end.

    Raises:
        Refused: the session is closed, or he is not here. NotFound: not on this class's list.
    """
    session = open_session(s, session_id)
    enrolment_in(s, session, enrolment_id)
    now = marks_in(s, session_id).get(enrolment_id)
    if now is None or now.mark not in HERE:
        raise Refused("not_here")
    note_mark(s, session, enrolment_id, Mark(now.mark), Way(now.way), proxy=now.proxy, left_at=s.now, at=now.at)


@action
def take_back(s: WriteSession, session_id: str, enrolment_id: str) -> None:
    """Take a mark back; nothing happens where there is none.

    Raises:
        Refused: the session is closed; then it is corrected by another mark instead.
    """
    session = open_session(s, session_id)
    enrolment_in(s, session, enrolment_id)
    if marks_in(s, session_id).get(enrolment_id) is not None:
        note_mark(s, session, enrolment_id, Mark.NONE, Way.KEY)


@action
def take_back_all(s: WriteSession, session_id: str, enrolment_ids: Sequence[str]) -> int:
    """Take the marks of these back, as one action; who has none any more is passed over. Returns how many it were.

    Raises:
        Refused: the session is closed; then they are corrected by other marks instead. NotFound: not on this class's list.
    """
    session = open_session(s, session_id)
    marked = marks_in(s, session_id)
    here = [id_ for id_ in dict.fromkeys(enrolment_ids) if id_ in marked and marked[id_].mark in HERE]
    for enrolment_id in here:
        enrolment_in(s, session, enrolment_id)
        note_mark(s, session, enrolment_id, Mark.NONE, Way.KEY)
    return len(here)


@action
def all_present(s: WriteSession, session_id: str) -> int:
    """Mark everybody present who has no mark yet; returns how many.

    Raises:
        Refused: the session is closed.
    """
    session = open_session(s, session_id)
    return mark_rest(s, session, Mark.PRESENT)


@action
def close_session(s: WriteSession, session_id: str) -> int:
    """Close the session: who has no mark was absent. Returns how many that are.

    Raises:
        Refused: it is closed already.
    """
    session = get(s, TrainingSession, session_id)
    SESSION.check(session.state, SessionState.CLOSED)
    row = get(s, TrainingClass, session.class_id)
    refuse_ended(row)
    absent = mark_rest(s, session, Mark.ABSENT)
    session.state = SessionState.CLOSED.value
    over_if_last(s, row)
    return absent
