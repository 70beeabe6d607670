"""What the chip and the sync screen say: what waits, how old it is, when both sides last agreed, what to decide."""

import json
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from villagedesk.domain.entity import row_id
from villagedesk.store import events
from villagedesk.store.moments import known_ahead
from villagedesk.sync import guard
from villagedesk.sync.history import STICK
from villagedesk.sync.kinds import Kind, kind_of

# A slow line and a cheap clock add up to minutes; from here on papers and deadlines would show wrong times.
CLOCK_LEEWAY_MS = 10 * 60_000


class Chip(StrEnum):
    """The four states of the chip."""

    DELIVERED = "delivered"
    HERE = "here"
    SENDING = "sending"
    NEEDS_YOU = "needs_you"


@dataclass(frozen=True)
class SyncStatus:
    """The truth about sync at one moment. Times are ms UTC.

    ``oldest_at`` is of what waits, photos included; ``asked_at`` of the oldest decision.
    """

    chip: Chip
    waiting: int
    oldest_at: int | None
    agreed_at: int | None
    tried_at: int | None
    trouble: str | None
    decisions: int
    photos: int
    enrolled: bool
    # By how much this computer's clock is ahead of central's as far as is known, ms; below zero when behind.
    clock_ahead: int = 0
    # When this computer's rows were last found wrong and made anew, ms UTC.
    rebuilt_at: int | None = None
    asked_at: int | None = None
    # The last time both sides were equal was told by a stick: ``agreed_at`` is when central wrote it.
    by_stick: bool = False

    @property
    def clock_wrong(self) -> bool:
        """Whether the operator should set the clock."""
        return abs(self.clock_ahead) > CLOCK_LEEWAY_MS


def sync_status(connection: Connection, *, sending: bool = False) -> SyncStatus:
    """Read the state; the chip is green only when nothing waits, no photo waits, and the last digests agreed."""
    run = connection.exec_driver_sql
    waiting, oldest = events.waiting(connection)
    open_, asked = run("SELECT count(*), min(at) FROM inbox WHERE done_at IS NULL").one()
    held = guard.waiting_for_word(connection)
    decisions = open_ + held
    if held:
        since = run("SELECT min(held_at) FROM reset WHERE held <> 0").scalar()
        asked = min((at for at in (asked, since) if at), default=None)
    photos, taken = run("SELECT count(*), min(created_at) FROM blob WHERE state = 'waiting'").one()
    agreed = number_of(connection, "agreed_at")
    if decisions:
        chip = Chip.NEEDS_YOU
    elif sending:
        chip = Chip.SENDING
    elif waiting or photos or agreed is None:
        chip = Chip.HERE
    else:
        chip = Chip.DELIVERED
    return SyncStatus(
        chip,
        waiting,
        min((at for at in (oldest, taken) if at is not None), default=None),
        agreed,
        number_of(connection, "tried_at"),
        events.get_meta(connection, "sync_trouble") or None,
        int(decisions),
        int(photos),
        events.get_meta(connection, "device") is not None,
        known_ahead(connection),
        number_of(connection, "rebuilt_at"),
        asked,
        agreed is not None and events.get_meta(connection, "agreed_by") == STICK,
    )


@dataclass(frozen=True)
class WaitingKind:
    """How much of one kind waits, since when (ms UTC), and its bytes: bodies of events, what is left of photos."""

    kind: Kind
    count: int
    oldest_at: int
    size: int


def waiting_kinds(connection: Connection) -> list[WaitingKind]:
    """What waits on this computer, in the order in which it is shown."""
    found: dict[Kind, WaitingKind] = {}
    # In the database: a thousand bodies read in Python would hold up the window.
    rows = connection.exec_driver_sql(
        "SELECT json_extract(CAST(body AS TEXT), '$.c[0][0]'), count(*), min(at), sum(length(body))"
        " FROM event WHERE position IS NULL GROUP BY 1"
    ).fetchall()
    for entity, count, oldest, size in rows:
        kind = kind_of(entity or "")
        before = found.get(kind, WaitingKind(kind, 0, oldest, 0))
        found[kind] = WaitingKind(kind, before.count + count, min(before.oldest_at, oldest), before.size + size)
    photos, taken, left = connection.exec_driver_sql(
        "SELECT count(*), min(created_at), total(size - sent_bytes) FROM blob WHERE state = 'waiting'"
    ).one()
    if photos:
        found[Kind.PHOTOS] = WaitingKind(Kind.PHOTOS, photos, taken, int(left))
    return [found[kind] for kind in Kind if kind in found]


@dataclass(frozen=True)
class WaitingThing:
    """One action that waits: its event, what it touched first, and the claimed time, ms UTC."""

    event_id: str
    entity: str
    row_id: str
    at: int


def waiting_things(connection: Connection, kind: Kind, limit: int = 8) -> list[WaitingThing]:
    """The oldest actions of one kind that wait; photos are none."""
    rows = connection.exec_driver_sql("SELECT id, body, at FROM event WHERE position IS NULL ORDER BY seq LIMIT 2000")
    found: list[WaitingThing] = []
    for id_, body, at in rows:
        entity, which, _ = json.loads(body)["c"][0]
        if kind_of(entity) is kind:
            found.append(WaitingThing(id_, entity, row_id(id_, which) if isinstance(which, int) else which, at))
            if len(found) == limit:
                break
    return found


def number_of(connection: Connection, key: str) -> int | None:
    """A small fact that is a number; None when it is not known."""
    value = events.get_meta(connection, key)
    return int(value) if value else None
