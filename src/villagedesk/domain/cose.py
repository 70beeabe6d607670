"""The signed envelope of labels, sync rounds and USB frames: COSE_Sign1 (RFC 9052) with Ed25519.

One message has exactly one accepted form: tag 18, algorithm and key id in the protected header, nothing
unprotected, canonical CBOR. Anything else is broken, so a message cannot be changed without being noticed,
not even in ways that a signature alone would let pass.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from villagedesk.errors import AppError

MAX_BYTES = 1 << 20
MAX_HEADER_BYTES = 256
SIGNATURE_BYTES = 64

_TAG = 18  # COSE_Sign1, RFC 9052 section 2
_ALGORITHM, _CRITICAL, _KID = 1, 2, 4  # header labels, RFC 9052 section 3.1
_EDDSA = -8  # RFC 9053 section 2.2

# How CBOR writes the envelope: tag 18 and a list of four, an empty map, and a byte string with its length within the
# first byte or in the next 1, 2 or 4; each form from the least length that needs it.
_ENVELOPE, _EMPTY_MAP, _BYTES = b"\xd2\x84", b"\xa0", 0x40
_WIDTHS = {0x58: 1, 0x59: 2, 0x5A: 4}
_LEAST = {0: 0, 1: 24, 2: 1 << 8, 4: 1 << 16}
# Nothing that is read as CBOR is longer; see _parts.
_MAX_ITEM = 1 << 15


class Broken(AppError):
    """The bytes are no message of ours: cut, changed, too large or in another form."""


class UnknownKey(AppError):
    """The message names a key that is not known here."""


class WrongSignature(AppError):
    """The key is known and says that it did not sign this."""


class Opened(NamedTuple):
    """A verified message: who signed, what, and the extra protected headers."""

    kid: bytes
    payload: bytes
    headers: Mapping[int, Any]


def key_id(public_key: Ed25519PublicKey) -> bytes:
    """The short name of a key: the first 8 bytes of the SHA-256 of its 32 raw bytes."""
    return sha256(public_key.public_bytes_raw()).digest()[:8]


def sign1(
    private_key: Ed25519PrivateKey,
    payload: bytes,
    kid: bytes,
    *,
    context: bytes = b"",
    headers: Mapping[int, Any] | None = None,
) -> bytes:
    """Sign ``payload``; the same arguments always give the same bytes.

    Args:
        private_key: the signer's key.
        payload: what is signed; it travels inside the message.
        kid: name of the key, so that the reader finds the public half.
        context: bytes that both sides know and that do not travel (external_aad, RFC 9052 section 4.3): what the
            message is for. A message made for one context never opens in another.
        headers: further protected headers, integer labels other than 1, 2 and 4.

    Raises:
        ValueError: a header uses a reserved label, or the message would be too large to be opened again.
    """
    extra = dict(headers or {})
    if extra.keys() & {_ALGORITHM, _CRITICAL, _KID}:
        raise ValueError("headers 1, 2 and 4 are reserved")
    protected = dumps(extra | {_ALGORITHM: _EDDSA, _KID: kid})
    signature = private_key.sign(_to_be_signed(protected, context, payload))
    message = dumps(cbor2.CBORTag(_TAG, [protected, {}, payload, signature]))
    if len(protected) > MAX_HEADER_BYTES or len(message) > MAX_BYTES:
        raise ValueError("message too large")
    return message


def open1(
    message: bytes,
    key_for: Callable[[bytes], Ed25519PublicKey | None],
    *,
    context: bytes = b"",
    max_bytes: int = MAX_BYTES,
) -> tuple[bytes, bytes]:
    """Verify a message and return ``(kid, payload)``; see `open_full`."""
    opened = open_full(message, key_for, context=context, max_bytes=max_bytes)
    return opened.kid, opened.payload


def open_full(
    message: bytes,
    key_for: Callable[[bytes], Ed25519PublicKey | None],
    *,
    context: bytes = b"",
    max_bytes: int = MAX_BYTES,
) -> Opened:
    """Verify a message from anywhere.

    Args:
        message: the bytes as received.
        key_for: the public key of a kid, or None when it is not known.
        context: the bytes the signer gave as ``context``.
        max_bytes: larger messages are broken without being looked at.

    Raises:
        Broken: not a message of ours.
        UnknownKey: ``key_for`` does not know the kid (parameter ``kid``, hex).
        WrongSignature: the signature does not fit message, key and context.
    """
    if len(message) > max_bytes:
        raise Broken("signed_broken")
    protected, payload, signature = _parts(message)
    headers = _headers(protected)
    kid = headers.pop(_KID)
    key = key_for(kid)
    if key is None:
        raise UnknownKey("signed_unknown_key", kid=kid.hex())
    try:
        key.verify(signature, _to_be_signed(protected, context, payload))
    except InvalidSignature:
        raise WrongSignature("signature_wrong") from None
    return Opened(kid, payload, headers)


def dumps(item: Any) -> bytes:
    """Canonical CBOR (RFC 8949 section 4.2): the same item always gives the same bytes."""
    return cbor2.dumps(item, canonical=True)


def loads(data: bytes) -> Any:
    """One CBOR item from untrusted bytes.

    Raises:
        Broken: not CBOR, not the canonical form, or bytes behind the item.
    """
    if len(data) > _MAX_ITEM:
        raise Broken("signed_broken")
    try:
        item = cbor2.loads(data)
        same = dumps(item) == data
    except (cbor2.CBORError, ArithmeticError, ValueError, TypeError, RecursionError) as error:
        raise Broken("signed_broken") from error
    if not same:
        raise Broken("signed_broken")
    return item


def _to_be_signed(protected: bytes, context: bytes, payload: bytes) -> bytes:
    # Sig_structure, RFC 9052 section 4.4
    return dumps(["Signature1", protected, context, payload])


def _parts(message: bytes) -> tuple[bytes, bytes, bytes]:
    """Take an envelope apart: 18([protected, {}, payload, signature]).

    By hand, for these are the bytes of strangers: cbor2's decoder in C (5.9) damages the heap over a long text that
    was cut, and one such request would end the whole server.
    """
    if message[:2] != _ENVELOPE:
        raise Broken("signed_broken")
    protected, place = _byte_string(message, 2)
    if message[place : place + 1] != _EMPTY_MAP:
        raise Broken("signed_broken")
    payload, place = _byte_string(message, place + 1)
    signature, place = _byte_string(message, place)
    if place != len(message) or len(signature) != SIGNATURE_BYTES or len(protected) > MAX_HEADER_BYTES:
        raise Broken("signed_broken")
    return protected, payload, signature


def _byte_string(message: bytes, place: int) -> tuple[bytes, int]:
    """The byte string that begins at ``place``, and where it ends; its length in the shortest form (RFC 8949, 3.1)."""
    first = message[place] if place < len(message) else 0
    width = _WIDTHS.get(first, 0)
    start = place + 1 + width
    size = int.from_bytes(message[place + 1 : start], "big") if width else first - _BYTES
    shortest = size >= _LEAST[width] and (width > 0 or size < _LEAST[1])
    if not shortest or start + size > len(message):
        raise Broken("signed_broken")
    return message[start : start + size], start + size


def _headers(protected: bytes) -> dict[int, Any]:
    headers = loads(protected)
    if not isinstance(headers, dict) or not all(type(label) is int for label in headers):
        raise Broken("signed_broken")
    if headers.pop(_ALGORITHM, None) != _EDDSA or _CRITICAL in headers or type(headers.get(_KID)) is not bytes:
        raise Broken("signed_broken")
    return headers
