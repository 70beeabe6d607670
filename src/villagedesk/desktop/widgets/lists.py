"""Lists of card rows: real widgets for a few rows with buttons, and a painted list for as many as one likes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QListView,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from villagedesk.desktop import theme
from villagedesk.desktop.widgets.buttons import PlainButton, PrimaryButton
from villagedesk.desktop.widgets.card import Card, IconTile
from villagedesk.desktop.widgets.card_rows import CardDelegate, CardRow
from villagedesk.desktop.widgets.styling import clear, column, row
from villagedesk.desktop.widgets.text import Text

_Index = QModelIndex | QPersistentModelIndex


class RowCard(Card):
    """One thing to do: icon, what happened, details, and one button."""

    def __init__(
        self,
        icon: str,
        kind: str,
        title: str,
        detail: str = "",
        button: str = "",
        on_press: Callable[[], object] | None = None,
        *,
        primary: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(margins=(13, 7, 13, 7), spacing=0, parent=parent)
        words = column(Text(title, "card", wrap=True), spacing=0)
        if detail:
            words.addWidget(Text(detail, "small", tone="muted", wrap=True))
        self.line = line = row(IconTile(icon, kind), words, spacing=14)
        line.setStretch(1, 1)
        self.button: PlainButton | None = None
        if button:
            self.button = PrimaryButton(button) if primary else PlainButton(button)
            self.button.setMinimumWidth(150)
            self.button.setAccessibleName(f"{button}: {title}")
            if on_press is not None:
                self.button.clicked.connect(lambda: on_press())
            line.addWidget(self.button)
        self.body.addLayout(line)
        self.setMinimumHeight(66)


class RowList(QWidget):
    """RowCards under each other."""

    def __init__(self, *, spacing: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(spacing)

    def set_rows(self, rows: Iterable[QWidget]) -> None:
        """Show these instead.

        A button with the focus keeps it where no row came or went: the second press of Enter comes to the same row.
        """
        shown = list(rows)
        held = self._held() if len(shown) == self._layout.count() - 1 else None
        clear(self._layout)
        for widget in shown:
            self._layout.addWidget(widget)
            widget.show()  # the layout alone would do it a moment later, and the list would blink
        self._layout.addStretch(1)  # rows keep their height, whatever stands beside the list
        if held is not None:
            at, number = held
            buttons = _buttons(shown[at])
            if buttons:
                buttons[min(number, len(buttons) - 1)].setFocus()

    def _held(self) -> tuple[int, int] | None:
        """Which row's button has the focus, and the how-manieth of the row it is."""
        for at in range(self._layout.count()):
            widget = self._layout.itemAt(at).widget()
            for number, button in enumerate(_buttons(widget)):
                if button.hasFocus():
                    return at, number
        return None


def _buttons(row: QWidget | None) -> list[PlainButton]:
    if row is None:
        return []
    return [button for button in cast(list[PlainButton], row.findChildren(PlainButton)) if not button.isHidden()]


