"""What a trainer's laptop sent for a class of its centre that central does not see it in: kept aside, out of every feed.

Central may have been set back to before the class was given, and whoever gave it has not called yet. The device sent
it once and need not again; once the class is given it gets its place, behind what the giver brought. An event that
came meanwhile by somebody else has its place, and is not needed any more.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, func, select

from villagedesk import clock
from villagedesk.central import tables
from villagedesk.central.checks import parse_body
from villagedesk.central.database import insert_rows
from villagedesk.central.feed import Incoming, append, lock_scope

# No device can name such a scope, and there is no feed of it: it is only a place in the table of events.
_ASIDE = "aside:"
_RESULT = "aside"
_KNOWN = select(tables.event.c.id).where(
    tables.event.c.id.in_(bindparam("ids", expanding=True)), tables.event.c.scope.not_like(f"{_ASIDE}%")
)
_PIECE = 500


def known_ids(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Those events that have a place in a feed."""
    found: set[str] = set()
    for start in range(0, len(ids), _PIECE):
        found |= set(connection.execute(_KNOWN, {"ids": ids[start : start + _PIECE]}).scalars())
    return found


def put_aside(connection: Connection, device: str, scope: str, events: Sequence[Incoming]) -> None:
    """Keep events of a laptop until it is given their class; those that are kept already stay as they are.

    Args:
        connection: holds the lock of the scope, so that nobody gives the class in the same moment.
        scope: the class.
    """
    event, name = tables.event, _name(device, scope)
    last = connection.execute(select(func.max(event.c.position)).where(event.c.scope == name)).scalar() or 0
    here = set(connection.execute(select(event.c.id).where(event.c.scope == name)).scalars()) if last else set()
    fresh = [one for one in events if one.id not in here]
    insert_rows(connection, event, [_stored(name, n, one) for n, one in enumerate(fresh, last + 1)])


def take_from_aside(connection: Connection, device: str, scope: str, centre: str) -> list[bytes]:
    """The class was given: what the laptop had sent for it goes into its feed; returns the bodies.

    Args:
        connection: holds the lock of the scope.
    """
    event, name = tables.event, _name(device, scope)
    rows = connection.execute(select(event).where(event.c.scope == name).order_by(event.c.position)).all()
    if not rows:
        return []
    known = known_ids(connection, [row.id for row in rows])
    connection.execute(delete(event).where(event.c.scope == name))
    fresh = [Incoming(r.id, r.log, r.seq, bytes(r.body), bytes(r.link)) for r in rows if r.id not in known]
    if fresh:
        append(connection, lock_scope(connection, scope, centre), fresh)
    return [one.body for one in fresh]


def _name(device: str, scope: str) -> str:
    return f"{_ASIDE}{device}:{scope}"


def _stored(name: str, position: int, one: Incoming) -> dict[str, object]:
    body = parse_body(one.body)
    return {
        "scope": name,
        "position": position,
        "id": one.id,
        "log": one.log,
        "seq": one.seq,
        "at": body["at"] if body else 0,
        "taken_at": clock.now_ms(),
        "body": one.body,
        "link": one.link,
        "hash": b"",
        "result": _RESULT,
    }
