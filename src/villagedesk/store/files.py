"""Files named by the SHA-256 of their content: written once, whole or not at all, never changed.

On a desk they are encrypted like the database (ChaCha20-Poly1305, a key derived from the database's). Photos are
small, so a file is always read and written in one piece; only receiving goes part by part.
"""

import errno
import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from villagedesk.errors import AppError, NotFound, StorageTrouble

MAX_BYTES = 8 << 20
_NONCE_BYTES, _TAG_BYTES = 12, 16


class FileStore:
    """The files in one folder. ``key`` is 32 bytes, or None for plain files (central).

    ``check`` is asked before so many bytes are written, and raises where others need the room more.
    """

    def __init__(
        self,
        folder: Path,
        key: bytes | None = None,
        max_bytes: int = MAX_BYTES,
        check: Callable[[int], None] = lambda size: None,
    ) -> None:
        self.folder = folder
        self.max_bytes = max_bytes
        self._check = check
        self._cipher = None if key is None else ChaCha20Poly1305(_derived(key))

    def put(self, data: bytes) -> str:
        """Keep ``data`` and return its name, 64 hex digits. It is on the disk, not only on its way, when this returns.

        Raises:
            AppError: ``file_too_large``.
            StorageTrouble: the disk is full or cannot be written to; nothing was kept.
        """
        if len(data) > self.max_bytes:
            raise AppError("file_too_large", limit=self.max_bytes >> 20)
        name = hashlib.sha256(data).hexdigest()
        path = self.path(name)
        if not path.exists():
            self._check(len(data))
            write_whole(path, self._sealed(name, data))
        return name

    def get(self, name: str) -> bytes:
        """The content of a file, checked against its name.

        Raises:
            NotFound: it is not on this computer.
            StorageTrouble: ``file_damaged``, or the disk makes trouble.
        """
        try:
            with file_trouble_told():
                data = self._opened(name, self.path(name).read_bytes())
        except FileNotFoundError:
            raise NotFound("file", name) from None
        if hashlib.sha256(data).hexdigest() != name:
            raise StorageTrouble("file_damaged", name=name)
        return data

    def has(self, name: str) -> bool:
        """Whether the file is here."""
        return self.path(name).exists()

    def remove(self, name: str) -> None:
        """Delete a file that nothing refers to any more; one that is gone already is fine."""
        with file_trouble_told():
            self.path(name).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        """The names of all files that are whole."""
        for path in self.folder.glob("??/*"):
            if len(path.name) == 64:
                yield path.name

    def received(self, name: str) -> int:
        """How many bytes of a file that is still arriving are here."""
        return sum(size for _, size in self._pieces(name))

    def receive(self, name: str, offset: int, data: bytes, size: int) -> int:
        """Take the next piece of a file from elsewhere.

        Args:
            name: the SHA-256 the whole file must have.
            offset: where the piece begins. A piece that does not begin where we stopped is not taken.
            data: the piece.
            size: bytes of the whole file.

        Returns:
            How many bytes are here now; the sender goes on from there. ``size`` means that the file is complete.

        Raises:
            AppError: ``file_too_large``, or ``file_damaged`` when the whole does not fit its name; it starts again at 0.
            StorageTrouble: the disk is full or cannot be written to.
        """
        if self.has(name):
            return size
        if size > self.max_bytes:
            raise AppError("file_too_large", limit=self.max_bytes >> 20)
        here = self.received(name)
        if offset != here or here + len(data) > size:
            return here
        part = self._part(name)
        self._check(size - here)
        with file_trouble_told():
            _append(part, data if self._cipher is None else self._sealed_piece(name, here, data))
        if here + len(data) < size:
            return here + len(data)
        whole = self._joined(name)
        if hashlib.sha256(whole).hexdigest() == name:
            self.put(whole)
        part.unlink()
        if not self.has(name):
            raise AppError("file_damaged", name=name)
        return size

    def path(self, name: str) -> Path:
        """Where the file is; the first two digits are a folder.

        Raises:
            ValueError: no SHA-256 in lower-case hex.
        """
        if len(name) != 64 or not set(name) <= set("0123456789abcdef"):
            raise ValueError(f"not a file name: {name!r}")
        return self.folder / name[:2] / name

    def drop_received(self, name: str) -> None:
        """Let go of what is here of a file that is still arriving."""
        with file_trouble_told():
            self._part(name).unlink(missing_ok=True)

    # What arrives on a desk lies on the disk encrypted as well: pieces of length (4 bytes), nonce, sealed bytes.

    def _sealed_piece(self, name: str, offset: int, data: bytes) -> bytes:
        assert self._cipher is not None
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, data, f"{name} {offset}".encode())
        return len(sealed).to_bytes(4, "big") + sealed

    def _pieces(self, name: str) -> list[tuple[int, int]]:
        """Where each whole piece begins in the part file, and how many bytes of the file it is; a torn one is cut off."""
        part = self._part(name)
        end = part.stat().st_size if part.exists() else 0
        if self._cipher is None or not end:
            return [(0, end)]
        found, at = [], 0
        with file_trouble_told(), part.open("r+b") as file:
            while len(head := file.read(4)) == 4 and at + 4 + int.from_bytes(head, "big") <= end:
                size = int.from_bytes(head, "big")
                found.append((at + 4, size - _NONCE_BYTES - _TAG_BYTES))
                at = file.seek(at + 4 + size)
            file.truncate(at)
        return found

    def _joined(self, name: str) -> bytes:
        content = self._part(name).read_bytes()
        if self._cipher is None:
            return content
        whole = b""
        for at, size in self._pieces(name):
            piece = content[at : at + size + _NONCE_BYTES + _TAG_BYTES]
            try:
                whole += self._cipher.decrypt(
                    piece[:_NONCE_BYTES], piece[_NONCE_BYTES:], f"{name} {len(whole)}".encode()
                )
            except (InvalidTag, ValueError):
                return b""  # it does not fit its name then, and begins again
        return whole

    def _part(self, name: str) -> Path:
        return self.path(name).with_name(f"{name}.part")

    def _sealed(self, name: str, data: bytes) -> bytes:
        if self._cipher is None:
            return data
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, data, bytes.fromhex(name))

    def _opened(self, name: str, data: bytes) -> bytes:
        if self._cipher is None:
            return data
        try:
            return self._cipher.decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], bytes.fromhex(name))
        except (InvalidTag, ValueError):
            raise StorageTrouble("file_damaged", name=name) from None


def _derived(key: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"villagedesk files 1").derive(key)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file for this user only, whole or not at all, and onto the disk.

    Raises:
        StorageTrouble: the disk is full or cannot be written to.
    """
    with file_trouble_told():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
        try:
            with temporary.open("xb") as file:
                os.chmod(temporary, 0o600)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
        _sync_folder(path.parent.parent)


def _append(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("ab") as file:
        file.write(data)


def _sync_folder(folder: Path) -> None:
    # A rename is only safe from a power cut once its folder is; Windows has no such call and journals renames itself.
    if os.name == "nt":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:  # a folder above ours that we may pass through but not read
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def file_trouble_told() -> Iterator[None]:
    """Turn the system's trouble with a file into StorageTrouble; a file that is not there stays what it is.

    Raises:
        StorageTrouble: the disk is full or cannot be written to.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        raise StorageTrouble("disk_full" if full else "disk_read_only", detail=str(error)) from error
