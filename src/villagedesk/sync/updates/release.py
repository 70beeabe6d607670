"""A release as one file (``.vdupdate``): what it is, signed by central with the SHA-256 of each part, then the parts.

Both ends read this. What is in it does not matter here: the packed folder of a program, a province's list of villages, or
the materials of a course.
"""

import hashlib
import platform
import sys
from pathlib import Path
from typing import IO

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from villagedesk.domain.cose import key_id, open1, sign1
from villagedesk.errors import AppError

CONTEXT = b"villagedesk release 1"
PROGRAM, VILLAGES, COURSE = "program", "villages", "course"
EACH = 1 << 20
_MARK = b"VDUPD01\n"
_LENGTH = 4
_MAX_HEAD = 1 << 20
# 4 GB of films; a head of that is 170 KB.
_MAX_PARTS = 5000


class Release(msgspec.Struct, array_like=True, frozen=True):
    """What central signed. ``system`` is what a program runs on (``here()``), a course's code, "" for other data.

    ``version`` is as one says it; ``parts`` are (SHA-256, bytes) of each part in turn; ``made_at`` is ms UTC.
    """

    kind: str
    system: str
    version: str
    made_at: int
    parts: list[tuple[bytes, int]]

    @property
    def size(self) -> int:
        """Bytes of all parts."""
        return sum(size for _sha256, size in self.parts)


def here() -> str:
    """What programs for this computer are called: ``linux-x86_64``, ``win32-amd64``."""
    return f"{sys.platform}-{platform.machine().lower()}"


def make_release(key: Ed25519PrivateKey, kind: str, version: str, body: Path, *, system: str, made_at: int) -> bytes:
    """The signed head for the bytes of a file."""
    with body.open("rb") as file:
        parts = [(hashlib.sha256(data).digest(), len(data)) for data in iter(lambda: file.read(EACH), b"")]
    return sign_release(key, Release(kind, system, version, made_at, parts))


def sign_release(key: Ed25519PrivateKey, release: Release) -> bytes:
    """The head as it travels."""
    return sign1(key, msgspec.msgpack.encode(release), key_id(key.public_key()), context=CONTEXT)


def write_release(
    key: Ed25519PrivateKey, kind: str, version: str, body: Path, target: Path, *, system: str, made_at: int
) -> int:
    """Write a release as one file; returns its size in bytes.

    Raises:
        OSError: a file cannot be read or written.
    """
    head = make_release(key, kind, version, body, system=system, made_at=made_at)
    with target.open("wb") as out, body.open("rb") as file:
        out.write(as_file(head))
        for data in iter(lambda: file.read(EACH), b""):
            out.write(data)
        return out.tell()


def as_file(head: bytes) -> bytes:
    """How a file begins whose head this is."""
    return _MARK + len(head).to_bytes(_LENGTH, "big") + head


def open_head(signed: bytes, central_key: bytes) -> Release:
    """A head from anywhere.

    Raises:
        AppError: ``update_not_ours``: another central signed it, or nobody; ``update_unknown``: it cannot be read.
    """
    key = Ed25519PublicKey.from_public_bytes(central_key)
    try:
        _kid, payload = open1(signed, lambda _kid: key, context=CONTEXT)
        release = msgspec.msgpack.decode(payload, type=Release)
    except AppError as error:
        raise AppError("update_unknown" if error.code == "signed_broken" else "update_not_ours") from error
    except msgspec.MsgspecError as error:
        raise AppError("update_unknown") from error
    if len(release.parts) > _MAX_PARTS or any(not 0 < size <= EACH or len(sha) != 32 for sha, size in release.parts):
        raise AppError("update_unknown")
    return release


def read_head(source: IO[bytes], central_key: bytes) -> Release:
    """The head of an open file, which then stands at its first part.

    Raises:
        AppError: see ``open_head``; also ``update_cut``: it ends within the head.
    """
    if source.read(len(_MARK)) != _MARK:
        raise AppError("update_unknown")
    length = int.from_bytes(source.read(_LENGTH), "big")
    if length > _MAX_HEAD:
        raise AppError("update_unknown")
    signed = source.read(length)
    if len(signed) < length:
        raise AppError("update_cut")
    return open_head(signed, central_key)


def is_part(part: tuple[bytes, int], data: bytes) -> bool:
    """Whether these are the bytes that were signed."""
    return len(data) == part[1] and hashlib.sha256(data).digest() == part[0]
