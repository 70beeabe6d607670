"""Which goods of an order go back, and how many: a row a line with minus and plus."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop import theme
from villagedesk.desktop.widgets import Columns, IconTile, RowList, SmallButton, Text, column, row
from villagedesk.i18n import _, ngettext
from villagedesk.store.returns.returnable import LineLeft


class LinePicker(RowList):
    """Signals: ``edited()`` another quantity was chosen."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(spacing=8, parent=parent)
        self._lines: tuple[LineLeft, ...] = ()
        self._counts: dict[str, Text] = {}
        self._chosen: dict[str, int] = {}

    def set_lines(self, lines: Sequence[LineLeft], chosen: Mapping[str, int] | None = None) -> None:
        """Show these; a single piece of a single line is chosen at once, for there is nothing to choose."""
        self._lines = tuple(line for line in lines if line.left)
        self._chosen = dict(chosen or {})
        if not self._chosen and len(self._lines) == 1 and self._lines[0].left == 1:
            self._chosen = {self._lines[0].id: 1}
        self.retranslate()

    def quantities(self) -> dict[str, int]:
        """How many pieces of each line go back."""
        return {line.id: self._chosen[line.id] for line in self._lines if self._chosen.get(line.id)}

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._counts = {}
        self.set_rows([self._row(line) for line in self._lines])

    def add(self, line: LineLeft, step: int) -> None:
        """So many more (or fewer) of a line."""
        count = min(line.left, max(0, self._chosen.get(line.id, 0) + step))
        if count != self._chosen.get(line.id, 0):
            self._chosen[line.id] = count
            self._counts[line.id].setText(i18n.number(count))
            self.edited.emit()

    def _row(self, line: LineLeft) -> QWidget:
        left = ngettext("{money}, {count} piece can go back", "{money}, {count} pieces can go back", line.left)
        said = left.format(money=i18n.money(line.price_fen), count=i18n.number(line.left))
        words = column(Text(line.title, wrap=True), Text(said, "small", tone="muted", wrap=True), spacing=0)
        goods = QWidget()
        goods_line = row(IconTile(line.icon or "box", "tile"), words, spacing=12)
        goods_line.setStretch(1, 1)
        goods.setLayout(goods_line)
        count = Text(i18n.number(self._chosen.get(line.id, 0)), "figure")
        count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        count.setMinimumWidth(theme.px(34))
        fewer = SmallButton("minus", _("One fewer: {title}").format(title=line.title))
        more = SmallButton("plus", _("One more: {title}").format(title=line.title))
        fewer.clicked.connect(lambda: self.add(line, -1))
        more.clicked.connect(lambda: self.add(line, 1))
        self._counts[line.id] = count
        steps = QWidget()
        steps.setLayout(row(fewer, count, more, spacing=6))
        return Columns(goods, steps, shares=(1, 0), wide=0, spacing=10)
