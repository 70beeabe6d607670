"""What is free in a lot: the one place that says it.

    held    = quantity - mixed or split out - lost            what has to lie here, or was handed over
    stock   = held - promised to buyers                       what is not sold
    free    = stock - held by open offers                     what can be offered, mixed, split or lost

Nothing of this is stored: it follows from the facts. Two computers that did not know of each other may both take from
one lot; then ``short`` says how much too much was taken, and no figure goes below zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from villagedesk.domain.listings import OPEN
from villagedesk.domain.sales import HOLDING, PROMISED
from villagedesk.errors import NotFound

_ONE_QUERY = 500


def _quoted(states: Iterable[str]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


_DIRECT = (
    f"SELECT o.lot_id, sum(o.quantity) FROM crop_order o WHERE o.lot_id IN ({{ids}}) AND o.state IN ({_quoted(PROMISED)})"
    " AND NOT EXISTS (SELECT 1 FROM crop_allocation a WHERE a.order_id = o.id) GROUP BY 1"
)
_PARTS = (
    "SELECT a.lot_id, sum(CASE WHEN a.weighed > 0 THEN a.weighed ELSE a.quantity END) FROM crop_allocation a"
    f" JOIN crop_order o ON o.id = a.order_id AND o.state IN ({_quoted(PROMISED)})"
    f" WHERE a.lot_id IN ({{ids}}) AND a.share_of = '' AND a.state IN ({_quoted(HOLDING)}) GROUP BY 1"
)
_OFFERED = (
    "SELECT l.lot_id, l.quantity - coalesce((SELECT sum(o.quantity) FROM crop_order o"
    f" WHERE o.listing_id = l.id AND o.state IN ({_quoted(PROMISED)})), 0)"
    f" FROM listing l WHERE l.lot_id IN ({{ids}}) AND l.state IN ({_quoted(OPEN)})"
)


@dataclass(frozen=True)
class LotBalance:
    """One lot's figures, in grams or pieces.

    ``certified`` stands on certificates that are in force, ``replaced`` on those that were until the lot was mixed or split:
    what was packed before keeps them.
    """

    quantity: int
    moved: int = 0
    lost: int = 0
    promised: int = 0
    offered: int = 0
    certified: int = 0
    replaced: int = 0

    @property
    def held(self) -> int:
        """What was not mixed, split or lost; never below zero."""
        return max(0, self.quantity - self.moved - self.lost)

    @property
    def stock(self) -> int:
        """What of it is not promised to a buyer either."""
        return max(0, self.held - self.promised)

    @property
    def free(self) -> int:
        """What is neither promised nor offered."""
        return max(0, self.stock - self.offered)

    @property
    def short(self) -> int:
        """How much more was taken out or promised than there was; 0 as it should be."""
        return max(0, self.moved + self.lost + self.promised - self.quantity)

    @property
    def leaning(self) -> int:
        """What leans on the certificates in force: offered, or promised and not on one that was replaced since."""
        return max(0, self.promised - self.replaced) + self.offered

    @property
    def to_certify(self) -> int:
        """What a new certificate can still be for."""
        return max(0, self.held - self.certified)


def balance(connection: Connection, lot_id: str) -> LotBalance:
    """The figures of one lot.

    Raises:
        NotFound: it is not on this computer.
    """
    found = balances(connection, [lot_id])
    if lot_id not in found:
        raise NotFound("harvest_lot", lot_id)
    return found[lot_id]


def balances(connection: Connection, lot_ids: Sequence[str]) -> dict[str, LotBalance]:
    """The figures of these lots by id; those that are not on this computer are left out."""
    found: dict[str, LotBalance] = {}
    for start in range(0, len(lot_ids), _ONE_QUERY):
        found |= _some(connection, lot_ids[start : start + _ONE_QUERY])
    return found


def short_lots(connection: Connection, *, limit: int = 20) -> list[tuple[str, str, str]]:
    """Lots of which more was mixed, split or lost than there was, as (id, code, product), the newest first.

    Only two computers that did not know of each other can do that; it has to be counted.
    """
    found = connection.exec_driver_sql(
        "SELECT l.id, l.code, l.product FROM lot_move m JOIN harvest_lot l ON l.id = m.from_lot"
        " GROUP BY m.from_lot HAVING sum(m.quantity) > l.quantity ORDER BY l.code DESC LIMIT ?",
        (limit,),
    )
    return [(row[0], row[1], row[2]) for row in found]


def _some(connection: Connection, ids: Sequence[str]) -> dict[str, LotBalance]:
    quantity = _sums(connection, "SELECT id, quantity FROM harvest_lot WHERE id IN ({ids})", ids)
    gone = "SELECT from_lot, sum(quantity) FROM lot_move WHERE from_lot IN ({ids}) AND kind {kind} 'lost' GROUP BY 1"
    moved = _sums(connection, gone.replace("{kind}", "<>"), ids)
    lost = _sums(connection, gone.replace("{kind}", "="), ids)
    promised, offered = _promised_and_offered(connection, ids)
    papers = "SELECT lot_id, sum(quantity) FROM certificate WHERE lot_id IN ({ids}) AND +state = '{state}' GROUP BY 1"
    certified = _sums(connection, papers.replace("{state}", "valid"), ids)
    replaced = _sums(connection, papers.replace("{state}", "replaced"), ids)
    return {
        id_: LotBalance(
            quantity=whole,
            moved=moved.get(id_, 0),
            lost=lost.get(id_, 0),
            promised=promised.get(id_, 0),
            offered=offered.get(id_, 0),
            certified=certified.get(id_, 0),
            replaced=replaced.get(id_, 0),
        )
        for id_, whole in quantity.items()
    }


def _promised_and_offered(connection: Connection, ids: Sequence[str]) -> tuple[dict[str, int], dict[str, int]]:
    """How much of each lot is promised to buyers, and how much more its open listings hold.

    An order out of a listing holds its lot until it is said which lots fill it; from then on each lot holds its part of the
    order: what was promised of it, and once it is weighed in what the scale said. A listing is used up by what was ordered
    of it, whichever lots that comes from. Whatever else will promise goods of a lot is added here.
    """
    promised: dict[str, int] = {}
    for query in (_DIRECT, _PARTS):
        for lot_id, quantity in _rows(connection, query, ids):
            promised[lot_id] = promised.get(lot_id, 0) + int(quantity)
    offered: dict[str, int] = {}
    for lot_id, quantity in _rows(connection, _OFFERED, ids):
        offered[lot_id] = offered.get(lot_id, 0) + max(0, int(quantity))
    return promised, offered


def _sums(connection: Connection, query: str, ids: Sequence[str]) -> dict[str, int]:
    return {row[0]: int(row[1]) for row in _rows(connection, query, ids)}


def _rows(connection: Connection, query: str, ids: Sequence[str]) -> Sequence[Sequence[Any]]:
    marks = ", ".join("?" * len(ids))
    return connection.exec_driver_sql(query.replace("{ids}", marks), tuple(ids)).fetchall()
