"""A room with several farmers whose lots are sold together: what tests of crop sales begin with."""

from tests.store.people_of_a_village import SMALL_PICTURE, central_sets, lot_form, seller_form, verified_seller
from villagedesk.domain.evidence import Signed
from villagedesk.domain.sales import CropClaim, CropOrder, CropOrderState
from villagedesk.domain.sales.weighing import Load, WeighForm
from villagedesk.store import Store, WriteSession, action, new_row
from villagedesk.store.crops import record_lot
from villagedesk.store.photos import desk_files
from villagedesk.store.sales import (
    accept_crop_order,
    finish_packing,
    hand_to_van,
    pack_lot,
    put_on_order,
    sale_page,
    suggest_lots,
    weigh_in,
)

NAMES = (
    "张建国",
    "李秀英",
    "王德发",
    "陈桂花",
    "刘长河",
    "赵玉兰",
    "孙有田",
    "周春生",
    "吴阿婆",
    "郑小满",
    "冯立冬",
    "何谷雨",
)
SIGNED = Signed(png=SMALL_PICTURE)


def farmer(store: Store, operator: str, number: int = 1, **facts: object) -> tuple[str, str]:
    """A verified seller; the person's and the seller's id."""
    return verified_seller(store, operator, seller_form(NAMES[number - 1], number, **facts))


def lot_of(store: Store, operator: str, seller_id: str, grams: int, **facts: object) -> str:
    """A lot of a seller."""
    with store.write(by=operator) as s:
        return record_lot(s, lot_form(seller_id, quantity=grams, **facts))


@action
def central_orders(s: WriteSession, quantity: int, **facts: object) -> str:
    """A buyer's order as central's row."""
    values: dict[str, object] = {
        "buyer": "城里果行",
        "product": "徐香猕猴桃",
        "grade": "first",
        "quantity": quantity,
        "price_fen": 420,
        "sale_unit": "jin",
        "ship_by_on": "2026-11-25",
    }
    return new_row(s, CropOrder(**{**values, **facts})).id  # type: ignore[arg-type]


@action
def central_claims(s: WriteSession, order_id: str, fen: int, allocations: str = "") -> str:
    """A buyer's claim as central's rows."""
    order = s.get(CropOrder, order_id)
    assert order is not None
    order.state = CropOrderState.CLAIMED.value
    claim = CropClaim(
        order_id=order_id, kind="rot", asked_fen=fen, allocations=allocations, deadline_at=s.now + 86_400_000
    )
    return new_row(s, claim).id


def ordered(store: Store, operator: str, quantity: int, **facts: object) -> str:
    """A buyer's order that was accepted."""
    with store.write(by="central") as s:
        order_id = central_orders(s, quantity, **facts)
    with store.write(by=operator) as s:
        accept_crop_order(s, order_id)
    return order_id


def filled(store: Store, operator: str, order_id: str) -> list[str]:
    """Fill an order as suggested; the ids of its parts."""
    with store.read() as s:
        chosen = {one.lot_id: one.suggested for one in suggest_lots(s, order_id)}
    with store.write(by=operator) as s:
        return put_on_order(s, order_id, chosen)


def kilos(*loads: tuple[int, int], **facts: object) -> WeighForm:
    """Loads as (gross, tare) in grams."""
    made = tuple(Load(gross, tare) for gross, tare in loads)
    return WeighForm(**{"loads": made, "grade": "first", **facts})  # type: ignore[arg-type]


def weighed(store: Store, operator: str, part_id: str, grams: int, **facts: object) -> None:
    """One load with a crate of 2 kg."""
    with store.write(by=operator) as s:
        weigh_in(s, part_id, kilos((grams + 2_000, 2_000), **facts), desk_files(store), SIGNED)


def packed(store: Store, operator: str, order_id: str, box: int = 2_500) -> None:
    """Everything that was weighed goes into boxes of so many grams."""
    with store.read() as s:
        parts = sale_page(s, order_id).parts
    for part in parts:
        with store.write(by=operator) as s:
            pack_lot(s, part.id, -(-part.weighed // box))
    with store.write(by=operator) as s:
        finish_packing(s, order_id)


def gone(store: Store, operator: str, order_id: str) -> None:
    """The van has it, all boxes counted."""
    with store.read() as s:
        boxes = sum(part.boxes for part in sale_page(s, order_id).parts)
    with store.write(by=operator) as s:
        hand_to_van(s, order_id, "老马", SIGNED, desk_files(store), counted=boxes)


def confirmed(store: Store, order_id: str) -> None:
    """The buyer is content."""
    with store.write(by="central") as s:
        central_sets(s, CropOrder, order_id, state=CropOrderState.CONFIRMED.value)


def sold(
    store: Store, operator: str, quantities: list[int], *, account: str = "", **facts: object
) -> tuple[str, list[str], list[str]]:
    """An order filled from a lot of each farmer, weighed in as promised, and confirmed; order, sellers, parts.

    ``account`` is where every farmer's money goes, with his consent.
    """
    known = {"payout": account, "consents": ("id_image", "bank_account")} if account else {}
    people = [farmer(store, operator, n, **known) for n in range(1, len(quantities) + 1)]
    for (_person, seller), grams in zip(people, quantities, strict=True):
        lot_of(store, operator, seller, grams)
    order_id = ordered(store, operator, sum(quantities), **facts)
    parts = filled(store, operator, order_id)
    with store.read() as s:
        rows = {part.id: part for part in sale_page(s, order_id).parts}
    for part_id in parts:
        weighed(store, operator, part_id, rows[part_id].quantity)
    packed(store, operator, order_id)
    gone(store, operator, order_id)
    confirmed(store, order_id)
    return order_id, [seller for _person, seller in people], parts
