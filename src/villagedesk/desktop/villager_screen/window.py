"""The window on the second screen: without a frame, never in the way of the keys, blank while the counter is locked."""

from PySide6.QtCore import QEvent, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from villagedesk.desktop import theme
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.villager_screen.board import Board, Written
from villagedesk.desktop.villager_screen.paint import paint
from villagedesk.desktop.villager_screen.shows import Show
from villagedesk.i18n import _


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
        desk.villager.changed.connect(self.update)
        desk.bus.operator_changed.connect(self.update)
        desk.bus.settings_changed.connect(self.update)
        self._name()

    def fill(self, geometry: QRect) -> None:
        """Take a whole screen."""
        self.setGeometry(geometry)

    def show_now(self) -> Show | None:
        """What is shown; None for idle, and while the counter is locked."""
        return self.desk.villager.now() if self.desk.operator is not None else None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        board = Board(painter, QRectF(self.rect()), theme.percent())
        if self.desk.operator is None:
            board.ground()
        else:
            paint(board, self.show_now(), self.desk.centre_name, self.desk.settings.pay_code)
        painter.end()
        self.written = board.written

    def _name(self) -> None:
        self.setWindowTitle(_("The villager's screen"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._name()
            self.update()
        super().changeEvent(event)
