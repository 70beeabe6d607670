"""How the centres are doing: last contact, what still waits there and since when, and their computers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, case, func, select

from villagedesk.central import tables
from villagedesk.central.found import check_centre


@dataclass(frozen=True)
class CentreSum:
    """A centre in a list. Times are ms UTC, 0 where there is none; ``waiting`` is what its computers said last."""

    id: str
    name: str
    village_name: str
    village_code: str
    county: str
    devices: int
    seen_at: int
    waiting: int
    oldest_at: int


@dataclass(frozen=True)
class DeviceRow:
    """One computer of a centre."""

    id: str
    number: int
    name: str
    role: str
    seen_at: int
    waiting: int
    oldest_at: int
    revoked: bool
    # What it told last that the county office should know: a feed that it holds back, see ``sync.guard``.
    told: str = ""
    # How often it went on under a new log: an old copy was put back, or the disk was copied and both go on.
    begun_anew: int = 0


def centres(connection: Connection, *, words: str = "", after: str = "", limit: int = 50) -> list[CentreSum]:
    """Centres by name; those whose name, village or county contains ``words``.

    Args:
        after: ``name/id`` of the last one of the page before.
    """
    centre = tables.centre
    query = select(centre).order_by(centre.c.name, centre.c.id).limit(limit)
    if words.strip():
        like = [column.contains(words.strip(), autoescape=True) for column in _named()]
        query = query.where(like[0] | like[1] | like[2])
    if after:
        name, _, id_ = after.rpartition("/")
        query = query.where((centre.c.name > name) | ((centre.c.name == name) & (centre.c.id > id_)))
    return _sums(connection, connection.execute(query).all())


def centre_sum(connection: Connection, centre: str) -> CentreSum:
    """One centre.

    Raises:
        NotFound: there is none.
    """
    check_centre(connection, centre)
    return _sums(connection, connection.execute(select(tables.centre).where(tables.centre.c.id == centre)).all())[0]


def devices_of(connection: Connection, centre: str) -> list[DeviceRow]:
    """The computers of a centre, by their digit; revoked ones last."""
    device = tables.device
    rows = connection.execute(
        select(device).where(device.c.centre == centre).order_by(device.c.revoked, device.c.number, device.c.id)
    )
    told, logs = _told(connection), _logs(connection, centre)
    return [
        DeviceRow(
            r.id,
            r.number,
            r.name,
            r.role,
            r.seen_at,
            r.waiting,
            r.oldest_at,
            bool(r.revoked),
            told.get(r.id, ""),
            max(0, logs.get(r.id, 0) - 1),
        )
        for r in rows
    ]


def _logs(connection: Connection, centre: str) -> dict[str, int]:
    """How many logs each computer of a centre has written."""
    log, device = tables.log, tables.device
    found = connection.execute(
        select(log.c.device, func.count())
        .join(device, device.c.id == log.c.device)
        .where(device.c.centre == centre)
        .group_by(log.c.device)
    )
    return {row.device: int(row[1]) for row in found}


def _told(connection: Connection) -> dict[str, str]:
    """What computers told that the county office should know, by device; hardly ever anything."""
    fact = tables.fact
    found = connection.execute(select(fact.c.key, fact.c.value).where(fact.c.key.startswith("told:")))
    return {key.removeprefix("told:"): value for key, value in found}


def _named() -> tuple[Any, Any, Any]:
    return tables.centre.c.name, tables.centre.c.village_name, tables.centre.c.county


def _sums(connection: Connection, found: Sequence[Any]) -> list[CentreSum]:
    device = tables.device
    waits = case((device.c.waiting > 0, device.c.oldest_at))
    rows = connection.execute(
        select(
            device.c.centre,
            func.count().label("devices"),
            func.max(device.c.seen_at).label("seen_at"),
            func.sum(device.c.waiting).label("waiting"),
            func.min(waits).label("oldest_at"),
        )
        .where(device.c.centre.in_([row.id for row in found]), device.c.revoked == 0)
        .group_by(device.c.centre)
    )
    told = {row.centre: row for row in rows}
    return [_sum(row, told.get(row.id)) for row in found]


def _sum(row: Any, told: Any) -> CentreSum:
    facts = (row.id, row.name, row.village_name, row.village_code, row.county)
    if told is None:
        return CentreSum(*facts, 0, 0, 0, 0)
    return CentreSum(*facts, told.devices, told.seen_at, int(told.waiting or 0), told.oldest_at or 0)
