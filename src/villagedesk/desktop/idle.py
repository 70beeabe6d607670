"""Locks the screen when nobody has touched anything for a while."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from villagedesk import clock
from villagedesk.desktop.key_watch import KeyWatch, WindowWatch

_SIGNS = (
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.InputMethod,
)
_LOOK_EVERY_MS = 5_000


class IdleWatch(QObject):
    """Signals: ``idle()`` nothing was touched for ``minutes``. ``seconds`` gives the time, for tests."""

    idle = Signal()

    def __init__(self, minutes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.minutes = minutes
        self.seconds = clock.monotonic
        self._last = self.seconds()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def install(self, app: QApplication) -> None:
        """Watch the whole program; what an input method takes for itself passes through no window."""
        WindowWatch(app, self)
        KeyWatch(app, self)
        self._timer.start()

    def rest(self) -> float:
        """Seconds since something was touched."""
        return self.seconds() - self._last

    def look(self) -> None:
        """Has it been long enough?"""
        if self.rest() >= self.minutes * 60:
            self._last = self.seconds()
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS:
            self._last = self.seconds()
        return False
