"""kill -9 during a sync, a copy, a migration; and that the judge notices when one of them is done carelessly."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from tests.crash import kill_backup, kill_migration, kill_sync
from tests.crash.forked import scratch
from tests.crash.kill_backup import kill_backups
from tests.crash.kill_migration import kill_migrations
from tests.crash.kill_sync import kill_syncs
from villagedesk import clock, paths
from villagedesk.store import migrate
from villagedesk.store.backup import Backup

# 2,500 of each kind by `installer/test.sh bench kill`; here enough to notice a mistake.
KILLS = int(os.environ.get("VILLAGEDESK_KILLS", "24"))

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture
def folder() -> Iterator[Path]:
    with scratch() as made:
        yield made


def test_a_sync_that_is_killed_on_either_side_loses_nothing(folder: Path) -> None:
    outcome = kill_syncs(folder, KILLS, series=max(8, KILLS // 2))
    assert outcome.acknowledged >= KILLS // 2
    assert outcome.syncs
    assert (outcome.lost, outcome.doubled, outcome.differs) == (0, 0, 0)


def test_a_copy_is_whole_or_not_there(folder: Path) -> None:
    outcome = kill_backups(folder / "home", KILLS)
    assert outcome.copies
    assert (outcome.lost, outcome.broken, outcome.short, outcome.missing) == (0, 0, 0, 0)


def test_a_migration_leaves_one_version(folder: Path) -> None:
    outcome = kill_migrations(folder, KILLS)
    assert outcome.old
    assert outcome.newest
    assert (outcome.mixed, outcome.broken_copies, outcome.not_opened) == (0, 0, 0)


# ---------------------------------------------------------------- done carelessly


def test_a_desk_that_says_saved_too_early_is_caught(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(home: Path, number: int, port: int, tell: Any) -> None:
        store, _ = kill_sync._opened(home, port)
        for turn in range(1000):
            tell(f"saved {number}-{turn}")
            time.sleep(0.01)
            with store.write(by="x") as s:
                kill_sync.two_rows(s, f"{number}-{turn}")

    monkeypatch.setattr(kill_sync, "_work", careless)
    assert kill_syncs(folder, 8).lost


def test_a_copy_under_its_own_name_is_caught(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(store: Any) -> Backup:
        now = clock.now_ms()
        name = datetime.fromtimestamp(now // 1000, UTC).strftime("desk-%Y%m%dT%H%M%SZ.db")
        target = paths.backups_dir(store.home) / name
        target.parent.mkdir(exist_ok=True)
        with paths.desk_db(store.home).open("rb") as source, target.open("wb") as copy:
            while piece := source.read(4096):
                copy.write(piece)
                time.sleep(0.001)
        return Backup(target, now, 0)

    monkeypatch.setattr(kill_backup, "take_backup", careless)
    assert kill_backups(folder / "home", 12).broken


def test_a_migration_in_pieces_is_caught(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(connection: Any, number: int, migration: Any) -> None:
        migration(connection)
        time.sleep(0.1)
        connection.execute(f"PRAGMA user_version = {number}")

    clean = [kill_migration.clean(version, to) for version in (1, 2) for to in range(version, 4)]
    assert all(clean)
    monkeypatch.setattr(migrate, "_run", careless)
    try:
        mixed = kill_migrations(folder, 10).mixed
    except sqlcipher.OperationalError:  # half of a migration is there, and it cannot be opened any more
        mixed = 1
    assert mixed
