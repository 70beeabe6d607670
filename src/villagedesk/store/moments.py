"""What time it is where a right begins or ends: a wrong clock never shortens anybody's time.

Central's clock of the last contact is known, and by how much this one was off then. A clock that was set since cannot be
told from time that has passed; but nobody is without a line for months, so a long silence counts as a clock that is wrong.
"""

from datetime import datetime

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.store.events import get_meta, put_meta

# A slow line and a cheap clock add up to minutes.
LEEWAY_MS = 10 * 60_000
# Longer than any place is without a line.
SILENCE_MS = 120 * 86_400_000


def note_central_time(connection: Connection, central: int) -> None:
    """Central told its time, ms UTC."""
    put_meta(connection, "central_time", str(central))
    put_meta(connection, "clock_ahead", str(clock.now_ms() - central))


def note_central_word(connection: Connection, central: int) -> None:
    """Central told its time by a stick, ms UTC: it is at least that late; by how much this clock is off stays unknown."""
    if central > (_number(connection, "central_time") or 0):
        put_meta(connection, "central_time", str(central))


def known_ahead(connection: Connection) -> int:
    """By how much this clock is ahead, ms, as far as is known; below zero when behind.

    A clock that stands before central's last word was set back since, also where no line tells so.
    """
    ahead, told = _number(connection, "clock_ahead") or 0, _number(connection, "central_time")
    if told is None:
        return ahead
    off = clock.now_ms() - told
    return ahead if off >= ahead - LEEWAY_MS else min(0, off)


def likely_now(connection: Connection, claimed: int | None = None) -> int:
    """When a time begins, ms UTC: by this clock, put right by what is known of it, and never before central's last word.

    Args:
        claimed: what this clock said, ms UTC; None asks it now.
    """
    now, told = clock.now_ms() if claimed is None else claimed, _number(connection, "central_time")
    if told is None:
        return now
    ahead = _number(connection, "clock_ahead") or 0
    return max(now - (ahead if abs(ahead) > LEEWAY_MS else 0), told)


def surely_now(connection: Connection) -> int:
    """When it is asked whether a time is over, ms UTC: never later than it surely is."""
    now, told = likely_now(connection), _number(connection, "central_time")
    return now if told is None or now - told <= SILENCE_MS else told


def likely_day(connection: Connection) -> str:
    """The local day as ``YYYY-MM-DD``, to ask whether something is in force already: what central told of is."""
    return _local_day(likely_now(connection))


def sure_day(connection: Connection) -> str:
    """The local day as ``YYYY-MM-DD``, to ask whether something has run out: never later than it surely is."""
    return _local_day(surely_now(connection))


def _local_day(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000).astimezone().date().isoformat()


def central_told(connection: Connection) -> int | None:
    """Central's clock of its last word, ms UTC; None before there was one."""
    return _number(connection, "central_time")


def _number(connection: Connection, key: str) -> int | None:
    value = get_meta(connection, key)
    return int(value) if value else None
