"""Rows that are this person: which were joined, joining one more, and parting them again; both asked twice."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.person_finder import PersonFinder
from villagedesk.desktop.widgets import Card, PlainButton, RowCard, RowList, Text
from villagedesk.domain.identity import phone_tail
from villagedesk.i18n import _
from villagedesk.store.person_rows import PersonRow
from villagedesk.store.same_person import Joined


class JoinedCard(Card):
    """``show_joined(name, person_id, rows)``; the page does what is asked.

    Signals:
        join_asked(person_id): this one is the same person.
        part_asked(person_id): that one is somebody else after all.
    """

    join_asked = Signal(str)
    part_asked = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._person, self._name = "", ""
        self._rows: Sequence[Joined] = ()
        self._sure = ""  # the row that was asked about once
        self._other: PersonRow | None = None
        self._title = Text("", "card")
        self._hint = Text("", "small", tone="muted", wrap=True)
        self.rows = RowList(spacing=6)
        self.finder = PersonFinder(desk, fits=lambda person: person.id != self._person)
        self.join = PlainButton()
        for item in (self._title, self._hint, self.rows, self.finder, self.join):
            self.body.addWidget(item)
        self.join.hide()
        self.finder.chosen.connect(self._on_chosen)
        self.join.clicked.connect(self._on_join)

    def show_joined(self, name: str, person_id: str, rows: Sequence[Joined]) -> None:
        """Show the other rows of a person."""
        if person_id != self._person:
            self._other, self._sure = None, ""
        self._person, self._name, self._rows = person_id, name, rows
        self.retranslate()

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._title.setText(_("On file twice?"))
        self._hint.setText(
            _("Find the other entry; orders, lots and money of both then show here. It can be parted again.")
        )
        self.rows.set_rows([self._row(one) for one in self._rows])
        self.rows.setVisible(bool(self._rows))
        self.finder.set_words(_("Name, pinyin, initials, end of the phone number"), nobody=_("Nobody is found."))
        self.join.setVisible(self._other is not None)
        if self._other is not None:
            words = _("Really: {other} is {name}, one person")
            self.join.set_text(words.format(other=self._other.name, name=self._name))

    def _row(self, one: Joined) -> QWidget:
        tails = (_("phone …{tail}").format(tail=phone_tail(one.phone)) if one.phone else "", one.id_tail)
        since = _("joined {date}").format(date=one.joined_on)
        detail = "  ".join(part for part in (*tails, since) if part)
        button = _("Really part them") if self._sure == one.id else _("Part again")
        return RowCard("people", "tile", one.name, detail, button, lambda: self._on_part(one.id))

    def _on_chosen(self, person: PersonRow) -> None:
        self._other = person
        self.retranslate()
        self.join.setFocus()

    def _on_join(self) -> None:
        if self._other is not None:
            self.join_asked.emit(self._other.id)
            self._other = None
            self.retranslate()

    def _on_part(self, person_id: str) -> None:
        if self._sure != person_id:
            self._sure = person_id
            self.retranslate()
            return
        self._sure = ""
        self.part_asked.emit(person_id)
