"""The county's list of rooms: overdue repairs, line and power of a month, equipment without a warranty."""

from collections.abc import Callable

import pytest

from tests.central.browser import Browser
from tests.central.setting_up import contracted, in_a_year, looked_at
from tests.central.village import BY, Village
from tests.store.test_assets import form as asset_form
from tests.store.test_tickets import form
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk import clock
from villagedesk.central.deps import Central
from villagedesk.central.rooms import By, Why, rooms, sorted_rooms
from villagedesk.central.serve import Server
from villagedesk.store import assets, line_log, tickets
from villagedesk.store.photos import desk_files

DAY = 86_400_000


@pytest.fixture
def village(server: Server, make_desk: Callable[[str], Desk]) -> Village:  # noqa: F811
    return Village(server, make_desk("one"))


def test_what_the_county_should_know_stands_in_one_line(village: Village, central: Central) -> None:
    store = village.desk.store
    files = desk_files(store)
    for number, until in enumerate(("2020-01-01", "2099-01-01", "")):
        with store.write(by=BY) as s:
            assets.add_asset(s, asset_form(f"打印机 {number}", warranty_until=until), files)
    with clock.shifted(-30 * DAY), store.write(by=BY) as s:
        tickets.report_trouble(s, form(severity="stops"), files)
    with store.write(by=BY) as s:
        tickets.report_trouble(s, form(severity="can_wait"), files)
    with store.transaction() as connection:
        values = ("2026-01-05", 36_000_000, 9_000_000, 3, 2, 5_400_000, 120)
        connection.exec_driver_sql("INSERT INTO line_day VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    with store.write(by=BY) as s:
        line_log.tell_line(s)
    village.desk.sync()
    with central.database.read() as connection:
        (room,) = rooms(connection, "2026-01")
        (now,) = rooms(connection, clock.today()[:7])
    assert (room.running, room.overdue, room.why) == (2, 1, (Why.REPAIRS,))
    assert (room.down_hours, room.power_cuts, room.power_hours) == (3, 2, 2)
    assert (room.things, room.out_of_warranty) == (3, 1)
    assert now.down_hours == 0
    browser = Browser(central).sign_in()
    assert browser.open("/rooms?month=2026-01").shows("1 overdue")
    assert browser.shows("1 of 3")
    assert browser.open("/rooms?month=../../x").status == 200
    assert browser.open("/rooms?words=nowhere").shows("No centre is called that")


def test_only_what_is_overdue_and_why(village: Village, central: Central) -> None:
    contracted(central, in_a_year(30), name="快到期站")
    contracted(central, in_a_year(400), name="好站")
    looked_at(central, name="=坏站")
    with clock.shifted(-30 * DAY), village.desk.store.write(by=BY) as s:
        tickets.report_trouble(s, form(severity="stops"), desk_files(village.desk.store))
    with village.desk.store.transaction() as connection:
        values = ("2026-01-05", 100_000_000, 90_000_000, 3, 0, 0, 64)
        connection.exec_driver_sql("INSERT INTO line_day VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    with village.desk.store.write(by=BY) as s:
        line_log.tell_line(s)
    with village.desk.store.write(by=BY) as s:
        line_log.set_line(s, "山里通信", "村站 4G 月租 39 元", 2_048)
    village.desk.sync()
    with central.database.read() as connection:
        everything = sorted_rooms(connection, "2026-01")
        overdue = {room.centre.name: room.why for room in sorted_rooms(connection, "2026-01", only_overdue=True)}
        by_contract = [room.centre.name for room in sorted_rooms(connection, "2026-01", by=By.CONTRACT)]
        by_line = sorted_rooms(connection, "2026-01", by=By.LINE)[0]
    assert len(everything) == 4
    assert overdue == {"快到期站": (Why.CONTRACT,), "白鹭村服务站": (Why.REPAIRS, Why.LINE)}
    assert by_contract[:2] == ["快到期站", "好站"]
    assert (by_line.down_hours, by_line.best_kbit, by_line.line) == (25, 64, "山里通信 村站 4G 月租 39 元")
    with clock.shifted(5 * DAY), central.database.read() as connection:
        silent = [room.centre.name for room in sorted_rooms(connection, "2026-02") if Why.SILENT in room.why]
    assert silent == ["白鹭村服务站"], "a room without a computer cannot be silent"
    with clock.shifted(31 * DAY), central.database.read() as connection:
        over = sorted_rooms(connection, "2026-01", by=By.CONTRACT)[0]
    assert (over.centre.name, over.contract_over) == ("快到期站", True)


def test_the_page_is_filtered_sorted_and_saved_to_a_file(central: Central) -> None:
    contracted(central, in_a_year(30), name="快到期站")
    contracted(central, in_a_year(400), name="好站")
    contracted(central, in_a_year(20), name="=1+1", county="青溪县")
    browser = Browser(central).sign_in()
    assert browser.open("/rooms").shows("好站")
    assert not browser.open("/rooms?only=overdue").shows("好站")
    browser.open("/rooms?by=contract")
    assert browser.text.index("=1+1") < browser.text.index("快到期站") < browser.text.index("好站")
    assert browser.open("/rooms?by=nonsense").status == 200
    assert browser.open("/rooms?only=overdue&words=好站").shows("Nothing is overdue")
    answer = browser.client.get("/rooms.csv?only=overdue&by=contract")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert len(lines) == 3
    assert lines[1].startswith("'=1+1,青溪县,"), "no cell is a formula"
    assert "attachment" in answer.headers["content-disposition"]
