"""One ID number on two people: two computers took the same villager down, or one number was typed wrong.

Synced tables have no UNIQUE, so both rows stay and the operator is asked; this notices it wherever the rows change.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.store import same_person  # noqa: F401  # its rows are brought up to date before ours
from villagedesk.store.derived import follows

CODE = "id_twice"
_BATCH = 500
# The row that stands for a person; two that were joined are no doubles any more.
_KEPT = "coalesce((SELECT a.kept_id FROM person_alias a WHERE a.person_id = {0}.id), {0}.id)"
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
            f" WHERE p.id IN ({marks}) AND {_KEPT.format('p')} <> {_KEPT.format('o')}",
            some,
        ).fetchall()
        for (id_,) in found:
            connection.exec_driver_sql(_NOTE, (clock.now_ms(), CODE, id_, CODE))


@follows("person_merge")
def settle_doubles(connection: Connection, _ids: Sequence[str]) -> None:
    """Put away what was asked about an ID number whose owners are one person now."""
    asked = connection.exec_driver_sql(
        "SELECT i.id, p.resident_id FROM inbox i JOIN person p ON p.id = i.row_id WHERE i.code = ? AND i.done_at IS NULL",
        (CODE,),
    ).fetchall()
    for item, number in asked:
        owners = connection.exec_driver_sql(
            f"SELECT count(DISTINCT {_KEPT.format('p')}) FROM person p WHERE p.resident_id = ?", (number,)
        ).scalar()
        if owners == 1:
            connection.exec_driver_sql("UPDATE inbox SET done_at = ? WHERE id = ?", (clock.now_ms(), item))
