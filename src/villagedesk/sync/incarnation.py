"""A new incarnation: after a clone or a restore this device goes on under a new log, with the same event ids."""

import secrets
from collections.abc import Sequence

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.store import events
from villagedesk.store.photos import look_later


def open_incarnation(connection: Connection, first: Sequence[str] = ()) -> tuple[str, int]:
    """Open a new log and move the events that wait over to it; returns the log's id and its head.

    Args:
        first: ids of waiting events, of whatever log, that come before all others, in this order.
    """
    old, _, _ = events.current_log(connection)
    run = connection.exec_driver_sql
    rest = run("SELECT id FROM event WHERE log = ? AND position IS NULL ORDER BY seq", (old,)).scalars().all()
    new = secrets.token_hex(16)
    events.open_log(connection, new, clock.now_ms())
    link, seq = events.FIRST_LINK, 0
    for seq, event_id in enumerate(dict.fromkeys([*first, *rest]), 1):
        body = run("SELECT body FROM event WHERE id = ?", (event_id,)).scalar_one()
        link = events.next_link(link, event_id, bytes(body))
        run("UPDATE event SET log = ?, seq = ?, link = ? WHERE id = ?", (new, seq, link, event_id))
    run("UPDATE log SET head_seq = ?, head_link = ? WHERE id = ?", (seq, link, new))
    events.put_meta(connection, "central_head", "0")
    # A restored database may not know which photos still have to go.
    look_later(connection)
    return new, seq
