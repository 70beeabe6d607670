"""A village made up: central on loopback, a centre with its PC, and some weeks of work behind it.

Everything goes the way it goes in the field: the PC enrols with a code, its operator acts through the store, central's
staff answers, and sync brings both together.
"""

import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import select

from villagedesk import clock
from villagedesk.central.app import open_central
from villagedesk.central.config import CentralConfig
from villagedesk.central.deps import Central
from villagedesk.central.goods import publish_goods
from villagedesk.central.serve import Server
from villagedesk.central.setting_up import make_code
from villagedesk.central.staff import add_staff
from villagedesk.demo import (
    aftersale,
    coming_class,
    crops,
    farm,
    guards,
    materials,
    opening,
    over,
    room,
    staff,
    till,
    trained,
)
from villagedesk.demo.coming_class import MEAL_FEN
from villagedesk.demo.names import PRODUCE, Produce, Villager, villagers
from villagedesk.demo.pictures import draw_photo
from villagedesk.desktop.orders.goods import as_line
from villagedesk.desktop.photos import shrink
from villagedesk.domain.consents import Purpose
from villagedesk.domain.dossiers import SellerForm
from villagedesk.domain.listings import ListingForm
from villagedesk.domain.orders import BasketLine, Pay
from villagedesk.domain.people import PersonForm
from villagedesk.domain.sellers import Seller
from villagedesk.domain.training import ClassForm, SessionPlan
from villagedesk.i18n import local
from villagedesk.store import Store, open_store, photos
from villagedesk.store.catalogue import search
from villagedesk.store.catalogue.sample import sample_goods
from villagedesk.store.crops import record_lot
from villagedesk.store.listings import list_lot
from villagedesk.store.operators import add_operator
from villagedesk.store.orders import confirm_order
from villagedesk.store.parcels import hand_over, parcels_on_shelf, receive_parcel
from villagedesk.store.people import add_person
from villagedesk.store.sellers import take_on_seller
from villagedesk.store.training import plan_class, sessions_on, sign_in_person
from villagedesk.sync.service import enrol_here, sync_now

OPERATOR, PIN = "王秀兰", "258014"
TRAINER, TRAINER_PIN = "刘芳", "803691"
CLERK, CLERK_PASSWORD = "周敏", "qingxi-county"
VILLAGE, VILLAGE_CODE = "白鹭村", "990185100201"
CENTRE = "白鹭村服务站"
DAY = 86_400_000
Say = Callable[[str], None]


@dataclass
class World:
    """The demo's central and its first PC. ``people`` are person ids, those of the pictures first."""

    folder: Path
    central: Central
    server: Server
    centre: str
    operator: str
    people: list[str]
    trainer: str = ""

    @property
    def home(self) -> Path:
        """The data folder of the first PC."""
        return self.folder / "desk"

    def new_code(self) -> str:
        """A one-time code for another PC of the centre."""
        with self.central.database.write() as connection:
            return make_code(connection, self.centre)


@contextmanager
def built_world(folder: Path, say: Say, *, goods: int, people: int = 300, place_every: int = 0) -> Iterator[World]:
    """Make the world in an empty folder and keep central running as long as it is needed.

    Args:
        folder: empty.
        say: told what is being made.
        goods: how many goods the catalogue has.
        people: how many villagers there are.
        place_every: seconds between two looks of central for orders to place; 0: only when asked.
    """
    central = open_central(CentralConfig(home=folder / "central", place_every=place_every))
    with central.database.write() as connection:
        add_staff(connection, CLERK, CLERK_PASSWORD)
        say(f"{goods:,} goods")
        publish_goods(connection, over.some_with_an_end(sample_goods(goods, at=clock.now_ms())))
    place = {"village_name": VILLAGE, "village_code": VILLAGE_CODE, "county": "青溪县"}
    centre = opening.open_centre(central, folder, name=CENTRE, operator=OPERATOR, **place)
    opening.others(central, folder)
    materials.publish_for_photos(central, folder)
    with Server(central) as server:
        world = World(folder, central, server, centre, "", [])
        store = open_store(world.home)
        try:
            enrol_here(store, server.url, world.new_code())
            with store.write() as s:
                world.operator = add_operator(s, OPERATOR, "operator", PIN).id
            with store.write(by=world.operator) as s:
                world.trainer = add_operator(s, TRAINER, "trainer", TRAINER_PIN).id
            sync_now(store)
            opening.first_day(store, world.operator)
            _Weeks(world, store, say).fill(people)
        finally:
            store.close()
        yield world
    central.database.close()


