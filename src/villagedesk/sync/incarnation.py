"""A new incarnation: after a clone or a restore this device goes on under a new log, with the same event ids."""

import secrets

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.store import events


def open_incarnation(connection: Connection) -> tuple[str, int]:
    """Open a new log and move the events that wait over to it; returns the log's id and its head."""
    old, _, _ = events.current_log(connection)
    waiting = connection.exec_driver_sql(
        "SELECT id, body FROM event WHERE log = ? AND position IS NULL ORDER BY seq", (old,)
    ).fetchall()
    new = secrets.token_hex(16)
    events.open_log(connection, new, clock.now_ms())
    link, seq = events.FIRST_LINK, 0
    for seq, (event_id, body) in enumerate(waiting, 1):
        link = events.next_link(link, event_id, bytes(body))
        connection.exec_driver_sql(
            "UPDATE event SET log = ?, seq = ?, link = ? WHERE id = ?", (new, seq, link, event_id)
        )
    connection.exec_driver_sql("UPDATE log SET head_seq = ?, head_link = ? WHERE id = ?", (seq, link, new))
    events.put_meta(connection, "central_head", "0")
    return new, seq
