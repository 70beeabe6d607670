"""Goods in numbered parts: the whole catalogue as a snapshot, and a village pack with thumbnails. Both ends read this.

A list of parts is signed by central and names each part by its SHA-256, so it does not matter where the bytes come
from: the network, a stick, or a folder beside the installer.
"""

import hashlib
from collections.abc import Sequence

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from villagedesk.domain.cose import key_id, open1, sign1
from villagedesk.domain.goods import Goods
from villagedesk.errors import AppError
from villagedesk.sync import messages
from villagedesk.sync.messages import GoodsColumns, columns_of, goods_of

PARTS_CONTEXT = b"villagedesk goods parts 1"
# Goods in a part: about 100 KB on the wire, one transaction of the desk.
GOODS_EACH = 4_000
# Bytes of thumbnails in a part.
PICTURE_BYTES = 128 << 10
MAX_PART = 1 << 20
MAX_PARTS = 4_000
GOODS, PICTURES = "goods", "pictures"


class Part(msgspec.Struct, array_like=True, frozen=True):
    """One part: the SHA-256 of its bytes, how many bytes, what is in it and how much of that."""

    sha256: bytes
    size: int
    kind: str
    count: int


class Parts(msgspec.Struct, array_like=True, frozen=True):
    """The signed list. ``kind`` is one of ``store.catalogue.arriving``; ``cursor`` the place in central's feed."""

    kind: str
    cursor: int
    made_at: int
    parts: list[Part]

    @property
    def size(self) -> int:
        """Bytes of all parts."""
        return sum(part.size for part in self.parts)

    def count(self, kind: str) -> int:
        """How many goods or thumbnails there are."""
        return sum(part.count for part in self.parts if part.kind == kind)


class PieceAsked(msgspec.Struct):
    """A desk asks for some bytes of a part."""

    sha256: bytes
    start: int
    max_bytes: int


def sign_parts(key: Ed25519PrivateKey, parts: Parts) -> bytes:
    """The list as it travels."""
    return sign1(key, msgspec.msgpack.encode(parts), key_id(key.public_key()), context=PARTS_CONTEXT)


def open_parts(signed: bytes, central_key: bytes) -> Parts:
    """A list from anywhere.

    Args:
        central_key: the 32 bytes that this computer learnt when it was enrolled.

    Raises:
        AppError: ``pack_not_ours``: another central signed it, or nobody; ``pack_unknown``: it cannot be read, or is
            larger than anything central makes.
    """
    key = Ed25519PublicKey.from_public_bytes(central_key)
    try:
        _kid, payload = open1(signed, lambda _kid: key, context=PARTS_CONTEXT)
        parts = msgspec.msgpack.decode(payload, type=Parts)
    except AppError as error:
        broken = error.code == "signed_broken"
        raise AppError("pack_unknown" if broken else "pack_not_ours") from error
    except msgspec.MsgspecError as error:
        raise AppError("pack_unknown", detail=str(error)) from error
    fine = all(0 < part.size <= MAX_PART and len(part.sha256) == 32 for part in parts.parts)
    if not fine or len(parts.parts) > MAX_PARTS:
        raise AppError("pack_unknown")
    return parts


def is_part(part: Part, data: bytes) -> bool:
    """Whether these are the bytes that were promised."""
    return len(data) == part.size and hashlib.sha256(data).digest() == part.sha256


def pack_goods(goods: Sequence[Goods]) -> tuple[Part, bytes]:
    """A part of goods and its bytes."""
    return _packed(GOODS, messages.encode(columns_of(goods)), len(goods))


def pack_pictures(pictures: Sequence[bytes]) -> tuple[Part, bytes]:
    """A part of thumbnails and its bytes; they are compressed already."""
    return _packed(PICTURES, msgspec.msgpack.encode(list(pictures)), len(pictures))


def unpack_goods(data: bytes) -> list[Goods]:
    """The goods of a part.

    Raises:
        AppError: ``pack_unknown``: central signed what this program cannot read.
    """
    try:
        return goods_of(messages.decode(data, GoodsColumns))
    except (ValueError, msgspec.MsgspecError, AppError) as error:
        raise AppError("pack_unknown", detail=str(error)) from error


def unpack_pictures(data: bytes) -> list[bytes]:
    """The thumbnails of a part.

    Raises:
        AppError: ``pack_unknown``, see ``unpack_goods``.
    """
    try:
        return msgspec.msgpack.decode(data, type=list[bytes])
    except msgspec.MsgspecError as error:
        raise AppError("pack_unknown", detail=str(error)) from error


def _packed(kind: str, data: bytes, count: int) -> tuple[Part, bytes]:
    return Part(hashlib.sha256(data).digest(), len(data), kind, count), data
