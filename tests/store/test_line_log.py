"""Line and power: minutes without a line, cuts by what they leave, and one small row a month for the county."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlmodel import select

from villagedesk.domain.line_log import LineMonth
from villagedesk.store import line_log
from villagedesk.store.line_log import line_days, note_goodbye, note_minute, tell_line
from villagedesk.sync.history import LINE, PastSync, note_sync

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def in_china(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    import time

    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def clockwork():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def minutes(store, clockwork, count, step=1):
    for _ in range(count):
        note_minute(store)
        clockwork.shift(timedelta(minutes=step))


def another_run(monkeypatch, name="another"):
    monkeypatch.setattr(line_log, "_STARTED", name)


def synced(store, code="", kilobytes=0, ms=1000):
    with store.transaction() as connection:
        now = int(datetime.now().timestamp() * 1000)
        note_sync(connection, PastSync(now - ms, now, LINE, not code, code, 1, 0, 0, kilobytes * 1000))


def days(store, month="2026-11"):
    with store.read() as s:
        return line_days(s, month)


def test_minutes_without_a_line_are_counted(store, clockwork):
    minutes(store, clockwork, 5)
    synced(store, "offline")
    minutes(store, clockwork, 10)
    synced(store, kilobytes=40, ms=4000)
    minutes(store, clockwork, 5)
    (day,) = days(store)
    assert (day.open_ms // 60_000, day.line_down_ms // 60_000, day.outages) == (19, 10, 1)
    assert day.best_kbit == 80
    assert (day.power_cuts, day.power_off_ms) == (0, 0)


def test_central_that_does_not_answer_is_no_line_that_is_down(store, clockwork):
    synced(store, "central_silent")
    minutes(store, clockwork, 3)
    assert days(store)[0].line_down_ms == 0


def test_sleep_says_nothing_of_the_line(store, clockwork):
    synced(store, "offline")
    minutes(store, clockwork, 3, step=60)
    assert (days(store)[0].open_ms, days(store)[0].line_down_ms) == (0, 0)


def test_an_end_without_a_goodbye_is_a_power_cut(store, clockwork, monkeypatch):
    minutes(store, clockwork, 10)
    clockwork.shift(timedelta(hours=2))
    another_run(monkeypatch)
    note_minute(store)
    (day,) = days(store)
    assert (day.power_cuts, day.power_off_ms // 60_000) == (1, 121)


def test_a_goodbye_is_none_and_the_night_does_not_count(store, clockwork, monkeypatch):
    minutes(store, clockwork, 5)
    note_goodbye(store)
    clockwork.shift(timedelta(hours=3))
    another_run(monkeypatch)
    note_minute(store)
    assert days(store)[0].power_cuts == 0
    clockwork.move_to(MONDAY.replace(hour=17, minute=59))
    note_minute(store)
    clockwork.move_to(MONDAY.replace(hour=19))
    note_minute(store)  # asleep, not gone
    clockwork.shift(timedelta(hours=14))
    another_run(monkeypatch, "third")
    note_minute(store)
    assert [day.power_cuts for day in days(store)] == [0, 0], "whoever pulls the plug in the evening has no power cut"


def test_the_county_gets_one_row_a_month_that_grows(store, operator, clockwork, monkeypatch):
    assert not note_minute(store), "today is not over"
    synced(store, "offline")
    minutes(store, clockwork, 90)
    clockwork.shift(timedelta(hours=1))
    another_run(monkeypatch)
    note_minute(store)
    clockwork.shift(timedelta(days=1))
    assert note_minute(store)
    with store.write(by=operator) as s:
        tell_line(s)
    assert not note_minute(store), "told once a day"
    clockwork.shift(timedelta(days=1))
    note_minute(store)
    with store.write(by=operator) as s:
        tell_line(s)
    with store.read() as s:
        (row,) = s.exec(select(LineMonth)).all()
    assert (row.month, row.device, row.days, row.power_cuts) == ("2026-11", 1, 2, 1)
    assert row.line_down == 89
    assert row.power_off == 61


def test_a_year_and_more_is_kept(store, operator, clockwork):
    with store.transaction() as connection:
        for number in range(500):
            day = (MONDAY - timedelta(days=number)).date().isoformat()
            connection.exec_driver_sql("INSERT INTO line_day VALUES (?, 60000, 0, 0, 0, 0, 0)", (day,))
    clockwork.shift(timedelta(days=1))
    assert note_minute(store)
    with store.write(by=operator) as s:
        tell_line(s)
    with store.read() as s:
        kept = s.connection().exec_driver_sql("SELECT count(*) FROM line_day").scalar()
    assert kept == line_log.KEPT_DAYS
