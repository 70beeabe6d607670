"""Crop sales in the demo: prices of a market, orders of buyers in every state, and one worked by keys to the farmers' money."""

import math
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from villagedesk import clock
from villagedesk.central import sales
from villagedesk.central.deps import Central
from villagedesk.demo.hands import Hands
from villagedesk.domain.evidence import Signed
from villagedesk.domain.sales import CropOrder
from villagedesk.domain.sales.weighing import Load, WeighForm
from villagedesk.store import Store
from villagedesk.store.prices import import_prices
from villagedesk.store.sales import (
    SettleForm,
    accept_crop_order,
    due_to_farmers,
    finish_packing,
    hand_to_van,
    pack_lot,
    put_on_order,
    sale_page,
    sales_running,
    settle_order,
    suggest_lots,
    usual_costs,
    weigh_in,
)
from villagedesk.sync.service import sync_now

PRODUCT, PRICE_FEN = "猕猴桃", 430
MIXED_FOR = "城北社区团购"
WAITING = ("东门水果店", "县一中食堂")
_ON_PAPER = Signed(on_paper=True)
_TARE = 1_500


def market_prices(store: Store) -> None:
    """A year of two markets: one in the province, and what the next village pays."""
    today = date.fromisoformat(clock.today())
    lines = ["品名,最低价,平均价,最高价,规格,单位,发布日期"]
    for week in range(52):
        day = today - timedelta(weeks=51 - week)
        fen = 360 + round(90 * math.sin(2 * math.pi * (day.timetuple().tm_yday - 30) / 365)) + week % 3 * 6
        low, average, high = (f"{price / 100:.2f}" for price in (fen - 40, fen, fen + 45))
        lines.append(f"{PRODUCT},{low},{average},{high},普通,斤,{day.isoformat()}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "prices.csv"
        path.write_text("\n".join(lines), encoding="utf-8-sig")
        import_prices(store, path, "省城批发市场")
        path.write_text(f"{lines[0]}\n{PRODUCT},3.10,3.20,3.30,,斤,{today.isoformat()}\n", encoding="utf-8-sig")
        import_prices(store, path, "邻村收购")


def sales_of_weeks(store: Store, central: Central, operator: str, centre: str) -> None:
    """Orders in the states that a room has: settled, claimed, to be filled, to be answered."""
    settled, claimed = (
        _sent(store, central, operator, centre, *order) for order in (("江畔果行", 60), ("鲜捷超市", 45))
    )
    with central.database.write() as connection:
        sales.confirm_crop_order(connection, settled)
        sales.deliver_crop_order(connection, claimed)
        sales.claim_crop_order(connection, claimed, "rot", 1_500, detail="到货有一箱压坏了")
    sync_now(store)
    with store.write(by=operator) as s:
        settle_order(s, settled, SettleForm(1_800, 900, cost_reason="搭村里的便车，纸箱是旧的"))
    _mixed_sold(store, central, operator, centre)
    # More than one farmer has.
    for buyer, jin in zip(WAITING, (1_800, 80), strict=True):
        _ordered(central, centre, buyer, jin)
    sync_now(store)


def _mixed_sold(store: Store, central: Central, operator: str, centre: str) -> None:
    """An order that was filled from a lot of two farmers, each of whom gets his share."""
    order_id = _sent(store, central, operator, centre, MIXED_FOR, 100, mixed=True)
    with central.database.write() as connection:
        sales.confirm_crop_order(connection, order_id)
    sync_now(store)
    with store.write(by=operator) as s:
        settle_order(s, order_id, usual_costs(s, order_id))


def confirm_arrived(central: Central, order_id: str) -> None:
    """The buyer is content."""
    with central.database.write() as connection:
        sales.confirm_crop_order(connection, order_id)


def sell_by_keys(hands: Hands, main: Any, store: Store) -> str:
    """The operator answers a buyer, fills his order, weighs in, packs, and gives it to the van; returns the order's id."""
    with store.read() as s:
        order_id = next(row.id for row in sales_running(s) if row.buyer == WAITING[0])
    main.go("sales", view="running")
    hands.rest(400)
    hands.picture("buyers' orders")
    main.go("crop_order", order_id=order_id)
    page: Any = hands.page()
    hands.wait("the buyer's order", lambda: page.shown is not None)
    hands.press("F10")
    hands.wait("the lots that could fill it", lambda: page.fill.isVisible() and page.fill.edits)
    hands.rest(300)
    hands.picture("fill an order")
    hands.click(page.fill.take)
    hands.wait("lots on the order", lambda: page.shown.parts)
    hands.click(page.list)
    for number in range(len(page.shown.parts)):
        page = _weigh_next(hands, main, store, order_id, number)
    _pack(store, hands.counter.desk.operator_id(), order_id)
    page.refresh()
    hands.wait("the boxes for the van", lambda: page.van.form.isVisible())
    hands.fill(page.van.counted, str(sum(part.boxes for part in page.shown.parts)))
    hands.fill(page.van.driver, "老马")
    hands.click(page.van.pad.paper)
    hands.rest(300)
    hands.picture("to the van")
    hands.click(page.van.give)
    hands.wait("it is on its way", lambda: _state(store, order_id) == "handed_over")
    return order_id


def _weigh_next(hands: Hands, main: Any, store: Store, order_id: str, number: int) -> Any:
    """The next lot on the scale; returns the order's page."""
    hands.press("F6")
    hands.wait("the scale", lambda: main.place() == "weigh_in")
    scale: Any = hands.page()
    hands.wait("whose lot it is", lambda: scale.part is not None)
    part = scale.part
    hands.fill(scale.loads.gross.field, f"{(part.quantity + _TARE) / 1000:g}")
    hands.fill(scale.loads.tare.field, f"{_TARE / 1000:g}")
    if not number:
        hands.rest(300)
        hands.picture("weigh in")
    hands.press("F10")
    hands.wait("the lot is weighed in", lambda: main.place() == "crop_order" and _weighed(store, order_id) > number)
    hands.rest(300)
    return hands.page()


def settle_by_keys(hands: Hands, main: Any, store: Store, order_id: str) -> None:
    """The settlement of an order, and the first farmer's money."""
    main.go("settle", order_id=order_id)
    page: Any = hands.page()
    hands.wait("each farmer's line", lambda: page.shown is not None and page.shown.settlement is not None)
    hands.rest(400)
    hands.picture("settle")
    hands.press("F10")
    hands.wait("it is settled", lambda: _state(store, order_id) == "settled")
    hands.rest(400)
    hands.picture("farmers to pay")
    with store.read() as s:
        seller = due_to_farmers(s)[0].seller_id
    main.go("pay_farmer", seller_id=seller)
    pay: Any = hands.page()
    hands.wait("the farmer's money", lambda: pay.shown is not None and pay.shown.lines)
    hands.click(pay.pad.paper)
    hands.rest(300)
    hands.picture("pay a farmer")
    hands.press("F10")
    hands.wait("he has it", lambda: pay.shown is not None and not pay.shown.lines)
    main.go("prices")
    hands.rest(400)
    hands.picture("prices of markets")


def _ordered(central: Central, centre: str, buyer: str, jin: int) -> str:
    by = (date.fromisoformat(clock.today()) + timedelta(days=1)).isoformat()
    with central.database.write() as connection:
        return sales.buy_produce(connection, centre, buyer, PRODUCT, jin * 500, PRICE_FEN, by)


def _sent(
    store: Store, central: Central, operator: str, centre: str, buyer: str, jin: int, *, mixed: bool = False
) -> str:
    """An order that was filled from several farmers and has left; ``mixed`` from one lot of theirs."""
    order_id = _ordered(central, centre, buyer, jin)
    sync_now(store)
    with store.write(by=operator) as s:
        accept_crop_order(s, order_id)
    with store.read() as s:
        found = [one for one in suggest_lots(s, order_id) if one.grade_fits and (not mixed or not one.seller_id)]
    found = found[:1] if mixed else found
    chosen = {one.lot_id: min(one.free, jin * 500 // len(found[:3])) for one in found[:3]}
    with store.write(by=operator) as s:
        parts = put_on_order(s, order_id, chosen)
    with store.read() as s:
        rows = {part.id: part for part in sale_page(s, order_id).parts}
    for part_id in parts:
        load = Load(rows[part_id].quantity + _TARE, _TARE)
        with store.write(by=operator) as s:
            weigh_in(s, part_id, WeighForm((load,), rows[part_id].grade))
    _pack(store, operator, order_id)
    with store.write(by=operator) as s:
        boxes = sum(part.boxes for part in sale_page(s, order_id).parts)
        hand_to_van(s, order_id, "老马", _ON_PAPER, counted=boxes)
    sync_now(store)
    return order_id


def _pack(store: Store, operator: str, order_id: str) -> None:
    with store.read() as s:
        parts = sale_page(s, order_id).parts
    for part in parts:
        with store.write(by=operator) as s:
            pack_lot(s, part.id, max(1, part.weighed // 10_000))
    with store.write(by=operator) as s:
        finish_packing(s, order_id)


def _weighed(store: Store, order_id: str) -> int:
    with store.read() as s:
        return sum(part.weighed > 0 for part in sale_page(s, order_id).parts)


def _state(store: Store, order_id: str) -> str:
    with store.read() as s:
        order = s.get(CropOrder, order_id)
        return order.state if order else ""
