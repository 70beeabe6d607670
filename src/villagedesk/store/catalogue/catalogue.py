"""The catalogue's file: its tables, its connections, its place in central's feed. Thrown away when it does not fit."""

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
import sqlcipher3.dbapi2 as sqlcipher

from villagedesk import paths
from villagedesk.domain.goods import Goods
from villagedesk.errors import AppError, StorageTrouble
from villagedesk.store.catalogue.tokens import TOKENIZER
from villagedesk.store.engine import connect, trouble_told

# Raise it whenever tables or tokens change: older files are then fetched again.
VERSION = 6
# The form before had one column less. Its goods stay, and are asked for once more: it passed over what it had no place for.
_BEFORE = 5
_GROW = f"""BEGIN;
ALTER TABLE goods ADD COLUMN until TEXT NOT NULL DEFAULT '';
UPDATE meta SET value = 0 WHERE name = 'cursor';
PRAGMA user_version = {VERSION};
COMMIT;"""

COLUMNS = (
    "id, title, price_fen, spec, unit, seller, brand_shop, days, price_at, category, icon, picture, active, "
    "barcode, variants, brand_standing, ordered, farm_input, season, reference_fen, until"
)
_SCHEMA = f"""
CREATE TABLE goods(
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, price_fen INTEGER NOT NULL,
    spec TEXT NOT NULL, unit TEXT NOT NULL, seller TEXT NOT NULL, brand_shop INTEGER NOT NULL, days INTEGER NOT NULL,
    price_at INTEGER NOT NULL, category TEXT NOT NULL, icon TEXT NOT NULL, picture TEXT NOT NULL,
    active INTEGER NOT NULL, barcode TEXT NOT NULL, variants TEXT NOT NULL, brand_standing TEXT NOT NULL,
    ordered INTEGER NOT NULL, farm_input TEXT NOT NULL, season TEXT NOT NULL,
    reference_fen INTEGER NOT NULL, until TEXT NOT NULL);
CREATE INDEX goods_by_barcode ON goods(barcode) WHERE barcode <> '';
CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
-- Counting a million rows takes a second; pages want to know more often.
INSERT INTO meta VALUES ('active', 0);
CREATE TRIGGER goods_came AFTER INSERT ON goods WHEN new.active BEGIN
    UPDATE meta SET value = value + 1 WHERE name = 'active'; END;
CREATE TRIGGER goods_went AFTER DELETE ON goods WHEN old.active BEGIN
    UPDATE meta SET value = value - 1 WHERE name = 'active'; END;
CREATE TRIGGER goods_changed AFTER UPDATE OF active ON goods WHEN old.active <> new.active BEGIN
    UPDATE meta SET value = value + (CASE WHEN new.active THEN 1 ELSE -1 END) WHERE name = 'active'; END;
-- Only the tokens' goods are kept, not their places: half the size, and intersections are several times as fast.
CREATE VIRTUAL TABLE words USING fts5(
    tokens, content='', contentless_delete=1, detail=none, tokenize="{TOKENIZER}");
-- What comes in parts, see arriving.
CREATE TABLE arriving(
    kind TEXT PRIMARY KEY, parts BLOB NOT NULL, next INTEGER NOT NULL, anew INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE arriving_piece(kind TEXT NOT NULL, start INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY(kind, start));
CREATE TABLE arriving_seen(id TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO words(words, rank) VALUES ('hashsize', 8388608);
INSERT INTO meta VALUES ('cursor', 0);
PRAGMA user_version = {VERSION};
"""
_BRAND_SHOP, _ACTIVE, _VARIANTS = (COLUMNS.split(", ").index(name) for name in ("brand_shop", "active", "variants"))
_variants = msgspec.json.Decoder(tuple[tuple[str, int], ...]).decode
_NOT_READABLE = ("not a database", "malformed")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_READ_CACHE_KIB = 8 << 10
_WRITE_CACHE_KIB = 8 << 10
_SPARE_CONNECTIONS = 2
_MOST_IDS = 500
# Seconds that long work waits for a search, each time.
_LONGEST_WAY = 0.02


