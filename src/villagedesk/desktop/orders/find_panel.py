"""The left half of the counter: one search line that finds the villager or makes him, then the goods and their variant."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.new_person import ELSE, NEW, NewPerson
from villagedesk.desktop.orders.found_rows import goods_row, person_row, variant_rows
from villagedesk.desktop.orders.goods import find_goods
from villagedesk.desktop.widgets import (
    CardList,
    CardRow,
    Columns,
    EmptyState,
    PlainButton,
    SearchBox,
    Text,
    column,
    keep_picture,
    kept_picture,
    read_pictures,
    row,
)
from villagedesk.domain.goods import Goods
from villagedesk.i18n import _
from villagedesk.store.catalogue import Found, explain
from villagedesk.store.orders import Buyer
from villagedesk.store.people import find_people
from villagedesk.store.person_rows import PersonRow

GOODS, PEOPLE, VARIANTS = "goods", "people", "variants"
_MOST = 60


class _Search(SearchBox):
    """In the empty line plus and minus change the quantity of the line touched last; a star asks for a number."""

    stepped = Signal(int)
    asked_count = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.text() and event.text() in ("+", "-", "＋", "－"):
            self.stepped.emit(1 if event.text() in ("+", "＋") else -1)
            return
        if not self.text() and event.text() in ("*", "＊", "×"):
            self.asked_count.emit()
            return
        super().keyPressEvent(event)


class FindPanel(QWidget):
    """Finds people, goods, or one of their variants.

    Signals:
        person_taken(str): the id of a villager.
        person_made(str): the name of a villager who was put on file; ``person_taken`` follows.
        goods_taken(Goods, str): goods for the basket, and which variant ("" where there are none).
        stepped(int): one more or one less of the line touched last.
        asked_count(): a number is to be typed for it.
        asked_same(): the same as last time.
        asked_new(str): a villager who is not on file; what was typed.
    """

    person_taken = Signal(str)
    person_made = Signal(str)
    goods_taken = Signal(object, str)
    stepped = Signal(int)
    asked_count = Signal()
    asked_same = Signal()
    asked_new = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._mode = desk, GOODS
        self._buyer: Buyer | None = None
        self._goods: dict[str, Goods] = {}
        self._which: Goods | None = None
        self._typing = False
        self._said, self._asked = "", (GOODS, "")
        self._told = self._told_of = self._tone = ""
        self._words: dict[str, str] = {GOODS: "", PEOPLE: "", VARIANTS: ""}
        self._new_person = NewPerson(desk, self)
        self.search = _Search(icon=False)
        self.list = CardList("", tile=72, hint="Enter")
        self.search.attach(self.list)
        self.same = PlainButton("", "F7")
        self.new = PlainButton("", "F4")
        self.later = PlainButton("", icon="bag")
        self._empty = EmptyState("search")
        self._close = Text("", "small", tone="muted", wrap=True)
        self._foot = Text("", "small", tone="muted", wrap=True)
        beside = QWidget()
        beside.setLayout(row(self.same, self.new, None))
        line = Columns(self.search, beside, shares=(1, 0), wide=430, spacing=10)
        foot = row(self._foot, self.later, None)
        foot.setStretch(0, 50)
        whole = column(line, self._close, self.list, self._empty, foot)
        whole.setStretch(2, 1)
        whole.setStretch(3, 1)
        self.setLayout(whole)
        self._connect()

    def _connect(self) -> None:
        self.search.typed.connect(self._look)
        self.search.textEdited.connect(self._on_typed)
        self.goods_taken.connect(lambda *_taken: self._on_typed(""))
        self.search.stepped.connect(self.stepped)
        self.search.asked_count.connect(self.asked_count)
        self._new_person.made.connect(self._on_made)
        self._new_person.asked.connect(self._show)
        self._new_person.told.connect(self._tell)
        self._new_person.phone_wanted.connect(self._on_phone_wanted)
        self.list.taken.connect(self._take)
        self.same.clicked.connect(self.asked_same)
        self.new.clicked.connect(lambda: self.asked_new.emit(self.search.text().strip()))
        self.later.clicked.connect(lambda: self.set_mode(GOODS))

    # --- what the page asks for

    def set_mode(self, mode: str) -> None:
        """Look for people or for goods; what was typed for the other one stays."""
        if mode != self._mode:
            self._words[self._mode] = self.search.text()
            self._mode = mode
            # The variants are here at once: nothing has to rest, and a quick Down and Enter is not taken back.
            self.search.blockSignals(mode == VARIANTS)
            self.search.setText(self._words[mode])
            self.search.blockSignals(False)
        self._told = ""
        self._set_texts()
        self._look(self.search.text())
        self.search.setFocus()
        self.search.selectAll()

    def mode(self) -> str:
        """``goods``, ``people`` or ``variants``."""
        return self._mode

    def take(self, goods: Goods) -> None:
        """These goods are wanted: ask which variant, where there are some."""
        if goods.variants:
            self._which, self._words[VARIANTS] = goods, ""
            self.set_mode(VARIANTS)
        else:
            self.goods_taken.emit(goods, "")

    def set_buyer(self, buyer: Buyer | None) -> None:
        """Who buys now; what he bought before is marked and offered."""
        self._buyer = buyer
        self._show_foot()
        if self._mode == GOODS:
            self._look(self.search.text())

    def clear(self) -> None:
        """A new basket begins: nothing is typed."""
        self._words = {GOODS: "", PEOPLE: "", VARIANTS: ""}
        self._told = ""
        self.search.clear()

    def text(self) -> str:
        """What is typed for goods, for the draft."""
        return self.search.text() if self._mode == GOODS else self._words[GOODS]

    def loose(self) -> str:
        """What was typed for goods since the last were taken; "" for nothing."""
        typed = self.search.text().strip()
        return typed if self._mode == GOODS and self._typing else ""

    def set_text(self, text: str) -> None:
        """Fill in what was typed for goods."""
        self._words[GOODS] = text
        if self._mode == GOODS:
            self.search.setText(text)

    def retranslate(self) -> None:
        """Texts of the mode, and what was found in the language of now."""
        self._set_texts()
        self._look(self.search.text())

    # --- inside

    def _set_texts(self) -> None:
        people = self._mode == PEOPLE
        names = {PEOPLE: _("Villagers"), GOODS: _("Goods"), VARIANTS: _("Variants")}
        self.list.setAccessibleName(names[self._mode])
        asks = {
            PEOPLE: _("Who? Name, initials or phone tail"),
            GOODS: _("Any two characters or initials"),
            VARIANTS: _("Which one? Arrows and Enter, or part of its name"),
        }
        self.search.set_placeholder(asks[self._mode])
        self.same.set_text(_("Same as last time"))
        self.new.set_text(_("New villager"))
        self.later.set_text(_("Goods first, villager later"))
        self.same.setVisible(self._mode == GOODS)
        self.new.setVisible(people)
        self.later.setVisible(people)
        self._show_foot()

    def _on_typed(self, text: str) -> None:
        self._typing = bool(text.strip()) and self._mode == GOODS

    def _look(self, text: str) -> None:
        typed = text.strip()
        self._asked = asked = (self._mode, typed)
        if typed != self._told_of:
            self._tell("")
        if self._mode == VARIANTS:
            self._show(variant_rows(self._which, typed))
        elif not typed:
            self._show([])
        elif self._mode == PEOPLE:
            self._desk.tasks.read(
                self, lambda s: find_people(s, typed, limit=_MOST), lambda found: self._show_people(asked, found)
            )
        else:
            bought = list(self._buyer.bought) if self._buyer else []
            self._desk.tasks.read(
                self, lambda s: find_goods(s, typed, _MOST, bought), lambda found: self._show_goods(asked, found)
            )

    def _show_people(self, asked: tuple[str, str], people: Sequence[PersonRow]) -> None:
        if asked == self._asked:  # else it answers what was typed before
            offered = self._new_person.row(asked[1])
            self._show([*map(person_row, people), *([offered] if offered else [])])

    def _show_goods(self, asked: tuple[str, str], found: Found) -> None:
        if asked == self._asked:
            self._goods = {goods.id: goods for goods in found.goods}
            self._said = explain(found)
            self._show([goods_row(goods, self._buyer) for goods in found.goods])
            wanted = [goods.picture for goods in found.goods if goods.picture and not kept_picture(goods.picture)]
            if wanted:
                # The list is there at once; pictures follow, and are not waited for.
                self._desk.tasks.read(self, lambda s: read_pictures(s, wanted), self._show_pictures, latest="pictures")

    def _show_pictures(self, found: dict[str, QImage]) -> None:
        made = {name: keep_picture(name, image) for name, image in found.items()}
        self.list.set_pictures({g.id: made[g.picture] for g in self._goods.values() if g.picture in made})

    def _on_made(self, person_id: str, name: str) -> None:
        self.person_made.emit(name)
        self.person_taken.emit(person_id)

    def _on_phone_wanted(self, name: str) -> None:
        self._told_of = name
        self.search.setText(f"{name} ")
        self.search.setFocus()

    def _tell(self, words: str, tone: str = "") -> None:
        """Say something above the list until something else is typed."""
        self._told, self._told_of, self._tone = words, self.search.text().strip(), tone
        self._show_said()

    def _show_said(self) -> None:
        found = self._said if self._mode == GOODS and self.list.rows() else ""
        self._close.setText(self._told or found)
        self._close.set_tone(self._tone if self._told else "muted")
        self._close.setVisible(bool(self._close.text()))

    def _show(self, rows: list[CardRow]) -> None:
        self.list.set_rows(rows, keep=False)
        self._show_said()
        self.list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self._empty.set_texts(*self._nothing())

    def _nothing(self) -> tuple[str, str]:
        typed = bool(self.search.text().strip())
        if self._mode == PEOPLE:
            if typed:
                return _("Nobody is found"), _("Try the end of the phone number, or add the villager with F4.")
            return _("Who is it for?"), _("Type a name, initials or the last four digits of the phone.")
        if self._mode == VARIANTS:
            return _("There is none like this"), _("Empty the line with Backspace, or go back with Esc.")
        if typed:
            return _("Nothing is found"), self._said
        return _("What is wanted?"), _("Type any two characters. Arrows choose, Enter puts it into the basket.")

    def _take(self, key: str) -> None:
        if self._mode == PEOPLE:
            self._take_person(key)
        elif self._mode == VARIANTS:
            goods, self._which = self._which, None
            self.set_mode(GOODS)
            self.goods_taken.emit(goods, key)
        elif key in self._goods:
            self.take(self._goods[key])

    def _take_person(self, key: str) -> None:
        if key == NEW:
            self._new_person.take()
        elif key == ELSE:
            self._new_person.take_else()
        else:
            self.person_taken.emit(key)

    def _show_foot(self) -> None:
        titles: list[str] = [title for title, _at in self._buyer.bought.values()][:4] if self._buyer else []
        shown = bool(titles) and self._mode == GOODS
        self._foot.setVisible(shown)
        if shown:
            self._foot.setText(_("Bought before: {titles}").format(titles=_(", ").join(titles)))
