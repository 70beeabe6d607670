"""A copy whose rows are not what its feed makes: noticed at the end of a feed or by counting, and then made anew.

The feed is here, so the rows are first folded again from that, beside what stands; only where it is not whole, or that
did not help, is the feed fetched from central. Both sides keep their digest as they write, so a row that was spoilt on
the disk is only seen when it is counted anew: that is done once a day, behind a sync.
"""

import logging
from itertools import islice

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.store import Store, events
from villagedesk.store.digests import counted, kept
from villagedesk.store.events import is_erased, is_gone
from villagedesk.sync import refetch
from villagedesk.sync.feed import FIRST_HASH
from villagedesk.sync.incarnation import open_incarnation
from villagedesk.sync.refetch import STEPS, Reset

DAY_MS = 86_400_000
# A central that counts wrong itself is not asked for everything again and again.
PLACES_BETWEEN = 1000
_FROM_HERE, _FROM_CENTRAL = "here", "central"
_BATCH = 500

_log = logging.getLogger(__name__)


def may_begin(connection: Connection, scope: str) -> bool:
    """Whether making the rows of a feed anew may help: it was not tried since both sides last agreed."""
    return _next(connection, scope) is not None


def begin(store: Store, scope: str) -> None:
    """Have the rows of a scope made anew beside what stands, and put in their place at the next end of the feed."""
    with store.read() as s:
        way = _next(s.connection(), scope) or _FROM_CENTRAL
    _log.warning("sync: the rows of %s are not what its feed makes; they are made anew (%s)", scope, way)
    there = Reset(scope, len(STEPS), 0, FIRST_HASH, 0, FIRST_HASH)
    with store.transaction() as connection:
        refetch.begin(connection, there)
        events.put_meta(connection, f"rebuilt {scope}", f"{way} {_place(connection, scope)[0]}")
        events.put_meta(connection, "rebuilt_at", str(clock.now_ms()))
    if way == _FROM_CENTRAL or not _copy_feed(store, scope):
        with store.transaction() as connection:
            refetch.begin(connection, there)
            if refetch.lets_go(connection, scope, _place(connection, scope)[0]):
                open_incarnation(connection)  # see ``pages.begin_again``


def under_way(connection: Connection) -> bool:
    """Whether the rows of some scope are made anew."""
    return any(
        events.get_meta(connection, f"rebuilt {scope}")
        for (scope,) in connection.exec_driver_sql("SELECT scope FROM reset").fetchall()
    )


def agreed(connection: Connection) -> None:
    """Both sides have the same: from now on a difference is a new one."""
    connection.exec_driver_sql("DELETE FROM meta WHERE key LIKE 'rebuilt %'")


def count_anew(store: Store) -> bool:
    """Once a day: count all rows, and have them made anew where they are not what was kept.

    Returns:
        Whether everything is as it should be; True as well when it was looked at less than a day ago.
    """
    now = clock.now_ms()
    with store.read() as s:
        connection = s.connection()
        last = int(events.get_meta(connection, "counted_at") or 0)
        busy = connection.exec_driver_sql("SELECT 1 FROM reset LIMIT 1").fetchone() is not None
        if 0 <= now - last < DAY_MS or busy:
            return True
        right = counted(connection) == kept(connection)
        scopes = [row[0] for row in connection.exec_driver_sql("SELECT scope FROM cursor").fetchall()]
    with store.transaction() as connection:
        events.put_meta(connection, "counted_at", str(now))
    if not right:
        for scope in scopes:
            begin(store, scope)
    return right


def _copy_feed(store: Store, scope: str) -> bool:
    """Put the feed that is here beside what stands; False when it is not the one that the cursor tells of."""
    with store.read() as s:
        end, hash_ = _place(s.connection(), scope)
        entries = refetch.placed(s.connection(), scope, end)
        while batch := list(islice(entries, _BATCH)):
            with store.transaction() as connection:
                there = refetch.under_way(connection, scope)
                whole = not any(is_gone(e.body) and not is_erased(e.body) for e in batch)
                if there is None or not whole or batch[0].position != there.position + 1:
                    return False
                refetch.add(connection, there, batch)
    with store.read() as s:
        there = refetch.under_way(s.connection(), scope)
    return there is not None and (there.position, there.hash) == (end, hash_)


def _next(connection: Connection, scope: str) -> str | None:
    """How to make the rows anew; None when it was tried, and hardly anything has come since."""
    way, _, place = (events.get_meta(connection, f"rebuilt {scope}") or "").partition(" ")
    if not way or _place(connection, scope)[0] >= int(place) + PLACES_BETWEEN:
        return _FROM_HERE
    return _FROM_CENTRAL if way == _FROM_HERE else None


def _place(connection: Connection, scope: str) -> tuple[int, bytes]:
    found = connection.exec_driver_sql("SELECT position, hash FROM cursor WHERE scope = ?", (scope,)).fetchone()
    return (found[0], bytes(found[1])) if found else (0, FIRST_HASH)
