"""The platform's staff: who they are, how they sign in to the console, and the key that signs their acts."""

import hashlib
import secrets
import threading
from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Connection, delete, insert, select, update

from villagedesk import clock
from villagedesk.central import acts, tables
from villagedesk.central.database import Database
from villagedesk.central.throttle import forgive, take_try
from villagedesk.errors import Invalid, NotFound, Refused

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
SESSION_HOURS, IDLE_HOURS = 12, 2
_NAME_LENGTH = 40
_HOUR_MS = 3_600_000
# Wrong passwords that cost nothing: from one address for one name, from one address, for one name.
_FREE_BOTH, _FREE_ADDRESS, _FREE_NAME = 5, 20, 50
# OWASP's second choice, 19 MiB; two at a time, so that many tries at once cannot eat the memory.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_hashing = threading.Semaphore(2)
_NOBODY = _hasher.hash(secrets.token_hex(16))


@dataclass(frozen=True)
class Staff:
    """A member of the staff. ``has_key``: may sign acts."""

    id: str
    name: str
    active: bool
    has_key: bool


@dataclass(frozen=True)
class Visit:
    """A signed-in member of the staff; ``form_key`` stands in each of his forms."""

    staff: str
    name: str
    form_key: str


def add_staff(connection: Connection, name: str, password: str) -> str:
    """Somebody new who may sign in; returns the id.

    Raises:
        Invalid: no name, a name that is taken, or a password that is too short.
    """
    name = acts.checked_text("name", name, _NAME_LENGTH)
    if _by_name(connection, name) is not None:
        raise Invalid("name", "staff_name_taken")
    id_ = secrets.token_hex(16)
    row = {"id": id_, "name": name, "password_hash": _hashed(password), "active": 1}
    connection.execute(insert(tables.staff).values(**row))
    return id_


def set_password(connection: Connection, name: str, password: str) -> None:
    """A new password; whoever is signed in with the old one is signed out.

    Raises:
        Invalid: it is too short. NotFound: nobody has this name.
    """
    staff = find_staff(connection, name)
    connection.execute(
        update(tables.staff).where(tables.staff.c.id == staff.id).values(password_hash=_hashed(password))
    )
    connection.execute(delete(tables.session).where(tables.session.c.staff == staff.id))


def set_active(connection: Connection, name: str, active: bool) -> None:
    """Let somebody in again, or no more: sessions end and the key counts no longer.

    Raises:
        NotFound: nobody has this name.
    """
    staff = find_staff(connection, name)
    connection.execute(update(tables.staff).where(tables.staff.c.id == staff.id).values(active=int(active)))
    connection.execute(delete(tables.session).where(tables.session.c.staff == staff.id))


def make_key(connection: Connection, name: str) -> Ed25519PrivateKey:
    """A fresh key that signs somebody's acts; only its public half is kept, and an older one counts no longer.

    Raises:
        NotFound: nobody has this name.
    """
    staff = find_staff(connection, name)
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    connection.execute(update(tables.staff).where(tables.staff.c.id == staff.id).values(public_key=public))
    return key


def find_staff(connection: Connection, name: str) -> Staff:
    """Somebody by name.

    Raises:
        NotFound: nobody has this name.
    """
    found = _by_name(connection, name)
    if found is None:
        raise NotFound("staff", name)
    return Staff(found.id, found.name, bool(found.active), found.public_key is not None)


def all_staff(connection: Connection) -> list[Staff]:
    """Everybody, by name."""
    rows = connection.execute(select(tables.staff).order_by(tables.staff.c.name))
    return [Staff(row.id, row.name, bool(row.active), row.public_key is not None) for row in rows]


def public_key_of(connection: Connection, staff: str) -> Ed25519PublicKey | None:
    """The key that somebody's acts are checked with; None for who has none or left."""
    found = connection.execute(
        select(tables.staff.c.public_key).where(tables.staff.c.id == staff, tables.staff.c.active == 1)
    ).scalar()
    return None if found is None else Ed25519PublicKey.from_public_bytes(bytes(found))


def sign_in(database: Database, name: str, password: str, address: str) -> str:
    """Begin a session; returns the cookie.

    Raises:
        Refused: ``sign_in_wrong``, or ``try_later`` after too many wrong tries.
    """
    both, place, who = f"{name.casefold()} from {address}", f"from {address}", f"name {name.casefold()}"
    take_try(database, {both: _FREE_BOTH, place: _FREE_ADDRESS, who: _FREE_NAME})
    with database.read() as connection:
        found = _by_name(connection, name)
    # Somebody who is not known takes as long as somebody who is.
    right = _fits(found.password_hash if found else _NOBODY, password)
    if found is None or not right or not found.active:
        raise Refused("sign_in_wrong")
    forgive(database, both, place, who)
    cookie, now = secrets.token_urlsafe(32), clock.now_ms()
    row = {
        "staff": found.id,
        "form_key": secrets.token_hex(16),
        "seen_at": now,
        "ends_at": now + SESSION_HOURS * _HOUR_MS,
    }
    with database.write() as connection:
        connection.execute(delete(tables.session).where(tables.session.c.ends_at < now))
        connection.execute(insert(tables.session).values(cookie_hash=_cookie_hash(cookie), **row))
    return cookie


def visit_of(database: Database, cookie: str) -> Visit | None:
    """Who comes with this cookie; None when nobody, or when the session is over."""
    session, staff, now = tables.session, tables.staff, clock.now_ms()
    mine = session.c.cookie_hash == _cookie_hash(cookie)
    with database.read() as connection:
        found = connection.execute(
            select(session, staff.c.name).join(staff, staff.c.id == session.c.staff).where(mine, staff.c.active == 1)
        ).one_or_none()
    if found is None or found.ends_at < now or found.seen_at < now - IDLE_HOURS * _HOUR_MS:
        return None
    if found.seen_at < now - 60_000:
        with database.write() as connection:
            connection.execute(update(session).where(mine).values(seen_at=now))
    return Visit(found.staff, found.name, found.form_key)


def sign_out(database: Database, cookie: str) -> None:
    """End a session."""
    with database.write() as connection:
        connection.execute(delete(tables.session).where(tables.session.c.cookie_hash == _cookie_hash(cookie)))


def _by_name(connection: Connection, name: str) -> Any:
    shown = "".join(c for c in " ".join(name.split()) if c.isprintable())
    return connection.execute(select(tables.staff).where(tables.staff.c.name == shown)).one_or_none()


def _hashed(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid("password", "password_short", shortest=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise Invalid("password", "too_long", limit=LONGEST_PASSWORD)
    with _hashing:
        return _hasher.hash(password.encode("utf-8", "replace"))


def _fits(kept: str, password: str) -> bool:
    try:
        with _hashing:
            return _hasher.verify(kept, password[:LONGEST_PASSWORD].encode("utf-8", "replace"))
    except (VerifyMismatchError, InvalidHashError):
        return False


def _cookie_hash(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode("utf-8", "replace")).digest()
