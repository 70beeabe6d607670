"""The catalogue in parts, as central keeps it on the disk: a snapshot of the whole, and the village pack.

Parts are files named by their SHA-256; the signed list beside them says which belong together. A desk that fetches a
list may take hours, so the parts of the list before the newest one are kept as well.
"""

import heapq
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, func, select

from villagedesk import clock
from villagedesk.central import tables
from villagedesk.central.database import Database
from villagedesk.central.goods import newest_position
from villagedesk.domain.goods import Goods, goods_from_json
from villagedesk.errors import NotFound, Refused, Rejected
from villagedesk.store.catalogue.arriving import VILLAGE, WHOLE
from villagedesk.store.files import FileStore, write_whole
from villagedesk.sync.pack import write_pack
from villagedesk.sync.parts import (
    GOODS,
    GOODS_EACH,
    MAX_PART,
    PICTURE_BYTES,
    Part,
    Parts,
    open_parts,
    pack_goods,
    pack_pictures,
    sign_parts,
)

# Fewer goods than this come in pages as quickly.
WORTH_PARTS = 20_000
MOST_ORDERED = 20_000
# A snapshot is made anew when this share of the goods has changed since.
_STALE = 5
_BATCH = 1000
_MOST_PIECE = 256 << 10


class GoodsParts:
    """What was made of the catalogue. Safe to use from any thread: files are written whole and never changed."""

    def __init__(self, folder: Path, key: Ed25519PrivateKey) -> None:
        self._folder, self._key = folder, key
        self._files = FileStore(folder / "parts", max_bytes=MAX_PART)

    def signed(self, kind: str) -> bytes:
        """The newest signed list; b"" when none was made."""
        file = self._list_file(kind)
        return file.read_bytes() if file.is_file() else b""

    def listed(self, kind: str) -> Parts | None:
        """The newest list, read."""
        signed = self.signed(kind)
        return open_parts(signed, self._key.public_key().public_bytes_raw()) if signed else None

    def piece(self, sha256: bytes, start: int, max_bytes: int) -> bytes:
        """Some bytes of a part.

        Raises:
            Rejected: ``goods_part_gone``: there is no such part any more.
        """
        try:
            whole = self._files.get(sha256.hex())
        except (NotFound, ValueError):
            raise Rejected("goods_part_gone") from None
        start = max(0, start)
        return whole[start : start + max(0, min(max_bytes, _MOST_PIECE))]

    def offer(self, connection: Connection, after: int) -> bytes:
        """The signed list of the snapshot where it is the shorter way for a desk that stands at ``after``; b"" else."""
        newest = newest_position(connection)
        if newest - after < WORTH_PARTS:
            return b""
        whole = self.listed(WHOLE)
        if whole is None or whole.cursor <= after or whole.cursor > newest:
            return b""
        goods = tables.goods
        behind = connection.execute(select(func.count()).where(goods.c.position > after)).scalar_one()
        return self.signed(WHOLE) if behind >= WORTH_PARTS and behind * 2 >= whole.count(GOODS) else b""

    def stale(self, connection: Connection) -> bool:
        """Whether a snapshot would help desks that begin, and there is none, or one of long ago."""
        newest, whole = newest_position(connection), self.listed(WHOLE)
        if whole is None or whole.cursor > newest:
            return newest >= WORTH_PARTS
        return newest - whole.cursor > whole.count(GOODS) // _STALE

    def make_whole(self, database: Database) -> Parts:
        """Make the snapshot: what is ordered most comes first, for a thin line brings it first."""
        with database.read() as connection:
            cursor = newest_position(connection)
            first = most_ordered(connection, MOST_ORDERED)
            early = {goods.id for goods in first}
            others = (goods for goods in _had(connection) if goods.id not in early)
            made = list(self._goods_parts([*first], others))
        return self._keep(Parts(WHOLE, cursor, clock.now_ms(), made))

    def make_village(self, database: Database, pictures: FileStore, most: int = MOST_ORDERED) -> Parts:
        """Make the village pack: the goods that are ordered most, and the thumbnails that central has of them.

        Raises:
            Refused: ``pack_empty``: there are no goods.
        """
        with database.read() as connection:
            cursor, goods = newest_position(connection), most_ordered(connection, most)
        if not goods:
            raise Refused("pack_empty")
        names = dict.fromkeys(one.picture for one in goods if len(one.picture) == 64)
        thumbnails = (pictures.get(name) for name in names if pictures.has(name))
        made = [*self._goods_parts(goods, ()), *self._picture_parts(thumbnails)]
        return self._keep(Parts(VILLAGE, cursor, clock.now_ms(), made))

    def write_pack(self, path: Path, parts: Parts) -> int:
        """Write a list and its parts as one file; returns its size in bytes.

        Raises:
            Refused: ``file_not_writable``.
        """
        try:
            return write_pack(
                path, self.signed(parts.kind), (self._files.get(part.sha256.hex()) for part in parts.parts)
            )
        except OSError as error:
            raise Refused("file_not_writable", file=path) from error

    def _goods_parts(self, first: list[Goods], others: Iterable[Goods]) -> Iterator[Part]:
        left = (goods for some in (first, others) for goods in some)
        while batch := list(islice(left, GOODS_EACH)):
            yield self._put(*pack_goods(batch))

    def _picture_parts(self, pictures: Iterable[bytes]) -> Iterator[Part]:
        batch: list[bytes] = []
        for picture in pictures:
            if batch and sum(map(len, batch)) + len(picture) > PICTURE_BYTES:
                yield self._put(*pack_pictures(batch))
                batch = []
            batch.append(picture)
        if batch:
            yield self._put(*pack_pictures(batch))

    def _put(self, part: Part, data: bytes) -> Part:
        self._files.put(data)
        return part

    def _keep(self, parts: Parts) -> Parts:
        file, before = self._list_file(parts.kind), self._list_file(f"{parts.kind}-before")
        if file.is_file():
            write_whole(before, file.read_bytes())
        write_whole(file, sign_parts(self._key, parts))
        self._let_go()
        return parts

    def _let_go(self) -> None:
        """Delete the parts that no list names any more."""
        kinds = [f"{kind}{when}" for kind in (WHOLE, VILLAGE) for when in ("", "-before")]
        used = {part.sha256.hex() for kind in kinds if (some := self.listed(kind)) for part in some.parts}
        for name in list(self._files.names()):
            if name not in used:
                self._files.remove(name)

    def _list_file(self, kind: str) -> Path:
        return self._folder / f"{kind}.parts"


def most_ordered(connection: Connection, most: int) -> list[Goods]:
    """The goods that are ordered most, the first first; those nobody ordered yet come last, as they were published."""
    numbered = enumerate(_had(connection))
    best = heapq.nlargest(most, numbered, key=lambda one: (one[1].ordered, -one[0]))
    return [goods for _number, goods in best]


def _had(connection: Connection) -> Iterator[Goods]:
    goods = tables.goods
    rows = connection.execute(select(goods.c.data).order_by(goods.c.position)).yield_per(_BATCH)
    return (found for row in rows if (found := goods_from_json(row.data)).active)
