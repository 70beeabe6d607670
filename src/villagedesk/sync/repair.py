"""Mends a desk whose database is damaged: the newest good copy, then what was done since, from the second event file.

What central knows besides comes with the next sync. Nothing is deleted: the damaged file is kept beside the new one.
"""

import json
import logging
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, insert, update

from villagedesk import clock, paths
from villagedesk.domain.entity import row_id
from villagedesk.errors import StorageTrouble
from villagedesk.store import derived, events, open_store, shadow, tables
from villagedesk.store.backup import Backup, backups, check
from villagedesk.store.damage import damage_noted, forget_damage
from villagedesk.store.events import Event
from villagedesk.store.files import file_trouble_told
from villagedesk.store.journal import read_journal
from villagedesk.store.key import load_key
from villagedesk.store.rows import delete_row, read_row, write_row
from villagedesk.sync import merge

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
        check(paths.desk_db(home), key or load_key(home, may_create=False))
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
    kept = list(read_journal(home / "events.journal", key))
    with file_trouble_told():
        aside = _put_in_place(home, good)
    store = open_store(home, key)
    try:
        with store.transaction() as connection:
            count = bring_back(connection, kept)
    finally:
        store.close()
    _log.warning("the database was mended from %s; %s events came back from the journal", good.path.name, count)
    return Repaired(good.at, count, aside)


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


def bring_back(connection: Connection, kept: Iterable[Event]) -> int:
    """Add the events that the database does not have, with their rows, as own events that wait; returns how many.

    Where they continue the log they keep their place in it, so that central sees no difference. Others (of a log that
    was opened after the copy was taken) move over with the same ids, as after a restore.
    """
    known = {row[0] for row in connection.exec_driver_sql("SELECT id FROM event")}
    touched: dict[str, set[str]] = {}
    count = 0
    for event in kept:
        if event.id not in known:
            known.add(event.id)
            _append(connection, event)
            _apply(connection, event, touched)
            count += 1
    derived.refresh(connection, {name: sorted(ids) for name, ids in touched.items()})
    return count


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


def _append(connection: Connection, event: Event) -> None:
    log, head, link = events.current_log(connection)
    following = events.next_link(link, event.id, event.body)
    moved = Event(event.id, log, head + 1, event.scope, event.at, event.body, following)
    connection.execute(insert(tables.event).values(**moved.__dict__))
    connection.execute(
        update(tables.log).where(tables.log.c.id == log).values(head_seq=moved.seq, head_link=moved.link)
    )


def _apply(connection: Connection, event: Event, touched: dict[str, set[str]]) -> None:
    body = json.loads(event.body)
    for change in body["c"]:
        name = change[0]
        id_ = row_id(event.id, change[1]) if isinstance(change[1], int) else str(change[1])
        before = read_row(connection, name, id_)
        after = merge.apply(before, change, frozenset())
        shadow.keep(connection, name, id_, before)
        touched.setdefault(name, set()).add(id_)
        if after is None:
            delete_row(connection, name, id_)
        else:
            write_row(connection, name, id_, after, at=event.at, by=str(body["by"]))
