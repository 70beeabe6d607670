"""Counts the confirmed rows of this computer anew, to compare with what was kept while they were written."""

import json
import time

from sqlalchemy import Connection

from villagedesk.domain.entity import DIGEST_MODULUS, Row, row_digest
from villagedesk.domain.registry import bool_fields, by_name, synced_fields

# The counter's turn comes between two of these.
_BATCH, _REST_SECONDS = 500, 0.002


def kept(connection: Connection) -> tuple[int, int]:
    """Number and digest of the rows of all scopes together, as they were kept."""
    rows = connection.exec_driver_sql("SELECT count, digest FROM cursor").fetchall()
    return sum(row[0] for row in rows), sum(int(row[1], 16) for row in rows) % DIGEST_MODULUS


def counted(connection: Connection) -> tuple[int, int]:
    """The same, from the rows themselves: what is confirmed of each, whatever waits on top. Takes seconds in a big room."""
    waiting = {
        (entity, id_): None if data is None else json.loads(data)
        for entity, id_, data in connection.exec_driver_sql("SELECT entity, id, data FROM shadow")
    }
    count = digest = 0
    for (entity, id_), confirmed in waiting.items():
        if confirmed is not None:
            count, digest = count + 1, digest + row_digest(entity, id_, confirmed)
    for entity in by_name():
        names, booleans = synced_fields(entity), bool_fields(entity)
        columns = ", ".join(f'"{name}"' for name in names)
        found = connection.exec_driver_sql(f'SELECT id, extra, {columns} FROM "{entity}"')
        while rows := found.fetchmany(_BATCH):
            for id_, extra, *values in rows:
                if (entity, id_) in waiting:
                    continue
                row: Row = {
                    name: bool(value) if name in booleans else value
                    for name, value in zip(names, values, strict=True)
                    if value is not None
                }
                if extra:
                    row.update(json.loads(extra))
                count, digest = count + 1, digest + row_digest(entity, id_, row)
            time.sleep(_REST_SECONDS)
    for entity, id_, data in connection.exec_driver_sql("SELECT entity, id, data FROM unknown_row"):
        if (entity, id_) not in waiting:
            count, digest = count + 1, digest + row_digest(entity, id_, json.loads(data))
    return count, digest % DIGEST_MODULUS
