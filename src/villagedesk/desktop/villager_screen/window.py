"""The window on the second screen: without a frame, never in the way of the keys, blank while the counter is locked."""

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from villagedesk.desktop import theme
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.villager_screen.board import Board, Written
from villagedesk.desktop.villager_screen.paint import paint
from villagedesk.desktop.villager_screen.shows import OrderShow, Show
from villagedesk.desktop.widgets.goods_tile import keep_picture, read_pictures
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
        self._asked: set[str] = set()
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
        missing = wanted - self._asked
        self._asked = wanted
        self._turn = 0
        if isinstance(show, OrderShow) and show.asking:
            self._turns.start()
        else:
            self._turns.stop()
        if missing:
            self.desk.tasks.read(self, lambda s: read_pictures(s, missing), self._show_pictures)
        self.update()

    def _show_pictures(self, found: dict[str, QImage]) -> None:
        for sha256, image in found.items():
            keep_picture(sha256, image)
        self.update()

    def _next_turn(self) -> None:
        self._turn += 1
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        board = Board(painter, QRectF(self.rect()), theme.percent())
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
