"""Central's database: SQLite by default, PostgreSQL by URL; the same statements on both."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    Table,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, ProgrammingError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.pool import QueuePool

from villagedesk.central import tables
from villagedesk.central.config import CentralConfig
from villagedesk.errors import Refused, StorageTrouble

Rows = Sequence[Mapping[str, Any]]

# Seconds that a request waits for a connection or a lock of somebody else: less than a device waits for its answer.
PATIENCE = 20
# A server that went away without a word is noticed within a minute, not after two hours.
_LINE = {
    "connect_timeout": "10",
    "keepalives_idle": "20",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
# These are faults of the program; all else is the database's own trouble, and passes.
_FAULTS = (DataError, IntegrityError, ProgrammingError)
# SQLite's word for a statement that makes no sense (https://sqlite.org/rescode.html); it comes as an OperationalError.
_SQLITE_ERROR = 1


def open_database(config: CentralConfig) -> "Database":
    """Open central's database and make its tables if they are missing.

    Raises:
        Refused: ``central_address``: an address of something else than PostgreSQL.
        StorageTrouble: the folder or the database cannot be used.
    """
    try:
        config.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StorageTrouble("central_folder", folder=config.home) from error
    try:
        engine = _engine(config)
        tables.central.create_all(engine)
        # What a newer version looks up, over rows of an older one.
        for index in (*tables.row.indexes, *tables.event.indexes):
            index.create(engine, checkfirst=True)
    except (SQLAlchemyError, sqlcipher.Error) as error:
        raise StorageTrouble("central_database", reason=_reason(error)) from error
    return Database(engine)


def _engine(config: CentralConfig) -> Engine:
    if config.database_url:
        try:
            url = make_url(config.database_url)
        except (ArgumentError, ValueError):
            raise Refused("central_address") from None  # what was typed may hold a password
        if url.drivername != "postgresql":
            raise Refused("central_address")
        # What was sent stands in the parameters, and must not end up in a log.
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_size=8,
            max_overflow=8,
            pool_timeout=PATIENCE,
            hide_parameters=True,
            connect_args={name: value for name, value in _LINE.items() if name not in url.query},
        )
    return _sqlite(config.home / "central.db")


def _reason(error: Exception) -> str:
    """The first line of what the database itself said."""
    said = error.orig if isinstance(error, DBAPIError) else error
    return (str(said).splitlines() or [""])[0].rstrip(". ") or type(error).__name__


@contextmanager
def _trouble_told() -> Iterator[None]:
    """Trouble of the database itself (full, locked, only readable, gone) as ours: whoever asks tries again later."""
    try:
        yield
    except SQLAlchemyError as error:
        if _passes(error):
            raise StorageTrouble("central_database", reason=_reason(error)) from error
        raise


def _passes(error: SQLAlchemyError) -> bool:
    if isinstance(error, NoConnectionFree):
        return True
    wrong = isinstance(error, _FAULTS) or getattr(getattr(error, "orig", None), "sqlite_errorcode", 0) == _SQLITE_ERROR
    return isinstance(error, DBAPIError) and not wrong


class Database:
    """Transactions on central's database.

    Both raise StorageTrouble when the database is full, locked, only readable or gone. Nothing was kept then; but where
    the line to PostgreSQL broke while it committed, it may have: whoever asks again must be able to do so.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        # Threads that wait for SQLite's own lock sleep and poll; this one wakes them in turn.
        self._turn: Any = threading.Lock() if self.is_sqlite else nullcontext()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may write. On SQLite it takes the write lock at once."""
        with _trouble_told(), self._turn, self.engine.connect() as connection:
            connection.info["write"] = True
            try:
                with connection.begin():
                    yield connection
            finally:
                connection.info.pop("write", None)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with _trouble_told(), self.engine.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def upsert(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows, or replace those whose key is there already; one statement for all of them."""
    if rows:
        _run(connection, table, rows, _on_conflict(table))


def insert_rows(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows in one statement; a column that a row does not name stays empty."""
    if rows:
        _run(connection, table, rows, "")


def insert_missing(connection: Connection, table: Table, **values: Any) -> None:
    """Insert one row, or leave the one whose key is there already as it is."""
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(table).values(**values).on_conflict_do_nothing())


def _run(connection: Connection, table: Table, rows: Rows, tail: str) -> None:
    # Straight to the driver: building a statement for each row costs more than the database does.
    names = [column.name for column in table.columns]
    if connection.dialect.name == "postgresql":
        columns = tuple([row.get(name) for row in rows] for name in names)
        arrays = ", ".join(map(_array, table.columns, columns))
        connection.exec_driver_sql(f"{_head(table)} SELECT * FROM unnest({arrays}) {tail}", columns)
    else:
        marks = ", ".join("?" * len(names))
        values = [tuple(map(row.get, names)) for row in rows]
        connection.exec_driver_sql(f"{_head(table)} VALUES ({marks}) {tail}", values)


@cache
def _head(table: Table) -> str:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    return f'INSERT INTO "{table.name}"({columns})'


def _array(column: Column[Any], values: list[Any]) -> str:
    # In binary form texts need no quoting, which psycopg does in Python; without a value the kind is not known.
    mark = "%s" if values.count(None) == len(values) else "%b"
    return f"{mark}::{_array_of(column.type)}"


@cache
def _on_conflict(table: Table) -> str:
    keys = [column.name for column in table.primary_key]
    names = [column.name for column in table.columns if column.name not in keys]
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in names)
    return f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {sets}"


def _array_of(kind: Any) -> str:
    if isinstance(kind, BigInteger):
        return "bigint[]"
    if isinstance(kind, Integer):
        return "integer[]"
    return "bytea[]" if isinstance(kind, LargeBinary) else "text[]"


def _sqlite(path: Path) -> Engine:
    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=lambda: _connect(path),
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=8,
        pool_timeout=PATIENCE,
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.info.get("write") else "BEGIN")

    return engine


def _connect(path: Path) -> Any:
    # sqlcipher3 without a key is plain SQLite, newer than the system's (which may have the WAL-reset bug).
    connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False, timeout=PATIENCE)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection
