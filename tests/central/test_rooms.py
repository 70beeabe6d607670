"""The county's list of rooms: overdue repairs, line and power of a month, equipment without a warranty."""

from collections.abc import Callable

import pytest

from tests.central.browser import Browser
from tests.central.village import BY, Village
from tests.store.test_assets import form as asset_form
from tests.store.test_tickets import form
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk import clock
from villagedesk.central.deps import Central
from villagedesk.central.rooms import rooms
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
    assert (room.running, room.overdue, room.to_act) == (2, 1, True)
    assert (room.down_hours, room.power_cuts, room.power_hours) == (3, 2, 2)
    assert (room.things, room.out_of_warranty) == (3, 1)
    assert now.down_hours == 0
    browser = Browser(central).sign_in()
    assert browser.open("/rooms?month=2026-01").shows("1 overdue")
    assert browser.shows("1 of 3")
    assert browser.open("/rooms?month=../../x").status == 200
    assert browser.open("/rooms?words=nowhere").shows("No centre is called that")
