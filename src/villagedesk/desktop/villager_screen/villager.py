"""The one object by which pages say what the villager shall see: ``desk.villager.put(widget, show)``.

It is seen while that widget is seen, so leaving a page or closing a step takes it away without a word. Where two widgets
are seen, what was put last counts. Whether there is a second screen at all is no page's business.
"""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from villagedesk.desktop.villager_screen.shows import Show


class Villager(QObject):
    """Signals: ``changed()`` something else is to be seen."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shows: dict[QWidget, Show] = {}  # what was put last stands last
        self._watched: set[QWidget] = set()

    def put(self, owner: QWidget, show: Show | None, seconds: int = 0) -> None:
        """Show it while ``owner`` is seen.

        Args:
            owner: a page, or a part of one that comes and goes.
            show: what to show; None takes it away.
            seconds: after which it goes by itself; 0 for as long as the owner is seen.
        """
        self._shows.pop(owner, None)
        if show is not None:
            self._shows[owner] = show
            if owner not in self._watched:  # a page puts and takes away all day long
                self._watched.add(owner)
                owner.installEventFilter(self)
                owner.destroyed.connect(self._forget)
            if seconds:
                QTimer.singleShot(seconds * 1000, owner, lambda: self._end(owner, show))
        self.changed.emit()

    def now(self) -> Show | None:
        """What the villager shall see; None for nothing but the centre's name."""
        return next(
            (show for owner, show in reversed(self._shows.items()) if isValid(owner) and owner.isVisible()), None
        )

    def _end(self, owner: QWidget, show: Show) -> None:
        if self._shows.get(owner) is show:
            self.put(owner, None)

    def _forget(self) -> None:
        self._shows = {owner: show for owner, show in self._shows.items() if isValid(owner)}
        self._watched = {owner for owner in self._watched if isValid(owner)}
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            # Later: while the event is under way the widget is not yet what it will be.
            QTimer.singleShot(0, self, self.changed.emit)
        return super().eventFilter(watched, event)
