"""States as tables of allowed moves: whatever a table does not list is refused."""

from collections.abc import Mapping, Set
from enum import StrEnum
from typing import Generic, TypeVar

from villagedesk.errors import Refused
from villagedesk.i18n import _

S = TypeVar("S", bound=StrEnum)


class Machine(Generic[S]):
    """The moves one kind of thing may make.

    Rows keep a state as plain text, so every question takes text as well as the enumeration. A state that the table
    does not know (written by a newer version) allows no move at all.
    """

    def __init__(self, name: str, moves: Mapping[S, Set[S]], words: Mapping[str, str]) -> None:
        """Keep the table.

        Args:
            name: what the states belong to, for instance ``parcel``.
            moves: for each state the states that may follow; a state without a line is an end.
            words: what each state is called, marked for translation.
        """
        self.name = name
        self.words = dict(words)
        self._moves: dict[str, frozenset[S]] = {now: frozenset(following) for now, following in moves.items()}
        named = list(moves) + [to for following in moves.values() for to in following]
        self.states: frozenset[S] = frozenset(named)

    def __repr__(self) -> str:
        return f"Machine({self.name!r}, {len(self.states)} states)"

    def allowed(self, now: str) -> frozenset[S]:
        """The states that may follow ``now``; empty at an end and for a state that is not known."""
        return self._moves.get(now, frozenset())

    def can(self, now: str, to: str) -> bool:
        """Whether ``now`` may become ``to``. Staying where one is counts as a move and must be listed."""
        return to in self.allowed(now)

    def ended(self, now: str) -> bool:
        """Whether nothing can follow ``now``."""
        return not self.allowed(now)

    def said(self, state: str) -> str:
        """What a state is called, in the language of the moment; one that is not known as it is written."""
        return _(self.words[state]) if state in self.words else str(state)

    def check(self, now: str, to: str) -> None:
        """Let an allowed move pass.

        Raises:
            Refused: see ``refusal``.
        """
        if not self.can(now, to):
            raise self.refusal(now, to)

    def refusal(self, now: str, to: str) -> Refused:
        """``move_not_allowed`` with ``machine``, ``state`` and ``to`` as they are kept, and ``now``, the state in words."""
        return Refused("move_not_allowed", machine=self.name, state=str(now), now=self.said(now), to=str(to))
