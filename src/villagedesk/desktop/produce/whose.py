"""Whose harvest it is: finding a seller, for what was not begun on his page."""

from collections.abc import Sequence

from sqlmodel import Session

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.farmers.words import state_pill, where
from villagedesk.desktop.person_finder import PersonFinder
from villagedesk.desktop.widgets import Card, CardRow, Text
from villagedesk.i18n import _
from villagedesk.store.people import find_people, sellers
from villagedesk.store.person_rows import PersonRow

_MOST = 6


class Whose(Card):
    """The question and the field; ``finder.chosen`` tells who. The newest sellers are offered while nothing is typed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._title = Text("", "card")
        self.finder = PersonFinder(desk, find=_find, fits=lambda person: bool(person.seller), most=_MOST, shown=_card)
        self.body.addWidget(self._title)
        self.body.addWidget(self.finder)

    def begin(self) -> None:
        """Ask anew."""
        self.finder.begin()
        self.finder.focus()

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._title.setText(_("Whose harvest is it?"))
        self.finder.set_words(
            nobody=_("No seller is found. Take the farmer on first: Alt+5, then Ctrl+N."),
            not_this=_("{name} does not sell here yet. Take the farmer on first: Alt+5, then Ctrl+N."),
        )


def _find(s: Session, text: str) -> Sequence[PersonRow]:
    return find_people(s, text) if text else sellers(s, limit=_MOST)


def _card(person: PersonRow) -> CardRow:
    pill, kind = state_pill(person.seller, person.waiting)
    return CardRow(person.id, person.name, where(person), pill=pill, pill_kind=kind, avatar=person.name)
