"""The card that finds a village by Chinese, pinyin or initials, for a farmer who lives in another one."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import Card, CardList, CardRow, PlainButton, SearchBox, Text
from villagedesk.domain.villages import Village, find_villages, said_name
from villagedesk.i18n import _

_MOST = 6


class VillageCard(Card):
    """Hidden until it is asked for.

    Signals:
        chosen(code, name, edition): a village was taken.
        closed(): the card is put away.
    """

    chosen = Signal(str, str, str)
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self._near = ""
        self._found: dict[str, Village] = {}
        self._title = Text("", "card")
        self._hint = Text("", "small", tone="muted", wrap=True)
        self.search = SearchBox()
        self.list = CardList("", tile=36, hint="Enter", single_click=True, grow=True)
        self.close_button = PlainButton()
        for widget in (self._title, self.search, self._hint, self.list, self.close_button):
            self.body.addWidget(widget)
        self.search.attach(self.list)
        self.search.typed.connect(self._look)
        self.list.taken.connect(self._on_taken)
        self.close_button.clicked.connect(self.end)
        self.list.hide()
        self.hide()

    def begin(self, near: str) -> None:
        """Open the card; villages near this code come first."""
        self._near = near
        self.search.clear()
        self._show([])
        self.show()
        self.search.setFocus()

    def end(self) -> None:
        """Put the card away."""
        self.hide()
        self.closed.emit()

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._title.setText(_("Which village?"))
        self.search.set_placeholder(_("Name, pinyin or initials; for another county its name first"))
        self.list.setAccessibleName(_("Villages"))
        self.close_button.set_text(_("Close"))
        self._dress()

    def _look(self, text: str) -> None:
        near = self._near
        self._desk.tasks.read(self, lambda _s: find_villages(text, near, _MOST), self._show, latest="villages")

    def _show(self, found: Sequence[Village]) -> None:
        self._found = {one.code: one for one in found}
        self.list.set_rows(
            [CardRow(one.code, said_name(one.name), f"{one.place}  {one.code}", icon="home") for one in found]
        )
        self.list.setVisible(bool(found))
        self._dress()

    def _dress(self) -> None:
        if self._found:
            edition = next(iter(self._found.values())).edition
            self._hint.setText(_("Codes of the edition {year}").format(year=edition))
        elif self.search.text().strip():
            self._hint.setText(_("No village is found. Type the county first, for instance 临安 白牛."))
        else:
            self._hint.setText(_("Works without a line."))

    def _on_taken(self, code: object) -> None:
        village = self._found.get(str(code))
        if village is not None:
            self.chosen.emit(village.code, said_name(village.name), village.edition)
            self.end()
