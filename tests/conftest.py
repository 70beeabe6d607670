"""Fixtures: each builds one real object from the one below it."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# No test talks to the key store of the person who runs it.
os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)

from collections.abc import Iterator
from pathlib import Path

import pytest

from villagedesk import i18n
from villagedesk.domain.operators import Operator
from villagedesk.store import Store, WriteSession, action, new_row, open_store

KEY = bytes(range(32))


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


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """A real encrypted database file."""
    opened = open_store(home, KEY)
    yield opened
    opened.close()


@pytest.fixture
def operator(store: Store) -> str:
    """The id of an operator who may act."""
    with store.write() as s:
        return set_up_operator(s, "王秀兰")
