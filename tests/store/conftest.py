"""Every action of the store is killed once in each run, whichever test does it first."""

import os
from pathlib import Path

import pytest

from tests.crash.snapshot import Stopped
from tests.store.orders_room import villager
from villagedesk.store import Store, WriteSession

# A large room would be copied for seconds.
_LARGEST = 4_000_000
# Tests that measure time.
_TIMED = {"tests.store.test_big_room"}


@pytest.fixture
def chen(store: Store, operator: str) -> str:
    """The id of a villager who buys: 陈桂花."""
    return villager(store, operator)


@pytest.fixture(autouse=True)
def killed_once(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stop each kind of action before and after its commit, the first time it happens: all of it is there, or nothing."""
    if request.module.__name__ in _TIMED:
        return
    base = tmp_path_factory.getbasetemp()
    # Beside the folders of the other workers of the same run.
    done = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "killed-actions"
    done.mkdir(exist_ok=True)
    finish = WriteSession.finish

    def stopping(session: WriteSession) -> None:
        if session.action is None or not _small(session) or not _first(done / session.action):
            finish(session)
            return
        really = session.commit
        stopped = Stopped(session, tmp_path_factory.mktemp(session.action))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(session, "commit", lambda: stopped.commit(really))
            finish(session)

    monkeypatch.setattr(WriteSession, "finish", stopping)


def _small(session: WriteSession) -> bool:
    store = session.info.get("store")
    return store is not None and (store.home / "desk.db").stat().st_size < _LARGEST


def _first(mark: Path) -> bool:
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
