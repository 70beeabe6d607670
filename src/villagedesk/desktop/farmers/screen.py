"""Everybody on file: who needs something first, and one field that finds anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.farmers.sheets import seller_sheets
from villagedesk.desktop.farmers.unfinished import Unfinished, unfinished_forms
from villagedesk.desktop.farmers.words import state_pill, where
from villagedesk.desktop.reports.save import ExportButton
from villagedesk.desktop.unfinished_card import UnfinishedCard
from villagedesk.desktop.widgets import (
    CardList,
    CardRow,
    Choice,
    ChoiceButtons,
    EmptyState,
    Page,
    PlainButton,
    PrimaryButton,
    RowList,
    SearchBox,
    row,
)
from villagedesk.domain.sellers import SellerState
from villagedesk.i18n import _, number
from villagedesk.store.people import find_people, newest_people, seller_counts, sellers
from villagedesk.store.person_rows import PersonRow

_EVERYBODY = "everybody"
# What the buttons above the list show; "" is every seller.
_CHOICES = ("", SellerState.RETURNED, SellerState.SUBMITTED, SellerState.APPROVED, _EVERYBODY)


@dataclass(frozen=True)
class _Shown:
    rows: Sequence[PersonRow]
    counts: dict[str, int]
    unfinished: Sequence[Unfinished]


class FarmersScreen(Page):
    """Alt+5."""

    help_page = "farmers"
    follows = frozenset({"person", "person_merge", "seller", "draft"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.search = SearchBox()
        self.choice = ChoiceButtons([Choice(value, "") for value in _CHOICES], name="", value="")
        self.list = CardList("", tile=36, hint="Enter", single_click=True, grow=True)
        self.unfinished = RowList()
        self.empty = EmptyState("people")
        self.villager, self.again = PlainButton(), PlainButton()
        self.take_on = PrimaryButton("", "Ctrl+N")
        self.export = ExportButton(desk, seller_sheets, lambda: _("Sellers"))
        self.header.add_right(self.export)
        self.header.add_right(self.again)
        self.header.add_right(self.villager)
        self.header.add_right(self.take_on)
        line = row(self.search)
        self.add(line, self.choice, self.unfinished, self.list, self.empty, None)
        self.search.attach(self.list)
        self.search.typed.connect(lambda _text: self.refresh())
        self.choice.chosen.connect(self._on_choice)
        self.list.taken.connect(lambda person_id: self.go("farmer", person_id=person_id))
        self.take_on.clicked.connect(lambda: self.go("seller_form"))
        self.again.clicked.connect(lambda: self.go("visits"))
        self.villager.clicked.connect(lambda: self.go("person_form"))

    def open(self, **_params: Any) -> None:
        self.refresh()
        self.search.setFocus()

    def retranslate(self) -> None:
        self.header.set_title(_("Farmers"))
        self.search.set_placeholder(_("Name, pinyin, initials, phone or ID tail, group"))
        self.choice.setAccessibleName(_("Which of them"))
        self.list.setAccessibleName(_("Villagers"))
        self.export.retranslate()
        self.again.set_text(_("Look again"))
        self.villager.set_text(_("New villager"))
        self.take_on.set_text(_("Take on a farmer"))
        self.refresh()

    def refresh(self) -> None:
        """Read again what is asked for."""
        text, chosen = self.search.text().strip(), str(self.choice.value() or "")
        self.desk.tasks.read(self, lambda s: _look(s, text, chosen), self.show_all, latest="people")

    def show_all(self, shown: _Shown) -> None:
        """Show the rows, and how many there are of each kind."""
        self.choice.set_texts([_choice_text(value, shown.counts) for value in _CHOICES])
        self.list.set_rows([_card(person) for person in shown.rows])
        self.list.setVisible(bool(shown.rows))
        self.empty.setVisible(not shown.rows)
        self._show_empty(bool(self.search.text().strip()), shown.counts.get("", 0))
        self.unfinished.setVisible(bool(shown.unfinished) and not self.search.text())
        self.unfinished.set_rows([self._draft_card(one) for one in shown.unfinished])

    def _on_choice(self) -> None:
        self.search.clear()
        self.refresh()

    def _show_empty(self, searching: bool, people: int) -> None:
        if searching:
            self.empty.set_texts(
                _("Nobody is found."), _("Try fewer letters, or press Ctrl+N: whoever is on file already is noticed.")
            )
        elif people:
            self.empty.set_texts(_("Nobody is in this list."), _("Choose another one above, or type a name."))
        else:
            self.empty.set_texts(
                _("Nobody is on file yet."), _("Take on the first farmer with Ctrl+N. It works without a line.")
            )

    def _draft_card(self, one: Unfinished) -> UnfinishedCard:
        name = one.name or _("Without a name")
        return UnfinishedCard(self.desk, one.place, one.form, one.key, name, self.refresh)


def _look(s: Any, text: str, chosen: str) -> _Shown:
    if text:
        rows: Sequence[PersonRow] = find_people(s, text)
    elif chosen == _EVERYBODY:
        rows = newest_people(s)
    else:
        rows = sellers(s, [chosen] if chosen else [])
    return _Shown(rows, seller_counts(s), unfinished_forms(s))


def _choice_text(value: str, counts: dict[str, int]) -> str:
    words = {
        "": _("All sellers"),
        SellerState.RETURNED: _("Sent back"),
        SellerState.SUBMITTED: _("Being checked"),
        SellerState.APPROVED: _("Verified"),
        _EVERYBODY: _("All villagers"),
    }
    if value == _EVERYBODY:
        count = counts.get("", 0)
    else:
        count = counts.get(value, 0) if value else sum(n for state, n in counts.items() if state)
    return f"{words[value]} {number(count)}"


def _card(person: PersonRow) -> CardRow:
    pill, kind = state_pill(person.seller, person.waiting)
    return CardRow(person.id, person.name, where(person), pill=pill, pill_kind=kind, avatar=person.name)
