"""The right half of the counter: who buys, what is in the basket, how it is paid, what it comes to."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk import clock, i18n
from villagedesk.desktop import theme
from villagedesk.desktop.orders.basket_lines import BasketLines
from villagedesk.desktop.orders.words import kinds_and_pieces, whole_yuan
from villagedesk.desktop.widgets import (
    Avatar,
    Card,
    Choice,
    ChoiceButtons,
    Columns,
    EmptyState,
    MoneyEdit,
    PlainButton,
    PrimaryButton,
    Text,
    column,
    flow,
    row,
)
from villagedesk.domain.orders import PAY_WORDS, Pay, ceiling_for
from villagedesk.i18n import _, ngettext
from villagedesk.store.orders import Basket, Buyer


class BasketPanel(Card):
    """Shows one basket and tells what the operator does with it; the page changes and keeps it.

    Signals:
        stepped(int, int), removed(int): see ``BasketLines``.
        pay_chosen(str), given_typed(str), ceiling_typed(object): how it is paid; the ceiling in fen, None for the usual.
        asked_person(), asked_park(), asked_read(): another villager, put aside, read it back.
    """

    stepped = Signal(int, int)
    removed = Signal(int)
    pay_chosen = Signal(str)
    given_typed = Signal(str)
    ceiling_typed = Signal(object)
    asked_person = Signal()
    asked_park = Signal()
    asked_read = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(spacing=8, parent=parent)
        self._basket = Basket("")
        self.avatar = Avatar("", grey=True)
        self.name = Text("", "card", wrap=True)
        self.about = Text("", "small", tone="muted", wrap=True)
        self.other = PlainButton("", "F2", bind=False)
        self.lines = BasketLines()
        self.empty = EmptyState("basket")
        self.pay_label = Text("", "small", tone="muted")
        self.pay = ChoiceButtons([Choice(Pay.CASH, "", "F9"), Choice(Pay.ON_DELIVERY, "")], value=Pay.CASH)
        self.ceiling = PlainButton("")
        self.ceiling_edit = MoneyEdit("", name="ceiling")
        self.given_label = Text("", "small", tone="muted")
        self.given = MoneyEdit("", name="given")
        self.change = Text("", "card")
        self.count = Text("", "small", tone="muted", right=True)
        self.total = Text("", "total", tone="good", right=True)
        self.park = PlainButton("", "F8")
        self.read_back = PrimaryButton("", "F10")
        self._build()
        self._connect()

    def _build(self) -> None:
        words = column(self.name, self.about, spacing=0)
        who = QWidget()
        who.setLayout(row(self.avatar, words))
        head = Columns(who, self.other, shares=(1, 0), wide=0, spacing=10)
        self.given.edit.setMaximumWidth(theme.px(120))
        self.given.label.hide()
        money = QWidget()
        money.setLayout(column(row(self.given_label, self.given, None, spacing=8), self.change, None, spacing=4))
        sums = QWidget()
        sums.setLayout(column(None, self.count, self.total, spacing=0))
        pay = QWidget()
        line = row(self.pay_label, self.pay)
        line.setStretch(1, 1)
        pay.setLayout(line)
        self.ceiling_edit.hide()
        self.body.addWidget(head)
        self.body.addWidget(self.empty, 1)
        self.body.addWidget(self.lines, 1)
        self.body.addWidget(flow(pay, self.ceiling))
        self.body.addWidget(self.ceiling_edit)
        self.body.addWidget(Columns(money, sums, shares=(1, 1), wide=0))
        self.body.addWidget(Columns(self.park, self.read_back, shares=(0, 1), wide=0, spacing=10))

    def _connect(self) -> None:
        self.other.clicked.connect(self.asked_person)
        self.lines.stepped.connect(self.stepped)
        self.lines.removed.connect(self.removed)
        self.pay.chosen.connect(self._on_pay)
        self.given.edited.connect(lambda: self.given_typed.emit(self.given.text()))
        self.given.edited.connect(self._show_change)
        self.given.edit.returnPressed.connect(self.asked_read)
        self.ceiling.clicked.connect(self._on_ceiling)
        self.ceiling_edit.edited.connect(self._on_ceiling_typed)
        self.park.clicked.connect(self.asked_park)
        self.read_back.clicked.connect(self.asked_read)

    # --- what is shown

    def show_basket(self, basket: Basket, current: int = -1) -> None:
        """Show another basket, or the same one after a change."""
        other = basket.key != self._basket.key
        self._basket = basket
        self.lines.set_lines(basket.lines, current)
        self.lines.setVisible(bool(basket.lines))
        self.empty.setVisible(not basket.lines)
        self.pay.set_value(basket.pay)
        if other:
            self.given.set_text(basket.given)
            self.ceiling_edit.hide()
            self.ceiling_edit.set_fen(basket.ceiling_fen)
        self.total.setText(i18n.money(basket.total_fen))
        self.count.setText(kinds_and_pieces(basket.lines) if basket.lines else "")
        self.park.setEnabled(not basket.empty)
        self.read_back.setEnabled(bool(basket.lines))
        self._show_ceiling()
        self._show_change()

    def show_buyer(self, buyer: Buyer | None) -> None:
        """Show who buys; None while nobody is chosen."""
        self.avatar.set_name(buyer.name if buyer else "", grey=buyer is None)
        self.name.setText(buyer.name if buyer else _("Nobody chosen yet"))
        self.about.setText(_about(buyer) if buyer else _("Press F2, or choose the goods first."))
        self.other.set_text(_("Other villager") if buyer else _("Choose"))

    def given_fen(self) -> int | None:
        """The cash given; None when nothing is typed or it is paid on delivery.

        Raises:
            Invalid: it cannot be read.
        """
        return self.given.read() if self.given.text() and self._basket.pay == Pay.CASH else None

    def ceiling_fen(self) -> int | None:
        """The highest sum that was typed; None for the usual one.

        Raises:
            Invalid: it cannot be read.
        """
        return self.ceiling_edit.read() if self.ceiling_edit.text() else None

    def retranslate(self) -> None:
        """Set the texts that do not depend on the basket."""
        self.empty.set_texts(_("The basket is empty"), _("Look for goods on the left; Enter puts them in here."))
        self.pay_label.setText(_("Payment"))
        self.pay.setAccessibleName(_("Payment"))
        self.pay.set_texts([_(PAY_WORDS[pay]) for pay in (Pay.CASH, Pay.ON_DELIVERY)])
        self.given_label.setText(_("Received"))
        self.given.edit.setAccessibleName(_("Received"))
        self.ceiling_edit.set_label(_("Highest sum without asking again; empty for the usual one"))
        self.park.set_text(_("Put aside"))
        self.read_back.set_text(_("Read it out, then confirm"))
        self.lines.retranslate()
        self.show_basket(self._basket)

    # --- inside

    def _on_pay(self, pay: str) -> None:
        self.pay_chosen.emit(str(pay))
        if pay == Pay.CASH:
            self.given.focus()

    def _on_ceiling(self) -> None:
        self.ceiling_edit.setVisible(not self.ceiling_edit.isVisible())
        if self.ceiling_edit.isVisible():
            self.ceiling_edit.focus()

    def _on_ceiling_typed(self) -> None:
        self.ceiling_typed.emit(self.ceiling_edit.fen() if self.ceiling_edit.text() else None)
        self._show_ceiling()

    def _show_ceiling(self) -> None:
        total, own = self._basket.total_fen, self._basket.ceiling_fen
        fen = ceiling_for(total, clock.today()) if own is None else own
        self.ceiling.set_text(_("At most {money}, above that we ask").format(money=whole_yuan(fen)))
        self.ceiling.setVisible(total > 0)

    def _show_change(self) -> None:
        cash = self._basket.pay == Pay.CASH
        for widget in (self.given_label, self.given, self.change):
            widget.setVisible(cash and bool(self._basket.lines))
        given, total = self.given.fen() if self.given.text() else None, self._basket.total_fen
        if given is None:
            self.change.setText("")
        elif given < total:
            self.change.setText(_("{money} missing").format(money=i18n.money(total - given)))
        else:
            self.change.setText(_("Change {money}").format(money=i18n.money(given - total)))
        self.change.set_tone("act" if given is not None and given < total else "")


def _about(buyer: Buyer) -> str:
    parts = [buyer.place, _("phone …{tail}").format(tail=buyer.phone_tail) if buyer.phone_tail else ""]
    if buyer.on_shelf:
        parts.append(
            ngettext("{count} parcel on the shelf", "{count} parcels on the shelf", buyer.on_shelf).format(
                count=buyer.on_shelf
            )
        )
    return "  ".join(part for part in parts if part)
