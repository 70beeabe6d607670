"""Works the real window the way a person does: keys, typed words, clicks; and takes pictures of it."""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QRect, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from villagedesk import i18n
from villagedesk.desktop.app import Counter
from villagedesk.desktop.villager_screen.window import VillagerWindow
from villagedesk.desktop.widgets.page import Page

PATIENCE = 30.0


class StuckError(Exception):
    """What the day waited for did not happen; the last picture shows where."""


class Hands:
    """Two hands at the counter.

    Args:
        app: the application.
        counter: the open program.
        folder: where pictures go; None takes none.
    """

    def __init__(self, app: QApplication, counter: Counter, folder: Path | None) -> None:
        self.app, self.counter, self.folder = app, counter, folder
        self.pictures: list[Path] = []

    @property
    def window(self) -> QWidget:
        """The window."""
        return self.counter.shell

    def page(self) -> Page:
        """The page that is shown."""
        main = self.counter.shell.main
        page = main.page() if main is not None else None
        if page is None:
            raise StuckError("no page is shown")
        return page

    def wait(self, what: str, done: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Let the program run until ``done()`` holds.

        Raises:
            StuckError: it did not within ``seconds``; a picture shows what stood there.
        """
        until = time.monotonic() + seconds
        while not done():
            if time.monotonic() > until:
                self.picture(f"stuck {what}")
                raise StuckError(what)
            self.rest(15)

    def rest(self, ms: int = 150) -> None:
        """Let the program go on for a moment."""
        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()

    def press(self, keys: str) -> None:
        """Press a key or a chord, for instance ``F2`` or ``Ctrl+S``, wherever the cursor is."""
        QTest.keySequence(self._target(), QKeySequence(keys))
        self.rest(60)

    def write(self, text: str) -> None:
        """Type a text; Chinese comes from the input method, as at a real keyboard."""
        for part in re.findall(r"[ -~]+|[^ -~]+", text):
            if part.isascii():
                QTest.keyClicks(self._target(), part)
            else:
                event = QInputMethodEvent()
                event.setCommitString(part)
                QApplication.sendEvent(self._target(), event)
        self.rest(120)

    def fill(self, field: QWidget, text: str) -> None:
        """Put the cursor into a field, take away what stands there, and type."""
        edit = getattr(field, "edit", field)
        edit.setFocus()
        QTest.keySequence(edit, QKeySequence("Ctrl+A"))
        self.write(text)

    def click(self, button: QWidget) -> None:
        """Click a button."""
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.rest(60)

    def picture(self, name: str) -> None:
        """Take a picture of the window as it is now."""
        if self.folder is None:
            return
        self.rest(120)
        path = self.folder / f"{len(self.pictures) + 1:02d} {name}.png"
        self.window.grab().save(str(path))
        self.pictures.append(path)

    def both_pictures(self, name: str, *, villager: bool = False) -> None:
        """A state that passes, in both languages: the window is switched to and fro; the cursor stays where it is."""
        here, before = QApplication.focusWidget(), i18n.language()
        for language in (before, "zh_CN" if before == "en" else "en"):
            self.counter.shell.set_language(language)
            if language != before and self.counter.shell.main is not None:
                self.counter.shell.main.banner.hide()  # what was said stays in the language it was said in
            self._come_to_rest()
            (self.picture_for_villager if villager else self.picture)(f"{name} {language}")
        self.counter.shell.set_language(before)
        self.rest(120)
        if here is not None:
            with suppress(RuntimeError):  # a row that was made anew
                here.setFocus()

    def _come_to_rest(self) -> None:
        """Wait until all of it is laid out anew, also on a busy computer: until two pictures are alike."""
        seen = None
        for _ in range(20):
            self.rest(250)
            now = self.window.grab().toImage()
            if now == seen:
                return
            seen = now

    def picture_for_villager(self, name: str) -> None:
        """Take a picture of what a second screen of 1024 x 768 would show the villager now."""
        if self.folder is None:
            return
        window = VillagerWindow(self.counter.desk)
        window.fill(QRect(0, 0, 1024, 768))
        path = self.folder / f"{len(self.pictures) + 1:02d} {name}.png"
        window.grab().save(str(path))
        self.pictures.append(path)
        window.deleteLater()
        QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
        self.window.activateWindow()  # without a window manager the keys may have gone with that one

    def _target(self) -> QWidget:
        return QApplication.focusWidget() or self.window
