"""Practising: a frame around the window that says that nothing is real, a stamp on every paper, and one key to leave."""

import sys

from PySide6.QtCore import QEvent, QObject, QProcess, QRectF, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QWidget

from villagedesk.desktop import theme
from villagedesk.desktop.printing import page
from villagedesk.i18n import _

LEAVE_KEY = "F12"
# Everybody may know it: the frame says it, for whoever opened the room from a menu.
PIN = "258014"
_LINE, _HIGH = 6, 30


class PracticeFrame(QWidget):
    """Lies over the whole window and lets every click and key through. F12 closes the window it lies on."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page.stamp = "练习 PRACTICE"
        leave = QShortcut(QKeySequence(LEAVE_KEY), window)
        leave.setContext(Qt.ShortcutContext.ApplicationShortcut)
        leave.activated.connect(window.close)
        window.installEventFilter(self)
        # Nothing to press lies beneath the frame.
        window.setContentsMargins(_LINE, _LINE, _LINE, theme.px(_HIGH))
        self._fit()
        self.show()

    def words(self) -> str:
        """What the frame says."""
        return _("Practice: nothing here is real, nothing is sent. PIN {pin}. {key} leaves.").format(
            pin=PIN, key=LEAVE_KEY
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.ChildAdded, QEvent.Type.LayoutRequest):
            self._fit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = theme.colour("wait")
        painter.setPen(QPen(colour, _LINE * 2))
        painter.drawRect(self.rect())
        painter.setFont(theme.font("small", strong=True))
        # At the foot: at the head it would lie on the field for scans.
        high = theme.px(_HIGH)
        band = QRectF(0, self.height() - high, self.width(), high)
        painter.fillRect(band, colour)
        painter.setPen(theme.colour("card"))
        painter.drawText(band, Qt.AlignmentFlag.AlignCenter, self.words())

    def _fit(self) -> None:
        above = self.parentWidget()
        if above is not None:
            self.setGeometry(above.rect())
            self.raise_()


def start_practising() -> bool:
    """Open the practice room in a window of its own; what is open here stays as it is."""
    return bool(QProcess.startDetached(*command_words("practice"))[0])


def command_words(*words: str) -> tuple[str, list[str]]:
    """The program and the words that start a command of this program, packaged or from its sources."""
    return sys.executable, list(words) if getattr(sys, "frozen", False) else ["-m", "villagedesk", *words]
