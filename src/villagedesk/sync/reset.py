"""Take a scope's feed anew when central no longer knows what it told us: it was set back to an old copy.

The new feed is fetched beside what stands, from the last place on that both sides may share, and is put in its place in
one transaction when it is whole. Nothing leaves the screen by that: what central has lost goes on top as own waiting
events, in the order it had, and is sent again - own events, and those that only this computer still holds.
"""

import json
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from villagedesk.domain.entity import DIGEST_MODULUS, PLATFORM_SCOPE, Row, row_digest, row_id
from villagedesk.store import derived, events, shadow
from villagedesk.store.photos import ask_again
from villagedesk.store.rows import delete_row, read_row, rows_of_scope, write_row
from villagedesk.sync import given_back, merge
from villagedesk.sync.apply import Applier
from villagedesk.sync.feed import APPLIED, DEFERRED, MALFORMED, Entry
from villagedesk.sync.incarnation import open_incarnation
from villagedesk.sync.refetch import Reset, arrived, placed

_Key = tuple[str, str]
# Farther than any feed is long.
_ALL = 1 << 50
# The feed of a year is read: three times as fast as the standard library.
_read = msgspec.json.Decoder().decode


@dataclass(frozen=True)
class _Old:
    """An event as the old feed had it."""

    id: str
    log: str
    seq: int
    at: int
    body: bytes
    link: bytes | None
    result: str

    @property
    def is_readable(self) -> bool:
        """What central could not read is not read here, unless it is our own."""
        return not events.is_gone(self.body) and (self.link is not None or self.result != MALFORMED)


@dataclass(frozen=True)
class _Was:
    """A row at the base, and who made it when."""

    row: Row | None
    at: int
    by: str


@dataclass(frozen=True)
class Prepared:
    """What a swap needs to know: both feeds behind the base, the rows they touch, and those rows at the base."""

    reset: Reset
    new: list[Entry]
    old: list[_Old]
    keys: set[_Key]
    was: dict[_Key, _Was]
    # Rows that no event of the scope ever made: this copy went wrong, and all of it is fetched.
    strays: set[_Key]


def prepare(connection: Connection, reset: Reset) -> Prepared:
    """Read what ``swap`` needs, while the operator works on: own new events are no part of it."""
    new, old = arrived(connection, reset.scope), _old(connection, reset)
    keys = {key for event in old if event.is_readable for key in _keys(event.id, event.body)}
    keys |= {key for entry in new if entry.result != MALFORMED for key in _keys(entry.event_id, entry.body)}
    strays = _strays(connection, reset, keys) if reset.base == 0 else set()
    return Prepared(reset, new, old, keys | strays, _rows_at(connection, reset, keys), strays)


def swap(connection: Connection, prepared: Prepared, *, at: int) -> set[str]:
    """Put the feed that has arrived whole in the place of the old one; returns the names of what changed.

    Args:
        connection: one transaction for all of it.
        at: central's time, ms UTC.
    """
    reset, scope, keys = prepared.reset, prepared.reset.scope, prepared.keys
    platform = scope == PLATFORM_SCOPE
    before = [e for e in placed(connection, scope, reset.base + _ALL) if e.position > reset.base] if platform else []
    _rewind(connection, prepared)
    _take_places_away(connection, reset)
    applier = Applier(connection, scope)
    for entry in prepared.new:
        applier.take(entry, at=at)
    done = applier.finish()
    here = {entry.event_id for entry in prepared.new}
    _send_again(connection, scope, [event for event in prepared.old if event.id not in here and event.is_readable])
    if platform:
        given_back.keep_lost(connection, before, here)
        given_back.lay_lost_on_top(connection, keys)
        given_back.forget_found(connection)
    ask_again(connection)
    _lay_on_top(connection, scope, keys)
    touched: dict[str, list[str]] = {}
    for name, id_ in sorted(keys):
        touched.setdefault(name, []).append(id_)
    derived.refresh(connection, touched)
    for table in ("arriving", "reset"):
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE scope = ?", (scope,))
    return done.changed | set(touched)


def _old(connection: Connection, reset: Reset) -> list[_Old]:
    """The events of the old feed behind the base, in its order."""
    rows = connection.exec_driver_sql(
        "SELECT id, log, seq, at, body, link, result FROM event WHERE scope = ? AND position > ? ORDER BY position",
        (reset.scope, reset.base),
    )
    return [
        _Old(id_, log, seq, at, bytes(body), link, result or APPLIED) for id_, log, seq, at, body, link, result in rows
    ]


def _keys(event_id: str, body: bytes) -> list[_Key]:
    if events.is_gone(body):
        return []
    return [_key(event_id, change) for change in json.loads(body)["c"]]


def _key(event_id: str, change: merge.Change) -> _Key:
    return change[0], row_id(event_id, change[1]) if isinstance(change[1], int) else str(change[1])


