"""What the parts of the reports page have in common: figures, a table, pictures beside it, and how they speak."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import Card, Columns, DataTable, EmptyState, FigureStrip, Text, column
from villagedesk.domain.reports import Period, Sheet
from villagedesk.i18n import _

RANKED = 8


class Panel(QWidget):
    """One part. ``look`` reads in the background, ``show_all`` shows what it read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.strip = FigureStrip()
        self.table = DataTable([], name=" ")
        self.title = Text("", "card")
        self.empty = EmptyState("chart")
        self.note = Text("", "small", tone="muted", wrap=True)
        self._table_card = Card(self.table, self.note)
        self._table_card.body.setStretch(0, 1)

    def lay_out(self, *right: QWidget, shares: tuple[int, int] = (1, 1)) -> None:
        """The table at the left, these at the right."""
        side = QWidget()
        side.setLayout(column(*right, None, spacing=12))
        self.parts = Columns(self._table_card, side, shares=shares)
        outer = column(self.strip, self.parts, self.empty, spacing=12)
        outer.setStretch(1, 1)
        outer.setStretch(2, 1)
        self.setLayout(outer)

    def look(self, s: Session, period: Period) -> Any:
        """Read a period."""
        raise AssertionError("each part reads its own")

    def show_all(self, shown: Any) -> None:
        """Show what was read."""
        raise AssertionError("each part shows its own")

    def sheets(self, s: Session, period: Period) -> Sequence[Sheet]:
        """Its tables for a file."""
        raise AssertionError("each part has its own tables")

    def retranslate(self) -> None:
        """Set every text."""
        self.empty.set_texts(_("Nothing in this time"), _("Choose another day, month or year above, or press Page Up."))

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Fill the table, or say that there is nothing."""
        self.table.set_rows(rows)
        self.parts.setVisible(bool(rows))
        self.empty.setVisible(not rows)


def whole_yuan(fen: int) -> str:
    """An amount as a chart shows it: whole yuan."""
    return f"¥{i18n.number((fen + 50) // 100)}"
