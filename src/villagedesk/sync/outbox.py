"""What the chip and the sync screen say: what waits, how old it is, when both sides last agreed, what to decide."""

import json
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from villagedesk.store import events
from villagedesk.sync import guard

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
    """The truth about sync at one moment. Times are ms UTC."""

    chip: Chip
    waiting: int
    oldest_at: int | None
    agreed_at: int | None
    tried_at: int | None
    trouble: str | None
    decisions: int
    photos: int
    enrolled: bool
    # By how much this computer's clock was ahead of central's at the last contact, ms; below zero when behind.
    clock_ahead: int = 0
    # When this computer's rows were last found wrong and made anew, ms UTC.
    rebuilt_at: int | None = None

    @property
    def clock_wrong(self) -> bool:
        """Whether the operator should set the clock."""
        return abs(self.clock_ahead) > CLOCK_LEEWAY_MS


def sync_status(connection: Connection, *, sending: bool = False) -> SyncStatus:
    """Read the state; the chip is green only when nothing waits, no photo waits, and the last digests agreed."""
    waiting, oldest = events.waiting(connection)
    decisions = connection.exec_driver_sql("SELECT count(*) FROM inbox WHERE done_at IS NULL").scalar() or 0
    decisions += guard.waiting_for_word(connection)
    photos = _waiting_photos(connection)
    agreed = _number(connection, "agreed_at")
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
        oldest,
        agreed,
        _number(connection, "tried_at"),
        events.get_meta(connection, "sync_trouble") or None,
        int(decisions),
        photos,
        events.get_meta(connection, "device") is not None,
        _number(connection, "clock_ahead") or 0,
        _number(connection, "rebuilt_at"),
    )


@dataclass(frozen=True)
class WaitingKind:
    """How many own events of one kind wait: ``entity`` is the first thing the event touched."""

    entity: str
    count: int


def waiting_kinds(connection: Connection) -> list[WaitingKind]:
    """What waits on this computer, by kind, the most first."""
    rows = connection.exec_driver_sql("SELECT body FROM event WHERE position IS NULL ORDER BY seq LIMIT 5000")
    counts = Counter(json.loads(row[0])["c"][0][0] for row in rows)
    return [WaitingKind(entity, count) for entity, count in counts.most_common()]


def _number(connection: Connection, key: str) -> int | None:
    value = events.get_meta(connection, key)
    return int(value) if value else None


def _waiting_photos(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT count(*) FROM blob WHERE state = 'waiting'").scalar() or 0)
