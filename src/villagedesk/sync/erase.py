"""Erasing by law on a desk: central deleted rows for good, so what spoke of nothing else leaves this computer too.

The event that deletes them is applied like any other; then the bodies of events that only touched these rows are
replaced by their hash, in the database and in the second file of events, and their photos are deleted. After a restore of
an old copy the feed brings the same event again, and it is all done once more.
"""

import hashlib
import json
import logging

from sqlalchemy import Connection

from villagedesk.domain.entity import CENTRE_SCOPE, row_id
from villagedesk.store import Store, events
from villagedesk.store.events import erased, is_gone
from villagedesk.store.photos import NAME, desk_files, forget
from villagedesk.sync.feed import Entry

ERASE = "erase"
_TO_DO = "to_erase"
_BATCH = 200

_log = logging.getLogger(__name__)


def note_erasing(connection: Connection, scope: str, entry: Entry) -> None:
    """Remember an event of central by which rows were erased, in the transaction that applies it.

    Only central's own log may do that; a desk's event of the same name just deletes its rows.
    """
    centre = events.get_meta(connection, "centre") or ""
    full = f"centre:{centre}" if scope == CENTRE_SCOPE else scope
    if entry.log == hashlib.sha256(f"central log {full}".encode()).hexdigest()[:32]:
        left = json.loads(events.get_meta(connection, _TO_DO) or "[]")
        events.put_meta(connection, _TO_DO, json.dumps([*left, entry.event_id]))


def erase_noted(store: Store) -> int:
    """Erase what was noted; returns how many bodies. A power cut in between is no harm: it is done again.

    Raises:
        StorageTrouble: the disk makes trouble; the next sync goes on.
    """
    with store.read() as s:
        left = json.loads(events.get_meta(s.connection(), _TO_DO) or "[]")
    count = 0
    for event_id in left:
        count += _erase(store, event_id)
        with store.transaction() as connection:
            again = json.loads(events.get_meta(connection, _TO_DO) or "[]")
            events.put_meta(connection, _TO_DO, json.dumps([one for one in again if one != event_id]))
    return count


def _erase(store: Store, event_id: str) -> int:
    with store.read() as s:
        run = s.connection().exec_driver_sql
        found = run("SELECT body, scope FROM event WHERE id = ?", (event_id,)).fetchone()
        if found is None or is_gone(bytes(found[0])):
            return 0
        keys = {(change[0], str(change[1])) for change in json.loads(found[0])["c"] if change[2] is None}
        bodies, photos, used = dict[str, bytes](), set[str](), set[str]()
        # What waits here is not touched: central has yet to see it.
        query = "SELECT id, body FROM event WHERE scope = ? AND position IS NOT NULL AND length(body) > 33"
        for id_, stored in run(query, (found[1],)):
            body = bytes(stored)
            touched, names = _touched(id_, body), {name.decode() for name in NAME.findall(body)}
            if id_ != event_id and touched and touched <= keys:
                bodies[id_] = erased(body)
                photos |= names
            else:
                used |= names
    pairs = [(body, id_) for id_, body in bodies.items()]
    for start in range(0, len(pairs), _BATCH):
        with store.transaction() as connection:
            connection.exec_driver_sql("UPDATE event SET body = ? WHERE id = ?", pairs[start : start + _BATCH])
    with store.transaction() as connection:
        for key in sorted(keys):
            connection.exec_driver_sql("DELETE FROM inbox WHERE entity = ? AND row_id = ?", key)
        for name in photos - used:
            forget(connection, name)
    for name in photos - used:
        desk_files(store).remove(name)
    store.journal.erase(bodies)
    _log.warning("sync: %s events were erased as the law asks", len(bodies))
    return len(bodies)


def _touched(event_id: str, body: bytes) -> set[tuple[str, str]]:
    try:
        changes = json.loads(body)["c"]
        return {(c[0], row_id(event_id, c[1]) if isinstance(c[1], int) else str(c[1])) for c in changes}
    except (ValueError, KeyError, TypeError, IndexError):
        return set()  # what central could not read either
