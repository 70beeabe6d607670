"""The driver takes along what goes back: how many, his name, his signature, or why he does not sign."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.widgets import Card, Columns, Field, PlainButton, PrimaryButton, SignaturePad, Text
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _, ngettext


class DriverCard(Card):
    """Signals: ``asked()`` write it down, ``asked_sheet()`` print it for the driver."""

    asked = Signal()
    asked_sheet = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._count = 0
        self._title = Text("", "card", wrap=True)
        self.driver = Field("", name="driver")
        self.pad = SignaturePad("F4", height=64)
        self.note = Field("", name="note")
        self.sheet = PlainButton("", icon="printer")
        self.save = PrimaryButton("", "F10")
        for widget in (self._title, self.driver, self.pad, self.note):
            self.body.addWidget(widget)
        self.body.addWidget(Columns(self.sheet, self.save, shares=(0, 1), wide=0, spacing=10))
        self.sheet.clicked.connect(self.asked_sheet)
        self.save.clicked.connect(self.asked)

    def show_count(self, count: int) -> None:
        """How many he takes."""
        self._count = count
        self.retranslate()

    def begin(self) -> None:
        """For the next driver."""
        self.pad.clear()
        self.pad.set_error("")
        self.driver.set_text("")
        self.note.set_text("")

    def show_trouble(self, error: AppError) -> bool:
        """Say beneath the field what is not right; False when it is about something else."""
        if not isinstance(error, Invalid):
            return False
        if error.field == "signature":
            self.pad.set_error(sentence(error))
            self.pad.field.setFocus()
            return True
        field = {"driver": self.driver, "note": self.note}.get(error.field)
        if field is None:
            return False
        field.set_error(sentence(error))
        field.focus()
        return True

    def retranslate(self) -> None:
        """Every text."""
        count = self._count
        title = ngettext("The driver takes {count} parcel along", "The driver takes {count} parcels along", count)
        self._title.setText(title.format(count=count))
        self.driver.set_label(_("Name of the driver"))
        self.pad.set_caption(_("The driver signs"))
        self.note.set_label(_("He does not sign? Write down why."))
        self.sheet.set_text(_("Print a sheet"))
        self.save.set_text(ngettext("The driver has it", "The driver has them", count))
