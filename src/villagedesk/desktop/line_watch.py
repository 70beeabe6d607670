"""Notes once a minute that the program is open and whether there is a line, and tells the county once a day.

The steps of the first day, which the program sees done by itself, are noted on the way.
"""

from typing import Any

from PySide6.QtCore import QObject, QTimer

from villagedesk import paths
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

    def _noted(self, due: tuple[bool, bool]) -> None:
        # Whoever is at the counter tells it; nobody is asked for, and nothing of it is his.
        if self._desk.operator is None:
            return
        if due[1]:
            from villagedesk.store.first_day import note_first_day  # lazy, see _note

            practised = paths.practice_room(self._desk.home).exists()
            self._desk.tasks.write(self, lambda s: note_first_day(s, practised=practised))
        if due[0]:
            from villagedesk.store.line_log import tell_line  # lazy, see _note

            self._desk.tasks.write(self, tell_line)


def _note(store: Any) -> tuple[bool, bool]:
    """Whether days of the line are to be told, and whether steps of the first day are to be noted."""
    from villagedesk.store.first_day import is_due  # lazy: the store loads behind the PIN screen
    from villagedesk.store.line_log import note_minute  # lazy, as above

    told = note_minute(store)
    with store.read() as s:
        return told, is_due(s, practised=paths.practice_room(store.home).exists())
