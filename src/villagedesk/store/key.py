"""The raw key of the data files: in the system's key store, or in a file that only this user can read."""

import os
import secrets
from pathlib import Path

from villagedesk.errors import StorageTrouble
from villagedesk.store.files import file_trouble_told, write_whole

_BYTES = 32
_SERVICE = "villagedesk"


def load_key(home: Path, *, may_create: bool) -> bytes:
    """The 32 bytes that encrypt this folder's data.

    The folder's key file, if there is one, wins; then the key store. A new key goes to the key store where there is
    one, otherwise to a 0600 file, which does not protect a stolen disk (see ``is_protected``).

    Raises:
        StorageTrouble: there is data but no key (``key_missing``), or the disk makes trouble.
    """
    file = _key_file(home)
    with file_trouble_told():
        kept = _key_in(file.read_text(encoding="ascii", errors="replace")) if file.exists() else None
    key = kept or _key_in(_from_key_store(home) or "")
    if key is not None:
        return key
    if not may_create:
        raise StorageTrouble("key_missing")
    key = secrets.token_bytes(_BYTES)
    if not _to_key_store(home, key):
        write_whole(file, f"{key.hex()}\n".encode())
    return key


def _key_in(text: str) -> bytes | None:
    """The key in a text; None for one that is empty or cut off, which must never be taken for a key."""
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        return None
    return key if len(key) == _BYTES else None


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
