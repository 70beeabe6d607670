"""How much of the price of each line of an order can still be given back, whatever the refunds before were for.

A return and a complaint about a fake may be about the same goods: they were paid once, so they are given back once.
"""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection

from villagedesk import i18n
from villagedesk.central.found import Found, by_ids, children
from villagedesk.domain.entity import Row
from villagedesk.domain.refunds import spread
from villagedesk.domain.returns import RefundKind
from villagedesk.errors import Invalid


def check_room(connection: Connection, order: Found, lines: Sequence[str], fen: int) -> None:
    """Refuse a refund of more than was paid for these lines and did not come back yet.

    Args:
        lines: ids of the order's lines that it is for; none: it is for the order as a whole.

    Raises:
        Invalid: on ``fen``.
    """
    left = room_for(connection, order, lines)
    if lines and not left:
        raise Invalid("fen", "refund_came_already")
    if not 0 < fen <= order.number("total_fen") - order.number("refund_fen"):
        raise Invalid("fen", "refund_out_of_range")
    if fen > left:
        raise Invalid("fen", "refund_above_goods", left=i18n.money(left))


def room_for(connection: Connection, order: Found, lines: Sequence[str]) -> int:
    """How much can still be given back for these lines of an order, or, without any, for the whole of it; in fen."""
    left = max(0, order.number("total_fen") - order.number("refund_fen"))
    if not lines:
        return left
    by_line = room_by_line(connection, order)
    return min(left, sum(by_line.get(line, 0) for line in set(lines)))


def room_by_line(connection: Connection, order: Found) -> dict[str, int]:
    """What of the price of each line did not come back yet, in fen; refunds that name no goods are on no line."""
    cost = {line.id: _cost(line.data, line.number("quantity")) for line in _children(connection, order, "order_line")}
    left = dict(cost)
    refunds = [row for row in _children(connection, order, "refund") if row.data.get("kind") in _PRICE]
    for refund in sorted(refunds, key=lambda row: (row.number("refunded_at"), row.id)):
        for line, fen in spread(refund.number("fen"), _asked(connection, order, refund, cost), left).items():
            left[line] -= fen
    return left


# A refund of the first version says no kind.
_PRICE = (None, "", RefundKind.PRICE)


def _asked(connection: Connection, order: Found, refund: Found, cost: dict[str, int]) -> dict[str, int]:
    """What the pieces cost that a refund is for, by line."""
    report_id, return_id = refund.text("report_id"), refund.text("return_id")
    if report_id:
        report = by_ids(connection, order.scope, "fake_report", [report_id]).get(report_id, {})
        line_id = str(report.get("order_line_id") or "")
        return {line_id: cost[line_id]} if line_id in cost else {}
    if not return_id:
        return {}
    pieces = children(connection, order.scope, "return_line", "return_id", return_id)
    lines = by_ids(connection, order.scope, "order_line", [piece.text("order_line_id") for piece in pieces])
    asked: dict[str, int] = defaultdict(int)
    for piece in pieces:
        line_id = piece.text("order_line_id")
        if line_id in lines:
            asked[line_id] += _cost(lines[line_id], piece.number("quantity"))
    return asked


def _cost(line: Row, pieces: int) -> int:
    return 0 if line.get("dropped") else int(line.get("price_fen") or 0) * pieces


def _children(connection: Connection, order: Found, entity: str) -> list[Found]:
    return children(connection, order.scope, entity, "order_id", order.id)
