"""The open store of one desk: opened and migrated once, then read from anywhere and written one action at a time."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlmodel import Session

from villagedesk import clock, paths
from villagedesk.store import events
from villagedesk.store.engine import connect, make_reader, make_writer, trouble_told
from villagedesk.store.journal import Journal
from villagedesk.store.key import load_key
from villagedesk.store.migrate import migrate
from villagedesk.store.session import WriteSession


class Store:
    """One desk's data. Safe to use from any thread; writers take turns."""

    def __init__(self, home: Path, key: bytes) -> None:
        self.home = home
        self.key = key
        path = paths.desk_db(home)
        with trouble_told():
            connection = connect(path, key)
            try:
                migrate(connection, path, paths.backups_dir(home))
            finally:
                connection.close()
            self._writer = make_writer(path, key)
            self._reader = make_reader(path, key)
            self._turn = threading.RLock()
            with self.transaction() as opened:
                if events.get_meta(opened, "log") is None:
                    events.open_log(opened, secrets.token_hex(16), clock.now_ms())
        self.journal = Journal(home / "events.journal", key)
        self.rule_pack = ""
        self._complete_journal()

    @contextmanager
    def write(self, by: str = "") -> Iterator[WriteSession]:
        """One action of operator ``by``: its rows and its event are committed together, or not at all.

        Raises:
            StorageTrouble: the disk is full or read-only, or the file is locked or damaged. Nothing was saved.
        """
        with self._turn, trouble_told(), WriteSession(self._writer, by, self.rule_pack) as session:
            yield session
            session.finish()
            if session.event is not None:
                self.journal.append(session.event)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only reads and sees one moment."""
        with trouble_told(), Session(self._reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A bare write transaction, for sync and for tables of this computer only. No event is made."""
        with self._turn, trouble_told(), self._writer.begin() as connection:
            yield connection

    def _complete_journal(self) -> None:
        last = self.journal.last
        with self.read() as session:
            log, _, _ = events.current_log(session.connection())
            done = last.seq if last is not None and last.log == log else 0
            self.journal.catch_up(events.events_after(session.connection(), log, done))

    def close(self) -> None:
        """Close every connection; nothing is lost, for nothing waits in memory."""
        with self._turn:
            self._reader.dispose()
            self._writer.dispose()
            self.journal.close()


def open_store(home: Path, key: bytes | None = None) -> Store:
    """Open the desk in ``home``, making or migrating its database.

    Args:
        home: the data folder.
        key: 32 bytes; None takes it from the key store or the key file, and makes one for an empty folder.

    Raises:
        StorageTrouble: see ``Store.write``; also ``key_missing`` and ``database_newer``.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Store(home, key or load_key(home, may_create=not paths.desk_db(home).exists()))
