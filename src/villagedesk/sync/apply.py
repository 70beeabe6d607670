"""Write entries of central's feed into the database: rows, cursor and places of own events in one transaction.

Rows on screen are the fold of the feed plus own waiting events. A row that own events wait on has its confirmed
state in ``shadow``; the page changes that state, and the row itself follows only as far as own changes allow.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from villagedesk.domain.entity import DIGEST_MODULUS, PLATFORM_SCOPE, Row, row_digest, row_id
from villagedesk.errors import AppError
from villagedesk.store import derived, shadow
from villagedesk.store.events import is_gone
from villagedesk.store.rows import delete_row, read_row, write_row
from villagedesk.sync import given_back, merge
from villagedesk.sync.erase import ERASE, note_erasing
from villagedesk.sync.feed import DEFERRED, FIRST_HASH, MALFORMED, Entry, kept_text, next_hash

_NOTHING: dict[str, Any] = {"at": 0, "by": "", "c": []}


class FeedBroken(AppError):
    """A page does not continue the cursor, or its hash does not fit what it carries."""


@dataclass
class Applied:
    """What one page did: names of changed entities, and whether the end of the scope agrees with central."""

    changed: set[str] = field(default_factory=set)
    position: int = 0
    hash: bytes = FIRST_HASH
    count: int = 0
    digest: int = 0


class Waiting:
    """Own changes that stand on the screen and are not confirmed: of events that wait, here or (deferred) at central.

    They are read once for a page, not for each row that needs them.
    """

    def __init__(self, scope: str) -> None:
        self._scope = scope
        self._read_to = -1
        self._changes: dict[tuple[str, str], list[tuple[str, merge.Change]]] = {}
        self._decided: set[str] = set()

    def read(self, connection: Connection) -> None:
        """Read those that were added since the last call."""
        if self._read_to < 0:
            self._read_to = 0
            # Central has these behind it, so they come before those that wait here.
            rows = connection.exec_driver_sql(
                "SELECT id, body FROM event WHERE result = 'deferred' AND link IS NOT NULL AND scope = ?"
                " ORDER BY position",
                (self._scope,),
            )
            for event_id, body in rows.fetchall():
                self._add(event_id, body)
            if self._scope == PLATFORM_SCOPE:
                for entry in given_back.still_lost(connection):
                    self._add(entry.event_id, entry.body)
        rows = connection.exec_driver_sql(
            "SELECT id, body, seq FROM event WHERE position IS NULL AND scope = ? AND seq > ? ORDER BY seq",
            (self._scope, self._read_to),
        )
        for event_id, body, seq in rows.fetchall():
            self._read_to = seq
            self._add(event_id, body)

    def is_decided(self, event_id: str) -> None:
        """An event waits no longer."""
        self._decided.add(event_id)

    def changes(self, name: str, id_: str) -> list[merge.Change]:
        """What waits for one row, in order."""
        return [change for event_id, change in self._changes.get((name, id_), ()) if event_id not in self._decided]

    def _add(self, event_id: str, body: bytes) -> None:
        for change in json.loads(body)["c"]:
            self._changes.setdefault((change[0], _row_of(event_id, change)), []).append((event_id, change))


class Applier:
    """Applies entries of one scope inside one transaction."""

    def __init__(self, connection: Connection, scope: str, waiting: Waiting | None = None) -> None:
        self._connection = connection
        self._scope = scope
        self._waiting = waiting or Waiting(scope)
        found = connection.exec_driver_sql(
            "SELECT position, hash, count, digest FROM cursor WHERE scope = ?", (scope,)
        ).fetchone()
        self.done = (
            Applied(position=found[0], hash=bytes(found[1]), count=found[2], digest=int(found[3], 16))
            if found
            else Applied()
        )
        self._touched: dict[str, set[str]] = {}

    def take(self, entry: Entry, *, at: int) -> None:
        """Apply the next entry.

        Raises:
            FeedBroken: the entry is not the next one.
        """
        if entry.position != self.done.position + 1:
            raise FeedBroken("wire_broken", expected=self.done.position + 1, found=entry.position)
        here, own = self._find_event(entry)
        # What central had lost stands here already, like own work that waits.
        lost = not here and self._scope == PLATFORM_SCOPE and given_back.is_lost(self._connection, entry.event_id)
        if lost:
            self._waiting.is_decided(entry.event_id)
        # What central could not read is not read here either; our own events are always readable.
        unreadable = is_gone(entry.body) or (entry.result == MALFORMED and not own)
        body = _NOTHING if unreadable else json.loads(entry.body)
        self._note_event(entry, body, here)
        if own and entry.result == DEFERRED:
            # Central keeps it until it knows the kind; until then the rows stay on our screen as they are.
            body = _NOTHING
        kept = {(index, name) for index, name in entry.kept}
        for index, change in enumerate(body["c"]):
            stay = {name for i, name in kept if i == index}
            self._take_change(entry, change, stay, own=own or lost, body=body)
        if body.get("a") == ERASE and entry.is_applied:
            note_erasing(self._connection, self._scope, entry)
        if own and (entry.kept or not entry.is_applied) and entry.result != DEFERRED:
            self._to_inbox(entry, body, at)
        self.done.position = entry.position
        self.done.hash = next_hash(self.done.hash, entry)

    def finish(self) -> Applied:
        """Write the cursor, refresh what follows from the rows, and say what happened."""
        done = self.done
        self._connection.exec_driver_sql(
            "INSERT OR REPLACE INTO cursor(scope, position, hash, count, digest) VALUES (?, ?, ?, ?, ?)",
            (self._scope, done.position, done.hash, done.count, f"{done.digest:032x}"),
        )
        derived.refresh(self._connection, {name: sorted(ids) for name, ids in self._touched.items()})
        done.changed |= set(self._touched)
        if self._scope == PLATFORM_SCOPE:
            given_back.forget_found(self._connection)
        return done

    def _find_event(self, entry: Entry) -> tuple[bool, bool]:
        """Whether the event is here already, and whether it is one of ours whose rows are not confirmed yet."""
        found = self._connection.exec_driver_sql(
            "SELECT position, result, link FROM event WHERE id = ?", (entry.event_id,)
        ).fetchone()
        if found is None:
            return False, False
        return True, found[0] is None or (found[1] == DEFERRED and found[2] is not None)

    def _note_event(self, entry: Entry, body: dict[str, object], here: bool) -> None:
        """Give the event its place."""
        run = self._connection.exec_driver_sql
        decided = (entry.position, entry.result, kept_text(entry.kept))
        if here:
            # Where it stands in the feed is what counts: what a device may not write is kept in its centre's own.
            run(
                "UPDATE event SET position = ?, result = ?, kept = ?, scope = ? WHERE id = ?",
                (*decided, self._scope, entry.event_id),
            )
            if entry.result != DEFERRED:
                self._waiting.is_decided(entry.event_id)
            return
        run(
            "INSERT INTO event(id, log, seq, scope, at, body, position, result, kept) VALUES (?,?,?,?,?,?,?,?,?)",
            (entry.event_id, entry.log, entry.seq, self._scope, body["at"], entry.body, *decided),
        )

    def _take_change(
        self, entry: Entry, change: merge.Change, stay: set[str], *, own: bool, body: dict[str, object]
    ) -> None:
        name = change[0]
        id_ = _row_of(entry.event_id, change)
        waiting = shadow.find(self._connection, name, id_)
        confirmed = waiting[0] if waiting else read_row(self._connection, name, id_)
        after = merge.apply(confirmed, change, stay) if entry.is_applied else confirmed
        self._digest(name, id_, confirmed, after)
        if waiting is None:
            if after != confirmed:
                self._show(name, id_, after, body)
            return
        left = waiting[1] - own
        shadow.put(self._connection, name, id_, after, left)
        if not own or stay or not entry.is_applied:
            self._show(name, id_, self._with_waiting(name, id_, after), body)
        elif left == 0:
            # Shown already; screens still look again, for the row no longer waits.
            self._touched.setdefault(name, set()).add(id_)

    def _digest(self, name: str, id_: str, before: Row | None, after: Row | None) -> None:
        if before == after:
            return
        done = self.done
        if before is not None:
            done.count -= 1
            done.digest -= row_digest(name, id_, before)
        if after is not None:
            done.count += 1
            done.digest += row_digest(name, id_, after)
        done.digest %= DIGEST_MODULUS

    def _show(self, name: str, id_: str, row: Row | None, body: dict[str, object]) -> None:
        if row is None:
            delete_row(self._connection, name, id_)
        else:
            write_row(self._connection, name, id_, row, at=int(str(body["at"])), by=str(body["by"]))
        self._touched.setdefault(name, set()).add(id_)

    def _with_waiting(self, name: str, id_: str, row: Row | None) -> Row | None:
        """The confirmed row with own waiting events on top, in their order."""
        self._waiting.read(self._connection)
        for change in self._waiting.changes(name, id_):
            row = merge.apply(row, change, frozenset())
        return row

    def _to_inbox(self, entry: Entry, body: dict[str, object], at: int) -> None:
        changes: list[merge.Change] = body["c"]  # type: ignore[assignment]
        if not entry.is_applied:
            for change in changes[:1]:
                self._tell(entry, change, None, entry.result, at)
        twice = [(index, name) for index, name in entry.kept if self._is_twice(entry, changes[index], name)]
        for index, name in twice[:1]:  # it is one action, and told once, whatever else came with it
            self._tell(entry, changes[index], name, "happened_twice", at)
        apart = [(index, name) for index, name in entry.kept if self._is_at_odds(entry, changes[index], name)]
        for index, name in apart:
            if changes[index][0] != "order":  # where an order stands follows from its parcels, and is decided with them
                self._tell(entry, changes[index], name, "at_odds", at)
        rows = {_row_of(entry.event_id, changes[index]) for index, _ in (*twice, *apart)}
        for index, name in entry.kept:
            meant = merge.only_meant(changes[index][0], name, changes[index][2][name][1])
            if _row_of(entry.event_id, changes[index]) not in rows and not meant:
                self._tell(entry, changes[index], name, "kept", at)
        self.done.changed.add("inbox")

    def _is_twice(self, entry: Entry, change: merge.Change, name: str) -> bool:
        return merge.happened_twice(change[0], name, change[2][name][1], self._stands(entry, change, name))

    def _is_at_odds(self, entry: Entry, change: merge.Change, name: str) -> bool:
        return merge.at_odds(change[0], name, change[2][name][1], self._stands(entry, change, name))

    def _stands(self, entry: Entry, change: merge.Change, name: str) -> Any:
        return (read_row(self._connection, change[0], _row_of(entry.event_id, change)) or {}).get(name)

    def _tell(self, entry: Entry, change: merge.Change, name: str | None, code: str, at: int) -> None:
        theirs = self._stands(entry, change, name) if name else None
        ours = change[2][name][1] if name else None
        said = (entry.event_id, change[0], _row_of(entry.event_id, change), name, _text(ours), _text(theirs), code)
        # After central was set back the same is decided once more; a person is not asked once more.
        self._connection.exec_driver_sql(
            "INSERT INTO inbox(at, event_id, entity, row_id, field, ours, theirs, code) SELECT ?,?,?,?,?,?,?,?"
            " WHERE NOT EXISTS (SELECT 1 FROM inbox WHERE (event_id, entity, row_id) = (?,?,?)"
            " AND (field, ours, theirs, code) IS (?,?,?,?))",
            (at, *said, *said),
        )


def _row_of(event_id: str, change: merge.Change) -> str:
    return row_id(event_id, change[1]) if isinstance(change[1], int) else str(change[1])


def _text(value: object) -> str | None:
    return None if value is None else str(value)
