"""A feed that would remove much from this computer is kept beside what stands until a person has looked at it.

Nothing at the counter removes rows by the dozen, or empties what they are known by (a guarded field: a name, a number,
an amount), so a page that does comes from a mistake, or from somebody who has no business there. What comes behind it
is kept in its order, own work goes on going out, and the other feeds go on.
"""

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection

from villagedesk.domain.registry import by_name
from villagedesk.errors import NotFound
from villagedesk.store import Store, events
from villagedesk.store.inbox import about_row
from villagedesk.store.operators import check_manager
from villagedesk.store.rows import count_of_scope, read_row
from villagedesk.sync import refetch, reset
from villagedesk.sync.feed import APPLIED, MALFORMED, Entry
from villagedesk.sync.refetch import ASKED, LET_THROUGH, REFUSED, Reset
from villagedesk.sync.reset import Prepared

# More rows of one kind than this, and more than one in five of those that are here.
MANY_ROWS = 50
SHARE = 5
# What is removed within so many places of a feed counts together, in however many pages, rounds or sticks it comes.
PLACES = 1000
_SHOWN = 8
# How a body looks that removes a row or empties a field, before it is read: ``[kind, id, null]``, ``[base, null]``.
_MARKS = (b",null]", b',""]')
_EMPTY = (None, "")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Removed:
    """Rows of one kind that would go or be emptied: how many of those here, and what some of them are called."""

    entity: str
    count: int
    of: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class HeldBack:
    """A feed that waits for somebody's word. ``at`` is central's time, ms UTC; ``entries`` how many wait beside.

    ``by`` are the ids of those who did it, as the entries claim; ``refused``: somebody has said no, and central is told.
    """

    scope: str
    at: int
    entries: int
    removed: tuple[Removed, ...]
    by: tuple[str, ...]
    refused: bool


def removes_much(connection: Connection, scope: str, entries: Iterable[Entry]) -> bool:
    """Whether these entries, together with what came shortly before them, would take away too much."""
    gone = _gone(connection, entries)
    return bool(gone) and _too_much(connection, scope, gone)


def would_remove_much(connection: Connection, prepared: Prepared) -> bool:
    """The same for a feed that has arrived beside the one that stands."""
    gone = _gone(connection, prepared.new, prepared.strays)
    return bool(gone) and _too_much(connection, prepared.reset.scope, gone)


def held_back(store: Store) -> list[HeldBack]:
    """The feeds that wait for somebody's word, with what would go."""
    with store.read() as s:
        connection = s.connection()
        rows = connection.exec_driver_sql("SELECT scope FROM reset WHERE held IN (?, ?)", (ASKED, REFUSED)).fetchall()
        there = [found for (name,) in sorted(rows) if (found := refetch.under_way(connection, name))]
        return [_held(connection, one, partial(about_row, s)) for one in there]


