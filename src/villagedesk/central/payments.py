"""Where somebody else's money for an order comes from and goes back to: one interface, and a simulated one behind it."""

from pathlib import Path
from typing import Protocol

from villagedesk.central.notebook import Notebook


class Payments(Protocol):
    """A way to pay from afar. Every call raises Offline when it cannot be reached, and is made again later."""

    def take(self, order_id: str, fen: int) -> int:
        """Take the money for an order; returns what is paid for it in all, in fen.

        ``order_id`` is the key against doubles: an order that was paid is not paid again, however often it is asked
        for, also when the sum is another one by now.
        """

    def keep(self, order_id: str, fen: int) -> None:
        """Keep so much of what was paid for an order and give the rest back; said again, it changes nothing."""

    def paid(self, order_id: str) -> int:
        """What was paid for an order, in fen, whatever went back since; 0 for nothing."""


class SimulatedPayments:
    """Everybody who presses the button has paid. With a file it remembers across restarts, as a real one would."""

    def __init__(self, file: Path | None = None) -> None:
        self._notebook = Notebook("order", file)

    def take(self, order_id: str, fen: int) -> int:
        """See Payments."""
        return int(self._notebook.note_first({"order": order_id, "paid": fen}, "paid")["paid"])

    def keep(self, order_id: str, fen: int) -> None:
        """See Payments."""
        if self.kept(order_id) != fen:
            self._notebook.note({"order": order_id, "kept": fen})

    def paid(self, order_id: str) -> int:
        """See Payments."""
        return self._last(order_id, "paid") or 0

    def kept(self, order_id: str) -> int:
        """What is still kept for an order, in fen."""
        kept = self._last(order_id, "kept")
        return self.paid(order_id) if kept is None else kept

    def _last(self, order_id: str, what: str) -> int | None:
        found = [line[what] for line in self._notebook.about(order_id) if what in line]
        return found[-1] if found else None
