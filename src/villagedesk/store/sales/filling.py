"""Filling a buyer's order from the lots of several farmers: suggested here, chosen by the operator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from villagedesk import clock
from villagedesk.domain.crops import OLDEST_HARVEST_DAYS, HarvestLot, check_quantity, grades
from villagedesk.domain.sales import ALLOCATION, REASON_LENGTH, AllocationState, CropAllocation, CropOrder
from villagedesk.domain.sellers import SellerState
from villagedesk.domain.texts import check_text
from villagedesk.domain.values import quantity_unit
from villagedesk.errors import Invalid, Refused
from villagedesk.store.crops.balance import balance, balances
from villagedesk.store.crops.offers import pause_fallen
from villagedesk.store.crops.sources import farmers_named, farmers_of
from villagedesk.store.crops.verbs import refuse_stopped
from villagedesk.store.sales.lawful import kept_lots, refuse_kept_lots
from villagedesk.store.sales.parts import open_order, open_part, parts_of, shares_of, still_missing
from villagedesk.store.sales.slips import product_name
from villagedesk.store.session import WriteSession, action, get, new_row

_MOST_LOTS = 300
_CANDIDATES = """
SELECT l.id, l.code, l.seller_id, p.name, l.product, l.grade, l.sale_unit, l.harvested_on
FROM harvest_lot l JOIN seller s ON s.id = l.seller_id JOIN person p ON p.id = s.person_id
WHERE l.code >= ? AND s.state = ? AND (l.product = ? OR instr(l.product, ?) OR instr(?, l.product))
ORDER BY l.code DESC LIMIT ?
"""
# Mixed of the harvests of several farmers: it has no seller of its own.
_MIXED = """
SELECT l.id, l.code, '', '', l.product, l.grade, l.sale_unit, l.harvested_on
FROM harvest_lot l WHERE l.seller_id = '' AND l.code >= ? AND (l.product = ? OR instr(l.product, ?) OR instr(?, l.product))
ORDER BY l.code DESC LIMIT ?
"""


@dataclass(frozen=True)
class Candidate:
    """A lot that could fill an order. ``free`` is what is not sold of it, ``suggested`` what is taken unless changed.

    ``grade_fits``: it is of the order's grade or a better one.
    """

    lot_id: str
    code: str
    seller_id: str
    farmer: str
    product: str
    grade: str
    sale_unit: str
    harvested_on: str
    free: int
    suggested: int
    grade_fits: bool


def suggest_lots(s: Session, order_id: str) -> list[Candidate]:
    """The lots that could fill what is still missing of an order, those to be taken first.

    Of the right grade before others, the oldest harvest first, so that it is sold while it is good; enough are taken to
    fill the order.

    Raises:
        NotFound: it is not on this computer.
    """
    order = get(s, CropOrder, order_id)
    parts = parts_of(s, order_id)
    product, taken = product_name(s, order), {part.lot_id for part in parts}
    if not product:
        return []
    since = (date.fromisoformat(clock.today()) - timedelta(days=OLDEST_HARVEST_DAYS)).isoformat().replace("-", "")
    values = (since, SellerState.APPROVED.value, product, product, product, _MOST_LOTS)
    rows: list[Sequence[str]] = [
        row for row in s.connection().exec_driver_sql(_CANDIDATES, values).fetchall() if row[0] not in taken
    ]
    rows += _mixed_rows(s, (since, product, product, product, _MOST_LOTS), taken)
    kept = kept_lots(s, [row[0] for row in rows])
    rows = [row for row in rows if row[0] not in kept]
    left = balances(s.connection(), [row[0] for row in rows])
    ranks = [key for key, _name in grades(clock.today())]
    wanted = ranks.index(order.grade) if order.grade in ranks else len(ranks)
    fits = [
        (row, not order.grade or (row[5] in ranks and ranks.index(row[5]) <= wanted))
        for row in rows
        if left[row[0]].stock > 0 and quantity_unit(row[6]) == quantity_unit(order.sale_unit)
    ]
    # Of two that fit, the worse grade: a better one may find a better price.
    fits.sort(key=lambda one: (not one[1], -ranks.index(one[0][5]) if one[0][5] in ranks else 0, one[0][7], one[0][1]))
    return _suggested(order, parts, fits, {id_: one.stock for id_, one in left.items()})


@action
def put_on_order(s: WriteSession, order_id: str, chosen: Mapping[str, int]) -> list[str]:
    """Put lots on an order that was accepted; returns the ids of the new parts.

    An offer of a lot that does not hold so much any more is paused with it, so that nothing is sold twice.

    Args:
        order_id: the order.
        chosen: how much of which lot, in grams or pieces; nothing of a lot leaves it out.

    Raises:
        Invalid: on the field ``quantity``: more than the buyer wants, or than the lot has left.
        Refused: the order is not being filled, a lot is on it already or must not be sold, a seller is stopped or not verified.
    """
    order = open_order(s, order_id)
    parts = parts_of(s, order_id)
    made = []
    for lot_id, quantity in chosen.items():
        if not quantity:
            continue
        if lot_id in {part.lot_id for part in parts}:
            raise Refused("lot_on_order_already")
        lot = get(s, HarvestLot, lot_id)
        owners = [lot.seller_id] if lot.seller_id else [farmer.seller_id for farmer in farmers_of(s, lot_id, quantity)]
        refuse_kept_lots(s, [lot_id])
        if not owners or any(refuse_stopped(s, owner).state != SellerState.APPROVED for owner in owners):
            raise Refused("seller_not_verified")
        if quantity > still_missing(order, parts):
            raise Invalid("quantity", "order_full")
        if check_quantity(quantity) > _free_for(s, order, lot_id):
            raise Invalid("quantity", "more_than_left")
        row = CropAllocation(
            order_id=order_id, lot_id=lot_id, seller_id=lot.seller_id, quantity=quantity, price_fen=order.price_fen
        )
        parts.append(new_row(s, row))
        s.flush()
        if not lot.seller_id:
            _share_out(s, row)
        made.append(row.id)
    if not made:
        raise Refused("allocation_missing")
    pause_fallen(s, [lot_id for lot_id, quantity in chosen.items() if quantity])
    return made


@action
def take_off_order(s: WriteSession, allocation_id: str, reason: str = "") -> None:
    """Take a lot off an order: it does not come, it is not good enough, its farmer was stopped.

    Raises:
        Invalid: on the field ``reason``: too long. Refused: the order has left, or it was taken off already.
    """
    part, _order = open_part(s, allocation_id)
    ALLOCATION.check(part.state, AllocationState.DROPPED)
    part.reason = check_text("reason", reason, REASON_LENGTH)
    part.state = AllocationState.DROPPED.value
    for share in shares_of(s, part.order_id).get(part.id, []):
        share.state = AllocationState.DROPPED.value


def _share_out(s: WriteSession, whole: CropAllocation) -> None:
    """Each farmer's share of a mixed lot, by what of his harvests went into it."""
    for farmer in farmers_of(s, whole.lot_id, whole.quantity):
        if farmer.quantity:
            share = CropAllocation(
                order_id=whole.order_id,
                lot_id=whole.lot_id,
                seller_id=farmer.seller_id,
                quantity=farmer.quantity,
                price_fen=whole.price_fen,
                state=AllocationState.SHARE.value,
                share_of=whole.id,
            )
            new_row(s, share)