# So many sellers took the course that lets them list; the others show what the program says.
_TRAINED = 30


class _Weeks:
    """Some weeks of work at the centre."""

    def __init__(self, world: World, store: Store, say: Say) -> None:
        self._world, self._store, self._say = world, store, say
        self._chance = random.Random(5)
        self._files = photos.desk_files(store)
        self._taken: dict[tuple[str, int], str] = {}

    def fill(self, people: int) -> None:
        """Do it all, and sync at the end of each part as a centre would."""
        invented = list(villagers(people))
        with clock.shifted(-40 * DAY):
            self._say(f"{people} villagers")
            self._world.people = [self._put_on_file(v) for v in invented[: people - 40]]
        self._say("40 sellers, their lots and listings")
        sellers = self._sellers(invented[people - 40 :])
        with clock.shifted(-25 * DAY):
            trained.before_they_sell(self._store, self._world.operator, sellers[:_TRAINED])
        self._lots(sellers)
        self._say("buyers' orders, settled and paid")
        crops.market_prices(self._store)
        crops.sales_of_weeks(self._store, self._world.central, self._world.operator, self._world.centre)
        guards.set_up(self._store, self._world.central)
        self._say("orders and parcels")
        till.open_yesterday(self._store, self._world.operator)
        self._orders()
        till.close_yesterday(self._store, self._world.operator, self._world.trainer, self._world.people)
        self._say("goods that go back, and a fake")
        aftersale.look_back(self._store, self._world.central, self._world.operator)
        room.equip(self._store, self._world.operator)
        self._say("a class that is going on")
        self._class()
        materials.publish(self._world.central, self._world.folder)
        sync_now(self._store)
        with self._store.transaction() as connection:
            # Their papers were printed at the time.
            connection.exec_driver_sql("UPDATE print_job SET state = 'done'")

    def _put_on_file(self, who: Villager) -> str:
        form = PersonForm(
            name=who.name,
            resident_id=who.resident_id,
            phone=who.phone,
            village_code=VILLAGE_CODE,
            village_group=who.group,
        )
        with self._store.write(by=self._world.operator) as s:
            return add_person(s, form, check_same=False)

    # --- selling

    def _sellers(self, invented: list[Villager]) -> list[str]:
        with clock.shifted(-30 * DAY):
            for who in invented:
                self._take_on(who)
            sync_now(self._store)
            staff.look_at_dossiers(self._world.central, approve=len(invented) - 4, send_back=1)
        sync_now(self._store)
        with self._store.read() as s:
            approved = s.exec(select(Seller).where(Seller.state == "approved")).all()
        return [seller.id for seller in approved]

    def _take_on(self, who: Villager) -> None:
        form = SellerForm(
            name=who.name,
            resident_id=who.resident_id,
            phone=who.phone,
            village_code=VILLAGE_CODE,
            village_group=who.group,
            crops=self._chance.choice(PRODUCE).product,
            area=self._chance.randrange(500, 9000, 100),
            declared=True,
            consents=tuple(purpose.value for purpose in Purpose),
        )
        with self._store.write(by=self._world.operator) as s:
            take_on_seller(s, form, check_same=False)

    def _lots(self, sellers: list[str]) -> None:
        for number, seller in enumerate(sellers[:24]):
            with clock.shifted(-self._chance.randrange(1, 20) * DAY):
                self._lot(number, seller, PRODUCE[number % len(PRODUCE)])
        farm.grow(self._store, self._world.operator, sellers[24:27])
        sync_now(self._store)
        staff.look_at_listings(self._world.central, approve=12, refuse=1)
        staff.buy(self._world.central, 2)
        sync_now(self._store)
        over.end_one(self._store, self._world.operator)

    def _lot(self, number: int, seller: str, produce: Produce) -> None:
        photos = tuple((kind, self._photo(produce.product, n)) for n, kind in enumerate(_KINDS))
        form = produce.lot(seller, photos)
        with self._store.write(by=self._world.operator) as s:
            lot_id = record_lot(s, form, self._files)
        if number < 16:
            farm.certify(self._store, self._world.operator, lot_id)
            title = f"{VILLAGE}{produce.variety}{produce.product}"
            offer = ListingForm(title, produce.price_fen, form.quantity, form.sale_unit)
            with self._store.write(by=self._world.operator) as s:
                list_lot(s, lot_id, offer)

    def _photo(self, product: str, seed: int) -> str:
        """The name of a photo; lots of the same produce share them, for drawing takes its time."""
        if (product, seed) not in self._taken:
            with tempfile.TemporaryDirectory() as folder:
                photo = shrink(draw_photo(product, Path(folder) / "photo.jpg", seed))
            self._taken[(product, seed)] = self._files.put(photo)
        return self._taken[(product, seed)]

    # --- buying

    def _orders(self) -> None:
        sync_now(self._store)
        for number, person in enumerate(self._world.people[:16]):
            with clock.shifted(-(2 - number // 6) * DAY):
                pay = Pay.PAYER if number in (12, 13) else Pay.ON_DELIVERY if number % 3 == 2 else Pay.CASH
                pay = Pay.CODE if number in (4, 7) else pay
                self._order(person, pay, substitute=number == 14)
        sync_now(self._store)
        staff.child_pays(self._world.central)
        staff.make_trouble(self._world.central)
        staff.place_orders(self._world.central, price_moved=1)
        staff.ship(self._world.central, 11)
        sync_now(self._store)
        self._receive()

    def _order(self, person: str, pay: Pay, *, substitute: bool) -> None:
        phone = "13900008866" if pay == Pay.PAYER else ""
        with self._store.write(by=self._world.operator) as s:
            confirm_order(s, self._basket(), person, pay, read_back=True, payer_phone=phone, substitute=substitute)

    def _basket(self) -> list[BasketLine]:
        wanted = self._chance.sample(["洗衣粉", "复合肥", "雨靴", "毛巾", "酱油", "电热水壶", "面粉", "被子"], 2)
        found = [search(self._store.catalogue, word, limit=20).goods for word in wanted]
        chosen = [self._chance.choice(goods) for goods in found if goods]
        return [
            as_line(goods, self._chance.choice((1, 1, 2)), goods.variants[0][0] if goods.variants else "")
            for goods in chosen
        ]

    def _receive(self) -> None:
        announced = staff.waybills(self._world.central)
        for number, waybill in enumerate(announced[:8]):
            with clock.shifted(-(number % 2) * DAY), self._store.write(by=self._world.operator) as s:
                receive_parcel(s, waybill)
        with self._store.read() as s:
            on_shelf = parcels_on_shelf(s)
        for parcel in on_shelf[:3]:
            with self._store.write(by=self._world.operator) as s:
                hand_over(s, parcel.id, parcel.pickup_code)
        sync_now(self._store)

    # --- training

    def _class(self) -> None:
        now = local(clock.now_ms())
        begins = max(0, min(now.hour * 60 + now.minute - 20, 23 * 60 - 60))
        plan = SessionPlan(clock.today(), begins, min(begins + 120, 24 * 60))
        with self._store.write(by=self._world.operator) as s:
            form = ClassForm("识别仿冒品", TRAINER, "村委会二楼", (plan,), course_code="K06", meal_fen=MEAL_FEN)
            plan_class(s, form, self._world.people[:24])
        with self._store.read() as s:
            session = sessions_on(s, clock.today())[0]
        coming_class.plan(self._store, self._world.operator, self._world.people[24:52])
        coming_class.on_the_way(self._store, self._world.operator, self._world.folder, session.id)
        for number, person in enumerate(self._world.people[4:20]):
            with clock.shifted(-(18 - number) * 60_000), self._store.write(by=self._world.operator) as s:
                sign_in_person(s, session.id, person)


_KINDS = ("whole", "cut", "weighing")
