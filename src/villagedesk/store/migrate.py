"""Numbered migrations: each runs in one transaction together with its number, after a copy of the file was taken.

A power cut leaves the old version or the new one, never something between. Foreign keys are off while a migration
runs (a rebuilt parent table would delete its children) and checked before it is committed.
"""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from villagedesk.errors import StorageTrouble
from villagedesk.store.migrations import MIGRATIONS

Migration = Callable[[Any], None]

KEEP_COPIES = 3


def migrate(connection: Any, path: Path, backups: Path, migrations: Sequence[Migration] = MIGRATIONS) -> int:
    """Bring the file to the newest version; returns how many migrations ran.

    Args:
        connection: a bare connection in autocommit, the only one open on ``path``.
        path: the database file.
        backups: where the copy goes that is taken before the first migration of an older file.
        migrations: number n is ``migrations[n - 1]``.

    Raises:
        StorageTrouble: the file is from a newer program (``database_newer``), or not readable.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(migrations):
        raise StorageTrouble("database_newer", found=version, known=len(migrations))
    if version == len(migrations):
        return 0
    if version > 0:
        _copy(connection, path, backups, version)
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        for number in range(version + 1, len(migrations) + 1):
            _run(connection, number, migrations[number - 1])
    finally:
        connection.execute("PRAGMA foreign_keys = ON")
    return len(migrations) - version


def _run(connection: Any, number: int, migration: Migration) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        migration(connection)
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise ValueError(f"migration {number} leaves rows without their parent: {broken[:3]}")
        connection.execute(f"PRAGMA user_version = {number}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _copy(connection: Any, path: Path, backups: Path, version: int) -> None:
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    backups.mkdir(parents=True, exist_ok=True)
    target = backups / f"before-{version + 1:04d}.db"
    shutil.copy2(path, target.with_suffix(".new"))
    target.with_suffix(".new").replace(target)
    for old in sorted(backups.glob("before-*.db"))[:-KEEP_COPIES]:
        old.unlink()
