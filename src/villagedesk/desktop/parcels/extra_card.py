"""The small form for a parcel that came without being announced: whose it is, found like everybody, or as it stands on it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.person_finder import PersonFinder
from villagedesk.desktop.widgets import Card, Field, PlainButton, PrimaryButton, Text, row, show_invalid
from villagedesk.domain.identity import shown_phone
from villagedesk.domain.parcels import IN_ROOM, ParcelState
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.parcels import ParcelRow, last_with, receive_extra
from villagedesk.store.person_rows import PersonRow, rows_of


class ExtraCard(Card):
    """Signals: ``received(ParcelRow)`` it is on the shelf, ``closed()`` the form went away.

    ``van_at`` is the van that it came with.
    """

    received = Signal(object)
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(tone="wait", parent=parent)
        self._desk = desk
        self.van_at: int | None = None
        self._title = Text("", "card", wrap=True)
        self._before = Text("", "small", wrap=True)
        self.waybill = Field("", name="waybill")
        self._who = Text("", "small", tone="muted")
        self.name = PersonFinder(desk, most=3, stays=True, new=True)
        self.phone = Field("", name="phone")
        self.no = PlainButton("")
        self.save = PrimaryButton("", "F10")
        for widget in (self._title, self._before, self.waybill, self._who, self.name, self.phone):
            self.body.addWidget(widget)
        self.body.addLayout(row(self.no, None, self.save))
        self.no.clicked.connect(self.close_form)
        self.save.clicked.connect(self.on_save)
        self.name.chosen.connect(self._on_person)
        self.phone.edit.returnPressed.connect(self.on_save)
        self.hide()

    def open_form(self, waybill: str) -> None:
        """Ask whose it is. What was typed for another number goes away."""
        other = waybill != self.waybill.text()
        self.waybill.set_text(waybill)
        if other:
            self.name.begin()
            self.phone.set_text("")
            self._before.setText("")
            self._desk.tasks.read(self, lambda s: last_with(s, waybill), self._known, latest="before")
        self._before.setVisible(bool(self._before.text()))
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

    def on_save(self) -> None:
        """F10: put it on the shelf."""
        waybill, phone, van_at = self.waybill.text(), self.phone.text(), self.van_at
        person, name = self.name.person(), self.name.search.text().strip()
        person_id = person.id if person else ""
        self._desk.tasks.write(
            self,
            lambda s: receive_extra(s, waybill, person_id=person_id, name=name, phone=phone, van_at=van_at),
            self._saved,
            self._failed,
            busy=self.save,
        )

    def retranslate(self) -> None:
        """Every text."""
        self._title.setText(_("Nobody announced this parcel. Whose is it?"))
        self.waybill.set_label(_("Number on the parcel"))
        self._who.setText(_("Whose it is"))
        self.name.set_words(
            _("Name, initials or end of the phone number"),
            nobody=_("Nobody on file is called so. What is typed stays as the name on the parcel."),
        )
        self.phone.set_label(_("Phone number on the parcel"))
        self.no.set_text(_("Not for us"))
        self.save.set_text(_("Put it on the shelf"))

    # --- inside

    def _on_person(self, person: PersonRow) -> None:
        if not self.phone.text():
            self.phone.set_text(shown_phone(person.phone))
        self.save.setFocus()

    def _known(self, before: ParcelRow | None) -> None:
        if before is None or before.waybill != self.waybill.text():
            return
        if before.state in IN_ROOM:
            words = _("This parcel was received already: {name}, {shelf}.")
            self._before.setText(words.format(name=before.name, shelf=before.shelf))
            self._before.show()
        elif before.state == ParcelState.SENT_BACK and before.arrived_at is not None:
            self._came_again(before)

    def _came_again(self, before: ParcelRow) -> None:
        self._before.setText(_("It was sent back from here before: {name}.").format(name=before.name))
        self._before.show()
        if self.name.search.text():
            return
        self.name.begin(text="" if before.person_id else before.name)
        self.phone.set_text(shown_phone(before.phone))
        if before.person_id:
            self._desk.tasks.read(self, lambda s: rows_of(s, [before.person_id]), self._same_person)

    def _same_person(self, found: list[PersonRow]) -> None:
        if found and not self.name.search.text():
            self.name.begin(found[0])
            self.save.setFocus()

    def _saved(self, shown: ParcelRow) -> None:
        self.close_form()
        self.waybill.set_text("")  # the same number scanned once more is asked about anew
        self.received.emit(shown)

    def _failed(self, error: AppError) -> bool:
        if isinstance(error, Invalid) and error.field == "name":
            self.name.tell(sentence(error))
            self.name.focus()
            return True
        return show_invalid({"waybill": self.waybill, "phone": self.phone}, error)
