"""Guessing is slowed down: after some wrong tries the next one has to wait, longer each time."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, select, update

from villagedesk import clock
from villagedesk.central import tables
from villagedesk.central.database import Database, insert_missing
from villagedesk.errors import Refused

_DELAYS_MS = (30_000, 60_000, 2 * 60_000, 5 * 60_000, 15 * 60_000)
_KEY_LENGTH = 200


def take_try(database: Database, free: Mapping[str, int]) -> None:
    """Count a try before it is looked at, so that many at once count as many.

    Args:
        free: for each thing that is guessed at or guessed from, how many wrong tries cost nothing.

    Raises:
        Refused: ``try_later`` with the seconds left.
    """
    with database.write() as connection:
        now = clock.now_ms()
        left = max(_count(connection, key[:_KEY_LENGTH], free[key], now) for key in sorted(free))
    if left > 0:
        raise Refused("try_later", seconds=-(-left // 1000))


def forgive(database: Database, *keys: str) -> None:
    """The try was right: nothing is held against these any more."""
    with database.write() as connection:
        connection.execute(delete(tables.attempt).where(tables.attempt.c.key.in_([key[:_KEY_LENGTH] for key in keys])))


def take_back(database: Database, *keys: str) -> None:
    """The try was right where being right must not make the next guesses free: only this one is not held against."""
    attempt = tables.attempt
    with database.write() as connection:
        connection.execute(
            update(attempt)
            .where(attempt.c.key.in_([key[:_KEY_LENGTH] for key in keys]), attempt.c.failures > 0)
            .values(failures=attempt.c.failures - 1, waits_until=0)
        )


def _count(connection: Connection, key: str, free: int, now: int) -> int:
    """Milliseconds this key still has to wait; a try that may be made is counted."""
    attempt = tables.attempt
    insert_missing(connection, attempt, key=key, failures=0, waits_until=0)
    found = connection.execute(select(attempt).where(attempt.c.key == key).with_for_update()).one()
    # A clock that was set back must not lock anybody out for longer than the longest delay.
    left = min(found.waits_until - now, _DELAYS_MS[-1])
    if left > 0:
        return int(left)
    failures = found.failures + 1
    over = failures - free
    delay = _DELAYS_MS[min(over, len(_DELAYS_MS)) - 1] if over > 0 else 0
    connection.execute(
        update(attempt).where(attempt.c.key == key).values(failures=failures, waits_until=now + delay if delay else 0)
    )
    return 0
