"""Plan a class and change the plan: its sittings, trainer, limit and money; call it off, close it, archive it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlmodel import Session, col, select

from villagedesk.domain.courses import is_withdrawn, version_of
from villagedesk.domain.texts import tidy
from villagedesk.domain.training import (
    CLASS,
    ClassForm,
    ClassState,
    SessionPlan,
    SessionState,
    Trainer,
    TrainerForm,
    TrainingClass,
    TrainingSession,
    check_class,
    checked_trainer,
    class_state,
)
from villagedesk.errors import Refused
from villagedesk.store.numbers import CLASSES, next_number
from villagedesk.store.session import WriteSession, action, get, new_row
from villagedesk.store.training.enrolling import enrol_people, give_free_places
from villagedesk.store.training.standing import held_with, move, refuse_ended

_TEXTS = ("title", "trainer", "place", "course_code", "plan", "funder", "audience", "aims", "contract")
_OTHERS = ("capacity", "trainer_id", "fee_fen", "meal_fen", "travel_fen", "laptop")


@action
def plan_class(
    s: WriteSession,
    form: ClassForm,
    people: Sequence[str] = (),
    waiver: str | Mapping[str, str] = "",
    *,
    beside: bool = False,
) -> str:
    """Plan a class with its sessions and the people enrolled from the start; returns its id.

    Who does not fit any more is on the waiting list. ``waiver`` is why they come without the courses before this one,
    for all or by person, ``beside`` says that places in other classes at the same hour are known and meant.

    Raises:
        Invalid: see ``check_class``. NotFound: one of the people is not on this computer. Refused: see ``enrol``.
    """
    check_class(form)
    if is_withdrawn(form.course_code):
        raise Refused("course_withdrawn", course=form.course_code)
    version = version_of(form.course_code)
    said, fields = next_number(s, CLASSES), _fields(form)
    made = new_row(s, TrainingClass(number=said, sessions=len(form.sessions), course_version=version, **fields))
    for number, plan in enumerate(_in_order(form.sessions), 1):
        _add(s, made.id, number, plan)
    enrol_people(s, made, people, waiver, beside=beside)
    return made.id


@action
def change_class(s: WriteSession, class_id: str, form: ClassForm) -> None:
    """Change the plan. Sittings that were held stay as they are; of the others those that are left out are gone.

    A higher limit moves people up from the waiting list.

    Raises:
        Invalid: see ``check_class``. NotFound: no such class. Refused: it is called off or archived.
    """
    check_class(form)
    row = get(s, TrainingClass, class_id)
    refuse_ended(row)
    if row.course_code != form.course_code or class_state(row.state) is ClassState.PLANNED:
        held_with(row, form.course_code)
    for name, value in _fields(form).items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    _change_sessions(s, row, form.sessions)
    give_free_places(s, row)


@action
def cancel_class(s: WriteSession, class_id: str) -> None:
    """Call a class off; who was enrolled stays on its list, so that everybody can be told.

    Raises:
        NotFound: no such class. Refused: it is over already.
    """
    move(get(s, TrainingClass, class_id), ClassState.CANCELLED)


@action
def hold_after_all(s: WriteSession, class_id: str) -> None:
    """A class that was called off is held after all.

    Raises:
        NotFound: no such class. Refused: it was not called off.
    """
    row = get(s, TrainingClass, class_id)
    if class_state(row.state) is not ClassState.CANCELLED:
        raise CLASS.refusal(class_state(row.state), ClassState.PLANNED)
    move(row, ClassState.PLANNED)


@action
def archive_class(s: WriteSession, class_id: str) -> None:
    """Put a class that is over, or called off, away from the list.

    Raises:
        NotFound: no such class. Refused: it is not over.
    """
    move(get(s, TrainingClass, class_id), ClassState.ARCHIVED)


@action
def save_trainer(s: WriteSession, form: TrainerForm, trainer_id: str = "") -> str:
    """Put a trainer on file, or change what is known; returns the id.

    Raises:
        Invalid: see ``checked_trainer``. NotFound: no such trainer.
    """
    kept = asdict(checked_trainer(form))
    if not trainer_id:
        return new_row(s, Trainer(**kept)).id
    row = get(s, Trainer, trainer_id)
    for name, value in kept.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    return row.id


@action
def dismiss_trainer(s: WriteSession, trainer_id: str) -> None:
    """A trainer's contract is over: he is not offered for new classes any more.

    Raises:
        NotFound: no such trainer.
    """
    get(s, Trainer, trainer_id).active = False


def _fields(form: ClassForm) -> dict[str, Any]:
    return {name: tidy(getattr(form, name)) for name in _TEXTS} | {name: getattr(form, name) for name in _OTHERS}


def _in_order(plans: Iterable[SessionPlan]) -> list[SessionPlan]:
    return sorted(plans, key=_when)


def _when(one: SessionPlan | TrainingSession) -> tuple[str, int, str]:
    """What makes a sitting of a class the same one: its day and hour, and the room where two are side by side."""
    return one.held_on, one.begins, tidy(one.room)


def _add(s: WriteSession, class_id: str, number: int, plan: SessionPlan) -> None:
    texts: dict[str, Any] = {name: tidy(getattr(plan, name)) for name in ("topic", "room", "trainer")}
    times: dict[str, Any] = {name: getattr(plan, name) for name in ("held_on", "begins", "ends")}
    new_row(s, TrainingSession(class_id=class_id, number=number, **times, **texts))


def _change_sessions(s: WriteSession, row: TrainingClass, plans: Sequence[SessionPlan]) -> None:
    """Make the sittings those of the plan: one at the same day and time is the same one, also when it changes rooms."""
    left = sessions_of(s, row.id)
    wanted = _in_order(plans)
    same: dict[int, TrainingSession] = {}
    for key in (_when, lambda one: (one.held_on, one.begins)):
        for at, plan in enumerate(wanted):
            found = next((one for one in left if key(one) == key(plan)), None) if at not in same else None
            if found is not None:
                same[at] = found
                left.remove(found)
    missing = [one for one in left if one.state != SessionState.PLANNED]
    if missing:
        raise Refused("session_held", day=missing[0].held_on)
    for at, plan in enumerate(wanted):
        if at not in same:
            _add(s, row.id, at + 1, plan)
            continue
        texts = {name: tidy(getattr(plan, name)) for name in ("topic", "room", "trainer")}
        for name, value in ({"number": at + 1, "ends": plan.ends} | texts).items():
            if getattr(same[at], name) != value:
                setattr(same[at], name, value)
    for gone in left:
        s.delete(gone)
    if row.sessions != len(wanted):
        row.sessions = len(wanted)


def sessions_of(s: Session, class_id: str) -> list[TrainingSession]:
    """The sittings of a class in their order."""
    asked = select(TrainingSession).where(TrainingSession.class_id == class_id)
    order = (col(TrainingSession.held_on), col(TrainingSession.begins), col(TrainingSession.room))
    return list(s.exec(asked.order_by(*order)))
