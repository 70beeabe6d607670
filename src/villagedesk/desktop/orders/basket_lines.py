"""The lines of a basket: picture, name, how many, sum, take out. Many lines scroll inside the card."""

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QSizePolicy, QWidget

from villagedesk import i18n
from villagedesk.desktop import theme
from villagedesk.desktop.orders.words import ended_words, full_title
from villagedesk.desktop.widgets import Columns, GoodsTile, SmallButton, Text, column, restyle, row
from villagedesk.domain.orders import BasketLine, check_quantity
from villagedesk.errors import Invalid, sentence
from villagedesk.i18n import _


class BasketLines(QScrollArea):
    """Signals: ``stepped(index, step)`` one more or one less, ``counted(index, quantity)`` typed, ``removed(index)``.

    ``left()``: the operator is done with a number.
    """

    stepped = Signal(int, int)
    counted = Signal(int, int)
    left = Signal()
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
        kept: dict[str, _Line | None] = {shown.line.key: shown for shown in self._rows}
        rows = [kept.pop(line.key, None) or self._make(line) for line in lines]
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

    def ask_count(self, index: int) -> None:
        """Put the cursor into the number of a line."""
        if 0 <= index < len(self._rows):
            self._rows[index].quantity.setFocus()
            self._rows[index].quantity.selectAll()

    def ask_what_is_wrong(self) -> bool:
        """Put the cursor where a number cannot be; False when all are fine."""
        wrong = next((at for at, shown in enumerate(self._rows) if shown.is_wrong()), -1)
        self.ask_count(wrong)
        return wrong >= 0

    def mark_gone(self, line: BasketLine, words: str) -> None:
        """Say at a line why it cannot be ordered."""
        for shown in self._rows:
            if shown.line.key == line.key:
                shown.set_trouble(words)

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
        made.quantity.textEdited.connect(lambda: self._on_typed(made))
        made.quantity.returnPressed.connect(self.left)
        made.out.clicked.connect(lambda: self.removed.emit(self._rows.index(made)))
        return made

    def _on_typed(self, made: "_Line") -> None:
        number = made.typed()
        if number is not None:
            self.counted.emit(self._rows.index(made), number)

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
        self._icon = GoodsTile(line.icon, line.picture)
        self._title = Text("", "body", wrap=True)
        self.minus = SmallButton("minus", "")
        self.plus = SmallButton("plus", "")
        self.out = SmallButton("cross", "")
        self.quantity = QLineEdit()
        self.quantity.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.quantity.setFixedWidth(theme.px(60))
        self.quantity.setProperty("narrow", True)
        self._trouble = Text("", "small", tone="act", wrap=True)
        self._trouble.hide()
        self._told = Text("", "small", tone="wait", wrap=True)
        self.sum = Text("", "figure", right=True)
        self.sum.setMinimumWidth(theme.px(96))
        words, figures = QWidget(), QWidget()
        words.setLayout(row(self._icon, self._title, spacing=8))
        figures.setLayout(row(None, self.minus, self.quantity, self.plus, self.sum, self.out, spacing=8))
        figures.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self.setLayout(
            column(Columns(words, figures, shares=(1, 0), wide=430, spacing=8), self._told, self._trouble, spacing=2)
        )

    def typed(self) -> int | None:
        """The number that was typed; None when it cannot be, which is told under the line. What was typed stays."""
        text = unicodedata.normalize("NFKC", self.quantity.text()).strip().replace(",", "")
        try:
            # Longer texts of digits are no count of pieces either, and int() gets slow with them.
            number = int(text) if text.isdecimal() and len(text) < 10 else 0 if text else -1
            if number >= 0:
                check_quantity(number)
        except Invalid as error:
            self.set_trouble(sentence(error))
            return None
        self.set_trouble("")
        return number if number > 0 else None

    def is_wrong(self) -> bool:
        """Whether the number that stands there cannot be ordered."""
        return self.typed() != self.line.quantity

    def set_trouble(self, words: str) -> None:
        """Say what is wrong with this line; "" when nothing is any more."""
        self._trouble.setText(words)
        self._trouble.setVisible(bool(words))
        self.quantity.setProperty("wrong", bool(words))
        restyle(self.quantity)
        self.quantity.setAccessibleDescription(words)

    def show_line(self, line: BasketLine) -> None:
        """The same goods, perhaps another quantity."""
        self._told.setText(ended_words(line))  # first: of the same line another day says something else
        self._told.setVisible(bool(self._told.text()))
        if line == self.line and self._title.text() and self.minus.accessibleName() == _less(line):
            return
        if line.quantity != self.line.quantity or not self.quantity.text():
            typed = self.quantity.hasFocus() and self.typed() == line.quantity
            if not typed:
                self.quantity.setText(str(line.quantity))
            self.set_trouble("")
        self.line = line
        self._title.setText(full_title(line))
        self.quantity.setAccessibleName(_("How many: {title}").format(title=line.title))
        self.sum.setText(i18n.money(line.sum_fen))
        self.minus.set_name(_less(line))
        self.plus.set_name(_("One more: {title}").format(title=line.title))
        self.out.set_name(_("Take out: {title}").format(title=line.title))


def _less(line: BasketLine) -> str:
    return _("One less: {title}").format(title=line.title)
