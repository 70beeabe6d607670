"""What the village bought, saved and sold: only what is known, and how much of it is known."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from villagedesk.domain.reports import Period
from villagedesk.domain.sales import SETTLED, CropOrder
from villagedesk.store.reports.overview import NOT_BOUGHT, span_ms

# The kinds of goods there are, each found by one step in the index; the last one is NULL.
_KINDS = (
    "WITH RECURSIVE kind(name) AS (SELECT min(category) FROM order_line UNION ALL"
    " SELECT (SELECT min(category) FROM order_line WHERE category > kind.name) FROM kind WHERE kind.name IS NOT NULL)"
    " SELECT name FROM kind WHERE name IS NOT NULL"
)
# Each reads nothing but an index. A line belongs to the time its order was taken in: both are written at once.
_SUMS = (
    "SELECT coalesce(sum(quantity), 0), coalesce(sum(quantity * price_fen), 0), count(*) FROM order_line"
    " WHERE category = ? AND created_at >= ? AND created_at < ? AND dropped = 0"
)
_SAVED = (
    "SELECT count(*), coalesce(sum(quantity * (reference_fen - price_fen)), 0) FROM order_line"
    " WHERE reference_fen > 0 AND created_at >= ? AND created_at < ? AND dropped = 0"
)
# Few orders end like this, so their lines are taken off again instead of asking for every line's order.
_NOT_BOUGHT = (
    "SELECT l.category, l.quantity, l.price_fen, l.reference_fen"
    ' FROM "order" o CROSS JOIN order_line l ON l.order_id = o.id'
    " WHERE o.state IN (?, ?, ?) AND o.confirmed_at >= ? AND o.confirmed_at < ? AND l.dropped = 0"
)


@dataclass(frozen=True)
class KindRow:
    """One kind of goods. ``name`` is "" for goods of which no kind is known."""

    name: str
    pieces: int
    fen: int


@dataclass(frozen=True)
class Saved:
    """What was paid less than in the county town, over the lines of which the price there is known.

    ``fen`` is below zero where the village paid more. ``known`` of ``lines`` lines have such a price.
    """

    fen: int
    known: int
    lines: int


@dataclass(frozen=True)
class Sold:
    """Crop sales that were settled in the period; what is only promised, accepted or on its way is not sold."""

    fen: int
    sales: int


@dataclass(frozen=True)
class Village:
    """A period of the village. ``kinds`` come with the most money first."""

    kinds: tuple[KindRow, ...]
    saved: Saved
    sold: Sold

    @property
    def fen(self) -> int:
        """What was bought, in fen."""
        return sum(kind.fen for kind in self.kinds)


def village(s: Session, period: Period) -> Village:
    """What the village bought in a period (orders that were not cancelled, refused or sent back), saved and sold."""
    begin, end = span_ms(period)
    run = s.connection().exec_driver_sql
    kinds = {name: list(run(_SUMS, (name, begin, end)).one()) for (name,) in run(_KINDS).fetchall()}
    known, saved = run(_SAVED, (begin, end)).one()
    for name, quantity, price, reference in run(_NOT_BOUGHT, (*NOT_BOUGHT, begin, end)):
        kind = kinds[name]
        kind[0], kind[1], kind[2] = kind[0] - quantity, kind[1] - quantity * price, kind[2] - 1
        if reference:
            known, saved = known - 1, saved - quantity * (reference - price)
    rows = [KindRow(name, pieces, fen) for name, (pieces, fen, lines) in kinds.items() if lines > 0]
    lines = sum(kind[2] for kind in kinds.values())
    return Village(
        tuple(sorted(rows, key=lambda kind: (-kind.fen, kind.name))),
        Saved(int(saved), int(known), lines),
        _sold(s, begin, end),
    )


def _sold(s: Session, begin: int, end: int) -> Sold:
    where = (col(CropOrder.settled_at) >= begin, col(CropOrder.settled_at) < end, col(CropOrder.state).in_(SETTLED))
    fen, sales = s.execute(
        select(func.coalesce(func.sum(col(CropOrder.gross_fen)), 0), func.count()).where(*where)
    ).one()
    return Sold(int(fen), int(sales))
