"""The goods catalogue as central publishes it: every change has a place, so that a desk fetches only what is new."""

from collections.abc import Iterable
from itertools import islice

import msgspec
from sqlalchemy import Connection, func, select

from villagedesk.central import tables
from villagedesk.central.database import upsert
from villagedesk.domain.goods import Goods, goods_from_json
from villagedesk.sync.messages import GoodsPage

_BATCH = 2000
MAX_PAGE = 5000
_ENCODER = msgspec.json.Encoder()


def publish_goods(connection: Connection, goods: Iterable[Goods]) -> int:
    """Put goods into the catalogue, or new facts in place of old ones; returns the newest position."""
    position, left = newest_position(connection), iter(goods)
    while batch := list(islice(left, _BATCH)):
        rows = [
            {"id": item.id, "position": position + n, "data": _ENCODER.encode(item).decode()}
            for n, item in enumerate(batch, 1)
        ]
        upsert(connection, tables.goods, rows)
        position += len(batch)
    return position


def newest_position(connection: Connection) -> int:
    """The place of the newest change; 0 for an empty catalogue."""
    return int(connection.execute(select(func.max(tables.goods.c.position))).scalar() or 0)


def goods_page(connection: Connection, after: int, limit: int = MAX_PAGE) -> GoodsPage:
    """The changes behind ``after``, in order; goods that changed since stand at their newest place only."""
    found = connection.execute(
        select(tables.goods.c.position, tables.goods.c.data)
        .where(tables.goods.c.position > after)
        .order_by(tables.goods.c.position)
        .limit(min(limit, MAX_PAGE))
    ).all()
    newest = newest_position(connection)
    last = found[-1].position if found else newest
    return GoodsPage([goods_from_json(row.data) for row in found], last, last < newest)
