"""The one field that finds a villager on any page: two letters or a card; likely ones beneath; a new one where allowed."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.farmers.words import where
from villagedesk.desktop.new_person import ELSE, NEW, NewPerson
from villagedesk.desktop.verify.finder import find as find_label
from villagedesk.desktop.widgets import CardList, CardRow, SearchBox, Text, column
from villagedesk.domain.labels import Kind, Reading, Verdict, is_label
from villagedesk.i18n import _
from villagedesk.store.labels import check_label
from villagedesk.store.people import find_people
from villagedesk.store.person_rows import PersonRow, rows_of

Find = Callable[[Any, str], Sequence[PersonRow]]


class PersonFinder(QWidget):
    """Finds one villager; the page says what it wants with him.

    Args:
        desk: the open counter.
        find: other people than all of them, and whom to offer while nothing is typed.
        fits: whom the page can use; by his card somebody else is told apart.
        most: how many are offered.
        stays: the name of whom was chosen stays in the field, and typing another takes him back.
        new: somebody who is not on file is put there from the same field.
        shown: how one of them looks.

    Signals:
        chosen(PersonRow): this one.
        taken_back(): another name is typed than that of whom was chosen.
    """

    chosen = Signal(object)
    taken_back = Signal()

    def __init__(
        self,
        desk: Desk,
        *,
        find: Find | None = None,
        fits: Callable[[PersonRow], bool] = lambda _person: True,
        most: int = 4,
        stays: bool = False,
        new: bool = False,
        shown: Callable[[PersonRow], CardRow] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._fits, self._most, self._stays = desk, fits, most, stays
        self._find, self._shown = find or _anybody, shown or person_card
        self._offers = find is not None
        self._found: dict[str, PersonRow] = {}
        self._person: PersonRow | None = None
        self._nobody = self._not_this = self._told_of = ""
        self._new = NewPerson(desk, self) if new else None
        self.search = SearchBox()
        self.list = CardList("", tile=36, hint="Enter", single_click=True, grow=True)
        self.line = Text("", "small", tone="act", wrap=True)
        self.setLayout(column(self.search, self.list, self.line, spacing=6))
        self.search.attach(self.list)
        self.search.typed.connect(self.look)
        self.list.taken.connect(self._take)
        if self._new is not None:
            self._new.made.connect(self._made)
            self._new.asked.connect(self._show_rows)
            self._new.told.connect(self.tell)
            self._new.phone_wanted.connect(self._ask_phone)
        self.list.hide()
        self.line.hide()

    # --- what the page asks

    def person(self) -> PersonRow | None:
        """Who was chosen, where the field keeps him."""
        return self._person

    def begin(self, person: PersonRow | None = None, text: str = "") -> None:
        """Ask anew; or with somebody who was chosen before, or with what was typed."""
        self._person = person
        self._put(person.name if person else text)
        self.tell("")
        self._show_rows([])
        if person is None and (text or self._offers):
            self.look(text)

    def look(self, text: str) -> None:
        """Find by a name, initials, the end of a phone number."""
        if self._person is not None and text == self._person.name:
            return
        if self._person is not None:
            self._person = None
            self.taken_back.emit()
        if text != self._told_of:
            self.tell("")
        if text or self._offers:
            self._desk.tasks.read(
                self, lambda s: self._find(s, text), lambda found: self._show(text, found), latest="who"
            )
        else:
            self._show_rows([])

    def take_scan(self, text: str) -> bool:
        """A villager's card chooses him, another label of ours opens its page; False for what is no label."""
        if not is_label(text):
            return False

        def read(s: Any) -> tuple[Reading, list[PersonRow], list[Any]]:
            reading = check_label(s, text)
            card = reading.kind is Kind.PERSON and reading.verdict is Verdict.VALID
            return reading, rows_of(s, [reading.id]) if card else [], find_label(s, text)

        self._desk.tasks.read(self, read, self._on_label)
        return True

    def tell(self, words: str, tone: str = "act") -> None:
        """What is wrong or to be done, beneath; "" takes it away."""
        self._told_of = self.search.text().strip()
        self.line.setText(words)
        self.line.set_tone(tone or "muted")
        self.line.setVisible(bool(words))

    def focus(self) -> None:
        """Put the cursor here."""
        self.search.setFocus()
        self.search.selectAll()

    def set_words(self, placeholder: str = "", *, nobody: str = "", not_this: str = "") -> None:
        """Every text in the language of the moment.

        Args:
            placeholder: what is asked; the usual words where it is empty.
            nobody: what to do when nobody is found.
            not_this: said of somebody whose card was scanned and who does not fit, with ``{name}``.
        """
        self.search.set_placeholder(placeholder or _("Name, pinyin, initials, end of the phone number"))
        self.list.setAccessibleName(_("Villagers found"))
        self._nobody, self._not_this = nobody, not_this

    # --- inside

    def _put(self, text: str) -> None:
        self.search.blockSignals(True)
        self.search.setText(text)
        self.search.blockSignals(False)

    def _show(self, text: str, found: Sequence[PersonRow]) -> None:
        fitting = [person for person in found if self._fits(person)][: self._most]
        self._found = {person.id: person for person in fitting}
        offered = self._new.row(text) if self._new is not None else None
        self._show_rows([*map(self._shown, fitting), *([offered] if offered else [])])
        if not fitting and not offered:
            self.tell(self._nobody or _("Nobody is found. Put the villager on file first: Alt+5."))

    def _show_rows(self, rows: Sequence[CardRow]) -> None:
        self.list.set_rows(list(rows), keep=False)
        self.list.setVisible(bool(rows))

    def _take(self, key: object) -> None:
        if key == NEW and self._new is not None:
            self._new.take()
        elif key == ELSE and self._new is not None:
            self._new.take_else()
        elif str(key) in self._found:
            self._choose(self._found[str(key)])
        else:
            self._made(str(key), "")  # one of those who look like the new one

    def _made(self, person_id: str, _name: str) -> None:
        self._desk.tasks.read(self, lambda s: rows_of(s, [person_id]), self._on_made)

    def _on_made(self, rows: Sequence[PersonRow]) -> None:
        for person in rows:
            self._choose(person)

    def _choose(self, person: PersonRow) -> None:
        self._person = person if self._stays else None
        self._put(person.name if self._stays else "")
        self.tell("")
        self._show_rows([])
        self.chosen.emit(person)

    def _ask_phone(self, name: str) -> None:
        self.search.setText(f"{name} ")
        self.search.setFocus()

    def _on_label(self, found: tuple[Reading, list[PersonRow], list[Any]]) -> None:
        _reading, people, hits = found
        fits = bool(people) and self._fits(people[0])
        self._desk.bus.scan_answered.emit(fits or (bool(hits) and not people and hits[0].place != "verify"))
        if fits:
            self._choose(people[0])
        elif people and self._not_this:
            self.tell(self._not_this.format(name=people[0].name))
        elif hits:
            self._desk.go(hits[0].place, **hits[0].params)


def person_card(person: PersonRow) -> CardRow:
    """A villager as one of a list."""
    return CardRow(person.id, person.name, where(person), avatar=person.name)


def _anybody(s: Any, text: str) -> Sequence[PersonRow]:
    return find_people(s, text, limit=30)
