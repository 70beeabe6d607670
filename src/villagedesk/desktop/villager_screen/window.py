"""The window on the second screen: without a frame, never in the way of the keys, blank while the counter is locked."""

from typing import Any

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from villagedesk.desktop import theme
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.villager_screen.board import Board, Written
from villagedesk.desktop.villager_screen.paint import paint
from villagedesk.desktop.villager_screen.shows import OrderShow, Show
from villagedesk.i18n import _

# So long one lot of a long order stays there while it is read back.
_TURN_MS = 6000


class VillagerWindow(QWidget):
    """Shows what ``desk.villager`` says. ``written`` is what was painted last, for those who cannot look."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(None, Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.desk = desk
        self.written: list[Written] = []
        self.setObjectName("villager")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self._pictures: dict[str, QPixmap] = {}
        self._turn = 0
        self._turns = QTimer(self)
        self._turns.setInterval(_TURN_MS)
        self._turns.timeout.connect(self._next_turn)
        desk.villager.changed.connect(self._on_changed)
        desk.bus.operator_changed.connect(self.update)
        desk.bus.settings_changed.connect(self.update)
        self._name()

    def fill(self, geometry: QRect) -> None:
        """Take a whole screen."""
        self.setGeometry(geometry)

    def show_now(self) -> Show | None:
        """What is shown; None for idle, and while the counter is locked."""
        return self.desk.villager.now() if self.desk.operator is not None else None

    def _on_changed(self) -> None:
        """Fetch the pictures of goods that are new here; until they come the drawings stand there."""
        show = self.show_now()
        wanted = {item.picture for item in show.items} - {""} if isinstance(show, OrderShow) else set()
        self._pictures = {name: picture for name, picture in self._pictures.items() if name in wanted}
        self._turn = 0
        if isinstance(show, OrderShow) and show.asking:
            self._turns.start()
        else:
            self._turns.stop()
        for sha256 in wanted - self._pictures.keys():
            self._fetch(sha256)
        self.update()

    def _next_turn(self) -> None:
        self._turn += 1
        self.update()

    def _fetch(self, sha256: str) -> None:
        def done(data: bytes | None) -> None:
            picture = QPixmap()
            if data and picture.loadFromData(data):
                self._pictures[sha256] = picture
                self.update()

        def get(store: Any) -> bytes | None:
            found: bytes | None = store.pictures.get(sha256)
            return found

        self.desk.tasks.keep(self, get, done)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        board = Board(painter, QRectF(self.rect()), theme.percent(), self._pictures)
        if self.desk.operator is None:
            board.ground()
        else:
            paint(board, self.show_now(), self.desk.centre_name, self.desk.settings.pay_code, self._turn)
        painter.end()
        self.written = board.written

    def _name(self) -> None:
        self.setWindowTitle(_("The villager's screen"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._name()
            self.update()
        super().changeEvent(event)
