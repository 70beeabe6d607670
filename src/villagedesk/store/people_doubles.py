"""One ID number on two people: two computers took the same villager down, or one number was typed wrong.

Synced tables have no UNIQUE, so both rows stay and the operator is asked; this notices it wherever the rows change.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.store.derived import follows

CODE = "id_twice"
_BATCH = 500
# One open item for all who share a number.
_NOTE = """
INSERT INTO inbox(at, event_id, entity, row_id, code)
SELECT ?, '', 'person', p.id, ? FROM person p WHERE p.id = ? AND NOT EXISTS (
    SELECT 1 FROM inbox i JOIN person o ON o.id = i.row_id
    WHERE i.code = ? AND i.done_at IS NULL AND o.resident_id = p.resident_id)
"""


@follows("person")
def notice_doubles(connection: Connection, ids: Sequence[str]) -> None:
    """Put each of these persons whose ID number somebody else has into the inbox, unless it is there already."""
    for start in range(0, len(ids), _BATCH):
        some = tuple(ids[start : start + _BATCH])
        marks = ",".join("?" * len(some))
        found = connection.exec_driver_sql(
            "SELECT DISTINCT p.id FROM person p JOIN person o ON o.resident_id = p.resident_id AND o.id <> p.id"
            f" WHERE p.id IN ({marks})",
            some,
        ).fetchall()
        for (id_,) in found:
            connection.exec_driver_sql(_NOTE, (clock.now_ms(), CODE, id_, CODE))
