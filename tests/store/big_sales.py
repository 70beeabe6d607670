"""Ten years of crop sales for a big room: sellers, lots, buyers' orders in every state, each lot's part, weights, packs, payouts."""

import random
from collections.abc import Callable, Sequence
from typing import Any

from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.entity import Entity
from villagedesk.domain.sales import CropAllocation, CropClaim, CropOrder, CropPack, CropPayout, CropShipment, WeighIn
from villagedesk.domain.sellers import Seller
from villagedesk.i18n import local

DAY = 86_400_000
DAYS = 3_650
PARTS = 8
_PRODUCTS = ("徐香猕猴桃", "水蜜桃", "板栗", "红薯", "糯玉米")
_GRAMS = 40_000
Rows = dict[type[Entity], list[dict[str, Any]]]
Id = Callable[[str, int], str]


def sales_rows(now: int, orders: int, people: Sequence[str], by: str, make_id: Id) -> Rows:
    """The rows of so many buyers' orders, each filled from the lots of eight farmers; the newest are not over."""
    chance, rows = random.Random(orders), Rows()
    sellers = [make_id("Seller", n) for n in range(min(60, len(people)))]

    def add(entity: type[Entity], id_: str, at: int, **values: Any) -> str:
        rows.setdefault(entity, []).append({"id": id_, "created_at": at, "created_by": by, **values})
        return id_

    for n, seller in enumerate(sellers):
        facts = {"kind": "own_produce", "state": "approved", "next_verify_on": "2099-01-01"}
        add(Seller, seller, now - DAYS * DAY, person_id=people[n], **facts)
    for n in range(orders):
        at = now - DAYS * DAY + (n + 1) * DAYS * (DAY // 1000) // orders * 1000 - DAY
        left = orders - n
        state = ("accepted", "received", "claimed", "confirmed")[left % 4] if left <= 12 else "settled"
        order = add(
            CropOrder, make_id("CropOrder", n), at, buyer=f"果行 {n % 37}", product=_PRODUCTS[n % 5], grade="first",
            quantity=PARTS * _GRAMS, price_fen=420, sale_unit="jin", ship_by_on=_day(at), state=state,
            settled_at=at + DAY if state == "settled" else None, gross_fen=PARTS * 33_600, net_fen=PARTS * 30_000,
        )  # fmt: skip
        if state == "received":
            continue
        chosen = chance.sample(range(len(sellers)), PARTS)
        for place, who in enumerate(chosen):
            number = n * PARTS + place
            _part(add, make_id, number, at, order, sellers[who], people[who], state, _PRODUCTS[n % 5], left)
        add(CropShipment, make_id("CropShipment", n), at, order_id=order, driver="老马", boxes=128, handed_at=at)
        if state == "claimed":
            add(
                CropClaim, make_id("CropClaim", n), at, order_id=order, kind="rot", asked_fen=5_000,
                deadline_at=now + DAY, state="open",
            )  # fmt: skip
    return rows


def _part(
    add: Callable[..., str], make_id: Id, number: int, at: int, order: str, seller: str, person: str,
    state: str, product: str, left: int,
) -> None:  # fmt: skip
    lot = add(
        HarvestLot, make_id("HarvestLot", number), at, code=f"{_day(at).replace('-', '')}-1{number % 8:02d}",
        seller_id=seller, product=product, grade="first", quantity=60_000, sale_unit="jin", harvested_on=_day(at),
    )  # fmt: skip
    settled = state == "settled"
    paid = settled and left > 30
    part_state = "paid" if paid else "settled" if settled else "called" if state == "accepted" else "packed"
    payout = make_id("CropPayout", number)
    weighed = 0 if part_state == "called" else _GRAMS
    part = add(
        CropAllocation, make_id("CropAllocation", number), at, order_id=order, lot_id=lot, seller_id=seller,
        quantity=_GRAMS, price_fen=420, state=part_state, weighed=weighed, weighed_at=at if weighed else None,
        gross_fen=33_600 if settled else 0, net_fen=30_000 if settled else 0, settled_at=at + DAY if settled else None,
        payouts=int(paid), payout_id=payout if paid else "",
    )  # fmt: skip
    if weighed:
        facts = {"order_id": order, "lot_id": lot, "gross_grams": _GRAMS + 1_500, "tare_grams": 1_500}
        add(WeighIn, make_id("WeighIn", number), at, allocation_id=part, quantity=_GRAMS, weighed_at=at, **facts)
        add(
            CropPack, make_id("CropPack", number), at, allocation_id=part, order_id=order, lot_id=lot, boxes=16,
            box_quantity=2_500, packed_at=at,
        )  # fmt: skip
    if paid:
        add(CropPayout, payout, at + DAY, person_id=person, seller_id=seller, fen=30_000, paid_at=at + DAY)


def _day(at: int) -> str:
    return local(at).date().isoformat()
