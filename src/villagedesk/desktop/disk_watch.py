"""Looks every few minutes whether the disk has room, and says in one sentence what waits and what can be freed."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _

if TYPE_CHECKING:
    from villagedesk.store.room import Room

EVERY_MS = 120_000
HELP_PAGE = "disk"
_FIRST_MS = 8_000


class DiskWatch(QObject):
    """One for the window. What becomes worse is said once; a disk that cannot be written to is said at the start."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._level = "enough"
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look from now on."""
        if self._desk.tasks.store().only_looking:
            self._desk.bus.say(sentence(AppError("only_looking")), "act")
            return
        self._timer.start(EVERY_MS)
        QTimer.singleShot(_FIRST_MS, self, self.look)

    def look(self) -> None:
        """How much room is there?"""
        store = self._desk.tasks.store()
        self._desk.tasks.aside(self, lambda: _look(store), self._told)

    def _told(self, room: "Room") -> None:
        before, self._level = self._level, room.level.value
        self._desk.first_help = "" if self._level == "enough" else HELP_PAGE
        if before != self._level and self._level != "enough":
            more = _("F1 says what to do.")
            self._desk.bus.say(f"{room_words(room)} {more}", "act")


def room_words(room: "Room") -> str:
    """What still goes, what waits, and what could be freed."""
    first = sentence(AppError("disk_low", free=i18n.number(room.free >> 20)))
    lies = _(
        "Here lie {photos} MB of photos, {copies} MB of copies and {goods} MB of goods. Delete films and pictures of your own first, or ask the county."
    )
    sizes = {name: i18n.number(getattr(room, name) >> 20) for name in ("photos", "copies", "goods")}
    return f"{first} {lies.format(**sizes)}"


def _look(store: Any) -> "Room":
    from villagedesk.store.photo_room import thin_photos  # lazy: the store loads behind the PIN screen
    from villagedesk.store.room import Level, keep_reserve, room

    keep_reserve(store.home)
    found = room(store.home)
    if found.level is not Level.ENOUGH and thin_photos(store, found.photos // 2):
        return room(store.home)  # what central keeps for good left first
    return found
