"""The event log: one committed action is one event in a gap-free, hash-chained log of this device.

link = SHA-256(previous link + event id + SHA-256(body)). The body is stored and never computed again, so it can be
erased by law and the chain still verifies.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert

from villagedesk.domain.entity import canonical
from villagedesk.store import tables

FIRST_LINK = bytes(32)
_APPEND = "INSERT INTO event(id, log, seq, scope, at, body, link) VALUES (?, ?, ?, ?, ?, ?, ?)"
_AFTER = """
SELECT id, log, seq, scope, at, body, link FROM event
WHERE log = ? AND seq > ? AND link IS NOT NULL ORDER BY seq LIMIT ?
"""
_CURRENT = """
SELECT log.id, log.head_seq, log.head_link FROM log JOIN meta ON meta.value = log.id WHERE meta.key = 'log'
"""


@dataclass(frozen=True)
class Event:
    """One event as it is stored and sent. ``id`` is 32 hex digits, ``body`` canonical JSON."""

    id: str
    log: str
    seq: int
    scope: str
    at: int
    body: bytes
    link: bytes

    def changes(self) -> list[list[Any]]:
        """The changes in the body."""
        return list(json.loads(self.body)["c"])


def make_body(action: str, *, by: str, at: int, offset: int, rule_pack: str, changes: list[list[Any]]) -> bytes:
    """The canonical bytes of one action.

    Args:
        action: the store function's name.
        by: the operator's id.
        at: the claimed time, ms UTC.
        offset: minutes that local time is ahead of UTC.
        rule_pack: the version of the rules that were in force.
        changes: as ``capture.Change`` describes them.
    """
    return canonical({"a": action, "at": at, "by": by, "c": changes, "off": offset, "rp": rule_pack})


# A body that is not here any more: one of these bytes and its SHA-256. No body begins like that.
_ERASED, _LET_GO = b"\0", b"\1"
_GONE_SIZE = 33


def body_digest(body: bytes) -> bytes:
    """The SHA-256 of a body, also of one that is not here any more."""
    return body[1:] if is_gone(body) else hashlib.sha256(body).digest()


def is_gone(body: bytes) -> bool:
    """Whether only the hash of this body is left."""
    return len(body) == _GONE_SIZE and body[:1] in (_ERASED, _LET_GO)


def erased(body: bytes) -> bytes:
    """What stays of a body that has to be erased by law, everywhere."""
    return _ERASED + body_digest(body)


def is_erased(body: bytes) -> bool:
    """Whether a body was erased by law: nobody has it any more."""
    return is_gone(body) and body[:1] == _ERASED


def let_go(body: bytes) -> bytes:
    """What stays on this computer of a body that central keeps for good."""
    return body if is_gone(body) else _LET_GO + body_digest(body)


def next_link(previous: bytes, event_id: str, body: bytes) -> bytes:
    """The link of an event in its log's chain (32 bytes)."""
    return hashlib.sha256(previous + bytes.fromhex(event_id) + body_digest(body)).digest()


def central_log(scope: str) -> str:
    """The id of central's own log in a scope, by the scope's full name (``centre:<id>``)."""
    return hashlib.sha256(f"central log {scope}".encode()).hexdigest()[:32]


def append(connection: Connection, event_id: str, scope: str, at: int, body: bytes) -> Event:
    """Append an event to the current log, in the transaction of its rows."""
    log_id, head, link = current_log(connection)
    event = Event(event_id, log_id, head + 1, scope, at, body, next_link(link, event_id, body))
    # Straight to the driver, here and below: every save does this, and a built statement costs ten times as much.
    connection.exec_driver_sql(_APPEND, tuple(event.__dict__.values()))
    connection.exec_driver_sql(
        "UPDATE log SET head_seq = ?, head_link = ? WHERE id = ?", (event.seq, event.link, log_id)
    )
    return event


def current_log(connection: Connection) -> tuple[str, int, bytes]:
    """Id, last sequence number and last link of the log this device writes now."""
    row = connection.exec_driver_sql(_CURRENT).one()
    return row.id, row.head_seq, row.head_link


def open_log(connection: Connection, log_id: str, at: int) -> None:
    """Begin a new incarnation: later events go to the log ``log_id``."""
    connection.execute(insert(tables.log).values(id=log_id, head_seq=0, head_link=FIRST_LINK, created_at=at))
    put_meta(connection, "log", log_id)


def events_after(connection: Connection, log_id: str, seq: int, limit: int = 2000) -> list[Event]:
    """Own events behind ``seq``, in order."""
    return [Event(*row) for row in connection.exec_driver_sql(_AFTER, (log_id, seq, limit)).fetchall()]


def own_event(connection: Connection, log_id: str, seq: int) -> Event:
    """One event of a log.

    Raises:
        LookupError: this computer does not have it.
    """
    found = events_after(connection, log_id, seq - 1, limit=1)
    if not found or found[0].seq != seq:
        raise LookupError(f"event {seq} of log {log_id}")
    return found[0]


def link_at(connection: Connection, log_id: str, seq: int) -> bytes:
    """The link of one event, or the start of the chain for 0."""
    return own_event(connection, log_id, seq).link if seq else FIRST_LINK


def has_any(connection: Connection) -> bool:
    """Whether anything was ever done or received here."""
    return connection.exec_driver_sql("SELECT 1 FROM event LIMIT 1").fetchone() is not None


def waiting(connection: Connection) -> tuple[int, int | None]:
    """How many own events central has not given a place yet, and the time (ms) of the oldest of them."""
    row = connection.exec_driver_sql("SELECT count(*), min(at) FROM event WHERE position IS NULL").one()
    return int(row[0]), row[1]


def verify_chain(connection: Connection, log_id: str) -> int:
    """Check the whole chain of one log; returns how many events it has.

    Raises:
        ValueError: a gap, or a link that does not fit.
    """
    link, count = FIRST_LINK, 0
    for event in all_after(connection, log_id, 0):
        count += 1
        link = next_link(link, event.id, event.body)
        if event.seq != count or event.link != link:
            raise ValueError(f"the log {log_id} breaks at event {count}")
    return count


def all_after(connection: Connection, log_id: str, seq: int) -> Iterator[Event]:
    """Every own event behind ``seq``, in order, read piece by piece."""
    while page := events_after(connection, log_id, seq):
        yield from page
        seq = page[-1].seq


def get_meta(connection: Connection, key: str) -> str | None:
    """A small fact of this computer."""
    # Asked several times in every action: the plain statement costs a third of the built one.
    found = connection.exec_driver_sql("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if found is None else str(found[0])


def put_meta(connection: Connection, key: str, value: str) -> None:
    """Set a small fact of this computer."""
    connection.exec_driver_sql("INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)", (key, value))
