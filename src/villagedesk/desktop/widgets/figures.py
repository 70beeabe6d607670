"""A strip of figures in a card: a quiet word and a number beside it, going on in the next line when there is no room."""

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from villagedesk.desktop.widgets.card import Card
from villagedesk.desktop.widgets.flow_layout import FlowLayout
from villagedesk.desktop.widgets.styling import clear, row
from villagedesk.desktop.widgets.text import Text


class FigureStrip(Card):
    """``set_figures([(label, value, tone)])``; the tone is that of a Text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(20, 8, 20, 8), parent=parent)
        self._flow = FlowLayout(spacing=30, lines=8)
        self.body.addLayout(self._flow)
        self._shown: list[tuple[str, str, str]] = []

    def set_figures(self, figures: Iterable[tuple[str, str, str]]) -> None:
        """Show these instead; nothing is touched while they stay the same."""
        wanted = list(figures)
        if wanted == self._shown:
            return
        self._shown = wanted
        clear(self._flow)
        for label, value, tone in wanted:
            holder = QWidget()
            holder.setLayout(row(Text(label, "small", tone="muted"), Text(value, "figure", tone=tone), spacing=8))
            self._flow.addWidget(holder)
            holder.show()  # the layout alone would do it a moment later, and the figures would blink
        self.setVisible(bool(wanted))

    def figures(self) -> list[tuple[str, str, str]]:
        """What is shown."""
        return self._shown