class Catalogue:
    """The open catalogue. Safe to use from any thread: many read, writers take turns."""

    def __init__(self, path: Path, key: bytes | None) -> None:
        self.path = path
        self._key = key
        self._turn = threading.RLock()
        self._guard = threading.Lock()
        self._spare: list[Any] = []
        self._closed = False
        self._searches = 0
        self._quiet = threading.Event()
        self._quiet.set()
        self._writer = _open_or_make(path, key)
        # What search keeps between two keystrokes: of which moment it is, and what one villager bought.
        self.last_bought: tuple[object, list[tuple[Goods, frozenset[str]]]] | None = None
        # Why the last sync could not bring all goods; None when it did.
        self.trouble: AppError | None = None

    @property
    def cursor(self) -> int:
        """How far it has followed central's catalogue feed; 0 for nothing."""
        return self._number("SELECT value FROM meta WHERE name = 'cursor'")

    def count(self) -> int:
        """How many goods can be had."""
        return self._number("SELECT value FROM meta WHERE name = 'active'")

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it yet."""
        return not self._number("SELECT EXISTS (SELECT 1 FROM goods)")

    def _number(self, question: str) -> int:
        with self.reading() as connection:
            return int(connection.execute(question).fetchone()[0])

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """A connection to read with, for one thread at a time; all that is asked sees the catalogue at one moment.

        Raises:
            StorageTrouble: see ``told``.
        """
        with self._guard:
            connection = self._spare.pop() if self._spare else None
        try:
            with self.told():
                if connection is None:
                    connection = connect(self.path, self._key)
                    connection.execute("PRAGMA query_only = ON")
                    connection.execute(f"PRAGMA cache_size = -{_READ_CACHE_KIB}")
                connection.execute("BEGIN")
                yield connection
        finally:
            if connection is not None:
                self._give_back(connection)

    @contextmanager
    def searching(self) -> Iterator[Any]:
        """A connection for somebody who waits for the answer: whoever calls ``give_way`` meanwhile lets him go first.

        Raises:
            StorageTrouble: see ``told``.
        """
        with self._guard:
            self._searches += 1
            self._quiet.clear()
        try:
            with self.reading() as connection:
                yield connection
        finally:
            with self._guard:
                self._searches -= 1
                if not self._searches:
                    self._quiet.set()

    def give_way(self) -> None:
        """Let a search that is under way go first, but never wait for long.

        Two threads share one interpreter: beside long work every row that a search fetches would cost it 5 ms.
        """
        if not self._quiet.is_set():
            self._quiet.wait(_LONGEST_WAY)

    def _give_back(self, connection: Any) -> None:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        with self._guard:
            if not self._closed and len(self._spare) < _SPARE_CONNECTIONS:
                self._spare.append(connection)
                return
        connection.close()

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """One transaction: all of it, or nothing.

        Raises:
            StorageTrouble: see ``told``.
        """
        with self._turn, self.told():
            writer = self._writer
            writer.execute("BEGIN IMMEDIATE")
            try:
                yield writer
                writer.execute("COMMIT")
            except BaseException:
                if writer.in_transaction:
                    writer.execute("ROLLBACK")
                raise

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turn the disk's trouble into StorageTrouble; damage is noted, so that the next start begins anew.

        Raises:
            StorageTrouble: disk full, read-only or locked; ``catalogue_damaged``.
        """
        try:
            with trouble_told():
                yield
        except StorageTrouble as trouble:
            if trouble.code != "database_damaged":
                raise
            # On a full disk there is no note, and the damage is found once more after the next start.
            with suppress(OSError):
                _damage_note(self.path).touch()
            raise StorageTrouble("catalogue_damaged", **trouble.params) from trouble

    def tidy(self) -> None:
        """After much was written: put the index into one piece and the log into the file."""
        with self._turn, self.told():
            self._writer.execute("INSERT INTO words(words) VALUES ('optimize')")
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._writer.execute("PRAGMA shrink_memory")

    def close(self) -> None:
        """Close every connection; one that is still read with is closed as soon as it comes back."""
        with self._turn, self._guard:
            if self._closed:
                return
            self._closed = True
            for connection in (*self._spare, self._writer):
                connection.close()
            self._spare.clear()


