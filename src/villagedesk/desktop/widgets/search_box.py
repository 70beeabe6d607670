"""A line for searching: tells what is typed after a short rest, and steers a list with the arrow keys."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from villagedesk.desktop import icons, theme
from villagedesk.desktop.widgets.lists import CardList

_REST_MS = 60


class SearchBox(QLineEdit):
    """Signals: ``typed(text)`` after a short rest, ``submitted(text)`` at Enter when no attached list takes it."""

    typed = Signal(str)
    submitted = Signal(str)

    def __init__(
        self, placeholder: str = "", *, name: str = "", icon: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._list: CardList | None = None
        # Words were told and the list has not answered yet: Enter must not take a row of the words before.
        self._asked = False
        self._take_answer = False
        self.setProperty("search", icon)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._tell)
        # textChanged and not keys: an input method writes whole words.
        self.textChanged.connect(lambda _text: self._rest.start())
        self.set_placeholder(placeholder, name)

    def set_placeholder(self, placeholder: str, name: str = "") -> None:
        """The grey words, and the name for a screen reader."""
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)

    def attach(self, rows: CardList | None) -> None:
        """Up and Down move the list, Enter takes its current row, while the cursor stays here; None lets go."""
        if self._list is not None:
            self._list.filled.disconnect(self._on_filled)
        self._list = rows
        self._asked = self._take_answer = False
        if rows is not None:
            rows.filled.connect(self._on_filled)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self._list is not None and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._list.move(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._icon:
            size = min(theme.px(16), 24)
            QPainter(self).drawPixmap(8, (self.height() - size) // 2, icons.pixmap("search", "muted", size))

    def _enter(self) -> None:
        if self._rest.isActive():
            self._rest.stop()
            self._tell()
        if self._asked and not self._take_answer:
            # A second Enter no longer waits, should the answer never come.
            self._take_answer = True
        else:
            self._take()

    def _take(self) -> None:
        self._take_answer = False
        if self._list is not None and self._list.current_key() is not None:
            self._list.take_current()
        else:
            self.submitted.emit(self.text().strip())

    def _on_filled(self) -> None:
        self._asked = False
        if self._take_answer:
            self._take()

    def _tell(self) -> None:
        self._asked = self._list is not None
        self._take_answer = False
        self.typed.emit(self.text().strip())
