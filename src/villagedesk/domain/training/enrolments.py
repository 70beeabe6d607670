"""Who takes a class: invited, enrolled, on the waiting list, moved up from it, or withdrawn."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import ClassVar, Protocol, TypeVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.states import Machine
from villagedesk.i18n import N_


class EnrolmentState(StrEnum):
    """Where somebody's place in a class stands. A row of before there were states has none: see ``enrolment_state``."""

    INVITED = "invited"
    ENROLLED = "enrolled"
    WAITING = "waiting"
    MOVED_UP = "moved_up"
    WITHDRAWN = "withdrawn"


ENROLMENT_WORDS: dict[str, str] = {
    EnrolmentState.INVITED: N_("invited"),
    EnrolmentState.ENROLLED: N_("enrolled"),
    EnrolmentState.WAITING: N_("on the waiting list"),
    EnrolmentState.MOVED_UP: N_("moved up, to be told"),
    EnrolmentState.WITHDRAWN: N_("withdrawn from the class"),
}

ENROLMENT = Machine(
    "enrolment",
    {
        EnrolmentState.INVITED: {EnrolmentState.ENROLLED, EnrolmentState.WAITING, EnrolmentState.WITHDRAWN},
        EnrolmentState.ENROLLED: {EnrolmentState.WITHDRAWN},
        EnrolmentState.WAITING: {EnrolmentState.MOVED_UP, EnrolmentState.ENROLLED, EnrolmentState.WITHDRAWN},
        EnrolmentState.MOVED_UP: {EnrolmentState.ENROLLED, EnrolmentState.WITHDRAWN},
        EnrolmentState.WITHDRAWN: {EnrolmentState.ENROLLED, EnrolmentState.WAITING},
    },
    ENROLMENT_WORDS,
)

# Who has a place, and so stands on the sign-in sheet. "" is what rows of before there were states say.
HAVE_A_PLACE = frozenset({"", EnrolmentState.ENROLLED, EnrolmentState.MOVED_UP})


class Source(StrEnum):
    """How somebody came into a class."""

    COUNTER = "counter"
    INVITED = "invited"
    WALK_IN = "walk_in"


class CallResult(StrEnum):
    """What came of the last call to somebody who is invited or moved up."""

    COMES = "comes"
    NO_ANSWER = "no_answer"
    NOT_COMING = "not_coming"


CALL_WORDS: dict[str, str] = {
    CallResult.COMES: N_("comes"),
    CallResult.NO_ANSWER: N_("no answer"),
    CallResult.NOT_COMING: N_("does not come"),
}


class Enrolment(Entity, table=True):
    """Somebody who takes a class. ``person_id`` is None for a walk-in who is not on file yet; ``called_at`` is ms UTC.

    ``phone`` is only kept of a walk-in; of everybody else it is asked of the person, who is not on a trainer's laptop.
    ``waiver`` is why he takes the course without those that come before it, "" where nothing was missing.
    ``beside`` are other classes at the same hour (their ids, with blanks between) beside which his place is meant.
    """

    scope_field: ClassVar[str | None] = "class_id"
    guarded: ClassVar = frozenset({"state", "person_id"})

    class_id: str = Field(index=True)
    person_id: str | None = Field(default=None, index=True)
    name: str
    village_group: str = ""
    state: str = EnrolmentState.ENROLLED
    source: str = Source.COUNTER
    phone: str = ""
    called_at: int | None = None
    call_result: str = ""
    waiver: str = ""
    beside: str = ""

    @property
    def has_place(self) -> bool:
        """Whether he is expected in the class, and not only invited, waiting or gone."""
        return self.state in HAVE_A_PLACE


class _Enrolled(Protocol):
    id: str
    created_at: int
    state: str


E = TypeVar("E", bound=_Enrolled)


def enrolment_state(state: str) -> EnrolmentState:
    """The state as it is kept: empty in a row of before there were states."""
    return EnrolmentState(state or EnrolmentState.ENROLLED)


def queue(enrolments: Iterable[E]) -> list[E]:
    """The waiting list, first come first; of the same millisecond the smaller id, so that every copy says the same."""
    waiting = [one for one in enrolments if one.state == EnrolmentState.WAITING]
    return sorted(waiting, key=lambda one: (one.created_at, one.id))


def free_places(capacity: int, enrolments: Sequence[_Enrolled]) -> int | None:
    """How many more fit; None where there is no limit, negative where two computers filled the last place."""
    if not capacity:
        return None
    return capacity - sum(one.state in HAVE_A_PLACE for one in enrolments)


def moving_up(capacity: int, enrolments: Sequence[E]) -> list[E]:
    """Who gets a place now, in their order."""
    free = free_places(capacity, enrolments)
    waiting = queue(enrolments)
    return waiting if free is None else waiting[: max(0, free)]
