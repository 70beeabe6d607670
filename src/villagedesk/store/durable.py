"""What central keeps for good, by its own word, and what this computer may therefore let go of.

Central calls an event durable when it would have it still after losing its newest backup. Until then its body stays
here, so that a central that was set back gets it again. Of what is durable the newest are kept whole as well; of the
rest the body's hash stays, so that the chain of the log and of the feed still hold.
"""

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.store import events, photos
from villagedesk.store.events import let_go
from villagedesk.store.store import Store

# Of each feed. A year of a busy room; far more than a feed is ever fetched again from (``sync.refetch``).
WHOLE_EVENTS = 60_000
_BATCH = 500


def note_durable(connection: Connection, log: str, durable: int) -> None:
    """Central's word on this log: the last of its events that is safe."""
    word = f"{log} {durable}"
    if events.get_meta(connection, "durable") != word:
        events.put_meta(connection, "durable", word)
        photos.note_kept(connection, log, durable)


def durable_of(connection: Connection) -> tuple[str, int]:
    """The log central last spoke of, and its last event that is safe; ("", 0) before it did."""
    log, _, seq = (events.get_meta(connection, "durable") or "").partition(" ")
    return log, int(seq or 0)


def prune(store: Store, whole: int = WHOLE_EVENTS) -> int:
    """Once a day, let go of the bodies that central keeps for good, beyond the newest of each feed; returns how many.

    A backup of central that has one event of a feed has all before it, those of others too.
    """
    today = clock.today()
    with store.read() as s:
        connection = s.connection()
        if events.get_meta(connection, "pruned_on") == today:
            return 0
        log, seq = durable_of(connection)
        ends = connection.exec_driver_sql(
            "SELECT scope, max(position) FROM event WHERE log = ? AND seq <= ? AND position IS NOT NULL GROUP BY scope",
            (log, seq),
        ).fetchall()
        found = []
        for scope, safe in ends:
            newest = connection.exec_driver_sql("SELECT position FROM cursor WHERE scope = ?", (scope,)).scalar() or 0
            rows = connection.exec_driver_sql(
                "SELECT id, body FROM event WHERE scope = ? AND position <= ? AND result = 'applied' AND length(body) > 33",
                (scope, min(safe, newest - whole)),
            )
            found += [(let_go(bytes(body)), id_) for id_, body in rows]
    with store.transaction() as connection:
        events.put_meta(connection, "pruned_on", today)
    for start in range(0, len(found), _BATCH):
        with store.transaction() as connection:
            connection.exec_driver_sql("UPDATE event SET body = ? WHERE id = ?", found[start : start + _BATCH])
    return len(found)
