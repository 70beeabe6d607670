"""The county's list of rooms: who was heard of when, what is overdue there, line and power, contracts, warranties."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from villagedesk import clock
from villagedesk.central import fleet, tables
from villagedesk.domain.assets import COUNTED
from villagedesk.domain.line_log import shown_line
from villagedesk.domain.setting_up import ContractState, runs_out
from villagedesk.domain.tickets import WITH_COUNTY

# Of a thousand rooms these are 40,000 rows, and reading them is most of the work.
_read = msgspec.json.Decoder().decode
_ENTITIES = ("ticket", "asset", "line_month", "centre_contract", "room_line")
# Somebody should call there when nothing was heard for so long.
QUIET_MS = 3 * 24 * 3_600_000
# Our own measure, no law's: so many hours without a line in a month are worth a word with whoever sells the line.
MANY_DOWN_HOURS = 24
# Filtering and sorting look at so many rooms at most; the words narrow them.
MOST = 1_000


class Why(StrEnum):
    """Why somebody of the county has to see to a room."""

    REPAIRS = "repairs"
    SILENT = "silent"
    CONTRACT = "contract"
    LINE = "line"


class By(StrEnum):
    """By what the rooms are sorted."""

    NAME = "name"
    OVERDUE = "overdue"
    CONTACT = "contact"
    LINE = "line"
    CONTRACT = "contract"


@dataclass(frozen=True)
class Room:
    """One room. Hours are of the month asked for, rounded half up; the counts are of now.

    ``contract_until`` is the last day of the contract that lasts longest, "" without one; ``best_kbit`` the best measured
    speed of the month, ``line`` who sells the line and which plan.
    """

    centre: fleet.CentreSum
    running: int
    overdue: int
    down_hours: int
    power_cuts: int
    power_hours: int
    things: int
    out_of_warranty: int
    contract_until: str = ""
    contract_over: bool = False
    best_kbit: int = 0
    line: str = ""

    @property
    def silent(self) -> bool:
        """Whether a room with a computer was not heard of for days."""
        return 0 < self.centre.seen_at < clock.now_ms() - QUIET_MS

    @property
    def contract_due(self) -> bool:
        """Whether its contract runs out soon, or has."""
        return self.contract_over or runs_out(self.contract_until, clock.today())

    @property
    def why(self) -> tuple[Why, ...]:
        """What somebody of the county has to see to."""
        asked = (
            (Why.REPAIRS, self.overdue > 0),
            (Why.SILENT, self.silent),
            (Why.CONTRACT, self.contract_due),
            (Why.LINE, self.down_hours >= MANY_DOWN_HOURS),
        )
        return tuple(why for why, holds in asked if holds)


def rooms(connection: Connection, month: str, *, words: str = "", after: str = "", limit: int = 50) -> list[Room]:
    """Rooms by name, as ``fleet.centres`` finds them, with the sums of a month (``2026-11``)."""
    found = fleet.centres(connection, words=words, after=after, limit=limit)
    held = _held(connection, [centre.id for centre in found])
    return [_room(centre, held.get(centre.id, {}), month) for centre in found]


def sorted_rooms(
    connection: Connection, month: str, *, words: str = "", by: str = By.NAME, only_overdue: bool = False
) -> list[Room]:
    """Of the first MOST rooms by name those that are wanted, sorted; the most urgent first but for names.

    Args:
        by: a ``By``.
        only_overdue: only rooms that somebody of the county has to see to.
    """
    found = rooms(connection, month, words=words, limit=MOST)
    wanted = [room for room in found if room.why] if only_overdue else found
    keys: dict[str, Any] = {
        By.OVERDUE: lambda room: (-room.overdue, -len(room.why)),
        By.CONTACT: lambda room: room.centre.seen_at,
        By.LINE: lambda room: -room.down_hours,
        By.CONTRACT: lambda room: (not room.contract_over, room.contract_until or "9999"),
    }
    return sorted(wanted, key=keys[by]) if by in keys else wanted


def _held(connection: Connection, centres: Sequence[str]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    row = tables.row
    scopes = {f"centre:{centre}": centre for centre in centres}
    query = select(row.c.scope, row.c.entity, row.c.data).where(
        row.c.scope.in_(sorted(scopes)), row.c.entity.in_(_ENTITIES), row.c.data.is_not(None)
    )
    held: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for scope, entity, data in connection.execute(query):
        held.setdefault(scopes[scope], {}).setdefault(entity, []).append(_read(data))
    return held


def _room(centre: fleet.CentreSum, held: dict[str, list[dict[str, Any]]], month: str) -> Room:
    today = clock.today()
    tickets = [one for one in held.get("ticket", []) if one.get("state") in WITH_COUNTY]
    late = [one for one in tickets if str(one.get("visit_on") or one.get("due_on") or today) < today]
    things = [one for one in held.get("asset", []) if one.get("state") in COUNTED]
    months = [one for one in held.get("line_month", []) if one.get("month") == month]
    until, over = _contract(held.get("centre_contract", []), today)
    lines = held.get("room_line", [])
    return Room(
        centre,
        running=len(tickets),
        overdue=len(late),
        down_hours=_hours(months, "line_down"),
        power_cuts=sum(int(one.get("power_cuts") or 0) for one in months),
        power_hours=_hours(months, "power_off"),
        things=len(things),
        out_of_warranty=sum(1 for one in things if "" < str(one.get("warranty_until") or "") < today),
        contract_until=until,
        contract_over=bool(until) and over,
        best_kbit=max((int(one.get("best_kbit") or 0) for one in months), default=0),
        line=shown_line(lines[-1]) if lines else "",
    )


def _contract(contracts: Sequence[dict[str, Any]], today: str) -> tuple[str, bool]:
    """The last day of the contract that lasts longest, and whether it is over."""
    signed = [str(one.get("until_on") or "") for one in contracts if one.get("state") == ContractState.SIGNED]
    if signed and max(signed) >= today:
        return max(signed), False
    ended = [str(one.get("ended_on") or "") for one in contracts if one.get("state") == ContractState.ENDED]
    return max([*signed, *ended], default=""), True


def _hours(months: Sequence[dict[str, Any]], field: str) -> int:
    return (sum(int(one.get(field) or 0) for one in months) + 30) // 60
