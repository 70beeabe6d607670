"""The van leaves: what is missing or damaged stands there, and the driver signs for it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.widgets import Card, Columns, Field, PlainButton, PrimaryButton, SignaturePad, Text, flow, row
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _, ngettext
from villagedesk.store.parcels import Van

_MOST_NAMED = 6


class LeaveCard(Card):
    """Signals: ``asked()`` write it down, ``asked_sheet()`` print it for the driver, ``closed()`` not yet."""

    asked = Signal()
    asked_sheet = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tone="wait", parent=parent)
        self._van: Van | None = None
        self._title = Text("", "card", wrap=True)
        self._what = Text("", "body", wrap=True)
        self.driver = Field("", name="driver")
        self.pad = SignaturePad("F4", height=80)
        self.note = Field("", name="note")
        self.sheet = PlainButton("", icon="printer")
        self.no = PlainButton("")
        self.save = PrimaryButton("", "F10")
        self._title_line = row(self._title, self.sheet)
        self._title_line.setStretch(0, 1)
        self.body.addLayout(self._title_line)
        # Who, and why he does not, beside each other: the button stays in sight beneath a notice, too.
        names = Columns(self.driver, self.note, shares=(1, 1), wide=430, spacing=10)
        for widget in (self._what, names, self.pad):
            self.body.addWidget(widget)
        self.body.addWidget(Columns(flow(self.no), self.save, shares=(1, 0), wide=0, spacing=10))
        self.no.clicked.connect(self.close_card)
        self.sheet.clicked.connect(self.asked_sheet)
        self.save.clicked.connect(self.asked)
        self.hide()

    def open_card(self) -> None:
        """Ask the driver."""
        self.pad.clear()
        self.pad.set_error("")
        self.note.set_text("")
        self.show()
        self.retranslate()
        (self.driver if self.pad.isVisibleTo(self) else self.save).setFocus()

    def close_card(self) -> None:
        """Take it away."""
        if self.is_open():
            self.hide()
            self.closed.emit()

    def is_open(self) -> bool:
        """Whether it is being filled in."""
        return not self.isHidden()

    def show_van(self, van: Van | None) -> None:
        """The van as it is now."""
        self._van = van
        self.retranslate()

    def show_trouble(self, error: AppError) -> bool:
        """Say beneath the field what is not right; False when it is about something else."""
        if isinstance(error, Invalid) and error.field == "signature":
            self.pad.set_error(sentence(error))
            self.pad.field.setFocus()
            return True
        field = {"driver": self.driver, "note": self.note}.get(error.field) if isinstance(error, Invalid) else None
        if field is None:
            return False
        field.set_error(sentence(error))
        field.focus()
        return True

    def retranslate(self) -> None:
        """Every text."""
        van = self._van
        missing = [shown.waybill for shown in van.open] if van else []
        damaged = [shown.waybill for shown in van.rows if shown.damaged] if van else []
        wrong = bool(missing or damaged)
        self._title.setText(_("The driver signs for it") if wrong else _("The van may leave"))
        lines = []
        if missing:
            words = ngettext("{count} is missing: {numbers}", "{count} are missing: {numbers}", len(missing))
            lines.append(words.format(count=len(missing), numbers=_named(missing)))
        if damaged:
            words = ngettext("{count} is damaged: {numbers}", "{count} are damaged: {numbers}", len(damaged))
            lines.append(words.format(count=len(damaged), numbers=_named(damaged)))
        self._what.setText("\n".join(lines) if wrong else _("Everything is here and whole."))
        for widget in (self.pad, self.sheet):
            widget.setVisible(wrong)
        self.driver.set_label(_("Name of the driver"))
        self.pad.set_caption(_("The driver signs"))
        self.note.set_label(_("He does not sign? Write down why.") if wrong else _("Remark"))
        self.sheet.set_text(_("Print a sheet"))
        self.no.set_text(_("Not yet"))
        self.save.set_text(_("The van leaves"))


def _named(waybills: list[str]) -> str:
    return _(", ").join([*waybills[:_MOST_NAMED], "…"] if len(waybills) > _MOST_NAMED else waybills)
