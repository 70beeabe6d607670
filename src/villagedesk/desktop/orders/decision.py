"""Central asks: the price rose, goods cannot be had, it took too long, or a child has not paid. Each answer has a key."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.widgets import Card, IconTile, PlainButton, PrimaryButton, Text, column, flow, row
from villagedesk.domain.identity import shown_phone
from villagedesk.domain.orders import PAID_HERE, Decision
from villagedesk.i18n import N_, _
from villagedesk.store.orders import LineRow, OrderPage

_YES: dict[str, str] = {
    Decision.PRICE: N_("Agreed, order it"),
    Decision.STOCK: N_("Go on without it"),
    Decision.FROZEN: N_("Go on without it"),
    Decision.EXPIRED: N_("Still wanted, order it"),
    Decision.UNPAID: N_("Wait longer"),
}


class Question(Card):
    """Signals: ``accepted()`` go on, ``in_cash()`` the villager pays himself, ``refused()`` cancel."""

    accepted = Signal()
    in_cash = Signal()
    refused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tone="act", parent=parent)
        self._title = Text("", "card", wrap=True)
        self._what = Text("", "body", wrap=True)
        self._sum = Text("", "body", wrap=True)
        self.yes = PrimaryButton("", "F10")
        self.cash = PlainButton("", "F9")
        self.no = PlainButton("", "Ctrl+Q")
        line = row(IconTile("warning", "act"), column(self._title, self._what, self._sum, spacing=2), spacing=14)
        line.setStretch(1, 1)
        self.body.addLayout(line)
        self.body.addWidget(flow(self.yes, self.cash, self.no))
        self.yes.clicked.connect(self.accepted)
        self.cash.clicked.connect(self.in_cash)
        self.no.clicked.connect(self.refused)

    def show_page(self, page: OrderPage, new_total: int, sure: bool) -> None:
        """Show the question of an order. ``sure``: the second press of "no" cancels."""
        decision, total = page.row.decision, page.row.total_fen
        name = page.row.name
        self._title.setText(_("Ask {name}").format(name=name))
        self._what.setText("\n".join(_changes(page)))
        self._sum.setText(_sum_words(page, new_total) if new_total else _("Nothing is left of this order."))
        self.yes.setVisible(new_total > 0)
        self.yes.set_text(_(_YES.get(decision, _YES[Decision.PRICE])))
        self.cash.setVisible(decision == Decision.UNPAID)
        self.cash.set_text(_("Pays {money} in cash now").format(money=i18n.money(total)))
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
    if page.row.decision == Decision.UNPAID:
        phone = shown_phone(page.payer_phone)
        return [_("The child has not paid yet, phone {phone}. Pay here, wait longer, or cancel?").format(phone=phone)]
    frozen = page.row.decision == Decision.FROZEN
    asked = [line for line in page.lines if not line.dropped]
    changes = [_change(line, frozen) for line in asked if line.new_price_fen is not None or line.out_of_stock]
    if frozen and page.reason:
        changes.append(_("The platform says: {reason}").format(reason=page.reason))
    return changes


def _change(line: LineRow, frozen: bool) -> str:
    if line.out_of_stock and frozen:
        return _("{title} cannot be bought: the platform has stopped the seller.").format(title=line.shown)
    if line.out_of_stock:
        return _("{title} is out of stock.").format(title=line.shown)
    return _("{title} now costs {new} instead of {old}.").format(
        title=line.shown, new=i18n.money(line.new_price_fen or 0), old=i18n.money(line.price_fen)
    )


def _sum_words(page: OrderPage, new_total: int) -> str:
    if new_total == page.row.total_fen:
        return _("It costs {money}.").format(money=i18n.money(new_total))
    words = _("Together {new} instead of {old}.").format(new=i18n.money(new_total), old=i18n.money(page.row.total_fen))
    difference = new_total - page.paid_fen
    if page.row.pay in PAID_HERE and difference > 0:
        words += " " + _("{money} more to pay.").format(money=i18n.money(difference))
    elif page.row.pay in PAID_HERE and difference < 0:
        words += " " + _("{money} goes back.").format(money=i18n.money(-difference))
    elif page.payer_paid_at is not None and new_total > page.payer_paid_fen:
        more = i18n.money(new_total - page.payer_paid_fen)
        words += " " + _("{money} more is paid when it is collected.").format(money=more)
    elif page.payer_paid_at is not None:
        back = i18n.money(page.payer_paid_fen - new_total)
        words += " " + _("{money} goes back to the child.").format(money=back)
    return words
