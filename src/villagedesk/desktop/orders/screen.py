"""The counter: find the villager and the goods, fill the basket, read it back, confirm it. Works all day without a line."""

from typing import Any

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.finders import Hit
from villagedesk.desktop.orders.basket_panel import BasketPanel
from villagedesk.desktop.orders.find_panel import GOODS, PEOPLE, FindPanel
from villagedesk.desktop.orders.goods import at_todays_prices, fresh_lines, known_goods
from villagedesk.desktop.orders.parked import ParkedBaskets
from villagedesk.desktop.orders.read_back import ReadBack
from villagedesk.desktop.orders.words import taken_words
from villagedesk.desktop.orders.working_basket import WorkingBasket
from villagedesk.desktop.verify.finder import find as find_label
from villagedesk.desktop.widgets import Columns, Page, PlainButton, show_invalid
from villagedesk.domain.cash import change_for
from villagedesk.domain.goods import Goods
from villagedesk.domain.labels import Kind, Reading, Verdict, is_label
from villagedesk.domain.orders import BasketLine
from villagedesk.errors import AppError, Invalid
from villagedesk.i18n import _
from villagedesk.store.labels import check_label
from villagedesk.store.orders import (
    Basket,
    Buyer,
    Slip,
    baskets,
    buyer,
    confirm_order,
    load_basket,
    same_as_last,
)


