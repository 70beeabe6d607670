"""Who this computer is: its key pair, and what it learnt when it was enrolled. Kept in the encrypted database."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from villagedesk.store.events import get_meta, put_meta


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


def remember(connection: Connection, device: Device) -> None:
    """Keep what enrolment told."""
    put_meta(connection, "device", device.id)
    put_meta(connection, "device_number", str(device.number))
    put_meta(connection, "centre", device.centre)
    put_meta(connection, "role", device.role)
    put_meta(connection, "central_url", device.central_url)
    put_meta(connection, "central_key", device.central_key.hex())
