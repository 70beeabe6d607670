"""Builds the pages nobody has opened yet while nobody types, so that a page's first opening is as quick as its second."""

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from villagedesk import clock
from villagedesk.desktop import navigation

if TYPE_CHECKING:
    from villagedesk.desktop.main_window import MainWindow
    from villagedesk.desktop.shell import Shell

# A page costs 20 to 80 ms. One is built only after nothing was pressed for a while, and the next one a moment later.
QUIET_SECONDS = 1.2
_STEP_MS = 100
_WIDGETS_A_STEP = 40
_SIGNS = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.InputMethod)


class PagesAhead(QObject):
    """Begins at log-in and again when the pages were taken down; ends when every page is there.

    ``seconds`` gives the time, for tests.
    """

    def __init__(self, app: QApplication, shell: "Shell") -> None:
        super().__init__(shell)
        self._app, self._shell = app, shell
        self.seconds = clock.monotonic
        self._last = self.seconds()
        self._raw: list[QWidget] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_STEP_MS)
        self._timer.timeout.connect(self.step)
        shell.desk.bus.operator_changed.connect(self.start)
        shell.desk.bus.settings_changed.connect(self.start)  # another text size draws everything anew

    def start(self) -> None:
        """Begin, unless it is under way."""
        if self._shell.desk.operator is not None and not self._timer.isActive():
            self._last = self.seconds()
            self._app.installEventFilter(self)
            self._timer.start()

    def stop(self) -> None:
        """No more for now."""
        self._timer.stop()
        self._app.removeEventFilter(self)
        self._raw = []

    def working(self) -> bool:
        """Are pages still missing?"""
        return self._timer.isActive()

    def step(self) -> None:
        """One page, or the looks of the one built last; nothing while somebody types."""
        main = self._shell.main
        if main is None or self._shell.desk.operator is None:
            self.stop()
        elif self.seconds() - self._last < QUIET_SECONDS:
            return
        elif self._raw:
            self._dress_some()
        elif not self._build_next(main):
            self.stop()

    def _build_next(self, main: "MainWindow") -> bool:
        for place in [*navigation.rail(), *navigation.SCREENS]:
            if place.name not in main.pages:
                self._raw = list(main.build(place.name).findChildren(QWidget))
                return True
        return False

    def _dress_some(self) -> None:
        """Apply the style sheet now instead of when the page is first shown."""
        some, self._raw = self._raw[:_WIDGETS_A_STEP], self._raw[_WIDGETS_A_STEP:]
        for widget in some:
            if shiboken6.isValid(widget):  # the page may have been opened and filled meanwhile
                widget.ensurePolished()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS:
            self._last = self.seconds()
        return False
