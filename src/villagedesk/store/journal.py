"""A second, independent copy of every event, in an encrypted append-only file.

If the database is ever damaged, the events that central has not seen are read from here. Each record is
length (4 bytes) + nonce (12) + ChaCha20-Poly1305(event), and is flushed to the disk within a second.
"""

import json
import logging
import os
import secrets
import threading
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from villagedesk.store.events import Event

FLUSH_SECONDS = 1.0
_MAX_RECORD = 1 << 20

_log = logging.getLogger(__name__)


class Journal:
    """The open journal of one desk."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._cipher = _cipher(key)
        self._file = path.open("ab")
        os.chmod(path, 0o600)
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def append(self, event: Event) -> None:
        """Write an event that was just committed; trouble with this second copy never stops the counter."""
        plain = json.dumps(
            [event.id, event.log, event.seq, event.scope, event.at, event.body.decode(), event.link.hex()]
        ).encode()
        nonce = secrets.token_bytes(12)
        sealed = self._cipher.encrypt(nonce, plain, None)
        with self._lock:
            try:
                self._file.write(len(sealed).to_bytes(4, "big") + nonce + sealed)
                self._file.flush()
            except OSError:
                _log.warning("the second copy of event %s could not be written", event.seq, exc_info=True)
                return
            if self._timer is None:
                self._timer = threading.Timer(FLUSH_SECONDS, self._sync)
                self._timer.daemon = True
                self._timer.start()

    def close(self) -> None:
        """Flush and close."""
        self._sync()
        with self._lock:
            self._file.close()

    def _sync(self) -> None:
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if not self._file.closed:
                os.fsync(self._file.fileno())


def read_journal(path: Path, key: bytes) -> Iterator[Event]:
    """The events in the file, in order; it ends at the first record that is cut short or damaged."""
    cipher = _cipher(key)
    with path.open("rb") as file:
        while len(head := file.read(16)) == 16:
            size = int.from_bytes(head[:4], "big")
            sealed = file.read(size) if size <= _MAX_RECORD else b""
            try:
                plain = cipher.decrypt(head[4:], sealed, None)
            except (InvalidTag, ValueError):
                return
            id_, log, seq, scope, at, body, link = json.loads(plain)
            yield Event(id_, log, seq, scope, at, body.encode(), bytes.fromhex(link))


def _cipher(key: bytes) -> ChaCha20Poly1305:
    # Never the database's own key: one key, one use.
    return ChaCha20Poly1305(HKDF(SHA256(), 32, None, b"villagedesk journal").derive(key))
