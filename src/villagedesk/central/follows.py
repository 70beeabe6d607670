"""Which feeds a device reads and writes: a centre's PCs all of the centre's, a trainer's own laptop only its classes.

A laptop is given a class by the row of the class itself, which names the device. It keeps what it was once given, also
when another laptop gets the class: what it wrote without a line must still find its place.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_, select

from villagedesk.central import tables
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
_KNOWN = select(tables.scope.c.scope).where(tables.scope.c.scope.in_(bindparam("named", expanding=True)))
_MARK = b'"laptop"'


def followed(connection: Connection, device: str, centre: str, role: str) -> Sequence[Row[Any]]:
    """The scopes whose feeds a device reads."""
    if role == TRAINER:
        return connection.execute(_OF_LAPTOP, {"device": device}).all()
    return connection.execute(_OF_CENTRE, {"own": centre}).all()


def may_write(connection: Connection, device: str, centre: str, role: str, named: set[str]) -> dict[str, str]:
    """The full names of those of the named scopes that a device may write.

    A class that another centre made first belongs to that one.
    """
    full = {name: scope for name in named if (scope := full_scope(name, centre)) not in (None, PLATFORM_SCOPE)}
    if role == TRAINER:
        given = set(connection.execute(_given, {"device": device}).scalars()) | {f"class:{device}"}
        # One that is not here at all was lost when central was set back: the laptop brings back what it has of it.
        here = set(connection.execute(_KNOWN, {"named": sorted(full.values())}).scalars())
        return {
            name: scope
            for name, scope in full.items()
            if scope in given or (scope not in here and name != CENTRE_SCOPE)
        }
    if not set(full) - {CENTRE_SCOPE}:
        return full
    foreign = select(tables.scope.c.scope).where(
        tables.scope.c.scope.in_(sorted(full.values())), tables.scope.c.centre != centre
    )
    taken = set(connection.execute(foreign).scalars())
    return {name: scope for name, scope in full.items() if scope not in taken}


def give_classes(
    connection: Connection, scope: str, device: str, centre: str, role: str, bodies: Sequence[bytes]
) -> None:
    """After a device's events of a class went in: let the laptops that they name follow it, and the one that wrote."""
    if not scope.startswith("class:"):
        return
    if role == TRAINER:
        insert_missing(connection, tables.class_device, device=device, scope=scope)
    named = {laptop for body in bodies if _MARK in body for laptop in _laptops_in(body)}
    if not named:
        return
    for laptop in sorted(connection.execute(_LAPTOPS, {"own": centre, "named": sorted(named)}).scalars()):
        insert_missing(connection, tables.class_device, device=laptop, scope=scope)


def _laptops_in(body: bytes) -> set[str]:
    try:
        changes = json.loads(body)["c"]
        told = [change[2]["laptop"] for change in changes if change[0] == "training_class" and "laptop" in change[2]]
    except (ValueError, KeyError, TypeError, IndexError):
        return set()  # what cannot be read was refused before
    values = [one[1] if isinstance(one, list) else one for one in told]
    return {device for value in values if isinstance(value, str) for device in value.split()}
