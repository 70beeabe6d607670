"""What a request needs: central's open parts, and the message inside a signed body."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from fastapi import Request
from sqlalchemy import Connection, bindparam, select
from starlette.requests import ClientDisconnect

from villagedesk.central import tables
from villagedesk.central.config import CentralConfig
from villagedesk.central.database import Database
from villagedesk.central.goods import PackedPages
from villagedesk.central.goods_parts import GoodsParts
from villagedesk.central.marketplace import Marketplace
from villagedesk.central.payments import Payments
from villagedesk.central.texts import TextSender
from villagedesk.domain.cose import MAX_BYTES, open1
from villagedesk.errors import Rejected
from villagedesk.store.files import FileStore

_PUBLIC_KEY = select(tables.device.c.public_key).where(
    tables.device.c.id == bindparam("device"), tables.device.c.revoked == 0
)
# Of so many devices the keys are kept at hand: 32 bytes each, and what Python needs around them.
_MOST_KEYS = 20_000


@dataclass(frozen=True)
class Central:
    """Everything open in one running central."""

    config: CentralConfig
    database: Database
    files: FileStore
    key: Ed25519PrivateKey
    marketplace: Marketplace
    payments: Payments
    texts: TextSender
    # Thumbnails of goods, and what was made of the catalogue for desks that begin.
    thumbnails: FileStore
    goods_parts: GoodsParts
    goods_pages: PackedPages = field(default_factory=PackedPages)
    device_keys: dict[bytes, Ed25519PublicKey] = field(default_factory=dict)


def central(request: Request) -> Central:
    """The running central behind a request."""
    found: Central = request.app.state.central
    return found


async def body_of(request: Request) -> bytes:
    """The whole body of a message, at most the allowed size.

    Raises:
        Rejected: see ``body_within``.
    """
    return await body_within(request, min(central(request).config.max_request_bytes, MAX_BYTES))


async def body_within(request: Request, limit: int) -> bytes:
    """The whole body, at most so many bytes.

    Raises:
        Rejected: it is larger (``too_large``), or the line broke before its end (``wire_broken``).
    """
    body = b""
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > limit:
                raise Rejected("too_large", limit=limit)
    except ClientDisconnect as error:
        raise Rejected("wire_broken") from error
    return body


def opened_by_device(connection: Connection, body: bytes, context: bytes) -> tuple[bytes, bytes]:
    """The id of the device that signed a message, and the payload.

    Raises:
        AppError: the envelope is broken, the device not known, or the signature wrong.
    """

    def key_for(kid: bytes) -> Ed25519PublicKey | None:
        stored = connection.execute(_PUBLIC_KEY, {"device": kid.hex()}).scalar()
        return None if stored is None else Ed25519PublicKey.from_public_bytes(bytes(stored))

    return open1(body, key_for, context=context)


def opened_from_device(here: Central, body: bytes, context: bytes) -> tuple[str, bytes]:
    """The same without a transaction of its own where the key was read before, for those who ask `callers.caller`.

    A device is named after its key, so the key never changes; that it was revoked stands in the caller's row.

    Raises:
        AppError: as `opened_by_device`; but a device that was revoked since may still be let through here.
    """

    def key_for(kid: bytes) -> Ed25519PublicKey | None:
        if kid not in here.device_keys:
            with here.database.read() as connection:
                stored = connection.execute(_PUBLIC_KEY, {"device": kid.hex()}).scalar()
            if stored is None:
                return None
            if len(here.device_keys) >= _MOST_KEYS:
                here.device_keys.clear()
            here.device_keys[kid] = Ed25519PublicKey.from_public_bytes(bytes(stored))
        return here.device_keys[kid]

    kid, payload = open1(body, key_for, context=context)
    return kid.hex(), payload
