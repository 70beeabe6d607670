"""The lots of an order: read with what belongs to them, for everything that fills, weighs, packs and settles."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from villagedesk.domain.people import Person
from villagedesk.domain.sales import (
    CROP_ORDER,
    HOLDING,
    AllocationState,
    CropAllocation,
    CropOrder,
    CropOrderState,
)
from villagedesk.domain.sellers import Seller, SellerState
from villagedesk.errors import Refused
from villagedesk.store.crops.sources import farmers_named
from villagedesk.store.sales.lawful import refuse_kept_lots
from villagedesk.store.session import get


def parts_of(s: Session, order_id: str, *, held: bool = True) -> list[CropAllocation]:
    """The lots of an order in the order they were put on it; without those taken off again, unless ``held`` is False.

    Farmers' shares of mixed lots are not among them: see ``shares_of``.
    """
    asked = select(CropAllocation).where(col(CropAllocation.order_id) == order_id, col(CropAllocation.share_of) == "")
    if held:
        asked = asked.where(col(CropAllocation.state).in_(sorted(HOLDING)))
    return list(s.scalars(asked.order_by(col(CropAllocation.created_at), col(CropAllocation.id))))


def shares_of(s: Session, order_id: str) -> dict[str, list[CropAllocation]]:
    """The farmers' shares of an order's mixed lots that were not taken off, by the lot's part."""
    where = col(CropAllocation.order_id) == order_id, col(CropAllocation.share_of) != ""
    found: dict[str, list[CropAllocation]] = {}
    largest_first = col(CropAllocation.quantity).desc(), col(CropAllocation.id)
    for share in s.scalars(select(CropAllocation).where(*where).order_by(*largest_first)):
        if share.state != AllocationState.DROPPED:
            found.setdefault(share.share_of, []).append(share)
    return found


def settled_rows(s: Session, order_id: str) -> list[CropAllocation]:
    """What is settled of an order: its lots, and instead of each mixed lot its farmers' shares."""
    shares = shares_of(s, order_id)
    rows: list[CropAllocation] = []
    for part in parts_of(s, order_id):
        rows += shares.get(part.id) or [part]
    return rows


def whose(s: Session, part: CropAllocation) -> str:
    """Whose goods a lot's part is: one name, or those of a mixed lot."""
    return farmer_name(s, part.seller_id) if part.seller_id else farmers_named(s, part.lot_id)


def farmer_of(s: Session, seller_id: str) -> Person | None:
    """Who a seller is."""
    seller = s.get(Seller, seller_id)
    return s.get(Person, seller.person_id) if seller else None


def farmer_name(s: Session, seller_id: str) -> str:
    """What a seller is called; "" when he is not on this computer."""
    person = farmer_of(s, seller_id)
    return person.name if person else ""


def open_part(s: Session, allocation_id: str) -> tuple[CropAllocation, CropOrder]:
    """A lot of an order that is being filled.

    Raises:
        NotFound: it is not on this computer. Refused: the order is past that, was withdrawn, or was not accepted.
    """
    part = get(s, CropAllocation, allocation_id)
    return part, open_order(s, part.order_id)


def open_order(s: Session, order_id: str) -> CropOrder:
    """An order that is being filled.

    Raises:
        NotFound: it is not on this computer. Refused: it is past that, was withdrawn, or was not accepted.
    """
    order = get(s, CropOrder, order_id)
    if order.state != CropOrderState.ACCEPTED:
        raise CROP_ORDER.refusal(order.state, CropOrderState.PACKED)
    return order


def refuse_kept_back(s: Session, parts: Sequence[CropAllocation]) -> None:
    """Stop where a farmer of these lots was stopped by the county office, or a lot must not be sold.

    Raises:
        Refused: ``crop_order_stopped``, naming the first of them; for a lot see ``refuse_kept_lots``.
    """
    refuse_kept_lots(s, [part.lot_id for part in parts])
    mixed = [part.id for part in parts if not part.seller_id]
    held = [one for one in _with_shares(s, parts, mixed) if one.seller_id]
    sellers = {row.id: row for row in s.scalars(select(Seller).where(col(Seller.id).in_([p.seller_id for p in held])))}
    for part in held:
        seller = sellers.get(part.seller_id)
        if seller is not None and seller.state == SellerState.FROZEN:
            raise Refused("crop_order_stopped", farmer=farmer_name(s, part.seller_id))


def _with_shares(s: Session, parts: Sequence[CropAllocation], mixed: Sequence[str]) -> list[CropAllocation]:
    if not mixed:
        return list(parts)
    where = col(CropAllocation.share_of).in_(mixed), col(CropAllocation.state) != AllocationState.DROPPED.value
    return [*parts, *s.scalars(select(CropAllocation).where(*where).order_by(col(CropAllocation.id)))]


def quantity_of(part: CropAllocation) -> int:
    """How much of its lot a part holds: what the scale said, before that what was promised."""
    return part.weighed or part.quantity


def still_missing(order: CropOrder, parts: Sequence[CropAllocation]) -> int:
    """How much of an order no lot is there for yet."""
    return max(0, order.quantity - sum(quantity_of(part) for part in parts))


__all__ = [
    "AllocationState",
    "farmer_name",
    "farmer_of",
    "open_order",
    "open_part",
    "parts_of",
    "quantity_of",
    "refuse_kept_back",
    "settled_rows",
    "shares_of",
    "still_missing",
    "whose",
]
