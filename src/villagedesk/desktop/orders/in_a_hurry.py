"""What a hand in a hurry gets wrong at the counter: the wrong villager, his card too early, goods typed but not taken."""

from typing import TYPE_CHECKING

from villagedesk.desktop.orders.find_panel import GOODS, PEOPLE
from villagedesk.i18n import _
from villagedesk.store.orders import Basket

if TYPE_CHECKING:
    from villagedesk.desktop.orders.screen import OrdersScreen


class InAHurry:
    """Told by the page; nothing that was put in is ever lost, and nothing is taken for somebody else in silence."""

    def __init__(self, page: "OrdersScreen") -> None:
        self._page = page
        self._aside: Basket | None = None
        self._told = ""
        page.work.changed.connect(self._on_changed)

    def other_villager(self) -> None:
        """F2: with goods and a villager the basket is put aside; once more, and the goods are for somebody else."""
        work, aside = self._page.work, self._aside
        if work.basket.lines and work.basket.person_id:
            self._put_aside(_("The basket of {name} is put aside. Was it the wrong villager? Press F2 once more."))
        elif aside is not None and work.basket.empty:
            aside.person_id = aside.name = aside.collector_id = aside.payer_phone = ""
            work.begin(aside)
            work.keep()
            self._page.notice(_("The same goods for somebody else: choose the villager."), "info")
        self._page.finder.set_mode(PEOPLE)

    def card_of(self, person_id: str) -> None:
        """Somebody's card: with goods for another villager on the counter he gets a basket of his own."""
        basket = self._page.basket
        if basket.lines and basket.person_id and basket.person_id != person_id:
            self._put_aside(_("The basket of {name} is put aside."))
        self._page.take_person(person_id)

    def asks_about_typed(self) -> bool:
        """Whether goods were typed and none of them taken; the second press goes on without."""
        finder, typed = self._page.finder, self._page.finder.loose()
        if not typed or typed == self._told:
            return False
        self._told = typed
        finder.set_mode(GOODS)
        words = _("“{typed}” was typed, but is not in the basket. Enter puts it in; F10 once more goes on without.")
        self._page.notice(words.format(typed=typed), "wait")
        return True

    def _put_aside(self, words: str) -> None:
        work = self._page.work
        name, aside = work.basket.name, work.copy()
        work.keep()
        work.begin()
        self._aside = aside
        self._page.notice(words.format(name=name), "info")

    def _on_changed(self) -> None:
        self._told = ""
        if not self._page.basket.empty:
            self._aside = None  # somebody else is being served
