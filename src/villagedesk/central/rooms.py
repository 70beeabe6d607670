"""The county's list of rooms: who was heard of when, what is overdue there, line and power, and what has no warranty."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from villagedesk import clock
from villagedesk.central import fleet, tables
from villagedesk.domain.assets import COUNTED
from villagedesk.domain.tickets import WITH_COUNTY

_ENTITIES = ("ticket", "asset", "line_month")


@dataclass(frozen=True)
class Room:
    """One room. Hours are of the month asked for, rounded half up; the counts are of now."""

    centre: fleet.CentreSum
    running: int
    overdue: int
    down_hours: int
    power_cuts: int
    power_hours: int
    things: int
    out_of_warranty: int

    @property
    def to_act(self) -> bool:
        """Whether somebody of the county has to do something there."""
        return self.overdue > 0


def rooms(connection: Connection, month: str, *, words: str = "", after: str = "", limit: int = 50) -> list[Room]:
    """Rooms by name, as ``fleet.centres`` finds them, with the sums of a month (``2026-11``)."""
    found = fleet.centres(connection, words=words, after=after, limit=limit)
    held = _held(connection, [centre.id for centre in found])
    return [_room(centre, held.get(centre.id, {}), month) for centre in found]


def _held(connection: Connection, centres: Sequence[str]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    row = tables.row
    scopes = {f"centre:{centre}": centre for centre in centres}
    query = select(row.c.scope, row.c.entity, row.c.data).where(
        row.c.scope.in_(sorted(scopes)), row.c.entity.in_(_ENTITIES), row.c.data.is_not(None)
    )
    held: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for scope, entity, data in connection.execute(query):
        held.setdefault(scopes[scope], {}).setdefault(entity, []).append(json.loads(data))
    return held


def _room(centre: fleet.CentreSum, held: dict[str, list[dict[str, Any]]], month: str) -> Room:
    today = clock.today()
    tickets = [one for one in held.get("ticket", []) if one.get("state") in WITH_COUNTY]
    late = [one for one in tickets if str(one.get("visit_on") or one.get("due_on") or today) < today]
    things = [one for one in held.get("asset", []) if one.get("state") in COUNTED]
    months = [one for one in held.get("line_month", []) if one.get("month") == month]
    return Room(
        centre,
        running=len(tickets),
        overdue=len(late),
        down_hours=_hours(months, "line_down"),
        power_cuts=sum(int(one.get("power_cuts") or 0) for one in months),
        power_hours=_hours(months, "power_off"),
        things=len(things),
        out_of_warranty=sum(1 for one in things if "" < str(one.get("warranty_until") or "") < today),
    )


def _hours(months: Sequence[dict[str, Any]], field: str) -> int:
    return (sum(int(one.get(field) or 0) for one in months) + 30) // 60
