"""Which feeds a device reads and writes: a centre's PCs all of the centre's, a trainer's own laptop only its classes.

A laptop is given a class by the row of the class itself, which names the device. It keeps what it was once given, also
when another laptop gets the class: what it wrote without a line must still find its place.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_, select

from villagedesk.central import tables
from villagedesk.central.aside import take_from_aside
from villagedesk.central.checks import full_scope
from villagedesk.central.database import insert_missing
from villagedesk.domain.entity import CENTRE_SCOPE, PLATFORM_SCOPE

TRAINER = "trainer"

_given = select(tables.class_device.c.scope).where(tables.class_device.c.device == bindparam("device"))
# Asked in every round: a statement that stands ready costs half of one that is built anew.
_OF_CENTRE = select(tables.scope).where(
    (tables.scope.c.centre == bindparam("own")) | (tables.scope.c.scope == PLATFORM_SCOPE)
)
_OF_LAPTOP = select(tables.scope).where(
    or_(
        tables.scope.c.scope == PLATFORM_SCOPE,
        tables.scope.c.scope == "class:" + bindparam("device"),
        tables.scope.c.scope.in_(_given),
    )
)
_LAPTOPS = select(tables.device.c.id).where(
    tables.device.c.centre == bindparam("own"),
    tables.device.c.role == TRAINER,
    tables.device.c.id.in_(bindparam("named", expanding=True)),
)
_HERE = select(tables.scope.c.scope, tables.scope.c.centre, tables.scope.c.position).where(
    tables.scope.c.scope.in_(bindparam("named", expanding=True))
)
_MARK = b'"laptop"'


def followed(connection: Connection, device: str, centre: str, role: str) -> Sequence[Row[Any]]:
    """The scopes whose feeds a device reads."""
    if role == TRAINER:
        return connection.execute(_OF_LAPTOP, {"device": device}).all()
    return connection.execute(_OF_CENTRE, {"own": centre}).all()


@dataclass(frozen=True)
class Rights:
    """Of the scopes that a device named, the full names of those it may write, and of those it may write later.

    ``later``: classes of its centre that a laptop is not in, as far as central knows; see ``aside``.
    """

    now: dict[str, str]
    later: dict[str, str]


def may_write(connection: Connection, device: str, centre: str, role: str, named: set[str]) -> Rights:
    """What a device may write of the named scopes.

    A class that another centre made first belongs to that one.
    """
    full = {name: scope for name in named if (scope := full_scope(name, centre)) not in (None, PLATFORM_SCOPE)}
    if role == TRAINER:
        return _of_laptop(connection, device, centre, full)
    if not set(full) - {CENTRE_SCOPE}:
        return Rights(full, {})
    foreign = select(tables.scope.c.scope).where(
        tables.scope.c.scope.in_(sorted(full.values())), tables.scope.c.centre != centre
    )
    taken = set(connection.execute(foreign).scalars())
    return Rights({name: scope for name, scope in full.items() if scope not in taken}, {})


def _of_laptop(connection: Connection, device: str, centre: str, full: dict[str, str]) -> Rights:
    given = set(connection.execute(_given, {"device": device}).scalars()) | {f"class:{device}"}
    here = {row.scope: row for row in connection.execute(_HERE, {"named": sorted(full.values())})}
    now, later = {}, {}
    for name, scope in full.items():
        found = here.get(scope)
        if scope in given:
            now[name] = scope
        elif name == CENTRE_SCOPE or (found is not None and found.centre != centre):
            continue
        elif found is None or found.position == 0:
            # One that is not here at all was lost when central was set back: the laptop brings back what it has of it.
            now[name] = scope
        else:
            later[name] = scope
    return Rights(now, later)


def give_classes(
    connection: Connection, scope: str, device: str, centre: str, role: str, bodies: Sequence[bytes]
) -> None:
    """After a device's events of a class went in: let the laptops that they name follow it, and the one that wrote.

    What such a laptop had sent before goes in behind them, and may name others.
    """
    if not scope.startswith("class:"):
        return
    if role == TRAINER:
        insert_missing(connection, tables.class_device, device=device, scope=scope)
    done: set[str] = set()
    while named := {laptop for body in bodies if _MARK in body for laptop in _laptops_in(body)} - done:
        bodies = []
        for laptop in sorted(connection.execute(_LAPTOPS, {"own": centre, "named": sorted(named)}).scalars()):
            insert_missing(connection, tables.class_device, device=laptop, scope=scope)
            bodies += take_from_aside(connection, laptop, scope, centre)
        done |= named


def give_named(connection: Connection, device: str, centre: str, role: str) -> None:
    """A new laptop follows the classes that name it already: central may have been set back to before it was enrolled."""
    if role != TRAINER:
        return
    event, scope = tables.event, tables.scope
    rows = connection.execute(
        select(event.c.scope, event.c.body)
        .join(scope, scope.c.scope == event.c.scope)
        .where(scope.c.centre == centre, scope.c.scope.like("class:%"))
    )
    for name in sorted({name for name, body in rows if _MARK in bytes(body) and device in _laptops_in(bytes(body))}):
        insert_missing(connection, tables.class_device, device=device, scope=name)


def _laptops_in(body: bytes) -> set[str]:
    try:
        changes = json.loads(body)["c"]
        told = [change[2]["laptop"] for change in changes if change[0] == "training_class" and "laptop" in change[2]]
    except (ValueError, KeyError, TypeError, IndexError):
        return set()  # what cannot be read was refused before
    values = [one[1] if isinstance(one, list) else one for one in told]
    return {device for value in values if isinstance(value, str) for device in value.split()}
