"""Rows at central by what they are and where they stand, over all centres or one."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select, tuple_

from villagedesk.central import tables
from villagedesk.domain.entity import Row
from villagedesk.errors import NotFound

_HEX_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Found:
    """One confirmed row and where it belongs. ``changed_at`` is ms UTC."""

    centre: str
    scope: str
    id: str
    changed_at: int
    data: Row

    def text(self, field: str) -> str:
        """A field as text; "" for an empty one."""
        return str(self.data.get(field) or "")

    def number(self, field: str) -> int:
        """A field as a number; 0 for an empty one."""
        return int(self.data.get(field) or 0)


def rows(
    connection: Connection,
    entity: str,
    *,
    state: str = "",
    centre: str = "",
    after: tuple[int, str] = (-1, ""),
    limit: int = 500,
    says: Sequence[str] = (),
) -> list[Found]:
    """Rows of an entity, those that have stood longest first; in one state and of one centre where these are given.

    Args:
        after: ``(changed_at, id)`` of the last row of the page before.
        says: texts that the row has to contain, each in whatever field.
    """
    row, scope = tables.row, tables.scope
    query = _rows().where(row.c.entity == entity, row.c.data.is_not(None))
    if state:
        query = query.where(row.c.state == state)
    if centre:
        query = query.where(scope.c.centre == centre)
    for text in says:
        query = query.where(row.c.data.contains(text, autoescape=True))
    if after[1]:
        query = query.where(tuple_(row.c.changed_at, row.c.id) > after)
    return _found(connection, query.order_by(row.c.changed_at, row.c.id).limit(limit))


def one(connection: Connection, entity: str, id_: str) -> Found:
    """One row that has a state, of any centre.

    Raises:
        NotFound: there is none.
    """
    if not is_id(id_):
        raise NotFound(entity)
    row = tables.row
    query = _rows().where(row.c.id == id_, row.c.entity == entity, row.c.state.is_not(None), row.c.data.is_not(None))
    found = _found(connection, query)
    if not found:
        raise NotFound(entity, id_)
    return found[0]


def ranged(connection: Connection, entity: str, low: str, high: str, *, limit: int = 50) -> list[Found]:
    """Rows that have a state, of any centre, whose ids lie between these two."""
    row = tables.row
    query = _rows().where(
        row.c.id.between(low, high), row.c.entity == entity, row.c.state.is_not(None), row.c.data.is_not(None)
    )
    return _found(connection, query.order_by(row.c.id).limit(limit))


def by_ids(connection: Connection, scope: str, entity: str, ids: Sequence[str]) -> dict[str, Row]:
    """The rows of one scope with these ids."""
    row = tables.row
    found = connection.execute(
        select(row.c.id, row.c.data).where(
            row.c.scope == scope, row.c.entity == entity, row.c.id.in_(sorted(set(ids))), row.c.data.is_not(None)
        )
    )
    return {id_: json.loads(data) for id_, data in found}


def children(connection: Connection, scope: str, entity: str, field: str, parent: str) -> list[Found]:
    """The rows of one scope whose ``field`` names the parent, in the order of their ids."""
    row = tables.row
    # Without an index the database narrows by the id that the JSON text must contain, and the field decides.
    indexed = tables.PARENTS.get(entity) == field
    named = row.c.parent == parent if indexed else row.c.data.contains(parent, autoescape=True)
    query = _rows().where(row.c.scope == scope, row.c.entity == entity, named, row.c.data.is_not(None))
    return [child for child in _found(connection, query.order_by(row.c.id)) if child.data.get(field) == parent]


def is_id(text: str) -> bool:
    """Whether a text from outside can be an id at all."""
    return _HEX_ID.fullmatch(text) is not None


def check_centre(connection: Connection, centre: str) -> str:
    """The name of a centre.

    Raises:
        NotFound: there is no such centre.
    """
    found = centre_names(connection, [centre]) if is_id(centre) else {}
    if centre not in found:
        raise NotFound("centre", centre)
    return found[centre]


def count_in(connection: Connection, entity: str, state: str) -> int:
    """How many rows of an entity are in a state, over all centres."""
    row = tables.row
    return connection.execute(
        select(func.count()).select_from(row).where(row.c.entity == entity, row.c.state == state)
    ).scalar_one()


def centre_names(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """The names of some centres."""
    centre = tables.centre
    found = connection.execute(select(centre.c.id, centre.c.name).where(centre.c.id.in_(sorted(set(ids)))))
    return {row.id: row.name for row in found}


def _rows() -> Select[Any]:
    row, scope = tables.row, tables.scope
    columns = (scope.c.centre, row.c.scope, row.c.id, row.c.changed_at, row.c.data)
    return select(*columns).where(row.c.scope == scope.c.scope)


def _found(connection: Connection, query: Select[Any]) -> list[Found]:
    return [Found(c, s, id_, at, json.loads(data)) for c, s, id_, at, data in connection.execute(query)]
