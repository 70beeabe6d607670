"""Where a lot came from: every lot it was mixed or split from, back to the harvests, and whose they were.

The moves between lots make a tree, in rare cases a net; a lot that is reached in two ways counts once. No chain is
followed for ever: what two computers made of each other's lots can never make a circle longer than the facts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.lot_moves import LotMove, MoveKind
from villagedesk.domain.people import Person
from villagedesk.domain.sellers import Seller
from villagedesk.domain.values import shares
from villagedesk.i18n import _

# The lot itself first, then its parents; UNION drops what was met before, so that it always ends.
_SOURCES = """
WITH RECURSIVE source(id) AS (
    SELECT ?
    UNION
    SELECT move.from_lot FROM source JOIN lot_move AS move ON move.to_lot = source.id
)
SELECT id FROM source
"""
_PARTS = """
WITH RECURSIVE part(id) AS (
    SELECT ?
    UNION
    SELECT move.to_lot FROM part JOIN lot_move AS move ON move.from_lot = part.id WHERE move.to_lot <> ''
)
SELECT id FROM part
"""
_MOST_DEEP = 60
_NAMED = 3


@dataclass(frozen=True)
class Farmer:
    """One farmer whose harvest is in a lot, and how much of the lot is his, in grams or pieces."""

    seller_id: str
    person_id: str
    name: str
    state: str
    quantity: int


def source_ids(connection: Connection, lot_id: str) -> list[str]:
    """The lot and every lot it was made of."""
    return [row[0] for row in connection.exec_driver_sql(_SOURCES, (lot_id,)).fetchall()]


def part_ids(connection: Connection, lot_id: str) -> list[str]:
    """The lot and every lot that something of it went into."""
    return [row[0] for row in connection.exec_driver_sql(_PARTS, (lot_id,)).fetchall()]


def sources(s: Session, lot_id: str) -> list[HarvestLot]:
    """The rows of ``source_ids`` that are on this computer, the oldest first."""
    ids = source_ids(s.connection(), lot_id)
    return list(s.exec(select(HarvestLot).where(col(HarvestLot.id).in_(ids)).order_by(col(HarvestLot.code))))


def farmers_of(s: Session, lot_id: str, quantity: int | None = None) -> list[Farmer]:
    """Whose harvest a lot is, and how much of it each brought.

    Args:
        lot_id: the lot.
        quantity: how much of it is shared out; None for what it held at first. Shares are by what went in, by largest
            remainder, and add up exactly.
    """
    lot = s.get(HarvestLot, lot_id)
    if lot is None:
        return []
    parts = {seller: part for seller, part in _by_seller(s, lot, _MOST_DEEP).items() if part > 0}
    whole = lot.quantity if quantity is None else quantity
    found = dict(zip(parts, shares(whole, list(parts.values())), strict=True)) if parts else {}
    return _named(s, found)


def farmers_named(s: Session, lot_id: str) -> str:
    """Whose harvests are in a lot; of many only the first."""
    farmers = farmers_of(s, lot_id)
    named = _(", ").join(farmer.name for farmer in farmers[:_NAMED])
    return named if len(farmers) <= _NAMED else _("{names} and others").format(names=named)


def _by_seller(s: Session, lot: HarvestLot, deep: int) -> dict[str, int]:
    """What each seller's harvests put into a lot, scaled to what the lot holds."""
    moves = s.exec(select(LotMove).where(col(LotMove.to_lot) == lot.id).order_by(col(LotMove.id))).all()
    if lot.seller_id or not moves or deep == 0:
        return {lot.seller_id: lot.quantity} if lot.seller_id else {}
    found: dict[str, int] = {}
    for move in moves:
        parent = s.get(HarvestLot, move.from_lot)
        parts = _by_seller(s, parent, deep - 1) if parent is not None else {}
        for seller, part in _scaled(parts, move.quantity).items():
            found[seller] = found.get(seller, 0) + part
    return found


def _scaled(parts: Mapping[str, int], total: int) -> dict[str, int]:
    return dict(zip(parts, shares(total, list(parts.values())), strict=True)) if sum(parts.values()) > 0 else {}


def _named(s: Session, found: Mapping[str, int]) -> list[Farmer]:
    sellers: Sequence[Seller] = s.exec(select(Seller).where(col(Seller.id).in_(list(found)))).all()
    people = {
        person.id: person
        for person in s.exec(select(Person).where(col(Person.id).in_([seller.person_id for seller in sellers])))
    }
    by_id = {seller.id: seller for seller in sellers}
    rows = []
    for seller_id, part in found.items():
        seller = by_id.get(seller_id)
        person = people.get(seller.person_id) if seller else None
        rows.append(
            Farmer(
                seller_id,
                seller.person_id if seller else "",
                person.name if person else "",
                seller.state if seller else "",
                part,
            )
        )
    return rows


def made_by(s: Session, lot_id: str) -> str:
    """How a lot was made: a ``MoveKind``, or "" for a harvest."""
    kind = s.exec(select(LotMove.kind).where(col(LotMove.to_lot) == lot_id).limit(1)).first()
    return str(MoveKind(kind)) if kind else ""
