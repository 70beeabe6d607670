"""The first row of a page: its title, pills, and a quiet sentence or buttons at the right."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from villagedesk.desktop import theme
from villagedesk.desktop.widgets.flow_layout import FlowLayout
from villagedesk.desktop.widgets.text import Pill, Text


class PageHeader(QWidget):
    """Title, pills beside it, and a quiet sentence or buttons at the right; beneath when there is no room."""

    def __init__(self, title: str = "", right: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Text(title, "title")
        self._left = FlowLayout(spacing=10)
        self._left.addWidget(self._title)
        self._pills: list[Pill] = []
        self._right = Text(right, "small", tone="muted", right=True)
        self._right.setVisible(bool(right))
        self._buttons = FlowLayout(spacing=10)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(10)
        self._box.addLayout(self._left, 1)
        self._box.addWidget(self._right)
        self._box.addLayout(self._buttons)
        self.setMinimumHeight(44)

    def set_title(self, title: str) -> None:
        """The name of the page."""
        self._title.setText(title)

    def title(self) -> str:
        """The name of the page, as shown."""
        return self._title.text()

    def set_pills(self, pills: Iterable[tuple[str, str]]) -> None:
        """Pills beside the title instead of those before: (text, kind) each."""
        for pill in self._pills:
            self._left.removeWidget(pill)
            pill.hide()
            pill.deleteLater()
        self._pills = []
        for text, kind in pills:
            self.add_pill(Pill(text, kind))

    def add_pill(self, pill: Pill) -> None:
        """A pill the page keeps and changes itself, for instance ``Steps``."""
        self._pills.append(pill)
        self._left.addWidget(pill)

    def add_left(self, widget: QWidget) -> None:
        """Buttons beside the title, for instance things that were put aside."""
        self._left.addWidget(widget)

    def set_right(self, text: str) -> None:
        """The quiet sentence at the right."""
        self._right.setText(text)
        self._right.setVisible(bool(text))

    def add_right(self, widget: QWidget) -> None:
        """A button or a field at the right."""
        self._buttons.addWidget(widget)

    def add_before(self, widget: QWidget) -> None:
        """A quiet button left of those at the right: the green one stays outermost."""
        others = [item for _ in range(self._buttons.count()) if (item := self._buttons.takeAt(0))]
        self._buttons.addWidget(widget)
        for item in others:
            self._buttons.addItem(item)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        hint.setWidth(theme.px(160))
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        words = self._right.text()
        right = self._right.fontMetrics().horizontalAdvance(words) + 12 if words else 0
        # A name may be longer than the page is wide.
        too_long = self._title.fontMetrics().horizontalAdvance(self._title.text()) > self.width()
        if self._title.wordWrap() != too_long:
            self._title.setWordWrap(too_long)
        fits = (
            self._left.sizeHint().width() + right + self._buttons.sizeHint().width() + 20 <= self.width()
            and not too_long
        )
        # Only what changes is set: each setting asks for a new layout, and that calls this again, without end.
        if self._right.wordWrap() == fits:
            self._right.setWordWrap(not fits)
        direction = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        if self._box.direction() != direction:
            self._right.setAlignment(
                (Qt.AlignmentFlag.AlignRight if fits else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
            )
            self._box.setDirection(direction)
