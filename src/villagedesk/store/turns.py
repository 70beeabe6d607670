"""Who may write next: the writers of one process, strictly in the order in which they came.

A plain lock goes to whoever is quickest, and that is the one who has just let go of it: a sync that writes piece by
piece would keep the operator's save waiting to its end.
"""

import threading
from collections import deque
from types import TracebackType


class Turns:
    """A lock that is handed over in order; the thread that has it may take it again."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._owner: int | None = None
        self._depth = 0
        self._queue: deque[tuple[int, threading.Lock]] = deque()

    def __enter__(self) -> None:
        me = threading.get_ident()
        with self._guard:
            if self._owner in (me, None):
                self._owner = me
                self._depth += 1
                return
            gate = threading.Lock()
            gate.acquire()
            self._queue.append((me, gate))
        try:
            gate.acquire()
        except BaseException:
            self._not_any_more(me, gate)
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._guard:
            self._depth -= 1
            if self._depth == 0:
                self._hand_over()

    def _hand_over(self) -> None:
        self._owner = None
        if self._queue:
            self._owner, gate = self._queue.popleft()
            self._depth = 1
            gate.release()

    def _not_any_more(self, me: int, gate: threading.Lock) -> None:
        """Interrupted while waiting (Ctrl+C): out of the queue, or on to the next one if it was our turn by now."""
        with self._guard:
            if (me, gate) in self._queue:
                self._queue.remove((me, gate))
            else:
                self._depth = 0
                self._hand_over()
