"""The barcode scanner: it types like a keyboard, only faster than any hand, and ends with Enter.

A burst is recognised by its speed, wherever the cursor is, and never lands in a text field: what came in fast is held
back until it is clear whether a hand or a scanner typed it. A hand's keys are then typed after all, in order. An input
method in between writes the burst as one piece of Latin text; that is recognised too.
"""

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from villagedesk import clock
from villagedesk.desktop.bus import Bus
from villagedesk.desktop.key_watch import KeyWatch
from villagedesk.domain.label_address import narrow, plain

# A hand needs 60 ms and more from key to key; scanners need 1 to 20. Busy computers stretch that a little.
GAP_SECONDS = 0.035
SHORTEST = 4
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


class Scanner(QObject):
    """Sees each key first, whatever it is for; tells ``bus.scanned(text)``. ``seconds`` gives the time, for tests."""

    def __init__(self, bus: Bus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus = bus
        self.seconds = clock.monotonic
        self.enabled = True
        self._held: list[QEvent] = []
        self._text = ""
        self._target: QWidget | None = None
        self._last = 0.0
        self._composed = 0  # how many Latin letters an input method has taken in at a scanner's speed
        self._replaying = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(round(GAP_SECONDS * 1000))
        self._timer.timeout.connect(self.release)

    def install(self, app: QApplication) -> None:
        """Watch every key of the program."""
        KeyWatch(app, self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.enabled or self._replaying:
            return False
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return self._override(event)
        if not isinstance(watched, QWidget):
            return False  # the window gets each key first and hands it to the widget; count it once
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._press(watched, event)
        if kind == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            return self._let_go(event)
        if kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            return self._compose(watched, event)
        return False

    def release(self) -> None:
        """It was a hand: type what was held back, where the cursor was."""
        self._timer.stop()
        held, target = self._held, self._target
        self._held, self._text, self._target = [], "", None
        self._replaying = True
        try:
            for event in held:
                if target is not None and shiboken6.isValid(target):
                    QCoreApplication.sendEvent(target, event)
        finally:
            self._replaying = False

    def _override(self, event: QKeyEvent) -> bool:
        """Keep a burst's keys from pressing buttons by their shortcut before we have seen them."""
        if _is_text(event) or (event.key() in _ENDS and self._is_burst(self.seconds())):
            event.accept()
            return True
        if self._held:
            self.release()  # a hand's last letter is in the field before the key that ends the line does its work
        return False

    def _press(self, watched: QWidget, event: QKeyEvent) -> bool:
        now = self.seconds()
        if event.key() in _ENDS and self._is_burst(now):
            self._take(self._text)
            event.accept()
            return True
        if not _is_text(event):
            if self._held:
                self.release()
            return False
        self._hold(watched, _copy(event), event.text(), now)
        event.accept()
        return True

    def _let_go(self, event: QKeyEvent) -> bool:
        if any(isinstance(held, QKeyEvent) and held.key() == event.key() for held in self._held):
            self._held.append(_copy(event))
            event.accept()
            return True
        return False

    def _compose(self, watched: QWidget, event: QInputMethodEvent) -> bool:
        now, commit, preedit = self.seconds(), event.commitString(), event.preeditString()
        fast = now - self._last <= GAP_SECONDS
        letters = narrow(commit)  # a Chinese input method writes ： for : and ￥ for $
        if len(letters) == 1 and letters.isascii() and letters.isprintable() and not preedit:
            held = QInputMethodEvent("", [])  # an input method that passes Latin letters through one by one
            held.setCommitString(commit)
            self._hold(watched, held, letters, now)
            return True
        if letters.isascii() and len(letters) >= SHORTEST and self._composed >= SHORTEST - 1 and fast:
            self._composed = 0
            self._replaying = True
            QCoreApplication.sendEvent(watched, QInputMethodEvent("", []))  # take the half-written text away
            self._replaying = False
            self._take(letters)
            return True
        self._composed = self._composed + 1 if preedit and (fast or not self._composed) else 0
        self._last = now
        return False

    def _hold(self, watched: QWidget, event: QEvent, text: str, now: float) -> None:
        if self._held and (now - self._last > GAP_SECONDS or watched is not self._target):
            self.release()
        self._held.append(event)
        self._text += text
        self._target = watched
        self._last = now
        self._timer.start()

    def _is_burst(self, now: float) -> bool:
        return len(self._text) >= SHORTEST and now - self._last <= GAP_SECONDS

    def _take(self, text: str) -> None:
        self._timer.stop()
        self._held, self._text, self._target = [], "", None
        self._bus.scanned.emit(plain(text))


def _is_text(event: QKeyEvent) -> bool:
    plain = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    text = event.text()
    return not plain and len(text) == 1 and text.isprintable() and not event.isAutoRepeat()


def _copy(event: QKeyEvent) -> QKeyEvent:
    return QKeyEvent(event.type(), event.key(), event.modifiers(), event.text(), event.isAutoRepeat(), event.count())