class CardList(QListView):
    """Card rows, painted, so that thousands cost nothing; arrows move, Enter or a double click takes one.

    ``columns`` puts that many beside each other; ``hint`` is shown on the current row ("Enter"); with ``grow`` the list
    is as tall as its rows and the page scrolls instead.

    Signals:
        taken(key): Enter or double click (a single click with ``single_click=True``).
        current_changed(key): another row became current; None when there is none.
        filled(): other rows are shown.
    """

    taken = Signal(object)
    current_changed = Signal(object)
    filled = Signal()

    def __init__(
        self,
        name: str,
        *,
        columns: int = 1,
        tile: int = 44,
        single_click: bool = False,
        hint: str = "",
        grow: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns, self.tile, self.hint, self._grow = columns, tile, hint, grow
        self.setAccessibleName(name)
        self._rows = _Rows(self)
        self.setModel(self._rows)
        self._delegate = CardDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        if columns > 1:
            self.setFlow(QListView.Flow.LeftToRight)
            self.setWrapping(True)
        if grow:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        (self.clicked if single_click else self.doubleClicked).connect(self._take)
        self.selectionModel().currentChanged.connect(lambda now, _before: self.current_changed.emit(self._key(now)))

    def set_rows(self, rows: Sequence[CardRow], *, keep: bool = True) -> None:
        """Show these rows; the current one stays current if its key is still there, else the first becomes it."""
        before = self.current_key() if keep else None
        self._rows.replace(list(rows))
        if rows:
            at = next((i for i, r in enumerate(rows) if r.key == before), 0) if before is not None else 0
            self.setCurrentIndex(self._rows.index(at))
        else:
            self.current_changed.emit(None)
        self.updateGeometry()
        self.filled.emit()

    def set_pictures(self, pictures: Mapping[object, QPixmap]) -> None:
        """Pictures that came later, by the keys of their rows; everything else stays as it is."""
        self._rows.show_pictures(pictures)

    def rows(self) -> list[CardRow]:
        """What is shown."""
        return self._rows.shown

    def current_key(self) -> object:
        """The key of the current row, or None."""
        return self._key(self.currentIndex())

    def set_current(self, key: object) -> None:
        """Make the row with this key current, if it is there."""
        for at, shown in enumerate(self._rows.shown):
            if shown.key == key:
                self.setCurrentIndex(self._rows.index(at))

    def move(self, steps: int) -> None:  # type: ignore[override]
        """Make the row that many further current; for a search box whose arrows move this list."""
        count = self._rows.rowCount()
        if count:
            at = min(count - 1, max(0, self.currentIndex().row() + steps))
            self.setCurrentIndex(self._rows.index(at))

    def take_current(self) -> None:
        """As if Enter had been pressed on the current row."""
        self._take(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take_current()
        elif event.text().isdigit():
            event.ignore()  # a button of the page may have this key; Qt would look for a row that begins with it
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(240), 0 if self._grow else theme.px(120))

    def hasHeightForWidth(self) -> bool:
        return self._grow

    def heightForWidth(self, width: int) -> int:
        if not self._grow:
            return super().heightForWidth(width)
        delegate = self._delegate
        columns, heights = self.columns_now(width), [delegate.height(r, width) for r in self._rows.shown]
        return sum(max(heights[at : at + columns]) for at in range(0, len(heights), columns)) + 2

    def sizeHint(self) -> QSize:
        if not self._grow:
            return super().sizeHint()
        width = max(self.width(), theme.px(240))
        return QSize(width, self.heightForWidth(width))

    def tallest(self, rows: Sequence[CardRow], width: int) -> int:
        """How tall the tallest of these rows is, with the air beneath it, in a list of this width."""
        return max(self._delegate.height(one, width) for one in rows)

    def columns_now(self, width: int = 0) -> int:
        """How many columns fit; large text leaves fewer."""
        return max(1, min(self.columns, (width or self.room()) // theme.px(285)))

    def room(self) -> int:
        """The width rows may have: beside each other they must leave room for the scroll bar before it is there."""
        if self._grow or self.columns == 1:
            return self.viewport().width() - (1 if self.columns > 1 else 0)  # a line that is full to the pixel wraps
        return (
            self.maximumViewportSize().width()
            - self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self.verticalScrollBar())
            - 2
        )

    def _key(self, index: _Index) -> object:
        return self._rows.shown[index.row()].key if index.isValid() else None

    def _take(self, index: _Index) -> None:
        if index.isValid():
            self.taken.emit(self._key(index))


class _Rows(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.shown: list[CardRow] = []

    def replace(self, rows: list[CardRow]) -> None:
        self.beginResetModel()
        self.shown = rows
        self.endResetModel()

    def show_pictures(self, pictures: Mapping[object, QPixmap]) -> None:
        for at, row_ in enumerate(self.shown):
            if row_.key in pictures:
                self.shown[at] = replace(row_, picture=pictures[row_.key])
                self.dataChanged.emit(self.index(at), self.index(at))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        shown = self.shown[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return shown
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return "  ".join(part for part in (shown.title, shown.detail, shown.right, shown.pill) if part)
        return None
