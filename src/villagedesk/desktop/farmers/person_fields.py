"""Name, ID number, phone and group: checked while they are typed, in every form that is about a person."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk import clock
from villagedesk.desktop.farmers.words import sex_and_age, spelled
from villagedesk.desktop.widgets import Field, column, pair
from villagedesk.domain import divisions
from villagedesk.domain.identity import (
    Sex,
    age_on,
    check_name,
    check_phone,
    check_resident_id,
    resident_id_hint,
    shown_phone,
)
from villagedesk.domain.people import PersonForm
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _


class PersonFields(QWidget):
    """Four fields in two rows.

    Signals:
        edited(): something was typed.
        settled(): the operator has finished with a field that tells who somebody is.
    """

    edited = Signal()
    settled = Signal()

    def __init__(self, *, id_needed: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._id_needed = id_needed
        self._village = ""
        self.name = Field(name="name")
        self.resident_id = Field(name="resident_id")
        self.phone = Field(name="phone")
        self.group = Field(name="village_group")
        self.fields = {field.name: field for field in (self.name, self.resident_id, self.phone, self.group)}
        self.setLayout(column(pair(self.name, self.resident_id), pair(self.phone, self.group), spacing=8))
        for field in self.fields.values():
            field.edited.connect(self.edited)
        self.name.edited.connect(self._show_name)
        self.name.left.connect(lambda: self._leave(self.name, check_name))
        self.resident_id.edited.connect(self._show_id)
        self.resident_id.left.connect(self._leave_id)
        self.phone.edited.connect(self._show_phone)
        self.phone.left.connect(self._leave_phone)

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self.name.set_label(_("Name"))
        self.resident_id.set_label(_("ID number") if self._id_needed else _("ID number, if at hand"))
        self.phone.set_label(_("Phone"))
        self.group.set_label(_("Village, group"))
        self._show_name()
        self._show_id()
        self._show_phone()
        self.group.set_hint(self._village)

    def set_village(self, name: str, code: str) -> None:
        """The village the group belongs to."""
        self._village = "  ".join(part for part in (name, code) if part)
        self.group.set_hint(self._village)

    def texts(self) -> dict[str, str]:
        """What is typed, by field name."""
        return {name: field.text() for name, field in self.fields.items()}

    def set_texts(self, texts: Mapping[str, object]) -> None:
        """Fill in what was typed before."""
        for name, field in self.fields.items():
            field.set_text(str(texts.get(name) or ""))
        self.phone.set_text(shown_phone(self.phone.text()))
        self._show_name()
        self._show_id()
        self._show_phone()

    def fill_gaps(self, form: PersonForm) -> None:
        """What is on file, where nothing is typed."""
        for name, field in self.fields.items():
            if not field.text():
                field.set_text(str(getattr(form, name)))
        self.set_texts(self.texts())

    def _leave(self, field: Field, check: object) -> None:
        if field.text() and callable(check):
            try:
                _tidy(field, check(field.text()))
            except Invalid as error:
                field.set_error(sentence(error))
        if field is self.name:
            self._show_name()
        self.settled.emit()

    def _show_name(self) -> None:
        sound = spelled(self.name.text())
        self.name.set_hint(_("Pinyin {sound}").format(sound=sound) if sound else "")

    def _show_id(self) -> None:
        text = self.resident_id.text()
        if not text:
            self.resident_id.set_hint("")
            return
        hint = resident_id_hint(text, clock.today())
        if hint.problem is not None:
            self.resident_id.set_error(sentence(hint.problem))
        elif hint.missing:
            self.resident_id.set_hint(_("{count} to go").format(count=hint.missing))
        else:
            self._show_whole_id(text)

    def _show_whole_id(self, text: str) -> None:
        found = check_resident_id(text, clock.today())
        place = divisions.place(found.area)
        if place is None:
            # Counties come and go: an old number may name one that no list knows, so it is said and not refused.
            self.resident_id.set_hint(_person(found.sex, found.born) + "  " + _("county not known"))
        else:
            self.resident_id.set_hint(f"{place.name}  {_person(found.sex, found.born)}", good=True)

    def _leave_id(self) -> None:
        text = self.resident_id.text()
        if text:
            try:
                _tidy(self.resident_id, check_resident_id(text, clock.today()).number)
                self._show_id()
            except AppError as error:
                self.resident_id.set_error(sentence(error))
        self.settled.emit()

    def _show_phone(self) -> None:
        try:
            check_phone(self.phone.text())
            self.phone.set_hint(_("Fine"), good=True)
        except Invalid:
            self.phone.set_hint("")

    def _leave_phone(self) -> None:
        if self.phone.text():
            try:
                _tidy(self.phone, shown_phone(check_phone(self.phone.text())))
            except Invalid as error:
                self.phone.set_error(sentence(error))
            self._show_phone()
        self.settled.emit()


def _tidy(field: Field, text: str) -> None:
    """Show the form in which it is kept; what is said beneath stays when nothing changes."""
    if field.text() != text:
        field.set_text(text)


def _person(sex: Sex, born: str) -> str:
    return sex_and_age(sex, age_on(born, clock.today()))
