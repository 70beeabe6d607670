"""Rows at central by what they are and where they stand, over all centres or one."""

import json
from dataclasses import dataclass

from sqlalchemy import Connection, select

from villagedesk.central import tables
from villagedesk.domain.entity import Row
from villagedesk.errors import NotFound


@dataclass(frozen=True)
class Found:
    """One confirmed row and where it belongs. ``changed_at`` is ms UTC."""

    centre: str
    scope: str
    id: str
    changed_at: int
    data: Row


def rows(connection: Connection, entity: str, *, state: str = "", centre: str = "", limit: int = 500) -> list[Found]:
    """Rows of an entity, the oldest first; in one state and of one centre where these are given."""
    row, scope = tables.row, tables.scope
    query = select(scope.c.centre, row.c.scope, row.c.id, row.c.changed_at, row.c.data).where(
        row.c.scope == scope.c.scope, row.c.entity == entity, row.c.data.is_not(None)
    )
    if state:
        query = query.where(row.c.state == state)
    if centre:
        query = query.where(scope.c.centre == centre)
    found = connection.execute(query.order_by(row.c.changed_at, row.c.id).limit(limit))
    return [Found(c, s, id_, at, json.loads(data)) for c, s, id_, at, data in found]


def one(connection: Connection, entity: str, id_: str) -> Found:
    """One row of any centre.

    Raises:
        NotFound: there is none.
    """
    row, scope = tables.row, tables.scope
    found = connection.execute(
        select(scope.c.centre, row.c.scope, row.c.id, row.c.changed_at, row.c.data).where(
            row.c.scope == scope.c.scope, row.c.entity == entity, row.c.id == id_, row.c.data.is_not(None)
        )
    ).one_or_none()
    if found is None:
        raise NotFound(entity, id_)
    return Found(found.centre, found.scope, found.id, found.changed_at, json.loads(found.data))


def children(connection: Connection, scope: str, entity: str, field: str, parent: str) -> list[Found]:
    """The rows of one scope whose ``field`` names the parent, in the order of their ids."""
    row = tables.row
    # The documents are JSON text, so the database narrows by the id it must contain and the field decides.
    found = connection.execute(
        select(row.c.id, row.c.changed_at, row.c.data)
        .where(row.c.scope == scope, row.c.entity == entity, row.c.data.contains(parent))
        .order_by(row.c.id)
    )
    kept = [Found("", scope, id_, at, json.loads(data)) for id_, at, data in found]
    return [child for child in kept if child.data.get(field) == parent]
