"""Copies of the desk's database, taken while it is in use, checked, and thinned out as they get older.

A copy is whole or not there: it is written under another name, read through once (SQLCipher signs each page, so a
damaged one is noticed), flushed, and only then gets its name. ``desk-20261128T140003Z.db`` was taken at 14:00:03 UTC.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from villagedesk import clock, paths
from villagedesk.errors import StorageTrouble
from villagedesk.store import events
from villagedesk.store.damage import note_damage
from villagedesk.store.engine import connect, make_reader, trouble_told
from villagedesk.store.files import file_trouble_told
from villagedesk.store.room import check_room
from villagedesk.store.store import Store

HOURLY, DAILY, WEEKLY, MONTHLY = 24, 7, 5, 12
_NAME = re.compile(r"desk-(\d{8}T\d{6}Z)\.db")
_FORM = "%Y%m%dT%H%M%SZ"
# Copies so far apart that the clock was set between them (or nobody worked for months); what stays of another heap.
_JUMP_MS, _DAYS_OF_OTHERS = 120 * 86_400_000, 3
_LEEWAY_MS = 10 * 60_000
_PAGES, _REST_SECONDS = 256, 0.002  # the counter writes between two pieces


@dataclass(frozen=True)
class Backup:
    """One copy. ``at`` is when it was taken, ms UTC; ``size`` in bytes."""

    path: Path
    at: int
    size: int


def backups(home: Path) -> list[Backup]:
    """The copies there are, the newest first; last those that claim to be of the future, for the clock was wrong then."""
    found, now = [], clock.now_ms()
    for path in paths.backups_dir(home).glob("desk-*.db"):
        match = _NAME.fullmatch(path.name)
        if match:
            taken = datetime.strptime(match[1], _FORM).replace(tzinfo=UTC)
            found.append(Backup(path, int(taken.timestamp() * 1000), path.stat().st_size))
    return sorted(found, key=lambda backup: (backup.at <= now + _LEEWAY_MS, backup.at), reverse=True)


def take_backup(store: Store) -> Backup:
    """Copy the database of an open desk, check the copy, and let old ones go.

    Raises:
        StorageTrouble: the disk is full or nearly so, or the database is damaged. The older copies are still there.
    """
    now = clock.now_ms()
    folder = paths.backups_dir(store.home)
    target = folder / f"desk-{datetime.fromtimestamp(now // 1000, UTC).strftime(_FORM)}.db"
    unfinished = target.with_suffix(".new")
    check_room(store.home, paths.desk_db(store.home).stat().st_size)
    with file_trouble_told():
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob("desk-*.new*"):  # of a run that was cut off
            left.unlink()
    thin_out(store.home, now)  # what goes anyway makes room for the new one
    try:
        with trouble_told():
            _copy(paths.desk_db(store.home), unfinished, store.key)
        try:
            check(unfinished, store.key)
        except StorageTrouble as error:
            # Pages are copied as they are: what is wrong with a fresh copy is wrong with the database.
            note_damage(store.home)
            raise StorageTrouble("database_damaged", detail=str(error)) from error
        with file_trouble_told():
            _flush(unfinished)
            unfinished.replace(target)
            _flush(folder)
    finally:
        for left in folder.glob(f"{target.stem}.new*"):
            left.unlink()
    thin_out(store.home, now)
    return Backup(target, now // 1000 * 1000, target.stat().st_size)


def check(path: Path, key: bytes, *, chain: bool = False, in_use: bool = False) -> int:
    """Read a copy through; returns how many events its log has.

    Args:
        path: the copy.
        key: the database's key.
        chain: check the chain of the log too, event by event.
        in_use: it is no copy but the desk's own database.

    Raises:
        StorageTrouble: ``backup_damaged``; of a database in use also ``disk_full`` and ``disk_read_only``, which say
            nothing about it.
    """
    try:
        with trouble_told():
            connection = connect(path, key, at_rest=not in_use)
            try:
                # Each line names a page whose signature does not fit. https://www.zetetic.net/sqlcipher/sqlcipher-api/
                found = [*connection.execute("PRAGMA cipher_integrity_check").fetchall()]
                found += [row for row in connection.execute("PRAGMA quick_check").fetchall() if row[0] != "ok"]
            finally:
                connection.close()
            if found:
                raise ValueError(found[0][0])
            return _events(path, key, chain=chain, in_use=in_use)
    except (StorageTrouble, ValueError) as error:
        if in_use and isinstance(error, StorageTrouble) and error.code in ("disk_full", "disk_read_only"):
            raise
        raise StorageTrouble("backup_damaged", name=path.name) from error


def kept(times: Iterable[int], now: int) -> set[int]:
    """Which copies stay: all of the last 24 hours, then the newest of each day, week and month.

    A clock that is years off, or was until now, takes none of them away: of those that claim to be years older or younger
    the newest of their last days stay.

    Args:
        times: when each was taken, ms UTC. What claims to be of the next weeks (the clock was wrong) stays.
        now: ms UTC.
    """
    newest_first = sorted(times, reverse=True)
    stay = set(newest_first[:1])
    for heap in _heaps(newest_first):
        if heap[-1] - _JUMP_MS <= now <= heap[0] + _JUMP_MS:
            stay |= {taken for taken in heap if taken > now} | _rotated([taken for taken in heap if taken <= now], now)
        else:
            days = {taken // 86_400_000: taken for taken in reversed(heap)}
            stay |= set(list(days.values())[-_DAYS_OF_OTHERS:])
    return stay


def _heaps(newest_first: list[int]) -> list[list[int]]:
    heaps: list[list[int]] = []
    for taken in newest_first:
        if not heaps or heaps[-1][-1] - taken > _JUMP_MS:
            heaps.append([])
        heaps[-1].append(taken)
    return heaps


def _rotated(newest_first: list[int], now: int) -> set[int]:
    stay = set(newest_first[:1])
    for name, number, span in (
        ("%Y%m%d%H", HOURLY, timedelta(hours=HOURLY)),
        ("%Y%m%d", DAILY, timedelta(days=DAILY)),
        ("%G%V", WEEKLY, timedelta(weeks=WEEKLY)),
        ("%Y%m", MONTHLY, timedelta(days=MONTHLY * 31)),
    ):
        since = now - int(span.total_seconds() * 1000)
        periods: dict[str, int] = {}
        for taken in newest_first:
            if taken >= since:
                periods.setdefault(datetime.fromtimestamp(taken / 1000, UTC).strftime(name), taken)
        stay |= set(list(periods.values())[: number + 1])
    return stay


def thin_out(home: Path, now: int) -> int:
    """Remove the copies that ``kept`` lets go; returns how many."""
    found = backups(home)
    stay = kept([backup.at for backup in found], now)
    gone = [backup for backup in found if backup.at not in stay]
    with file_trouble_told():
        for backup in gone:
            backup.path.unlink()
    return len(gone)


def _copy(source: Path, target: Path, key: bytes) -> None:
    reading, writing = connect(source, key), connect(target, key)
    try:
        # Straight into the file: what a full disk keeps out of it when a log is emptied at the end, nobody would tell.
        writing.execute("PRAGMA journal_mode = DELETE")
        # One moment for the whole copy; without it the copy would begin again whenever the counter saves something.
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
        reading.backup(writing, pages=_PAGES, sleep=_REST_SECONDS)
        reading.execute("ROLLBACK")
    finally:
        reading.close()
        writing.close()


def _events(path: Path, key: bytes, *, chain: bool, in_use: bool) -> int:
    engine = make_reader(path, key, at_rest=not in_use)
    try:
        with engine.connect() as connection:
            log, head, _ = events.current_log(connection)
            return events.verify_chain(connection, log) if chain else head
    finally:
        engine.dispose()


def _flush(path: Path) -> None:
    """Have it on the disk; a folder cannot be flushed on Windows, and need not be."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
