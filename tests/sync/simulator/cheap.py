"""What makes a simulated day cheap and changes nothing that the judge looks at.

What costs most of a day is proved elsewhere: choosing the smallest form of each column and compressing it hard
(``test_codec``, ``tests/bench/fuzz``), the cipher of the database, flushing to a disk that is memory here, building the
same statements again for each of some hundred databases, looking for rubbish among everything that was imported.
"""

import atexit
import gc
import logging
import os
import random
import shutil
import tempfile
import threading
from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import NoResultFound

from tests.conftest import KEY
from villagedesk.store import Store, engine, open_store, store
from villagedesk.store.engine import connect
from villagedesk.sync.codec import WireEvent, batch, packing

# All districts of this process, in memory where there is any: the simulator is about order and chance, power cuts of
# disks are judged by ``tests/bench/power.py``. A thousand centres want more than most memories hold: a folder is named.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
FOLDER = Path(tempfile.mkdtemp(prefix="vd-district-", dir=os.environ.get("VILLAGEDESK_SIMULATE_IN", MEMORY)))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

# One batch in so many travels as columns, hard compressed; the others as they are, in the same format.
REAL_EVERY = 16

_first: dict[str, Engine] = {}


def share_statements(name: str, engine: Engine) -> None:
    """Take the compiled statements of the first engine of this kind; all of them speak to databases of one version."""
    first = _first.setdefault(name, engine)
    engine.dialect = first.dialect
    engine._compiled_cache = first._compiled_cache


def open_cheap(folder: Path) -> Store:
    """Open a desk whose file is not encrypted, and whose journal is flushed when it is closed."""
    engine.connect = store.connect = _connect
    opened = open_store(folder, KEY)
    share_statements("writer", opened._writer)
    share_statements("reader", opened._reader)
    opened.journal._timer = _Never()
    return opened


def _connect(path: Path, key: bytes | None, **more: Any) -> Any:
    """As the store's own; only the files of a district are plain, and nothing waits for the disk they may lie on."""
    if not path.is_relative_to(FOLDER):
        return connect(path, key, **more)
    connection = connect(path, None, **more)
    connection.execute("PRAGMA synchronous = OFF")
    return connection


class _Never(threading.Timer):
    """A timer that was set already, and never comes."""

    def __init__(self) -> None:
        super().__init__(0, lambda: None)


@contextmanager
def plain_wire(chance: random.Random) -> Iterator[None]:
    """Most batches travel as they are: the reader takes both, and cannot tell who wrote them."""
    encode, level = batch.encode_events, packing._LEVEL

    def encode_events(events: Sequence[WireEvent]) -> bytes:
        real = chance.randrange(REAL_EVERY) == 0
        packing._LEVEL = level if real else 1
        return encode(events) if real else batch._encode(events, frozenset(range(len(events))))

    batch.encode_events = encode_events
    try:
        yield
    finally:
        batch.encode_events, packing._LEVEL = encode, level


class _Rows:
    """What a plain statement found, as far as our code asks."""

    def __init__(self, cursor: Any, statement: str) -> None:
        self._cursor, self._statement = cursor, statement

    def __iter__(self) -> Iterator[Any]:
        made = self._made()
        return (made(row) for row in self._cursor)

    def _made(self) -> Callable[[Any], Any]:
        if self._statement not in _kinds:
            names = [column[0] for column in self._cursor.description]
            _kinds[self._statement] = namedtuple("Row", names, rename=True)._make  # type: ignore[misc]
        return _kinds[self._statement]

    def fetchall(self) -> list[Any]:
        return list(self)

    all = fetchall

    def fetchone(self) -> Any:
        row = self._cursor.fetchone()
        return row and self._made()(row)

    first = one_or_none = fetchone

    def one(self) -> Any:
        row = self.fetchone()
        if row is None:
            raise NoResultFound
        return row

    def scalar(self) -> Any:
        row = self._cursor.fetchone()
        return row and row[0]

    def scalar_one(self) -> Any:
        return self.one()[0]

    def scalars(self) -> Any:
        return IteratorResult(SimpleResultMetaData(["value"]), ((row[0],) for row in self._cursor)).scalars()


_kinds: dict[str, Callable[[Any], Any]] = {}
_slow = Connection.exec_driver_sql


def _exec_driver_sql(self: Any, statement: str, parameters: Any = None, execution_options: Any = None) -> Any:
    """Straight to SQLite, where SQLAlchemy only passes on what it was given."""
    if not self.in_transaction() or statement.startswith("PRAGMA"):
        return _slow(self, statement, parameters, execution_options)
    cursor = self.connection.dbapi_connection.cursor()
    if isinstance(parameters, list):
        return _Rows(cursor.executemany(statement, parameters), statement)
    return _Rows(cursor.execute(statement, parameters or ()), statement)


@contextmanager
def straight_to_sqlite() -> Iterator[None]:
    """Plain statements pass SQLAlchemy by."""
    Connection.exec_driver_sql = _exec_driver_sql  # type: ignore[method-assign]
    try:
        yield
    finally:
        Connection.exec_driver_sql = _slow  # type: ignore[method-assign]


def settle() -> None:
    """For a process that does nothing but simulate: what is imported by now stays, and rubbish is rarely looked for."""
    logging.disable(logging.WARNING)
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 1000)
