"""The goods catalogue as central publishes it: every change has a place, so that a desk fetches only what is new.

All desks that fetch the catalogue anew ask for the same pages, so the packed pages are kept for a while.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import msgspec
from sqlalchemy import Connection, func, select

from villagedesk.central import tables
from villagedesk.central.database import Database, insert_missing, upsert
from villagedesk.domain.goods import Goods, check_published, goods_from_json
from villagedesk.errors import Invalid, Refused
from villagedesk.store.catalogue import goods_in, write_file
from villagedesk.store.catalogue.pictures import MAX_PICTURE, is_picture
from villagedesk.store.files import FileStore
from villagedesk.sync import messages
from villagedesk.sync.messages import GoodsPage, columns_of

_BATCH = 1000
MAX_PAGE = 5000
_LEAST_PAGE = 50
# What one of the goods takes on the wire, about; a page that turns out too large is halved.
_BYTES_EACH = 25
_LOCK = "catalogue"
_NEWEST = select(func.max(tables.goods.c.position))
_ENCODER = msgspec.json.Encoder()
_ICON: str = next(field.default for field in msgspec.structs.fields(Goods) if field.name == "icon")


def publish_goods(connection: Connection, goods: Iterable[Goods], *, complete: bool = False) -> int:
    """Put goods into the catalogue, or new facts in place of old ones; returns the newest position.

    What is as it was keeps its place, so no desk fetches it again.

    Args:
        complete: these are all goods there are; others can no longer be had.

    Raises:
        Invalid: goods are not as they should be.
    """
    # One at a time: positions must become visible in their order, or a desk that reads meanwhile misses some.
    insert_missing(connection, tables.fact, key=_LOCK, value="")
    connection.execute(select(tables.fact).where(tables.fact.c.key == _LOCK).with_for_update()).one()
    position, left, seen = newest_position(connection), iter(goods), set[str]()
    while batch := list(islice(left, _BATCH)):
        by_id = {item.id: _text(check_published(item)) for item in batch}
        position = _put(connection, by_id, position)
        if complete:
            seen |= by_id.keys()
    return _take_out_others(connection, seen, position) if complete else position


def publish_file(
    database: Database,
    path: Path,
    *,
    complete: bool = False,
    whole: bool = False,
    pictures: tuple[Path, FileStore] | None = None,
) -> tuple[int, int]:
    """Publish what a catalogue file holds; returns how many goods can be had now and the newest position.

    Args:
        complete: these are all goods; others can no longer be had.
        whole: the file is whole although its last line does not say so.
        pictures: a folder, and where its thumbnails go; the field ``picture`` of the goods names a file in it.

    Raises:
        AppError, Invalid: the file cannot be read, or goods in it are not as they should be; nothing was published.
            ``goods_picture_wrong``: a picture is no small picture.
    """
    found = goods_in(path, whole=whole)
    if pictures is not None:
        found = (with_thumbnail(item, *pictures) for item in found)
    with database.write() as connection:
        position = publish_goods(connection, found, complete=complete)
        # Within a JSON text a quote stands escaped, so this can only be the field.
        gone = tables.goods.c.data.contains('"active":false', autoescape=True)
        count = connection.execute(select(func.count()).select_from(tables.goods).where(~gone)).scalar_one()
    return count, position


def with_thumbnail(item: Goods, folder: Path, thumbnails: FileStore) -> Goods:
    """Goods whose ``picture`` names a file of the folder, with the name of its content instead.

    Goods without one, or with a file that is not there, keep what they say: elsewhere the drawing of their kind is shown.

    Raises:
        Invalid: ``goods_picture_wrong``: it is no JPEG, PNG or WebP of at most 16 KB.
    """
    file = folder / item.picture
    if not item.picture or not item.active or file.parent != folder or not file.is_file():
        return item
    data = file.read_bytes()
    if not is_picture(data):
        raise Invalid("picture", "goods_picture_wrong", id=item.id, file=item.picture, limit=MAX_PICTURE >> 10)
    return msgspec.structs.replace(item, picture=thumbnails.put(data))


def write_catalogue(database: Database, path: Path) -> tuple[int, int]:
    """Write all goods that can be had as a file for a desk with a thin line; returns their number and the position.

    A desk that has taken the file in goes on from that position by the feed.

    Raises:
        Refused: the file cannot be written.
    """
    goods = tables.goods
    with database.read() as connection:
        position = newest_position(connection)
        rows = connection.execute(select(goods.c.data).order_by(goods.c.position)).yield_per(_BATCH)
        found = (goods_from_json(row.data) for row in rows)
        try:
            end = write_file(path, (item for item in found if item.active), cursor=position)
        except OSError as error:
            raise Refused("file_not_writable", file=path) from error
    return end.count, position


def newest_position(connection: Connection) -> int:
    """The place of the newest change; 0 for an empty catalogue."""
    return int(connection.execute(_NEWEST).scalar() or 0)


def goods_page(connection: Connection, after: int, limit: int = MAX_PAGE) -> GoodsPage:
    """The changes behind ``after``, in order; goods that changed since stand at their newest place only.

    A desk that stands beyond the newest place followed another catalogue: it begins at the start.
    """
    newest = newest_position(connection)
    after = after if 0 <= after <= newest else 0
    found = connection.execute(
        select(tables.goods.c.position, tables.goods.c.data)
        .where(tables.goods.c.position > after, tables.goods.c.position <= newest)
        .order_by(tables.goods.c.position)
        .limit(min(limit, MAX_PAGE))
    ).all()
    last = found[-1].position if found else newest
    return GoodsPage(columns_of([goods_from_json(row.data) for row in found]), last, last < newest)


class PackedPages:
    """The pages given out lately, packed. Safe to use from any thread."""

    def __init__(self, most: int = 200) -> None:
        self._most = most
        self._guard = threading.Lock()
        self._kept: OrderedDict[tuple[int, int, int], bytes] = OrderedDict()

    def page(self, connection: Connection, after: int, max_bytes: int) -> bytes:
        """One page as it goes over the wire, at most ``max_bytes`` long unless it is already the least there is."""
        key = (after, max_bytes, newest_position(connection))
        with self._guard:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept
        packed = _packed(connection, after, max_bytes)
        with self._guard:
            self._kept[key] = packed
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return packed


def _packed(connection: Connection, after: int, max_bytes: int) -> bytes:
    limit = max(_LEAST_PAGE, min(max_bytes // _BYTES_EACH, MAX_PAGE))
    while True:
        packed = messages.encode(goods_page(connection, after, limit))
        if len(packed) <= max_bytes or limit <= _LEAST_PAGE:
            return packed
        limit = max(_LEAST_PAGE, limit // 2)


def _text(item: Goods) -> str:
    """Goods as they are kept: the same goods always give the same text, whatever kind of file they came in."""
    if item.icon == _ICON:
        # msgspec leaves a default out only when it is the very same object.
        item = msgspec.structs.replace(item, icon=_ICON)
    return _ENCODER.encode(item).decode()


def _put(connection: Connection, by_id: dict[str, str], position: int) -> int:
    known = _known(connection, list(by_id))
    new = [(id_, data) for id_, data in by_id.items() if known.get(id_) != data]
    rows = [{"id": id_, "position": position + n, "data": data} for n, (id_, data) in enumerate(new, 1)]
    upsert(connection, tables.goods, rows)
    return position + len(new)


def _known(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    goods = tables.goods
    found = connection.execute(select(goods.c.id, goods.c.data).where(goods.c.id.in_(ids)))
    return {row.id: row.data for row in found}


def _take_out_others(connection: Connection, seen: set[str], position: int) -> int:
    others = [id_ for id_ in connection.execute(select(tables.goods.c.id)).scalars() if id_ not in seen]
    for start in range(0, len(others), _BATCH):
        gone = {id_: _text(Goods(id_, active=False)) for id_ in others[start : start + _BATCH]}
        position = _put(connection, gone, position)
    return position
