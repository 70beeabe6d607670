"""Cut a page out of a scope's feed for one device."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, case, select

from villagedesk.central import tables
from villagedesk.sync.codec import WireEvent, encode_fitting
from villagedesk.sync.feed import APPLIED, kept_of
from villagedesk.sync.messages import Page, Run

HASH_BYTES = 16
_MAX_ENTRIES = 1000


def _entries_query() -> Select[Any]:
    event = tables.event
    own = (event.c.log == bindparam("log")) & (event.c.seq <= bindparam("head"))
    columns = [event.c.position, event.c.id, event.c.log, event.c.seq, event.c.hash, event.c.result, event.c.kept]
    place = (event.c.position > bindparam("after")) & (event.c.position <= bindparam("end"))
    return (
        select(*columns, case((own, None), else_=event.c.body).label("body"))
        .where(event.c.scope == bindparam("scope"), place)
        .order_by(event.c.position)
        .limit(_MAX_ENTRIES)
    )


# Every round asks these: see callers.py.
_ENTRIES = _entries_query()
_HASH = select(tables.event.c.hash).where(
    tables.event.c.scope == bindparam("scope"), tables.event.c.position == bindparam("position")
)


def make_page(
    connection: Connection,
    scope: Row[Any],
    name: str,
    after: int,
    seen_hash: bytes,
    own_log: str,
    own_head: int,
    budget: int,
) -> Page:
    """The entries behind ``after``, as many as fit.

    Args:
        scope: the scope's row.
        name: the scope as the device names it.
        after: the device's position, and ``seen_hash`` the running hash it saw there (16 bytes).
        own_log: the device's log; events of it up to ``own_head`` go without their bodies.
        budget: bytes on the wire.
    """
    if not is_place(connection, scope, after, seen_hash):
        return Page(name, after, [], [], b"", b"", differs=True)
    end = (scope.row_count, int(scope.digest, 16).to_bytes(16, "big"))
    if after == scope.position:
        # Nothing new; the digest still travels, for comparing is the point of an empty round.
        return Page(name, after, [], [], b"", b"", count=end[0], digest=end[1])
    entries = _entries(connection, scope, after, own_log, own_head)
    foreign = [n for n, entry in enumerate(entries) if not _is_own(entry, own_log, own_head)]
    wire = [WireEvent(bytes.fromhex(entries[n].id), bytes(entries[n].body), name) for n in foreign]
    encoded, fitting = encode_fitting(wire, budget)
    if fitting < len(foreign):
        entries = entries[: foreign[fitting]]
    last = entries[-1]
    page = _page(name, after, entries, own_log, own_head, encoded)
    page.more = last.position < scope.position
    if not page.more:
        page.count, page.digest = end
    return page


def is_place(connection: Connection, scope: Row[Any], position: int, seen_hash: bytes) -> bool:
    """Whether the feed has the running hash that a device saw at a position (16 bytes, none at 0)."""
    return bool(position <= scope.position and seen_hash == _hash_at(connection, scope, position))


def _entries(connection: Connection, scope: Row[Any], after: int, own_log: str, own_head: int) -> Sequence[Any]:
    """The next entries, without the bodies of the device's own.

    Never beyond the position in ``scope``: what was committed since belongs to another count and digest.
    """
    asked = {"scope": scope.scope, "after": after, "end": scope.position, "log": own_log, "head": own_head}
    return connection.execute(_ENTRIES, asked).all()


def _page(name: str, after: int, entries: Sequence[Any], own_log: str, own_head: int, encoded: bytes) -> Page:
    logs: list[str] = []
    runs: list[Run] = []
    for entry in entries:
        if entry.log not in logs:
            logs.append(entry.log)
        own = _is_own(entry, own_log, own_head)
        result = "" if entry.result == APPLIED else entry.result
        run = Run(logs.index(entry.log), entry.seq, 1, own, result, list(kept_of(entry.kept)))
        if runs and _continues(runs[-1], run):
            runs[-1] = Run(run.log, runs[-1].first, runs[-1].count + 1, own, result, run.kept)
        else:
            runs.append(run)
    return Page(name, after, runs, [bytes.fromhex(log) for log in logs], encoded, bytes(entries[-1].hash)[:HASH_BYTES])


def _continues(last: Run, run: Run) -> bool:
    same = (last.log, last.own, last.result, last.kept) == (run.log, run.own, run.result, run.kept)
    return same and run.first == last.first + last.count


def _is_own(entry: Any, own_log: str, own_head: int) -> bool:
    return bool(entry.log == own_log and entry.seq <= own_head)


def _hash_at(connection: Connection, scope: Row[Any], position: int) -> bytes:
    if position == 0:
        return b""
    if position == scope.position:
        return bytes(scope.hash)[:HASH_BYTES]
    found = connection.execute(_HASH, {"scope": scope.scope, "position": position}).scalar()
    return bytes(found or b"")[:HASH_BYTES]