def waiting_for_word(connection: Connection) -> int:
    """How many feeds wait for somebody who has not looked at them yet."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM reset WHERE held = ?", (ASKED,)).scalar() or 0)


def let_through(store: Store, scope: str, by: str) -> set[str]:
    """The manager has seen what would go, and it may; returns the names of what changed at once.

    Raises:
        Refused: ``manager_needed``. NotFound: nothing is held back there any more.
        StorageTrouble: the disk makes trouble; nothing was changed.
    """
    there = _said(store, scope, by, LET_THROUGH)
    with store.read() as s:
        connection = s.connection()
        if not _is_straight(connection, there):
            return set()  # it is put in its place when the next round has told the feed's end
        prepared = reset.prepare(connection, there)
        held_at = _held_at(connection, scope)
    with store.transaction() as connection:
        return reset.swap(connection, prepared, at=held_at)


def refuse(store: Store, scope: str, by: str) -> None:
    """The manager says no: it stays beside, and the county office is told with the next round.

    Raises:
        Refused: ``manager_needed``. NotFound: nothing is held back there any more.
    """
    _said(store, scope, by, REFUSED)


def told(connection: Connection) -> str:
    """What central is told with each round while a feed is held back: "scope word entity:rows/of ...", or ""."""
    words = []
    for scope, held in connection.exec_driver_sql(
        "SELECT scope, held FROM reset WHERE held IN (?, ?) ORDER BY scope", (ASKED, REFUSED)
    ).fetchall():
        there = refetch.under_way(connection, scope)
        gone = _gone(connection, refetch.arrived(connection, scope)) if there else {}
        counts = " ".join(
            f"{entity}:{len(ids)}/{count_of_scope(connection, entity, scope)}" for entity, ids in gone.items()
        )
        words.append(f"{scope} {'refused' if held == REFUSED else 'held'} {counts}".strip())
    return "; ".join(words)[:200]


def _said(store: Store, scope: str, by: str, word: int) -> Reset:
    with store.transaction() as connection:
        check_manager(connection, by)
        there = refetch.under_way(connection, scope)
        if there is None or there.held not in (ASKED, REFUSED):
            raise NotFound("held_back", scope)
        connection.exec_driver_sql("UPDATE reset SET held = ? WHERE scope = ?", (word, scope))
        if word == LET_THROUGH:
            events.put_meta(connection, f"let_through {scope}", str(there.position))
    _log.warning(
        "sync: what the feed of %s would remove was %s", scope, "let through" if word == LET_THROUGH else "refused"
    )
    return there


def _held(connection: Connection, there: Reset, about: Callable[[str, str], str]) -> HeldBack:
    prepared, removed = reset.prepare(connection, there), []
    entries, gone = prepared.new, _gone(connection, prepared.new, prepared.strays)
    for entity, ids in sorted(gone.items(), key=lambda pair: -len(pair[1])):
        names = tuple(name for id_ in ids[:_SHOWN] if (name := about(entity, id_)))
        removed.append(Removed(entity, len(ids), count_of_scope(connection, entity, there.scope), names))
    by = {str(json.loads(e.body)["by"]) for e in entries if e.result != MALFORMED and _may_remove(e)}
    at = _held_at(connection, there.scope)
    return HeldBack(there.scope, at, len(entries), tuple(removed), tuple(sorted(by)), there.held == REFUSED)


def _held_at(connection: Connection, scope: str) -> int:
    return int(connection.exec_driver_sql("SELECT held_at FROM reset WHERE scope = ?", (scope,)).scalar() or 0)


def _is_straight(connection: Connection, there: Reset) -> bool:
    """Whether it only goes on from where this copy stands."""
    found = connection.exec_driver_sql("SELECT position FROM cursor WHERE scope = ?", (there.scope,)).scalar()
    return bool((found or 0) == there.base)


def _gone(
    connection: Connection, entries: Iterable[Entry], strays: Iterable[tuple[str, str]] = ()
) -> dict[str, list[str]]:
    """The rows here that foreign entries remove or empty, and those that no event knows, by kind."""
    gone: dict[str, dict[str, None]] = {}
    for entry in entries:
        if entry.result != APPLIED or not _may_remove(entry) or _is_own(connection, entry.event_id):
            continue
        for entity, id_, fields in json.loads(entry.body)["c"]:
            if _takes_away(entity, fields) and read_row(connection, entity, id_) is not None:
                gone.setdefault(entity, {})[id_] = None
    for entity, id_ in strays:
        gone.setdefault(entity, {})[id_] = None
    return {entity: list(ids) for entity, ids in gone.items()}


def _may_remove(entry: Entry) -> bool:
    return any(mark in entry.body for mark in _MARKS)


def _takes_away(entity: str, fields: Any) -> bool:
    """Whether a change removes its row, or empties a guarded field of it; the base that it names is believed."""
    if fields is None:
        return True
    kind = by_name().get(entity)
    if kind is None:
        return False
    return any(
        isinstance(pair, list) and pair[0] not in _EMPTY and pair[1] in _EMPTY
        for name, pair in fields.items()
        if name in kind.guarded
    )


def _is_own(connection: Connection, event_id: str) -> bool:
    """What was removed at this computer needs nobody's word."""
    found = connection.exec_driver_sql("SELECT link FROM event WHERE id = ?", (event_id,)).fetchone()
    return found is not None and found[0] is not None


def _too_much(connection: Connection, scope: str, gone: dict[str, list[str]]) -> bool:
    before = _removed_lately(connection, scope)
    for entity, ids in gone.items():
        earlier = before.get(entity, 0)
        count, of = len(ids) + earlier, count_of_scope(connection, entity, scope) + earlier
        if count > MANY_ROWS and count * SHARE > of:
            return True
    return False


def _removed_lately(connection: Connection, scope: str) -> dict[str, int]:
    """How many rows foreign events removed or emptied within the last places, since somebody last let it through."""
    end = int(connection.exec_driver_sql("SELECT position FROM cursor WHERE scope = ?", (scope,)).scalar() or 0)
    since = max(end - PLACES, int(events.get_meta(connection, f"let_through {scope}") or 0))
    rows = connection.exec_driver_sql(
        "SELECT body FROM event WHERE scope = ? AND position > ? AND link IS NULL AND result = ?"
        " AND (instr(body, ?) > 0 OR instr(body, ?) > 0)",
        (scope, since, APPLIED, *_MARKS),
    )
    found: dict[str, int] = {}
    for (body,) in rows.fetchall():
        for entity, _id, fields in json.loads(body)["c"]:
            found[entity] = found.get(entity, 0) + _takes_away(entity, fields)
    return found
