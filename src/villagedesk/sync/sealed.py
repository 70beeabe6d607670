"""The file on a stick: frames, each signed by its sender and sealed so that only its receiver can open it.

    file  = "VDSTICK1", number of frames (4 bytes, big-endian), the frames, SHA-256 of all before (32 bytes)
    frame = receiver (first 16 bytes of the SHA-256 of its public key), length (4 bytes), sealed bytes
    sealed = the sender's X25519 key for this frame (32 bytes), ChaCha20-Poly1305 of (kind (1 byte), COSE_Sign1)

The key comes by HKDF-SHA256 from the X25519 agreement of that key with the receiver's; salt are both public keys, info
is "villagedesk stick 1". Each frame has a key of its own, so its nonce is zero. Receivers only have an Ed25519 key: the
same secret is a point on Curve25519 (RFC 7748, section 4.1, u = (1 + y) / (1 - y)). Nothing readable stands in the file.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from villagedesk.errors import Refused

MAGIC = b"VDSTICK1"
MAX_FILE = 256 << 20
MAX_FRAMES = 100_000
_MAX_FRAME = 2 << 20
_P = 2**255 - 19
_INFO = b"villagedesk stick 1"
_NONCE = bytes(12)


@dataclass(frozen=True)
class Frame:
    """One sealed frame; ``receiver`` is ``receiver_of`` its key."""

    receiver: bytes
    sealed: bytes


def receiver_of(key: Ed25519PublicKey) -> bytes:
    """How a receiver is named on the outside: a device's id, as bytes."""
    return hashlib.sha256(key.public_bytes_raw()).digest()[:16]


def seal(receiver: Ed25519PublicKey, kind: bytes, message: bytes) -> Frame:
    """Seal a signed message; ``kind`` is one byte that says what it is."""
    once = X25519PrivateKey.generate()
    public = once.public_key().public_bytes_raw()
    theirs = _agreement_key(receiver)
    key = _key(once.exchange(X25519PublicKey.from_public_bytes(theirs)), public + theirs)
    return Frame(receiver_of(receiver), public + ChaCha20Poly1305(key).encrypt(_NONCE, kind + message, None))


def unseal(own: Ed25519PrivateKey, frame: Frame) -> tuple[bytes, bytes]:
    """Kind and signed message of a frame that is for us.

    Raises:
        Refused: ``stick_damaged``.
    """
    # What libsodium does in crypto_sign_ed25519_sk_to_curve25519; the library clamps.
    secret = X25519PrivateKey.from_private_bytes(hashlib.sha512(own.private_bytes_raw()).digest()[:32])
    public, sealed = frame.sealed[:32], frame.sealed[32:]
    try:
        shared = secret.exchange(X25519PublicKey.from_public_bytes(public))
        plain = ChaCha20Poly1305(_key(shared, public + secret.public_key().public_bytes_raw())).decrypt(
            _NONCE, sealed, None
        )
    except (InvalidTag, ValueError) as error:
        raise Refused("stick_damaged") from error
    return plain[:1], plain[1:]


def file_of(frames: list[Frame]) -> bytes:
    """The bytes of a file with these frames."""
    parts = [MAGIC, len(frames).to_bytes(4, "big")]
    for frame in frames:
        parts += [frame.receiver, len(frame.sealed).to_bytes(4, "big"), frame.sealed]
    whole = b"".join(parts)
    return whole + hashlib.sha256(whole).digest()


def frames_in(data: bytes) -> list[Frame]:
    """The frames of a file.

    Raises:
        Refused: ``stick_not_ours``: it is another kind of file; ``stick_damaged``: cut short or altered.
    """
    if not data.startswith(MAGIC):
        raise Refused("stick_not_ours")
    if len(data) > MAX_FILE or hashlib.sha256(data[:-32]).digest() != data[-32:]:
        raise Refused("stick_damaged")
    return list(_frames(data[len(MAGIC) : -32]))


def _frames(body: bytes) -> Iterator[Frame]:
    count, at = int.from_bytes(body[:4], "big"), 4
    if len(body) < 4 or count > MAX_FRAMES:
        raise Refused("stick_damaged")
    for _ in range(count):
        receiver, size = body[at : at + 16], int.from_bytes(body[at + 16 : at + 20], "big")
        at += 20
        if len(receiver) < 16 or not 48 < size <= _MAX_FRAME or at + size > len(body):
            raise Refused("stick_damaged")
        yield Frame(receiver, body[at : at + size])
        at += size
    if at != len(body):
        raise Refused("stick_damaged")


def _agreement_key(key: Ed25519PublicKey) -> bytes:
    y = int.from_bytes(key.public_bytes_raw(), "little") & ((1 << 255) - 1)
    return ((1 + y) * pow(1 - y, -1, _P) % _P).to_bytes(32, "little")


def _key(shared: bytes, salt: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, _INFO).derive(shared)
