"""Fixtures: each builds one real object from the one below it."""

import gc
import os
import shutil
import tempfile

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# No test talks to the key store of the person who runs it.
os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from villagedesk import i18n, paths
from villagedesk.domain.operators import Operator
from villagedesk.store import Store, WriteSession, action, new_row, open_store, operators
from villagedesk.store.engine import connect
from villagedesk.store.migrate import migrate

KEY = bytes(range(32))
# What a PIN really costs to check is proven in tests/store/test_operators.py; everywhere else it is only waited for.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
REAL = operators._hasher
operators._hasher = CHEAP

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


@cache
def _empty_database() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = paths.desk_db(Path(folder))
        connection = connect(path, KEY)
        migrate(connection, path, paths.backups_dir(Path(folder)))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.close()
        return path.read_bytes()


def begun(home: Path) -> Path:
    """A data folder with an encrypted file of the newest version in it, and nothing in that; returns the folder.

    How such a file is made is looked at by tests/store/test_migrations.py; all others may have a copy of one.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not paths.desk_db(home).exists():
        paths.desk_db(home).write_bytes(_empty_database())
    return home


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """A real encrypted database file."""
    opened = open_store(begun(home), KEY)
    yield opened
    opened.close()


@pytest.fixture
def operator(store: Store) -> str:
    """The id of an operator who may act."""
    with store.write() as s:
        return set_up_operator(s, "王秀兰")


@pytest.fixture
def do(store: Store, operator: str) -> Callable[..., Any]:
    """What that operator does: ``do(verb, *arguments)``, each in a transaction of its own; gives what the verb gives."""

    def done(verb: Callable[..., Any], *given: Any, **more: Any) -> Any:
        with store.write(by=operator) as s:
            return verb(s, *given, **more)

    return done
