"""Fixtures: each builds one real object from the one below it."""

import gc
import os
import shutil
import tempfile

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# No test talks to the key store of the person who runs it.
os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)

from collections.abc import Iterator
from pathlib import Path

import pytest

from villagedesk import i18n, paths
from villagedesk.domain.operators import Operator
from villagedesk.store import Store, WriteSession, action, new_row, open_store
from villagedesk.store.engine import connect
from villagedesk.store.migrate import migrate

KEY = bytes(range(32))

# Every commit waits for the disk; thousands of fresh databases in memory do not. Power cuts have a disk of their own.
_MEMORY = "/dev/shm"
if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 3 << 30:
    os.environ["TMPDIR"] = tempfile.tempdir = _MEMORY


def pytest_collection_finish() -> None:
    """What is loaded by now stays: no later collection walks through all of it again, and there are thousands."""
    gc.collect()
    gc.freeze()


@action
def set_up_operator(s: WriteSession, name: str) -> str:
    """The first operator of a test's centre."""
    return new_row(s, Operator(name=name)).id


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """A test that speaks another language leaves it to none behind it, in whatever order they come."""
    yield
    i18n.set_language("en")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The data folder of one desk."""
    return tmp_path / "home"


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encrypted file at the newest version with nothing in it; tests/store/test_migrations.py looks at its making."""
    folder = tmp_path_factory.mktemp("empty")
    path = paths.desk_db(folder)
    connection = connect(path, KEY)
    migrate(connection, path, paths.backups_dir(folder))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()
    return path


@pytest.fixture
def store(home: Path, empty_database: Path) -> Iterator[Store]:
    """A real encrypted database file."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not paths.desk_db(home).exists():
        shutil.copyfile(empty_database, paths.desk_db(home))
    opened = open_store(home, KEY)
    yield opened
    opened.close()


@pytest.fixture
def operator(store: Store) -> str:
    """The id of an operator who may act."""
    with store.write() as s:
        return set_up_operator(s, "王秀兰")
