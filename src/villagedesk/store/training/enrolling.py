"""Who takes a class: enrol and invite, the waiting list that moves up by itself, calls, withdrawing, walk-ins on file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from villagedesk import i18n
from villagedesk.domain.people import Person
from villagedesk.domain.texts import check_text
from villagedesk.domain.training import (
    ENROLMENT,
    CallResult,
    Enrolment,
    EnrolmentState,
    SessionState,
    Source,
    TrainingClass,
    TrainingSession,
    enrolment_state,
    free_places,
    moving_up,
)
from villagedesk.errors import Refused
from villagedesk.store.same_person import ids_of, kept_of
from villagedesk.store.session import WriteSession, action, get, new_row
from villagedesk.store.training.before import missing_before, refuse_before
from villagedesk.store.training.clashes import busy_elsewhere
from villagedesk.store.training.standing import is_open, open_class

WAIVER_LENGTH = 60


@dataclass(frozen=True)
class Enrolled:
    """How many got a place, and how many are on the waiting list; who was on the list already counts as neither."""

    places: int
    waiting: int


@action
def enrol(
    s: WriteSession, class_id: str, people: Sequence[str], waiver: str | Mapping[str, str] = "", *, beside: bool = False
) -> Enrolled:
    """Enrol villagers; who does not fit any more waits. Who was invited comes now, who had withdrawn is back.

    Args:
        class_id: the class.
        people: who.
        waiver: why somebody may come without the courses that come before this one, for all of them or by the ids in
            ``people``; it is kept with his place.
        beside: whether a place in another class at the same hour is known and meant.

    Raises:
        Invalid: on the field ``waiver``.
        NotFound: the class or one of the people is not on this computer.
        Refused: the class is called off or archived; ``course_before``: a course is missing and nobody said why not;
            ``same_hour``: he has a place in another class at the same hour, and nobody said that both are meant.
    """
    return enrol_people(s, open_class(s, class_id), people, waiver, beside=beside)


@action
def invite(s: WriteSession, class_id: str, people: Sequence[str]) -> int:
    """Invite villagers, who have no place before they say yes; returns how many are new.

    Raises:
        NotFound: the class or one of the people is not on this computer. Refused: the class is called off or archived.
    """
    row = open_class(s, class_id)
    new = [person for person in dict.fromkeys(people) if enrolment_of(s, row.id, person) is None]
    for person in new:
        _new(s, row, person, EnrolmentState.INVITED, Source.INVITED)
    return len(new)


@action
def note_call(
    s: WriteSession, enrolment_id: str, result: CallResult, waiver: str = "", *, beside: bool = False
) -> EnrolmentState:
    """What came of a call: who comes gets a place or waits for one, who does not come makes room for the next.

    Returns:
        Where he stands now.

    Raises:
        NotFound: no such enrolment. Invalid, Refused: see ``enrol``.
    """
    enrolment = get(s, Enrolment, enrolment_id)
    row = open_class(s, enrolment.class_id)
    enrolment.called_at, enrolment.call_result = s.now, result.value
    if result is CallResult.NOT_COMING:
        leave(s, row, enrolment)
    elif result is CallResult.COMES and enrolment_state(enrolment.state) is not EnrolmentState.ENROLLED:
        _come(s, row, enrolment, waiver, beside=beside)
    return enrolment_state(enrolment.state)


@action
def withdraw(s: WriteSession, enrolment_id: str) -> list[str]:
    """Somebody does not come after all; returns the names of those who moved up for it.

    Raises:
        NotFound: no such enrolment. Refused: he had withdrawn already, or the class is called off or archived.
    """
    enrolment = get(s, Enrolment, enrolment_id)
    ENROLMENT.check(enrolment_state(enrolment.state), EnrolmentState.WITHDRAWN)
    return leave(s, open_class(s, enrolment.class_id), enrolment)


@action
def take_up_again(s: WriteSession, enrolment_id: str, waiver: str = "", *, beside: bool = False) -> EnrolmentState:
    """Somebody who is invited, waits or had withdrawn wants a place; returns whether he has one or waits.

    Raises:
        NotFound: no such enrolment. Invalid, Refused: see ``enrol``.
    """
    enrolment = get(s, Enrolment, enrolment_id)
    _come(s, open_class(s, enrolment.class_id), enrolment, waiver, beside=beside)
    return enrolment_state(enrolment.state)


@action
def fill_places(s: WriteSession, class_id: str) -> list[str]:
    """Move up whom two computers left waiting: each had filled the places it knew of. Returns their names.

    Raises:
        NotFound: no such class.
    """
    row = get(s, TrainingClass, class_id)
    return give_free_places(s, row) if is_open(row) else []


def places_to_fill(s: Session) -> list[str]:
    """The classes with a free place and somebody waiting for it."""
    waiting = set(s.exec(select(Enrolment.class_id).where(Enrolment.state == EnrolmentState.WAITING.value)))
    rows = s.exec(select(TrainingClass).where(col(TrainingClass.id).in_(waiting))).all() if waiting else []
    return [row.id for row in rows if is_open(row) and moving_up(row.capacity, enrolments_of(s, row.id))]


@action
def tie_walk_in(s: WriteSession, enrolment_id: str, person_id: str) -> None:
    """Say which villager a walk-in is; his name is then written as it is on file.

    Raises:
        NotFound: no such enrolment, or the villager is not on this computer.
        Refused: ``walk_in_known``: it is known already; ``enrolled_already``: this villager has a place of his own.
    """
    enrolment = get(s, Enrolment, enrolment_id)
    if enrolment.person_id:
        raise Refused("walk_in_known", name=enrolment.name)
    person = get(s, Person, kept_of(s, person_id))
    if enrolment_of(s, enrolment.class_id, person.id) is not None:
        raise Refused("enrolled_already", name=person.name)
    enrolment.person_id, enrolment.name, enrolment.village_group = person.id, person.name, person.village_group or ""


def enrol_people(
    s: WriteSession,
    row: TrainingClass,
    people: Iterable[str],
    waiver: str | Mapping[str, str] = "",
    *,
    beside: bool = False,
) -> Enrolled:
    """Enrol as part of an action; see ``enrol``."""
    enrolments = list(enrolments_of(s, row.id))
    places = waiting = 0
    for person_id in dict.fromkeys(people):
        found = enrolment_of(s, row.id, person_id)
        if found is not None and (found.has_place or found.state == EnrolmentState.WAITING):
            continue
        state = _place(row, enrolments)
        said = waiver if isinstance(waiver, str) else waiver.get(person_id, "")
        why, also = _waived(s, row, person_id, said), _also(s, row, person_id, beside)
        if found is None:
            found = _new(s, row, person_id, state, Source.COUNTER, why)
            enrolments.append(found)
        else:
            found.state = state.value
            _keep_waiver(found, why)
        _keep_beside(found, also)
        places += state is EnrolmentState.ENROLLED
        waiting += state is EnrolmentState.WAITING
    return Enrolled(places, waiting)


def give_free_places(s: WriteSession, row: TrainingClass) -> list[str]:
    """Move people up as long as there are places, as part of an action; returns their names."""
    found = moving_up(row.capacity, enrolments_of(s, row.id))
    for one in found:
        one.state = EnrolmentState.MOVED_UP.value
    return [one.name for one in found]


def enrolment_of(s: Session, class_id: str, person_id: str) -> Enrolment | None:
    """The enrolment of a villager, also by a row that was joined with his."""
    return s.exec(
        select(Enrolment)
        .where(Enrolment.class_id == class_id, col(Enrolment.person_id).in_(ids_of(s, person_id)))
        .order_by(col(Enrolment.id))
    ).first()


def enrolments_of(s: Session, class_id: str) -> Sequence[Enrolment]:
    """Everybody who is or was on the list of a class."""
    return s.exec(select(Enrolment).where(Enrolment.class_id == class_id).order_by(col(Enrolment.id))).all()


def let_in(enrolment: Enrolment) -> None:
    """Somebody without a place has come: he is here, so he has one, whatever the limit says."""
    if not enrolment.has_place:
        enrolment.state = EnrolmentState.ENROLLED.value


def leave(s: WriteSession, row: TrainingClass, enrolment: Enrolment) -> list[str]:
    """Give a place up as part of an action; returns the names of those who moved up for it."""
    if enrolment.state != EnrolmentState.WITHDRAWN:
        enrolment.state = EnrolmentState.WITHDRAWN.value
    return give_free_places(s, row)


def _come(s: WriteSession, row: TrainingClass, enrolment: Enrolment, waiver: str, *, beside: bool) -> None:
    now = enrolment_state(enrolment.state)
    if enrolment.person_id and now is not EnrolmentState.ENROLLED:
        _keep_beside(enrolment, _also(s, row, enrolment.person_id, beside, enrolment.beside))
    if not enrolment.has_place and enrolment.person_id and not enrolment.waiver:
        _keep_waiver(enrolment, _waived(s, row, enrolment.person_id, waiver))
    if now is EnrolmentState.MOVED_UP:
        enrolment.state = EnrolmentState.ENROLLED.value
    elif not enrolment.has_place:
        place = _place(row, [one for one in enrolments_of(s, row.id) if one.id != enrolment.id])
        if place is not now:
            ENROLMENT.check(now, place)
            enrolment.state = place.value


def _place(row: TrainingClass, enrolments: Sequence[Enrolment]) -> EnrolmentState:
    """A place, unless none is free or somebody waits for it already."""
    free = free_places(row.capacity, enrolments)
    waits = any(one.state == EnrolmentState.WAITING for one in enrolments)
    return EnrolmentState.ENROLLED if free is None or (free > 0 and not waits) else EnrolmentState.WAITING


def _waived(s: WriteSession, row: TrainingClass, person_id: str, waiver: str) -> str:
    """The reason as it is kept where a course is missing, "" where none is."""
    missing = missing_before(s, row, person_id)
    if not missing:
        return ""
    if not waiver.strip():
        refuse_before(get(s, Person, person_id).name, missing)
    return check_text("waiver", waiver, WAIVER_LENGTH, required=True)


def _also(s: WriteSession, row: TrainingClass, person_id: str, beside: bool, meant: str = "") -> list[str]:
    """The other classes at the same hour in which somebody has a place; refused where nobody said that it is meant."""
    if s.autoflush:
        s.flush()
    kept = kept_of(s, person_id)
    sittings = s.exec(
        select(TrainingSession.held_on, TrainingSession.begins, TrainingSession.ends).where(
            TrainingSession.class_id == row.id, TrainingSession.state != SessionState.CLOSED.value
        )
    ).all()
    found = [one for one in busy_elsewhere(s, [kept], sittings, row.id).get(kept, []) if one.class_id not in meant]
    if found and not beside:
        when = f"{i18n.short_day(found[0].held_on)} {found[0].begins // 60:02d}:{found[0].begins % 60:02d}"
        raise Refused("same_hour", name=get(s, Person, kept).name, title=found[0].title, when=when)
    return [one.class_id for one in found]


def _keep_beside(enrolment: Enrolment, also: Iterable[str]) -> None:
    known = enrolment.beside.split()
    new = [id_ for id_ in dict.fromkeys(also) if id_ not in known]
    if new:
        enrolment.beside = " ".join((*known, *new))


def _keep_waiver(enrolment: Enrolment, waiver: str) -> None:
    if waiver:
        enrolment.waiver = waiver


def _new(
    s: WriteSession, row: TrainingClass, person_id: str, state: EnrolmentState, source: Source, waiver: str = ""
) -> Enrolment:
    person = get(s, Person, person_id)
    return new_row(
        s,
        Enrolment(
            class_id=row.id,
            person_id=person_id,
            name=person.name,
            village_group=person.village_group or "",
            state=state,
            source=source,
            waiver=waiver,
        ),
    )
