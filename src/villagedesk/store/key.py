"""The raw key of the data files: in the system's key store, or in a file that only this user can read."""

import os
import secrets
from pathlib import Path

from villagedesk.errors import StorageTrouble

_SERVICE = "villagedesk"


def load_key(home: Path, *, may_create: bool) -> bytes:
    """The 32 bytes that encrypt this folder's data.

    The folder's key file, if there is one, wins; then the key store. A new key goes to the key store where there is
    one, otherwise to a 0600 file, which does not protect a stolen disk (see ``is_protected``).

    Raises:
        StorageTrouble: there is data but no key (``key_missing``).
    """
    file = _key_file(home)
    if file.exists():
        return bytes.fromhex(file.read_text(encoding="ascii").strip())
    stored = _from_key_store(home)
    if stored:
        return bytes.fromhex(stored)
    if not may_create:
        raise StorageTrouble("key_missing")
    key = secrets.token_bytes(32)
    if not _to_key_store(home, key):
        _write_private(file, key.hex())
    return key


def is_protected(home: Path) -> bool:
    """Whether a stolen disk alone does not give the data away."""
    return not _key_file(home).exists()


def _key_file(home: Path) -> Path:
    return home / "desk.key"


def _from_key_store(home: Path) -> str | None:
    keyring = _keyring()
    return keyring.get_password(_SERVICE, str(home)) if keyring else None


def _to_key_store(home: Path, key: bytes) -> bool:
    keyring = _keyring()
    if keyring is None:
        return False
    keyring.set_password(_SERVICE, str(home), key.hex())
    return True


class _Keyring:
    """The two calls we need of the system's key store, with its trouble as a plain answer."""

    def __init__(self) -> None:
        import keyring  # lazy: 70 ms, and not needed where the key file exists
        from keyring.errors import KeyringError

        self._ring, self._trouble = keyring, KeyringError

    def usable(self) -> bool:
        return float(self._ring.get_keyring().priority) > 0

    def get_password(self, service: str, name: str) -> str | None:
        try:
            return self._ring.get_password(service, name)
        except self._trouble:
            return None

    def set_password(self, service: str, name: str, value: str) -> None:
        self._ring.set_password(service, name, value)


def _keyring() -> _Keyring | None:
    # A session bus that answers is what a key store on Linux needs; asking without one waits for seconds.
    if os.name == "posix" and not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return None
    ring = _Keyring()
    return ring if ring.usable() else None


def _write_private(file: Path, text: str) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(text + "\n")
        out.flush()
        os.fsync(out.fileno())
