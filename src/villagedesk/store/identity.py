"""Who this computer is: its key pair, and what it learnt when it was enrolled. Kept in the encrypted database."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from villagedesk.store.events import get_meta, put_meta

# Nine computers, and a new log only after a restore: more is a mistake of somebody's.
_MOST_LOGS = 500
_LONGEST_NAME = 100


@dataclass(frozen=True)
class Device:
    """An enrolled device. ``number`` is its digit inside the centre, 1 to 9; ``central_key`` 32 raw bytes."""

    id: str
    number: int
    centre: str
    role: str
    central_url: str
    central_key: bytes


def device(connection: Connection) -> Device | None:
    """This device, or None before it is enrolled."""
    id_ = get_meta(connection, "device")
    if id_ is None:
        return None

    def fact(name: str) -> str:
        return get_meta(connection, name) or ""

    return Device(
        id_,
        int(fact("device_number")),
        fact("centre"),
        fact("role"),
        fact("central_url"),
        bytes.fromhex(fact("central_key")),
    )


def device_number(connection: Connection) -> int:
    """The digit this computer puts into numbers and codes; 1 before it is enrolled."""
    return int(get_meta(connection, "device_number") or 1)


def device_key(connection: Connection) -> Ed25519PrivateKey:
    """This device's private key; it signs labels and sync rounds. Made at the first call in a write transaction."""
    stored = get_meta(connection, "private_key")
    if stored is not None:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(stored))
    key = Ed25519PrivateKey.generate()
    put_meta(connection, "private_key", key.private_bytes_raw().hex())
    return key


def note_computers(connection: Connection, told: Iterable[tuple[str, int, str]]) -> None:
    """Central told whose these logs are: the log's id, the computer's digit, its name."""
    new = {log: [number, name[:_LONGEST_NAME]] for log, number, name in told}
    known = json.loads(get_meta(connection, "computers") or "{}") if new else {}
    if any(known.get(log) != one for log, one in new.items()):
        rest = {log: one for log, one in known.items() if log not in new}
        put_meta(connection, "computers", json.dumps(dict([*rest.items(), *new.items()][-_MOST_LOGS:])))


def computer_of(connection: Connection, log: str) -> tuple[int, str]:
    """Digit and name of the computer of the centre whose log this is; (0, "") where central never said."""
    number, name = json.loads(get_meta(connection, "computers") or "{}").get(log, (0, ""))
    return int(number), str(name)


def remember(connection: Connection, device: Device) -> None:
    """Keep what enrolment told."""
    put_meta(connection, "device", device.id)
    put_meta(connection, "device_number", str(device.number))
    put_meta(connection, "centre", device.centre)
    put_meta(connection, "role", device.role)
    put_meta(connection, "central_url", device.central_url)
    put_meta(connection, "central_key", device.central_key.hex())
