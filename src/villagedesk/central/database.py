"""Central's database: SQLite by default, PostgreSQL by URL; the same statements on both."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import QueuePool

from villagedesk.central import tables
from villagedesk.central.config import CentralConfig


def open_database(config: CentralConfig) -> "Database":
    """Open central's database and make its tables if they are missing."""
    config.home.mkdir(parents=True, exist_ok=True)
    if config.database_url:
        url = config.database_url.replace("postgresql://", "postgresql+psycopg://", 1)
        engine = create_engine(url, pool_size=8, max_overflow=8)
    else:
        engine = _sqlite(config.home / "central.db")
    tables.central.create_all(engine)
    return Database(engine)


class Database:
    """Transactions on central's database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may write. On SQLite it takes the write lock at once."""
        with self.engine.connect() as connection:
            connection.info["write"] = True
            try:
                with connection.begin():
                    yield connection
            finally:
                connection.info.pop("write", None)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def upsert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows, or replace those whose key is there already; one statement for all of them."""
    if not rows:
        return
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table)
    keys = [column.name for column in table.primary_key]
    sets = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=sets), rows)


def _sqlite(path: Path) -> Engine:
    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=lambda: _connect(path),
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=8,
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.info.get("write") else "BEGIN")

    return engine


def _connect(path: Path) -> Any:
    # sqlcipher3 without a key is plain SQLite, newer than the system's (which may have the WAL-reset bug).
    connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False, timeout=30)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection
