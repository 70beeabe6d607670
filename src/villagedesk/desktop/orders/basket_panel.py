"""The right half of the counter: who buys, what is in the basket, how it is paid, what it comes to."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk import clock, i18n
from villagedesk.desktop import theme
from villagedesk.desktop.orders.basket_lines import BasketLines
from villagedesk.desktop.orders.payment import PaymentChoice, PaymentFields
from villagedesk.desktop.orders.words import kinds_and_pieces, whole_yuan
from villagedesk.desktop.widgets import (
    Avatar,
    Card,
    Columns,
    EmptyState,
    Field,
    MoneyEdit,
    PlainButton,
    PrimaryButton,
    SmallButton,
    Text,
    column,
    flow,
    row,
)
from villagedesk.desktop.widgets.buttons import ToggleButton
from villagedesk.domain.orders import ceiling_for, check_ceiling
from villagedesk.i18n import _, ngettext
from villagedesk.store.orders import Basket, Buyer


class BasketPanel(Card):
    """Shows one basket and tells what the operator does with it; the page changes and keeps it.

    Signals:
        pay_chosen(str): how it is paid.
        ceiling_typed(object): the ceiling in fen, None for the usual one.
        substitute_chosen(bool): whether something alike may come instead.
        collector_chosen(str): who will collect it, the id of a stand-in; "" for the villager himself.
        asked_person(), asked_park(), asked_drop(), asked_read(): another villager, put aside, throw away, read it back.
    """

    pay_chosen = Signal(str)
    ceiling_typed = Signal(object)
    substitute_chosen = Signal(bool)
    collector_chosen = Signal(str)
    asked_person = Signal()
    asked_park = Signal()
    asked_drop = Signal()
    asked_read = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(spacing=8, parent=parent)
        self._basket = Basket("")
        self._buyer: Buyer | None = None
        self.avatar = Avatar("", grey=True)
        self.name = Text("", "card", wrap=True)
        self.about = Text("", "small", tone="muted", wrap=True)
        self.other = PlainButton("", "F2", bind=False)
        self.drop = SmallButton("trash", "")
        self.lines = BasketLines()
        self.empty = EmptyState("basket")
        self.pay_label = Text("", "small", tone="muted")
        self.pay = PaymentChoice()
        self.substitute = ToggleButton("", "Ctrl+T")
        self.collector = PlainButton("", "Ctrl+B")
        self.ceiling = PlainButton("", "Ctrl+G")
        self.ceiling_edit = MoneyEdit("", name="ceiling")
        self.ceiling_label = Text("", "small", tone="muted")
        self.ceiling_line = QWidget()
        self.payment = PaymentFields()
        self.given, self.change = self.payment.given, self.payment.change
        self.count = Text("", "small", tone="muted", right=True)
        self.total = Text("", "total", tone="good", right=True)
        self.park = PlainButton("", "F8")
        self.read_back = PrimaryButton("", "F10")
        self._build()
        self._connect()

    def _build(self) -> None:
        words = column(self.name, self.about, spacing=0)
        who, ways = QWidget(), QWidget()
        who.setLayout(row(self.avatar, words))
        ways.setLayout(row(self.other, self.drop, spacing=8))
        head = Columns(who, ways, shares=(1, 0), wide=0, spacing=10)
        sums = QWidget()
        sums.setLayout(column(None, self.count, self.total, spacing=0))
        pay = QWidget()
        line = row(self.pay_label, self.pay)
        line.setStretch(1, 1)
        pay.setLayout(line)
        self.ceiling_edit.label.hide()
        self.ceiling_edit.edit.setMaximumWidth(theme.px(120))
        self.ceiling_line.setLayout(row(self.ceiling_label, self.ceiling_edit, None, spacing=8))
        self.ceiling_line.hide()
        self.body.addWidget(head)
        self.body.addWidget(self.empty, 1)
        self.body.addWidget(self.lines, 1)
        self.body.addWidget(pay)
        self.body.addWidget(flow(self.ceiling, self.substitute, self.collector))
        self.body.addWidget(self.ceiling_line)
        self.body.addWidget(Columns(self.payment, sums, shares=(1, 1), wide=0))
        self.body.addWidget(Columns(self.park, self.read_back, shares=(0, 1), wide=0, spacing=10))

    def _connect(self) -> None:
        self.other.clicked.connect(self.asked_person)
        self.drop.clicked.connect(self.asked_drop)
        self.pay.chosen.connect(self._on_pay)
        self.payment.entered.connect(self.asked_read)
        self.substitute.clicked.connect(lambda: self.substitute_chosen.emit(self.substitute.isChecked()))
        self.collector.clicked.connect(self._on_collector)
        self.ceiling.clicked.connect(self._on_ceiling)
        self.ceiling_edit.edited.connect(self._on_ceiling_typed)
        self.ceiling_edit.edit.returnPressed.connect(self.asked_read)
        self.park.clicked.connect(self.asked_park)
        self.read_back.clicked.connect(self.asked_read)

    # --- what is shown

    def offer_code(self, offered: bool) -> None:
        """Whether villagers can pay by scanning the centre's payment code."""
        self.pay.offer_code(offered)
        self.pay_label.setVisible(not self.pay.is_full())

    def show_basket(self, basket: Basket, current: int = -1) -> None:
        """Show another basket, or the same one after a change."""
        other = basket.key != self._basket.key
        self._basket = basket
        self.lines.set_lines(basket.lines, current)
        self.lines.setVisible(bool(basket.lines))
        self.empty.setVisible(not basket.lines)
        self.pay.set_value(basket.pay)
        self.pay_label.setVisible(not self.pay.is_full())
        self.substitute.setChecked(basket.substitute)
        if other:
            self.ceiling_line.setVisible(basket.ceiling_fen is not None)
            self.ceiling_edit.set_fen(basket.ceiling_fen)
        self.payment.show_basket(basket, other=other)
        self.total.setText(i18n.money(basket.total_fen))
        self.count.setText(kinds_and_pieces(basket.lines) if basket.lines else "")
        self.park.setEnabled(not basket.empty)
        self.drop.setEnabled(not basket.empty)
        self.substitute.setVisible(bool(basket.lines))
        self.read_back.setEnabled(bool(basket.lines))
        self._show_collector()
        self._show_ceiling()

    def show_buyer(self, buyer: Buyer | None) -> None:
        """Show who buys; None while nobody is chosen."""
        self.avatar.set_name(buyer.name if buyer else "", grey=buyer is None)
        self.name.setText(buyer.name if buyer else _("Nobody chosen yet"))
        self.about.setText(_about(buyer) if buyer else _("Press F2, or choose the goods first."))
        self.other.set_text(_("Other villager") if buyer else _("Choose"))
        self._buyer = buyer
        self._show_collector()

    def given_fen(self) -> int | None:
        """The cash given; None when nothing is typed or no cash is paid.

        Raises:
            Invalid: it cannot be read.
        """
        return self.payment.read_given()

    def check(self) -> int | None:
        """Look at everything that was typed; returns the cash given.

        Raises:
            Invalid: on the field ``given``, ``payer_phone`` or ``ceiling``.
        """
        given = self.payment.read_given()
        self.payment.read_phone()
        if self.ceiling_edit.text():
            check_ceiling(self.ceiling_edit.read(), self._basket.total_fen)
        return given

    def fields(self) -> dict[str, Field]:
        """The fields that an ``Invalid`` can be about."""
        if self.ceiling_edit.text():
            self.ceiling_line.show()
        return {"ceiling": self.ceiling_edit, "given": self.payment.given, "payer_phone": self.payment.phone}

    def retranslate(self) -> None:
        """Set the texts that do not depend on the basket."""
        self.empty.set_texts(_("The basket is empty"), _("Look for goods on the left; Enter puts them in here."))
        self.pay_label.setText(_("Pay"))
        self.pay.retranslate()
        self.payment.retranslate()
        self.drop.set_name(_("Throw this basket away"))
        self.substitute.set_text(_("Substitute OK"))
        self.ceiling_label.setText(_("Highest sum in yuan"))
        self.ceiling_edit.edit.setAccessibleName(self.ceiling_label.text())
        self.park.set_text(_("Put aside"))
        self.read_back.set_text(_("Read it out, then confirm"))
        self.lines.retranslate()
        self.show_basket(self._basket)

    def collector_name(self) -> str:
        """Who will collect the order; "" for the villager himself."""
        named = self._buyer.collector(self._basket.collector_id) if self._buyer else None
        return named.name if named else ""

    # --- inside

    def _show_collector(self) -> None:
        some = self._buyer is not None and bool(self._buyer.stand_ins)
        self.collector.setVisible(some and bool(self._basket.lines))
        named = self.collector_name()
        self.collector.set_text(_("{name} collects").format(name=named) if named else _("Collects himself"))

    def _on_collector(self) -> None:
        """The next one of those who may; behind the last one it is the villager himself again."""
        ids = ["", *(one.id for one in self._buyer.stand_ins)] if self._buyer else [""]
        at = ids.index(self._basket.collector_id) if self._basket.collector_id in ids else 0
        self.collector_chosen.emit(ids[(at + 1) % len(ids)])

    def _on_pay(self, pay: str) -> None:
        self.pay_chosen.emit(str(pay))
        self.payment.focus()

    def _on_ceiling(self) -> None:
        self.ceiling_line.setVisible(not self.ceiling_line.isVisible())
        if self.ceiling_line.isVisible():
            self.ceiling_edit.focus()

    def _on_ceiling_typed(self) -> None:
        self.ceiling_typed.emit(self.ceiling_edit.fen() if self.ceiling_edit.text() else None)
        self._show_ceiling()

    def _show_ceiling(self) -> None:
        total, own = self._basket.total_fen, self._basket.ceiling_fen
        fen = ceiling_for(total, clock.today()) if own is None else own
        self.ceiling.set_text(_("At most {money}, else ask").format(money=whole_yuan(fen)))
        self.ceiling.setVisible(total > 0)


def _about(buyer: Buyer) -> str:
    parts = [buyer.place, _("phone …{tail}").format(tail=buyer.phone_tail) if buyer.phone_tail else ""]
    if buyer.on_shelf:
        parts.append(
            ngettext("{count} parcel on the shelf", "{count} parcels on the shelf", buyer.on_shelf).format(
                count=buyer.on_shelf
            )
        )
    return "  ".join(part for part in parts if part)
