"""Mistakes of the program that operators agreed to send, of all centres, the newest first; nobody is named in them."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select, tuple_

from villagedesk.central import tables
from villagedesk.central.found import centre_names, is_id
from villagedesk.errors import NotFound

ENTITY = "program_report"


@dataclass(frozen=True)
class Mistake:
    """One report; ``changed_at`` is when central got it, ms UTC."""

    id: str
    changed_at: int
    centre: str
    centre_name: str
    version: str
    system: str
    text: str

    @property
    def last(self) -> str:
        """Its last line: of a traceback the one that says most."""
        return next((line.strip() for line in reversed(self.text.splitlines()) if line.strip()), "")


def mistakes(connection: Connection, *, after: tuple[int, str] = (-1, ""), limit: int = 50) -> list[Mistake]:
    """Reports, the newest first.

    Args:
        after: ``(changed_at, id)`` of the last one of the page before.
    """
    row = tables.row
    query = _reports().order_by(row.c.changed_at.desc(), row.c.id.desc()).limit(limit)
    if after[1]:
        query = query.where(tuple_(row.c.changed_at, row.c.id) < after)
    return _made(connection, query)


def mistake(connection: Connection, id_: str) -> Mistake:
    """One report.

    Raises:
        NotFound: there is none.
    """
    found = _made(connection, _reports().where(tables.row.c.id == id_)) if is_id(id_) else []
    if not found:
        raise NotFound(ENTITY, id_)
    return found[0]


def _reports() -> Select[Any]:
    row, scope = tables.row, tables.scope
    query = select(row.c.id, row.c.changed_at, row.c.data, scope.c.centre)
    return query.join(scope, scope.c.scope == row.c.scope).where(row.c.entity == ENTITY, row.c.data.is_not(None))


def _made(connection: Connection, query: Select[Any]) -> list[Mistake]:
    found = connection.execute(query).all()
    names = centre_names(connection, [one.centre for one in found])
    made = []
    for one in found:
        data = json.loads(one.data)
        said = [str(data.get(field) or "") for field in ("version", "system", "text")]
        made.append(Mistake(one.id, one.changed_at, one.centre, names.get(one.centre, one.centre), *said))
    return made
