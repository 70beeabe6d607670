"""What a page shows besides its data: nothing here yet, how far something is, where sync stands, which devices answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from villagedesk import i18n
from villagedesk.desktop import theme
from villagedesk.desktop.widgets.card import IconTile
from villagedesk.desktop.widgets.styling import clear, column, restyle, row
from villagedesk.desktop.widgets.text import Text
from villagedesk.i18n import _, ngettext


class EmptyState(QWidget):
    """Nothing is here: what that means, and what to do next (a sentence and, if useful, a button)."""

    def __init__(
        self,
        icon: str,
        sentence: str = "",
        what_to_do: str = "",
        button: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._sentence = Text(sentence, "card", wrap=True)
        self._what = Text(what_to_do, "small", tone="muted", wrap=True)
        for label in (self._sentence, self._what):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        box = column(row(None, IconTile(icon, "plain", 56), None), self._sentence, self._what, spacing=10)
        if button is not None:
            box.addLayout(row(None, button, None))
        self.setLayout(column(None, box, None, margins=(20, 24, 20, 24)))

    def set_texts(self, sentence: str, what_to_do: str) -> None:
        """Other words."""
        self._sentence.setText(sentence)
        self._what.setText(what_to_do)
        self._what.setVisible(bool(what_to_do))


class ProgressLine(QWidget):
    """How far something is, as a line. A number beside it is the page's business: a colour never speaks alone."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._done, self._total = 0, 0
        self._name = name
        self.setFixedHeight(10)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set(0, 0)

    def set(self, done: int, total: int) -> None:
        """``done`` of ``total``; a total of 0 shows an empty line."""
        self._done, self._total = done, total
        self.setAccessibleName(f"{self._name} {done}/{total}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("plain_soft"))
        painter.drawRoundedRect(QRectF(self.rect()), 5, 5)
        if self._total > 0 and self._done > 0:
            painter.setBrush(theme.colour("green"))
            width = max(10.0, self.width() * min(self._done, self._total) / self._total)
            painter.drawRoundedRect(QRectF(0, 0, width, self.height()), 5, 5)


@dataclass(frozen=True)
class ChipState:
    """Where sync stands. Exactly one of four is shown, and always with an age or a number; in the practice room that it is one.

    delivered: all is there and compared, ``at`` (ms) is when; ``by_stick``: as a stick told that was written then. waiting: ``count`` things on this PC, the oldest from
    ``at``; ``connected`` says whether the line is there. sending: ``done`` of ``count``, the oldest that waits from ``at``.
    needs_you: ``count`` decisions, the oldest from ``at``.
    """

    kind: Literal["delivered", "waiting", "sending", "needs_you", "practice"] = "waiting"
    count: int = 0
    done: int = 0
    at: int | None = None
    connected: bool = True
    by_stick: bool = False

    def text(self) -> str:
        """The words on the chip."""
        if self.kind == "practice":
            return _("Practice  nothing is sent")
        when = i18n.ago(self.at) if self.at is not None else ""
        if self.kind == "delivered" and self.by_stick:
            return _("Delivered by stick, as of {time}").format(time=when)
        if self.kind == "delivered":
            return _("All delivered  {time}").format(time=when)
        if self.kind == "sending":
            words = _("Sending {done} of {count}").format(done=self.done, count=self.count)
            return f"{words}  {self._oldest(when)}" if when else words
        if self.kind == "needs_you":
            words = ngettext("{count} thing needs you", "{count} things need you", self.count).format(count=self.count)
            return f"{words}  {self._since(when)}" if when else words
        if not self.count:
            return self._checked(when) if self.connected else self._offline(when)
        if self.connected:
            return _("{count} here  oldest {time}").format(count=self.count, time=when)
        return _("Offline  {count} here  oldest {time}").format(count=self.count, time=when)

    def _oldest(self, when: str) -> str:
        return _("oldest {time}").format(time=when)

    def _since(self, when: str) -> str:
        return _("since {time}").format(time=when)

    def _checked(self, when: str) -> str:
        return _("Nothing waiting  checked {time}").format(time=when) if when else _("Nothing waiting")

    def _offline(self, when: str) -> str:
        return _("Offline  last delivered {time}").format(time=when) if when else _("Offline  nothing waiting")

    def look(self) -> str:
        """The kind of colour: offline is calm grey, not an error."""
        if self.kind == "waiting":
            return "wait" if self.connected and self.count else "plain"
        return {"delivered": "good", "sending": "info", "needs_you": "act", "practice": "plain"}[self.kind]


class SyncChip(QLabel):
    """The one word about sync, always as wide; a click on it opens the sync page.

    Signals:
        pressed(): it was clicked.
    """

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setFixedWidth(theme.px(292) if theme.percent() <= 125 else round(292 * 1.25))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._state = ChipState(connected=False)
        self.retranslate()

    def set_state(self, state: ChipState) -> None:
        """Show another state."""
        self._state = state
        self.retranslate()

    def state(self) -> ChipState:
        """The state shown."""
        return self._state

    def retranslate(self) -> None:
        """The same state, in the language and at the hour of the moment."""
        text = self._state.text()
        self.setText(text)
        self.setAccessibleName(text)
        if self.property("kind") != self._state.look():
            self.setProperty("kind", self._state.look())
            restyle(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()
        super().mousePressEvent(event)


@dataclass(frozen=True)
class Device:
    """One device as the foot of the rail shows it."""

    name: str
    ready: bool
    note: str = ""


class DeviceLights(QWidget):
    """One line a device: a tick and its name, or a dash, its name and what is the matter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(2)

    def set_devices(self, devices: Sequence[Device]) -> None:
        """Show these."""
        clear(self._lines)
        for device in devices:
            sign = "✓" if device.ready else "—"
            note = f"  {device.note}" if device.note else ""
            self._lines.addWidget(Text(f"{sign}  {device.name}{note}", "small", wrap=True))
