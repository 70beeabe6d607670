"""A restore that the program itself tries: once a week the newest copy is put back in a scratch folder and looked at.

A copy that was read through may still be one that nobody can go on from. So it is opened as a desk would open it, what
was done since is brought back from the second file of events, and the result must have every own action, an unbroken
log, and rows that are what was counted while they were written. The desk itself is never touched.
"""

import json
import logging
import shutil
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Connection

from villagedesk import clock, paths
from villagedesk.errors import AppError, StorageTrouble
from villagedesk.store import Store, events, open_store
from villagedesk.store.backup import Backup, backups, check
from villagedesk.store.bring_back import bring_back
from villagedesk.store.digests import counted, kept
from villagedesk.store.engine import make_reader, trouble_told
from villagedesk.store.files import file_trouble_told
from villagedesk.store.journal import read_journal
from villagedesk.store.key import load_key
from villagedesk.store.room import check_room

EVERY_MS = 7 * 86_400_000
# One that failed is tried again with another copy.
_AGAIN_MS = 86_400_000
# The copy, the database made from it with its log, and what opening adds.
_TIMES = 3
# The second file of events is flushed within a second.
_FLUSHED_SECONDS = 1.5
_NEWEST = 5000
_FACT = "drill"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Drill:
    """How the last try went. Times are ms UTC.

    ``copy_at`` is when the copy was taken; ``actions`` and ``rows`` what the restored desk has; ``brought_back`` how many
    actions came from the second file. ``code`` is "" when all was right, else what was wrong: ``backup_damaged``,
    ``drill_lost`` (an action is missing), ``drill_differs`` (the rows are not what was counted), or the trouble's code.
    """

    at: int
    copy_at: int
    actions: int = 0
    rows: int = 0
    brought_back: int = 0
    code: str = ""


def last_drill(connection: Connection) -> Drill | None:
    """How the last try went; None before the first one."""
    found = events.get_meta(connection, _FACT)
    return Drill(**json.loads(found)) if found else None


def drill_told(home: Path) -> Drill | None:
    """How the last try went, read without opening the desk; None also where its database cannot be read."""
    # Whoever lists the copies of a damaged database needs the list most.
    with suppress(StorageTrouble):
        if not paths.desk_db(home).exists():
            return None
        engine = make_reader(paths.desk_db(home), load_key(home, may_create=False))
        try:
            with trouble_told(), engine.connect() as connection:
                return last_drill(connection)
        finally:
            engine.dispose()
    return None


def is_due(connection: Connection) -> bool:
    """Whether it is time: a week after one that went well, a day after one that did not."""
    last = last_drill(connection)
    return last is None or not 0 <= clock.now_ms() - last.at < (_AGAIN_MS if last.code else EVERY_MS)


def drill_if_due(store: Store) -> Drill | None:
    """Try it when it is time, there is a copy, and there is room on the disk; None when not.

    Raises:
        StorageTrouble: the result cannot be written down.
    """
    with store.read() as s:
        due = is_due(s.connection())
    newest = next(iter(backups(store.home)), None)
    if not due or newest is None:
        return None
    try:
        check_room(store.home, newest.size * _TIMES)
    except AppError:
        return None  # sales need the room more
    done = drill(store, newest)
    with store.transaction() as connection:
        events.put_meta(connection, _FACT, json.dumps(asdict(done)))
    _log.info("restore tried with %s: %s", newest.path.name, done.code or "good")
    return done


def drill(store: Store, copy: Backup) -> Drill:
    """Put a copy back in a scratch folder beside the data, look at it, and remove it again."""
    with store.read() as s:
        wanted = _newest_own(s.connection())
    time.sleep(_FLUSHED_SECONDS)
    scratch = store.home / "drill"
    try:
        shutil.rmtree(scratch, ignore_errors=True)
        return _restored(store, copy, scratch, wanted)
    except AppError as error:
        return Drill(clock.now_ms(), copy.at, code=error.code)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _restored(store: Store, copy: Backup, scratch: Path, wanted: dict[str, bytes]) -> Drill:
    with file_trouble_told():
        scratch.mkdir(mode=0o700)
        shutil.copy2(copy.path, paths.desk_db(scratch))
        if paths.journal(store.home).exists():
            shutil.copy2(paths.journal(store.home), paths.journal(scratch))
    check(paths.desk_db(scratch), store.key, chain=True)
    restored = open_store(scratch, store.key)
    try:
        with restored.transaction() as connection:
            # Opening brings back what it notices by itself.
            count = restored.brought_back + bring_back(connection, read_journal(paths.journal(scratch), store.key))
        with restored.read() as s:
            connection = s.connection()
            log, _, _ = events.current_log(connection)
            try:
                actions = events.verify_chain(connection, log)
            except ValueError:
                return Drill(clock.now_ms(), copy.at, brought_back=count, code="drill_lost")
            here = {
                row[0] for row in connection.exec_driver_sql("SELECT id FROM event WHERE link IS NOT NULL").fetchall()
            }
            rows, digest = counted(connection)
            code = (
                "drill_lost" if wanted.keys() - here else "drill_differs" if (rows, digest) != kept(connection) else ""
            )
            return Drill(clock.now_ms(), copy.at, actions, rows, count, code)
    finally:
        restored.close()


def _newest_own(connection: Connection) -> dict[str, bytes]:
    """The newest own actions, by id, which must all be there after a restore."""
    rows = connection.exec_driver_sql(
        "SELECT id, link FROM event WHERE link IS NOT NULL AND log = (SELECT value FROM meta WHERE key = 'log')"
        " ORDER BY seq DESC LIMIT ?",
        (_NEWEST,),
    )
    return {row[0]: bytes(row[1]) for row in rows.fetchall()}
