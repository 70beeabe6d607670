"""Centres and their devices: setting up, one-time codes, enrolment, nonces."""

import hashlib
import json
import secrets

from sqlalchemy import Connection, bindparam, insert, select, update

from villagedesk import clock
from villagedesk.central import acts, tables
from villagedesk.central.follows import give_named
from villagedesk.central.found import check_centre, children, is_id
from villagedesk.domain.entity import PLATFORM_SCOPE
from villagedesk.domain.identity import check_village_code
from villagedesk.errors import NotFound, Refused, Rejected
from villagedesk.sync.messages import Enrolled, Enrolment

# No letters that look like digits: the code is read out over a bad phone line (Crockford's base 32).
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
CODE_HOURS = 72
NONCE_BYTES = 8
_NAME_LENGTH = 60
MAX_DEVICES = 9

# Every round ends with this: see callers.py.
_TOLD = (
    update(tables.device)
    .where(tables.device.c.id == bindparam("device"))
    .values({name: bindparam(f"new_{name}") for name in ("nonce", "cursors", "seen_at", "waiting", "oldest_at")})
)


def set_up_centre(
    connection: Connection,
    *,
    name: str,
    village_name: str,
    village_code: str = "",
    county: str = "",
    by: str = acts.CENTRAL,
) -> str:
    """Make a centre and its first row in its feed; returns its id.

    Raises:
        Invalid: there is no name, or the village code cannot be one.
    """
    centre = secrets.token_hex(16)
    facts = {
        "name": acts.checked_text("name", name, _NAME_LENGTH),
        "village_name": acts.checked_text("village_name", village_name, _NAME_LENGTH),
        "village_code": check_village_code(village_code) if village_code.strip() else "",
        "county": acts.checked_text("county", county, _NAME_LENGTH) if county.strip() else "",
    }
    connection.execute(insert(tables.centre).values(id=centre, created_at=clock.now_ms(), **facts))
    acts.write(connection, f"centre:{centre}", centre, "set_up_centre", [["centre", 0, dict(facts)]], by=by)
    return centre


def make_code(connection: Connection, centre: str, *, role: str = "pc", hours: int = CODE_HOURS) -> str:
    """A one-time code with which one device may enrol, for so many hours; only its hash is kept.

    Raises:
        NotFound: there is no such centre.
    """
    check_centre(connection, centre)
    code = "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LENGTH))
    connection.execute(
        insert(tables.enrol_code).values(
            code_hash=_hash(code), centre=centre, role=role, expires_at=clock.now_ms() + hours * 3_600_000
        )
    )
    return f"{code[:4]}-{code[4:]}"


def enrol(connection: Connection, public_key: bytes, request: Enrolment, central_key: bytes) -> Enrolled:
    """Take in a device whose key is proven by the request's signature.

    The same code with the same key gives the same answer again: the first reply may have been lost.

    Raises:
        Rejected: the code is not known, used by another device, or expired; the centre has nine devices, or this one
            belongs to another centre.
    """
    code = connection.execute(
        select(tables.enrol_code).where(tables.enrol_code.c.code_hash == _hash(request.code)).with_for_update()
    ).one_or_none()
    if code is None:
        raise Rejected("enrol_code_wrong")
    device = device_id(public_key)
    if code.used_by is None:
        if code.expires_at < clock.now_ms():
            raise Rejected("enrol_code_expired")
        # Two computers that enrol in the same moment must not get the same digit.
        connection.execute(select(tables.centre.c.id).where(tables.centre.c.id == code.centre).with_for_update())
        if not _let_in_again(connection, code.centre, device):
            _add_device(connection, code.centre, code.role, public_key, request.device_name)
            give_named(connection, device, code.centre, code.role)
        connection.execute(
            update(tables.enrol_code).where(tables.enrol_code.c.code_hash == code.code_hash).values(used_by=device)
        )
    elif code.used_by != device:
        raise Rejected("enrol_code_used")
    return _answer(connection, device, central_key)


def device_id(public_key: bytes) -> str:
    """A device's id: the first 16 bytes of the SHA-256 of its public key, as hex."""
    return hashlib.sha256(public_key).hexdigest()[:32]


def new_nonce() -> bytes:
    """A nonce for the next request."""
    return secrets.token_bytes(NONCE_BYTES)


