"""What lies on the disk: encrypted, migrated with a copy, journalled, and known trouble told plainly."""

import os
from pathlib import Path

import pytest

from tests.conftest import KEY, set_up_operator
from villagedesk import paths
from villagedesk.errors import StorageTrouble
from villagedesk.store import Store, open_store
from villagedesk.store.engine import connect
from villagedesk.store.journal import read_journal
from villagedesk.store.key import is_protected, load_key
from villagedesk.store.migrate import migrate
from villagedesk.store.migrations import MIGRATIONS


def test_nothing_readable_is_on_the_disk(store: Store, operator: str, home: Path) -> None:
    store.close()
    for file in (p for p in home.rglob("*") if p.is_file()):
        content = file.read_bytes()
        assert "王秀兰".encode() not in content
        assert not content.startswith(b"SQLite format 3")


def test_the_wrong_key_is_told_as_damage(store: Store, home: Path) -> None:
    store.close()
    with pytest.raises(StorageTrouble) as caught:
        open_store(home, bytes(32))
    assert caught.value.code == "database_damaged"


def test_the_journal_has_every_event_and_ends_at_a_damaged_one(store: Store, operator: str, home: Path) -> None:
    with store.write(by=operator) as s:
        set_up_operator(s, "刘芳")
    store.journal.close()
    file = home / "events.journal"
    found = list(read_journal(file, KEY))
    assert [e.seq for e in found] == [1, 2]
    file.write_bytes(file.read_bytes()[:-1])
    assert [e.seq for e in read_journal(file, KEY)] == [1]
    store.close()
    open_store(home, KEY).close()
    assert [e.seq for e in read_journal(file, KEY)] == [1, 2]


def test_a_migration_takes_a_copy_and_rolls_back_when_it_fails(store: Store, operator: str, home: Path) -> None:
    store.close()
    path, backups = paths.desk_db(home), paths.backups_dir(home)

    def half(connection: object) -> None:
        connection.execute("DELETE FROM operator")  # type: ignore[attr-defined]
        raise OSError("power")

    connection = connect(path, KEY)
    with pytest.raises(OSError, match="power"):
        migrate(connection, path, backups, [*MIGRATIONS, half])
    assert connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
    assert connection.execute("SELECT count(*) FROM operator").fetchone()[0] == 1
    copy = connect(backups / f"before-{len(MIGRATIONS) + 1:04d}.db", KEY)
    assert copy.execute("SELECT name FROM operator").fetchone()[0] == "王秀兰"
    copy.close()
    connection.close()


def test_a_newer_database_is_refused_with_a_sentence(store: Store, home: Path) -> None:
    store.close()
    connection = connect(paths.desk_db(home), KEY)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(StorageTrouble) as caught:
        open_store(home, KEY)
    assert caught.value.code == "database_newer"


def test_a_full_disk_is_told_and_saves_nothing(store: Store, operator: str) -> None:
    with store.transaction() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    saved = 0
    with pytest.raises(StorageTrouble) as caught:
        for number in range(2000):
            with store.write(by=operator) as s:
                set_up_operator(s, f"操作员{number}")
            saved += 1
    assert caught.value.code == "disk_full"
    with store.read() as r:
        assert r.connection().exec_driver_sql("SELECT count(*) FROM operator").scalar() == saved + 1


def test_the_key_file_is_private_and_a_lost_key_is_told(tmp_path: Path) -> None:
    key = load_key(tmp_path, may_create=True)
    assert load_key(tmp_path, may_create=False) == key
    assert not is_protected(tmp_path)
    if os.name == "posix":
        assert (tmp_path / "desk.key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "desk.key").unlink()
    with pytest.raises(StorageTrouble) as caught:
        load_key(tmp_path, may_create=False)
    assert caught.value.code == "key_missing"


@pytest.mark.parametrize("cut", ["", "ab" * 20, "not a key"])
def test_a_key_file_that_was_cut_off_is_never_taken_for_a_key(tmp_path: Path, cut: str) -> None:
    (tmp_path / "desk.key").write_text(cut)
    with pytest.raises(StorageTrouble) as caught:
        load_key(tmp_path, may_create=False)
    assert caught.value.code == "key_missing"
    assert len(load_key(tmp_path, may_create=True)) == 32
