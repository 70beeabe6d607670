"""How the demo's centres came to be: the demo's own went the whole way, another one's contract runs out, two are on the way."""

from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.central import setting_up
from villagedesk.central.deps import Central
from villagedesk.central.photos import keep_photo
from villagedesk.demo.pictures import draw_pack
from villagedesk.domain.contract_papers import newest_terms
from villagedesk.domain.setting_up import check_points
from villagedesk.store import Store
from villagedesk.store.first_day import first_day as first_day_of
from villagedesk.store.first_day import note_first_day, tick_step

_COUNTY, _HUB = "青溪县商务局", "青溪县电商运营中心"
_REMARKS = {
    "ups": "撑了 14 分钟",
    "line": "移动 4G，下行 11 Mbit/s",
    "scale": "检定到明年 8 月",
    "fire": "两只，明年 5 月到期",
}


def open_centre(
    central: Central, folder: Path, *, name: str, village_name: str, village_code: str, county: str, operator: str
) -> str:
    """A centre with a contract for two years, looked at and equipped; returns its id."""
    facts = {"name": name, "village_name": village_name, "village_code": village_code, "county": county}
    with clock.shifted(-40 * 86_400_000):
        setup, centre = _looked_at(central, folder, facts, operator, 58)
        with central.database.write() as connection:
            setting_up.give_thing(connection, setup, "other", "干粉灭火器 4 kg", serial="GF4-2231", funder=_COUNTY)
            setting_up.give_thing(connection, setup, "screen", "村民屏 10 寸", serial="CM10-118", funder=_COUNTY)
        _sign(central, folder, setup, centre, operator, 730)
    return centre


def others(central: Central, folder: Path) -> None:
    """What else the county has on its desk: a contract that runs out, a room to be looked at, two applications."""
    facts = {"name": "青石村服务站", "village_name": "青石村", "county": "青溪县"}
    with clock.shifted(-300 * 86_400_000):
        setup, centre = _looked_at(central, folder, facts, "周小芹", 36)
        _sign(central, folder, setup, centre, "周小芹", 325)
    with central.database.write() as connection:
        to_see = _applied(
            connection, {"name": "云岭村服务站", "village_name": "云岭村", "county": "青溪县"}, "吴桂兰", 44
        )
        setting_up.approve_application(connection, to_see, "门口的台阶修成坡道")
        for point, answer in (("place", "yes"), ("right", "yes"), ("fire", "no")):
            remark = "压力不够，要换" if answer == "no" else ""
            setting_up.answer_point(connection, to_see, point, answer, remark=remark)
        _applied(connection, {"name": "下坪村服务站", "village_name": "下坪村", "county": "青溪县"}, "韦建军", 30)
        lacks = {"name": "竹园村服务站", "village_name": "竹园村", "county": "青溪县"}
        waits = _applied(connection, lacks, "蒙秀珍", 0)
    setting_up.return_application(central, waits, "房子多大？请拍村里的同意书", missing=["area_m2", "papers"])


def first_day(store: Store, operator: str) -> None:
    """What was done before the room opened: what the program has seen, the rest by hand."""
    words = {"float": "放入备用金 500 元", "practice": "练习日做了一遍", "sheet": "贴在柜台后面"}
    with store.write(by=operator) as s:
        note_first_day(s)
    with store.read() as s:
        left = first_day_of(s).left
    for step in left:
        with store.write(by=operator) as s:
            tick_step(s, step, words.get(step, "试过，好用"))


def _applied(connection: Connection, facts: dict[str, str], applicant: str, area: int) -> str:
    return setting_up.apply_centre(
        connection,
        **facts,
        applicant=applicant,
        phone="13900002468",
        premises=f"{facts['village_name']}村委会一楼",
        tenure="village",
        area_m2=area,
        line="mobile",
        power="cuts",
        hours="7:30-18:30",
        hub=_HUB,
    )


def _looked_at(central: Central, folder: Path, facts: dict[str, str], applicant: str, area: int) -> tuple[str, str]:
    with central.database.write() as connection:
        setup = _applied(connection, facts, applicant, area)
        centre = setting_up.approve_application(connection, setup)
    photo = _picture(central, folder, centre, "room")
    with central.database.write() as connection:
        for id_, point in check_points().items():
            shown = photo if point.photo else ""
            setting_up.answer_point(connection, setup, id_, "yes", remark=_REMARKS.get(id_, ""), photo=shown)
        setting_up.accept_centre(connection, setup, "周敏")
    return setup, centre


def _sign(central: Central, folder: Path, setup: str, centre: str, operator: str, days: int) -> None:
    scan = _picture(central, folder, centre, "contract")
    until = (date.fromisoformat(clock.today()) + timedelta(days=days)).isoformat()
    with central.database.write() as connection:
        things = [thing.id for thing in setting_up.setup_file(connection, setup).things]
        number = f"青服合 {until[:4]}-{until[5:7]}{until[8:]}"
        parties = (_COUNTY, operator, clock.today(), until)
        setting_up.sign_contract(
            connection, setup, number, *parties, [scan], things=things, deposit_fen=50_000, terms=newest_terms()
        )


def _picture(central: Central, folder: Path, centre: str, name: str) -> str:
    path = draw_pack(folder / f"{name}.jpg", close=name == "contract")
    return keep_photo(central.database, central.files, centre, path.read_bytes())
