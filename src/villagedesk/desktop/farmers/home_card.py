"""The card with what is less often asked: what he is called, with whom he lives, and in whose name the account is."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.farmers.words import where
from villagedesk.desktop.widgets import (
    Card,
    CardList,
    CardRow,
    Choice,
    ChoiceButtons,
    Columns,
    Field,
    PlainButton,
    SearchBox,
    Text,
    pair,
    row,
)
from villagedesk.domain.people import RELATION_WORDS, Relation
from villagedesk.i18n import _
from villagedesk.store.drafts import Fields
from villagedesk.store.people import find_people
from villagedesk.store.person_rows import PersonRow, rows_of

_MOST = 4


class HomeCard(Card):
    """Hidden until it is asked for.

    Signals:
        edited(): something was typed or chosen.
        closed(): the card is put away.
    """

    edited = Signal()
    closed = Signal()

    def __init__(self, desk: Desk, *, holder: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self._lives_with, self._other = "", ""
        self._title = Text("", "card")
        self.nickname = Field(name="nickname")
        self.address = Field(name="address")
        self.contract = Field(name="land_contract")
        self.holder = Field(name="payout_holder")
        if not holder:  # showing what has no home yet would open a window
            self.holder.hide()
        self.fields = {field.name: field for field in (self.nickname, self.address, self.contract, self.holder)}
        self.relation = ChoiceButtons([Choice(one, "") for one in Relation], name="")
        self._relation_label = Text("", "small", tone="muted")
        self._with = Text("", "body", wrap=True)
        self.alone = PlainButton()
        self.search, self.found = SearchBox(), CardList("", tile=36, grow=True, single_click=True)
        self.close_button = PlainButton()
        together = row(self._with, self.alone)
        together.setStretch(0, 1)
        for item in (
            self._title,
            pair(self.nickname, self.address),
            pair(self.contract, self.holder),
            Columns(self._relation_label, self.relation, shares=(0, 1), wide=0, spacing=10),
        ):
            self.body.addWidget(item)
        self.body.addLayout(together)
        for widget in (self.search, self.found, self.close_button):
            self.body.addWidget(widget)
        self.search.attach(self.found)
        self.search.typed.connect(self._look)
        self.found.taken.connect(lambda key: self._choose(str(key)))
        self.alone.clicked.connect(lambda: self._choose(""))
        self.relation.chosen.connect(lambda _value: self.edited.emit())
        for field in self.fields.values():
            field.edited.connect(self.edited)
        self.close_button.clicked.connect(self.end)
        self.found.hide()
        self.hide()

    def begin(self, field: str = "nickname") -> None:
        """Open the card with the cursor in one of its fields."""
        self.show()
        self.fields.get(field, self.nickname).focus()

    def end(self) -> None:
        """Put the card away; what was typed stays."""
        self.hide()
        self.closed.emit()

    def texts(self) -> Fields:
        """What is typed and chosen, by the name of the form's field."""
        typed: Fields = {name: field.text() for name, field in self.fields.items()}
        chosen: Fields = {"relation": str(self.relation.value() or ""), "lives_with": self._lives_with}
        return typed | chosen

    def set_texts(self, texts: Mapping[str, object]) -> None:
        """Fill in what was typed before."""
        for name, field in self.fields.items():
            field.set_text(str(texts.get(name) or ""))
        self.relation.set_value(str(texts.get("relation") or "") or None)
        self._set_other(str(texts.get("lives_with") or ""))

    def words(self) -> str:
        """What the button that opens the card says besides its name."""
        parts = (
            self.nickname.text(),
            _(RELATION_WORDS.get(str(self.relation.value()), "")) if self.relation.value() else "",
        )
        return "  ".join(part for part in (*parts, self._other) if part)

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._title.setText(_("Household"))
        self.nickname.set_label(_("Nickname"))
        self.address.set_label(_("House"))
        self.contract.set_label(_("Number of the land contract"))
        self.holder.set_label(_("Name on the account"))
        self.holder.set_hint(_("Empty: his own. Else somebody he lives with."))
        self._relation_label.setText(_("In the household"))
        self.relation.setAccessibleName(_("In the household"))
        self.relation.set_texts([_(RELATION_WORDS[one]) for one in Relation])
        self.search.set_placeholder(_("Who lives here, too?"))
        self.found.setAccessibleName(_("Who lives here, too?"))
        self.alone.set_text(_("Take out"))
        self.close_button.set_text(_("Close"))
        self._dress()

    def _look(self, text: str) -> None:
        if text.strip():
            self._desk.tasks.read(self, lambda s: find_people(s, text, limit=_MOST), self._show_found, latest="home")
        else:
            self.found.hide()

    def _show_found(self, rows: Sequence[PersonRow]) -> None:
        self.found.set_rows([CardRow(one.id, one.name, where(one), avatar=one.name) for one in rows])
        self.found.setVisible(bool(rows))

    def _choose(self, person_id: str) -> None:
        self.search.clear()
        self.found.hide()
        self._set_other(person_id)
        self.edited.emit()

    def _set_other(self, person_id: str) -> None:
        self._lives_with, self._other = person_id, ""
        if person_id:
            self._desk.tasks.read(self, lambda s: rows_of(s, [person_id]), self._show_other)
        self._dress()

    def _show_other(self, rows: Sequence[PersonRow]) -> None:
        self._other = rows[0].name if rows else ""
        self._dress()
        self.edited.emit()

    def _dress(self) -> None:
        self._with.setText(_("Lives with {names}").format(names=self._other) if self._other else "")
        self._with.setVisible(bool(self._other))
        self.alone.setVisible(bool(self._lives_with))
