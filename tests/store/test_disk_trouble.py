"""A disk that is full, locked or read-only: one sentence, nothing half stored, and it goes on afterwards."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import time_machine

from tests.conftest import KEY
from tests.store.disks import Disk, SmallDisk, disk, mounted, read_only, told_plainly  # noqa: F401
from villagedesk import paths
from villagedesk.domain.operators import Operator
from villagedesk.errors import StorageTrouble
from villagedesk.store import Store, action, events, new_row, open_store
from villagedesk.store.backup import check, take_backup
from villagedesk.store.drafts import load_draft, save_draft
from villagedesk.store.journal import read_journal
from villagedesk.store.photos import attach, desk_files
from villagedesk.store.session import WriteSession

PICTURE = os.urandom(300_000)


@pytest.fixture
def store(disk: Disk) -> Iterator[Store]:  # noqa: F811
    opened = open_store(disk.home, KEY)
    yield opened
    opened.close()


@action
def big_action(s: WriteSession, name: str) -> None:
    """Five rows; the names are long, so that a small disk is soon full."""
    for number in range(5):
        new_row(s, Operator(name=f"{name}-{number}" + "长" * 500))


def save(store: Store, name: str) -> None:
    with store.write(by="x") as s:
        big_action(s, name)


def save_until_it_fails(store: Store, prefix: str) -> tuple[int, StorageTrouble]:
    for number in range(3000):
        try:
            save(store, f"{prefix}{number}")
        except StorageTrouble as error:
            return number, error
    raise AssertionError("the disk is never full")


def counts(store: Store) -> tuple[int, int, int]:
    """Rows, own events, and events of the chain."""
    with store.read() as s:
        run = s.connection().exec_driver_sql
        log, head, _ = events.current_log(s.connection())
        rows = int(run("SELECT count(*) FROM operator").scalar_one())
        assert run("PRAGMA integrity_check").scalar_one() == "ok"
        return rows, head, events.verify_chain(s.connection(), log)


def test_full_while_saving(store: Store, disk: Disk) -> None:  # noqa: F811
    save(store, "before")
    with disk.full():
        saved, error = save_until_it_fails(store, "full")
        told_plainly(error, "disk_full")
        for _ in range(3):  # the operator presses again
            with pytest.raises(StorageTrouble):
                save(store, "again" * 50)
        assert counts(store) == (5 * (saved + 1), saved + 1, saved + 1)
    save(store, "after")
    assert counts(store) == (5 * (saved + 2), saved + 2, saved + 2)
    store.close()
    again = open_store(disk.home, KEY)
    assert counts(again)[0] == 5 * (saved + 2)
    again.close()
    copied = {event.seq for event in read_journal(disk.home / "events.journal", KEY)}
    assert copied == set(range(1, saved + 3))


def copies(disk: Disk) -> list[str]:  # noqa: F811
    return sorted(path.name for path in paths.backups_dir(disk.home).iterdir())


def test_full_during_the_hourly_copy(store: Store, disk: Disk) -> None:  # noqa: F811
    """The older copy stays and is whole, no half one is left, the counter goes on, and the next hour makes one."""
    save(store, "before")
    first = take_backup(store)
    save(store, "later")
    with time_machine.travel((first.at + 3_600_000) / 1000, tick=True):
        with disk.full():
            for _ in range(2):
                with pytest.raises(StorageTrouble) as caught:
                    take_backup(store)
                # Where the room can be measured, it does not even begin: it is kept for sales.
                told_plainly(caught.value, "disk_low" if isinstance(disk, SmallDisk) else "disk_full")
            assert copies(disk) == [first.path.name]
            assert check(first.path, KEY, chain=True) == 1
        assert counts(store) == (10, 2, 2)
        save(store, "after")
        assert check(take_backup(store).path, KEY, chain=True) == 3
        assert len(copies(disk)) == 2


def test_full_in_the_middle_of_the_hourly_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is room to begin it, and somebody else takes it before the end."""
    monkeypatch.setattr("villagedesk.store.backup.check_room", lambda home, need: None)
    with mounted(tmp_path / "disk", megabytes=16) as disk:  # noqa: F811
        store = open_store(disk.home, KEY)
        for number in range(150):
            save(store, f"{number}")
        size = paths.desk_db(disk.home).stat().st_size
        first = take_backup(store)
        save(store, "later")
        with disk.full(but=size // 2), time_machine.travel((first.at + 3_600_000) / 1000, tick=True):
            with pytest.raises(StorageTrouble) as caught:
                take_backup(store)
            told_plainly(caught.value, "disk_full")
            assert copies(disk) == [first.path.name]
            save(store, "the copy took no room with it")
        assert counts(store) == (5 * 152, 152, 152)
        store.close()


def test_full_while_a_draft_is_kept(store: Store, disk: Disk) -> None:  # noqa: F811
    save_draft(store, "seller", "new", {"name": "张建国"})
    with disk.full(), pytest.raises(StorageTrouble) as caught:
        for number in range(3000):
            save_draft(store, "seller", f"{number}", {"name": "长" * 2000})
    told_plainly(caught.value, "disk_full")
    with store.read() as s:
        assert load_draft(s.connection(), "seller", "new") == {"name": "张建国"}
    save_draft(store, "seller", "new", {"name": "张建军"})


def test_full_while_a_photo_is_stored(store: Store, disk: Disk) -> None:  # noqa: F811
    files = desk_files(store)
    with disk.full():
        with pytest.raises(StorageTrouble) as caught:
            files.put(PICTURE)
        told_plainly(caught.value, "disk_low" if isinstance(disk, SmallDisk) else "disk_full")
    assert list(files.names()) == []
    assert not [path for path in disk.home.rglob("*") if path.is_file() and path.suffix in (".new", ".part")]
    name = files.put(PICTURE)
    with store.transaction() as connection:
        attach(connection, files, name, "lot")
    assert files.get(name) == PICTURE


def test_full_while_the_desk_is_opened(disk: Disk) -> None:  # noqa: F811
    with disk.full(), pytest.raises(StorageTrouble) as caught:
        open_store(disk.home)
    told_plainly(caught.value, "disk_full")
    opened = open_store(disk.home)
    save(opened, "after")
    opened.close()


def test_a_desk_with_data_opens_or_says_so_on_a_full_disk(store: Store, disk: Disk) -> None:  # noqa: F811
    save(store, "before")
    store.close()
    with disk.full():
        try:
            open_store(disk.home, KEY).close()
        except StorageTrouble as error:
            told_plainly(error, "disk_full")
    again = open_store(disk.home, KEY)
    save(again, "after")
    assert counts(again) == (10, 2, 2)
    again.close()


# --- locked


@contextmanager
def somebody_holds_the_lock(home: Path) -> Iterator[None]:
    """Another process is in the middle of a write."""
    words = (
        "import sys; from pathlib import Path; from villagedesk.store.engine import connect;"
        "c = connect(Path(sys.argv[1]), bytes.fromhex(sys.argv[2])); c.execute('BEGIN IMMEDIATE');"
        "print('held', flush=True); sys.stdin.read(); c.execute('ROLLBACK')"
    )
    path = str(paths.desk_db(home))
    with subprocess.Popen(
        [sys.executable, "-c", words, path, KEY.hex()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        yield
        assert other.stdin is not None
        other.stdin.close()


@pytest.mark.parametrize("disk", ["limited"], indirect=True)
def test_locked_by_another_process(store: Store, disk: Disk) -> None:  # noqa: F811
    save(store, "before")
    with store.transaction() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 100")
    with somebody_holds_the_lock(disk.home):
        for _ in range(2):
            with pytest.raises(StorageTrouble) as caught:
                save(store, "locked")
        told_plainly(caught.value, "database_locked")
        assert counts(store) == (5, 1, 1)  # reading goes on
    save(store, "after")
    assert counts(store) == (10, 2, 2)


# --- read-only


@pytest.mark.parametrize("disk", ["limited"], indirect=True)
def test_a_data_folder_nobody_may_write_to(disk: Disk) -> None:  # noqa: F811
    disk.home.mkdir()
    with read_only(disk.home):
        for key in (KEY, None):
            with pytest.raises(StorageTrouble) as caught:
                open_store(disk.home, key)
            told_plainly(caught.value, "disk_read_only")
    assert list(disk.home.iterdir()) == []


@pytest.mark.parametrize("disk", ["limited"], indirect=True)
def test_a_desk_that_became_read_only(store: Store, disk: Disk) -> None:  # noqa: F811
    save(store, "before")
    store.close()
    with read_only(disk.home), pytest.raises(StorageTrouble) as caught:
        open_store(disk.home, KEY)
    told_plainly(caught.value, "disk_read_only")
    again = open_store(disk.home, KEY)
    save(again, "after")
    assert counts(again) == (10, 2, 2)
    again.close()


@pytest.mark.parametrize("disk", ["limited"], indirect=True)
def test_a_folder_that_cannot_even_be_made(disk: Disk) -> None:  # noqa: F811
    disk.home.mkdir()
    with read_only(disk.home), pytest.raises(StorageTrouble) as caught:
        open_store(disk.home / "desk", KEY)
    told_plainly(caught.value, "disk_read_only")
