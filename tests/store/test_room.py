"""A disk that runs full: photos, goods and copies stop first, and what was kept back is enough to go on selling."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import KEY, set_up_operator
from tests.store.disks import SmallDisk, mounted, read_only, told_plainly
from tests.store.orders_room import ordered, villager
from villagedesk import paths
from villagedesk.errors import StorageTrouble
from villagedesk.store import Store, events, open_store, open_to_look
from villagedesk.store.backup import backups, take_backup
from villagedesk.store.orders import orders_of
from villagedesk.store.photos import desk_files
from villagedesk.store.room import Level, check_room, keep_reserve, level, room, use_reserve

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="makes disks as Linux does")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with mounted(tmp_path / "disk", megabytes=64) as made:
        yield made


@pytest.fixture
def store(disk: SmallDisk) -> Iterator[Store]:
    opened = open_store(disk.home, KEY)
    keep_reserve(opened.home)
    yield opened
    opened.close()


def fill(disk: SmallDisk, left: int) -> Path:
    """Somebody's films, until so many bytes are left."""
    film = disk.home.parent / "film"
    free = os.statvfs(disk.home).f_bavail * os.statvfs(disk.home).f_frsize
    with film.open("wb") as out:
        os.posix_fallocate(out.fileno(), 0, free - left)
    return film


def until_it_fails(store: Store, operator: str, person: str) -> int:
    """How many orders the disk takes before it is full."""
    for number in range(2000):
        try:
            ordered(store, operator, person)
        except StorageTrouble as error:
            told_plainly(error, "disk_full")
            return number
    raise AssertionError("the disk is never full")


def test_photos_goods_and_copies_stop_and_sales_go_on(store: Store, disk: SmallDisk) -> None:
    with store.write() as s:
        operator = set_up_operator(s, "王秀兰")
    person = villager(store, operator)
    take_backup(store)
    assert (level(store.home), paths.reserve(store.home).stat().st_size) == (Level.ENOUGH, (64 << 20) // 10)
    film = fill(disk, 2 << 20)
    assert level(store.home) is Level.LOW
    files = desk_files(store)
    for wait in (lambda: files.put(os.urandom(40_000)), lambda: take_backup(store), lambda: check_room(store.home)):
        with pytest.raises(StorageTrouble) as caught:
            wait()
        told_plainly(caught.value, "disk_low")
    name = "ab" * 32
    with pytest.raises(StorageTrouble, match="disk_low"):
        files.receive(name, 0, bytes(9000), 90_000)
    assert files.received(name) == 0
    assert list(files.names()) == []
    assert len(backups(store.home)) == 1
    files.put(b"a drawn name " * 300)
    ordered(store, operator, person)
    found = room(store.home)
    assert found.copies > 0
    assert found.free < 3 << 20
    film.unlink()
    assert files.has(files.put(os.urandom(40_000)))


def test_the_reserve_is_let_go_when_nothing_fits_any_more(store: Store, disk: SmallDisk) -> None:
    with store.write() as s:
        operator = set_up_operator(s, "王秀兰")
    person = villager(store, operator)
    fill(disk, 0)
    assert level(store.home) is Level.TIGHT
    saved = until_it_fails(store, operator, person)
    assert not paths.reserve(store.home).exists()
    for _ in range(60):  # the same once more finds room, and so do many more
        ordered(store, operator, person)
    saved += 60
    with store.read() as s:
        log, head, _ = events.current_log(s.connection())
        assert events.verify_chain(s.connection(), log) == head
        assert s.connection().exec_driver_sql('SELECT count(*) FROM "order"').scalar_one() == saved
        assert s.connection().exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    keep_reserve(store.home)
    assert not paths.reserve(store.home).exists(), "not while there is no room"
    assert not use_reserve(store.home)
    (disk.home.parent / "film").unlink()
    keep_reserve(store.home)
    assert paths.reserve(store.home).exists()


def test_a_full_disk_is_opened_with_what_was_kept_back(store: Store, disk: SmallDisk) -> None:
    with store.write() as s:
        operator = set_up_operator(s, "王秀兰")
    store.close()
    fill(disk, 0)
    again = open_store(disk.home, KEY)
    ordered_one = villager(again, operator)
    assert ordered_one
    again.close()


def test_on_a_disk_that_cannot_be_written_to_everything_can_be_looked_at(home: Path) -> None:
    store = open_store(home, KEY)
    with store.write() as s:
        operator = set_up_operator(s, "王秀兰")
    person = villager(store, operator)
    ordered(store, operator, person)
    photo = desk_files(store).put(b"\xff\xd8 a photo")
    # The program was killed: the last order is only in the write-ahead log.
    copies = {path: path.read_bytes() for path in home.iterdir() if path.is_file() and path.name != "desk.db-shm"}
    store.close()
    for path, content in copies.items():
        path.write_bytes(content)
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    with read_only(home):
        with pytest.raises(StorageTrouble, match="disk_read_only"):
            open_store(home, KEY)
        looking = open_to_look(home, KEY)
        with looking.read() as s:
            assert len(orders_of(s, person)) == 1
        assert desk_files(looking).get(photo) == b"\xff\xd8 a photo"
        with pytest.raises(StorageTrouble) as caught:
            ordered(looking, operator, person)
        told_plainly(caught.value, "only_looking")
        copy = looking._place
        looking.close()
        assert not copy.exists()
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_there_is_nothing_to_look_at_in_an_empty_folder(home: Path) -> None:
    home.mkdir()
    with pytest.raises(StorageTrouble, match="key_missing"):
        open_to_look(home)
