"""How far a sync has come, heap by heap: what waited when it began, beside what still waits now."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

IDLE, SENDING, STOPPING = "idle", "sending", "stopping"


@dataclass(frozen=True)
class Heap:
    """One kind: ``done`` of ``total`` are at central; ``oldest_at`` (ms UTC) and ``left`` (bytes) of what waits."""

    kind: str
    done: int = 0
    total: int = 0
    oldest_at: int | None = None
    left: int = 0

    @property
    def waiting(self) -> int:
        """How many still wait here."""
        return self.total - self.done


@dataclass(frozen=True)
class RunView:
    """What the sync page shows of the run under way, or of the last one.

    ``goods_done`` of ``goods_size`` bytes of goods have come (0 of 0: none are coming); ``next_at``: when it is tried again by
    itself, ms UTC; ``ended_at``: when the last one ended, ms UTC.
    """

    state: str = IDLE
    heaps: tuple[Heap, ...] = ()
    goods_done: int = 0
    goods_size: int = 0
    next_at: int | None = None
    ended_at: int | None = None


class Progress:
    """Remembers how much there was of each kind, for the bars."""

    def __init__(self) -> None:
        self._totals: dict[str, int] = {}

    def begin(self) -> None:
        """A run begins: what was delivered before is no longer shown."""
        self._totals = {}

    def heaps(self, waiting: Iterable[Any]) -> tuple[Heap, ...]:
        """The heaps as they are now, in the order of ``waiting``; those that are all delivered in their old place.

        Args:
            waiting: ``WaitingKind`` of each kind of which something waits.
        """
        now = {str(one.kind): one for one in waiting}
        for kind, one in now.items():
            self._totals[kind] = max(self._totals.get(kind, 0), one.count)
        return tuple(
            Heap(kind, total - now[kind].count, total, now[kind].oldest_at, now[kind].size)
            if kind in now
            else Heap(kind, total, total)
            for kind, total in self._totals.items()
        )
