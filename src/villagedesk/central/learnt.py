"""What an earlier version of central kept without knowing it: once it is known, it gets a second place and counts.

Its first place stays as it is, for the running hash of every copy is made of it. Desks take the second one as they take
a decision: from then on the rows are confirmed.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from villagedesk.central import tables
from villagedesk.central.checks import parse_body
from villagedesk.central.commission import settle_pushed
from villagedesk.central.database import Database
from villagedesk.central.feed import Incoming, append, lock_scope
from villagedesk.central.follows import give_classes
from villagedesk.central.parcels.settling import end_orders
from villagedesk.domain.registry import by_name
from villagedesk.store.events import is_gone
from villagedesk.sync.feed import DEFERRED


def apply_deferred(database: Database) -> int:
    """Give every event that was kept, and that this version knows, its second place; returns how many there were.

    Safe to do again and by two servers at once: what has its second place is passed over, behind the feed's lock.
    """
    with database.read() as connection:
        scopes = sorted({row.scope for row in _waiting(connection)})
    count = 0
    for scope in scopes:
        with database.write() as connection:
            count += _apply(connection, scope)
    return count


def _apply(connection: Connection, scope: str) -> int:
    found = connection.execute(select(tables.scope.c.centre).where(tables.scope.c.scope == scope)).scalar_one()
    fold = lock_scope(connection, scope, found)
    waiting = _waiting(connection, scope)
    incoming = [Incoming(row.id, row.log, row.seq, bytes(row.body), bytes(row.link)) for row in waiting]
    if not incoming:
        return 0
    append(connection, fold, incoming)
    bodies = [event.body for event in incoming]
    settle_pushed(connection, scope, found, bodies)
    end_orders(connection, scope, found, bodies)
    for row in waiting:
        if row.device is not None:
            give_classes(connection, scope, row.device, found, row.role, [bytes(row.body)])
    return len(incoming)


def _waiting(connection: Connection, scope: str = "") -> Sequence[Any]:
    """The events that are known now and have only the place that they were kept in, in their order."""
    event, later = tables.event, tables.event.alias()
    again = select(later.c.id).where(
        later.c.scope == event.c.scope, later.c.id == event.c.id, later.c.position > event.c.position
    )
    query = (
        select(event, tables.log.c.device, tables.device.c.role)
        .outerjoin(tables.log, tables.log.c.id == event.c.log)
        .outerjoin(tables.device, tables.device.c.id == tables.log.c.device)
        .where(event.c.result == DEFERRED, ~again.exists())
        .order_by(event.c.scope, event.c.position)
    )
    if scope:
        query = query.where(event.c.scope == scope)
    return [row for row in connection.execute(query) if _is_known(bytes(row.body))]


def _is_known(body: bytes) -> bool:
    content = None if is_gone(body) else parse_body(body)
    return content is not None and all(change[0] in by_name() for change in content["c"])
