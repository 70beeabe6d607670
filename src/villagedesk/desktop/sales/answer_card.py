"""The card that answers a buyer: accept, accept what the lot has, or decline with a reason."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.produce.words import amount
from villagedesk.desktop.widgets import Card, Field, PlainButton, PrimaryButton, Text, flow, row
from villagedesk.domain.sales import CropOrderState
from villagedesk.domain.values import line_total_fen
from villagedesk.errors import AppError, Invalid, Refused, sentence
from villagedesk.i18n import _
from villagedesk.store.sales import SalePage, accept_crop_order, decline_crop_order

if TYPE_CHECKING:
    from villagedesk.desktop.sales.order import CropOrderScreen


class AnswerCard(Card):
    """Seen while the buyer waits for an answer."""

    def __init__(self, page: "CropOrderScreen", parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._page = page
        self.words = Text("", "body", wrap=True)
        self.accept, self.partly, self.decline = PrimaryButton("", "F10"), PlainButton(""), PlainButton("")
        self.reason = Field("", name="reason")
        self.send = PlainButton("")
        self._why = QWidget()
        self._why.setLayout(row(self.reason, self.send))
        self.body.addWidget(self.words)
        self.body.addWidget(flow(self.accept, self.partly, self.decline))
        self.body.addWidget(self._why)
        self.accept.clicked.connect(lambda: self._accept(False))
        self.partly.clicked.connect(lambda: self._accept(True))
        self.decline.clicked.connect(self._on_decline)
        self.send.clicked.connect(self._on_send)
        self.reason.edit.returnPressed.connect(self._on_send)
        self.begin()

    def begin(self) -> None:
        """Another order: nothing is typed."""
        self.reason.set_text("")
        self._why.hide()
        self.partly.hide()

    def show_sale(self, page: SalePage | None, _candidates: Sequence[Any]) -> None:
        """Show what is asked for."""
        self.accept.set_text(_("Accept"))
        self.partly.set_text(_("Accept, and fill it from other lots too"))
        self.decline.set_text(_("Decline …"))
        self.reason.set_label(_("Why not? The buyer reads this."))
        self.send.set_text(_("Decline"))
        self.setVisible(page is not None and page.row.state == CropOrderState.RECEIVED)
        if page is None:
            return
        sale = page.row
        total = i18n.money(line_total_fen(sale.quantity, sale.sale_unit, sale.price_fen))
        self.words.setText(
            _("{buyer} wants {amount} of {product}, together {total}.").format(
                buyer=sale.buyer, amount=amount(sale.quantity, sale.sale_unit), product=sale.product, total=total
            )
        )

    def _accept(self, partly: bool) -> None:
        order_id = self._page.order_id
        self._page.write(
            lambda s: accept_crop_order(s, order_id, partly=partly),
            lambda _r: self._page.notice(_("Accepted. The buyer is told.")),
            self._not_accepted,
        )

    def _not_accepted(self, error: AppError) -> bool:
        if isinstance(error, Refused) and error.code == "lot_too_small":
            self.partly.show()
        return False

    def _on_decline(self) -> None:
        self._why.show()
        self.reason.focus()

    def _on_send(self) -> None:
        order_id, reason = self._page.order_id, self.reason.text()
        self._page.write(
            lambda s: decline_crop_order(s, order_id, reason),
            lambda _r: self._page.notice(_("Declined. The buyer is told."), "info"),
            self._failed,
        )

    def _failed(self, error: AppError) -> bool:
        if isinstance(error, Invalid):
            self.reason.set_error(sentence(error))
            self.reason.focus()
            return True
        return False
