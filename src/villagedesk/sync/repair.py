"""Mends a desk whose database is damaged: the newest good copy, then what was done since, from the second event file and
from what can still be read of the database itself.

What central knows besides comes with the next sync. Nothing is deleted: the damaged file is kept beside the new one.
"""

import logging
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from villagedesk import clock, paths
from villagedesk.errors import NotFound, StorageTrouble
from villagedesk.store import open_store
from villagedesk.store.backup import Backup, backups, check
from villagedesk.store.bring_back import bring_back
from villagedesk.store.damage import damage_noted, forget_damage
from villagedesk.store.events import Event
from villagedesk.store.files import file_trouble_told
from villagedesk.store.journal import read_journal
from villagedesk.store.key import load_key
from villagedesk.store.numbers import leave_free
from villagedesk.store.salvage import salvaged

_log = logging.getLogger(__name__)
_PARTS = ("", "-wal", "-shm")


@dataclass(frozen=True)
class Repaired:
    """What a repair did: when the copy was taken (ms UTC), how many actions were brought back, where the old file is."""

    backup_at: int
    brought_back: int
    damaged: Path


def is_damaged(home: Path, key: bytes | None = None) -> bool:
    """Whether a page of the database does not carry its signature, or SQLite finds its structure broken."""
    try:
        check(paths.desk_db(home), key or load_key(home, may_create=False), in_use=True)
    except StorageTrouble as error:
        return error.code == "backup_damaged"
    return False


def repair(home: Path, key: bytes | None = None) -> Repaired:
    """Put the newest good copy in the place of a damaged database and bring back what was done since.

    Args:
        home: the data folder of a desk that is not open.
        key: the database's key; None takes it from the key store.

    Raises:
        StorageTrouble: ``no_backup``: there is no copy that can be read. Nothing was changed.
    """
    key = key or load_key(home, may_create=False)
    good = _newest_good(home, key)
    if good is None:
        raise StorageTrouble("no_backup")
    return put_back(home, key, good)


def restore(home: Path, name: str, key: bytes | None = None) -> Repaired:
    """Put a copy that somebody chose in the place of the database. What was done since is brought back all the same.

    Args:
        home: the data folder of a desk that is not open.
        name: the copy's name, as ``villagedesk backup`` lists it.
        key: the database's key; None takes it from the key store.

    Raises:
        NotFound: there is no such copy. StorageTrouble: ``backup_damaged``. Nothing was changed.
    """
    chosen = next((backup for backup in backups(home) if backup.path.name == name), None)
    if chosen is None:
        raise NotFound("backup", name)
    key = key or load_key(home, may_create=False)
    check(chosen.path, key, chain=True)
    return put_back(home, key, chosen)


def put_back(home: Path, key: bytes, good: Backup) -> Repaired:
    """Put a good copy in the place of the database, bring back what was done since, and keep what was there.

    Raises:
        StorageTrouble: the disk makes trouble.
    """
    kept = _in_order([*read_journal(paths.journal(home), key), *salvaged(home, key)])
    with file_trouble_told():
        aside = _put_in_place(home, good)
    store = open_store(home, key)
    try:
        with store.transaction() as connection:
            # Opening brought back what it noticed; a copy that the journal does not reach is followed by nobody knows what.
            count = store.brought_back + bring_back(connection, kept)
            if not count:
                leave_free(connection)
    finally:
        store.close()
    _log.warning("the database was mended from %s; %s events came back from the journal", good.path.name, count)
    return Repaired(good.at, count, aside)


def _in_order(found: list[Event]) -> list[Event]:
    """Each event once, log after log, each log in its order."""
    logs = {event.log: n for n, event in reversed(list(enumerate(found)))}
    once = {event.id: event for event in found}
    return sorted(once.values(), key=lambda event: (logs[event.log], event.seq))


def mend_if_noted(home: Path, key: bytes | None = None) -> Repaired | None:
    """Look at every page when one could not be read since the last start, and mend what is damaged.

    Where there is no good copy nothing is changed: what can still be read is better than nothing. The arguments are
    those of ``repair``.

    Raises:
        StorageTrouble: the key is missing, or the disk cannot be written to.
    """
    if not damage_noted(home):
        return None
    key = key or load_key(home, may_create=False)
    done = None
    try:
        if is_damaged(home, key):
            done = repair(home, key)
    except StorageTrouble as error:
        if error.code != "no_backup":
            raise
        _log.warning("the database is damaged and there is no good copy of it")
        return None
    forget_damage(home)
    return done


def _newest_good(home: Path, key: bytes) -> Backup | None:
    for backup in backups(home):
        try:
            check(backup.path, key, chain=True)
        except StorageTrouble:
            _log.warning("the copy %s is damaged too", backup.path.name)
        else:
            return backup
    return None


def _put_in_place(home: Path, good: Backup) -> Path:
    """The copy under the database's name; returns the folder with what was there before."""
    moment = datetime.fromtimestamp(clock.now_ms() / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
    aside = home / f"damaged-{moment}"
    aside.mkdir(exist_ok=True)
    target = paths.desk_db(home)
    fresh = target.with_suffix(".new")
    shutil.copy2(good.path, fresh)
    for part in _PARTS:
        old = target.with_name(target.name + part)
        if old.exists():
            old.replace(aside / old.name)
    fresh.replace(target)
    return aside
