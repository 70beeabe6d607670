"""The one place that asks what time it is, and that makes event ids."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

# How far the demo's past days are moved; 0 everywhere else.
_shift_ms = 0


def now_ms() -> int:
    """Milliseconds since 1970 in UTC, as this computer believes; a claim, never used to decide an order."""
    return time.time_ns() // 1_000_000 + _shift_ms


@contextmanager
def shifted(ms: int) -> Iterator[None]:
    """Everything inside happens ``ms`` earlier (negative) or later; the demo fills past days with it."""
    global _shift_ms
    before, _shift_ms = _shift_ms, ms
    try:
        yield
    finally:
        _shift_ms = before


def local_offset_minutes() -> int:
    """Minutes that local time is ahead of UTC right now."""
    offset = datetime.now().astimezone().utcoffset()
    return 0 if offset is None else int(offset.total_seconds()) // 60


def today() -> str:
    """The local date as ``YYYY-MM-DD``."""
    return datetime.fromtimestamp(now_ms() / 1000).astimezone().date().isoformat()


def day_span(iso: str) -> tuple[int, int]:
    """The local day ``YYYY-MM-DD`` as [begin, end) in ms UTC."""
    day = date.fromisoformat(iso)
    begin, end = (datetime(d.year, d.month, d.day).astimezone() for d in (day, day + timedelta(days=1)))
    return int(begin.timestamp() * 1000), int(end.timestamp() * 1000)


def monotonic() -> float:
    """Seconds that only ever go forward; for waiting, never for dating."""
    return time.monotonic()


def new_event_id() -> str:
    """A fresh UUIDv7 (RFC 9562) as 32 hex digits. Nothing reads an order from it."""
    from uuid_utils import uuid7  # lazy: with ``uuid`` and ``platform`` it stands before the first picture

    return uuid7().hex
