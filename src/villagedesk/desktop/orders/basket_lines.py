"""The lines of a basket: picture, name, fewer and more, sum, take out. Many lines scroll inside the card."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from villagedesk import i18n
from villagedesk.desktop import theme
from villagedesk.desktop.orders.words import full_title
from villagedesk.desktop.widgets import Columns, IconTile, SmallButton, Text, clear, column, row
from villagedesk.domain.orders import BasketLine
from villagedesk.i18n import _


class BasketLines(QScrollArea):
    """Signals: ``stepped(index, step)`` one more or one less, ``removed(index)``."""

    stepped = Signal(int, int)
    removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("basketLines")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget()
        self._inside.setObjectName("clear")
        self._column = column(None, spacing=8)
        self._inside.setLayout(self._column)
        self.setWidget(self._inside)
        self._rows: list[_Line] = []

    def set_lines(self, lines: Sequence[BasketLine], current: int = -1) -> None:
        """Show these; ``current`` is scrolled into sight."""
        if [shown.line.goods_id for shown in self._rows] != [line.goods_id for line in lines]:
            self._build(lines)
        for shown, line in zip(self._rows, lines, strict=True):
            shown.show_line(line)
        if 0 <= current < len(self._rows):
            # The new row gets its place when the event loop has laid it out.
            QTimer.singleShot(0, self, lambda: self._show_row(current))

    def rows(self) -> list["_Line"]:
        """The rows, for tests."""
        return self._rows

    def retranslate(self) -> None:
        """New names on the buttons."""
        for shown in self._rows:
            shown.show_line(shown.line)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(240), theme.half(44) * 3 + 24)

    def _build(self, lines: Sequence[BasketLine]) -> None:
        clear(self._column)
        self._rows = []
        for index, line in enumerate(lines):
            made = _Line(line)
            made.minus.clicked.connect(lambda _checked=False, at=index: self.stepped.emit(at, -1))
            made.plus.clicked.connect(lambda _checked=False, at=index: self.stepped.emit(at, 1))
            made.out.clicked.connect(lambda _checked=False, at=index: self.removed.emit(at))
            self._rows.append(made)
            self._column.addWidget(made)
        self._column.addStretch(1)

    def _show_row(self, index: int) -> None:
        if index < len(self._rows):
            self.ensureWidgetVisible(self._rows[index], 0, 8)


class _Line(QWidget):
    def __init__(self, line: BasketLine) -> None:
        super().__init__()
        self.line = line
        self._icon = IconTile(line.icon or "bag", "tile")
        self._title = Text("", "body", wrap=True)
        self.minus = SmallButton("minus", "")
        self.plus = SmallButton("plus", "")
        self.out = SmallButton("cross", "")
        self.quantity = Text("", "figure")
        self.quantity.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.quantity.setMinimumWidth(theme.px(30))
        self.sum = Text("", "figure", right=True)
        self.sum.setMinimumWidth(theme.px(96))
        words, figures = QWidget(), QWidget()
        words.setLayout(row(self._icon, self._title, spacing=8))
        figures.setLayout(row(None, self.minus, self.quantity, self.plus, self.sum, self.out, spacing=8))
        figures.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self.setLayout(column(Columns(words, figures, shares=(1, 0), wide=430, spacing=8)))

    def show_line(self, line: BasketLine) -> None:
        """The same goods, perhaps another quantity."""
        self.line = line
        self._title.setText(full_title(line))
        self.quantity.setText(i18n.number(line.quantity))
        self.sum.setText(i18n.money(line.sum_fen))
        self.minus.set_name(_("One less: {title}").format(title=line.title))
        self.plus.set_name(_("One more: {title}").format(title=line.title))
        self.out.set_name(_("Take out: {title}").format(title=line.title))
