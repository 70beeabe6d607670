"""The lines of a basket: picture, name, fewer and more, sum, take out. Many lines scroll inside the card."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from villagedesk import i18n
from villagedesk.desktop import theme
from villagedesk.desktop.orders.words import full_title
from villagedesk.desktop.widgets import Columns, IconTile, SmallButton, Text, column, row
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
        # The row that stays in sight while its place changes; None once the operator has scrolled elsewhere.
        self._current: _Line | None = None
        self.verticalScrollBar().rangeChanged.connect(self._show_current)
        self.verticalScrollBar().actionTriggered.connect(self._let_go)

    def set_lines(self, lines: Sequence[BasketLine], current: int = -1) -> None:
        """Show these; ``current`` is scrolled into sight and stays there until the operator scrolls."""
        kept: dict[str, _Line | None] = {shown.line.goods_id: shown for shown in self._rows}
        rows = [kept.pop(line.goods_id, None) or self._make(line) for line in lines]
        for gone in filter(None, kept.values()):
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for at, shown in enumerate(rows):
            if self._column.indexOf(shown) != at:
                self._column.insertWidget(at, shown)
        self._rows = rows
        for shown, line in zip(rows, lines, strict=True):
            shown.show_line(line)
        self._current = rows[current] if 0 <= current < len(rows) else None
        # With the same number of rows the range need not change; the event loop has laid them out by then.
        QTimer.singleShot(0, self, self._show_current)

    def rows(self) -> list["_Line"]:
        """The rows, for tests."""
        return self._rows

    def retranslate(self) -> None:
        """New names on the buttons."""
        for shown in self._rows:
            shown.show_line(shown.line)

    def sizeHint(self) -> QSize:
        # What a scroll area would like is up to 24 lines; here the stretch of the card decides instead.
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(240), theme.half(44) * 3 + 24)

    def _make(self, line: BasketLine) -> "_Line":
        made = _Line(line)
        made.minus.clicked.connect(lambda: self.stepped.emit(self._rows.index(made), -1))
        made.plus.clicked.connect(lambda: self.stepped.emit(self._rows.index(made), 1))
        made.out.clicked.connect(lambda: self.removed.emit(self._rows.index(made)))
        return made

    def _show_current(self) -> None:
        # A new row reaches its place in several rounds of layout, more of them with large text; each changes the range.
        if self._current is not None:
            self.ensureWidgetVisible(self._current, 0, 8)

    def _let_go(self) -> None:
        self._current = None


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
        if line == self.line and self._title.text() and self.minus.accessibleName() == _less(line):
            return
        self.line = line
        self._title.setText(full_title(line))
        self.quantity.setText(i18n.number(line.quantity))
        self.sum.setText(i18n.money(line.sum_fen))
        self.minus.set_name(_less(line))
        self.plus.set_name(_("One more: {title}").format(title=line.title))
        self.out.set_name(_("Take out: {title}").format(title=line.title))


def _less(line: BasketLine) -> str:
    return _("One less: {title}").format(title=line.title)
