"""Where a class stands: whether something may still happen in it, and its moves as sittings begin and end."""

from sqlmodel import Session, select

from villagedesk.domain.courses import version_of
from villagedesk.domain.training import CLASS, ClassState, SessionState, TrainingClass, TrainingSession, class_state
from villagedesk.errors import Refused
from villagedesk.store.session import WriteSession, get


def refuse_ended(row: TrainingClass) -> None:
    """Let nothing more happen in a class that is called off or archived.

    Raises:
        Refused: ``class_called_off`` or ``class_archived``.
    """
    state = class_state(row.state)
    if state is ClassState.CANCELLED:
        raise Refused("class_called_off", name=row.title)
    if state is ClassState.ARCHIVED:
        raise Refused("class_archived", name=row.title)


def open_class(s: Session, class_id: str) -> TrainingClass:
    """The class, in which something may still happen.

    Raises:
        NotFound: no such class. Refused: see ``refuse_ended``.
    """
    row = get(s, TrainingClass, class_id)
    refuse_ended(row)
    return row


def is_open(row: TrainingClass) -> bool:
    """Whether places are still given and people sign in."""
    return class_state(row.state) in (ClassState.PLANNED, ClassState.RUNNING)


def move(row: TrainingClass, to: ClassState) -> None:
    """Bring a class to a state.

    Raises:
        Refused: the state of the moment does not allow it.
    """
    CLASS.check(class_state(row.state), to)
    row.state = to.value


def begun(row: TrainingClass) -> None:
    """A sitting begins: the first, or one that was added after the class was over."""
    if class_state(row.state) is ClassState.PLANNED:
        held_with(row, row.course_code)
    if class_state(row.state) in (ClassState.PLANNED, ClassState.CLOSED):
        move(row, ClassState.RUNNING)


def held_with(row: TrainingClass, code: str) -> None:
    """A class is held with the course as it is now; where this computer does not know it, nothing is said."""
    version = version_of(code)
    if version and row.course_version != version:
        row.course_version = version


def over_if_last(s: WriteSession, row: TrainingClass) -> None:
    """A sitting was closed; with the last one the class is over."""
    s.flush()
    left = select(TrainingSession.id).where(
        TrainingSession.class_id == row.id, TrainingSession.state != SessionState.CLOSED.value
    )
    if s.exec(left.limit(1)).first() is None and CLASS.can(class_state(row.state), ClassState.CLOSED):
        move(row, ClassState.CLOSED)
