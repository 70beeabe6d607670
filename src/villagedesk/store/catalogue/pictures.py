"""Thumbnails of goods by the SHA-256 of their content, in an encrypted file of their own: a catalogue that is fetched
anew keeps its pictures. It can be filled again from a village pack and is never backed up.
"""

import hashlib
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from villagedesk import paths
from villagedesk.errors import AppError, StorageTrouble
from villagedesk.store.engine import connect, trouble_told

# A thumbnail has 3 to 4 KB; more than this is a photo, and no village pack may carry those.
MAX_PICTURE = 16 << 10
_VERSION = 1
_SCHEMA = f"""
CREATE TABLE picture(sha256 BLOB NOT NULL UNIQUE, data BLOB NOT NULL);
PRAGMA user_version = {_VERSION};
"""
_CACHE_KIB = 1 << 10
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


def is_picture(data: bytes) -> bool:
    """Whether these are the bytes of a small picture: JPEG, PNG or WebP."""
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return len(data) <= MAX_PICTURE and (data.startswith(_BEGINNINGS) or webp)


class Pictures:
    """The open thumbnails. Safe to use from any thread; one connection, for a look takes a tenth of a millisecond."""

    def __init__(self, path: Path, key: bytes | None) -> None:
        self.path, self._key = path, key
        self._turn = threading.RLock()
        self._closed = False
        with trouble_told():
            self._connection = _opened(path, key)

    def get(self, sha256: str) -> bytes | None:
        """A thumbnail, or None: goods without one have the drawing of their kind."""
        if len(sha256) != 64:
            return None
        # A picture is never worth an error in front of a villager.
        with suppress(ValueError, StorageTrouble), self._asking() as connection:
            row = connection.execute("SELECT data FROM picture WHERE sha256 = ?", (bytes.fromhex(sha256),)).fetchone()
            return bytes(row[0]) if row else None
        return None

    def count(self) -> int:
        """How many there are."""
        with self._asking() as connection:
            return int(connection.execute("SELECT count(*) FROM picture").fetchone()[0])

    def put(self, pictures: Iterable[bytes]) -> int:
        """Keep thumbnails, all or none; returns how many are new.

        Raises:
            AppError: ``picture_broken``: one is no picture, or too large.
            StorageTrouble: the disk is full or cannot be written to.
        """
        rows = [(hashlib.sha256(data).digest(), data) for data in pictures]
        if not all(is_picture(data) for _name, data in rows):
            raise AppError("picture_broken")
        with self._asking() as connection:
            before = connection.total_changes
            with _transaction(connection):
                connection.executemany("INSERT OR IGNORE INTO picture(sha256, data) VALUES (?, ?)", rows)
            return int(connection.total_changes - before)

    def keep_only(self, names: set[bytes]) -> int:
        """Let all others go, so that old packs do not fill the disk; returns how many went."""
        with self._asking() as connection:
            gone = [row for row in connection.execute("SELECT sha256 FROM picture") if bytes(row[0]) not in names]
            with _transaction(connection):
                connection.executemany("DELETE FROM picture WHERE sha256 = ?", gone)
            return len(gone)

    def close(self) -> None:
        """Close it; who asks later finds nothing."""
        with self._turn:
            self._closed = True
            self._connection.close()

    @contextmanager
    def _asking(self) -> Iterator[Any]:
        with self._turn:
            if self._closed:
                raise StorageTrouble("database_locked")
            try:
                with trouble_told():
                    yield self._connection
            except StorageTrouble as trouble:
                if trouble.code == "database_damaged":
                    self._connection.close()
                    self._connection = _anew(self.path, self._key)
                raise


def open_pictures(home: Path, key: bytes | None) -> Pictures:
    """Open the thumbnails in ``home``; see ``open_catalogue`` for key and trouble."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Pictures(paths.pictures_db(home), key)


@contextmanager
def _transaction(connection: Any) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _opened(path: Path, key: bytes | None) -> Any:
    """The file; one that cannot be read, or is of another version, begins empty: a pack fills it again."""
    connection = None
    try:
        connection = connect(path, key)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlcipher.DatabaseError as error:
        if not any(words in str(error) for words in ("not a database", "malformed")):
            raise
        version = -1
    if version != _VERSION:
        if connection is not None:
            connection.close()
        return _anew(path, key)
    return _set(connection)


def _anew(path: Path, key: bytes | None) -> Any:
    for file in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        file.unlink(missing_ok=True)
    connection = connect(path, key)
    connection.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
    return _set(connection)


def _set(connection: Any) -> Any:
    # What is lost in a power cut comes from the pack again, so a commit need not wait for the disk.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    return connection
