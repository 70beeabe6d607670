"""The open store of one desk: opened and migrated once, then read from anywhere and written one action at a time."""

import logging
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection
from sqlmodel import Session

from villagedesk import clock, paths
from villagedesk.domain.rules import shipped_book
from villagedesk.errors import RoomMade, StorageTrouble
from villagedesk.store import events
from villagedesk.store.bring_back import bring_back, unknown
from villagedesk.store.catalogue import Catalogue, Pictures, open_catalogue, open_pictures
from villagedesk.store.county_courses import take_up_courses
from villagedesk.store.damage import note_damage
from villagedesk.store.engine import connect, make_reader, make_writer, trouble_told
from villagedesk.store.files import file_trouble_told
from villagedesk.store.journal import Journal, read_journal
from villagedesk.store.key import load_key
from villagedesk.store.migrate import migrate
from villagedesk.store.numbers import A_FEW, leave_free
from villagedesk.store.room import use_reserve
from villagedesk.store.session import WriteSession
from villagedesk.store.turns import Turns

_log = logging.getLogger(__name__)


class Store:
    """One desk's data. Safe to use from any thread; writers take turns.

    ``copy`` is a folder with a copy of the database, where the real one cannot be written to: see ``open_to_look``.
    """

    def __init__(self, home: Path, key: bytes, copy: Path | None = None) -> None:
        self.home = home
        self.key = key
        self.only_looking = copy is not None
        # Where the files lie that have to be written to.
        self._place = home = copy or home
        path = paths.desk_db(home)
        with trouble_told():
            connection = connect(path, key)
            try:
                migrate(connection, path, paths.backups_dir(home))
            finally:
                connection.close()
            self._writer = make_writer(path, key)
            self._reader = make_reader(path, key)
            self._turn = Turns()
            with self.transaction() as opened:
                if events.get_meta(opened, "log") is None:
                    events.open_log(opened, secrets.token_hex(16), clock.now_ms())
        self.journal = Journal(paths.journal(home), key)
        # How many events the database did not have any more and the journal had.
        self.brought_back = self._compare_with_journal()
        self._complete_journal()
        with self.read() as opened_session:
            take_up_courses(opened_session.connection())

    @contextmanager
    def write(self, by: str = "") -> Iterator[WriteSession]:
        """One action of operator ``by``: its rows and its event are committed together, or not at all.

        Raises:
            StorageTrouble: the disk is full or read-only, or the file is locked or damaged. Nothing was saved.
                RoomMade: the same action would be saved now.
        """
        if self.only_looking:
            raise StorageTrouble("only_looking")
        with self._turn, self._trouble_told(), WriteSession(self._writer, by, self.rule_pack()) as session:
            session.info["store"] = self
            yield session
            session.finish()
            if session.event is not None:
                self.journal.append(session.event)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only reads and sees one moment."""
        with self._trouble_told(), Session(self._reader, expire_on_commit=False) as session:
            session.info["store"] = self
            yield session

    def rule_pack(self) -> str:
        """The version of the rules in force today; every event says under which rules it was done."""
        return shipped_book().on(clock.today()).version

    @cached_property
    def catalogue(self) -> Catalogue:
        """The goods catalogue in its own file, opened when it is first asked for."""
        return open_catalogue(self._place, self.key)

    @cached_property
    def pictures(self) -> Pictures:
        """The thumbnails of goods in their own file, opened when they are first asked for."""
        return open_pictures(self._place, self.key)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A bare write transaction, for sync and for tables of this computer only. No event is made."""
        with self._turn, self._trouble_told(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def _trouble_told(self) -> Iterator[None]:
        try:
            with trouble_told():
                yield
        except StorageTrouble as error:
            if error.code == "database_damaged":
                note_damage(self.home)
            if error.code == "disk_full" and use_reserve(self.home):
                raise RoomMade(error.code, **error.params) from error
            raise

    def _compare_with_journal(self) -> int:
        """Notice a database that was put back from an older copy: bring back what is missing, leave numbers free."""
        with self.transaction() as connection:
            if self.journal.tail and unknown(connection, self.journal.tail):
                count = bring_back(connection, read_journal(paths.journal(self._place), self.key))
                leave_free(connection, A_FEW, A_FEW)
                _log.warning("the database was older than its journal: %s events came back", count)
                return count
            if self.journal.was_missing and events.has_any(connection):
                leave_free(connection)
        return 0

    def _complete_journal(self) -> None:
        with self.read() as session:
            log, _, _ = events.current_log(session.connection())
            first = min((seq for name, seq in ((e.log, e.seq) for e in self.journal.tail) if name == log), default=1)
            self.journal.catch_up(log, events.all_after(session.connection(), log, first - 1))

    def close(self) -> None:
        """Close every connection; nothing is lost, for nothing waits in memory."""
        with self._turn:
            if "catalogue" in self.__dict__:
                self.catalogue.close()
            if "pictures" in self.__dict__:
                self.pictures.close()
            self._reader.dispose()
            self._writer.dispose()
            self.journal.close()
            if self.only_looking:
                shutil.rmtree(self._place, ignore_errors=True)


def open_store(home: Path, key: bytes | None = None) -> Store:
    """Open the desk in ``home``, making or migrating its database.

    Args:
        home: the data folder.
        key: 32 bytes; None takes it from the key store or the key file, and makes one for an empty folder.

    Raises:
        StorageTrouble: see ``Store.write``; also ``key_missing`` and ``database_newer``.
    """
    with file_trouble_told():
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = key or load_key(home, may_create=not paths.desk_db(home).exists())
        try:
            return Store(home, key)
        except StorageTrouble as error:
            if error.code != "disk_full" or not use_reserve(home):
                raise
            return Store(home, key)


def open_to_look(home: Path, key: bytes | None = None) -> Store:
    """Open a desk whose disk cannot be written to: everything can be looked at, and nothing is saved.

    The database is copied to where this computer keeps what is not for long; it is encrypted there as well.

    Raises:
        StorageTrouble: there is nothing here, no key, or no room for the copy.
    """
    with file_trouble_told():
        key = key or load_key(home, may_create=False)
        copy = Path(tempfile.mkdtemp(prefix="villagedesk-"))
        try:
            for path in home.glob(f"{paths.desk_db(home).name}*"):
                if path.name.removeprefix("desk.db") in ("", "-wal"):
                    shutil.copyfile(path, copy / path.name)
            store = Store(home, key, copy)
        except BaseException:
            shutil.rmtree(copy, ignore_errors=True)
            raise
    return store
