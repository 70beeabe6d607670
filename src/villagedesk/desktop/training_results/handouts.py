"""Handing out booklets and kits in a class: to everybody who came, or to one person; and what was handed out so far."""

from collections import defaultdict
from typing import Any

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import (
    Card,
    CardList,
    CardRow,
    ChoiceButtons,
    Columns,
    EmptyState,
    Field,
    MoneyEdit,
    NumberEdit,
    Page,
    PlainButton,
    PrimaryButton,
    Text,
    flow,
    pair,
    show_invalid,
)
from villagedesk.desktop.widgets.buttons import Choice
from villagedesk.errors import AppError
from villagedesk.i18n import _, ngettext

_ALL, _ONE = "all", "one"
_OFFERED = 4


class HandoutsScreen(Page):
    """``open(class_id=)``."""

    help_page = "handouts"
    follows = frozenset({"handout", "attendance", "enrolment"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.class_id = self._title = ""
        self.rows: list[Any] = []
        self._sure = ""
        self.thing = Field("", name="thing")
        self.pieces, self.price = NumberEdit("", zero=False, name="pieces"), MoneyEdit("", name="fen")
        self.known = ChoiceButtons([])
        self.whom = ChoiceButtons([Choice(_ALL, ""), Choice(_ONE, "")], value=_ALL)
        self.people = CardList("", tile=36, grow=True)
        self.give = PrimaryButton("", "F10")
        self.list = CardList("", tile=36, grow=True)
        self.empty, self.back_button = EmptyState("box"), PlainButton("", "Ctrl+Z")
        self._sum = Text("", "card", wrap=True)
        left = Card(self.thing, self.known, pair(self.pieces, self.price), self.whom, self.people, flow(self.give))
        right = Card(self._sum, self.list, self.empty, flow(self.back_button))
        for card in (left, right):
            card.setProperty("top", True)
        self.add(Columns(left, right, shares=(1, 1)), None)
        self._connect()

    def _connect(self) -> None:
        self.give.clicked.connect(self.on_give)
        self.back_button.clicked.connect(self.on_take_back)
        self.whom.chosen.connect(lambda _value: self._show_people())
        self.known.chosen.connect(lambda _value: self._take_known())
        self.list.current_changed.connect(lambda _key: self._on_other())

    # --- the shell

    def open(self, class_id: str = "", **_params: Any) -> None:
        if class_id and class_id != self.class_id:
            self.class_id, self.rows, self._sure = class_id, [], ""
            self.thing.set_text("")
            self.pieces.set_text("1")
            self.price.set_fen(None)
        self.refresh()
        self.thing.focus()

    def refresh(self) -> None:
        """Read who came, and who has what."""
        id_ = self.class_id
        if id_:
            self.desk.tasks.read(self, lambda s: _load(s, id_), self._loaded, self.close_if_gone, latest="handouts")

    def retranslate(self) -> None:
        self.header.set_title(_("Hand out"))
        self.thing.set_label(_("What is handed out"))
        self.pieces.set_label(_("Pieces for each"))
        self.price.set_label(_("Price of one, if it was bought"))
        self.whom.set_texts([_("Everybody who came"), _("One person")])
        self.people.setAccessibleName(_("Who came"))
        self.list.setAccessibleName(_("Handed out"))
        self.give.set_text(_("Write it down"))
        self.empty.set_texts(_("Nothing was handed out yet."), _("Booklets, kits, seed: what, and to whom."))
        self._show()

    def on_back(self) -> bool:
        self.go("class", class_id=self.class_id)
        return True

    # --- what the operator does

    def on_give(self) -> None:
        """F10."""
        from villagedesk.store.training import hand_out  # lazy: SQLModel loads behind the PIN screen

        try:
            pieces, fen = self.pieces.read(), self.price.read() if self.price.text().strip() else 0
        except AppError as error:
            self._failed(error)
            return
        id_, thing = self.class_id, self.thing.text()
        people = [str(self.people.current_key())] if self.whom.value() == _ONE and self.people.current_key() else []
        self.desk.tasks.write(
            self,
            lambda s: hand_out(s, id_, thing, pieces, fen, people),
            lambda count: self._given(thing, count),
            self._failed,
            busy=self.give,
        )

    def on_take_back(self) -> None:
        """Ctrl+Z: what is chosen was not handed out after all; asked twice."""
        from villagedesk.store.training import take_back_handout  # lazy, see on_give

        key = str(self.list.current_key() or "")
        if not key:
            return
        if self._sure != key:
            self._sure = key
            self._show_back()
            return
        self._sure = ""
        self.write(lambda s: take_back_handout(s, key), lambda _none: self.notice(_("Taken back."), "info"))

    def _given(self, thing: str, count: int) -> None:
        words = ngettext("{thing}: {count} person has it now.", "{thing}: {count} people have it now.", count)
        self.notice(words.format(thing=thing.strip(), count=count))
        self.pieces.set_text("1")
        self.thing.focus()

    def _failed(self, error: AppError) -> bool:
        return show_invalid({"thing": self.thing, "pieces": self.pieces, "fen": self.price}, error)

    def _take_known(self) -> None:
        found = self.known.value()
        if isinstance(found, tuple):
            self.thing.set_text(str(found[0]))
            self.price.set_fen(int(found[1]) or None)
            self.pieces.focus()

    # --- what is shown

    def _loaded(self, found: tuple[str, list[Any], list[tuple[str, str]], list[tuple[str, int]]]) -> None:
        self._title, self.rows, people, known = found
        self.header.set_right(self._title)
        has: dict[str, list[str]] = defaultdict(list)
        for one in self.rows:
            has[one.enrolment_id].append(_thing(one))
        self.people.set_rows([CardRow(id_, name, _(", ").join(has[id_]), avatar=name) for id_, name in people])
        self.known.set_choices([Choice(each, each[0]) for each in known[:_OFFERED]])
        self.known.setVisible(bool(known))
        self._show()

    def _show(self) -> None:
        pieces = sum(one.pieces for one in self.rows)
        fen = sum(one.pieces * one.fen for one in self.rows)
        words = ngettext("{count} piece handed out", "{count} pieces handed out", pieces).format(count=pieces)
        self._sum.setText("  ".join(part for part in (words, i18n.money(fen) if fen else "") if part))
        self._sum.setVisible(bool(self.rows))
        self.list.set_rows(
            [CardRow(one.id, one.name, i18n.ago(one.at), right=_thing(one), avatar=one.name) for one in self.rows]
        )
        self.list.setVisible(bool(self.rows))
        self.empty.setVisible(not self.rows)
        self._show_people()
        self._show_back()

    def _show_people(self) -> None:
        self.people.setVisible(self.whom.value() == _ONE and bool(self.people.rows()))

    def _show_back(self) -> None:
        self.back_button.setVisible(bool(self.rows))
        self.back_button.set_text(_("Really: take it back") if self._sure else _("Not handed out after all"))

    def _on_other(self) -> None:
        self._sure = ""
        self._show_back()


def _thing(one: Any) -> str:
    return f"{one.thing} × {one.pieces}" if one.pieces > 1 else str(one.thing)


def _load(s: Any, class_id: str) -> tuple[str, list[Any], list[tuple[str, str]], list[tuple[str, int]]]:
    from villagedesk.domain.training import TrainingClass  # lazy: SQLModel loads behind the PIN screen
    from villagedesk.store import get
    from villagedesk.store.training import handouts_of, known_things
    from villagedesk.store.training.came import came_to

    return (get(s, TrainingClass, class_id).title, handouts_of(s, class_id), came_to(s, class_id), known_things(s))
