"""Who saw the count: a second operator with his PIN, a villager who signs, the county by phone, or nobody."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.person_finder import PersonFinder
from villagedesk.desktop.widgets import (
    Choice,
    ChoiceButtons,
    Field,
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

_ORDER = (Witness.SECOND_PERSON, Witness.VILLAGER, Witness.COUNTY_CODE, Witness.NOBODY)


class WitnessCard(QWidget):
    """The choice and what it needs. Signals: ``submitted()`` Enter in its last field."""

    submitted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._day: DayRow | None = None
        self._title = Text("", "card")
        self.choice = ChoiceButtons([Choice(kind, "") for kind in _ORDER], value=Witness.NOBODY)
        self.line = Text("", "small", tone="muted", wrap=True)
        self.people = ChoiceButtons()
        self.pin = Field("", name="pin", secret=True)
        self.villagers = PersonFinder(desk, stays=True)
        self.signature = SignaturePad(height=80)
        self.code = Field("", name="code")
        self._parts: dict[Witness, tuple[QWidget, ...]] = {
            Witness.SECOND_PERSON: (self.people, self.pin),
            Witness.VILLAGER: (self.villagers, self.signature),
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
        self.villagers.chosen.connect(lambda _person: self._on_villager())
        self.villagers.taken_back.connect(self._show)

    # --- what the page asks

    def kind(self) -> Witness:
        """Who was chosen."""
        return Witness(str(self.choice.value()))

    def operator(self) -> str:
        """The second person's id; "" while nobody is chosen."""
        return str(self.people.value() or "")

    def villager(self) -> str:
        """The villager's id; "" while nobody is chosen."""
        person = self.villagers.person()
        return person.id if person else ""

    def signed(self) -> Signed:
        """What the signature pad gave."""
        return self.signature.signed()

    def begin(self, day: DayRow, people: Sequence[OperatorRow]) -> None:
        """For a counted day; ``people`` are the others who work here."""
        self._day = day
        for part in (self.pin, self.code):
            part.set_text("")
        self.villagers.begin()
        self.signature.clear()
        self.people.set_choices([Choice(person.id, person.name) for person in people])
        if len(people) == 1:
            self.people.set_value(people[0].id)
        self.choice.button(Witness.SECOND_PERSON).setVisible(bool(people))
        self.choice.set_value(Witness.SECOND_PERSON if people else Witness.VILLAGER)
        self._show()

    def take_scan(self, text: str) -> bool:
        """The card of the villager who saw it; False while no villager is asked for."""
        return self.kind() == Witness.VILLAGER and self.villagers.take_scan(text)

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
        self.villagers.set_words()
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
        self.signature.setVisible(chosen == Witness.VILLAGER and bool(self.villager()))
        self.line.setText(self._words(chosen))
        self.line.setVisible(bool(self.line.text()))
        first = {
            Witness.SECOND_PERSON: self.pin.edit,
            Witness.VILLAGER: self.villagers.search,
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

    def _on_villager(self) -> None:
        self._show()
        self.signature.field.setFocus()
