"""The commission at central: taken back in the act of a refund, mended where two PCs wrote the same, and paid.

A PC writes what a hand-over earns; central writes everything else, so that nothing is ever counted by two. Both ask
``domain.commission`` and add only what is missing.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from villagedesk import clock
from villagedesk.central import acts, feed, tables
from villagedesk.central.checks import parse_body
from villagedesk.central.database import insert_missing
from villagedesk.central.found import Found, by_ids, check_centre, children
from villagedesk.domain.commission import (
    GivenBack,
    OrderFacts,
    Share,
    SoldLine,
    as_row,
    commission_for,
    missing_shares,
    pack_of,
)
from villagedesk.domain.entity import CENTRE_SCOPE, Row, Value, row_id
from villagedesk.domain.returns import Refund, RefundKind
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid, Refused

_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_REFERENCE_LENGTH = 60
_BATCH = 300
_MARK = b'"commission"'


def refund_changes(
    connection: Connection, order: Found, refund: Refund, event_id: str, *, first: int = 0, back: Sequence[Found] = ()
) -> list[list[Any]]:
    """The new rows of a refund: the refund itself, and what it takes back of the commission.

    Whoever refunds adds them to the changes of its act, with the order's new ``refund_fen``.

    Args:
        order: as it is now, locked.
        refund: complete, with ``refunded_at``.
        event_id: of the act, for the commission names the refund.
        first: the number of the first new row in the act.
        back: the lines of the return that is refunded, where there is one.
    """
    id_ = row_id(event_id, first)
    given = GivenBack(id_, refund.refunded_at, refund.fen, _gone(connection, order, back))
    missing = _missing(connection, order, given)
    return [["refund", first, acts.values_of(refund)], *_new_rows(missing, first + 1)]


def settle_pushed(connection: Connection, scope: str, centre: str, bodies: Sequence[bytes]) -> None:
    """After a PC's events went in: mend the statement where they do not fit what central knows.

    Two PCs may have handed the same goods over, or a refund was made before the hand-over came in.
    """
    if scope != f"{CENTRE_SCOPE}:{centre}":
        return
    accrued = sorted({id_ for body in bodies if _MARK in body for id_ in _accrued_in(body)})
    for start in range(0, len(accrued), _BATCH):
        some = accrued[start : start + _BATCH]
        known = _known(connection, centre, some)
        for order_id, row in sorted(by_ids(connection, scope, "order", some).items()):
            if order_id in known or row.get("refund_fen"):
                settle(connection, Found(centre, scope, order_id, 0, row))
            insert_missing(connection, tables.accrued, centre=centre, order_id=order_id)


def earned_changes(connection: Connection, order: Found) -> list[list[Any]]:
    """The new rows of what an order earns that is collected now, for the act that ends it."""
    return _new_rows(_missing(connection, order), 0)


def settle(connection: Connection, order: Found, *, by: str = acts.CENTRAL) -> int:
    """Add to the statement what is missing for one order; returns the fen."""
    missing = _missing(connection, order)
    if missing:
        acts.write(connection, order.scope, order.centre, "mend_commission", _new_rows(missing, 0), by=by)
    return sum(share.fen for share in missing)


def pay_commission(
    connection: Connection,
    centre: str,
    month: str,
    fen: int,
    *,
    paid_on: str = "",
    reference: str = "",
    by: str = acts.CENTRAL,
) -> str:
    """The platform paid a centre for a month; returns the id of the payout.

    Args:
        month: like ``2026-11``.
        fen: what was paid.
        paid_on: ISO date; today when empty.
        reference: how the payment can be found at the bank.

    Raises:
        Invalid: a field is not possible. NotFound: there is no such centre.
        Refused: it is more than the month's statement leaves open.
    """
    check_centre(connection, centre)
    if not _MONTH.fullmatch(month):
        raise Invalid("month", "month_wrong")
    try:
        day = date.fromisoformat(paid_on or clock.today()).isoformat()
    except ValueError:
        raise Invalid("paid_on", "not_a_date") from None
    if fen <= 0:
        raise Invalid("fen", "must_be_more_than_zero")
    scope = f"{CENTRE_SCOPE}:{centre}"
    # Two members of the staff may pay at once: the second one has to see what the first one paid.
    feed.lock_scope(connection, scope, centre)
    open_fen = _sum(connection, scope, "commission", month) - _sum(connection, scope, "commission_payout", month)
    if fen > open_fen:
        raise Refused("payout_too_much", fen=max(0, open_fen))
    values: dict[str, Value] = {
        "month": month,
        "fen": fen,
        "paid_on": day,
        "reference": check_text("reference", reference, _REFERENCE_LENGTH),
    }
    return acts.insert_row(connection, scope, centre, "pay_commission", "commission_payout", values, by=by)


def _missing(connection: Connection, order: Found, refund: GivenBack | None = None) -> list[Share]:
    recorded = [_share(row) for row in children(connection, order.scope, "commission", "order_id", order.id)]
    facts = _facts(connection, order)
    if refund is not None:
        facts = replace(facts, refunds=(*facts.refunds, refund))
    if not recorded and facts.collected_at is None:
        return []
    return missing_shares(commission_for(facts, pack_of(facts, recorded)), recorded)


def _facts(connection: Connection, order: Found) -> OrderFacts:
    lines = children(connection, order.scope, "order_line", "order_id", order.id)
    kept = [line for line in lines if not line.data.get("dropped")]
    sold = [
        SoldLine(line.text("category"), line.number("price_fen") * line.number("quantity"), line.id)
        for line in sorted(kept, key=lambda line: (line.number("position"), line.id))
    ]
    refunds = [
        GivenBack(
            row.id, row.number("refunded_at") or row.changed_at, row.number("fen"), _returned(connection, order, row)
        )
        for row in children(connection, order.scope, "refund", "order_id", order.id)
        if row.data.get("kind") in (None, "", RefundKind.PRICE)  # damages and freight earned nobody anything
    ]
    undated = order.number("refund_fen") - sum(refund.fen for refund in refunds)
    if undated > 0:
        refunds.append(GivenBack("", 0, undated))
    at = order.number("collected_at") or None
    return OrderFacts(order.id, at, tuple(sold), tuple(refunds))


def _returned(connection: Connection, order: Found, refund: Found) -> tuple[tuple[str, int], ...]:
    if not refund.text("return_id"):
        return ()
    return _gone(
        connection, order, children(connection, order.scope, "return_line", "return_id", refund.text("return_id"))
    )


def _gone(connection: Connection, order: Found, back: Sequence[Found]) -> tuple[tuple[str, int], ...]:
    lines = by_ids(connection, order.scope, "order_line", [row.text("order_line_id") for row in back]) if back else {}
    return tuple(
        (id_, int(lines[id_].get("price_fen") or 0) * row.number("quantity"))
        for row in back
        if (id_ := row.text("order_line_id")) in lines
    )


def _share(row: Found) -> Share:
    return Share(
        row.text("order_id"),
        row.text("month"),
        row.number("rate"),
        row.text("refund_id"),
        row.number("base_fen"),
        row.number("fen"),
        row.text("rules"),
    )


def _new_rows(shares: Sequence[Share], first: int) -> list[list[Any]]:
    return [["commission", number, acts.values_of(as_row(share))] for number, share in enumerate(shares, first)]


def _accrued_in(body: bytes) -> list[str]:
    known = parse_body(body)  # None for what no program of ours wrote; it was refused and has no rows
    new = [c[2] for c in known["c"] if c[0] == "commission" and isinstance(c[1], int)] if known else []
    return [str(values.get("order_id")) for values in new if isinstance(values, dict)]


def _known(connection: Connection, centre: str, orders: Sequence[str]) -> set[str]:
    accrued = tables.accrued
    query = select(accrued.c.order_id).where(accrued.c.centre == centre, accrued.c.order_id.in_(orders))
    return set(connection.execute(query).scalars())


def _sum(connection: Connection, scope: str, entity: str, month: str) -> int:
    row = tables.row
    query = select(row.c.data).where(
        row.c.scope == scope, row.c.entity == entity, row.c.data.contains(month, autoescape=True)
    )
    found: list[Row] = [json.loads(data) for data in connection.execute(query).scalars() if data]
    return sum(int(data.get("fen") or 0) for data in found if data.get("month") == month)
