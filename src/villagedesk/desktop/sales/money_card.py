"""On a farmer's page: what he is owed for produce, and the way to pay it."""

from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.sales.words import due_detail
from villagedesk.desktop.widgets import Card, Page, PlainButton, Text, column, row
from villagedesk.i18n import _
from villagedesk.store.sales import DueToFarmer, due_of


class MoneyCard(Card):
    """Seen while a farmer waits for money; ``look(seller_id)`` reads it."""

    def __init__(self, page: Page, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._page = page
        self._seller = ""
        self.title, self.amount = Text("", "small", tone="muted"), Text("", "total", tone="good")
        self.detail = Text("", "small", tone="muted", wrap=True)
        self.pay = PlainButton("", icon="cash")
        line = row(column(self.title, self.amount, self.detail, spacing=0), self.pay)
        line.setStretch(0, 1)
        self.body.addLayout(line)
        self.pay.clicked.connect(lambda: page.go("pay_farmer", seller_id=self._seller))
        self.hide()

    def look(self, seller_id: str) -> None:
        """Read what he is owed; somebody who does not sell is owed nothing."""
        self._seller = seller_id
        if not seller_id:
            self.hide()
            return
        self._page.read(lambda s: due_of(s, seller_id), self._show)

    def _show(self, due: list[DueToFarmer]) -> None:
        self.setVisible(bool(due))
        for one in due:
            self.title.setText(_("To be paid out for produce"))
            self.pay.set_text(_("Pay"))
            self.amount.setText(i18n.money(one.fen))
            self.detail.setText(due_detail(one))
