"""A second, independent copy of every event, in an encrypted append-only file.

If the database is ever damaged, the events that central has not seen are read from here. Each record is
length (4 bytes) + nonce (12) + ChaCha20-Poly1305(event), and is flushed to the disk within a second. Two processes of
one desk (the window, and a sync with the window closed) may have it open: each record is added whole, under a lock.
"""

import errno
import json
import logging
import os
import secrets
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from villagedesk.store.events import Event, is_gone
from villagedesk.store.files import file_trouble_told
from villagedesk.store.locks import locked

FLUSH_SECONDS = 1.0
_MAX_RECORD = 1 << 20
_TAG = 16
# Looked at when it is opened: far more than two processes, or a disk that was full for a moment, leave out of order.
_TAIL_RECORDS = 64

_log = logging.getLogger(__name__)


class Journal:
    """The open journal of one desk. ``tail`` are the last events that were in it when it was opened.
    ``was_missing``: there was no such file, so it may have been lost.

    Raises:
        StorageTrouble: the file cannot be opened or made.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._cipher = path, _cipher(key)
        self.was_missing = not path.exists()
        with file_trouble_told():
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            with locked(self._file):
                # A record that a power cut left half-written would hide all that is written behind it.
                end, self.tail = _whole_end(path, self._cipher)
                os.ftruncate(self._file, end)
        self._open = True
        self._late: deque[bytes] = deque()
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def append(self, event: Event) -> None:
        """Write an event that was just committed; trouble with this second copy never stops the counter.

        What the disk would not take is tried again with the next event, and when the desk is opened the next time.
        """
        plain = _plain(event)
        nonce = secrets.token_bytes(12)
        sealed = self._cipher.encrypt(nonce, plain, None)
        with self._lock:
            self._late.append(_head(nonce, sealed) + sealed)
            if self._write_late() and self._timer is None:
                self._timer = threading.Timer(FLUSH_SECONDS, self._sync)
                self._timer.daemon = True
                self._timer.start()

    def catch_up(self, log: str, events: Iterable[Event]) -> None:
        """Write what was committed but did not reach this file before a crash.

        Args:
            log: the log that the desk writes now.
            events: its events, those before ``tail`` left out or not.
        """
        known = {event.seq for event in self.tail if event.log == log}
        for event in events:
            if event.seq not in known:
                self.append(event)

    def erase(self, bodies: Mapping[str, bytes]) -> int:
        """Replace the bodies of events, as the law asks; returns how many records were changed.

        Args:
            bodies: what stays of each, by the event's id. Records keep their length and their place.

        Raises:
            StorageTrouble: the disk makes trouble; a record that was cut off in its middle is left out from then on.
        """
        done = 0
        with self._lock, file_trouble_told(), locked(self._file):
            for end, nonce, sealed in _records(self._path):
                event = _opened(self._cipher, nonce, sealed)
                if event is None or event.id not in bodies:
                    continue
                plain = _plain(replace(event, body=bodies[event.id]))
                plain += b" " * (len(sealed) - _TAG - len(plain))
                new = secrets.token_bytes(12)
                record = new + self._cipher.encrypt(new, plain, None)
                os.lseek(self._file, end - len(record), os.SEEK_SET)
                os.write(self._file, record)
                done += 1
            os.fsync(self._file)
        return done

    def close(self) -> None:
        """Flush and close."""
        with self._lock:
            if self._open:
                self._write_late()
        self._sync()
        with self._lock:
            if self._open:
                self._open = False
                os.close(self._file)

    def _write_late(self) -> bool:
        try:
            with locked(self._file):
                while self._late:
                    _add(self._file, self._late[0])
                    self._late.popleft()
        except OSError:
            _log.warning("the second copy of %s events could not be written", len(self._late), exc_info=True)
            return False
        return True

    def _sync(self) -> None:
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if not self._open:
                return
            try:
                os.fsync(self._file)
            except OSError:
                _log.warning("the second copy of events could not be flushed", exc_info=True)


def _plain(event: Event) -> bytes:
    # What stays of an erased body is no text.
    body = event.body.hex() if is_gone(event.body) else event.body.decode()
    return json.dumps([event.id, event.log, event.seq, event.scope, event.at, body, event.link.hex()]).encode()


def _add(file: int, record: bytes) -> None:
    """Add a record at the end, whole or not at all."""
    end = os.lseek(file, 0, os.SEEK_END)
    try:
        if os.write(file, record) < len(record):
            raise OSError(errno.ENOSPC, "only a part was written")
    except OSError:
        os.ftruncate(file, end)
        raise


def read_journal(path: Path, key: bytes) -> Iterator[Event]:
    """The events in the file, in order; a damaged record is left out, and it ends where a record is cut short."""
    cipher = _cipher(key)
    for _, nonce, sealed in _records(path):
        event = _opened(cipher, nonce, sealed)
        if event is not None:
            yield event


def _records(path: Path) -> Iterator[tuple[int, bytes, bytes]]:
    """Where each record ends, its nonce and its sealed event."""
    if not path.exists():
        return
    with path.open("rb") as file:
        while len(head := file.read(16)) == 16:
            size = int.from_bytes(head[:4], "big")
            # A power cut may leave zeros behind the last record; they are no records of length 0.
            sealed = file.read(size) if _TAG < size <= _MAX_RECORD else b""
            if len(sealed) < max(size, 1):
                return
            yield file.tell(), head[4:], sealed


def _whole_end(path: Path, cipher: ChaCha20Poly1305) -> tuple[int, list[Event]]:
    """Where the last whole record ends, and the last events."""
    # A file of a year is not held in memory for it.
    last = deque(_records(path), maxlen=_TAIL_RECORDS)
    found = [_opened(cipher, nonce, sealed) for _, nonce, sealed in last]
    return last[-1][0] if last else 0, [event for event in found if event is not None]


def _opened(cipher: ChaCha20Poly1305, nonce: bytes, sealed: bytes) -> Event | None:
    try:
        id_, log, seq, scope, at, body, link = json.loads(cipher.decrypt(nonce, sealed, None))
    except (InvalidTag, ValueError):
        return None
    content = body.encode() if body[:1] == "{" else bytes.fromhex(body)
    return Event(id_, log, seq, scope, at, content, bytes.fromhex(link))


def _head(nonce: bytes, sealed: bytes) -> bytes:
    return len(sealed).to_bytes(4, "big") + nonce


def _cipher(key: bytes) -> ChaCha20Poly1305:
    # Never the database's own key: one key, one use.
    return ChaCha20Poly1305(HKDF(SHA256(), 32, None, b"villagedesk journal").derive(key))
