"""The one order everyone agrees on: append events to a scope's feed and fold them into its rows.

A position is taken from the scope's own counter row, locked in the same transaction: a database sequence would lose
rows, because commits land out of order.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, select, tuple_, update

from villagedesk import clock
from villagedesk.central import tables
from villagedesk.central.checks import parse_body, refusal
from villagedesk.central.database import insert_missing, insert_rows, upsert
from villagedesk.central.looks import orders_changed
from villagedesk.domain.entity import DIGEST_MODULUS, Row, canonical_row, row_digest, row_id
from villagedesk.domain.registry import by_name
from villagedesk.sync import merge
from villagedesk.sync.feed import APPLIED, DEFERRED, FIRST_HASH, MALFORMED, Entry, kept_text, next_hash

RowKey = tuple[str, str]  # entity, id
_KEYS_A_QUERY = 300

# Every push asks these: see callers.py.
_SCOPE = select(tables.scope).where(tables.scope.c.scope == bindparam("name")).with_for_update()
_COUNTED = (
    update(tables.scope)
    .where(tables.scope.c.scope == bindparam("name"))
    .values({column: bindparam(f"new_{column}") for column in ("position", "hash", "row_count", "digest")})
)


@dataclass
class Incoming:
    """An event on its way into a feed. ``refused``: why it may not be applied, known before it got here."""

    id: str
    log: str
    seq: int
    body: bytes
    link: bytes
    refused: str | None = None


@dataclass
class Fold:
    """One scope while a batch of events goes in."""

    scope: str
    position: int
    hash: bytes
    count: int
    digest: int
    rows: dict[RowKey, Row | None] = field(default_factory=dict)
    deleted: set[RowKey] = field(default_factory=set)
    changed: set[RowKey] = field(default_factory=set)


def lock_scope(connection: Connection, scope: str, centre: str) -> Fold:
    """Take the scope's counter row for this transaction, making it at the first use.

    Whoever needs several scopes takes them in the order of their names, or two transactions wait for each other.
    """
    found = connection.execute(_SCOPE, {"name": scope}).one_or_none()
    if found is None:
        start = {"position": 0, "hash": FIRST_HASH, "row_count": 0, "digest": "0"}
        # Somebody else may make it in the same moment: theirs must not be reset.
        insert_missing(connection, tables.scope, scope=scope, centre=centre, **start)
        found = connection.execute(_SCOPE, {"name": scope}).one()
    return Fold(scope, found.position, bytes(found.hash), found.row_count, int(found.digest, 16))


def append(connection: Connection, fold: Fold, incoming: list[Incoming], *, trusted: bool = False) -> list[Entry]:
    """Give each event its place in the scope's feed, decide about it, and fold it into the rows.

    Args:
        fold: the scope as ``lock_scope`` gave it; for one call, since acts may write to the scope behind it.
        incoming: events that are not in any feed yet.
        trusted: central's own act; not checked again.
    """
    bodies = [parse_body(event.body) for event in incoming]
    _load_rows(connection, fold, bodies)
    entries, now = [], clock.now_ms()
    stored = []
    for event, body in zip(incoming, bodies, strict=True):
        entry = _take(fold, event, body, trusted=trusted)
        entries.append(entry)
        stored.append(_stored(fold, entry, event, body, now))
    insert_rows(connection, tables.event, stored)
    _save_rows(connection, fold, now)
    orders_changed(connection, fold.scope, fold.rows, fold.changed)
    counted = {"position": fold.position, "hash": fold.hash, "row_count": fold.count, "digest": f"{fold.digest:032x}"}
    connection.execute(_COUNTED, {"name": fold.scope} | {f"new_{column}": value for column, value in counted.items()})
    return entries


def _take(fold: Fold, event: Incoming, body: dict[str, Any] | None, *, trusted: bool) -> Entry:
    keys = [] if body is None else [_key(event.id, change) for change in body["c"]]
    result, kept = _decide(fold, event, body, keys, trusted=trusted)
    fold.position += 1
    entry = Entry(fold.position, event.id, event.log, event.seq, event.body, result, kept)
    fold.hash = next_hash(fold.hash, entry)
    if entry.is_applied and body is not None:
        for index, change in enumerate(body["c"]):
            _fold_change(fold, keys[index], change, {name for i, name in kept if i == index})
    return entry


def _decide(
    fold: Fold, event: Incoming, body: dict[str, Any] | None, keys: list[RowKey], *, trusted: bool
) -> tuple[str, merge.Kept]:
    if body is None:
        return MALFORMED, ()
    reason = event.refused or (None if trusted else refusal(fold.scope, event.id, body))
    if reason is not None:
        return reason, ()
    known = by_name()
    if any(change[0] not in known for change in body["c"]):
        return DEFERRED, ()
    kept: list[tuple[int, str]] = []
    for index, change in enumerate(body["c"]):
        key = keys[index]
        decision = merge.decide(change[0], fold.rows.get(key), key in fold.deleted, change)
        if decision.refused:
            return decision.refused, ()
        kept += [(index, name) for name in decision.kept]
    return APPLIED, tuple(kept)


def _fold_change(fold: Fold, key: RowKey, change: merge.Change, kept: set[str]) -> None:
    before = fold.rows.get(key)
    after = merge.apply(before, change, kept)
    if before is not None:
        fold.count -= 1
        fold.digest -= row_digest(*key, before)
    if after is not None:
        fold.count += 1
        fold.digest += row_digest(*key, after)
    else:
        fold.deleted.add(key)
    fold.digest %= DIGEST_MODULUS
    fold.rows[key] = after
    fold.changed.add(key)


def _load_rows(connection: Connection, fold: Fold, bodies: list[dict[str, Any] | None]) -> None:
    """Read every row that is there already and that the events touch, in as few statements as possible.

    Rows that an event makes cannot be there: their ids follow from the event's, and it is in no feed yet.
    """
    keys = {
        (change[0], change[1])
        for body in bodies
        if body is not None
        for change in body["c"]
        if not isinstance(change[1], int)
    }
    row = tables.row
    wanted = sorted(keys)
    for start in range(0, len(wanted), _KEYS_A_QUERY):
        piece = wanted[start : start + _KEYS_A_QUERY]
        found = connection.execute(
            select(row.c.entity, row.c.id, row.c.data).where(
                row.c.scope == fold.scope, tuple_(row.c.entity, row.c.id).in_(piece)
            )
        )
        for entity, id_, data in found:
            if data is None:
                fold.deleted.add((entity, id_))
            else:
                fold.rows[(entity, id_)] = json.loads(data)


def _save_rows(connection: Connection, fold: Fold, now: int) -> None:
    # In the order of the key, as every transaction that writes several rows does.
    upsert(connection, tables.row, [_saved(fold, key, fold.rows[key], now) for key in sorted(fold.changed)])


def _saved(fold: Fold, key: RowKey, row: Row | None, now: int) -> dict[str, Any]:
    state = row.get("state") if row else None
    parent = row.get(tables.PARENTS.get(key[0], "")) if row else None
    return {
        "scope": fold.scope,
        "entity": key[0],
        "id": key[1],
        "state": state if isinstance(state, str) else None,
        "changed_at": now,
        "parent": parent if isinstance(parent, str) and parent else None,
        "data": None if row is None else canonical_row(row).decode(),
    }


def _stored(fold: Fold, entry: Entry, event: Incoming, body: dict[str, Any] | None, now: int) -> dict[str, Any]:
    return {
        "scope": fold.scope,
        "position": entry.position,
        "id": event.id,
        "log": event.log,
        "seq": event.seq,
        "at": body["at"] if body else 0,
        "taken_at": now,
        "body": event.body,
        "link": event.link,
        "hash": fold.hash,
        "result": entry.result,
        "kept": kept_text(entry.kept),
    }


def _key(event_id: str, change: merge.Change) -> RowKey:
    return change[0], row_id(event_id, change[1]) if isinstance(change[1], int) else change[1]
