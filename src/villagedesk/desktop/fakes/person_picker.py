"""Who bought it: one field that finds a villager, for a complaint that begins without an order."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.farmers.words import where
from villagedesk.desktop.widgets import CardList, CardRow, SearchBox, Text, column
from villagedesk.i18n import _
from villagedesk.store.people import PersonRow, find_people

_MOST = 5


class PersonPicker(QWidget):
    """Signals: ``chosen(person_id, name)``."""

    chosen = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._names: dict[str, str] = {}
        self._title = Text("", "small", tone="muted")
        self.search = SearchBox()
        self.list = CardList("", tile=36, hint="Enter", single_click=True, grow=True)
        self.error = Text("", "small", tone="act", wrap=True)
        self.error.hide()
        self.setLayout(column(self._title, self.search, self.list, self.error, spacing=4))
        self.search.attach(self.list)
        self.search.typed.connect(self.look)
        self.list.taken.connect(self._on_taken)
        self.list.hide()

    def begin(self) -> None:
        """Ask anew."""
        self.search.clear()
        self.tell("")
        self.list.set_rows([])
        self.list.hide()

    def look(self, text: str) -> None:
        """Find villagers."""
        self.tell("")
        if text.strip():
            self._desk.tasks.read(self, lambda s: find_people(s, text)[:_MOST], self._show, latest="people")
        else:
            self.list.hide()

    def tell(self, trouble: str) -> None:
        """What is wrong, beneath; "" takes it away."""
        self.error.setText(trouble)
        self.error.setVisible(bool(trouble))

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._title.setText(_("Who bought it?"))
        self.search.set_placeholder(_("Name, pinyin, initials, end of the phone number"))
        self.list.setAccessibleName(_("Villagers"))

    def _show(self, found: Sequence[PersonRow]) -> None:
        self._names = {person.id: person.name for person in found}
        self.list.set_rows([CardRow(one.id, one.name, where(one), avatar=one.name) for one in found])
        self.list.setVisible(bool(found))
        if not found:
            self.tell(_("Nobody is found. Put the villager on file first: Alt+5."))

    def _on_taken(self, key: object) -> None:
        self.chosen.emit(str(key), self._names.get(str(key), ""))
