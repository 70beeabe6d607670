"""The counter: find the villager and the goods, fill the basket, read it back, confirm it. Works all day without a line."""

from typing import Any

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.orders.basket_panel import BasketPanel
from villagedesk.desktop.orders.find_panel import GOODS, PEOPLE, VARIANTS, FindPanel
from villagedesk.desktop.orders.goods import at_todays_prices, fresh_lines, known_goods
from villagedesk.desktop.orders.in_a_hurry import InAHurry
from villagedesk.desktop.orders.parked import ParkedBaskets
from villagedesk.desktop.orders.read_back import ReadBack
from villagedesk.desktop.orders.scans import Scans
from villagedesk.desktop.orders.taking import Taking
from villagedesk.desktop.orders.words import taken_words
from villagedesk.desktop.orders.working_basket import WorkingBasket
from villagedesk.desktop.widgets import Columns, Page, PlainButton
from villagedesk.domain.goods import Goods
from villagedesk.domain.orders import BasketLine, Pay
from villagedesk.errors import Invalid
from villagedesk.i18n import _
from villagedesk.store.orders import (
    Basket,
    Buyer,
    Slip,
    baskets,
    buyer,
    lines_again,
    load_basket,
    same_as_last,
)


class OrdersScreen(Page):
    """``open(person_id=)`` begins a basket for somebody; ``open(start="person")`` asks who it is for.

    ``open(goods_id=)`` puts goods into the basket on the counter, ``open(person_id=, again=, press=)`` what an order held;
    a press with the same id does so once, for a page is opened again when one comes back to it.
    """

    help_page = "orders"
    answers_scans = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.work = WorkingBasket(desk, self)
        self.buyer: Buyer | None = None
        self._loaded, self._sure, self._press = False, "", ""
        self.finder = FindPanel(desk)
        self.scans = Scans(self, self.finder)
        self.panel = BasketPanel()
        self.read_back = ReadBack(desk)
        self.parked = ParkedBaskets()
        self.list_button = PlainButton("", "Ctrl+O")
        self._counter = Columns(self.finder, self.panel, shares=(5, 6))
        self.hurry = InAHurry(self)
        self.taking = Taking(desk, self.work, self.panel, self.read_back, self._counter)
        self._connect()

    def _connect(self) -> None:
        self.header.add_left(self.parked)
        self.header.add_right(self.read_back.change)
        self.header.add_right(self.list_button)
        self.add(self._counter, self.read_back)
        work, finder, panel = self.work, self.finder, self.panel
        work.begun.connect(self._on_begun)
        work.changed.connect(lambda: panel.show_basket(work.basket, work.current))
        work.changed.connect(lambda: self.parked.show_current(work.basket))
        finder.person_taken.connect(self.take_person)
        finder.goods_taken.connect(self.take_goods)
        finder.asked_same.connect(self.on_same)
        finder.asked_new.connect(self.on_new_person)
        finder.person_made.connect(lambda name: self.notice(_("{name} is on file now.").format(name=name)))
        finder.asked_count.connect(lambda: panel.lines.ask_count(work.current))
        finder.stepped.connect(lambda step: work.step(work.current, step))
        finder.search.textEdited.connect(lambda _text: work.type(search=finder.text()))
        panel.lines.stepped.connect(work.step)
        panel.lines.counted.connect(work.count)
        panel.lines.left.connect(self.on_count_left)
        panel.lines.removed.connect(self.on_remove)
        panel.pay_chosen.connect(self.on_pay)
        panel.payment.given_typed.connect(lambda text: work.type(given=text))
        panel.payment.phone_typed.connect(lambda text: work.type(payer_phone=text))
        panel.substitute_chosen.connect(lambda on: work.set(substitute=on))
        panel.collector_chosen.connect(lambda id_: work.set(collector_id=id_))
        panel.ceiling_typed.connect(lambda fen: work.set(ceiling_fen=fen))
        panel.asked_person.connect(self.hurry.other_villager)
        panel.asked_park.connect(self.on_park)
        panel.asked_drop.connect(self.on_drop)
        panel.asked_read.connect(self.on_read)
        self.read_back.refused.connect(self.show_counter)
        self.taking.taken.connect(self.confirmed)
        self.parked.chosen.connect(self.on_unpark)
        self.list_button.clicked.connect(lambda: self.go("order_list"))

    @property
    def basket(self) -> Basket:
        """The basket on the counter."""
        return self.work.basket

    # --- what the shell calls

    def open(self, person_id: str = "", start: str = "", goods_id: str = "", **more: Any) -> None:
        again, press = str(more.get("again", "")), str(more.get("press", ""))
        self.panel.offer_code(bool(self.desk.settings.pay_code))
        if self.reading():
            return
        if press and press == self._press:
            person_id = again = ""
        self._press = press or self._press
        self.read(lambda s: baskets(s.connection()), lambda found: self._opened(found, person_id, start, again))
        if goods_id:
            self.read(lambda s: known_goods(s, goods_id), self._put_in_once)

    def _opened(self, found: list[Basket], person_id: str, start: str, again: str) -> None:
        if not self._loaded:
            self._loaded = True
            self.work.begin(found[0] if found else None)
        if person_id and person_id != self.basket.person_id:
            theirs = next((basket for basket in found if basket.person_id == person_id), None)
            if theirs is not None or (self.basket.lines and self.basket.person_id):
                self.work.begin(theirs)
            self.take_person(person_id)
        elif start == "person":
            self.hurry.other_villager()
        else:
            self.finder.set_mode(GOODS if self.basket.person_id or self.basket.lines else PEOPLE)
        self._show_parked(found)
        if again:
            self.read(lambda s: fresh_lines(s, lines_again(s, again)), self._take_same)

    def on_changed(self, names: set[str]) -> None:
        if names & {"parcel", "person", "order"}:
            self._read_buyer()

    def on_scan(self, text: str) -> bool:
        """A villager's card says who buys, a barcode what; every other label opens what it is about."""
        return not self.reading() and self.scans.take(text)

    def on_key(self, key: str) -> bool:
        """F2 on this page: another villager."""
        if key != "F2":
            return False
        self.taking.show_counter()
        self.hurry.other_villager()
        return True

    def on_back(self) -> bool:
        if self.reading():
            self.show_counter()
            return True
        if self.finder.mode() == VARIANTS or (self.finder.mode() == PEOPLE and self.basket.person_id):
            self.finder.set_mode(GOODS)
            return True
        return False

    def retranslate(self) -> None:
        self.header.set_title(_("Order for a villager"))
        self._show_right()
        self.list_button.set_text(_("All orders"))
        for part in (self.finder, self.panel, self.read_back, self.parked):
            part.retranslate()
        self.panel.show_buyer(self.buyer)

    def _show_right(self) -> None:
        self.header.set_right("" if self.parked.buttons else _("Works without a line; goes out by itself later"))

    # --- who buys

    def take_person(self, person_id: str) -> None:
        """The basket is for this villager."""
        self.basket.person_id = person_id
        self.read(lambda s: buyer(s, person_id), self._take_buyer)

    def _take_buyer(self, found: Buyer) -> None:
        self._show_buyer(found)
        if found.id == self.basket.person_id:
            kept = self.basket.collector_id if found.collector(self.basket.collector_id) else ""
            self.work.set(name=found.name, collector_id=kept)
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

    def on_new_person(self, typed: str) -> None:
        """Somebody who is not on file."""
        self.go("person_form", name=typed, back_to="orders")

    # --- what is in the basket

    def take_goods(self, goods: Goods, variant: str = "") -> None:
        """Put goods in, and be ready for the next ones."""
        self.work.put_in(goods, variant)
        self.finder.search.selectAll()

    def _put_in_once(self, goods: Goods | None) -> None:
        # A page that is opened again must not add one more.
        if goods is not None and not self.work.has(goods.id):
            self.finder.take(goods)

    def on_count_left(self) -> None:
        """The number is typed: go on with the next goods, unless it cannot be."""
        if not self.panel.lines.ask_what_is_wrong():
            self.finder.search.setFocus()
            self.finder.search.selectAll()

    def on_remove(self, at: int) -> None:
        """Take a line out."""
        self.work.take_out(at)
        self.finder.search.setFocus()

    def on_same(self) -> None:
        """F7: what the villager took the last time, at today's prices."""
        if not (person_id := self.basket.person_id):
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

    def on_pay(self, pay: str) -> None:
        """F9, Ctrl+D, Ctrl+H: how it is paid; whom the villager's child was called by last time is known."""
        known = self.buyer.payer_phone if self.buyer and pay == Pay.PAYER else ""
        self.work.set(pay=pay, payer_phone=self.basket.payer_phone or known)

    # --- put aside and taken up again

    def on_park(self) -> None:
        """F8: keep this basket and serve somebody else."""
        self.work.keep()
        self.work.begin()
        self.finder.set_mode(PEOPLE)

    def on_drop(self) -> None:
        """Throw this basket away; the first press asks."""
        if self._sure != self.basket.key:
            self._sure = self.basket.key
            name = self.basket.name or _("Nobody chosen yet")
            self.notice(_("Press it once more to throw the basket of {name} away.").format(name=name), "wait")
            return
        self.work.drop()
        self.finder.set_mode(PEOPLE)

    def on_unpark(self, key: str) -> None:
        """Take up a basket that was put aside."""
        if self.reading():
            return  # the villager is being asked; first comes his answer
        self.work.keep()
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
            if self.basket.total_fen != kept.total_fen:
                self.notice(_("Prices have changed since then: together {money} now.").format(money=money), "wait")

    def _show_parked(self, found: list[Basket]) -> None:
        self.parked.set_baskets(found, self.basket)
        self._show_right()

    # --- read back and confirm

    def reading(self) -> bool:
        """Whether the order is being read to the villager."""
        return self.taking.reading()

    def show_counter(self) -> None:
        """Back to the basket, ready to type: the button that had the keys is gone."""
        self.taking.show_counter()
        self.finder.search.setFocus()
        self.finder.search.selectAll()

    def on_read(self) -> None:
        """F10: everything is in; read it to the villager."""
        if self.basket.person_id:
            if not self.hurry.asks_about_typed():
                self.taking.read()
        else:
            self.finder.set_mode(PEOPLE)
            self.desk.show_error(Invalid("person", "order_person_missing"))

    def confirmed(self, slip: Slip) -> None:
        """It is on the disk: say so, and serve the next one."""
        self.work.begin()
        self.finder.set_mode(PEOPLE)
        self.notice(taken_words(slip))
        self.read_back.say_taken(slip)
