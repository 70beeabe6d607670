"""Open baskets as tabs beside the title: the one on the counter, and those that were put aside for somebody else."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.widgets import FlowLayout, Pill, PlainButton, Text
from villagedesk.i18n import _, ngettext
from villagedesk.store.orders import Basket

_MOST = 4
# So many say that they are not finished; of more there is room for the names only.
_WORDY = 2
NEXT, BEFORE = "Ctrl+Tab", "Ctrl+Shift+Tab"


class ParkedBaskets(QWidget):
    """Tabs keep the order in which they were begun; Ctrl+Tab takes up the next one, Ctrl+Shift+Tab the one before.

    Signals:
        chosen(key): take this one up again.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self)
        self._others: list[Basket] = []
        self._current = Basket("")
        self.tab = Pill("", "good")
        self.more = Text("", "small", tone="muted")
        self.buttons: list[PlainButton] = []
        self._flow.addWidget(self.tab)
        for key, step in ((NEXT, 1), (BEFORE, -1)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(lambda step=step: self._go(step))

    def set_baskets(self, baskets: Sequence[Basket], current: Basket) -> None:
        """Show these; ``current`` is on the counter."""
        self._current = current
        self._others = sorted((one for one in baskets if one.key != current.key), key=lambda one: one.key)
        for widget in (*self.buttons, self.more):
            self._flow.removeWidget(widget)
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = []
        for basket in self._shown():
            following = basket is self._next(1)
            button = PlainButton("", NEXT if following else "", bind=False)
            button.clicked.connect(lambda _checked=False, key=basket.key: self.chosen.emit(key))
            self._flow.addWidget(button)
            self.buttons.append(button)
        self._flow.addWidget(self.more)
        self.setVisible(bool(self._others))
        self.retranslate()

    def show_current(self, basket: Basket) -> None:
        """The basket on the counter has a name now, or other goods."""
        self._current = basket
        self.tab.setText(basket.name or _("New order"))

    def retranslate(self) -> None:
        """Names and "not finished"."""
        self.show_current(self._current)
        for button, basket in zip(self.buttons, self._shown(), strict=True):
            name = basket.name or _("Nobody chosen yet")
            whole = _("{name} not finished").format(name=name)
            button.set_text(whole if len(self.buttons) <= _WORDY else name)
            button.setAccessibleName(whole)
            pieces = sum(line.quantity for line in basket.lines)
            count = ngettext("{count} piece", "{count} pieces", pieces).format(count=i18n.number(pieces))
            button.setToolTip(f"{count}  {i18n.money(basket.total_fen)}")
        hidden = len(self._others) - len(self.buttons)
        self.more.setText(_("and {count} more").format(count=hidden) if hidden else "")
        self.more.setVisible(hidden > 0)

    def _shown(self) -> list[Basket]:
        """The next ones, as many as there is room for, in their order."""
        if len(self._others) <= _MOST:
            return self._others
        at = self._place(1)
        near = [self._others[(at + n) % len(self._others)] for n in range(_MOST)]
        return [one for one in self._others if one in near]

    def _next(self, step: int) -> Basket | None:
        return self._others[self._place(step)] if self._others else None

    def _place(self, step: int) -> int:
        """Where the next basket stands among the others; behind the last one comes the first."""
        before = sum(one.key < self._current.key for one in self._others)
        return (before if step > 0 else before - 1) % len(self._others)

    def _go(self, step: int) -> None:
        following = self._next(step)
        if following is not None:
            self.chosen.emit(following.key)
