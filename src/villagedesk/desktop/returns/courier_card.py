"""The courier takes a return: who, which number, and what the villager paid him."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.widgets import Field, MoneyEdit, PrimaryButton, Text, column, pair, row, show_invalid
from villagedesk.domain.return_rules import Bearer
from villagedesk.errors import AppError, Invalid
from villagedesk.i18n import _


class CourierCard(QWidget):
    """Signals: ``asked()`` the courier has it."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._payer = ""
        self.carrier = Field("", name="carrier")
        self.waybill = Field("", name="waybill")
        self.freight = MoneyEdit("", name="freight")
        self._hint = Text("", "small", tone="muted", wrap=True)
        self.give = PrimaryButton("", "F10")
        self.setLayout(
            column(pair(self.carrier, self.waybill), self.freight, self._hint, row(None, self.give), spacing=8)
        )
        self.give.clicked.connect(self.asked)

    def begin(self) -> None:
        """Empty, for another return."""
        for field in (self.carrier, self.waybill, self.freight):
            field.set_text("")

    def set_payer(self, payer: str) -> None:
        """Who pays the freight, a Bearer."""
        self._payer = payer
        if payer == Bearer.VILLAGER:
            words = _("The villager pays the courier; the freight is not given back.")
        else:
            words = _("Let the seller pay at his door. If the villager has to pay first, type it: he gets it back.")
        self._hint.setText(words)

    def read(self) -> tuple[str, str, int] | None:
        """Carrier, waybill and freight in fen; None when something is wrong, which is then told."""
        try:
            return self.carrier.text(), self.waybill.text(), self.freight.read() if self.freight.text() else 0
        except Invalid as error:
            self.show_error(error)
            return None

    def show_error(self, error: AppError) -> bool:
        """Put what is wrong under its field; False when it is about no field here."""
        return show_invalid({"carrier": self.carrier, "waybill": self.waybill, "freight": self.freight}, error)

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self.carrier.set_label(_("Courier"))
        self.waybill.set_label(_("Courier's number"))
        self.freight.set_label(_("Villager paid (yuan)"))
        self.give.set_text(_("The courier has it"))
        self.set_payer(self._payer)
