"""Two or more things beside each other that go under each other when large text leaves no room."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from villagedesk.desktop import theme


class Columns(QWidget):
    """``Columns(left, right, shares=(5, 3))``; beside each other from ``wide`` pixels at 100 % text on.

    With ``wide=0`` they stand beside each other whenever what has no share gets all it would like to have (a ``flow``
    of buttons one line), and none of the others has to be narrower than it can be.
    """

    def __init__(
        self,
        *widgets: QWidget,
        shares: tuple[int, ...] = (),
        wide: int = 760,
        spacing: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._wide = wide
        self._shares = shares or (1,) * len(widgets)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(spacing)
        for widget, share in zip(widgets, self._shares, strict=True):
            if widget.property("top"):
                self._layout.addWidget(widget, share, Qt.AlignmentFlag.AlignTop)
            elif widget.property("bottom"):  # a button in line with the edge of the field beside it
                self._layout.addWidget(widget, share, Qt.AlignmentFlag.AlignBottom)
            else:
                self._layout.addWidget(widget, share)
        self._arrange(self._fits(wide))

    def is_wide(self) -> bool:
        """True while the things are beside each other."""
        return self._layout.direction() == QBoxLayout.Direction.LeftToRight

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange(self._fits(event.size().width()))
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange(self._fits(self.width()))
        return super().event(event)

    def minimumSizeHint(self) -> QSize:
        """What one column needs: the parent may always make us that narrow."""
        hint = super().minimumSizeHint()
        items = [self._layout.itemAt(at) for at in range(self._layout.count())]
        hint.setWidth(max((item.minimumSize().width() for item in items if item is not None), default=0))
        return hint

    def _fits(self, width: int) -> bool:
        if self._wide:
            return width >= theme.px(self._wide)
        items = [self._layout.itemAt(at) for at in range(self._layout.count())]
        needs = [
            (item.minimumSize() if share else item.sizeHint()).width()
            for item, share in zip(items, self._shares, strict=True)
            if item is not None and not item.isEmpty()
        ]
        return width >= sum(needs) + self._layout.spacing() * max(0, len(needs) - 1)

    def _arrange(self, wide: bool) -> None:
        wanted = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._layout.direction() != wanted:
            self._layout.setDirection(wanted)
            for index, share in enumerate(self._shares):
                self._layout.setStretch(index, share if wide else 0)


def pair(*fields: QWidget) -> Columns:
    """Two or three fields beside each other in a form; under each other with large text."""
    return Columns(*fields, wide=240 * len(fields), spacing=10)
