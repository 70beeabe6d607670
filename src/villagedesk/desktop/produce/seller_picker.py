"""Whose harvest it is: one field that finds a seller, for a lot that was not begun on his page."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.farmers.words import state_pill, where
from villagedesk.desktop.widgets import Card, CardList, CardRow, SearchBox, Text
from villagedesk.i18n import _
from villagedesk.store.people import PersonRow, find_people, sellers

_MOST = 6


class SellerPicker(Card):
    """Signals: ``chosen(person_id)`` this seller brought it."""

    chosen = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self._title = Text("", "card")
        self.search = SearchBox()
        self.list = CardList("", tile=36, hint="Enter", single_click=True, grow=True)
        self._nobody = Text("", "small", tone="muted", wrap=True)
        for widget in (self._title, self.search, self.list, self._nobody):
            self.body.addWidget(widget)
        self.search.attach(self.list)
        self.search.typed.connect(self.look)
        self.list.taken.connect(lambda person_id: self.chosen.emit(str(person_id)))

    def begin(self) -> None:
        """Nothing is typed yet: the newest sellers are offered."""
        self.search.clear()
        self.look("")
        self.search.setFocus()

    def look(self, text: str) -> None:
        """Find sellers."""

        def find(s: object) -> Sequence[PersonRow]:
            rows = find_people(s, text) if text else sellers(s, limit=_MOST)  # type: ignore[arg-type]
            return [person for person in rows if person.seller][:_MOST]

        self._desk.tasks.read(self, find, self._show, latest="sellers")

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._title.setText(_("Whose harvest is it?"))
        self.search.set_placeholder(_("Name, pinyin, initials, end of the phone number"))
        self.list.setAccessibleName(_("Sellers"))
        self._nobody.setText(_("No seller is found. Take the farmer on first: Alt+5, then Ctrl+N."))

    def _show(self, found: Sequence[PersonRow]) -> None:
        self.list.set_rows([_card(person) for person in found])
        self.list.setVisible(bool(found))
        self._nobody.setVisible(not found)


def _card(person: PersonRow) -> CardRow:
    pill, kind = state_pill(person.seller, person.waiting)
    return CardRow(person.id, person.name, where(person), pill=pill, pill_kind=kind, avatar=person.name)
