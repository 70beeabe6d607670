"""The county's word by phone for a closing count: eight digits that fit one drawer, one day and one pair of sums.

Somebody who closes alone and has no villager at hand calls the county office and reads out drawer, day, counted and
expected sum. The office's page computes the code, the operator types it, the computer checks it without a line.

The key needs no enrolment of its own: both sides make it from what they have, their own private key and the other's
public one (X25519 on the same curve points as their Ed25519 keys, then HKDF), so every computer that was ever enrolled
has it. The code is HMAC-SHA-256 of the words, cut to eight digits.

What it protects against: an operator who makes up a code, or takes one of another day, drawer or sum. The sums are
part of it, so whoever changes a figure afterwards has no code any more; a wrong try waits longer each time, so a guess
succeeds about once in 100 million. What it does not: somebody who can read the computer's private key can compute the
code himself. That is why central writes down every code it gave, and its list shows a closed day that names a code
nobody gave. Nor does it say that the count is right: only that the office heard these figures at the time.
"""

import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from villagedesk.errors import Invalid

DIGITS = 8
_PRIME = 2**255 - 19
_INFO = b"village desk day code 1"


def shared_key(own: Ed25519PrivateKey, other: bytes) -> bytes:
    """The 32 bytes that this private key and the other side's public key (32 raw bytes) have in common.

    Raises:
        ValueError: the other key is no point of the curve that can be used.
    """
    secret = X25519PrivateKey.from_private_bytes(hashlib.sha512(own.private_bytes_raw()).digest()[:32])
    shared = secret.exchange(X25519PublicKey.from_public_bytes(_as_x25519(other)))
    return HKDF(SHA256(), 32, salt=None, info=_INFO).derive(shared)


def day_code(key: bytes, *, centre: str, drawer: int, day: str, counted_fen: int, expected_fen: int) -> str:
    """The eight digits.

    Args:
        key: from ``shared_key``.
        centre: the centre's id.
        drawer: the computer's digit.
        day: ISO date of the day that is closed.
        counted_fen: what was counted, in fen.
        expected_fen: what the book says, in fen.
    """
    words = f"{centre}\0{drawer}\0{day}\0{counted_fen}\0{expected_fen}".encode()
    number = int.from_bytes(hmac.new(key, words, hashlib.sha256).digest()[:8], "big")
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def shown(code: str) -> str:
    """As it is read aloud: ``4820 7316``."""
    return f"{code[:4]} {code[4:]}"


def read_code(text: str, *, field: str = "code") -> str:
    """What was typed as eight digits; spaces and hyphens are taken off.

    Raises:
        Invalid: it has not eight digits.
    """
    plain = "".join(sign for sign in text if not sign.isspace() and sign not in "-–")
    if not (plain.isascii() and plain.isdigit() and len(plain) == DIGITS):
        raise Invalid(field, "day_code_digits", count=DIGITS)
    return plain


def same(code: str, other: str) -> bool:
    """Whether two codes are the same, in a time that tells nothing."""
    return hmac.compare_digest(code.encode(), other.encode())


def _as_x25519(public: bytes) -> bytes:
    """The u coordinate of an Ed25519 public key's point (RFC 7748, section 4.1): (1 + y) / (1 - y)."""
    y = int.from_bytes(public, "little") & ((1 << 255) - 1)
    return ((1 + y) * pow(1 - y, -1, _PRIME) % _PRIME).to_bytes(32, "little")
