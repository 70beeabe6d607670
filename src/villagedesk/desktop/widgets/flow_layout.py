"""A layout that puts things beside each other and goes on in the next line when the line is full."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Left to right, then down. Used wherever large text would otherwise push something out of the window.

    ``lines`` is the air between two lines, where it is another than that between two things.
    """

    def __init__(self, parent: QWidget | None = None, *, spacing: int = 10, lines: int | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._lines = spacing if lines is None else lines
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in shown) + self.spacing() * max(0, len(shown) - 1)
        return QSize(width, max((size.height() for size in shown), default=0))

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, move: bool) -> int:
        lines: list[list[QLayoutItem]] = [[]]
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            width = item.sizeHint().width()
            if lines[-1] and used + width > rect.width():
                lines.append([])
                used = 0
            lines[-1].append(item)
            used += width + self.spacing()
        y = rect.y()
        for line in lines:
            y += self._place_line(line, rect, y, move) + self._lines
        return y - self._lines - rect.y()

    def _place_line(self, line: list[QLayoutItem], rect: QRect, y: int, move: bool) -> int:
        sizes = [_size(item, rect.width()) for item in line]
        height = max((size.height() for size in sizes), default=0)
        x = rect.x()
        for item, size in zip(line, sizes, strict=True):
            if move:
                item.setGeometry(QRect(QPoint(x, y + (height - size.height()) // 2), size))
            x += size.width() + self.spacing()
        return height


def _size(item: QLayoutItem, width: int) -> QSize:
    """What an item gets in a line of ``width``: what is too wide becomes higher, when it can go on in lines itself."""
    size = item.sizeHint()
    if size.width() > width > 0:
        if item.hasHeightForWidth():
            size.setHeight(item.heightForWidth(width))
        size.setWidth(width)
    return size
