"""The big buttons at the top of Today: an icon, what it starts, and its key."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from villagedesk.desktop import navigation
from villagedesk.desktop.widgets import CardButton, IconTile, Text, row
from villagedesk.i18n import _


class StarterCard(CardButton):
    """One starter. Its key is answered by the main window, so that it works on every page."""

    def __init__(self, starter: navigation.Starter, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.starter = starter
        self._title = Text("", "card")
        tile = IconTile(starter.icon, "solid")
        key = Text(starter.key, "small", tone="muted")
        self.set_inside(row(tile, 2, self._title, None, key, margins=(14, 11, 14, 11)), tile, self._title, key)
        self.retranslate()

    def retranslate(self) -> None:
        """What it starts, in the language of the moment."""
        self._title.setText(_(self.starter.title))
        self.setAccessibleName(_(self.starter.title))


class StarterGrid(QWidget):
    """Up to four beside each other, fewer with large text."""

    def __init__(self, cards: list[StarterCard], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: list[QPushButton] = list(cards)
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        self._arrange(len(cards))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit(event.size().width())
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit(self.width())
        return super().event(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._widest(), super().minimumSizeHint().height())

    def _widest(self) -> int:
        return max((card.minimumSizeHint().width() for card in self._cards), default=0)

    def _fit(self, width: int) -> None:
        gap = self._grid.spacing()
        fits = max(1, min(len(self._cards), (width + gap) // (self._widest() + gap)))
        self._arrange(2 if fits == 3 and len(self._cards) == 4 else fits)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns or not columns:
            return
        for at in range(max(columns, self._columns)):
            self._grid.setColumnStretch(at, 1 if at < columns else 0)
        self._columns = columns
        for at, card in enumerate(self._cards):
            self._grid.addWidget(card, at // columns, at % columns)
