"""The operator's "stop": asked for from another thread. What was done stays done, and the rest waits for the next time."""

import threading
from collections.abc import Callable


class Stop:
    """One for a sync run. ``asked`` is looked at between two steps; ``wait`` is a sleep that ends early."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._hang_up: Callable[[], None] = lambda: None

    def ask(self) -> None:
        """Stop soon; also out of a request that central does not answer."""
        self._event.set()
        self._hang_up()

    def reach(self, hang_up: Callable[[], None]) -> None:
        """How the request under way can be given up."""
        self._hang_up = hang_up
        if self.asked:
            hang_up()

    @property
    def asked(self) -> bool:
        """Whether somebody asked."""
        return self._event.is_set()

    def wait(self, seconds: float) -> None:
        """Sleep, but not on when somebody asks to stop."""
        self._event.wait(seconds)
