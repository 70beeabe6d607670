"""What the county's staff does in the demo, through the same functions as central's pages."""

from contextlib import suppress
from datetime import date, timedelta

from villagedesk import clock
from villagedesk.central.deps import Central
from villagedesk.central.dossiers import approve_dossier, return_dossier
from villagedesk.central.found import rows
from villagedesk.central.listings import approve_listing, buy_lot, refuse_listing
from villagedesk.central.marketplace import SimulatedMarketplace, Substitute
from villagedesk.central.orders import Shipped, key_of, lines_of, pay_order, place_waiting, ship_order
from villagedesk.domain.orders import Pay
from villagedesk.errors import Refused


def look_at_dossiers(central: Central, *, approve: int, send_back: int = 0) -> None:
    """Approve the oldest dossiers and send the next ones back."""
    with central.database.write() as connection:
        waiting = rows(connection, "seller", state="submitted")
        for seller in waiting[:approve]:
            approve_dossier(connection, seller.id)
        for seller in waiting[approve : approve + send_back]:
            return_dossier(connection, seller.id, "身份证号和照片对不上，请再看一下证件", "resident_id")


def look_at_listings(central: Central, *, approve: int, refuse: int = 0) -> None:
    """Approve the oldest listings that may go up and refuse the next ones; what may not waits for its certificate."""
    with central.database.write() as connection:
        waiting = rows(connection, "listing", state="queued")
        while waiting and approve:
            with suppress(Refused):
                approve_listing(connection, waiting.pop(0).id)
                approve -= 1
        for listing in waiting[:refuse]:
            refuse_listing(connection, listing.id, "标题里请写清楚是几斤装")


def buy(central: Central, count: int) -> None:
    """Buyers in the city order from lots that are on sale."""
    ship_by = (date.fromisoformat(clock.today()) + timedelta(days=1)).isoformat()
    with central.database.write() as connection:
        for listing in rows(connection, "listing", state="live")[:count]:
            buy_lot(connection, listing.id, "城东菜店", int(listing.data["quantity"] or 0) // 5, ship_by)


def child_pays(central: Central) -> None:
    """One of the children far away, whose code came by phone, has paid."""
    with central.database.read() as connection:
        waiting = [order for order in rows(connection, "order", state="queued") if order.text("pay") == Pay.PAYER]
    for order in waiting[:1]:
        pay_order(central.database, central.payments, order.id)


def make_trouble(central: Central) -> None:
    """A seller is stopped, and what a villager would also have otherwise has run out."""
    market = central.marketplace
    if not isinstance(market, SimulatedMarketplace):
        return
    with central.database.read() as connection:
        orders = [order for order in rows(connection, "order", state="queued") if order.text("pay") != Pay.PAYER]
        first = {order.id: lines_of(connection, order)[0] for order in orders}
    easy = next((order for order in orders if order.data.get("substitute")), None)
    if easy is not None:
        line = first[easy.id]
        market.missing.add(key_of(line))
        market.instead[key_of(line)] = Substitute("", f"{line.text('title')}（新包装）", line.number("price_fen"))
    strict = next((order for order in reversed(orders) if order is not easy), None)
    if strict is not None and first[strict.id].text("seller"):
        market.frozen[first[strict.id].text("seller")] = "这家店卖仿冒品，被平台停了"


def place_orders(central: Central, *, price_moved: int = 0) -> dict[str, int]:
    """The marketplace answers every order that waits; for some of them a price has gone up."""
    market = central.marketplace
    if isinstance(market, SimulatedMarketplace) and price_moved:
        with central.database.read() as connection:
            lines = rows(connection, "order_line")[:price_moved]
        for line in lines:
            market.prices[str(line.data["goods_id"])] = int(line.data["price_fen"] or 0) * 5 // 4
    return place_waiting(central.database, market)


def ship(central: Central, count: int, *, in_minutes: int = 40) -> None:
    """Put the oldest placed orders on the van that is expected soon."""
    van_at = clock.now_ms() + in_minutes * 60_000
    with central.database.write() as connection:
        for number, order in enumerate(rows(connection, "order", state="placed")[:count]):
            waybill = f"YT{int(order.id[:10], 16) % 10**10:010d}"
            grams = 400 + 350 * (number % 9)
            ship_order(connection, order.id, [Shipped(waybill, grams, grams, "圆风快递")], van_at)


def waybills(central: Central) -> list[str]:
    """The waybills that are announced and not on a shelf."""
    with central.database.read() as connection:
        return [str(parcel.data["waybill"]) for parcel in rows(connection, "parcel", state="announced")]
