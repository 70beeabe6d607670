"""What kill -9 leaves of a desk at one moment: its files as they lie there, copied while the action stands still.

The database is not killed for it: what another process finds after a kill is what the files hold at that moment (a
power cut is another thing, see ``disk``). So every action that a test does can be stopped at each of its moments.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from tests.conftest import KEY
from villagedesk import paths
from villagedesk.store import Store, WriteSession, events, open_store
from villagedesk.store.journal import read_journal
from villagedesk.store.rows import read_row

_PARTS = ("desk.db", "desk.db-wal", "events.journal")

Dump = dict[str, list[tuple[Any, ...]]]


class Stopped:
    """One action, stopped between flush and commit, and between commit and journal."""

    def __init__(self, session: WriteSession, folder: Path) -> None:
        self._session, self._folder = session, folder
        self._store: Store = session.info["store"]

    def commit(self, really: Callable[[], None]) -> None:
        """Do the commit, and judge what a kill before and after it would leave."""
        before = self._seen()
        self._nothing_yet()
        self._leave("before")
        really()
        after = self._seen()
        self._leave("after")
        event = self._session.event
        self._judge("before", before, None if event is None else event.id, there=False)
        self._judge("after", after, None if event is None else event.id, there=True)

    def _nothing_yet(self) -> None:
        """Before the commit nobody else sees any of it: the action did not commit a part by itself."""
        with self._store.read() as s:
            for touched in self._session.capture.touched.values():
                seen = read_row(s.connection(), touched.name, touched.row.id)
                assert seen == touched.before(), f"{self._session.action} left {touched.name} before its commit"

    def _seen(self) -> Dump:
        with self._store.read() as s:
            return dump(s.connection())

    def _leave(self, moment: str) -> None:
        target = self._folder / moment
        target.mkdir(parents=True)
        for name in _PARTS:
            if (self._store.home / name).exists():
                shutil.copy(self._store.home / name, target / name)

    def _judge(self, moment: str, wanted: Dump, event_id: str | None, *, there: bool) -> None:
        home, what = self._folder / moment, f"{self._session.action}, killed {moment} the commit"
        store = open_store(home, KEY)
        try:
            assert store.brought_back == 0, what
            with store.read() as s:
                found = dump(s.connection())
                log, head, _ = events.current_log(s.connection())
                assert events.verify_chain(s.connection(), log) == head, what
        finally:
            store.close()
        assert found == wanted, what
        if event_id is not None:
            assert (event_id in {row[0] for row in found["event"]}) == there, what
            # Opening caught the second copy up.
            kept = [event.id for event in read_journal(paths.journal(home), KEY)]
            assert (kept.count(event_id) > 0) == there, what


def dump(connection: Connection) -> Dump:
    """Every row of every table."""
    run = connection.exec_driver_sql
    tables = run("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    return {
        name: sorted((tuple(row) for row in run(f'SELECT * FROM "{name}"')), key=repr)
        for name in tables.scalars().all()
    }
