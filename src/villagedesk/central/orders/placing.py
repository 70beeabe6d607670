"""Place queued orders at the marketplace, each exactly once, whatever stops in the middle.

Before the marketplace is asked a note is committed (table ``placing``), and it goes away in the transaction that
writes the answer. The marketplace is asked with our order's id, so asking again after a crash places nothing twice;
and an order that was cancelled at the desk in between is taken back there, for the note still tells of it.
"""

import json
import logging
from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from villagedesk import clock
from villagedesk.central import acts, tables
from villagedesk.central.database import Database, insert_missing
from villagedesk.central.found import Found, one, rows
from villagedesk.central.marketplace import Answer, Line, Marketplace, Outcome
from villagedesk.central.orders.verbs import answer_order, lines_of, waits_for_payer
from villagedesk.domain.orders import OrderState
from villagedesk.errors import AppError, Offline

# What became of an order besides the outcomes: answered or cancelled by somebody else meanwhile; no answer came;
# a child has still to pay it.
OVERTAKEN, UNANSWERED, WAITS = "overtaken", "unanswered", "waits_for_payer"
_NEVER = "9999-12-31"

_log = logging.getLogger(__name__)


def place_waiting(database: Database, marketplace: Marketplace, *, by: str = acts.CENTRAL) -> dict[str, int]:
    """Place every queued order; returns how many had which outcome. Called again, it places nothing twice.

    The marketplace is asked outside a transaction: it may be slow, and pushes of desks must not wait for it.
    """
    counts: dict[str, int] = {}
    _take_back(database, marketplace)
    last = (-1, "")
    while True:
        with database.read() as connection:
            waiting = rows(connection, "order", state=OrderState.QUEUED, after=last)
            ends = _offers_end(connection, waiting)
        if not waiting:
            return counts
        # What stops being offered soonest goes first; what has no end keeps its turn behind it.
        for order in sorted(waiting, key=lambda one: ends.get(one.id, _NEVER)):
            outcome = _place(database, marketplace, order.id, by) if _is_due(order) else WAITS
            counts[outcome] = counts.get(outcome, 0) + 1
        last = (waiting[-1].changed_at, waiting[-1].id)


def _offers_end(connection: Connection, orders: Sequence[Found]) -> dict[str, str]:
    """The first day on which an offer in each of these orders ends, ISO; orders without such a day are left out."""
    row = tables.row
    found = connection.execute(
        select(row.c.parent, row.c.data).where(
            row.c.entity == "order_line",
            row.c.scope.in_({order.scope for order in orders}),
            row.c.parent.in_({order.id for order in orders}),
            row.c.data.contains('"until":"', autoescape=True),
        )
    )
    ends: dict[str, str] = {}
    for order_id, data in found:
        line = json.loads(data)
        if line.get("until") and not line.get("dropped"):
            ends[order_id] = min(line["until"], ends.get(order_id, _NEVER))
    return ends


def _is_due(order: Found) -> bool:
    """Whether there is anything to do about a queued order: one that a child pays is left alone until he has."""
    return not waits_for_payer(order) or order.number("expires_at") < clock.now_ms()


def _place(database: Database, marketplace: Marketplace, order_id: str, by: str) -> str:
    with database.write() as connection:
        order = acts.locked(connection, "order", order_id)
        if order.data.get("state") != OrderState.QUEUED:
            return OVERTAKEN
        if waits_for_payer(order):
            if not _is_due(order):
                return WAITS
            answer_order(connection, order_id, Answer(Outcome.UNPAID), by=by)
            return Outcome.UNPAID.value
        lines = [_line(line) for line in lines_of(connection, order) if not line.data.get("dropped")]
        if not lines or order.number("expires_at") < clock.now_ms():
            answer_order(connection, order_id, Answer(Outcome.EXPIRED), by=by)
            return Outcome.EXPIRED.value
        _note(connection, order)
    try:
        allowed = bool(order.data.get("substitute"))
        answer = marketplace.place(order_id, lines, order.number("ceiling_fen"), substitute=allowed)
        return _write_answer(database, order_id, answer, by)
    except AppError as error:
        # This one stays queued and is asked for again; the others must not wait for it.
        _log.warning("the marketplace's answer to order %s could not be taken: %s", order_id, error.code)
        return UNANSWERED


def _write_answer(database: Database, order_id: str, answer: Answer, by: str) -> str:
    with database.write() as connection:
        now = acts.locked(connection, "order", order_id)
        if now.data.get("state") == OrderState.QUEUED:
            answer_order(connection, order_id, answer, by=by)
            _forget(connection, now)
            return answer.outcome.value
        # Cancelled at the desk, or answered by somebody else: what stands there holds, and if it is not this very
        # placing, it is taken back at the next call.
        if answer.outcome is Outcome.PLACED and now.data.get("central_number") != answer.number:
            _note(connection, now)
        return OVERTAKEN


def _take_back(database: Database, marketplace: Marketplace) -> None:
    """Cancel at the marketplace what was placed there and does not stand in the order."""
    with database.read() as connection:
        noted = connection.execute(select(tables.placing.c.order_id)).scalars().all()
        orders = [one(connection, "order", order_id) for order_id in noted]
    for order in orders:
        if order.data.get("state") == OrderState.QUEUED:
            continue
        try:
            number = marketplace.number_of(order.id)
            if number and number != order.data.get("central_number"):
                marketplace.cancel(order.id)
        except Offline as error:
            _log.warning("order %s could not be taken back yet: %s", order.id, error.code)
            continue
        with database.write() as connection:
            _forget(connection, order)


def _note(connection: Connection, order: Found) -> None:
    insert_missing(connection, tables.placing, centre=order.centre, order_id=order.id, asked_at=clock.now_ms())


def _forget(connection: Connection, order: Found) -> None:
    placing = tables.placing
    connection.execute(delete(placing).where(placing.c.centre == order.centre, placing.c.order_id == order.id))


def _line(line: Found) -> Line:
    return Line(
        line.text("goods_id"),
        line.number("price_fen"),
        line.number("quantity"),
        line.text("variant"),
        line.text("seller"),
    )
