"""What the second event file knows and the database does not: after a restore it is brought back, under the same ids."""

import json
from collections.abc import Iterable

from sqlalchemy import Connection, insert, update

from villagedesk.domain.entity import row_id
from villagedesk.store import derived, events, shadow, tables
from villagedesk.store.events import Event
from villagedesk.store.rows import apply_change, delete_row, read_row, write_row


def bring_back(connection: Connection, kept: Iterable[Event]) -> int:
    """Add the events that the database does not have, with their rows, as own events that wait; returns how many.

    Where they continue the log they keep their place in it, so that central sees no difference. Others (of a log that
    was opened after the copy was taken) move over with the same ids, as after a restore.
    """
    known = {row[0] for row in connection.exec_driver_sql("SELECT id FROM event")}
    touched: dict[str, set[str]] = {}
    count = 0
    for event in kept:
        if event.id not in known and not events.is_gone(event.body):  # what was erased by law stays away
            known.add(event.id)
            _append(connection, event)
            _apply(connection, event, touched)
            count += 1
    derived.refresh(connection, {name: sorted(ids) for name, ids in touched.items()})
    events.put_meta(connection, "look_for_photos", "1")
    return count


def unknown(connection: Connection, found: Iterable[Event]) -> bool:
    """Whether the database lacks one of these events: it is older than the file they come from."""
    run = connection.exec_driver_sql
    return any(run("SELECT 1 FROM event WHERE id = ?", (event.id,)).fetchone() is None for event in found)


def _append(connection: Connection, event: Event) -> None:
    log, head, link = events.current_log(connection)
    following = events.next_link(link, event.id, event.body)
    moved = Event(event.id, log, head + 1, event.scope, event.at, event.body, following)
    connection.execute(insert(tables.event).values(**moved.__dict__))
    connection.execute(
        update(tables.log).where(tables.log.c.id == log).values(head_seq=moved.seq, head_link=moved.link)
    )


def _apply(connection: Connection, event: Event, touched: dict[str, set[str]]) -> None:
    body = json.loads(event.body)
    for change in body["c"]:
        name = change[0]
        id_ = row_id(event.id, change[1]) if isinstance(change[1], int) else str(change[1])
        before = read_row(connection, name, id_)
        after = apply_change(before, change)
        shadow.keep(connection, name, id_, before)
        touched.setdefault(name, set()).add(id_)
        if after is None:
            delete_row(connection, name, id_)
        else:
            write_row(connection, name, id_, after, at=event.at, by=str(body["by"]))
