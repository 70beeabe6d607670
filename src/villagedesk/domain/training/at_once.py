"""Two sittings at the same hour: whether they can both be held, and how long somebody was there in all of them together."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Protocol, TypeVar

from villagedesk.domain.texts import tidy


class _Timed(Protocol):
    @property
    def held_on(self) -> str: ...
    @property
    def begins(self) -> int: ...
    @property
    def ends(self) -> int: ...


class _Placed(_Timed, Protocol):
    @property
    def room(self) -> str: ...
    @property
    def trainer(self) -> str: ...


P = TypeVar("P", bound=_Placed)


def at_once(one: _Timed, other: _Timed) -> bool:
    """Whether two sittings share a minute of a day."""
    return one.held_on == other.held_on and one.begins < other.ends and other.begins < one.ends


def side_by_side(plans: Sequence[P]) -> list[tuple[P, P]]:
    """The pairs of sittings that are held at the same time."""
    return [pair for pair in combinations(plans, 2) if at_once(*pair)]


def apart(one: _Placed, other: _Placed, room: str, trainer: str) -> bool:
    """Whether two sittings at the same time are in different rooms with different trainers.

    Args:
        one: a sitting.
        other: another one.
        room: the class's own, where a sitting names none.
        trainer: likewise.
    """
    rooms, trainers = (
        {tidy(getattr(plan, name) or common).casefold() for plan in (one, other)}
        for name, common in (("room", room), ("trainer", trainer))
    )
    return len(rooms) == len(trainers) == 2


def minutes_together(spans: Iterable[tuple[int, int]]) -> int:
    """The minutes of a day that lie in any of these spans, each (from, to) in minutes after midnight.

    What is held side by side is counted once: nobody can be in two rooms.
    """
    total, reached = 0, 0
    for begins, ends in sorted(spans):
        total += max(0, ends - max(begins, reached))
        reached = max(reached, ends)
    return total
