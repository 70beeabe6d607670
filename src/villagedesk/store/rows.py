"""Synced rows as plain dicts, read and written without the ORM; for applying a feed, where speed counts.

A field this version does not know stays in ``extra``; a row of an entity it does not know stays in ``unknown_row``.
Both take part in the digest, so an older program agrees with central as well as a newer one.
"""

import json
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Any

from sqlalchemy import Connection

from villagedesk.domain.entity import CENTRE_SCOPE, PLATFORM_SCOPE, Row, canonical
from villagedesk.domain.registry import bool_fields, by_name, field_kinds, synced_fields


def read_row(connection: Connection, entity: str, row_id: str) -> Row | None:
    """The synced fields of a row that are not empty; None when there is no such row."""
    if entity not in by_name():
        found = connection.exec_driver_sql(
            "SELECT data FROM unknown_row WHERE entity = ? AND id = ?", (entity, row_id)
        ).fetchone()
        return None if found is None else json.loads(found[0])
    found = connection.exec_driver_sql(_select(entity), (row_id,)).fetchone()
    if found is None:
        return None
    booleans = bool_fields(entity)
    row: Row = {
        name: bool(value) if name in booleans else value
        for name, value in zip(synced_fields(entity), found[1:], strict=True)
        if value is not None
    }
    if found[0]:
        row.update(json.loads(found[0]))
    return row


def write_row(connection: Connection, entity: str, row_id: str, row: Row, *, at: int, by: str) -> None:
    """Insert a row or replace its synced fields. ``at`` (ms UTC) and ``by`` are kept only for a new row."""
    if entity not in by_name():
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO unknown_row(entity, id, data) VALUES (?, ?, ?)",
            (entity, row_id, canonical(row).decode()),
        )
        return
    fields = synced_fields(entity)
    unknown = {name: value for name, value in row.items() if name not in fields}
    extra = canonical(unknown).decode() if unknown else ""
    values = [row.get(name, _missing(entity, name)) for name in fields]
    connection.exec_driver_sql(_upsert(entity), (row_id, at, by, extra, *values))


def delete_row(connection: Connection, entity: str, row_id: str) -> None:
    """Remove a row."""
    if entity in by_name():
        connection.exec_driver_sql(f'DELETE FROM "{entity}" WHERE id = ?', (row_id,))
    else:
        connection.exec_driver_sql("DELETE FROM unknown_row WHERE entity = ? AND id = ?", (entity, row_id))


def apply_change(current: Row | None, change: list[Any], kept: AbstractSet[str] = frozenset()) -> Row | None:
    """The row after a change, of which the fields in ``kept`` are left alone; None when the row is gone."""
    if change[2] is None:
        return None
    if isinstance(change[1], int):
        return {name: value for name, value in change[2].items() if value is not None}
    if current is None:
        return None
    row = dict(current)
    for field, (_, new) in change[2].items():
        if field in kept:
            continue
        if new is None:
            row.pop(field, None)
        else:
            row[field] = new
    return row


def count_of_scope(connection: Connection, entity: str, scope: str) -> int:
    """How many rows of a kind a scope has here."""
    table, where, asked = _in_scope(entity, scope)
    return int(connection.exec_driver_sql(f'SELECT count(*) FROM "{table}" WHERE {where}', asked).scalar() or 0)


def rows_of_scope(connection: Connection, scope: str) -> list[tuple[str, str]]:
    """Entity and id of all rows of a scope."""
    found = []
    for entity in by_name():
        table, where, asked = _in_scope(entity, scope)
        rows = connection.exec_driver_sql(f'SELECT id FROM "{table}" WHERE {where}', asked)
        found += [(entity, row[0]) for row in rows]
    return found


def _in_scope(entity: str, scope: str) -> tuple[str, str, tuple[str, ...]]:
    """Table, condition and its parameters for the rows of an entity that a scope has."""
    kind = by_name().get(entity)
    if kind is None:
        return "unknown_row", "entity = ?", (entity,)
    kinds_scope = {None: CENTRE_SCOPE, PLATFORM_SCOPE: PLATFORM_SCOPE}.get(kind.scope_field, "class")
    if kinds_scope != scope.partition(":")[0]:
        return entity, "0", ()
    return (
        (entity, "1", ())
        if kinds_scope != "class"
        else (entity, f'"{kind.scope_field}" = ?', (scope.partition(":")[2],))
    )


@cache
def _select(entity: str) -> str:
    columns = ", ".join(f'"{name}"' for name in ("extra", *synced_fields(entity)))
    return f'SELECT {columns} FROM "{entity}" WHERE id = ?'


@cache
def _upsert(entity: str) -> str:
    names = ("id", "created_at", "created_by", "extra", *synced_fields(entity))
    columns = ", ".join(f'"{name}"' for name in names)
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in ("extra", *synced_fields(entity)))
    marks = ", ".join("?" * len(names))
    return f'INSERT INTO "{entity}"({columns}) VALUES ({marks}) ON CONFLICT(id) DO UPDATE SET {sets}'


@cache
def _missing(entity: str, name: str) -> str | int | None:
    """What stands in a column that an older version did not send."""
    column = by_name()[entity].__table__.columns[name]  # type: ignore[attr-defined]
    if column.nullable:
        return None
    return "" if field_kinds(entity)[name] is str else 0
