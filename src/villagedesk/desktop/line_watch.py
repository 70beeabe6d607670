"""Notes once a minute that the program is open and whether there is a line, and tells the county once a day."""

from typing import Any

from PySide6.QtCore import QObject, QTimer

from villagedesk.desktop.desk import Desk
from villagedesk.errors import AppError

EVERY_MS = 60_000
_FIRST_MS = 12_000


class LineWatch(QObject):
    """One for the window."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.note)

    def start(self) -> None:
        """Note from now on; not where the disk cannot be written to."""
        if not self._desk.tasks.store().only_looking:
            self._timer.start(EVERY_MS)
            QTimer.singleShot(_FIRST_MS, self, self.note)

    def note(self) -> None:
        """Another minute."""
        self._desk.tasks.keep(self, _note, self._noted, lambda _error: True)

    def close(self) -> None:
        """The window is closed: no power cut."""
        if not self._timer.isActive():
            return
        self._timer.stop()
        from villagedesk.store.line_log import note_goodbye  # lazy, see _note

        try:
            note_goodbye(self._desk.tasks.store())
        except AppError:  # a full disk: the log says a power cut too many, nothing else is lost
            return

    def _noted(self, due: bool) -> None:
        # Whoever is at the counter tells it; nobody is asked for, and nothing of it is his.
        if due and self._desk.operator is not None:
            from villagedesk.store.line_log import tell_line  # lazy, see _note

            self._desk.tasks.write(self, tell_line)


def _note(store: Any) -> bool:
    from villagedesk.store.line_log import note_minute  # lazy: the store loads behind the PIN screen

    return note_minute(store)
