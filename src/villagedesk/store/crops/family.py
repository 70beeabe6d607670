"""Where a lot came from and where it went, as a page shows it: parents, children, losses, farmers, the arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.lot_moves import LotMove, MoveKind
from villagedesk.store.crops.balance import LotBalance, balance
from villagedesk.store.crops.lists import lots_by_id
from villagedesk.store.crops.sources import Farmer, farmers_of
from villagedesk.store.session import get

_MOST_MATES = 12


@dataclass(frozen=True)
class Kin:
    """One move into or out of a lot: the other lot (none for a loss), how much, and why."""

    lot_id: str
    code: str
    quantity: int
    kind: str
    reason: str
    note: str
    at: int


@dataclass(frozen=True)
class Mate:
    """A lot that could be mixed with another one: ``free`` of it is left."""

    lot_id: str
    code: str
    farmer: str
    grade: str
    free: int


@dataclass(frozen=True)
class LotFamily:
    """A lot with everything it was made of and everything that left it."""

    lot_id: str
    code: str
    product: str
    grade: str
    sale_unit: str
    figures: LotBalance
    parents: tuple[Kin, ...]
    gone: tuple[Kin, ...]
    farmers: tuple[Farmer, ...]
    mates: tuple[Mate, ...]


def lot_family(s: Session, lot_id: str) -> LotFamily:
    """Everything about where a lot came from and where it went.

    Raises:
        NotFound: it is not on this computer.
    """
    lot = get(s, HarvestLot, lot_id)
    into = s.exec(select(LotMove).where(col(LotMove.to_lot) == lot_id).order_by(col(LotMove.id))).all()
    out = s.exec(
        select(LotMove)
        .where(col(LotMove.from_lot) == lot_id)
        .order_by(col(LotMove.created_at).desc(), col(LotMove.id))
        .limit(200)
    ).all()
    return LotFamily(
        lot_id=lot.id,
        code=lot.code,
        product=lot.product,
        grade=lot.grade,
        sale_unit=lot.sale_unit,
        figures=balance(s.connection(), lot.id),
        parents=tuple(_kin(s, into, "from_lot")),
        gone=tuple(_kin(s, out, "to_lot")),
        farmers=tuple(farmers_of(s, lot.id)),
        mates=tuple(_mates(s, lot)),
    )


def _kin(s: Session, moves: Sequence[LotMove], other: str) -> list[Kin]:
    ids = {getattr(move, other) for move in moves}
    codes = dict(s.exec(select(HarvestLot.id, HarvestLot.code).where(col(HarvestLot.id).in_(ids))).all())
    return [
        Kin(
            getattr(move, other) if move.kind != MoveKind.LOST else "",
            codes.get(getattr(move, other), ""),
            move.quantity,
            move.kind,
            move.reason,
            move.note,
            move.created_at,
        )
        for move in moves
    ]


def _mates(s: Session, lot: HarvestLot) -> list[Mate]:
    """The newest lots of the same product that have something left."""
    same = select(HarvestLot.id).where(
        col(HarvestLot.product) == lot.product, col(HarvestLot.sale_unit) == lot.sale_unit, col(HarvestLot.id) != lot.id
    )
    ids = list(s.exec(same.order_by(col(HarvestLot.code).desc()).limit(2 * _MOST_MATES)))
    rows = lots_by_id(s, ids)
    free = [rows[id_] for id_ in ids if id_ in rows and rows[id_].free > 0]
    return [Mate(row.id, row.code, row.farmer, row.grade, row.free) for row in free[:_MOST_MATES]]
