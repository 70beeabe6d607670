"""One buyer's order on a lot's page: what he wants, until when, and the two answers."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.produce.words import amount, order_pill, price
from villagedesk.desktop.widgets import (
    Columns,
    Field,
    IconTile,
    Pill,
    PlainButton,
    PrimaryButton,
    Text,
    column,
    flow,
    row,
)
from villagedesk.domain.sales import CropOrderState
from villagedesk.domain.values import line_total_fen
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.crops import CropOrderRow


class OrderRow(QWidget):
    """Signals: ``accepted(id)``, ``declined(id, reason)``, ``opened(id)``."""

    accepted = Signal(str)
    declined = Signal(str, str)
    opened = Signal(str)

    def __init__(self, order: CropOrderRow, *, primary: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.order = order
        open_ = order.state == CropOrderState.RECEIVED
        self.accept = PrimaryButton(_("Accept")) if primary else PlainButton(_("Accept"))
        self.decline, self.keep = PlainButton(_("Decline …")), PlainButton(_("Back"))
        self.open = PlainButton(_("Open it"))
        self.open.setAccessibleName(_("Open the order of {buyer}").format(buyer=order.buyer))
        self.open.setVisible(not open_)
        self.open.clicked.connect(lambda: self.opened.emit(order.id))
        self.reason = Field(_("Why not? The buyer reads this."), name="reason")
        self.send = PlainButton(_("Decline"))
        self.accept.setAccessibleName(_("Accept the order of {buyer}").format(buyer=order.buyer))
        self.decline.setAccessibleName(_("Decline the order of {buyer}").format(buyer=order.buyer))
        total = i18n.money(line_total_fen(order.quantity, order.sale_unit, order.price_fen))
        facts = [
            price(order.price_fen, order.sale_unit),
            _("together {total}").format(total=total),
            _("to be sent by {date}").format(date=i18n.short_day(order.ship_by_on)),
            order.reason,
        ]
        words = column(
            Text(f"{order.buyer}  {amount(order.quantity, order.sale_unit)}", "card", wrap=True),
            Text("  ".join(fact for fact in facts if fact), "small", tone="muted", wrap=True),
            spacing=0,
        )
        who = row(IconTile("scale", "wait" if open_ else "plain"), words)
        who.setStretch(1, 1)
        left, right = QWidget(), QWidget()
        left.setLayout(who)
        right.setLayout(row(None, Pill(*order_pill(order.state, order.waiting)), self.open, self.accept, self.decline))
        self._why = QWidget()
        why = row(self.reason, flow(self.send, self.keep))
        why.setStretch(0, 1)
        self._why.setLayout(why)
        self.setLayout(column(Columns(left, right, shares=(3, 2), wide=620), self._why))
        self._show_answers(open_)
        self._why.hide()
        self.accept.clicked.connect(lambda: self.accepted.emit(order.id))
        self.decline.clicked.connect(lambda: self._ask(True))
        self.keep.clicked.connect(lambda: self._ask(False))
        self.send.clicked.connect(self._on_send)
        self.reason.edit.returnPressed.connect(self._on_send)

    def failed(self, error: AppError) -> bool:
        """Show what is wrong with the reason."""
        if isinstance(error, Invalid):
            self.reason.set_error(sentence(error))
            self.reason.focus()
            return True
        return False

    def _ask(self, asking: bool) -> None:
        self._show_answers(not asking)
        self._why.setVisible(asking)
        (self.reason if asking else self.accept).setFocus()

    def _show_answers(self, shown: bool) -> None:
        self.accept.setVisible(shown)
        self.decline.setVisible(shown)

    def _on_send(self) -> None:
        self.declined.emit(self.order.id, self.reason.text())
