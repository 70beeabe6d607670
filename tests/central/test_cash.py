"""Tills at central: the code by phone closes a day at the desk, days are looked at, and a made-up code is noticed."""

from collections.abc import Callable

import pytest

from tests.central.browser import Browser
from tests.central.village import BY, PICTURE, Village
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk import i18n
from villagedesk.central import cash
from villagedesk.central.deps import Central
from villagedesk.central.serve import Server
from villagedesk.errors import Invalid, NotFound, Refused
from villagedesk.store.cash_days import NOBODY, DayRow, Seen, cash_day, close_day, count_day, open_day
from villagedesk.store.deposits import bank_deposit, pack_deposit
from villagedesk.store.photos import desk_files
from villagedesk.store.witnesses import county_code


@pytest.fixture
def village(server: Server, make_desk: Callable[[str], Desk]) -> Village:  # noqa: F811
    return Village(server, make_desk("one"))


@pytest.fixture
def browser(central: Central) -> Browser:
    return Browser(central).sign_in()


def counted(village: Village) -> DayRow:
    with village.desk.store.write(by=BY) as s:
        open_day(s, {"1000": 3})
    with village.desk.store.write(by=BY) as s:
        return count_day(s, {"1000": 2})


def closed(village: Village, seen: Seen = NOBODY, reason: str = "找错钱") -> str:
    day = counted(village)
    with village.desk.store.write(by=BY) as s:
        close_day(s, day.id, reason=reason, seen=seen)
    village.desk.sync()
    return day.id


def place_of(village: Village) -> tuple[str, int]:
    village.desk.sync()
    return village.rows("cash_day")[0].centre, village.rows("cash_day")[0].number("drawer")


def at_desk(village: Village, day_id: str) -> DayRow:
    village.desk.sync()
    with village.desk.store.read() as s:
        return cash_day(s, day_id)


def test_the_code_that_was_read_out_closes_the_day(village: Village, browser: Browser) -> None:
    day = counted(village)
    centre_id, drawer = place_of(village)
    browser.open(f"/days/code?centre={centre_id}").send(
        "Make the code", centre=centre_id, drawer=str(drawer), day=day.day, counted="20", expected="30"
    )
    code = next(line for line in browser.text.split("\n") if 'class="large"' in line)
    digits = "".join(sign for sign in code if sign.isdigit())
    seen = county_code(village.desk.store, day.id, digits)
    with village.desk.store.write(by=BY) as s:
        assert close_day(s, day.id, reason="找错钱", seen=seen).state == "closed"
    village.desk.sync()
    with village.server.central.database.read() as connection:
        facts = cash.day_facts(connection, day.id)
    assert facts.code_given is not None
    assert not facts.code_unknown
    assert browser.open(f"/days/{day.id}").shows("the code was given")


def test_a_code_that_nobody_gave_is_noticed(village: Village, browser: Browser) -> None:
    day = closed(village, Seen("county_code", "", "12345678"))
    with village.server.central.database.read() as connection:
        assert cash.day_facts(connection, day).code_unknown
    assert browser.open("/days?state=closed").shows("it names a code that nobody here gave")


def test_what_was_read_out_wrong_is_told_and_stays(village: Village, browser: Browser) -> None:
    counted(village)
    centre_id, drawer = place_of(village)
    right = {"centre": centre_id, "drawer": str(drawer), "day": "2026-11-23", "counted": "20", "expected": "-30"}
    for wrong, sentence in (
        ({"drawer": "7"}, "no such drawer"),
        ({"drawer": "x"}, "whole number"),
        ({"day": "tomorrow"}, "a day like"),
        ({"counted": "many"}, "an amount like"),
        ({"expected": "9999999"}, "too large"),
    ):
        browser.open("/days/code").send("Make the code", **(right | wrong))
        assert (browser.status, browser.shows(sentence)) == (422, True), wrong
        assert 'value="20"' in browser.text or "counted" in wrong
    browser.open("/days/code").send("Make the code", **right)
    assert browser.shows("Read these digits to the operator")


def test_a_day_is_looked_at_and_the_operator_reads_the_note(village: Village, browser: Browser) -> None:
    day = closed(village)
    assert browser.open("/days").shows("¥")
    browser.open(f"/days/{day}").send("It was looked at", note=" ")
    assert browser.shows("Please fill this in.")
    browser.open(f"/days/{day}").send("It was looked at", note="已电话核对")
    assert browser.shows("已电话核对")
    shown = at_desk(village, day)
    assert (shown.state, shown.checked_note) == ("checked", "已电话核对")
    with pytest.raises(Refused, match="move_not_allowed"), village.server.central.database.write() as connection:
        cash.check_day(connection, day, "又一次")


def test_an_open_day_is_not_looked_at(village: Village, browser: Browser) -> None:
    day = counted(village)
    village.desk.sync()
    assert not browser.open(f"/days/{day.id}").shows("It was looked at")
    with pytest.raises(Refused), village.server.central.database.write() as connection:
        cash.check_day(connection, day.id, "早了")
    with pytest.raises(NotFound), village.server.central.database.write() as connection:
        cash.check_day(connection, "0" * 32, "没有")


def test_bags_are_listed_with_their_slip(village: Village, browser: Browser) -> None:
    store = village.desk.store
    with store.write(by=BY) as s:
        bag = pack_deposit(s, "HX-0042", {"10000": 5})
    village.desk.sync()
    assert browser.open("/deposits").shows("HX-0042")
    photo = desk_files(store).put(PICTURE)
    with store.write(by=BY) as s:
        bank_deposit(s, bag, "8820", photo)
    village.desk.sync()
    assert not browser.open("/deposits").shows("HX-0042")
    assert browser.open("/deposits?state=banked").shows("slip 8820")
    assert f"/{photo}" in browser.text


@pytest.mark.parametrize("language", list(i18n.LANGUAGES))
def test_the_pages_speak_both_languages(village: Village, browser: Browser, language: str) -> None:
    day = closed(village)
    for path in ("/days", f"/days/{day}", "/days/code", "/deposits"):
        assert browser.open(f"{path}?lang={language}").status == 200


def test_sums_that_no_drawer_has_are_refused(village: Village) -> None:
    counted(village)
    centre_id, drawer = place_of(village)
    for sums in ((-1, 0), (10**9, 0), (0, 10**9)):
        with pytest.raises(Invalid):
            cash.give_day_code(village.server.central, centre_id, drawer, "2026-11-23", *sums)
