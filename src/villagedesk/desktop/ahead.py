"""Imports the pages nobody has opened yet and builds those of every day, so that their first opening is quick.

Both on the window's thread, a piece at a time: importing while the PIN is typed, with the frame and the first page at its
end; building the other pages while nobody types. A page that is opened once a month is built when it is opened: all of
them together would take more memory than a day's work.
"""

import gc
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from villagedesk import clock
from villagedesk.desktop import navigation

if TYPE_CHECKING:
    from villagedesk.desktop.main_window import MainWindow
    from villagedesk.desktop.shell import Shell

# A module costs 1 to 20 ms, with those of its area that it is the first to need.
_IMPORT_EVERY_MS = 5
# A page costs 20 to 80 ms. One is built only after nothing was pressed for a while, and the next one a moment later.
QUIET_SECONDS = 1.2
_STEP_MS = 100
_WIDGETS_A_STEP = 40


class ImportsAhead(QObject):
    """Imports the modules of the window while the PIN is typed, then builds what the log-in shows.

    The log-in ends it; what is left is imported when needed.

    Args:
        shell: in which it is built. Its desk's background reads Today's data once, so that the first look at it is as
            quick as the next.
        failed: told of a module that cannot be imported; the others are.
    """

    def __init__(self, shell: "Shell", failed: Callable[[Exception], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shell, self._failed = shell, failed
        self._first, self._others = _modules_of_the_start(), _modules_of_the_pages()
        self._raw: list[QWidget] | None = None
        self._timer = QTimer(self, interval=_IMPORT_EVERY_MS)
        self._timer.timeout.connect(self.step)

    def start(self) -> None:
        """Begin."""
        # Collecting rubbish among half-imported modules would hold up the window.
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """No more."""
        if self._timer.isActive():
            self._timer.stop()
            gc.freeze()  # what was imported stays for good and need not be looked through again
            gc.enable()

    def working(self) -> bool:
        """Are modules still missing?"""
        return self._timer.isActive()

    def step(self) -> None:
        """The next module that is not here yet."""
        if name := _missing(self._first):
            self._import(name)
        elif not self._build():
            if name := _missing(self._others):
                self._import(name)
            else:
                self.stop()

    def _import(self, name: str) -> None:
        try:
            import_module(name)
        except Exception as error:  # a page that cannot be imported must not keep the others from opening
            self._failed(error)
        if name.endswith(".today.cards"):
            self._shell.desk.tasks.read(None, _look_at_today, lambda _shown: None, lambda _error: True)

    def _build(self) -> bool:
        """The frame, then its first page, then their looks, a step each; False when all of it is there."""
        main = self._shell.make_ahead()
        if main is None:
            return False
        if not main.pages:
            main.build(navigation.home(laptop=self._shell.desk.laptop))
        elif self._raw is None:
            self._raw = list(main.findChildren(QWidget))
        elif self._raw:
            self._raw = _dressed(self._raw)
        else:
            return False
        return True


def _missing(names: Iterator[str]) -> str:
    """The next of these that is not imported yet, "" after the last."""
    return next((one for one in names if one not in sys.modules), "")


def _modules_of_the_start() -> Iterator[str]:
    """What the log-in shows; small ones first, so that no step has to bring in many."""
    from villagedesk.desktop import widgets  # lazy: see the module

    below = "villagedesk.desktop"
    yield from (f"{below}.widgets.{home}" for home in widgets.HOMES)
    yield from (f"{below}.{name}" for name in ("help.panel", "notices", "rail", "finders", "topbar", "main_window"))
    yield from (f"{below}.{name}" for name in ("printing.page", "printing.layout", "printing.runner"))
    yield from (f"{below}.{name}" for name in ("sync.service", "today.cards", "today.screen"))
    yield from (f"{below}.{name}" for name in ("backups", "disk_watch", "line_watch", "needs_you"))
    yield from (f"{below}.{name}" for name in ("verify.counter", "villager_screen.screens"))


def _modules_of_the_pages() -> Iterator[str]:
    """Every page, with what it is the first to need before it."""
    below = "villagedesk.desktop"
    yield from (f"{below}.{name}" for name in ("orders.words", "orders.find_panel", "orders.basket_panel"))
    yield from (place.factory.split(":")[0] for place in navigation.SCREENS)
    yield from (f"{below}.exports.{name}" for name in ("tables", "counter", "produce"))


def _look_at_today(session: Any) -> object:
    from villagedesk.desktop.today.cards import look  # lazy: it was imported a moment ago

    return look(session)


class PagesAhead(QObject):
    """Begins at log-in and again when the pages were taken down; ends when every page of the rail and the keys is there.

    ``seconds`` gives the time, for tests.
    """

    def __init__(self, shell: "Shell") -> None:
        super().__init__(shell)
        self._shell = shell
        self.seconds = clock.monotonic
        self._begun = self.seconds()
        self._raw: list[QWidget] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_STEP_MS)
        self._timer.timeout.connect(self.step)
        shell.desk.bus.operator_changed.connect(self.start)
        shell.desk.bus.settings_changed.connect(self.start)  # another text size draws everything anew

    def start(self) -> None:
        """Begin, unless it is under way."""
        if self._shell.desk.operator is not None and not self._timer.isActive():
            self._begun = self.seconds()
            self._timer.start()

    def stop(self) -> None:
        """No more for now."""
        self._timer.stop()
        self._raw = []

    def working(self) -> bool:
        """Are pages still missing?"""
        return self._timer.isActive()

    def step(self) -> None:
        """One page, or the looks of the one built last; nothing while somebody types."""
        main = self._shell.main
        if main is None or self._shell.desk.operator is None:
            self.stop()
        elif min(self.seconds() - self._begun, self._shell.idle.rest()) < QUIET_SECONDS:
            return
        elif self._raw:
            self._raw = _dressed(self._raw)
        elif not self._build_next(main):
            self.stop()

    def _build_next(self, main: "MainWindow") -> bool:
        daily = {place.name for place in navigation.rail()} | {starter.place for starter in navigation.starters()}
        for place in sorted(navigation.SCREENS, key=lambda one: one.name not in daily):
            module = place.factory.split(":")[0]
            if module not in sys.modules:  # a step of its own
                import_module(module)
                return True
            if place.name in daily and place.name not in main.pages:
                self._raw = list(main.build(place.name).findChildren(QWidget))
                return True
        return False


def _dressed(raw: list[QWidget]) -> list[QWidget]:
    """Apply the style sheet to some now instead of when they are first shown; those that are left."""
    for widget in raw[:_WIDGETS_A_STEP]:
        if shiboken6.isValid(widget):  # the page may have been opened and filled meanwhile
            widget.ensurePolished()
    return raw[_WIDGETS_A_STEP:]
