"""How a basket is paid: cash given and change, on delivery, or a child far away whose phone is asked for."""

from collections.abc import Hashable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop import theme
from villagedesk.desktop.cash.words import change_words
from villagedesk.desktop.widgets import Choice, ChoiceButtons, Field, MoneyEdit, Text, column, row
from villagedesk.domain.cash import change_for
from villagedesk.domain.orders import PAY_WORDS, Pay, check_payer_phone
from villagedesk.i18n import N_, _
from villagedesk.store.orders import Basket

# 到, 孩 and 码: the first letters of what the operator says.
# Short words, so that all four stand in one line.
_WORDS = {Pay.CASH: N_("Cash"), Pay.ON_DELIVERY: N_("Delivery"), Pay.PAYER: N_("Child"), Pay.CODE: N_("QR")}
_KEYS = {Pay.CASH: "F9", Pay.ON_DELIVERY: "Ctrl+D", Pay.PAYER: "Ctrl+H", Pay.CODE: "Ctrl+M"}


class PaymentChoice(ChoiceButtons):
    """The ways, each with its key. The parent puts a label beside it."""

    def __init__(self) -> None:
        self._offered = False
        super().__init__([Choice(pay, "", key) for pay, key in _KEYS.items()], value=Pay.CASH)

    def offer_code(self, offered: bool) -> None:
        """Whether the centre has a payment code that can be scanned; without one nobody is asked to.

        A basket put aside before the code was taken away still shows how it is paid.
        """
        self._offered = offered
        self.set_value(self.value())

    def set_value(self, value: Hashable) -> None:
        super().set_value(value)
        self.button(Pay.CODE).setVisible(self._offered or value == Pay.CODE)

    def is_full(self) -> bool:
        """Whether all four ways are shown; they fill the line."""
        return not self.button(Pay.CODE).isHidden()

    def retranslate(self) -> None:
        """Words of the ways."""
        self.setAccessibleName(_("Payment"))
        self.set_texts([_(_WORDS[pay]) for pay in _KEYS])
        for pay in _KEYS:
            self.button(pay).setAccessibleName(_(PAY_WORDS[pay]))


class PaymentFields(QWidget):
    """What has to be typed for the way that was chosen.

    Signals:
        given_typed(str): the cash given. phone_typed(str): the child's phone.
        entered(): Enter, the operator is done.
    """

    given_typed = Signal(str)
    phone_typed = Signal(str)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._basket = Basket("")
        self._label = Text("", "small", tone="muted")
        self.given = MoneyEdit("", name="given")
        self.phone = Field(name="payer_phone")
        self.change = Text("", "card", wrap=True)
        self.given.edit.setMaximumWidth(theme.px(120))
        self.phone.edit.setFixedWidth(theme.px(160))
        for field in (self.given, self.phone):
            field.label.hide()
            field.edit.returnPressed.connect(self.entered)
        self.setLayout(column(row(self._label, self.given, self.phone, None, spacing=8), self.change, None, spacing=4))
        self.given.edited.connect(lambda: self.given_typed.emit(self.given.text()))
        self.given.edited.connect(self._show)
        self.phone.edited.connect(lambda: self.phone_typed.emit(self.phone.text()))

    def show_basket(self, basket: Basket, *, other: bool) -> None:
        """Show what belongs to a basket; ``other``: it is another one than before."""
        self._basket = basket
        if other:
            self.given.set_text(basket.given)
        if other or not self.phone.text():
            self.phone.set_text(basket.payer_phone)
        self._show()

    def focus(self) -> None:
        """Put the cursor where something is to be typed, if anything is."""
        if self._basket.lines and self._basket.pay == Pay.CASH:
            self.given.focus()
        elif self._basket.lines and self._basket.pay == Pay.PAYER:
            self.phone.focus()

    def read_given(self) -> int | None:
        """The cash given; None when nothing is typed or no cash is paid.

        Raises:
            Invalid: it cannot be read, or is too little.
        """
        if not self.given.text() or self._basket.pay != Pay.CASH:
            return None
        given = self.given.read()
        change_for(given, self._basket.total_fen)
        return given

    def read_phone(self) -> str:
        """Whose money is waited for; "" when nobody's is.

        Raises:
            Invalid: it is no mobile number.
        """
        return check_payer_phone(self.phone.text()) if self._basket.pay == Pay.PAYER else ""

    def retranslate(self) -> None:
        """Words of the moment."""
        self.given.edit.setAccessibleName(_("Received"))
        self.phone.edit.setAccessibleName(_("The child's mobile number"))
        self._show()

    def _show(self) -> None:
        pay, some = self._basket.pay, bool(self._basket.lines)
        cash, payer = pay == Pay.CASH and some, pay == Pay.PAYER and some
        self._label.setText(_("The child's phone") if payer else _("Received"))
        self._label.setVisible(cash or payer)
        self.given.setVisible(cash)
        self.phone.setVisible(payer)
        self.change.setVisible(cash)
        given = self.given.fen() if self.given.text() else None
        words, tone = ("", "") if given is None else change_words(given, self._basket.total_fen)
        self.change.setText(words)
        self.change.set_tone(tone)
