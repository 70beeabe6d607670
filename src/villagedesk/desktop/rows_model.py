"""One table model for a list of row dataclasses; columns say how a value is got and shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

_Index = QModelIndex | QPersistentModelIndex
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
PILL_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class Column:
    """One column. ``text(row)`` is what stands there; ``pill(row)`` gives a kind when it is to be a pill.

    ``right`` aligns figures, ``stretch`` takes what room is left, ``sort(row)`` orders where the text would not.
    ``least``, in pixels at 100 %, lets a stretching column be cut with an ellipsis down to that width where room is short.
    ``spare`` columns are left out where room is short, the highest number first; the row's own page shows them.
    """

    title: str
    text: Callable[[Any], str]
    right: bool = False
    stretch: bool = False
    pill: Callable[[Any], str] | None = None
    sort: Callable[[Any], Any] | None = None
    least: int = 0
    spare: int = 0


class RowsModel(QAbstractTableModel):
    """Rows of any dataclass. ``set_rows`` replaces them all; ``row(i)`` gives one back."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.rows: list[Any] = []

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows instead."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show these columns instead, for instance after the language changed."""
        self.beginResetModel()
        self.columns = list(columns)
        self.endResetModel()

    def row(self, at: int) -> Any:
        """The dataclass shown in line ``at``."""
        return self.rows[at]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column, shown = self.columns[index.column()], self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(shown)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.right else _LEFT
        if role == PILL_ROLE:
            return column.pill(shown) if column.pill else None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.columns[section].right else _LEFT
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by a column's ``sort`` value, or by its text."""
        chosen = self.columns[column]
        self.layoutAboutToBeChanged.emit()
        self.rows.sort(key=chosen.sort or chosen.text, reverse=order == Qt.SortOrder.DescendingOrder)
        self.layoutChanged.emit()
