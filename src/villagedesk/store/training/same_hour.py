"""One person in two sittings at the same hour, put into the inbox once, and what is decided about it.

Both facts stay; nothing is taken away by itself. The item goes when it is decided on whichever computer, or when a
corrected mark, a withdrawn place or another hour has settled it.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from villagedesk.domain.training import (
    ENROLMENT,
    Enrolment,
    EnrolmentState,
    Mark,
    TrainingClass,
    TrainingSession,
    Way,
    enrolment_state,
)
from villagedesk.errors import NotFound
from villagedesk.i18n import _
from villagedesk.store import inbox
from villagedesk.store.derived import follows, values_of
from villagedesk.store.session import WriteSession, action, get
from villagedesk.store.training.clashes import Pair, Side, pairs
from villagedesk.store.training.doubts import note, settle_one
from villagedesk.store.training.enrolling import enrolment_of, leave
from villagedesk.store.training.marks import note_mark
from villagedesk.store.training.standing import open_class

SIGNED_IN, PLACES = "two_at_once", "two_places"


@action
def settle_same_hour(s: WriteSession, decision_id: int, session_id: str = "") -> list[str]:
    """Say in which of two sittings somebody was or will be, or that both are right.

    Args:
        decision_id: the item of the inbox.
        session_id: where he was: in the other one he is marked as absent, or his place there is given up. "": both stand.

    Returns:
        The names of those who moved up for a place that was given up.

    Raises:
        NotFound: it was decided already, or a row is gone. Refused: the other class is called off or archived.
    """
    decision = inbox.open_decision(s, decision_id)
    first, (second, person_id) = decision.row_id, (decision.field or "").split(" ", 1)
    if session_id not in ("", first, second):
        raise NotFound("training_session", session_id)
    kept, other = (
        get(s, TrainingSession, id_) for id_ in ((second, first) if session_id == second else (first, second))
    )
    moved: list[str] = []
    if not session_id:
        place = _place(s, kept, person_id)
        place.beside = " ".join(dict.fromkeys((*place.beside.split(), other.class_id)))
    elif decision.code == SIGNED_IN:
        title = get(s, TrainingClass, kept.class_id).title
        reason = _("was in “{title}” at the same hour").format(title=title)
        note_mark(s, other, _place(s, other, person_id).id, Mark.ABSENT, Way.KEY, note=reason)
    else:
        place = _place(s, other, person_id)
        ENROLMENT.check(enrolment_state(place.state), EnrolmentState.WITHDRAWN)
        moved = leave(s, open_class(s, other.class_id), place)
    inbox.close_decision(s, decision, inbox.ONE if session_id else inbox.BOTH)
    return moved


@follows("attendance")
def notice_after_marks(connection: Connection, ids: Sequence[str]) -> None:
    """Look again at the classes of these marks."""
    _notice(connection, values_of(connection, "SELECT DISTINCT class_id FROM attendance WHERE id IN ({marks})", ids))


@follows("enrolment")
def notice_after_places(connection: Connection, ids: Sequence[str]) -> None:
    """Look again at the classes of these places."""
    _notice(connection, values_of(connection, "SELECT DISTINCT class_id FROM enrolment WHERE id IN ({marks})", ids))


@follows("training_session")
def notice_after_sittings(connection: Connection, ids: Sequence[str]) -> None:
    """Look again at the classes of these sittings, which may have another hour now, or be gone."""
    query = "SELECT DISTINCT class_id FROM training_session WHERE id IN ({marks})"
    _notice(connection, values_of(connection, query, ids))
    for item, first, second, _code, _person in _open(connection):
        if first in ids or second in ids:
            both = "SELECT count(*) FROM training_session WHERE id IN (?, ?)"
            if connection.exec_driver_sql(both, (first, second)).scalar() != 2:
                settle_one(connection, item)


@follows("training_class")
def notice_after_classes(connection: Connection, ids: Sequence[str]) -> None:
    """The same where a class was called off, or is held after all."""
    _notice(connection, ids)


def _notice(connection: Connection, class_ids: Iterable[str]) -> None:
    for class_id in class_ids:
        found: dict[tuple[str, str], str] = {}
        for pair in pairs(connection, class_id):
            code = SIGNED_IN if pair.both else PLACES if pair.two_places else ""
            if not code:
                continue
            one, other = sorted((pair.mine, pair.theirs), key=lambda side: side.session_id)
            field = f"{other.session_id} {pair.person_id}"
            found[one.session_id, field] = code
            note(connection, code, "training_session", one.session_id, field, pair.name, _told(pair, one, other))
        mine = set(values_of(connection, "SELECT id FROM training_session WHERE class_id IN ({marks})", [class_id]))
        for item, first, second, code, person in _open(connection):
            if (first in mine or second in mine) and found.get((first, f"{second} {person}")) != code:
                settle_one(connection, item)


def _told(pair: Pair, one: Side, other: Side) -> str:
    """What the card says: the day, and for either sitting its class, its room where they are of one class, its hours."""
    same = one.class_id == other.class_id
    lines = [pair.held_on]
    for side in (one, other):
        title = f"{side.title} {side.room}".strip() if same else side.title
        lines.append(f"{side.session_id} {side.begins} {side.ends} {title}")
    return "\n".join(lines)


def _open(connection: Connection) -> list[tuple[int, str, str, str, str]]:
    """What is open of it: the item, the two sittings, the code, the person."""
    rows = connection.exec_driver_sql(
        "SELECT id, row_id, field, code FROM inbox WHERE code IN (?, ?) AND done_at IS NULL", (SIGNED_IN, PLACES)
    )
    found = []
    for id_, first, field, code in rows:
        second, _blank, person = str(field).partition(" ")
        found.append((id_, first, second, code, person))
    return found


def _place(s: WriteSession, session: TrainingSession, person_id: str) -> Enrolment:
    # Somebody without a file, in two rooms of one class, is told by his place.
    found = enrolment_of(s, session.class_id, person_id) or s.get(Enrolment, person_id)
    if found is None:
        raise NotFound("enrolment", person_id)
    return found
