"""A feed that is fetched again, beside the one that stands: how far it has come, and what has arrived of it.

See ``reset`` for why, and for how it is put in its place.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from villagedesk.sync.feed import APPLIED, FIRST_HASH, Entry, kept_of, kept_text, next_hash

# How many places before ours the feeds may still be the same; behind the last one everything is fetched.
STEPS = (32, 512, 8192)


@dataclass(frozen=True)
class Reset:
    """A scope that is being fetched again. ``base`` is where it begins, ``position`` how far it has come."""

    scope: str
    step: int
    base: int
    base_hash: bytes
    position: int
    hash: bytes


def under_way(connection: Connection, scope: str) -> Reset | None:
    """The reset of a scope; None when there is none."""
    found = connection.exec_driver_sql(
        "SELECT scope, step, base, base_hash, position, hash FROM reset WHERE scope = ?", (scope,)
    ).fetchone()
    if found is None:
        return None
    name, step, base, base_hash, position, hash_ = found
    return Reset(name, step, base, bytes(base_hash), position, bytes(hash_))


def any_under_way(connection: Connection) -> bool:
    """Whether some scope is being fetched again."""
    return connection.exec_driver_sql("SELECT 1 FROM reset LIMIT 1").fetchone() is not None


def earlier(connection: Connection, scope: str, *, whole: bool = False) -> Reset:
    """From where to ask again, when central does not know our place in this feed: an earlier place, at last the start.

    Args:
        whole: from the start at once; where each question costs a journey.
    """
    before = under_way(connection, scope)
    step = len(STEPS) if whole else before.step + 1 if before else 0
    found = connection.exec_driver_sql("SELECT position FROM cursor WHERE scope = ?", (scope,)).fetchone()
    base = max(0, found[0] - STEPS[step]) if found and step < len(STEPS) else 0
    base_hash = _hash_at(connection, scope, base) if base else None
    if base_hash is None:  # or a place is missing here: only the whole feed helps
        return Reset(scope, len(STEPS), 0, FIRST_HASH, 0, FIRST_HASH)
    return Reset(scope, step, base, base_hash, base, base_hash)


def begin(connection: Connection, reset: Reset) -> None:
    """Fetch a feed again from there; what had arrived of it for another try is let go."""
    connection.exec_driver_sql("DELETE FROM arriving WHERE scope = ?", (reset.scope,))
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO reset(scope, step, base, base_hash, position, hash) VALUES (?, ?, ?, ?, ?, ?)",
        (reset.scope, reset.step, reset.base, reset.base_hash, reset.position, reset.hash),
    )


def add(connection: Connection, reset: Reset, entries: Iterable[Entry]) -> None:
    """Put entries that were checked beside those that have arrived."""
    position, hash_ = reset.position, reset.hash
    for entry in entries:
        position, hash_ = entry.position, next_hash(hash_, entry)
        connection.exec_driver_sql(
            "INSERT INTO arriving(scope, position, event_id, log, seq, body, result, kept) VALUES (?,?,?,?,?,?,?,?)",
            (
                reset.scope,
                entry.position,
                entry.event_id,
                entry.log,
                entry.seq,
                entry.body,
                entry.result,
                kept_text(entry.kept),
            ),
        )
    connection.exec_driver_sql(
        "UPDATE reset SET position = ?, hash = ? WHERE scope = ?", (position, hash_, reset.scope)
    )


def _hash_at(connection: Connection, scope: str, position: int) -> bytes | None:
    """The running hash at one of our places; None when a place before it is not here."""
    hash_, expected = FIRST_HASH, 0
    for entry in placed(connection, scope, position):
        expected += 1
        if entry.position != expected:
            return None
        hash_ = next_hash(hash_, entry)
    return hash_ if expected == position else None


def placed(connection: Connection, scope: str, end: int) -> Iterable[Entry]:
    """What the old feed has here, up to a place."""
    rows = connection.exec_driver_sql(
        "SELECT position, id, log, seq, body, result, kept FROM event"
        " WHERE scope = ? AND position <= ? ORDER BY position",
        (scope, end),
    )
    for position, id_, log, seq, body, result, kept in rows:
        yield Entry(position, id_, log, seq, bytes(body), result or APPLIED, kept_of(kept))


def arrived(connection: Connection, scope: str) -> list[Entry]:
    """The entries of the new feed that are here, in their order."""
    rows = connection.exec_driver_sql(
        "SELECT position, event_id, log, seq, body, result, kept FROM arriving WHERE scope = ? ORDER BY position",
        (scope,),
    )
    return [
        Entry(position, id_, log, seq, bytes(body), result, kept_of(kept))
        for position, id_, log, seq, body, result, kept in rows
    ]
