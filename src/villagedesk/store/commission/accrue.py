"""The commission of an order, written in the action that hands its last parcel over; and the facts it follows from."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlmodel import col, select

from villagedesk.domain.commission import (
    Commission,
    GivenBack,
    OrderFacts,
    SoldLine,
    as_row,
    as_share,
    commission_for,
    missing_shares,
    pack_of,
)
from villagedesk.domain.orders import Order
from villagedesk.store.session import WriteSession, new_row

_BATCH = 500

_ORDERS = 'SELECT id, collected_at, refund_fen FROM "order" WHERE id IN ({})'
_LINES = (
    "SELECT order_id, id, category, price_fen * quantity FROM order_line"
    " WHERE order_id IN ({}) AND NOT dropped ORDER BY position"
)
_REFUNDS = (
    "SELECT order_id, id, CASE refunded_at WHEN 0 THEN created_at ELSE refunded_at END, fen, return_id"
    " FROM refund WHERE order_id IN ({}) AND kind IN ('', 'price')"
)
_BACK = (
    "SELECT r.return_id, r.order_line_id, l.price_fen * r.quantity FROM return_line r"
    " JOIN order_line l ON l.id = r.order_line_id WHERE r.return_id IN ({})"
)


def accrue(s: WriteSession, order: Order) -> int:
    """Write what the room earns by an order that was collected just now, as part of an action; returns the fen.

    What stands in the statement already is not written twice.
    """
    s.flush()
    facts = facts_of(s.connection(), [order.id])[order.id]
    recorded = [as_share(row) for row in s.scalars(select(Commission).where(col(Commission.order_id) == order.id))]
    added = missing_shares(commission_for(facts, pack_of(facts, recorded)), recorded)
    for share in added:
        new_row(s, as_row(share))
    return sum(share.fen for share in added)


def facts_of(connection: Connection, order_ids: Sequence[str]) -> dict[str, OrderFacts]:
    """What the commission of each of these orders follows from; orders that are not here are left out."""
    lines: dict[str, list[SoldLine]] = {}
    for order_id, id_, category, fen in rows_in(connection, _LINES, order_ids):
        lines.setdefault(order_id, []).append(SoldLine(category, fen, id_))
    refunds = _refunds(connection, order_ids)
    found = {}
    for id_, collected_at, refund_fen in rows_in(connection, _ORDERS, order_ids):
        given = refunds.get(id_, [])
        undated = refund_fen - sum(refund.fen for refund in given)
        if undated > 0:  # refunded by a central that made no row of it: nothing was earned by that
            given = [*given, GivenBack("", 0, undated)]
        found[id_] = OrderFacts(id_, collected_at, tuple(lines.get(id_, ())), tuple(given))
    return found


def rows_in(connection: Connection, query: str, ids: Sequence[str]) -> Iterator[Any]:
    """The rows of a query over many ids, asked in pieces; ``{}`` stands for the marks."""
    for start in range(0, len(ids), _BATCH):
        some = tuple(ids[start : start + _BATCH])
        yield from connection.exec_driver_sql(query.format(",".join("?" * len(some))), some)


def _refunds(connection: Connection, order_ids: Sequence[str]) -> dict[str, list[GivenBack]]:
    rows = list(rows_in(connection, _REFUNDS, order_ids))
    back: dict[str, list[tuple[str, int]]] = {}
    for return_id, line_id, fen in rows_in(connection, _BACK, sorted({row[4] for row in rows if row[4]})):
        back.setdefault(return_id, []).append((line_id, fen))
    found: dict[str, list[GivenBack]] = {}
    for order_id, id_, at, fen, return_id in rows:
        found.setdefault(order_id, []).append(GivenBack(id_, at, fen, tuple(back.get(return_id, ()))))
    return found
