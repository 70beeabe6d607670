"""The numbers that are read aloud: of orders, bills, lots, complaints and training certificates, and of the entries of the cash book.

Each carries this computer's digit and counts on within the day (the book: for ever), so two computers never give the
same one. A computer whose database was put back from an older copy must not give one again that is on a slip already:
what the second event file still knows is brought back before anything is done (``store.bring_back``), and where
something may be missing there too, some numbers are left free. A disk that was set back whole, that file with it, cannot be noticed
before the next sync brings what it lost; ids keep both orders apart then, their numbers may be the same.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlmodel import Session

from villagedesk import clock
from villagedesk.domain.assets import asset_number
from villagedesk.domain.bills import bill_number
from villagedesk.domain.crops import lot_code
from villagedesk.domain.fakes import report_number
from villagedesk.domain.orders import order_number
from villagedesk.domain.tickets import ticket_number
from villagedesk.domain.training.classes import class_number
from villagedesk.domain.training_results import training_number
from villagedesk.store.events import get_meta, put_meta
from villagedesk.store.identity import device_number

# More than one computer gives in a day of 500 orders, and than a day's movements of a drawer.
A_DAY, A_DAY_OF_CASH = 300, 1_000
# What the second file can lose at most: the last second before a power cut.
A_FEW = 10
_DAY_MS = 86_400_000
_LEFT_FREE = "numbers_left_free"


@dataclass(frozen=True)
class Numbered:
    """One row of numbers: the table and column they stand in, and how one is written (day, digit, how-manieth).

    ``at`` is the column with the time (ms UTC) of a row whose number does not carry the year.
    """

    table: str
    column: str
    written: Callable[[str, int, int], str]
    at: str = ""


ORDERS = Numbered("order", "number", order_number, "confirmed_at")
BILLS = Numbered("bill", "number", bill_number, "taken_at")
FAKES = Numbered("fake_report", "number", report_number, "taken_at")
LOTS = Numbered("harvest_lot", "code", lot_code)
CLASSES = Numbered("training_class", "number", class_number)
TRAINING = Numbered("training_certificate", "number", training_number)
TICKETS = Numbered("ticket", "number", ticket_number, "opened_at")
ASSETS = Numbered("asset", "number", asset_number)
_ALL = (ORDERS, BILLS, FAKES, LOTS, CLASSES, TRAINING, ASSETS, TICKETS)


def next_number(s: Session, numbered: Numbered) -> str:
    """The number of the next row that this computer makes today."""
    if s.autoflush:
        s.flush()
    connection, day = s.connection(), clock.today()
    highest = max(_highest(connection, numbered, day), _left_free(connection, day).get(numbered.table, 0))
    return numbered.written(day, device_number(connection), highest + 1)


def last_entry(s: Session, drawer: int) -> int:
    """The number of a drawer's newest entry; 0 before the first."""
    if s.autoflush:
        s.flush()
    return _last_entry(s.connection(), drawer)


def next_entry(s: Session, drawer: int) -> int:
    """The number of the next entry in the book of this computer's drawer."""
    free = _left_free(s.connection(), clock.today()).get("cash_entry", 0)
    return max(last_entry(s, drawer), free) + 1


def leave_free(connection: Connection, numbers: int = A_DAY, entries: int | None = None) -> None:
    """Leave numbers free behind the highest known ones: somebody may hold a slip with them.

    Args:
        numbers: how many of today's of each kind.
        entries: how many in the cash book; None: what may have been booked since the newest event here.
    """
    day, drawer = clock.today(), device_number(connection)
    if entries is None:
        newest = "SELECT at FROM event WHERE link IS NOT NULL ORDER BY rowid DESC LIMIT 1"
        age = clock.now_ms() - int(connection.exec_driver_sql(newest).scalar() or clock.now_ms())
        entries = A_DAY_OF_CASH * (max(age, 0) // _DAY_MS + 1)
    free = {numbered.table: _highest(connection, numbered, day) + numbers for numbered in _ALL}
    free["cash_entry"] = _last_entry(connection, drawer) + entries
    known = _left_free(connection, day)
    above = {name: max(number, known.get(name, 0)) for name, number in free.items()}
    put_meta(connection, _LEFT_FREE, json.dumps({"day": day, "above": above}))


def _highest(connection: Connection, numbered: Numbered, day: str) -> int:
    """The how-manieth of this computer's newest number of a day."""
    prefix = numbered.written(day, device_number(connection), 0)[:-2]
    # ":" is the character behind "9". Straight to the driver: every order waits for it.
    where = f"{numbered.column} > ? AND {numbered.column} < ?"
    values: tuple[str | int, ...] = (prefix, f"{prefix}:")
    if numbered.at:
        where, values = f"{where} AND {numbered.at} >= ? AND {numbered.at} < ?", (*values, *clock.day_span(day))
    query = f'SELECT max(CAST(substr({numbered.column}, ?) AS INTEGER)) FROM "{numbered.table}" WHERE {where}'
    return int(connection.exec_driver_sql(query, (len(prefix) + 1, *values)).scalar() or 0)


def _last_entry(connection: Connection, drawer: int) -> int:
    query = "SELECT max(number) FROM cash_entry WHERE drawer = ?"
    return int(connection.exec_driver_sql(query, (drawer,)).scalar() or 0)


def _left_free(connection: Connection, day: str) -> dict[str, int]:
    """What the numbers begin above; those of a day count for that day only."""
    kept = get_meta(connection, _LEFT_FREE)
    if kept is None:
        return {}
    found = json.loads(kept)
    above: dict[str, int] = found["above"]
    return above if found["day"] == day else {"cash_entry": above["cash_entry"]}
