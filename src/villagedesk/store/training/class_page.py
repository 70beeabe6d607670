"""What the page of one class shows: its plan, sittings, people with their places and phones, and what is doubtful."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from villagedesk.domain.people import Person
from villagedesk.domain.training import (
    HERE,
    Attendance,
    ClassForm,
    ClassState,
    Enrolment,
    EnrolmentState,
    LaptopTrainer,
    SessionPlan,
    Trainer,
    TrainingClass,
    enrolment_state,
    queue,
    standing,
)
from villagedesk.store.session import get
from villagedesk.store.training.clashes import Clash, clashes
from villagedesk.store.training.lists import ClassRow, class_rows
from villagedesk.store.training.planning import sessions_of

_ORDER = {
    state: n
    for n, state in enumerate(
        (
            EnrolmentState.MOVED_UP,
            EnrolmentState.ENROLLED,
            EnrolmentState.WAITING,
            EnrolmentState.INVITED,
            EnrolmentState.WITHDRAWN,
        )
    )
}


@dataclass(frozen=True)
class PlaceRow:
    """One person of a class. ``queue`` is his number on the waiting list, else 0; ``came`` how many sittings he came to.

    ``called_at`` is ms UTC, ``call_result`` a CallResult or "". ``waiver`` is why he comes without the course before this
    one, ``clash`` another class at the same hour.
    """

    id: str
    person_id: str
    name: str
    group: str
    phone: str
    state: EnrolmentState
    source: str
    queue: int
    came: int
    called_at: int | None
    call_result: str
    waiver: str = ""
    clash: Clash | None = None


@dataclass(frozen=True)
class ClassPage:
    """One class as its page shows it; ``people`` are those with a place first, then the waiting list in its order."""

    row: ClassRow
    form: ClassForm
    people: tuple[PlaceRow, ...]
    course_version: int = 0

    @property
    def free(self) -> int | None:
        """Places left; None without a limit, negative where two computers gave the last one away."""
        return self.row.capacity - self.row.enrolled if self.row.capacity else None

    @property
    def to_call(self) -> tuple[PlaceRow, ...]:
        """Who has to be called: moved up and not told yet, then the invited who have not answered."""
        return tuple(
            one
            for one in self.people
            if one.state is EnrolmentState.MOVED_UP
            or (one.state is EnrolmentState.INVITED and one.call_result != "not_coming")
        )

    @property
    def ended(self) -> bool:
        """Whether nothing more happens in it."""
        return self.row.state in (ClassState.CANCELLED, ClassState.ARCHIVED)


def class_page(s: Session, class_id: str) -> ClassPage:
    """One class.

    Raises:
        NotFound: it is not on this computer.
    """
    class_ = get(s, TrainingClass, class_id)
    enrolments = s.exec(select(Enrolment).where(Enrolment.class_id == class_id)).all()
    people = _people(s, [one.person_id for one in enrolments if one.person_id])
    places = {one.id: n for n, one in enumerate(queue(enrolments), 1)}
    came = _came(s, class_id)
    also = clashes(s, class_id)
    rows = [
        _place_row(one, people.get(one.person_id or ""), places.get(one.id, 0), came, also.get(one.id))
        for one in enrolments
    ]
    rows.sort(key=lambda row: (_ORDER[row.state], row.queue, row.name, row.id))
    return ClassPage(class_rows(s, [class_id])[0], form_of(s, class_), tuple(rows), class_.course_version)


def form_of(s: Session, row: TrainingClass) -> ClassForm:
    """The plan as its form shows it."""
    plans = tuple(
        SessionPlan(one.held_on, one.begins, one.ends, one.topic, one.room, one.trainer)
        for one in sessions_of(s, row.id)
    )
    names = ClassForm.__dataclass_fields__.keys() - {"sessions"}
    return ClassForm(sessions=plans, **{name: getattr(row, name) for name in names})


def trainers(s: Session) -> list[Trainer]:
    """Who teaches here, by name."""
    return list(s.exec(select(Trainer).where(col(Trainer.active)).order_by(col(Trainer.name), col(Trainer.id))))


def laptops(s: Session) -> list[tuple[str, str]]:
    """The trainers' own laptops as (device, whose it is)."""
    names: dict[str, list[str]] = {}
    asked = select(LaptopTrainer).where(col(LaptopTrainer.active))
    for row in s.exec(asked.order_by(col(LaptopTrainer.name), col(LaptopTrainer.id))):
        names.setdefault(row.device, []).append(row.name)
    return [(device, ", ".join(dict.fromkeys(found))) for device, found in names.items()]


def walk_ins(s: Session, *, limit: int = 200) -> list[tuple[Enrolment, str]]:
    """Everybody who walked in and is no villager on file yet, with the title of his class; the oldest first."""
    found = s.exec(
        select(Enrolment, TrainingClass.title)
        .join(TrainingClass, col(TrainingClass.id) == col(Enrolment.class_id))
        .where(col(Enrolment.person_id).is_(None), col(TrainingClass.state) != ClassState.ARCHIVED.value)
        .order_by(col(Enrolment.created_at), col(Enrolment.id))
        .limit(limit)
    )
    return [(one, title) for one, title in found]


def _people(s: Session, ids: Sequence[str]) -> dict[str, Person]:
    return {one.id: one for one in s.exec(select(Person).where(col(Person.id).in_(ids)))} if ids else {}


def _came(s: Session, class_id: str) -> dict[str, int]:
    by_session: dict[str, list[Attendance]] = {}
    for mark in s.exec(select(Attendance).where(Attendance.class_id == class_id)):
        by_session.setdefault(mark.session_id, []).append(mark)
    came: dict[str, int] = {}
    for marks in by_session.values():
        for id_, mark in standing(marks).items():
            came[id_] = came.get(id_, 0) + (mark.mark in HERE)
    return came


def _place_row(
    one: Enrolment, person: Person | None, place: int, came: dict[str, int], clash: Clash | None
) -> PlaceRow:
    return PlaceRow(
        one.id,
        one.person_id or "",
        one.name,
        one.village_group,
        one.phone or (person.phone or "" if person else ""),
        enrolment_state(one.state),
        one.source,
        place,
        came.get(one.id, 0),
        one.called_at,
        one.call_result,
        one.waiver,
        clash,
    )


def moved_up_classes(s: Session, *, limit: int = 5) -> list[str]:
    """The classes in which somebody moved up and was not told yet."""
    asked = (
        select(Enrolment.class_id)
        .join(TrainingClass, col(TrainingClass.id) == col(Enrolment.class_id))
        .where(
            Enrolment.state == EnrolmentState.MOVED_UP.value,
            col(TrainingClass.state).in_(("", ClassState.PLANNED.value, ClassState.RUNNING.value)),
        )
    )
    return list(s.exec(asked.distinct().limit(limit)))
