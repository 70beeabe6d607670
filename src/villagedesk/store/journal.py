"""A second, independent copy of every event, in an encrypted append-only file.

If the database is ever damaged, the events that central has not seen are read from here. Each record is
length (4 bytes) + nonce (12) + ChaCha20-Poly1305(event), and is flushed to the disk within a second.
"""

import json
import logging
import os
import secrets
import threading
from collections import deque
from collections.abc import Iterator, Sequence
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
    """The open journal of one desk. ``last`` is the last event that was in it when it was opened."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._cipher = _cipher(key)
        # A record that a power cut left half-written would hide all that is written behind it.
        end, self.last = _whole_end(path, self._cipher)
        self._file = path.open("r+b" if path.exists() else "x+b")
        self._file.truncate(end)
        self._file.seek(end)
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
                self._file.write(_head(nonce, sealed) + sealed)
                self._file.flush()
            except OSError:
                _log.warning("the second copy of event %s could not be written", event.seq, exc_info=True)
                return
            if self._timer is None:
                self._timer = threading.Timer(FLUSH_SECONDS, self._sync)
                self._timer.daemon = True
                self._timer.start()

    def catch_up(self, events: Sequence[Event]) -> None:
        """Write what was committed but did not reach this file before a crash."""
        for event in events:
            self.append(event)

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
    for _, nonce, sealed in _records(path):
        event = _opened(cipher, nonce, sealed)
        if event is None:
            return
        yield event


def _records(path: Path) -> Iterator[tuple[int, bytes, bytes]]:
    """Where each record ends, its nonce and its sealed event."""
    if not path.exists():
        return
    with path.open("rb") as file:
        while len(head := file.read(16)) == 16:
            size = int.from_bytes(head[:4], "big")
            sealed = file.read(size) if size <= _MAX_RECORD else b""
            if len(sealed) < size:
                return
            yield file.tell(), head[4:], sealed


def _whole_end(path: Path, cipher: ChaCha20Poly1305) -> tuple[int, Event | None]:
    """Where the last good record ends, and its event."""
    # Only the end can be torn; a file of a year is not held in memory for it.
    for end, nonce, sealed in reversed(deque(_records(path), maxlen=16)):
        event = _opened(cipher, nonce, sealed)
        if event is not None:
            return end, event
    return 0, None


def _opened(cipher: ChaCha20Poly1305, nonce: bytes, sealed: bytes) -> Event | None:
    try:
        id_, log, seq, scope, at, body, link = json.loads(cipher.decrypt(nonce, sealed, None))
    except (InvalidTag, ValueError):
        return None
    return Event(id_, log, seq, scope, at, body.encode(), bytes.fromhex(link))


def _head(nonce: bytes, sealed: bytes) -> bytes:
    return len(sealed).to_bytes(4, "big") + nonce


def _cipher(key: bytes) -> ChaCha20Poly1305:
    # Never the database's own key: one key, one use.
    return ChaCha20Poly1305(HKDF(SHA256(), 32, None, b"villagedesk journal").derive(key))
