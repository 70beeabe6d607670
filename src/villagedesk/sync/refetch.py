"""A feed that is fetched again, beside the one that stands: how far it has come, and what has arrived of it.

See ``reset`` for why, and for how it is put in its place.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from villagedesk.domain.entity import PLATFORM_SCOPE
from villagedesk.store.events import is_erased, is_gone
from villagedesk.sync.feed import APPLIED, FIRST_HASH, Entry, kept_of, kept_text, next_hash

# How many places before ours the feeds may still be the same; behind the last one everything is fetched.
STEPS = (32, 512, 8192)
# Why a feed that has arrived is not put in its place: see ``guard``. 0: nothing holds it back.
ASKED, REFUSED, LET_THROUGH = 1, 2, 3


@dataclass(frozen=True)
class Reset:
    """A scope that is being fetched again. ``base`` is where it begins, ``position`` how far it has come."""

    scope: str
    step: int
    base: int
    base_hash: bytes
    position: int
    hash: bytes
    held: int = 0


def under_way(connection: Connection, scope: str) -> Reset | None:
    """The reset of a scope; None when there is none."""
    found = connection.exec_driver_sql(
        "SELECT scope, step, base, base_hash, position, hash, held FROM reset WHERE scope = ?", (scope,)
    ).fetchone()
    if found is None:
        return None
    name, step, base, base_hash, position, hash_, held = found
    return Reset(name, step, base, bytes(base_hash), position, bytes(hash_), held)


def any_under_way(connection: Connection) -> bool:
    """Whether some scope is being fetched again because central lost something: nothing is sent before that is back.

    A feed that only goes on from here and is held back for what it would remove does not hold up own work.
    """
    return (
        connection.exec_driver_sql(
            "SELECT 1 FROM reset r WHERE held = 0 OR (scope <> ? AND EXISTS"
            " (SELECT 1 FROM event e WHERE e.scope = r.scope AND e.position > r.base)) LIMIT 1",
            (PLATFORM_SCOPE,),
        ).fetchone()
        is not None
    )


def any_held(connection: Connection) -> bool:
    """Whether a feed is held back."""
    return connection.exec_driver_sql("SELECT 1 FROM reset WHERE held <> 0 LIMIT 1").fetchone() is not None


def hold(connection: Connection, scope: str, at: int) -> None:
    """Keep a feed that has arrived beside until somebody has looked; ``at`` is central's time, ms UTC."""
    connection.exec_driver_sql(
        "UPDATE reset SET held = ?, held_at = ? WHERE scope = ? AND held = 0", (ASKED, at, scope)
    )


def begin_here(connection: Connection, scope: str, at: int) -> Reset:
    """From our place on the feed is kept beside, held back: see ``guard``."""
    found = connection.exec_driver_sql("SELECT position, hash FROM cursor WHERE scope = ?", (scope,)).fetchone()
    position, hash_ = (found[0], bytes(found[1])) if found else (0, FIRST_HASH)
    there = Reset(scope, 0, position, hash_, position, hash_, ASKED)
    begin(connection, there)
    hold(connection, scope, at)
    return there


def earlier(connection: Connection, scope: str, *, whole: bool = False) -> Reset:
    """From where to ask again, when central does not know our place in this feed: an earlier place, at last the start.

    Args:
        whole: from the start at once; where each question costs a journey.
    """
    before = under_way(connection, scope)
    step = len(STEPS) if whole else before.step + 1 if before else 0
    found = connection.exec_driver_sql("SELECT position FROM cursor WHERE scope = ?", (scope,)).fetchone()
    base = max(0, found[0] - STEPS[step]) if found and step < len(STEPS) else 0
    base_hash = _hash_at(connection, scope, base) if base and not lets_go(connection, scope, base) else None
    if base_hash is None:  # or a place is missing here: only the whole feed helps
        return Reset(scope, len(STEPS), 0, FIRST_HASH, 0, FIRST_HASH)
    return Reset(scope, step, base, base_hash, base, base_hash)


def lets_go(connection: Connection, scope: str, end: int) -> bool:
    """Whether this copy has let go of bodies up to a place, which would be needed to make rows from them."""
    return any(is_gone(e.body) and not is_erased(e.body) for e in placed(connection, scope, end))


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
