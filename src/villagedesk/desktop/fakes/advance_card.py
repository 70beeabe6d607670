"""Money out of the drawer before the seller has paid, as far as the rules allow, against a signature."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.widgets import Card, Columns, MoneyEdit, PlainButton, SignaturePad, Text, column
from villagedesk.domain.evidence import Signed
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _


class AdvanceCard(Card):
    """Signals: ``asked()`` pay it. Hidden where nothing may be advanced."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._most = 0
        self._title, self._hint = Text("", "card", wrap=True), Text("", "small", tone="muted", wrap=True)
        self.amount = MoneyEdit("", name="advance", zero=False)
        self.pad = SignaturePad("F8")
        self.pay = PlainButton("", icon="cash")
        self.pay.setProperty("bottom", True)
        left = QWidget()
        left.setLayout(
            column(self._title, self._hint, Columns(self.amount, self.pay, shares=(1, 0), wide=0), spacing=8)
        )
        self.body.addWidget(Columns(left, self.pad, shares=(1, 1)))
        self.pay.clicked.connect(self.asked)
        self.hide()

    def begin(self) -> None:
        """Empty, for another complaint."""
        self.amount.set_text("")
        self.pad.clear()

    def show_most(self, most_fen: int) -> None:
        """So much may be advanced; the whole of it stands in the field at first."""
        if most_fen != self._most or not self.amount.text():
            self.amount.set_fen(most_fen or None)
        self._most = most_fen
        self.setVisible(most_fen > 0)
        self.retranslate()

    def fen(self) -> int:
        """How much.

        Raises:
            Invalid: it cannot be read.
        """
        return self.amount.read()

    def signed(self) -> Signed:
        """What stands in the signature field."""
        return self.pad.signed()

    def show_error(self, error: AppError) -> bool:
        """Put what is wrong where it belongs; False when it is about nothing here."""
        if not isinstance(error, Invalid):
            return False
        if error.field == "signature":
            self.pad.set_error(sentence(error))
            return True
        self.amount.set_error(sentence(error))
        self.amount.focus()
        return error.field == "advance"

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._title.setText(_("Advance the villager his money"))
        self._hint.setText(
            _("Up to {money} by the rules. The seller's refund settles it; nobody is paid twice.").format(
                money=i18n.money(self._most)
            )
        )
        self.amount.set_label(_("Advance (yuan)"))
        self.pad.set_caption(_("The villager counts the money and signs"))
        self.pay.set_text(_("Pay the advance"))
