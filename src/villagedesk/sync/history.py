"""What the operator may read about the last syncs: how each went, and when each feed was last compared to the last row."""

from dataclasses import dataclass

from sqlalchemy import Connection

from villagedesk import clock
from villagedesk.domain.entity import CENTRE_SCOPE, PLATFORM_SCOPE
from villagedesk.store import events

KEPT = 200
LINE, STICK, WRITTEN = "line", "stick", "written"


@dataclass(frozen=True)
class PastSync:
    """One sync, or several in a row that failed alike (``times``). Times are ms UTC; ``code`` is "" when all went well.

    ``how`` is ``line``, ``stick`` (read) or ``written`` (a stick); ``bytes`` what went over the line both ways.
    """

    begun_at: int
    ended_at: int
    how: str
    agreed: bool
    code: str
    sent: int
    received: int
    photos: int
    bytes: int
    times: int = 1


@dataclass(frozen=True)
class Agreement:
    """When a scope was last compared at its end, how many rows it has, and whether both sides had the same."""

    scope: str
    at: int
    count: int
    differs: bool


def note_sync(connection: Connection, done: PastSync) -> None:
    """Keep how a sync went. What fails like the one before is counted there; a quiet round replaces a quiet one."""
    last = connection.exec_driver_sql(
        "SELECT id, how, agreed, code, sent + received + photos, times FROM sync_run ORDER BY id DESC LIMIT 1"
    ).fetchone()
    nothing = not (done.sent or done.received or done.photos)
    if last is not None and nothing and tuple(last[1:5]) == (done.how, done.agreed, done.code, 0):
        connection.exec_driver_sql(
            "UPDATE sync_run SET ended_at = ?, bytes = bytes + ?, times = times + 1 WHERE id = ?",
            (done.ended_at, done.bytes, last[0]),
        )
        return
    row = (done.begun_at, done.ended_at, done.how, done.agreed, done.code, done.sent, done.received, done.photos)
    connection.exec_driver_sql(
        "INSERT INTO sync_run(begun_at, ended_at, how, agreed, code, sent, received, photos, bytes, times)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*row, done.bytes, done.times),
    )
    connection.exec_driver_sql("DELETE FROM sync_run WHERE id <= (SELECT max(id) FROM sync_run) - ?", (KEPT,))


def past_syncs(connection: Connection, limit: int = 20) -> list[PastSync]:
    """The last syncs, the newest first."""
    rows = connection.exec_driver_sql(
        "SELECT begun_at, ended_at, how, agreed, code, sent, received, photos, bytes, times FROM sync_run"
        " ORDER BY id DESC LIMIT ?",
        (limit,),
    )
    return [PastSync(row[0], row[1], row[2], bool(row[3]), *row[4:]) for row in rows]


def note_agreement(connection: Connection, scope: str, at: int, *, agrees: bool) -> None:
    """A feed's end was reached, and count and digest were compared.

    That both sides were equal at an earlier moment is no longer said once they are not.
    """
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO agreement(scope, at, count, differs) VALUES (?, ?,"
        " coalesce((SELECT count FROM cursor WHERE scope = ?), 0), ?)",
        (scope, at, scope, not agrees),
    )


def note_agreed_by_stick(connection: Connection, central_time: int) -> None:
    """Both sides were equal when central wrote its answer; a comparison that was made later says more.

    Args:
        central_time: by central's clock, ms UTC; it is kept by this computer's, as far as their difference is known.
    """
    ahead = int(events.get_meta(connection, "clock_ahead") or 0)
    at = min(central_time + ahead, clock.now_ms())
    if at > int(events.get_meta(connection, "agreed_at") or 0):
        events.put_meta(connection, "agreed_at", str(at))
        events.put_meta(connection, "agreed_by", STICK)


def agreements(connection: Connection) -> list[Agreement]:
    """The last comparison of each feed that this computer follows: the centre's own first, then the platform's."""
    rows = connection.exec_driver_sql("SELECT scope, at, count, differs FROM agreement").fetchall()
    first = {CENTRE_SCOPE: 0, PLATFORM_SCOPE: 1}
    found = [Agreement(scope, at, count, bool(differs)) for scope, at, count, differs in rows]
    return sorted(found, key=lambda one: (first.get(one.scope, 2), one.scope))
