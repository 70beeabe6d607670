"""The part of an order's or a parcel's page about what came after: what went back, and the ways to begin."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.returns.words import reason_words, state_pill
from villagedesk.desktop.widgets import Columns, Pill, PlainButton, RowList, Text, column, flow
from villagedesk.domain.orders import OrderState
from villagedesk.i18n import _
from villagedesk.store.returns import ReturnRow, returns_of_order

_HERE = (OrderState.SHIPPED, OrderState.ARRIVED, OrderState.COLLECTED)


class AfterSale(QWidget):
    """Hidden while nothing of the order is here."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._order_id, self._parcel_id = "", ""
        self._rows: Sequence[ReturnRow] = ()
        self._title = Text("", "card")
        self.rows = RowList(spacing=4)
        self.back = PlainButton("", icon="back")
        self.fake = PlainButton("", icon="warning")
        self.setLayout(column(self._title, self.rows, flow(self.back, self.fake), spacing=6))
        self.back.clicked.connect(lambda: self._go("return_form"))
        self.fake.clicked.connect(lambda: self._go("fake_form"))

    def show_order(self, order_id: str, state: str, parcel_id: str = "") -> None:
        """Show what went back of an order; ``parcel_id`` where it is one parcel's page, which may belong to no order."""
        if order_id != self._order_id:
            self._show(())
        self._order_id, self._parcel_id = order_id, parcel_id
        here = state in _HERE and bool(order_id or parcel_id)
        self.setVisible(here)
        self.back.setVisible(bool(order_id))
        if here and order_id:
            self._desk.tasks.read(self, lambda s: returns_of_order(s, order_id), self._show, latest="returns")

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._title.setText(_("Returns"))
        self.back.set_text(_("Give goods back"))
        self.fake.set_text(_("It is a fake"))
        self._show(self._rows)

    def _show(self, found: Sequence[ReturnRow]) -> None:
        self._rows = found
        self._title.setVisible(bool(found))
        self.rows.setVisible(bool(found))
        self.rows.set_rows([self._row(one) for one in found])

    def _row(self, found: ReturnRow) -> QWidget:
        button = PlainButton(_("Show"))
        button.setAccessibleName(_("Show the return of {title}").format(title=found.title))
        button.clicked.connect(lambda: self._desk.go("return", return_id=found.id))
        pill, kind = state_pill(found)
        words = Text(f"{found.title}  {reason_words(found.reason)}", wrap=True)
        return Columns(words, flow(Pill(pill, kind), button), shares=(1, 0), wide=0, spacing=10)

    def _go(self, place: str) -> None:
        parcel = {"parcel_id": self._parcel_id} if self._parcel_id else {}
        self._desk.go(place, order_id=self._order_id, **parcel)
