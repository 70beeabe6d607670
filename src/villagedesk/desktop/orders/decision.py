"""Central asks: the price rose, goods ran out, or it took too long. Shown with both sums and two buttons for the villager."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.widgets import Card, IconTile, PlainButton, PrimaryButton, Text, column, flow, row
from villagedesk.domain.orders import Decision, Pay
from villagedesk.i18n import _
from villagedesk.store.orders import LineRow, OrderPage


class Question(Card):
    """Signals: ``accepted()`` go on, ``refused()`` cancel."""

    accepted = Signal()
    refused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tone="act", parent=parent)
        self._title = Text("", "card", wrap=True)
        self._what = Text("", "body", wrap=True)
        self._sum = Text("", "body", wrap=True)
        self.yes = PrimaryButton("", "F10")
        self.no = PlainButton("")
        line = row(IconTile("warning", "act"), column(self._title, self._what, self._sum, spacing=2), spacing=14)
        line.setStretch(1, 1)
        self.body.addLayout(line)
        self.body.addWidget(flow(self.yes, self.no))
        self.yes.clicked.connect(self.accepted)
        self.no.clicked.connect(self.refused)

    def show_page(self, page: OrderPage, new_total: int, sure: bool) -> None:
        """Show the question of an order. ``sure``: the second press of "no" cancels."""
        decision, total = page.row.decision, page.row.total_fen
        name = page.row.name
        self._title.setText(_("Ask {name}").format(name=name))
        self._what.setText("\n".join(_changes(page)))
        self._sum.setText(_sum_words(page, new_total) if new_total else _("Nothing is left of this order."))
        self.yes.setVisible(new_total > 0)
        self.yes.set_text(_("Go on without it") if decision == Decision.STOCK else _("Agreed, order it"))
        money = i18n.money(page.paid_fen)
        if not sure:
            self.no.set_text(_("No, cancel the order"))
        elif page.paid_fen:
            self.no.set_text(_("Yes, cancel it and give {money} back").format(money=money))
        else:
            self.no.set_text(_("Yes, cancel it"))
        self.setAccessibleName(f"{self._title.text()} {self._what.text()} {i18n.money(total)}")


def _changes(page: OrderPage) -> list[str]:
    if page.row.decision == Decision.EXPIRED:
        return [_("The order waited too long. Is it still wanted?")]
    return [_change(line) for line in page.lines if line.new_price_fen is not None or line.out_of_stock]


def _change(line: LineRow) -> str:
    if line.out_of_stock:
        return _("{title} is out of stock.").format(title=line.title)
    return _("{title} now costs {new} instead of {old}.").format(
        title=line.title, new=i18n.money(line.new_price_fen or 0), old=i18n.money(line.price_fen)
    )


def _sum_words(page: OrderPage, new_total: int) -> str:
    words = _("Together {new} instead of {old}.").format(new=i18n.money(new_total), old=i18n.money(page.row.total_fen))
    difference = new_total - page.paid_fen
    if page.row.pay == Pay.CASH and difference > 0:
        words += " " + _("{money} more to pay.").format(money=i18n.money(difference))
    elif page.row.pay == Pay.CASH and difference < 0:
        words += " " + _("{money} goes back.").format(money=i18n.money(-difference))
    return words
