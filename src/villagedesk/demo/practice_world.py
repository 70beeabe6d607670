"""A room made up without any central: what practising and the pictures of the manual need, in a few seconds."""

import random
from pathlib import Path

from villagedesk import clock, paths
from villagedesk.demo import practice_county, room
from villagedesk.demo.names import Villager, villagers
from villagedesk.desktop.orders.goods import as_line
from villagedesk.desktop.practice import PIN
from villagedesk.domain.centre import Centre
from villagedesk.domain.orders import Pay
from villagedesk.domain.people import PersonForm
from villagedesk.domain.training import ClassForm, SessionPlan
from villagedesk.settings import Settings
from villagedesk.store import Store, WriteSession, action, new_row, open_store
from villagedesk.store.catalogue import import_goods, search
from villagedesk.store.catalogue.sample import sample_goods
from villagedesk.store.operators import add_operator
from villagedesk.store.orders import confirm_order
from villagedesk.store.people import add_person
from villagedesk.store.training import plan_class

_DAY_MS = 86_400_000
_SELLERS = 4
_WANTED = ("洗衣粉", "雨靴", "毛巾", "酱油", "面粉", "被子")
CENTRE, VILLAGE, VILLAGE_CODE = "练习服务站", "练习村", "990185100201"
OPERATOR, TRAINER = "练习员", "刘芳"


@action
def set_up_room(s: WriteSession) -> None:
    """The room itself, which otherwise comes from central."""
    new_row(s, Centre(name=CENTRE, village_name=VILLAGE))


def make_world(home: Path, *, people: int = 60, goods: int = 2_000, language: str = "zh_CN") -> str:
    """Fill an empty data folder with invented data; returns the operator's id. The PIN is ``PIN``.

    Args:
        home: the folder; it is marked, so that every page and paper of it says that nothing is real.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    paths.practice_mark(home).touch()
    Settings(language=language).save(paths.settings_file(home))
    store = open_store(home)
    try:
        with store.write() as s:
            operator = add_operator(s, OPERATOR, "operator", PIN).id
        with store.write(by=operator) as s:
            set_up_room(s)
        with store.write(by=operator) as s:
            add_operator(s, TRAINER, "trainer", "803691")
        import_goods(store.catalogue, sample_goods(goods, at=clock.now_ms()))
        invented = list(villagers(people + _SELLERS))
        ids = _people(store, operator, invented[:people])
        _orders(store, operator, ids)
        practice_county.parcels(store, operator)
        approved = practice_county.sellers(store, operator, invented[people:], VILLAGE_CODE)
        practice_county.lots(store, operator, approved)
        _class(store, operator, ids)
        room.equip(store, operator)
        with store.transaction() as connection:
            connection.exec_driver_sql("UPDATE print_job SET state = 'done'")
    finally:
        store.close()
    return operator


def _people(store: Store, operator: str, invented: list[Villager]) -> list[str]:
    ids = []
    with clock.shifted(-20 * _DAY_MS):
        for who in invented:
            form = PersonForm(
                name=who.name,
                resident_id=who.resident_id,
                phone=who.phone,
                village_code=VILLAGE_CODE,
                village_group=who.group,
            )
            with store.write(by=operator) as s:
                ids.append(add_person(s, form, check_same=False))
    return ids


def _orders(store: Store, operator: str, people: list[str]) -> None:
    chance = random.Random(7)
    for number, person in enumerate(people[:8]):
        found = [search(store.catalogue, word, limit=8).goods for word in chance.sample(_WANTED, 2)]
        basket = [
            as_line(goods[0], 1, goods[0].variants[0][0] if goods[0].variants else "") for goods in found if goods
        ]
        pay = Pay.CASH if number % 2 else Pay.ON_DELIVERY
        with clock.shifted(-number * 3_600_000), store.write(by=operator) as s:
            confirm_order(s, basket, person, pay, read_back=True)


def _class(store: Store, operator: str, people: list[str]) -> None:
    plan = SessionPlan(clock.today(), 14 * 60, 16 * 60)
    with store.write(by=operator) as s:
        plan_class(s, ClassForm("识别仿冒品", TRAINER, "村委会二楼", (plan,), course_code="K06"), people[:24])
