"""The small form for a parcel that came without being announced."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.widgets import Card, Field, PlainButton, PrimaryButton, Text, pair, row
from villagedesk.i18n import _


class ExtraCard(Card):
    """Signals: ``asked()`` put it on the shelf, ``closed()`` the form went away."""

    asked = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tone="wait", parent=parent)
        self._title = Text("", "card", wrap=True)
        self.waybill = Field("", name="waybill")
        self.name = Field("", name="name")
        self.phone = Field("", name="phone")
        self.no = PlainButton("")
        self.save = PrimaryButton("", "F10")
        self.body.addWidget(self._title)
        self.body.addWidget(self.waybill)
        self.body.addWidget(pair(self.name, self.phone))
        self.body.addLayout(row(self.no, None, self.save))
        self.no.clicked.connect(self.close_form)
        self.save.clicked.connect(self.asked)
        for field in (self.name, self.phone):
            field.edit.returnPressed.connect(self.asked)
        self.hide()

    def open_form(self, waybill: str) -> None:
        """Ask whose it is. What was typed for another number goes away."""
        if waybill != self.waybill.text():
            self.name.set_text("")
            self.phone.set_text("")
        self.waybill.set_text(waybill)
        self.show()
        self.name.focus()

    def close_form(self) -> None:
        """Take the form away."""
        if self.is_open():
            self.hide()
            self.closed.emit()

    def is_open(self) -> bool:
        """Whether it is being filled in."""
        return not self.isHidden()

    def fields(self) -> dict[str, Field]:
        """The fields by the names that errors carry."""
        return {field.name: field for field in (self.waybill, self.name, self.phone)}

    def retranslate(self) -> None:
        """Every text."""
        self._title.setText(_("Nobody announced this parcel. Whose is it?"))
        self.waybill.set_label(_("Number on the parcel"))
        self.name.set_label(_("Name on the parcel"))
        self.phone.set_label(_("Phone number on the parcel"))
        self.no.set_text(_("Not for us"))
        self.save.set_text(_("Put it on the shelf"))
