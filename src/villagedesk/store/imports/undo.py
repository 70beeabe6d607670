"""Undoing a whole list: what it made is deleted, what it filled in is emptied again, what was used meanwhile stays.

Where the list was taken in, tables say which rows those are. Every other computer of the centre makes the same tables from
what travelled: a list's row names its person or lot, and what was made at the same moment for him belongs to it. The
deletions travel like every other action, and so does the word that the list was taken back.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update
from sqlmodel import col

from villagedesk import clock
from villagedesk.domain.entity import Entity, Value
from villagedesk.domain.lists_taken import ListRow, ListTaken
from villagedesk.domain.registry import by_name, synced_fields
from villagedesk.errors import NotFound, Refused
from villagedesk.store import tables
from villagedesk.store.session import WriteSession, action
from villagedesk.store.store import Store

_RUN, _ROW, _CHANGE = tables.import_run, tables.import_row, tables.import_change
# Fields by which other rows say that they are about a person, a seller or a lot.
_ABOUT = ("person_id", "seller_id", "lot_id", "proxy_id", "kept_id", "gone_id", "about_id", "plot_id", "source_id")
_AT_ONCE = 25
# Fields by which a row says to whom or what it belongs, and the entities that belong to nobody.
_BELONGS = ("person_id", "lot_id", "about_id")
_OWNERS = ("person", "harvest_lot")
_ID_LENGTH = 32

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Undone:
    """How undoing went: owners (farmers, lots) whose rows are gone, and those that stay because they were used.

    ``restored`` are fields of others that are again as they were before the list; ``changed`` those that somebody has
    changed since, which stay.
    """

    gone: int
    kept: int
    restored: int = 0
    changed: int = 0


@dataclass(frozen=True)
class Filled:
    """A field of a row that was there already, what stood in it and what the list wrote."""

    entity: str
    row_id: str
    field: str
    before: Value
    after: Value


def undo_import(store: Store, key: str, by: str, progress: Progress | None = None) -> Undone:
    """Take back everything a list made or filled in, but what was used or changed meanwhile.

    Somebody with lots, orders, visits stays whole; a field that somebody has changed since stays as it is now.

    Args:
        key: the list's number on this computer, or its id where another one took it in; see ``ImportRun``.

    Raises:
        NotFound: no such import on this computer.
        Refused: ``import_undone``: it was taken back already, here or elsewhere.
    """
    import_id = _adopted(store, key)
    with store.read() as s:
        run = s.connection().execute(select(_RUN).where(_RUN.c.id == import_id)).one_or_none()
        if run is None:
            raise NotFound("import", key)
        told = s.get(ListTaken, run.list_id) if run.list_id else None
        if run.undone_at is not None or (told is not None and told.undone_at is not None):
            raise Refused("import_undone")
        owners = _owners(s.connection(), import_id)
        used = _used(s.connection(), import_id, owners)
        filled = _filled(s.connection(), import_id)
    free, restored, changed = [owner for owner in owners if owner not in used], 0, 0
    for start in range(0, len(free), _AT_ONCE):
        some = free[start : start + _AT_ONCE]
        with store.write(by=by) as w:
            delete_imported(w, import_id, [row for owner in some for row in owners[owner]])
            given, left = empty_filled(w, [one for owner in some for one in filled.get(owner, ())])
            restored, changed = restored + given, changed + left
        if progress:
            progress(start + len(some), len(free))
    if run.list_id:
        with store.write(by=by) as w:
            take_back_list(w, run.list_id)
    with store.transaction() as connection:
        connection.execute(update(_RUN).where(_RUN.c.id == import_id).values(undone_at=clock.now_ms()))
    return Undone(len(free), len(used), restored, changed)


@action
def take_back_list(s: WriteSession, list_id: str) -> None:
    """Say to every computer that a list was taken back."""
    told = s.get(ListTaken, list_id)
    if told is not None:
        told.undone_at = s.now


@action
def delete_imported(s: WriteSession, import_id: int, rows: Sequence[tuple[str, str]]) -> None:
    """Delete rows that a list made, as (entity, id), and forget that it made them."""
    for entity, row_id in rows:
        row = s.get(by_name()[entity], row_id)
        if row is not None:
            s.delete(row)
        known = (_ROW.c.import_id == import_id) & (_ROW.c.entity == entity) & (_ROW.c.row_id == row_id)
        s.connection().execute(delete(_ROW).where(known))


@action
def empty_filled(s: WriteSession, filled: Sequence[Filled]) -> tuple[int, int]:
    """Give fields back what stood there before a list filled them in; returns how many, and how many were changed since."""
    restored = changed = 0
    for one in filled:
        row = s.get(by_name()[one.entity], one.row_id)
        if row is None:
            continue
        if getattr(row, one.field) != one.after:
            changed += 1
            continue
        setattr(row, one.field, one.before)
        restored += 1
    return restored, changed


def _adopted(store: Store, key: str) -> int:
    """The number of a list on this computer; one that another computer took in gets a number and its rows."""
    if key.isdecimal() and len(key) < _ID_LENGTH:
        return int(key)
    with store.transaction() as connection:
        known = connection.execute(select(_RUN.c.id).where(_RUN.c.list_id == key)).scalar()
        told = connection.execute(select(ListTaken).where(col(ListTaken.id) == key)).one_or_none()
        if known is not None or told is None:
            return int(known or 0)
        values = {"kind": told.kind, "file": told.file, "at": told.created_at, "by": told.created_by, "list_id": key}
        import_id = int(connection.execute(insert(_RUN).values(**values).returning(_RUN.c.id)).scalar_one())
        for query, name in _belonging():
            connection.exec_driver_sql(query, (import_id, name, key))
        rows = select(col(ListRow.filled)).where(col(ListRow.list_id) == key, col(ListRow.filled) != "")
        for filled in connection.execute(rows).scalars().all():
            for one in json.loads(filled):
                names = ("entity", "row_id", "field", "before", "after")
                connection.execute(insert(_CHANGE).values(import_id=import_id, **dict(zip(names, one, strict=True))))
    return import_id


def _belonging() -> Iterable[tuple[str, str]]:
    """For each entity the statement that finds what was made together with the rows of a list."""
    for name, entity in by_name().items():
        field = next((one for one in _BELONGS if one in entity.model_fields), "")
        field = field or ("id" if name in _OWNERS else "")
        if field:
            yield (
                f'INSERT OR IGNORE INTO import_row (import_id, entity, row_id) SELECT ?, ?, t.id FROM list_row r JOIN "{name}" t'
                f' ON t."{field}" = r.about_id AND t.created_at = r.created_at WHERE r.list_id = ?',
                name,
            )
    # And what is about those: the signature of a consent.
    for name, entity in by_name().items():
        if "about_id" in entity.model_fields:
            yield (
                f'INSERT OR IGNORE INTO import_row (import_id, entity, row_id) SELECT ?1, ?2, t.id FROM "{name}" t'
                " JOIN import_row i ON i.import_id = ?1 AND i.row_id = t.about_id"
                " WHERE t.created_at IN (SELECT created_at FROM list_row WHERE list_id = ?3)",
                name,
            )


def _owners(connection: Connection, import_id: int) -> dict[str, list[tuple[str, str]]]:
    """The rows of an import by the person or lot they belong to; what belongs to a person goes before him."""
    rows = connection.execute(select(_ROW.c.entity, _ROW.c.row_id).where(_ROW.c.import_id == import_id)).fetchall()
    owner = {row_id: _parent(connection, entity, row_id) for entity, row_id in rows}
    found: dict[str, list[tuple[str, str]]] = {}
    for entity, row_id in sorted(rows, key=lambda row: (row[0] == "person", row[0], row[1])):
        above = owner[row_id]
        found.setdefault(owner.get(above, above), []).append((entity, row_id))
    return found


def _parent(connection: Connection, entity: str, row_id: str) -> str:
    """The row that a row belongs to, itself where it is its own."""
    field = next((name for name in _BELONGS if name in synced_fields(entity)), "")
    if not field:
        return row_id
    found = connection.exec_driver_sql(f'SELECT "{field}" FROM "{entity}" WHERE id = ?', (row_id,)).scalar()
    return str(found or row_id)


def _used(connection: Connection, import_id: int, owners: dict[str, list[tuple[str, str]]]) -> set[str]:
    """The owners about whom other rows speak that the import did not make."""
    owner_of = {row_id: owner for owner, rows in owners.items() for _entity, row_id in rows}
    ids = [*owner_of]
    used: set[str] = set()
    for name, entity in by_name().items():
        for field in _fields_about(entity):
            for start in range(0, len(ids), 400):
                used |= {owner_of[id_] for id_ in _named(connection, import_id, name, field, ids[start : start + 400])}
    return used


def _fields_about(entity: type[Entity]) -> Iterable[str]:
    return [field for field in _ABOUT if field in entity.model_fields]


def _named(connection: Connection, import_id: int, name: str, field: str, ids: Sequence[str]) -> list[str]:
    marks = ",".join("?" * len(ids))
    found = connection.exec_driver_sql(
        f'SELECT DISTINCT t."{field}" FROM "{name}" t WHERE t."{field}" IN ({marks}) AND NOT EXISTS'
        " (SELECT 1 FROM import_row r WHERE r.import_id = ? AND r.entity = ? AND r.row_id = t.id)",
        (*ids, import_id, name),
    )
    return [str(row[0]) for row in found]


def _filled(connection: Connection, import_id: int) -> dict[str, list[Filled]]:
    """What a list filled in, by the person or lot it belongs to."""
    found: dict[str, list[Filled]] = {}
    for row in connection.execute(select(_CHANGE).where(_CHANGE.c.import_id == import_id)):
        one = Filled(row.entity, row.row_id, row.field, json.loads(row.before), json.loads(row.after))
        found.setdefault(_parent(connection, row.entity, row.row_id), []).append(one)
    return found
