"""The restore that the program tries by itself: it finds what a person would only find on the bad day."""

import shutil
from pathlib import Path

import pytest

from tests.store.orders_room import ordered, villager
from villagedesk import clock, paths
from villagedesk.errors import StorageTrouble
from villagedesk.store import Store, events
from villagedesk.store.backup import backups, take_backup
from villagedesk.sync import drill
from villagedesk.sync.drill import drill_if_due, is_due, last_drill


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drill, "_FLUSHED_SECONDS", 0.0)


def due(store: Store) -> bool:
    with store.read() as s:
        return is_due(s.connection())


def flushed(store: Store) -> None:
    """As if a second had passed."""
    store.journal._write_late()


def test_a_copy_and_what_was_done_since_come_back(store: Store, operator: str) -> None:
    ordered(store, operator, villager(store, operator))
    copy = take_backup(store)
    ordered(store, operator, villager(store, operator))
    flushed(store)
    done = drill_if_due(store)
    assert done is not None
    assert (done.code, done.copy_at) == ("", copy.at)
    assert done.brought_back >= 2
    with store.read() as s:
        connection = s.connection()
        assert last_drill(connection) == done
        assert done.actions == events.current_log(connection)[1]
    assert not (store.home / "drill").exists()


def test_without_a_copy_or_room_nothing_is_tried(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert drill_if_due(store) is None
    take_backup(store)

    def full(home: Path, need: int = 0) -> None:
        raise StorageTrouble("disk_full")

    monkeypatch.setattr(drill, "check_room", full)
    assert drill_if_due(store) is None
    assert due(store)


def test_once_a_week_and_the_day_after_one_that_failed(store: Store, operator: str) -> None:
    take_backup(store)
    flushed(store)
    assert drill_if_due(store) is not None
    assert not due(store)
    assert drill_if_due(store) is None
    day = 86_400_000
    with clock.shifted(6 * day):
        assert not due(store)
    with clock.shifted(7 * day + 1000):
        assert due(store)
    with clock.shifted(-day):
        assert due(store), "the clock was wrong"


def test_a_copy_that_is_damaged_is_told(store: Store, operator: str) -> None:
    ordered(store, operator, villager(store, operator))
    path = take_backup(store).path
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    done = drill_if_due(store)
    assert done is not None
    assert done.code == "backup_damaged"
    with clock.shifted(86_400_000 + 1000):
        assert due(store)


def test_an_action_that_no_file_has_is_missed(store: Store, operator: str) -> None:
    take_backup(store)
    ordered(store, operator, villager(store, operator))
    flushed(store)
    paths.journal(store.home).unlink()
    done = drill_if_due(store)
    assert done is not None
    assert done.code == "drill_lost"


def test_rows_that_are_not_what_was_counted_are_noticed(store: Store, operator: str) -> None:
    with store.transaction() as connection:
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO cursor(scope, position, hash, count, digest) VALUES ('centre', 1, x'00', 5, 'ab')"
        )
    take_backup(store)
    flushed(store)
    done = drill_if_due(store)
    assert done is not None
    assert done.code == "drill_differs"
    assert len(backups(store.home)) == 1
    assert shutil.disk_usage(store.home).free > 0
