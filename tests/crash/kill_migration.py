"""Kill a desk while it brings an old database to the newest version: the old one or a newer one is there, never a mixture."""

import random
import shutil
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.conftest import KEY
from tests.crash.forked import Child, Tell, scratch
from tests.store.test_migrations import DATABASES
from villagedesk import paths
from villagedesk.store import open_store
from villagedesk.store.engine import connect
from villagedesk.store.migrate import migrate
from villagedesk.store.migrations import MIGRATIONS

# Written by what opens a desk without a journal, once it is migrated.
_BY_OPENING = "numbers_left_free"

Content = dict[str, list[Any]]


@dataclass
class Outcome:
    """What some kills did: how many found the old version, one on the way, the newest; and how many something else."""

    kills: int = 0
    old: int = 0
    between: int = 0
    newest: int = 0
    mixed: int = 0
    broken_copies: int = 0
    not_opened: int = 0


def kill_migrations(folder: Path, kills: int, seed: int = 1) -> Outcome:
    """Kill ``kills`` times, half of them from each of the two released versions; judge after each."""
    chance, outcome, longest = random.Random(seed), Outcome(), 0.2
    for number in range(kills):
        home, version = folder / str(number), number % (len(MIGRATIONS) - 1) + 1
        home.mkdir()
        shutil.copy(_old(version), paths.desk_db(home))
        child = Child(lambda tell, home=home: _open(home, tell))  # type: ignore[misc]
        child.hear_of("begin")
        time.sleep(chance.uniform(0.0, longest))
        # Half of them a little before it is open, on however slow a machine.
        longest *= 0.93 if "open" in child.kill() else 1.07
        _judge(home, version, outcome)
        outcome.kills += 1
        shutil.rmtree(home)
    return outcome


def _old(version: int) -> Path:
    return DATABASES / f"v{version:04d}.db"


def _open(home: Path, tell: Tell) -> None:
    tell("begin")
    open_store(home, KEY)
    tell("open")
    time.sleep(10)


def _judge(home: Path, version: int, outcome: Outcome) -> None:
    found, content = _content(paths.desk_db(home))
    outcome.old += found == version
    outcome.newest += found == len(MIGRATIONS)
    outcome.between += version < found < len(MIGRATIONS)
    outcome.mixed += not version <= found <= len(MIGRATIONS) or content != clean(version, found)
    for copy in paths.backups_dir(home).glob("before-*.db"):
        outcome.broken_copies += _content(copy) != (version, clean(version, version))
    open_store(home, KEY).close()
    outcome.not_opened += _content(paths.desk_db(home)) != (len(MIGRATIONS), clean(version, len(MIGRATIONS)))


@cache
def clean(version: int, to: int) -> Content:
    """What stands in a database of a version that was migrated without any trouble."""
    with scratch() as folder:
        file = folder / "clean.db"
        shutil.copy(_old(version), file)
        connection = connect(file, KEY)
        migrate(connection, file, folder / "copies", MIGRATIONS[:to])
        connection.close()
        return _content(file)[1]


def _content(path: Path) -> tuple[int, Content]:
    """Version, and every row of every table."""
    connection = connect(path, KEY)
    try:
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        names = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY type, name").fetchall()
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        rows = {name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for (name,) in tables}
        rows["meta"] = [row for row in rows["meta"] if row[0] != _BY_OPENING]
        return version, {"schema": names, **rows}
    finally:
        connection.close()
