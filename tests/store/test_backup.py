"""Copies of the database: taken while work goes on, whole or not there, checked, thinned out by age."""

import random
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import KEY
from tests.store.orders_room import ordered, villager
from villagedesk import clock, paths
from villagedesk.errors import StorageTrouble
from villagedesk.store import Store, events, open_store
from villagedesk.store.backup import DAILY, HOURLY, MONTHLY, WEEKLY, backups, check, kept, take_backup, thin_out

NOW = int(datetime(2026, 11, 28, 10, 30, tzinfo=UTC).timestamp() * 1000)
HOUR = 3_600_000
DAY = 24 * HOUR


def test_a_copy_opens_and_has_everything(store: Store, operator: str, home: Path) -> None:
    person = villager(store, operator)
    ordered(store, operator, person)
    taken = take_backup(store)
    assert backups(home) == [taken]
    with store.read() as s:
        head = events.current_log(s.connection())[1]
    assert check(taken.path, KEY, chain=True) == head
    other = home / "other"
    other.mkdir()
    taken.path.rename(paths.desk_db(other))
    with open_store(other, KEY).read() as s:
        assert s.connection().exec_driver_sql('SELECT count(*) FROM "order"').scalar_one() == 1


def test_the_copy_is_of_one_moment_and_nobody_waits_for_it(
    store: Store, operator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("villagedesk.store.backup._PAGES", 4)
    monkeypatch.setattr("villagedesk.store.backup._REST_SECONDS", 0.02)  # long enough on a busy machine, too
    person = villager(store, operator)
    taken: list[object] = []
    thread = threading.Thread(target=lambda: taken.append(take_backup(store)))
    thread.start()
    count = 0
    while thread.is_alive():
        ordered(store, operator, person)
        count += 1
    thread.join()
    assert count > 2, "the counter stood still"
    (backup,) = taken
    assert 0 < check(backup.path, KEY, chain=True) <= count + 3  # type: ignore[attr-defined]


def test_a_disk_that_is_full_leaves_the_older_copies_alone(
    store: Store, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = take_backup(store)

    def full(_source: Path, target: Path, _key: bytes) -> None:
        target.write_bytes(b"half")
        raise StorageTrouble("disk_full")

    monkeypatch.setattr("villagedesk.store.backup._copy", full)
    with pytest.raises(StorageTrouble, match="disk_full"):
        take_backup(store)
    assert [path.name for path in paths.backups_dir(home).iterdir()] == [first.path.name]


def test_what_a_cut_left_is_swept_away(store: Store, home: Path) -> None:
    paths.backups_dir(home).mkdir(exist_ok=True)
    (paths.backups_dir(home) / "desk-20260101T000000Z.new").write_bytes(b"half")
    taken = take_backup(store)
    assert [path.name for path in paths.backups_dir(home).iterdir()] == [taken.path.name]


def test_a_damaged_copy_is_noticed(store: Store, operator: str) -> None:
    villager(store, operator)
    path = take_backup(store).path
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(StorageTrouble, match="backup_damaged"):
        check(path, KEY)


def damaged_where_opening_does_not_look(home: Path) -> Store:
    """A bit of one page is wrong, and the desk opens all the same."""
    path = paths.desk_db(home)
    whole = path.read_bytes()
    for page in range(len(whole) // 4096 - 1, 1, -1):
        content = bytearray(whole)
        content[page * 4096 + 2000] ^= 1
        path.write_bytes(content)
        try:
            return open_store(home, KEY)
        except StorageTrouble:
            for part in ("-wal", "-shm"):
                path.with_name(path.name + part).unlink(missing_ok=True)
    raise AssertionError("every page is read")


def test_a_damaged_database_makes_no_copy(store: Store, operator: str, home: Path) -> None:
    villager(store, operator)
    store.close()
    again = damaged_where_opening_does_not_look(home)
    with pytest.raises(StorageTrouble, match="database_damaged"):
        take_backup(again)
    assert backups(home) == []
    again.close()


# ---------------------------------------------------------------- how long they stay


def test_a_year_of_hourly_copies() -> None:
    times = [NOW - n * HOUR for n in range(24 * 400)]
    stay = sorted(kept(times, NOW), reverse=True)
    assert [NOW - at for at in stay[:25]] == [n * HOUR for n in range(25)]
    assert len(stay) <= HOURLY + DAILY + WEEKLY + MONTHLY + 4
    assert NOW - stay[-1] > 330 * DAY


@given(st.sets(st.integers(-400 * 24, 48).map(lambda hours: NOW + hours * HOUR), max_size=300))
def test_the_newest_always_stays_and_every_age_has_one(times: set[int]) -> None:
    stay = kept(times, NOW)
    assert stay <= times
    if times:
        assert max(times) in stay
    for days in (1, 7, 35, 365):
        young = [at for at in times if NOW - days * DAY <= at <= NOW]
        if young:
            assert any(at in stay for at in young)


def test_thinning_again_removes_nothing_more() -> None:
    chance = random.Random(4)
    times = {NOW - chance.randrange(400 * 24) * HOUR for _ in range(2000)}
    once = kept(times, NOW)
    assert kept(once, NOW) == once


@pytest.mark.parametrize("years", [-26, -3, 3, 73])
def test_a_clock_that_is_years_off_takes_no_copies_away(years: int) -> None:
    good = kept([NOW - n * HOUR for n in range(24 * 60)], NOW)
    off = NOW + years * 365 * DAY
    times = set(good)
    for n in range(30 * 24):  # a month of work with the wrong clock
        now = off + n * HOUR
        times = kept(times | {now}, now)
        assert now in times, "each new copy stays"
        assert len(times & good) >= 3, "and so do some of those before it"
    assert off + 29 * DAY in times
    for n in range(24 * 10):  # and then it was put right
        now = NOW + n * HOUR
        times = kept(times | {now}, now)
        assert now in times
    assert {NOW + (24 * 10 - 1 - n) * HOUR for n in range(24)} <= times
    assert len(times) < HOURLY + DAILY + WEEKLY + MONTHLY + 8


def test_a_copy_of_the_future_is_not_the_newest(store: Store, home: Path) -> None:
    with clock.shifted(3 * 365 * DAY):
        ahead = take_backup(store)
    taken = take_backup(store)
    assert backups(home) == [taken, ahead]
    with clock.shifted(-3 * 365 * DAY):
        behind = take_backup(store)
        assert behind.path.exists()
        assert backups(home)[0] == behind


def test_old_files_go(home: Path) -> None:
    folder = paths.backups_dir(home)
    folder.mkdir(parents=True)
    for hours in range(100):
        moment = datetime(2026, 11, 28, 10, 30, tzinfo=UTC) - timedelta(hours=hours)
        (folder / f"desk-{moment:%Y%m%dT%H%M%SZ}.db").write_bytes(b"x")
    (folder / "before-0002.db").write_bytes(b"a migration's copy is not ours to remove")
    gone = thin_out(home, NOW)
    assert gone == 100 - len(backups(home))
    assert 24 < len(backups(home)) < 35
    assert (folder / "before-0002.db").exists()
