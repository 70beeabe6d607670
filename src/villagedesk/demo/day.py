"""One working day through the real widgets: the same steps an operator takes, with a picture of every page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from villagedesk import clock
from villagedesk.central.serve import Server
from villagedesk.demo import crops, materials, staff, till, van
from villagedesk.demo.class_end import end_class
from villagedesk.demo.dossier import fill_cards
from villagedesk.demo.hands import Hands, StuckError
from villagedesk.demo.pictures import draw_photo
from villagedesk.demo.tour import show_every_page, show_other_pages, show_why_not_sent
from villagedesk.demo.world import PIN, World
from villagedesk.desktop.pin_parts import FaceButton
from villagedesk.desktop.widgets.buttons import ToggleButton
from villagedesk.domain.identity import id_check_digit
from villagedesk.sync.outbox import sync_status

# A buyer and a farmer who are not on file yet.
NEW_FARMER = {"name": "贺兰英", "phone": "13900004321", "group": "四组", "crops": "猕猴桃"}
NEW_ID = "99018519680312002" + id_check_digit("99018519680312002")
WRONG_ID = NEW_ID[:-1] + ("1" if NEW_ID[-1] != "1" else "2")


@dataclass
class Told:
    """What the day did, for the summary."""

    steps: list[str] = field(default_factory=list)
    offline_events: int = 0


class Day:
    """The day of one operator in the demo's world."""

    def __init__(self, world: World, hands: Hands, say: Callable[[str], None]) -> None:
        self._world, self._hands, self._say = world, hands, say
        self._server: Server | None = world.server
        self.told = Told()

    def work(self) -> Told:
        """Everything, in order.

        Raises:
            StuckError: a step did not lead where it should.
        """
        for words, step in (
            ("log in", self._log_in),
            ("open the day", lambda: till.open_by_keys(self._hands)),
            ("take on a seller", self._take_on_seller),
            ("list a lot", self._list_lot),
            ("take an order", lambda: self._take_order("cgh", "xyf", picture=True)),
            ("cut the line, go on working", self._work_offline),
            ("bring the line back, sync", self._come_back),
            ("receive the van, hand over a parcel", self._parcels),
            ("sell several farmers' lots to one buyer, settle, pay", self._sell),
            ("run the sign-in of a class", self._sign_in),
            ("assess, ask what they thought, archive the class", lambda: end_class(self._hands, self._main())),
            ("fetch the materials of a course", lambda: materials.fetch(self._hands, self._main())),
            ("take a bill, count the drawer and close the day", self._close_day),
            ("look at the other pages", self._other_pages),
            ("the same in English", self._in_english),
            ("sync once more", self._last_sync),
        ):
            self._say(words)
            step()
            self.told.steps.append(words)
        return self.told

    def cut_line(self) -> None:
        """Central does not answer any more."""
        assert self._server is not None
        self._port = self._server.port
        self._server.__exit__(None, None, None)
        self._server = None

    def bring_line_back(self) -> None:
        """End the cut; also after a day that stopped in the middle of it, for the second PC needs central."""
        if self._server is None:
            self._server = Server(self._world.central, self._port)
            self._server.__enter__()

    # --- steps

    def _log_in(self) -> None:
        hands, shell = self._hands, self._hands.counter.shell
        hands.wait("operators on the PIN screen", lambda: shell.pin.findChildren(FaceButton))
        hands.picture("PIN")
        hands.write(PIN)
        hands.press("Return")
        hands.wait("the counter", lambda: shell.main is not None and shell.main.page() is not None)
        hands.wait("today's figures", lambda: hands.page().findChildren(object))
        hands.rest(2500)
        hands.picture("today")

    def _take_on_seller(self) -> None:
        hands = self._hands
        hands.press("Alt+5")
        hands.rest(400)
        hands.picture("farmers")
        hands.press("Ctrl+N")
        form: Any = hands.page()
        hands.fill(form.person.name, NEW_FARMER["name"])
        hands.fill(form.person.resident_id, WRONG_ID)
        hands.fill(form.person.phone, NEW_FARMER["phone"])
        hands.fill(form.person.group, NEW_FARMER["group"])
        hands.fill(form.selling.crops, NEW_FARMER["crops"])
        self._agree_to_all(form)
        hands.click(form.selling.declared)
        hands.picture("seller wrong digit")
        fill_cards(hands, form)
        hands.fill(form.person.resident_id, NEW_ID)
        hands.rest(400)
        hands.picture("seller")
        hands.press("Ctrl+S")
        hands.wait("the farmer's page", lambda: self._place() == "farmer")
        hands.rest(500)
        hands.picture("farmer")
        hands.press("F7")
        hands.wait("the dossier", lambda: self._place() == "dossier")
        hands.rest(500)
        hands.picture("dossier")

    def _agree_to_all(self, form: Any) -> None:
        for button in form.selling.consents.findChildren(ToggleButton):
            if not button.isChecked():
                self._hands.click(button)

    def _list_lot(self) -> None:
        hands, main = self._hands, self._main()
        hands.press("Alt+6")
        hands.rest(500)
        hands.picture("produce")
        main.go("lot_form", seller_id=self._approved_seller())
        form: Any = hands.page()
        hands.wait("the lot's form", lambda: form.about is not None)
        hands.fill(form.rows.product, "猕猴桃")
        hands.click(form.rows.grade.findChildren(ToggleButton)[1])
        hands.fill(form.rows.quantity.field, "620")
        hands.fill(form.rows.harvested_on, clock.today())
        hands.fill(form.rows.price, "4.20")
        for number, slot in enumerate(list(form.rows.photos.values())[:3]):
            slot.take(draw_photo("猕猴桃", self._world.folder / f"lot{number}.jpg", 90 + number))
        hands.wait("the photos", lambda: len(form.rows.taken()) == 3)
        hands.rest(400)
        hands.picture("listing")
        hands.press("Ctrl+Return")
        hands.wait("the lot's page", lambda: self._place() == "lot")
        hands.rest(500)
        hands.picture("lot")

    def _take_order(self, who: str, goods: str, *, picture: bool = False) -> None:
        hands = self._hands
        hands.press("F2")
        page: Any = hands.page()
        hands.wait("the search for people", lambda: page.finder.mode() == "people")
        hands.write(who)
        hands.wait("the villager", lambda: page.finder.list.rows())
        hands.press("Return")
        hands.wait("goods are asked for", lambda: page.finder.mode() == "goods" and page.buyer is not None)
        hands.write(goods)
        hands.wait("goods", lambda: page.finder.list.rows())
        hands.press("Return")
        hands.wait("the basket", lambda: page.basket.lines)
        hands.fill(page.finder.search, "yx")
        hands.wait("more goods", lambda: page.finder.list.rows())
        hands.press("Return")
        hands.wait("two lines", lambda: len(page.basket.lines) == 2)
        hands.rest(300)
        if picture:
            hands.both_pictures("order")
        hands.press("F10")
        hands.wait("the read-back", lambda: page.read_back.isVisible())
        hands.wait("time to listen", lambda: page.read_back.yes.isEnabled())
        if picture:
            hands.both_pictures("read back")
            hands.both_pictures("what the villager sees", villager=True)
        before = self._count("order")
        hands.press("F10")
        hands.wait("the order is saved", lambda: self._count("order") == before + 1)
        hands.rest(400)

    def _work_offline(self) -> None:
        hands = self._hands
        self.cut_line()
        before = self._waiting()
        self._take_order("lxy", "xyj")
        self._take_order("zxm", "jsq")
        self._hands.counter.desk.sync_now()
        hands.wait("the chip says offline", lambda: not self._main().topbar.chip.state().connected, 90)
        self.told.offline_events = self._waiting() - before
        hands.press("Alt+1")
        hands.rest(600)
        hands.picture("today offline")
        self._main().go("sync")
        hands.rest(400)
        hands.picture("sync offline")
        show_why_not_sent(hands, self._main())

    def _come_back(self) -> None:
        self.bring_line_back()
        self._sync()
        staff.look_at_dossiers(self._world.central, approve=1)
        staff.look_at_listings(self._world.central, approve=1)
        staff.place_orders(self._world.central)
        staff.ship(self._world.central, 6, in_minutes=5)
        self._sync()
        self._hands.picture("sync")

    def _parcels(self) -> None:
        hands = self._hands
        van.unload(hands, self.store())
        van.hand_over(hands, self.store())
        hands.press("Alt+4")
        hands.rest(400)
        hands.picture("cash")

    def _sell(self) -> None:
        order_id = crops.sell_by_keys(self._hands, self._main(), self.store())
        self._sync()
        crops.confirm_arrived(self._world.central, order_id)
        self._sync()
        crops.settle_by_keys(self._hands, self._main(), self.store(), order_id)

    def _sign_in(self) -> None:
        hands = self._hands
        hands.press("Alt+7")
        hands.rest(500)
        hands.picture("training")
        hands.press("Return")
        hands.wait("the class", lambda: self._place() == "class")
        of: Any = hands.page()
        hands.wait("its sessions", lambda: of.shown is not None)
        hands.picture("class")
        hands.press("F8")
        hands.wait("the page of names", lambda: self._place() == "sign_in")
        page: Any = hands.page()
        hands.wait("the list of names", lambda: page._page is not None)
        here = page._page.session.here
        hands.write("zdm")
        hands.rest(300)
        hands.press("Return")
        hands.wait("one more is here", lambda: page._page.session.here > here)
        hands.picture("sign-in")
        hands.press("F10")
        hands.rest(200)
        hands.press("F10")
        hands.wait("the session is closed", lambda: page._page.session.state == "closed")
        hands.picture("session closed")

    def _close_day(self) -> None:
        till.take_bill_by_keys(self._hands)
        till.close_by_keys(self._hands, self.store())

    def _other_pages(self) -> None:
        show_other_pages(self._hands, self._main())

    def _in_english(self) -> None:
        show_every_page(self._hands, self._main())

    def _last_sync(self) -> None:
        self._sync()
        self._hands.picture("today in the evening")

    # --- helpers

    def _sync(self) -> None:
        self._hands.counter.desk.sync_now()
        self._hands.wait(
            "everything is delivered",
            lambda: self._main().topbar.chip.state().kind == "delivered" and not self._waiting(),
            120,
        )

    def _main(self) -> Any:
        main = self._hands.counter.shell.main
        if main is None:
            raise StuckError("nobody is logged in")
        return main

    def _place(self) -> str:
        return str(self._main().place())

    def store(self) -> Any:
        """The store of the PC."""
        return self._hands.counter.desk.tasks.store()

    def _count(self, table: str) -> int:
        with self.store().read() as s:
            return int(s.connection().exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar())

    def _waiting(self) -> int:
        with self.store().read() as s:
            return int(sync_status(s.connection()).waiting)

    def _approved_seller(self) -> str:
        with self.store().read() as s:
            found = s.connection().exec_driver_sql(
                "SELECT s.id FROM seller s JOIN training_certificate c ON c.person_id = s.person_id"
                " WHERE s.state = 'approved' AND c.course = 'K03' ORDER BY s.id LIMIT 1"
            )
            return str(found.scalar())
