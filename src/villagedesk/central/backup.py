"""Central's own backups, and what is therefore safe: only what two of them hold is called durable to a desk.

    begin     the heads of all logs are noted; then whatever makes the backup begins
    done      it was read through and lies on another disk: what the one before it held is durable from now on

On SQLite ``take_backup`` does all of it. On PostgreSQL the two steps stand around the tool that makes the base backup
(``villagedesk central backup --begin`` and ``--done``). A backup that was never finished changes nothing.
"""

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, bindparam, select, text

from villagedesk import clock
from villagedesk.central import tables
from villagedesk.central.deps import Central
from villagedesk.errors import Refused, StorageTrouble
from villagedesk.store.files import FileStore, file_trouble_told, write_whole

_DURABLE = select(tables.safe.c.durable).where(tables.safe.c.log == bindparam("log"))
_PAGES = 512


def durable_of(connection: Connection, log: str) -> int:
    """The last event of a log that central would have still after losing its newest backup; 0 when there is none."""
    return int(connection.execute(_DURABLE, {"log": log}).scalar() or 0)


def begin_backup(connection: Connection) -> None:
    """Note how far each log is here; the backup that begins now has all of it."""
    connection.execute(
        text(
            "INSERT INTO safe(log, durable, newest, pending) SELECT id, 0, 0, head_seq FROM log WHERE true"
            " ON CONFLICT (log) DO UPDATE SET pending = excluded.pending"
        )
    )


def end_backup(connection: Connection) -> None:
    """The backup that ``begin_backup`` stood before is whole, and read through."""
    connection.execute(text("UPDATE safe SET durable = newest, newest = pending"))


def take_backup(central: Central, folder: Path) -> Path:
    """Copy database, key and photos while central serves, check the copy, and note what is safe by that.

    Args:
        folder: on another disk, best in another house. Each backup gets a folder of its own in it, photos are shared.

    Raises:
        Refused: ``central_backup_postgresql``. StorageTrouble: the folder cannot be written to, or the copy is damaged.
    """
    if not central.database.is_sqlite:
        raise Refused("central_backup_postgresql")
    with central.database.write() as connection:
        begin_backup(connection)
    name = datetime.fromtimestamp(clock.now_ms() // 1000, UTC).strftime("central-%Y%m%dT%H%M%SZ")
    unfinished, target = folder / f"{name}.new", folder / name
    with file_trouble_told():
        unfinished.mkdir(parents=True, exist_ok=True, mode=0o700)
    copy = unfinished / "central.db"
    _copy(central.config.home / "central.db", copy)
    write_whole(unfinished / "central.key", central.key.private_bytes_raw())
    _copy_photos(central, FileStore(folder / "files"))
    with file_trouble_told():
        _flush(copy)
        unfinished.replace(target)
    with central.database.write() as connection:
        end_backup(connection)
    return target


def _copy(source: Path, target: Path) -> None:
    try:
        reading: Any = sqlcipher.connect(f"file:{source.as_posix()}?mode=ro", uri=True)
        writing: Any = sqlcipher.connect(str(target))
        try:
            reading.backup(writing, pages=_PAGES, sleep=0.001)
            found = writing.execute("PRAGMA integrity_check").fetchone()[0]
        finally:
            reading.close()
            writing.close()
    except (sqlcipher.Error, sqlite3.Error) as error:
        raise StorageTrouble("central_database", reason=str(error)) from error
    if found != "ok":
        raise StorageTrouble("central_database", reason=found)


def _copy_photos(central: Central, files: FileStore) -> None:
    """Those that are not there yet; a file named by its content never changes."""
    for name in list(central.files.names()):
        if not files.has(name):
            files.put(central.files.get(name))


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
