"""Walk-ins who are no villagers on file yet, mostly from a trainer's laptop: say who each is, or put him on file."""

from typing import Any

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.person_finder import PersonFinder
from villagedesk.desktop.widgets import Card, CardList, CardRow, Columns, EmptyState, Page, Text
from villagedesk.domain.identity import shown_phone
from villagedesk.errors import AppError
from villagedesk.i18n import _


class WalkInsScreen(Page):
    """``open(enrolment_id=)`` begins with that one."""

    help_page = "class"
    follows = frozenset({"enrolment", "person"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: dict[str, Any] = {}
        self._asked = ""
        self._wanted = ""
        self.list = CardList("", tile=36, grow=True)
        self.empty = EmptyState("people")
        self.name, self.about = Text("", "card", wrap=True), Text("", "small", tone="muted", wrap=True)
        self.finder = PersonFinder(desk, most=6, new=True)
        self.card = Card(self.name, self.about, self.finder, None)
        self.card.setProperty("top", True)
        self._left = Card(self.list)
        self._left.setProperty("top", True)
        self.add(self.empty, Columns(self._left, self.card, shares=(1, 1)), None)
        self.list.current_changed.connect(lambda _key: self._show_current())
        self.finder.chosen.connect(self.on_chosen)

    def open(self, enrolment_id: str = "", **_params: Any) -> None:
        self._wanted, self._asked = enrolment_id, ""
        self.refresh()

    def on_scan(self, text: str) -> bool:
        """The card of the one who walked in."""
        return self.finder.take_scan(text)

    def retranslate(self) -> None:
        self.header.set_title(_("Walk-ins"))
        self.list.setAccessibleName(_("Walk-ins"))
        self.empty.set_texts(
            _("Every walk-in is on file."), _("Who walks into a class and is not known here appears in this list.")
        )
        self.finder.set_words(_("Who is it? Name, or name and phone for somebody new"))
        self._show_current()

    def refresh(self) -> None:
        """Read who is left."""
        self.read(_read, self._show)

    def on_chosen(self, person: Any) -> None:
        """This villager it is."""
        from villagedesk.store.training import tie_walk_in  # lazy: SQLModel loads behind the PIN screen

        key = self.list.current_key()
        if key is not None:
            self.write(
                lambda s: tie_walk_in(s, str(key), person.id), lambda _none: self._tied(person.name), self._failed
            )

    def _tied(self, name: str) -> None:
        self._asked = ""
        self.notice(_("Known now: {name}").format(name=name))

    def _failed(self, error: AppError) -> bool:
        self._asked = ""
        self.refresh()
        return False

    def _show(self, found: list[tuple[Any, str]]) -> None:
        self._rows = {one.id: one for one, _title in found}
        self.list.set_rows([_card(one, title) for one, title in found])
        if self._wanted in self._rows:
            self.list.set_current(self._wanted)
        self._wanted = ""
        for widget in (self._left, self.card):
            widget.setVisible(bool(found))
        self.empty.setVisible(not found)
        self._show_current()

    def _show_current(self) -> None:
        one = self._rows.get(str(self.list.current_key()))
        if one is None:
            return
        self.name.setText(_("Who is {name}?").format(name=one.name))
        self.about.setText(shown_phone(one.phone) or _("Left no phone number"))
        if self._asked != one.id:
            self._asked = one.id
            self.finder.begin(text=f"{one.name} {one.phone}".strip())


def _read(s: Any) -> list[tuple[Any, str]]:
    from villagedesk.store.training import walk_ins  # lazy: SQLModel loads behind the PIN screen

    return walk_ins(s)


def _card(one: Any, title: str) -> CardRow:
    detail = "  ".join(part for part in (title, i18n.ago(one.created_at), shown_phone(one.phone)) if part)
    return CardRow(one.id, one.name, detail, avatar=one.name)