def revoke(connection: Connection, device: str, *, by: str = acts.CENTRAL) -> None:
    """Let a device in no more; its signature on labels counts only up to today.

    Raises:
        NotFound: there is no such device.
        Refused: it was revoked already.
    """
    mine = tables.device.c.id == device
    found = (
        connection.execute(select(tables.device).where(mine).with_for_update()).one_or_none() if is_id(device) else None
    )
    if found is None:
        raise NotFound("device", device)
    if found.revoked:
        raise Refused("device_revoked_already")
    connection.execute(update(tables.device).where(tables.device.c.id == device).values(revoked=1))
    _sign_until(connection, "revoke_device", device, clock.today(), by)


def _let_in_again(connection: Connection, centre: str, device: str) -> bool:
    """A computer that was here before and got a new code; False for one that is new."""
    found = connection.execute(select(tables.device).where(tables.device.c.id == device)).one_or_none()
    if found is None:
        return False
    if found.centre != centre:
        raise Rejected("device_elsewhere")
    if found.revoked:
        # Its digit may belong to another computer by now.
        number = _free_number(connection, centre, asked=found.number)
        connection.execute(update(tables.device).where(tables.device.c.id == device).values(revoked=0, number=number))
        _sign_until(connection, "readmit_device", device, None, acts.CENTRAL)
    return True


def _sign_until(connection: Connection, action: str, device: str, day: str | None, by: str) -> None:
    for key in children(connection, PLATFORM_SCOPE, "signing_key", "device", device):
        acts.change(connection, PLATFORM_SCOPE, "", action, "signing_key", key.id, {"revoked_on": day}, by=by)


def _free_number(connection: Connection, centre: str, asked: int = 0) -> int:
    """A digit for a device: the one it asks for, else one that was never used, else that of a revoked device."""
    rows = connection.execute(
        select(tables.device.c.number, tables.device.c.revoked, tables.device.c.seen_at).where(
            tables.device.c.centre == centre
        )
    ).all()
    used = {row.number for row in rows}
    busy = {row.number for row in rows if not row.revoked}
    if asked and asked not in busy:
        return asked
    for number in range(1, MAX_DEVICES + 1):
        if number not in used:
            return number
    idle = sorted((row.seen_at, row.number) for row in rows if row.number not in busy)
    if not idle:
        raise Rejected("centre_full", limit=MAX_DEVICES)
    return int(idle[0][1])


def _add_device(connection: Connection, centre: str, role: str, public_key: bytes, name: str) -> None:
    number = _free_number(connection, centre)
    connection.execute(
        insert(tables.device).values(
            centre=centre,
            id=device_id(public_key),
            number=number,
            role=role,
            name="".join(c for c in name if c.isprintable())[:100],
            public_key=public_key,
            nonce=new_nonce(),
            cursors="{}",
            seen_at=clock.now_ms(),
            waiting=0,
            oldest_at=0,
            revoked=0,
        )
    )
    issuer = connection.execute(select(tables.centre.c.name).where(tables.centre.c.id == centre)).scalar_one()
    key = {"device": device_id(public_key), "public_key": public_key.hex(), "issuer": issuer}
    acts.write(connection, PLATFORM_SCOPE, "", "enrol_device", [["signing_key", 0, key]])


def _answer(connection: Connection, device: str, central_key: bytes) -> Enrolled:
    row = connection.execute(
        select(tables.device, tables.centre.c.name.label("centre_name"))
        .join(tables.centre, tables.centre.c.id == tables.device.c.centre)
        .where(tables.device.c.id == device)
    ).one()
    return Enrolled(device, row.number, row.centre, row.centre_name, row.role, central_key, bytes(row.nonce))


def remember_round(
    connection: Connection, device: str, nonce: bytes, cursors: dict[str, list[int | str]], waiting: int, oldest: int
) -> None:
    """Keep what the last round told: the next nonce, the cursors given out, and what still waits at the device."""
    told = {
        "nonce": nonce,
        "cursors": json.dumps(cursors, sort_keys=True),
        "seen_at": clock.now_ms(),
        "waiting": waiting,
        "oldest_at": oldest,
    }
    connection.execute(_TOLD, {"device": device} | {f"new_{name}": value for name, value in told.items()})


def _hash(code: str) -> bytes:
    plain = code.upper().replace("-", "").replace(" ", "").replace("O", "0").replace("I", "1").replace("L", "1")
    return hashlib.sha256(plain.encode("utf-8", "replace")).digest()
