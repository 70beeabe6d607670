"""One side of a passbook: its sum in large figures and a row for each amount; Enter opens what it is for."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.widgets import Card, CardList, CardRow, Text
from villagedesk.domain.passbook import DUE_WORDS, Due, DueKind, Side
from villagedesk.i18n import _


class SideCard(Card):
    """Signals: ``taken(due)``: what an amount is for is to be shown."""

    taken = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._title, self._sum = Text("", "small", tone="muted"), Text("", "amount")
        self._empty = Text("", "body", tone="muted", wrap=True)
        self.list = CardList("", tile=36, grow=True)
        self._dues: Sequence[Due] = ()
        for item in (self._title, self._sum, self._empty, self.list):
            self.body.addWidget(item)
        self.body.addStretch(1)
        self.list.taken.connect(self._take)

    def set_texts(self, title: str, empty: str) -> None:
        """What the side is called, and what is said when nothing is open."""
        self._title.setText(title)
        self._empty.setText(empty)
        self.list.setAccessibleName(title)

    def show_dues(self, dues: Sequence[Due]) -> None:
        """Show these amounts and the sum of those that are open here; what waits for the platform only stands there."""
        self._dues = dues
        now = [due for due in dues if due.side != Side.WAITS]
        self._sum.setText(i18n.money(sum(due.fen for due in now)))
        self._sum.setVisible(bool(now))
        self._empty.setVisible(not dues)
        self.list.setVisible(bool(dues))
        self.list.set_rows([_row(str(at), due) for at, due in enumerate(dues)])

    def _take(self, key: object) -> None:
        self.taken.emit(self._dues[int(str(key))])


def _row(key: str, due: Due) -> CardRow:
    detail = "  ".join(part for part in (_(DUE_WORDS.get(due.kind, due.kind)), due.number, due.person) if part)
    icon = {DueKind.PARCEL: "box", DueKind.PLATFORM: "back"}.get(DueKind(due.kind), "cash")
    tone = "wait" if due.side == Side.WAITS else "tile"
    return CardRow(key, title=due.title, detail=detail, right=i18n.money(due.fen), icon=icon, icon_kind=tone)
