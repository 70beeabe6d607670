"""Who saw the count: a second operator with his PIN, a villager who signs, the county by phone, or nobody."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.farmers.words import where
from villagedesk.desktop.widgets import (
    CardList,
    CardRow,
    Choice,
    ChoiceButtons,
    Field,
    SearchBox,
    SignaturePad,
    Text,
    column,
)
from villagedesk.domain.cash_day import WITNESS_WORDS, Witness
from villagedesk.domain.evidence import Signed
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.cash_days import DayRow
from villagedesk.store.operators import OperatorRow
from villagedesk.store.people import PersonRow, find_people

_ORDER = (Witness.SECOND_PERSON, Witness.VILLAGER, Witness.COUNTY_CODE, Witness.NOBODY)


class WitnessCard(QWidget):
    """The choice and what it needs. Signals: ``submitted()`` Enter in its last field."""

    submitted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._day: DayRow | None = None
        self._villager = ""
        self._title = Text("", "card")
        self.choice = ChoiceButtons([Choice(kind, "") for kind in _ORDER], value=Witness.NOBODY)
        self.line = Text("", "small", tone="muted", wrap=True)
        self.people = ChoiceButtons()
        self.pin = Field("", name="pin", secret=True)
        self.search = SearchBox()
        self.found = CardList("", tile=36, single_click=True, grow=True)
        self.signature = SignaturePad(height=80)
        self.code = Field("", name="code")
        self._parts: dict[Witness, tuple[QWidget, ...]] = {
            Witness.SECOND_PERSON: (self.people, self.pin),
            Witness.VILLAGER: (self.search, self.found, self.signature),
            Witness.COUNTY_CODE: (self.code,),
            Witness.NOBODY: (),
        }
        parts = [widget for widgets in self._parts.values() for widget in widgets]
        self.setLayout(column(self._title, self.choice, self.line, *parts, spacing=8))
        self._connect()

    def _connect(self) -> None:
        self.choice.chosen.connect(lambda _kind: self._show(focus=True))
        self.pin.edit.returnPressed.connect(self.submitted)
        self.code.edit.returnPressed.connect(self.submitted)
        self.search.attach(self.found)
        self.search.typed.connect(self._look)
        self.found.taken.connect(lambda person: self._choose(str(person)))

    # --- what the page asks

    def kind(self) -> Witness:
        """Who was chosen."""
        return Witness(str(self.choice.value()))

    def operator(self) -> str:
        """The second person's id; "" while nobody is chosen."""
        return str(self.people.value() or "")

    def villager(self) -> str:
        """The villager's id; "" while nobody is chosen."""
        return self._villager

    def signed(self) -> Signed:
        """What the signature pad gave."""
        return self.signature.signed()

    def begin(self, day: DayRow, people: Sequence[OperatorRow]) -> None:
        """For a counted day; ``people`` are the others who work here."""
        self._day, self._villager = day, ""
        for part in (self.pin, self.code):
            part.set_text("")
        self.search.clear()
        self.signature.clear()
        self.people.set_choices([Choice(person.id, person.name) for person in people])
        if len(people) == 1:
            self.people.set_value(people[0].id)
        self.choice.button(Witness.SECOND_PERSON).setVisible(bool(people))
        self.choice.set_value(Witness.SECOND_PERSON if people else Witness.VILLAGER)
        self._show_people([])
        self._show()

    def show_error(self, error: AppError) -> bool:
        """Tell it where it belongs; False when it is about nothing here."""
        field = error.field if isinstance(error, Invalid) else ""
        if self.kind() == Witness.VILLAGER and field == "signature":
            self.signature.set_error(sentence(error))
            return True
        shown = {Witness.SECOND_PERSON: self.pin, Witness.COUNTY_CODE: self.code}.get(self.kind())
        if shown is None or (field and field != shown.name):
            return False
        shown.set_error(sentence(error))
        shown.focus()
        return True

    def retranslate(self) -> None:
        """Every text."""
        self._title.setText(_("Who saw the count?"))
        self.choice.setAccessibleName(_("Who saw the count?"))
        self.choice.set_texts([_(WITNESS_WORDS[kind]) for kind in _ORDER])
        self.people.setAccessibleName(_("The second person"))
        self.pin.set_label(_("The second person's PIN"))
        self.search.set_placeholder(_("Name, pinyin, initials, end of the phone number"))
        self.found.setAccessibleName(_("Villagers found"))
        self.code.set_label(_("The county's code, eight digits"))
        self.signature.set_caption(_("The villager signs that he saw the count"))
        self._show()

    # --- inside

    def _show(self, *, focus: bool = False) -> None:
        chosen = self.kind()
        for kind, widgets in self._parts.items():
            for widget in widgets:
                widget.setVisible(kind == chosen)
        self.people.setVisible(chosen == Witness.SECOND_PERSON)
        self.found.setVisible(chosen == Witness.VILLAGER and bool(self.found.rows()))
        self.signature.setVisible(chosen == Witness.VILLAGER and bool(self._villager))
        self.line.setText(self._words(chosen))
        self.line.setVisible(bool(self.line.text()))
        first = {
            Witness.SECOND_PERSON: self.pin.edit,
            Witness.VILLAGER: self.search,
            Witness.COUNTY_CODE: self.code.edit,
        }
        if focus and chosen in first:
            first[chosen].setFocus()

    def _words(self, chosen: Witness) -> str:
        if chosen == Witness.NOBODY:
            return _("The day is closed all the same. The county office looks at it and asks you.")
        if chosen == Witness.COUNTY_CODE and self._day is not None:
            return _(
                "Call the county office and read aloud: drawer {drawer}, {day}, counted {counted}, by the book {book}."
            ).format(
                drawer=self._day.drawer,
                day=i18n.date_text(self._day.day),
                counted=i18n.money(self._day.counted_fen or 0),
                book=i18n.money(self._day.expected_fen or 0),
            )
        return ""

    def _look(self, text: str) -> None:
        self._villager = ""
        self._desk.tasks.read(self, lambda s: find_people(s, text)[:4] if text else [], self._show_people, latest="who")

    def _show_people(self, rows: Sequence[PersonRow]) -> None:
        self.found.set_rows([CardRow(person.id, person.name, where(person), avatar=person.name) for person in rows])
        self._show()

    def _choose(self, person_id: str) -> None:
        self._villager = person_id
        name = next((str(shown.title) for shown in self.found.rows() if shown.key == person_id), "")
        self.search.blockSignals(True)
        self.search.setText(name)
        self.search.blockSignals(False)
        self.found.set_rows([])
        self._show()
        self.signature.field.setFocus()