def _strays(connection: Connection, reset: Reset, keys: set[_Key]) -> set[_Key]:
    """The rows of the scope that neither a feed nor what waits here knows."""
    rows = connection.exec_driver_sql(
        "SELECT id, body FROM event WHERE scope = ? AND position IS NULL", (reset.scope,)
    ).fetchall()
    known = keys | {key for event_id, body in rows for key in _keys(event_id, bytes(body))}
    return set(rows_of_scope(connection, reset.scope)) - known


def _rewind(connection: Connection, prepared: Prepared) -> None:
    """Set rows, cursor and digest back to the base."""
    reset, was = prepared.reset, prepared.was
    found = connection.exec_driver_sql("SELECT count, digest FROM cursor WHERE scope = ?", (reset.scope,)).fetchone()
    count, digest = (found[0], int(found[1], 16)) if found else (0, 0)
    for key in prepared.keys:
        waiting = shadow.find(connection, *key)
        confirmed = waiting[0] if waiting else read_row(connection, *key)
        before = was.get(key, _Was(None, 0, ""))
        if confirmed is not None:
            count, digest = count - 1, digest - row_digest(*key, confirmed)
        if before.row is not None:
            count, digest = count + 1, digest + row_digest(*key, before.row)
        shadow.put(connection, *key, None, 0)
        _write(connection, key, before.row, before.at, before.by)
    if reset.base == 0:
        # Whatever went wrong with the sum before: without rows it is nothing.
        count, digest = 0, 0
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO cursor(scope, position, hash, count, digest) VALUES (?, ?, ?, ?, ?)",
        (reset.scope, reset.base, reset.base_hash, count, f"{digest % DIGEST_MODULUS:032x}"),
    )


def _rows_at(connection: Connection, reset: Reset, keys: set[_Key]) -> dict[_Key, _Was]:
    """These rows as the feed up to the base makes them."""
    rows: dict[_Key, _Was] = {}
    for entry in placed(connection, reset.scope, reset.base):
        if entry.result != APPLIED or events.is_gone(entry.body):
            continue
        body = _read(entry.body)
        for index, change in enumerate(body["c"]):
            key = _key(entry.event_id, change)
            if key not in keys:
                continue
            before = rows.get(key) or _Was(None, int(body["at"]), str(body["by"]))
            after = merge.apply(before.row, change, {name for n, name in entry.kept if n == index})
            if after is None:
                rows.pop(key, None)
            else:
                rows[key] = _Was(after, before.at, before.by)
    return rows


def _take_places_away(connection: Connection, reset: Reset) -> None:
    """What stood behind the base waits again; what came from others is there again when it comes again."""
    run, behind = connection.exec_driver_sql, (reset.scope, reset.base)
    run(
        "DELETE FROM inbox WHERE done_at IS NULL AND event_id IN"
        " (SELECT id FROM event WHERE scope = ? AND position > ? AND link IS NOT NULL)",
        behind,
    )
    run("DELETE FROM event WHERE scope = ? AND position > ? AND link IS NULL", behind)
    run("UPDATE event SET position = NULL, result = NULL, kept = NULL WHERE scope = ? AND position > ?", behind)


def _send_again(connection: Connection, scope: str, lost: list[_Old]) -> None:
    """Make what central lost own waiting events, before those that it never had: these may build on them.

    The platform's feed is written by central alone: what it lost there is given back, see ``given_back``.
    """
    if scope == PLATFORM_SCOPE or not lost:
        return
    current, head, _ = events.current_log(connection)
    if all(event.link is not None and event.log == current for event in lost):
        return  # the log has them in this order, before everything else that waits
    for number, event in enumerate(lost, head + 1):
        if event.link is None:
            connection.exec_driver_sql(
                "INSERT INTO event(id, log, seq, scope, at, body) VALUES (?, ?, ?, ?, ?, ?)",
                (event.id, current, number, scope, event.at, event.body),
            )
    open_incarnation(connection, [event.id for event in lost])


def _lay_on_top(connection: Connection, scope: str, keys: set[_Key]) -> None:
    """Own events that are not confirmed stand on the screen nevertheless."""
    rows = connection.exec_driver_sql(
        f"SELECT id, at, body FROM event WHERE scope = ? AND link IS NOT NULL"
        f" AND (position IS NULL OR result = '{DEFERRED}') ORDER BY position IS NULL, position, seq",
        (scope,),
    ).fetchall()
    for event_id, at, body in rows:
        content = json.loads(body)
        for change in content["c"]:
            key = _key(event_id, change)
            if key in keys:
                before = read_row(connection, *key)
                shadow.keep(connection, *key, before)
                _write(connection, key, merge.apply(before, change, frozenset()), at, str(content["by"]))


def _write(connection: Connection, key: _Key, row: Row | None, at: int, by: str) -> None:
    if row is None:
        delete_row(connection, *key)
    else:
        write_row(connection, *key, row, at=at, by=by)
