"""What central does to rows: every act is an event of central's own log in the scope's feed.

The console's pages, the signed staff API and ``villagedesk central act`` all call the functions of this package's
areas; they all end in ``write`` or ``change``.
"""

import json
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select

from villagedesk import clock
from villagedesk.central import feed, tables
from villagedesk.central.found import Found, one
from villagedesk.domain.entity import Entity, Row, Value, row_id, snake
from villagedesk.domain.registry import by_name, synced_fields
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid, NotFound, Refused
from villagedesk.store.events import FIRST_LINK, central_log, make_body, next_link

CENTRAL = "central"
REASON_LENGTH = 200


def write(
    connection: Connection,
    scope: str,
    centre: str,
    action: str,
    changes: list[list[Any]],
    *,
    by: str = CENTRAL,
    event_id: str = "",
    at: int = 0,
) -> str:
    """Put an act of central into a scope's feed; returns the event's id.

    Args:
        scope: the full name of the scope, for instance ``centre:<id>``.
        centre: the centre the scope belongs to; "" for the platform.
        action: the verb, as the feed's readers know it.
        changes: as ``store.capture.Change`` describes them.
        by: the staff member's id.
        event_id: a fresh one, where a change has to name another row of the same act.
        at: when it was done, ms UTC; 0 is now.

    Raises:
        Refused: a change does not fit the rows; the caller's transaction must not be committed.
    """
    fold = feed.lock_scope(connection, scope, centre)
    log = central_log(scope)
    seq, link = _head(connection, log)
    event_id = event_id or clock.new_event_id()
    body = make_body(action, by=by, at=at or clock.now_ms(), offset=0, rule_pack="", changes=changes)
    incoming = feed.Incoming(event_id, log, seq + 1, body, next_link(link, event_id, body))
    (entry,) = feed.append(connection, fold, [incoming], trusted=True)
    if not entry.is_applied or entry.kept:
        raise Refused("act_does_not_fit", action=action, result=entry.result)
    return event_id


def insert_row(
    connection: Connection,
    scope: str,
    centre: str,
    action: str,
    entity: str,
    values: Mapping[str, Value],
    *,
    by: str = CENTRAL,
) -> str:
    """Make one row; returns its id."""
    return row_id(write(connection, scope, centre, action, [[entity, 0, dict(values)]], by=by), 0)


def change(
    connection: Connection,
    scope: str,
    centre: str,
    action: str,
    entity: str,
    id_: str,
    fields: Mapping[str, Value],
    *,
    also: list[list[Any]] | None = None,
    by: str = CENTRAL,
    event_id: str = "",
    at: int = 0,
) -> None:
    """Set fields of one row, based on what they are now; the state machine is asked.

    Args:
        also: further changes of the same act.
        event_id: see ``write``, as ``at``.

    Raises:
        NotFound: there is no such row.
        Refused: the entity's state machine does not list the move.
    """
    # Somebody else may be about to act on the same row: from here on nobody is.
    feed.lock_scope(connection, scope, centre)
    current = find(connection, scope, entity, id_)
    machine = getattr(by_name()[entity], "machine", None)
    if machine is not None and "state" in fields:
        machine.check(str(current.get("state")), str(fields["state"]))
    pairs: dict[str, list[Value]] = {
        name: [current.get(name), value] for name, value in fields.items() if current.get(name) != value
    }
    write(connection, scope, centre, action, [[entity, id_, pairs], *(also or [])], by=by, event_id=event_id, at=at)


def locked(connection: Connection, entity: str, id_: str) -> Found:
    """A row of any centre as it is now, with its scope's counter taken, so that it stays so for this transaction.

    Raises:
        NotFound: there is none.
    """
    place = one(connection, entity, id_)
    feed.lock_scope(connection, place.scope, place.centre)
    return one(connection, entity, id_)


def find(connection: Connection, scope: str, entity: str, id_: str) -> Row:
    """A confirmed row.

    Raises:
        NotFound: there is none, or it was deleted.
    """
    row = tables.row
    data = connection.execute(
        select(row.c.data).where(row.c.scope == scope, row.c.entity == entity, row.c.id == id_)
    ).scalar()
    if data is None:
        raise NotFound(entity, id_)
    found: Row = json.loads(data)
    return found


def values_of(entity: Entity) -> dict[str, Value]:
    """The synced fields of a new row with their defaults, as a desk's events carry them."""
    values = {name: getattr(entity, name) for name in synced_fields(snake(type(entity).__name__))}
    return {
        name: str.__str__(value) if isinstance(value, StrEnum) else value
        for name, value in values.items()
        if value is not None
    }


def checked_reason(text: str) -> str:
    """A reason as it is kept and shown to the operator.

    Raises:
        Invalid: on the field ``reason``: empty or too long.
    """
    return checked_text("reason", text, REASON_LENGTH)


def checked_text(field: str, text: str, limit: int) -> str:
    """A short text that has to be there, tidied.

    Raises:
        Invalid: it is empty or too long.
    """
    return check_text(field, text, limit, required=True)


def checked_day(field: str, text: str, *, required: bool = False) -> str:
    """A day as an ISO date; "" for none.

    Raises:
        Invalid: it is no day, or there is none and ``required``.
    """
    if not text.strip() and not required:
        return ""
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise Invalid(field, "not_a_date") from None


def _head(connection: Connection, log: str) -> tuple[int, bytes]:
    event = tables.event
    found = connection.execute(
        select(event.c.seq, event.c.link).where(event.c.log == log).order_by(event.c.seq.desc()).limit(1)
    ).one_or_none()
    return (found.seq, bytes(found.link)) if found else (0, FIRST_LINK)