def _mixed_rows(s: Session, values: tuple[object, ...], taken: set[str]) -> list[Sequence[str]]:
    """Mixed lots all of whose farmers may sell, with their names."""
    found: list[Sequence[str]] = []
    for row in s.connection().exec_driver_sql(_MIXED, values).fetchall():
        if row[0] not in taken:
            farmers = farmers_of(s, row[0])
            if farmers and all(farmer.state == SellerState.APPROVED for farmer in farmers):
                found.append((*row[:3], farmers_named(s, row[0]), *row[4:]))
    return found


def _free_for(s: Session, order: CropOrder, lot_id: str) -> int:
    """What an order may take of a lot: what is not sold, and what the order itself holds of it while it has no parts."""
    left = balance(s.connection(), lot_id).stock
    return left + (order.quantity if lot_id == order.lot_id and not parts_of(s, order.id, held=False) else 0)


def _suggested(
    order: CropOrder,
    parts: Sequence[CropAllocation],
    fits: Sequence[tuple[Sequence[str], bool]],
    stock: Mapping[str, int],
) -> list[Candidate]:
    missing, found = still_missing(order, parts), []
    for (lot_id, code, seller_id, farmer, product, grade, sale_unit, harvested_on), grade_fits in fits:
        take = min(missing, stock[lot_id]) if grade_fits else 0
        missing -= take
        found.append(
            Candidate(
                lot_id,
                code,
                seller_id,
                farmer,
                product,
                grade,
                sale_unit,
                harvested_on,
                stock[lot_id],
                take,
                grade_fits,
            )
        )
    return found
