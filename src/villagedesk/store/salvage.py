"""Reads out of a damaged database what central does not have yet, as far as it can be read."""

import logging
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from villagedesk import paths
from villagedesk.store.engine import connect
from villagedesk.store.events import Event

_WAITING = (
    "SELECT id, log, seq, scope, at, body, link FROM event WHERE position IS NULL AND link IS NOT NULL ORDER BY rowid"
)

_log = logging.getLogger(__name__)


def salvaged(home: Path, key: bytes) -> list[Event]:
    """The own events that wait in a database, as far as it can be read: what central does not have comes first of all.

    A damaged page in the middle is passed by: the events are read from both ends.
    """
    found: dict[str, Event] = {}
    for order in ("", "DESC"):
        try:
            connection = connect(paths.desk_db(home), key)
        except sqlcipher.Error:
            return list(found.values())
        try:
            for row in connection.execute(f"{_WAITING} {order}"):
                found.setdefault(row[0], Event(*row))
        except sqlcipher.Error:
            _log.warning("not every event of the damaged database can be read")
        finally:
            connection.close()
    return list(found.values())
