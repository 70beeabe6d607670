"""Open the encrypted database: one connection that writes, a few that read, trouble with the disk told apart."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool

from villagedesk.errors import StorageTrouble

# What SQLite says, and which of our codes it means. https://sqlite.org/rescode.html
_CODES = {
    "SQLITE_FULL": "disk_full",
    "SQLITE_READONLY": "disk_read_only",
    "SQLITE_BUSY": "database_locked",
    "SQLITE_LOCKED": "database_locked",
    "SQLITE_CORRUPT": "database_damaged",
    "SQLITE_NOTADB": "database_damaged",
    "SQLITE_IOERR": "disk_full",
    "SQLITE_CANTOPEN": "disk_read_only",
    "SQLITE_PERM": "disk_read_only",
}


def connect(path: Path, key: bytes | None, *, read_only: bool = False, at_rest: bool = False) -> Any:
    """A bare connection with our settings: raw key, WAL, FULL, foreign keys on, transactions begun by hand.

    ``key`` is 32 bytes, or None for a plain file (central). With ``synchronous=FULL`` a commit that returned
    survives a power cut; NORMAL does not promise that. ``at_rest``: nobody has the file open and nothing is written
    beside it, not even what SQLite itself would need; so it can be read on a full disk, too.
    """
    read_only = read_only or at_rest
    mode = "ro&immutable=1" if at_rest else "ro" if read_only else "rwc"
    connection = sqlcipher.connect(
        f"file:{path.as_posix()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False, timeout=5
    )
    cursor = connection.cursor()
    if key is not None:
        cursor.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        cursor.execute("PRAGMA cipher_log_level = NONE")
    if not read_only:
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.close()
    return connection


def make_writer(path: Path, key: bytes | None) -> Engine:
    """An engine over one connection whose transactions take the write lock at once."""
    engine = create_engine("sqlite://", module=sqlcipher, creator=lambda: connect(path, key), poolclass=StaticPool)
    event.listen(engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def make_reader(path: Path, key: bytes | None, *, at_rest: bool = False) -> Engine:
    """An engine of a few connections that only read; each transaction sees one moment. ``at_rest``: see ``connect``."""
    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=lambda: _query_only(connect(path, key, at_rest=at_rest)),
        poolclass=QueuePool,
        pool_size=3,
        max_overflow=2,
    )
    event.listen(engine, "begin", lambda c: c.exec_driver_sql("BEGIN"))
    return engine


def _query_only(connection: Any) -> Any:
    connection.execute("PRAGMA query_only = ON")
    return connection


@contextmanager
def trouble_told() -> Iterator[None]:
    """Turn the disk's and SQLite's trouble into StorageTrouble; our own mistakes in SQL stay what they are.

    Raises:
        StorageTrouble: disk full, read-only, locked or damaged.
    """
    try:
        yield
    except DBAPIError as error:
        _raise_known(error.orig, error)
        raise
    except (sqlcipher.DatabaseError, DatabaseError) as error:
        _raise_known(error, error)
        raise


def _raise_known(original: object, cause: Exception) -> None:
    name = getattr(original, "sqlite_errorname", "") or ""
    text = str(original)
    for known, code in _CODES.items():
        if name.startswith(known):
            raise StorageTrouble(code, detail=text) from cause
    # The driver gives no name for some of them; SQLite's own words are stable.
    words = {
        "database or disk is full": "disk_full",
        "readonly database": "disk_read_only",
        "database is locked": "database_locked",
        "file is not a database": "database_damaged",
        "malformed": "database_damaged",
        "disk I/O error": "disk_full",
        "unable to open": "disk_read_only",
    }
    for phrase, code in words.items():
        if phrase in text:
            raise StorageTrouble(code, detail=text) from cause