def open_catalogue(home: Path, key: bytes | None) -> Catalogue:
    """Open the catalogue in ``home``; one that is missing, damaged, of another key or version begins empty.

    Args:
        home: the data folder.
        key: 32 bytes, the key of desk.db; None leaves the file open to read.

    Raises:
        StorageTrouble: the disk is full or read-only, or the file is locked.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Catalogue(paths.catalogue_db(home), key)


def goods_by_id(catalogue: Catalogue, ids: Sequence[str]) -> dict[str, Goods]:
    """The goods with these ids that can still be had."""
    with catalogue.reading() as connection:
        return known_goods(connection, ids)


def known_goods(connection: Any, ids: Sequence[str]) -> dict[str, Goods]:
    """The same over a connection that is at hand."""
    found: dict[str, Goods] = {}
    for start in range(0, len(ids), _MOST_IDS):
        some = tuple(ids[start : start + _MOST_IDS])
        question = f"SELECT {COLUMNS} FROM goods WHERE active AND id IN ({','.join('?' * len(some))})"
        found |= {row[0]: as_goods(row) for row in connection.execute(question, some)}
    return found


def used_pictures(catalogue: Catalogue) -> set[bytes]:
    """The names of the thumbnails that goods have."""
    with catalogue.reading() as connection:
        rows = connection.execute("SELECT DISTINCT picture FROM goods WHERE active AND picture <> ''")
        return {bytes.fromhex(name) for (name,) in rows if _SHA256.fullmatch(name)}


def as_goods(row: Sequence[Any]) -> Goods:
    """A row of COLUMNS as goods."""
    fields = list(row)
    fields[_BRAND_SHOP], fields[_ACTIVE] = bool(fields[_BRAND_SHOP]), bool(fields[_ACTIVE])
    fields[_VARIANTS] = _variants(fields[_VARIANTS]) if fields[_VARIANTS] else ()
    return Goods(*fields)


def as_row(goods: Goods) -> tuple[Any, ...]:
    """Goods as a row of COLUMNS."""
    fields = list(msgspec.structs.astuple(goods))
    fields[_VARIANTS] = msgspec.json.encode(goods.variants).decode() if goods.variants else ""
    return tuple(fields)


def _open_or_make(path: Path, key: bytes | None) -> Any:
    with trouble_told():
        if _damage_note(path).exists():
            _throw_away(path)
        connection = _open(path, key)
        if connection is None:
            _throw_away(path)
            connection = connect(path, key)
            connection.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
        # What is lost in a power cut is fetched again, so a commit need not wait for the disk.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA cache_size = -{_WRITE_CACHE_KIB}")
        return connection


def _open(path: Path, key: bytes | None) -> Any:
    """The file as it is; None when it is new, not readable with this key, or of another version."""
    connection = None
    try:
        connection = connect(path, key)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == _BEFORE:
            connection.executescript(_GROW)
        if version in (VERSION, _BEFORE):
            return connection
    except sqlcipher.DatabaseError as error:
        if not any(words in str(error) for words in _NOT_READABLE):
            raise
    if connection is not None:
        connection.close()
    return None


def _throw_away(path: Path) -> None:
    for file in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm"), _damage_note(path)):
        file.unlink(missing_ok=True)


def _damage_note(path: Path) -> Path:
    return path.with_name(path.name + ".damaged")
