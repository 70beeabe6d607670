"""What stands against a plan while it is typed: courses somebody lacks, people and rooms that are taken, too few hours."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from villagedesk.domain.courses import course_title, courses
from villagedesk.domain.texts import tidy
from villagedesk.domain.training import HAVE_A_PLACE, Enrolment, SessionPlan, TrainingClass, minutes_together
from villagedesk.i18n import language
from villagedesk.store.same_person import kept_of
from villagedesk.store.training.before import missing_before
from villagedesk.store.training.clashes import Clash, busy_elsewhere


@dataclass(frozen=True)
class Ahead:
    """By the ids that were asked about: the title of a course somebody lacks, another class at the same hour.

    ``rooms`` and ``trainers`` are (name, the class that has them at that hour), ``short`` the minutes of the sittings and
    those that the course takes, where the plan is the shorter one.
    """

    lacking: dict[str, str] = field(default_factory=dict)
    busy: dict[str, Clash] = field(default_factory=dict)
    rooms: tuple[tuple[str, Clash], ...] = ()
    trainers: tuple[tuple[str, Clash], ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    short: tuple[int, int] | None = None


def look_ahead(
    s: Session,
    course_code: str,
    plans: Sequence[SessionPlan],
    people: Sequence[str] = (),
    *,
    class_id: str = "",
    place: str = "",
    trainer: str = "",
) -> Ahead:
    """What stands against a plan.

    Args:
        s: the session.
        course_code: "" for none.
        plans: the sittings so far, perhaps none yet.
        people: who is to be enrolled; of a class that is planned already those who have a place are looked at.
        class_id: the class that is changed, "" for a new one.
        place: where it is held, for sittings without a room of their own.
        trainer: who teaches it, likewise.
    """
    enrolled = _enrolled(s, class_id)
    kept = {person: kept_of(s, person) for person in (*people, *enrolled)}
    hours = [(plan.held_on, plan.begins, plan.ends) for plan in plans]
    busy = busy_elsewhere(s, list(kept.values()), hours, class_id)
    meant = {person: one.beside for person, one in enrolled.items()}
    course = TrainingClass(title="", trainer="", place="", course_code=course_code)
    missing = {person: missing_before(s, course, person) for person in people}
    taken = [_taken(s, plan, class_id, plan.room or place, plan.trainer or trainer) for plan in plans]
    return Ahead(
        {person: course_title(codes[0], language(), codes[0]) for person, codes in missing.items() if codes},
        {
            person: open_[0]
            for person, id_ in kept.items()
            if (open_ := [one for one in busy.get(id_, []) if one.class_id not in meant.get(person, "")])
        },
        tuple(dict.fromkeys(one for rooms, _trainers in taken for one in rooms)),
        tuple(dict.fromkeys(one for _rooms, trainers in taken for one in trainers)),
        {person: one.name for person, one in enrolled.items()},
        _short(course_code, plans),
    )


def _short(course_code: str, plans: Sequence[SessionPlan]) -> tuple[int, int] | None:
    """The minutes that are planned and those of the course, where too few are planned; side by side counts once."""
    known = courses().get(course_code)
    days: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for plan in plans:
        days[plan.held_on].append((plan.begins, plan.ends))
    planned = sum(map(minutes_together, days.values()))
    return (planned, known.hours * 60) if known and 0 < planned < known.hours * 60 else None


def _enrolled(s: Session, class_id: str) -> dict[str, Enrolment]:
    if not class_id:
        return {}
    asked = select(Enrolment).where(Enrolment.class_id == class_id, col(Enrolment.state).in_(sorted(HAVE_A_PLACE)))
    return {one.person_id: one for one in s.exec(asked) if one.person_id}


def _taken(
    s: Session, plan: SessionPlan, class_id: str, place: str, trainer: str
) -> tuple[list[tuple[str, Clash]], list[tuple[str, Clash]]]:
    """The other classes that have this room, or this trainer, at the hour of a sitting."""
    rows = s.connection().exec_driver_sql(
        "SELECT c.title, CASE o.room WHEN '' THEN c.place ELSE o.room END, CASE o.trainer WHEN '' THEN c.trainer"
        " ELSE o.trainer END, o.begins FROM training_session o"
        " JOIN training_class c ON c.id = o.class_id AND c.state NOT IN ('cancelled', 'archived')"
        " WHERE o.held_on = ? AND o.begins < ? AND o.ends > ? AND o.class_id <> ? ORDER BY o.begins, c.title",
        (plan.held_on, plan.ends, plan.begins, class_id),
    )
    rooms, trainers = [], []
    for title, room, who, begins in rows:
        clash = Clash(title, plan.held_on, int(begins), both=False)
        if place.strip() and _same(room, place):
            rooms.append((tidy(place), clash))
        if trainer.strip() and _same(who, trainer):
            trainers.append((tidy(trainer), clash))
    return rooms, trainers


def _same(one: str, other: str) -> bool:
    return tidy(one).casefold() == tidy(other).casefold()
