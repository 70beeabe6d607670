"""What the screens show of crop sales: the orders in each state, one order with its lots, claims and money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.people import Person
from villagedesk.domain.sales import (
    SETTLED,
    AllocationState,
    CropAllocation,
    CropClaim,
    CropOrder,
    CropOrderState,
    CropPack,
    CropShipment,
)
from villagedesk.domain.sales.allocations import TO_WEIGH
from villagedesk.domain.sellers import Seller, SellerState
from villagedesk.store import shadow
from villagedesk.store.crops.sources import farmers_named
from villagedesk.store.sales.claims import claim_pictures, claims_of
from villagedesk.store.sales.disputes import open_disputes, samples_of
from villagedesk.store.sales.lawful import hindered_parts
from villagedesk.store.sales.packing import shipment_of
from villagedesk.store.same_person import kept_column
from villagedesk.store.session import get

# States in which an order is over for the room; only these grow from year to year.
OVER = frozenset({CropOrderState.SETTLED, CropOrderState.DECLINED, CropOrderState.WITHDRAWN})
RUNNING = tuple(state.value for state in CropOrderState if state not in OVER)
_MOST = 200
_NONE = (0,) * 7
# How many lots an order has, what they hold, what was weighed, and how many wait for the scale, for boxes, for a decision,
# for money.
_SUMS = (
    "SELECT order_id, sum(share_of = ''), sum(CASE WHEN share_of <> '' THEN 0 WHEN weighed > 0 THEN weighed ELSE quantity END),"
    " sum(CASE WHEN share_of = '' THEN weighed ELSE 0 END),"
    f" sum(state IN ({', '.join(repr(state.value) for state in sorted(TO_WEIGH))})), sum(state = 'weighed'),"
    " sum(state = 'disputed'), sum(state = 'settled') FROM crop_allocation"
    " WHERE order_id IN ({ids}) AND state <> 'dropped' GROUP BY order_id"
)


@dataclass(frozen=True)
class SaleRow:
    """One buyer's order in a list. Quantities are grams or pieces.

    ``filled`` is what its lots hold, ``weighed`` what was on the scale. Of its ``lots``, ``to_weigh``, ``to_pack`` and
    ``unpaid`` say how many wait for each. ``waiting``: central has not seen the newest state yet.
    """

    id: str
    number: str
    buyer: str
    product: str
    grade: str
    quantity: int
    sale_unit: str
    price_fen: int
    ship_by_on: str
    state: str
    reason: str
    lots: int
    filled: int
    weighed: int
    to_weigh: int
    to_pack: int
    disputed: int
    unpaid: int
    gross_fen: int
    net_fen: int
    waiting: bool

    @property
    def missing(self) -> int:
        """What no lot is there for."""
        return max(0, self.quantity - self.filled)


@dataclass(frozen=True)
class PartRow:
    """One lot of an order. ``stopped``: its farmer is stopped; ``kept``: it must not be sold; ``bare``: no certificate yet."""

    id: str
    order_id: str
    lot_id: str
    lot: str
    product: str
    seller_id: str
    person_id: str
    farmer: str
    phone: str
    quantity: int
    weighed: int
    price_fen: int
    grade: str
    state: str
    reason: str
    call: str
    called_at: int | None
    boxes: int
    gross_fen: int
    net_fen: int
    stopped: bool
    kept: bool
    bare: bool
    dispute_id: str
    seal: str
    waiting: bool
    share_of: str = ""
    moisture: int = 0
    wet: int = 0
    sample: str = ""


@dataclass(frozen=True)
class SalePage:
    """Everything about one order.

    ``shares`` are the farmers' of its mixed lots, ``packs`` the packs as they are now: (lot's code, boxes). ``pictures``: of each claim, (the buyer's, SHA-256).
    """

    row: SaleRow
    parts: tuple[PartRow, ...]
    dropped: tuple[PartRow, ...]
    claims: tuple[CropClaim, ...]
    shipment: CropShipment | None
    claim_until_at: int | None
    shares: tuple[PartRow, ...]
    packs: Mapping[str, tuple[str, int]]
    pictures: Mapping[str, tuple[tuple[bool, str], ...]]


def sales_running(s: Session) -> list[SaleRow]:
    """The orders that are not over, what has to leave first at the top."""
    asked = select(CropOrder).where(col(CropOrder.state).in_(RUNNING))
    return _rows(s, s.scalars(asked.order_by(col(CropOrder.ship_by_on), col(CropOrder.id)).limit(_MOST)).all())


def sales_settled(s: Session, *, limit: int = _MOST) -> list[SaleRow]:
    """The orders that were settled, the newest first."""
    asked = select(CropOrder).where(col(CropOrder.settled_at).is_not(None), col(CropOrder.state).in_(SETTLED))
    return _rows(s, s.scalars(asked.order_by(col(CropOrder.settled_at).desc()).limit(limit)).all())


def sales_in(s: Session, states: Sequence[str], *, limit: int = _MOST) -> list[SaleRow]:
    """The orders in some states, what has to leave first at the top."""
    asked = select(CropOrder).where(col(CropOrder.state).in_(list(states)))
    return _rows(s, s.scalars(asked.order_by(col(CropOrder.ship_by_on), col(CropOrder.id)).limit(limit)).all())


def newest_sales(s: Session, *, limit: int, skip: int = 0) -> list[SaleRow]:
    """All orders, what had to leave last first; without the first ``skip`` of them."""
    asked = select(CropOrder).order_by(col(CropOrder.ship_by_on).desc(), col(CropOrder.id))
    return _rows(s, s.scalars(asked.limit(limit).offset(skip)).all())


def find_sales(s: Session, text: str, *, limit: int = 50) -> list[SaleRow]:
    """Orders by the buyer's name, the product, the number, or a farmer on it, those that are not over first."""
    typed = text.strip()
    if not typed:
        return []
    fits = (
        func.instr(col(CropOrder.buyer), typed) + func.instr(col(CropOrder.product), typed)
        + func.instr(col(CropOrder.number), typed)
    )  # fmt: skip
    newest = select(CropOrder).where(fits > 0).order_by(col(CropOrder.created_at).desc()).limit(limit)
    rows = _rows(s, s.scalars(newest).all())
    return sorted(rows, key=lambda row: row.state in OVER)


def sale_page(s: Session, order_id: str) -> SalePage:
    """Everything about one order.

    Raises:
        NotFound: it is not on this computer.
    """
    order = get(s, CropOrder, order_id)
    parts = part_rows(s, order_id)
    claims = claims_of(s, order_id)
    return SalePage(
        _rows(s, [order])[0],
        tuple(part for part in parts if part.state != AllocationState.DROPPED and not part.share_of),
        tuple(part for part in parts if part.state == AllocationState.DROPPED and not part.share_of),
        tuple(claims),
        shipment_of(s, order_id),
        order.claim_until_at,
        tuple(part for part in parts if part.state != AllocationState.DROPPED and part.share_of),
        _packs(s, order_id, {part.lot_id: part.lot for part in parts}),
        claim_pictures(s, claims),
    )


def part_rows(s: Session, order_id: str) -> list[PartRow]:
    """All lots that were ever on an order, in the order they were put on it."""
    found = s.execute(
        select(CropAllocation, HarvestLot, Seller, Person)
        .outerjoin(HarvestLot, col(HarvestLot.id) == col(CropAllocation.lot_id))
        .outerjoin(Seller, col(Seller.id) == col(CropAllocation.seller_id))
        .outerjoin(Person, col(Person.id) == kept_column(col(Seller.person_id)))
        .where(col(CropAllocation.order_id) == order_id)
        .order_by(col(CropAllocation.created_at), col(HarvestLot.code), col(CropAllocation.id))
    ).all()
    ids = [part.id for part, *_rest in found]
    waiting = shadow.waiting_ids(s.connection(), "crop_allocation", ids)
    disputes = open_disputes(s, ids)
    samples = {row.about_id: row.sha256 for row in samples_of(s, [one.id for one in disputes.values()])}
    frozen = [
        part for part, _lot, seller, _person in found if seller is not None and seller.state == SellerState.FROZEN
    ]
    # A mixed lot is stopped with any of its farmers.
    stopped = {part.id for part in frozen} | {part.share_of for part in frozen if part.state != AllocationState.DROPPED}
    kept, bare = hindered_parts(s, [part for part, *_rest in found])
    return [
        PartRow(
            id=part.id,
            order_id=part.order_id,
            lot_id=part.lot_id,
            lot=lot.code if lot else "",
            product=lot.product if lot else "",
            seller_id=part.seller_id,
            person_id=person.id if person else "",
            farmer=person.name if person else "" if part.seller_id else farmers_named(s, part.lot_id),
            phone=(person.phone or "") if person else "",
            quantity=part.quantity,
            weighed=part.weighed,
            moisture=part.moisture,
            wet=part.wet_grams,
            price_fen=part.price_fen,
            grade=part.grade or (lot.grade if lot else ""),
            state=part.state,
            reason=part.reason,
            call=part.call,
            called_at=part.called_at,
            boxes=part.boxes,
            gross_fen=part.gross_fen,
            net_fen=part.net_fen,
            stopped=part.id in stopped,
            kept=part.id in kept,
            bare=part.id in bare,
            dispute_id=disputes[part.id].id if part.id in disputes else "",
            seal=disputes[part.id].seal_number if part.id in disputes else "",
            waiting=part.id in waiting,
            share_of=part.share_of,
            sample=samples.get(disputes[part.id].id, "") if part.id in disputes else "",
        )
        for part, lot, seller, person in found
    ]


def _packs(s: Session, order_id: str, codes: Mapping[str, str]) -> dict[str, tuple[str, int]]:
    where = col(CropPack.order_id) == order_id, col(CropPack.taken_back_at).is_(None)
    found = s.scalars(select(CropPack).where(*where).order_by(col(CropPack.packed_at), col(CropPack.id)))
    return {pack.id: (codes.get(pack.lot_id, ""), pack.boxes) for pack in found}


def part_row(s: Session, allocation_id: str) -> PartRow:
    """One lot of an order.

    Raises:
        NotFound: it is not on this computer.
    """
    part = get(s, CropAllocation, allocation_id)
    return next(row for row in part_rows(s, part.order_id) if row.id == allocation_id)


def _rows(s: Session, orders: Sequence[CropOrder]) -> list[SaleRow]:
    ids = [order.id for order in orders]
    sums: dict[str, Sequence[int]] = {}
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        query = _SUMS.format(ids=", ".join("?" * len(some)))
        for id_, *counted in s.connection().exec_driver_sql(query, tuple(some)).fetchall():
            sums[str(id_)] = [int(one) for one in counted]
    waiting = shadow.waiting_ids(s.connection(), "crop_order", ids)
    lots = _products(s, [order.lot_id for order in orders if order.lot_id and not order.product])
    return [_row(order, sums.get(order.id, _NONE), lots, order.id in waiting) for order in orders]


def _products(s: Session, lot_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    if not lot_ids:
        return {}
    found = s.execute(
        select(col(HarvestLot.id), col(HarvestLot.product), col(HarvestLot.grade)).where(
            col(HarvestLot.id).in_(lot_ids)
        )
    )
    return {id_: (product, grade) for id_, product, grade in found}


def _row(order: CropOrder, sums: Sequence[int], lots: dict[str, tuple[str, str]], waiting: bool) -> SaleRow:
    product, grade = lots.get(order.lot_id, ("", ""))
    count, filled, weighed, to_weigh, to_pack, disputed, unpaid = sums
    return SaleRow(
        id=order.id,
        number=order.number,
        buyer=order.buyer,
        product=order.product or product,
        grade=order.grade or grade,
        quantity=order.quantity,
        sale_unit=order.sale_unit,
        price_fen=order.price_fen,
        ship_by_on=order.ship_by_on,
        state=order.state,
        reason=order.reason or "",
        lots=count,
        filled=filled,
        weighed=weighed,
        to_weigh=to_weigh,
        to_pack=to_pack,
        disputed=disputed,
        unpaid=unpaid,
        gross_fen=order.gross_fen,
        net_fen=order.net_fen,
        waiting=waiting,
    )
