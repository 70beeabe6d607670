"""Baskets that were put aside, as buttons beside the title: one press takes one up again."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.widgets import FlowLayout, PlainButton
from villagedesk.i18n import _
from villagedesk.store.orders import Basket

_MOST = 4


class ParkedBaskets(QWidget):
    """Signals: ``chosen(key)`` take this one up again."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self)
        self._baskets: list[Basket] = []
        self.buttons: list[PlainButton] = []

    def set_baskets(self, baskets: Sequence[Basket]) -> None:
        """Show the newest of these."""
        self._baskets = list(baskets[:_MOST])
        for button in self.buttons:
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        for basket in self._baskets:
            button = PlainButton("")
            button.clicked.connect(lambda _checked=False, key=basket.key: self.chosen.emit(key))
            self._flow.addWidget(button)
            self.buttons.append(button)
        self.setVisible(bool(self._baskets))
        self.retranslate()

    def retranslate(self) -> None:
        """Names and "not finished"."""
        for button, basket in zip(self.buttons, self._baskets, strict=True):
            button.set_text(_("{name} not finished").format(name=basket.name or _("Without a name")))
