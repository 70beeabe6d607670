"""What central has confirmed of rows that own waiting events have changed since.

Rows on screen = confirmed + own waiting events. Where both differ, the confirmed state stands in the table
``shadow``; elsewhere the row itself is the confirmed state.
"""

import json
from collections.abc import Sequence

from sqlalchemy import Connection

from villagedesk.domain.entity import Row, canonical


def keep(connection: Connection, entity: str, row_id: str, before: Row | None) -> None:
    """Note that one more own event waits on this row; the first one keeps the state before it."""
    connection.exec_driver_sql(
        "INSERT INTO shadow(entity, id, data, waiting) VALUES (?, ?, ?, 1)"
        " ON CONFLICT(entity, id) DO UPDATE SET waiting = waiting + 1",
        (entity, row_id, None if before is None else canonical(before).decode()),
    )


def find(connection: Connection, entity: str, row_id: str) -> tuple[Row | None, int] | None:
    """The confirmed state and how many own events wait on the row; None when none does."""
    found = connection.exec_driver_sql(
        "SELECT data, waiting FROM shadow WHERE entity = ? AND id = ?", (entity, row_id)
    ).fetchone()
    return None if found is None else (None if found[0] is None else json.loads(found[0]), found[1])


def put(connection: Connection, entity: str, row_id: str, data: Row | None, waiting: int) -> None:
    """Replace the confirmed state; with nothing waiting any more it is dropped."""
    if waiting <= 0:
        connection.exec_driver_sql("DELETE FROM shadow WHERE entity = ? AND id = ?", (entity, row_id))
        return
    connection.exec_driver_sql(
        "UPDATE shadow SET data = ?, waiting = ? WHERE entity = ? AND id = ?",
        (None if data is None else canonical(data).decode(), waiting, entity, row_id),
    )


def waiting_ids(connection: Connection, entity: str, ids: Sequence[str]) -> set[str]:
    """Which of these rows have something that central has not seen yet."""
    if not ids:
        return set()
    marks = ",".join("?" * len(ids))
    rows = connection.exec_driver_sql(f"SELECT id FROM shadow WHERE entity = ? AND id IN ({marks})", (entity, *ids))
    return {row[0] for row in rows}
