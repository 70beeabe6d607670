"""From any label to everything behind it: farmers, plots, seasons, lots, tests, papers, scale, operator, parcel, money.

Backwards everything a lot was made of counts, forwards everything that something of it went into. Each step is one
row, asked for by an index, so that ten years of data cost nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from sqlmodel import Session, col, select

from villagedesk.domain.certificates import Certificate
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.entity import Entity
from villagedesk.domain.labels import Kind
from villagedesk.domain.lot_moves import LotMove
from villagedesk.domain.lot_tests import LotTest
from villagedesk.domain.operators import Operator
from villagedesk.domain.people import Person, Plot
from villagedesk.domain.sales import CropAllocation, CropOrder, CropPack, CropPayout, CropShipment, WeighIn
from villagedesk.domain.seasons import CropSeason, lawful_from
from villagedesk.domain.sellers import Seller
from villagedesk.errors import NotFound
from villagedesk.store.crops.sources import part_ids, source_ids
from villagedesk.store.seasons import plot_name, uses_of
from villagedesk.store.session import get

E = TypeVar("E", bound=Entity)
_MOST = 200


class StepKind(StrEnum):
    """What a step is, in the order they are shown."""

    FARMER = "farmer"
    PLOT = "plot"
    SEASON = "season"
    LOT = "lot"
    MOVE = "move"
    TEST = "test"
    CERTIFICATE = "certificate"
    WEIGH_IN = "weigh_in"
    PACK = "pack"
    ORDER = "order"
    PARCEL = "parcel"
    PAYOUT = "payout"


@dataclass(frozen=True)
class Step:
    """One step. ``title`` and ``detail`` are names as they are kept; amounts and days are raw, 0 and "" where there are none.

    ``quantity`` is in grams or pieces of ``unit``, ``area`` in thousandths of a mu, ``at`` ms UTC, ``day`` ISO,
    ``state`` a state of the row, ``operator`` who did it, ``this``: it is what the label is about.
    """

    kind: StepKind
    id: str
    title: str = ""
    detail: str = ""
    quantity: int = 0
    unit: str = ""
    area: int = 0
    fen: int = 0
    day: str = ""
    at: int = 0
    state: str = ""
    operator: str = ""
    this: bool = False


@dataclass(frozen=True)
class Trace:
    """Everything behind one label. ``missing``: parents that are not on this computer."""

    lot_id: str
    steps: tuple[Step, ...]
    missing: int = 0

    def of(self, kind: StepKind) -> list[Step]:
        """The steps of one kind."""
        return [step for step in self.steps if step.kind is kind]


def trace(s: Session, kind: Kind, id_: str) -> Trace:
    """What is behind a label of a lot, a certificate or a box.

    Raises:
        NotFound: it is not on this computer, or no label of this kind has anything behind it.
    """
    pack = get(s, CropPack, id_) if kind == Kind.PACK else None
    lot_id = pack.lot_id if pack else get(s, Certificate, id_).lot_id if kind == Kind.CERTIFICATE else id_
    if kind not in (Kind.LOT, Kind.CERTIFICATE, Kind.PACK):
        raise NotFound("harvest_lot", id_)
    get(s, HarvestLot, lot_id)
    before = source_ids(s.connection(), lot_id)[:_MOST]
    # A box is one end of the way; a lot may have gone many ways, and all are shown.
    after = [lot_id] if pack else part_ids(s.connection(), lot_id)[:_MOST]
    lots = _rows(s, HarvestLot, "id", dict.fromkeys([*before, *after]))
    steps = [
        *_growers(s, [lot for lot in lots if lot.id in set(before)]),
        *_lots(lots, lot_id),
        *_moves(s, {*before, *after}),
        *_papers(s, {*before, *after}, id_),
        *_sold(s, after, pack),
    ]
    order = list(StepKind)
    found = _with_operators(s, sorted(steps, key=lambda step: order.index(step.kind)))
    return Trace(lot_id, tuple(found), len(before) - sum(lot.id in set(before) for lot in lots))


def _growers(s: Session, lots: Sequence[HarvestLot]) -> Iterable[Step]:
    seasons = _rows(s, CropSeason, "id", (lot.season_id for lot in lots if lot.season_id))
    plots = _rows(s, Plot, "id", (season.plot_id for season in seasons))
    sellers = _rows(s, Seller, "id", (lot.seller_id for lot in lots if lot.seller_id))
    for person in _rows(s, Person, "id", (seller.person_id for seller in sellers)):
        yield Step(StepKind.FARMER, person.id, person.name, person.village_group or "")
    for plot in plots:
        yield Step(StepKind.PLOT, plot.person_id, plot_name(plot), area=plot.area or 0)
    uses = uses_of(s, [season.id for season in seasons])
    for season in seasons:
        lawful = lawful_from(use for use in uses if use.season_id == season.id)
        named = " ".join(part for part in (season.crop, season.variety) if part)
        yield Step(StepKind.SEASON, season.id, named, lawful.product if lawful else "", day=season.sown_on)


def _lots(lots: Sequence[HarvestLot], lot_id: str) -> Iterable[Step]:
    for lot in lots:
        yield Step(
            StepKind.LOT,
            lot.id,
            f"{lot.product} {lot.code}",
            quantity=lot.quantity,
            unit=lot.sale_unit,
            day=lot.harvested_on,
            at=lot.created_at,
            operator=lot.created_by,
            this=lot.id == lot_id,
        )


def _moves(s: Session, lots: set[str]) -> Iterable[Step]:
    moves = _rows(s, LotMove, "from_lot", lots)
    ids = {id_ for move in moves for id_ in (move.from_lot, move.to_lot) if id_}
    named = {lot.id: lot for lot in _rows(s, HarvestLot, "id", ids)}
    for move in moves:
        source, to = named.get(move.from_lot), named.get(move.to_lot)
        yield Step(
            StepKind.MOVE,
            move.to_lot or move.from_lot,
            source.code if source else "",
            to.code if to else move.reason,
            quantity=move.quantity,
            unit=source.sale_unit if source else "",
            at=move.created_at,
            state=move.kind,
            operator=move.created_by,
        )


def _papers(s: Session, lots: set[str], about: str) -> Iterable[Step]:
    for test in _rows(s, LotTest, "lot_id", lots):
        state = "passed" if test.passed else "failed"
        yield Step(
            StepKind.TEST,
            test.lot_id,
            test.kind,
            test.tested_by,
            day=test.tested_on,
            state=state,
            operator=test.created_by,
        )
    for one in _rows(s, Certificate, "lot_id", lots):
        yield Step(
            StepKind.CERTIFICATE,
            one.id,
            one.number,
            one.issuer,
            quantity=one.quantity,
            unit=one.sale_unit,
            day=one.issued_on,
            state=one.state,
            operator=one.created_by,
            this=one.id == about,
        )


def _sold(s: Session, lots: Sequence[str], pack: CropPack | None) -> Iterable[Step]:
    """Scale, boxes, orders, vans and money of what was sold of some lots, or of one box alone."""
    allocations = (
        _rows(s, CropAllocation, "id", [pack.allocation_id]) if pack else _rows(s, CropAllocation, "lot_id", lots)
    )
    orders = _rows(s, CropOrder, "id", {one.order_id for one in allocations} | ({pack.order_id} if pack else set()))
    unit = {order.id: order.sale_unit for order in orders}
    for weighed in _rows(s, WeighIn, "allocation_id", (one.id for one in allocations)):
        if weighed.taken_back_at is None:
            yield Step(
                StepKind.WEIGH_IN,
                weighed.order_id,
                weighed.scale,
                weighed.grade,
                quantity=weighed.quantity,
                unit=unit.get(weighed.order_id, ""),
                at=weighed.weighed_at,
                operator=weighed.created_by,
            )
    packs = [pack] if pack else _rows(s, CropPack, "allocation_id", (one.id for one in allocations))
    for one in packs:
        if one.taken_back_at is None:
            yield Step(
                StepKind.PACK,
                one.order_id,
                str(one.boxes),
                quantity=one.box_quantity,
                unit=unit.get(one.order_id, ""),
                at=one.packed_at,
                operator=one.created_by,
                this=pack is not None,
            )
    for order in orders:
        yield Step(
            StepKind.ORDER,
            order.id,
            order.number or order.product,
            order.buyer,
            quantity=order.quantity,
            unit=order.sale_unit,
            day=order.ship_by_on,
            state=order.state,
        )
    for van in _rows(s, CropShipment, "order_id", (order.id for order in orders)):
        yield Step(StepKind.PARCEL, van.order_id, van.waybill, van.driver, at=van.handed_at, operator=van.created_by)
    # Of a mixed lot each farmer is paid for his share.
    shares = _rows(s, CropAllocation, "share_of", (one.id for one in allocations))
    for paid in _rows(s, CropPayout, "id", {one.payout_id for one in (*allocations, *shares) if one.payout_id}):
        yield Step(
            StepKind.PAYOUT,
            paid.seller_id,
            paid.reference,
            paid.how,
            fen=paid.fen,
            at=paid.paid_at or 0,
            state=paid.state,
            operator=paid.created_by,
        )


def _with_operators(s: Session, steps: Sequence[Step]) -> list[Step]:
    names = {one.id: one.name for one in _rows(s, Operator, "id", {step.operator for step in steps if step.operator})}
    return [replace(step, operator=names.get(step.operator, "")) for step in steps]


def _rows(s: Session, entity: type[E], field: str, values: Iterable[str]) -> list[E]:
    wanted = list(dict.fromkeys(value for value in values if value))
    if not wanted:
        return []
    column = col(getattr(entity, field))
    return list(s.exec(select(entity).where(column.in_(wanted)).order_by(col(entity.id)).limit(_MOST)))
