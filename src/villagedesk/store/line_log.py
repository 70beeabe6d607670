"""The line and power log: noted once a minute while the program is open, by day, and told to the county by month.

A power cut cannot be seen, only what it leaves: the last minute that was noted, and no goodbye. Such a gap counts as
long as it lies between ``DAY_BEGINS`` and ``DAY_ENDS``; whoever pulls the plug every evening has no power cut at night.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from villagedesk import clock, i18n
from villagedesk.domain.line_log import MAX_KBIT, PLAN_LENGTH, PROVIDER_LENGTH, LineMonth, RoomLine
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid
from villagedesk.store.events import get_meta, put_meta
from villagedesk.store.identity import device_number
from villagedesk.store.session import WriteSession, action, new_row
from villagedesk.store.store import Store

DAY_BEGINS, DAY_ENDS = 8, 18
KEPT_DAYS = 400
# A pause longer than this between two notes was sleep, and says nothing of the line.
_PAUSE_MS = 5 * 60_000
_MINUTE_MS = 60_000
# Less says more of the round trip than of the line.
_LEAST_BYTES = 4_000
_NO_LINE = ("offline", "wire_broken")
_ALIVE, _TOLD, _RUN = "line_alive", "line_told", "line_run"
_COLUMNS = "open_ms, line_down_ms, outages, power_cuts, power_off_ms, best_kbit"


@dataclass(frozen=True)
class LineDay:
    """One day of this computer. Lengths in ms."""

    day: str
    open_ms: int
    line_down_ms: int
    outages: int
    power_cuts: int
    power_off_ms: int
    best_kbit: int


def note_minute(store: Store) -> bool:
    """Note that the program is open, and whether there is a line; True when a day that is over is to be told."""
    with store.transaction() as connection:
        now, day = clock.now_ms(), clock.today()
        kept = json.loads(get_meta(connection, _ALIVE) or "{}")
        _day_row(connection, day)
        if kept and not kept["bye"] and kept["run"] != _mark():
            _note_cut(connection, kept["at"], now)
        step = now - kept["at"] if kept and kept["run"] == _mark() else 0
        down = _line_is_down(connection)
        if 0 < step <= _PAUSE_MS:
            lost = step if down else 0
            connection.exec_driver_sql(
                "UPDATE line_day SET open_ms = open_ms + ?, line_down_ms = line_down_ms + ? WHERE day = ?",
                (step, lost, day),
            )
        if down and not kept.get("down"):
            connection.exec_driver_sql("UPDATE line_day SET outages = outages + 1 WHERE day = ?", (day,))
        _note_speed(connection, day)
        put_meta(connection, _ALIVE, json.dumps({"at": now, "bye": False, "down": down, "run": _mark()}))
        told = get_meta(connection, _TOLD) or ""
        newest = connection.exec_driver_sql("SELECT max(day) FROM line_day WHERE day < ?", (day,)).scalar()
    return bool(newest and newest > told)


def note_goodbye(store: Store) -> None:
    """The program is closed on purpose."""
    note_minute(store)
    with store.transaction() as connection:
        kept = json.loads(get_meta(connection, _ALIVE) or "{}")
        put_meta(connection, _ALIVE, json.dumps({**kept, "bye": True}))


@action
def tell_line(s: WriteSession) -> None:
    """Bring the county's rows up to the days that are over: this month's and the one before."""
    connection, today = s.connection(), clock.today()
    device = device_number(connection)
    told = get_meta(connection, _TOLD) or ""
    newest = connection.exec_driver_sql("SELECT max(day) FROM line_day WHERE day < ?", (today,)).scalar() or ""
    months = connection.exec_driver_sql(
        "SELECT DISTINCT substr(day, 1, 7) FROM line_day WHERE day > ? AND day < ?", (told, today)
    )
    for month in months.scalars().all():
        days = [day for day in _days(connection, month) if day.day < today]
        row = s.exec(select(LineMonth).where(col(LineMonth.month) == month, col(LineMonth.device) == device)).first()
        row = row or new_row(s, LineMonth(month=month, device=device))
        row.days = len(days)
        row.open_minutes = sum(day.open_ms for day in days) // _MINUTE_MS
        row.line_down = sum(day.line_down_ms for day in days) // _MINUTE_MS
        row.power_cuts = sum(day.power_cuts for day in days)
        row.power_off = sum(day.power_off_ms for day in days) // _MINUTE_MS
        row.best_kbit = max((day.best_kbit for day in days), default=0)
    put_meta(connection, _TOLD, newest)
    connection.exec_driver_sql(
        "DELETE FROM line_day WHERE day NOT IN (SELECT day FROM line_day ORDER BY day DESC LIMIT ?)", (KEPT_DAYS,)
    )


@action
def set_line(s: WriteSession, provider: str, plan: str, agreed_kbit: int) -> None:
    """Write down which line the room has.

    Args:
        provider: who sells it; plan: what is paid for; agreed_kbit: the speed that was agreed on, kilobit a second, 0 unknown.

    Raises:
        Invalid: on ``provider``, ``plan`` or ``agreed_kbit``: too long, or no speed.
    """
    if not 0 <= agreed_kbit <= MAX_KBIT:
        raise Invalid("agreed_kbit", "negative" if agreed_kbit < 0 else "too_large")
    row = room_line(s) or new_row(s, RoomLine())
    row.provider = check_text("provider", provider, PROVIDER_LENGTH)
    row.plan = check_text("plan", plan, PLAN_LENGTH)
    row.agreed_kbit = agreed_kbit


def room_line(s: Session) -> RoomLine | None:
    """Which line the room has; None before somebody wrote it down."""
    return s.exec(select(RoomLine).order_by(col(RoomLine.created_at).desc(), col(RoomLine.id)).limit(1)).first()


def line_days(s: Session, month: str) -> list[LineDay]:
    """The days of a month (``2026-11``) on this computer, the newest first."""
    return _days(s.connection(), month)[::-1]


def _days(connection: Connection, month: str) -> list[LineDay]:
    rows = connection.exec_driver_sql(
        f"SELECT day, {_COLUMNS} FROM line_day WHERE day >= ? AND day < ? ORDER BY day", (month, f"{month}~")
    )
    return [LineDay(*row) for row in rows]


def _day_row(connection: Connection, day: str) -> None:
    connection.exec_driver_sql(f"INSERT OR IGNORE INTO line_day(day, {_COLUMNS}) VALUES (?, 0, 0, 0, 0, 0, 0)", (day,))


def _note_cut(connection: Connection, since: int, now: int) -> None:
    """The program came back after an end without a goodbye: what of the gap was by day counts on the day of the cut."""
    lost = _by_day(since, now)
    if lost < _MINUTE_MS:
        return
    day = i18n.local(since).date().isoformat()
    _day_row(connection, day)
    connection.exec_driver_sql(
        "UPDATE line_day SET power_cuts = power_cuts + 1, power_off_ms = power_off_ms + ? WHERE day = ?", (lost, day)
    )


def _by_day(since: int, now: int) -> int:
    """How much of a gap lies between opening and closing of its first day, ms; a gap of days counts for its first one."""
    begin = i18n.local(since)
    opens, closes = (
        datetime(begin.year, begin.month, begin.day, tzinfo=begin.tzinfo) + timedelta(hours=hour)
        for hour in (DAY_BEGINS, DAY_ENDS)
    )
    first, last = max(since, int(opens.timestamp() * 1000)), min(now, int(closes.timestamp() * 1000))
    return max(0, last - first)


def _line_is_down(connection: Connection) -> bool:
    found = connection.exec_driver_sql("SELECT code FROM sync_run WHERE how = 'line' ORDER BY id DESC LIMIT 1").scalar()
    return found in _NO_LINE


def _note_speed(connection: Connection, day: str) -> None:
    """The best speed of the syncs since the last note."""
    seen = int(get_meta(connection, _RUN) or 0)
    best = connection.exec_driver_sql(
        "SELECT max(bytes * 8 / max(ended_at - begun_at, 1)), max(id) FROM sync_run"
        " WHERE id > ? AND how = 'line' AND times = 1 AND bytes >= ?",
        (seen, _LEAST_BYTES),
    ).one()
    if best[0] is not None:
        connection.exec_driver_sql(
            "UPDATE line_day SET best_kbit = max(best_kbit, ?) WHERE day = ?", (int(best[0]), day)
        )
        put_meta(connection, _RUN, str(best[1]))


_STARTED = clock.new_event_id()


def _mark() -> str:
    """Names this run of the program, so that the next one knows that it is another."""
    return _STARTED