class OrdersScreen(Page):
    """``open(person_id=)`` begins a basket for somebody; ``open(start="person")`` asks who it is for.

    ``open(goods_id=)`` puts goods into the basket on the counter.
    """

    help_page = "orders"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.work = WorkingBasket(desk, self)
        self.buyer: Buyer | None = None
        self._loaded = False
        self.finder = FindPanel(desk)
        self.panel = BasketPanel()
        self.read_back = ReadBack(desk)
        self.parked = ParkedBaskets()
        self.list_button = PlainButton("", "Ctrl+O")
        self._counter = Columns(self.finder, self.panel, shares=(10, 11))
        self.read_back.hide()
        self._connect()

    def _connect(self) -> None:
        self.header.add_left(self.parked)
        self.header.add_right(self.read_back.change)
        self.header.add_right(self.list_button)
        self.add(self._counter, self.read_back)
        work, finder, panel = self.work, self.finder, self.panel
        work.begun.connect(self._on_begun)
        work.changed.connect(lambda: panel.show_basket(work.basket, work.current))
        finder.person_taken.connect(self.take_person)
        finder.goods_taken.connect(self.take_goods)
        finder.asked_same.connect(self.on_same)
        finder.asked_new.connect(self.on_new_person)
        finder.stepped.connect(lambda step: work.step(work.current, step))
        finder.search.textEdited.connect(lambda _text: work.type(search=finder.text()))
        panel.stepped.connect(work.step)
        panel.removed.connect(self.on_remove)
        panel.pay_chosen.connect(lambda pay: work.set(pay=pay))
        panel.given_typed.connect(lambda text: work.type(given=text))
        panel.ceiling_typed.connect(lambda fen: work.set(ceiling_fen=fen))
        panel.asked_person.connect(self.on_other_person)
        panel.asked_park.connect(self.on_park)
        panel.asked_read.connect(self.on_read)
        self.read_back.confirmed.connect(self.on_confirm)
        self.read_back.refused.connect(self.show_counter)
        self.parked.chosen.connect(self.on_unpark)
        self.list_button.clicked.connect(lambda: self.go("order_list"))

    @property
    def basket(self) -> Basket:
        """The basket on the counter."""
        return self.work.basket

    # --- what the shell calls

    def open(self, person_id: str = "", start: str = "", goods_id: str = "", **_more: Any) -> None:
        if self.reading():
            return
        self.read(lambda s: baskets(s.connection()), lambda found: self._opened(found, person_id, start))
        if goods_id:
            self.read(lambda s: known_goods(s, goods_id), self.work.put_in_once)

    def _opened(self, found: list[Basket], person_id: str, start: str) -> None:
        if not self._loaded:
            self._loaded = True
            self.work.begin(found[0] if found else None)
        if person_id and person_id != self.basket.person_id:
            theirs = next((basket for basket in found if basket.person_id == person_id), None)
            if theirs is not None or (self.basket.lines and self.basket.person_id):
                self.work.begin(theirs)
            self.take_person(person_id)
        elif start == "person":
            self.on_other_person()
        else:
            self.finder.set_mode(GOODS if self.basket.person_id or self.basket.lines else PEOPLE)
        self._show_parked(found)

    def on_changed(self, names: set[str]) -> None:
        if names & {"parcel", "person", "order"}:
            self._read_buyer()

    def on_scan(self, text: str) -> bool:
        """A villager's card says who buys; every other label opens what it is about."""
        if not is_label(text) or self.reading():
            return False
        self.read(lambda s: (check_label(s, text), find_label(s, text)), self._on_label)
        return True

    def _on_label(self, found: tuple[Reading, list[Hit]]) -> None:
        reading, hits = found
        if reading.kind == Kind.PERSON and reading.verdict == Verdict.VALID:
            self.take_person(reading.id)
        elif hits:
            self.go(hits[0].place, **hits[0].params)

    def on_key(self, key: str) -> bool:
        """F2 on this page: another villager."""
        if key != "F2":
            return False
        self.show_counter()
        self.on_other_person()
        return True

    def on_back(self) -> bool:
        if self.reading():
            self.show_counter()
            return True
        if self.finder.mode() == PEOPLE and self.basket.person_id:
            self.finder.set_mode(GOODS)
            return True
        return False

    def retranslate(self) -> None:
        self.header.set_title(_("Order for a villager"))
        self.header.set_right(_("Works without a line; goes out by itself later"))
        self.list_button.set_text(_("All orders"))
        for part in (self.finder, self.panel, self.read_back, self.parked):
            part.retranslate()
        self.panel.show_buyer(self.buyer)

    # --- who buys

    def take_person(self, person_id: str) -> None:
        """The basket is for this villager."""
        self.basket.person_id = person_id
        self.read(lambda s: buyer(s, person_id), self._take_buyer)

    def _take_buyer(self, found: Buyer) -> None:
        self._show_buyer(found)
        if found.id == self.basket.person_id:
            self.work.set(name=found.name)
            self.finder.set_mode(GOODS)

    def _read_buyer(self) -> None:
        person_id = self.basket.person_id
        if person_id:
            self.read(lambda s: buyer(s, person_id), self._show_buyer)

    def _show_buyer(self, found: Buyer | None) -> None:
        if found is not None and found.id != self.basket.person_id:
            return  # the answer to an older question
        self.buyer = found
        self.panel.show_buyer(found)
        self.finder.set_buyer(found)

    def on_other_person(self) -> None:
        """F2: with goods and a villager in the basket it is put aside; then ask who is next."""
        if self.basket.lines and self.basket.person_id:
            self.work.keep()
            self.work.begin()
        self.finder.set_mode(PEOPLE)

    def on_new_person(self, typed: str) -> None:
        """Somebody who is not on file."""
        self.go("person_form", name=typed, back_to="orders")

    # --- what is in the basket

    def take_goods(self, goods: Goods) -> None:
        """Put goods in, and be ready for the next ones."""
        self.work.put_in(goods)
        self.finder.search.selectAll()

    def on_remove(self, at: int) -> None:
        """Take a line out."""
        self.work.take_out(at)
        self.finder.search.setFocus()

    def on_same(self) -> None:
        """F7: what the villager took the last time, at today's prices."""
        person_id = self.basket.person_id
        if not person_id:
            self.finder.set_mode(PEOPLE)
            self.notice(_("Choose the villager first; then F7 brings what was bought last time."), "info")
            return
        self.read(lambda s: fresh_lines(s, same_as_last(s, person_id)), self._take_same)

    def _take_same(self, found: tuple[list[BasketLine], list[str]]) -> None:
        lines, gone = found
        if gone:
            self.notice(_("Not to be had any more: {titles}").format(titles=_(", ").join(gone)), "wait")
        elif not lines:
            self.notice(_("{name} has not ordered anything here yet.").format(name=self.basket.name), "info")
        self.work.put_in_all(lines)

    # --- put aside and taken up again

    def on_park(self) -> None:
        """F8: keep this basket and serve somebody else."""
        self.work.keep()
        self.work.begin()
        self.finder.set_mode(PEOPLE)

    def on_unpark(self, key: str) -> None:
        """Take up a basket that was put aside."""
        self.work.keep()
        self.show_counter()
        self.read(lambda s: load_basket(s.connection(), key), self._take_up)

    def _take_up(self, basket: Basket | None) -> None:
        self.work.begin(basket)
        self.finder.set_mode(GOODS if self.basket.person_id or self.basket.lines else PEOPLE)

    def _on_begun(self) -> None:
        self.finder.clear()
        self.finder.set_text(self.basket.search)
        self._show_buyer(None)
        self._read_buyer()
        kept = self.work.copy()
        if kept.lines:
            self.read(lambda s: at_todays_prices(s, kept.lines), lambda lines: self._show_prices(kept, lines))
        self.read(lambda s: baskets(s.connection()), self._show_parked)

    def _show_prices(self, kept: Basket, lines: list[BasketLine]) -> None:
        if self.basket.key == kept.key and self.basket.lines == kept.lines != lines:
            self.work.set(lines=lines)
            money = i18n.money(self.basket.total_fen)
            self.notice(_("Prices have changed since then: together {money} now.").format(money=money), "wait")

    def _show_parked(self, found: list[Basket]) -> None:
        self.parked.set_baskets([basket for basket in found if basket.key != self.basket.key])

    # --- read back and confirm

    def reading(self) -> bool:
        """Whether the order is being read to the villager."""
        return not self.read_back.isHidden()

    def on_read(self) -> None:
        """F10: everything is in; read it to the villager."""
        if not self.basket.person_id:
            self.finder.set_mode(PEOPLE)
            self.desk.show_error(Invalid("person", "order_person_missing"))
            return
        try:
            given = self.panel.given_fen()
            self.panel.ceiling_fen()
            if given is not None:
                change_for(given, self.basket.total_fen)
        except Invalid as error:
            show_invalid({"given": self.panel.given, "ceiling": self.panel.ceiling_edit}, error)
            return
        self.work.keep()  # nothing may be kept any more once it is an order
        self.read_back.show_basket(self.basket, self.basket.name, given)
        self._counter.hide()
        self.read_back.begin()

    def show_counter(self) -> None:
        """Back to the basket."""
        self.read_back.hide()
        self._counter.show()

    def on_confirm(self) -> None:
        """F10 again: the villager said yes."""
        basket, given = self.work.copy(), self.panel.given_fen()
        self.desk.tasks.write(
            self,
            lambda s: confirm_order(
                s,
                basket.lines,
                basket.person_id,
                basket.pay,
                read_back=True,
                ceiling_fen=basket.ceiling_fen,
                given_fen=given,
                draft_key=basket.key,
            ),
            self.confirmed,
            self.not_confirmed,
            busy=self.read_back.yes,
        )

    def confirmed(self, slip: Slip) -> None:
        """It is on the disk: say so, and serve the next one."""
        self.show_counter()
        self.work.begin()
        self.finder.set_mode(PEOPLE)
        self.notice(taken_words(slip))
        self.read_back.say_taken(slip.change_fen)

    def not_confirmed(self, error: AppError) -> bool:
        """Nothing was saved: back to the basket, with the sentence under its field or in the banner."""
        self.show_counter()
        return show_invalid({"ceiling": self.panel.ceiling_edit, "given": self.panel.given}, error)
