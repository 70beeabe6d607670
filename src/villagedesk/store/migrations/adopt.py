"""Moves what newer versions sent before this one knew it: whole rows out of ``unknown_row``, fields out of ``extra``.

It reads the tables as they are in the file, so it does the same for every migration that calls it, now and later.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from villagedesk.store.events import is_gone

_LOCAL = ("id", "created_at", "created_by", "extra")


def adopt(connection: Any, *, new: Sequence[str], grown: Sequence[str]) -> None:
    """Fill new tables and columns.

    Args:
        connection: a bare connection inside the migration's transaction.
        new: tables that this migration made.
        grown: tables that got columns.
    """
    _adopt_rows(connection, frozenset(new))
    for table in grown:
        _adopt_fields(connection, table)


def _adopt_rows(connection: Any, tables: frozenset[str]) -> None:
    rows = connection.execute("SELECT entity, id, data FROM unknown_row").fetchall()
    rows = [row for row in rows if row[0] in tables]
    if not rows:
        return
    made = dict(_made(connection, {row[1] for row in rows}))
    for table, id_, data in rows:
        fields = json.loads(data)
        columns = _columns(connection, table)
        known = {name: value for name, value in fields.items() if name in columns and value is not None}
        at, by = made.get(id_, (0, ""))
        row = {name: default for name, default in columns.items() if default is not None} | known
        row |= {"id": id_, "created_at": at, "created_by": by, "extra": _text(fields, columns)}
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        connection.execute(f'INSERT INTO "{table}"({names}) VALUES ({marks})', tuple(row.values()))
        connection.execute("DELETE FROM unknown_row WHERE entity = ? AND id = ?", (table, id_))


def _adopt_fields(connection: Any, table: str) -> None:
    columns = _columns(connection, table)
    for id_, extra in connection.execute(f"SELECT id, extra FROM \"{table}\" WHERE extra <> ''").fetchall():
        fields = json.loads(extra)
        known = {name: value for name, value in fields.items() if name in columns and value is not None}
        sets = "".join(f', "{name}" = ?' for name in known)
        connection.execute(
            f'UPDATE "{table}" SET extra = ?{sets} WHERE id = ?', (_text(fields, columns), *known.values(), id_)
        )


def _columns(connection: Any, table: str) -> dict[str, str | int | None]:
    """Each synced column and what stands in it when nothing was sent."""
    found = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    return {
        name: ("" if kind.upper().startswith("VARCHAR") else 0) if required else None
        for _, name, kind, required, *_rest in found
        if name not in _LOCAL
    }


def _text(fields: dict[str, Any], columns: dict[str, str | int | None]) -> str:
    """What is still not known, as canonical JSON; empty when nothing is left."""
    left = {name: value for name, value in fields.items() if name not in columns}
    return json.dumps(left, sort_keys=True, ensure_ascii=False, separators=(",", ":")) if left else ""


def _made(connection: Any, wanted: set[str]) -> Iterator[tuple[str, tuple[int, str]]]:
    """When each row was made and by whom, from the events that are still here."""
    for id_, body in connection.execute("SELECT id, body FROM event").fetchall():
        if is_gone(bytes(body)):
            continue  # what it made was adopted long ago, or erased
        event = json.loads(body)
        for change in event["c"]:
            if isinstance(change[1], int):
                row = hashlib.sha256(bytes.fromhex(id_) + change[1].to_bytes(4, "big")).hexdigest()[:32]
                if row in wanted:
                    yield row, (event["at"], event["by"])
