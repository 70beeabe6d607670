"""Which of the screens is the villager's: looks whenever one is plugged in or out, or the setting changes."""

from collections.abc import Callable, Sequence

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.villager_screen.window import VillagerWindow

AUTO, OFF = "auto", "off"


class VillagerScreens(QObject):
    """Opens and closes the villager's window.

    Args:
        desk: the counter.
        main: its window; the villager's is never on the same screen.
        find: the screens of the computer; another function for tests.
    """

    def __init__(
        self,
        desk: Desk,
        main: QWidget,
        parent: QObject | None = None,
        find: Callable[[], Sequence[QScreen]] | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk, self._main = desk, main
        self._find = find or QGuiApplication.screens
        self.window: VillagerWindow | None = None
        self._followed = False
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.screenAdded.connect(self.look)
        app.screenRemoved.connect(self.look)
        app.primaryScreenChanged.connect(self.look)
        desk.bus.settings_changed.connect(self.look)

    def look(self) -> None:
        """Show the window on the right screen, or nowhere."""
        if not shiboken6.isValid(self._main):  # the counter is closed; the system still tells of screens
            self.close()
            return
        handle = self._main.windowHandle()
        if handle is not None and not self._followed:
            self._followed = True
            handle.screenChanged.connect(self.look)  # the counter's window was moved to the other screen
        screen = choose(self._find(), self._main.screen(), self.desk.settings.villager_screen)
        if screen is None:
            self.close()
            return
        if self.window is None:
            self.window = VillagerWindow(self.desk)
        self.window.setScreen(screen)
        self.window.fill(screen.geometry())
        if not self.window.isVisible():
            self.window.showFullScreen()

    def close(self) -> None:
        """Take the window away."""
        window, self.window = self.window, None
        if window is not None:
            window.close()
            window.deleteLater()


def choose(screens: Sequence[QScreen], own: QScreen | None, setting: str) -> QScreen | None:
    """The screen for the villager; None when it is switched off, unplugged, or the only one.

    Args:
        screens: all of the computer.
        own: where the counter's window is.
        setting: ``auto`` (the first other one), ``off``, or the name of one.
    """
    # A mirrored screen shows the counter's window already; a window over it would cover the operator's.
    others = [one for one in screens if own is None or not one.geometry().intersects(own.geometry())]
    if setting == AUTO:
        return others[0] if others else None
    return next((screen for screen in others if screen.name() == setting), None)
