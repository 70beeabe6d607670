"""A table in a card: whole rows are chosen by the keyboard, figures stand right, states are pills."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from villagedesk.desktop import theme
from villagedesk.desktop.rows_model import PILL_ROLE, Column, RowsModel
from villagedesk.desktop.widgets.card_rows import paint_pill, part_width


class DataTable(QTableView):
    """Rows of any dataclass. ``grow=True`` makes it as tall as its rows, for tables inside a scrolling page.

    Signals:
        taken(row): Enter or double click on a row.
        current_changed(row): another row became current; None when there is none.
    """

    taken = Signal(object)
    current_changed = Signal(object)

    def __init__(
        self, columns: Sequence[Column], *, name: str, grow: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._grow = grow
        self._wanted: list[int] = []
        self.rows_model = RowsModel(columns, self)
        self.setModel(self.rows_model)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setItemDelegate(_Cells(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(max(40, theme.px(34)))
        self.horizontalHeader().setAccessibleName(name)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.doubleClicked.connect(self._take)
        self.selectionModel().currentRowChanged.connect(lambda now, _before: self._tell(now))
        if grow:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._measure()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other columns, for instance after the language changed."""
        self.rows_model.set_columns(columns)
        self._measure()

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows; the same line stays current when it is still there."""
        at = self.currentIndex().row()
        self.rows_model.set_rows(rows)
        if rows:
            self.selectRow(min(max(at, 0), len(rows) - 1))
        else:
            self.current_changed.emit(None)
        self._measure()

    def current_row(self) -> Any:
        """The chosen row, or None."""
        index = self.currentIndex()
        return self.rows_model.row(index.row()) if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        if not self._grow:
            return super().sizeHint()
        height = self.horizontalHeader().sizeHint().height()
        height += self.verticalHeader().defaultSectionSize() * self.rows_model.rowCount()
        if self.horizontalScrollBar().maximum() > 0:
            height += self.horizontalScrollBar().sizeHint().height()
        return QSize(super().sizeHint().width(), height + 4)

    def minimumSizeHint(self) -> QSize:
        if not self._grow:
            return QSize(theme.px(240), theme.px(140))
        return QSize(theme.px(240), self.sizeHint().height())

    def _measure(self) -> None:
        """How wide each column wants to be; only its widest cell is asked, for a long table is opened at once, too."""
        metrics = QFontMetrics(theme.font("body"))
        self._wanted = []
        for at, column in enumerate(self.rows_model.columns):
            texts = [column.text(row) for row in self.rows_model.rows]
            widest = max(range(len(texts)), key=lambda n: metrics.horizontalAdvance(texts[n]), default=-1)
            cell = self.sizeHintForIndex(self.rows_model.index(widest, at)).width() if widest >= 0 else 0
            empty = not column.title and not any(texts)
            self._wanted.append(0 if empty else max(cell, self.horizontalHeader().sectionSizeHint(at)))
        self._fit()

    def _fit(self) -> None:
        header, columns = self.horizontalHeader(), self.rows_model.columns
        header.setMinimumSectionSize(theme.px(60))
        left_out, fits = self._left_out()
        header.setStretchLastSection(fits and not any(column.stretch for column in columns))
        for at, column in enumerate(columns):
            self.setColumnHidden(at, at in left_out)
            stretch = column.stretch and fits  # still without room the table scrolls sideways instead of hiding words
            mode = QHeaderView.ResizeMode.Stretch if stretch else QHeaderView.ResizeMode.Fixed
            if header.sectionResizeMode(at) != mode:
                header.setSectionResizeMode(at, mode)
            if not stretch and at not in left_out and header.sectionSize(at) != self._wanted[at]:
                header.resizeSection(at, self._wanted[at])
        self.updateGeometry()

    def _left_out(self) -> tuple[set[int], bool]:
        """Which columns are left out, and whether the others fit then."""
        columns = self.rows_model.columns
        left_out = {at for at, wanted in enumerate(self._wanted) if not wanted}  # nothing stands there at all
        room = self.viewport().width()
        needed = {at: _least(column, self._wanted[at]) for at, column in enumerate(columns) if at not in left_out}
        for at in sorted(needed, key=lambda at: -columns[at].spare):
            if sum(needed.values()) <= room or not columns[at].spare:
                break
            left_out.add(at)
            del needed[at]
        return left_out, sum(needed.values()) <= room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._measure()  # only now the style sheet's font and air are known

    def _tell(self, index: QModelIndex) -> None:
        self.current_changed.emit(self.rows_model.row(index.row()) if index.isValid() else None)

    def _take(self, index: QModelIndex) -> None:
        if index.isValid():
            self.taken.emit(self.rows_model.row(index.row()))


def _least(column: Column, wanted: int) -> int:
    return min(wanted, theme.px(column.least)) if column.stretch and column.least else wanted


class _Cells(QStyledItemDelegate):
    """Cells as the style sheet says; a pill where the column asks for one."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        kind = index.data(PILL_ROLE)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        if not kind:
            super().paint(painter, option, index)
            return
        text = str(index.data())
        selected = self.parent().selectionModel().isRowSelected(index.row())  # type: ignore[attr-defined]
        painter.save()
        if selected:
            painter.fillRect(rect, theme.colour("tile"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if text:
            width = part_width("pill", text)
            paint_pill(painter, QRect(rect.left() + 10, rect.top(), width, rect.height()), text, kind)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        size = super().sizeHint(option, index)
        if index.data(PILL_ROLE):
            size.setWidth(max(size.width(), part_width("pill", str(index.data())) + 20))
        size.setHeight(QFontMetrics(theme.font("body")).height() + 8)
        return size
