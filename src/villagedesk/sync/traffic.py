"""The byte meter as it is kept: what went over the line, by day and kind of request, and what plain JSON would have cost.

Saved is what the messages of rounds weigh as plain JSON (each event with its body and id written out, the other fields
as they are) less what they weighed as they travelled. The heads of HTTP and of packets would be the same for both, so they
are in neither. Photos and goods count as used and never as saved.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.store import events
from villagedesk.sync.messages import Reply, Round
from villagedesk.sync.meter import Line, Traffic

# What stands around the body of one event in plain JSON: {"id":"32 digits","scope":"centre","body":...},
EVENT_AROUND = 66
_KEPT_DAYS = 400
_ADD = """
INSERT INTO traffic(day, kind, up, down, around, packed, plain, requests) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT(day, kind) DO UPDATE SET up = up + excluded.up, down = down + excluded.down, around = around + excluded.around,
    packed = packed + excluded.packed, plain = plain + excluded.plain, requests = requests + excluded.requests
"""


@dataclass(frozen=True)
class Used:
    """Bytes of a span of days. ``around`` (heads of packets, TLS) is estimated; ``saved`` against plain JSON."""

    up: int = 0
    down: int = 0
    around: int = 0
    saved: int = 0

    @property
    def all(self) -> int:
        """What the line was paid for, as far as one can know."""
        return self.up + self.down + self.around


def plain_size(message: Round | Reply, bodies: Iterable[int]) -> int:
    """What a message would weigh as plain JSON.

    Args:
        message: as it went or came.
        bodies: the size of each event's body in it.
    """
    packed = [message.events] if isinstance(message, Round) else [page.events for page in message.pages]
    columns = sum(-(-len(one) // 3) * 4 for one in packed)  # as base64 in this JSON, in whose place the events stand
    return len(msgspec.json.encode(message)) - columns + sum(size + EVENT_AROUND for size in bodies)


def note_traffic(connection: Connection, counted: Mapping[str, Traffic], plain: int = 0) -> None:
    """Add what was counted to the numbers of today; ``plain`` belongs to the rounds in it."""
    today = clock.today()
    for kind, one in counted.items():
        size = plain if kind == "round" else 0
        row = (today, kind, one.up, one.down, one.around, one.packed, size, one.requests)
        connection.exec_driver_sql(_ADD, row)
    if counted:
        old = "SELECT day FROM traffic GROUP BY day ORDER BY day DESC LIMIT -1 OFFSET ?"
        connection.exec_driver_sql(f"DELETE FROM traffic WHERE day IN ({old})", (_KEPT_DAYS,))


def used(connection: Connection, since: str) -> Used:
    """What went over the line since a day (``2026-11-01``), that day included."""
    found = connection.exec_driver_sql(
        "SELECT total(up), total(down), total(around), total(plain - packed) FILTER (WHERE plain > 0)"
        " FROM traffic WHERE day >= ?",
        (since,),
    ).one()
    return Used(*(int(value or 0) for value in found))


def note_line(connection: Connection, line: Line) -> None:
    """Keep how quick the line was; what was not measured this time stays as it was."""
    before = line_now(connection)
    found = {"speed": line.speed or before.speed, "wait_ms": line.wait_ms or before.wait_ms}
    events.put_meta(connection, "line", json.dumps(found))


def line_now(connection: Connection) -> Line:
    """How quick the line was when it was last used."""
    return Line(**json.loads(events.get_meta(connection, "line") or "{}"))


def smaller_by(connection: Connection) -> float:
    """How much of its size as plain JSON a message has on the line, as measured here; a quarter before anything was sent."""
    packed, plain = connection.exec_driver_sql("SELECT total(packed), total(plain) FROM traffic WHERE plain > 0").one()
    return float(packed / plain) if plain else 0.25
