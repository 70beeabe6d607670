"""What the platform's staff does reaches the desk, each act once, and only as the state machines allow."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from tests.bench.sellers_data import seller_forms
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from tests.sync.test_goods import Line
from villagedesk import clock
from villagedesk.central.dossiers import approve_dossier, return_dossier
from villagedesk.central.found import rows
from villagedesk.central.goods import goods_page, publish_goods
from villagedesk.central.listings import approve_listing, buy_lot, refuse_listing
from villagedesk.central.marketplace import SimulatedMarketplace
from villagedesk.central.orders import Shipped, place_waiting, refund_order, refuse_order, ship_order
from villagedesk.central.serve import Server
from villagedesk.demo.farm import certify
from villagedesk.demo.trained import train
from villagedesk.domain.crops import LotForm
from villagedesk.domain.goods import Goods
from villagedesk.domain.listings import Listing, ListingForm
from villagedesk.domain.orders import BasketLine, Order, OrderLine, Pay
from villagedesk.domain.parcels import Parcel
from villagedesk.domain.people import PersonForm
from villagedesk.domain.sales import CropOrder
from villagedesk.domain.sellers import Seller
from villagedesk.errors import Invalid, Refused
from villagedesk.store.crops import record_lot
from villagedesk.store.listings import list_lot
from villagedesk.store.orders import confirm_order
from villagedesk.store.people import add_person
from villagedesk.store.photos import desk_files
from villagedesk.store.sellers import take_on_seller

BY = "0" * 32
MakeDesk = Callable[[str], Desk]


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:  # noqa: F811
    return make_desk("one")


def order(desk: Desk, *, pay: str = Pay.CASH, price: int = 2990) -> str:
    with desk.store.write(by=BY) as s:
        person = add_person(s, PersonForm(name="陈桂花"), check_same=False)
    with desk.store.write(by=BY) as s:
        lines = [BasketLine("g1", "禾洁 浓缩洗衣粉", price, 2, "2.5 kg"), BasketLine("g2", "雨靴", 3500, 1)]
        slip = confirm_order(s, lines, person, pay, read_back=True)
    desk.sync()
    return slip.order_id


def at_desk(desk: Desk, entity: type, id_: str) -> object:
    desk.sync()
    with desk.store.read() as s:
        return s.get(entity, id_)


def lines_at_desk(desk: Desk, order_id: str) -> list[OrderLine]:
    with desk.store.read() as s:
        return list(s.exec(select(OrderLine).where(OrderLine.order_id == order_id).order_by(OrderLine.position)))


def test_an_order_is_placed_once(server: Server, desk: Desk) -> None:
    order_id = order(desk)
    database, market = server.central.database, SimulatedMarketplace()
    assert place_waiting(database, market) == {"placed": 1}
    assert place_waiting(database, market) == {}
    placed = at_desk(desk, Order, order_id)
    assert (placed.state, placed.central_number[:1]) == ("placed", "M")


def test_a_price_within_the_ceiling_is_placed_at_the_new_sum(server: Server, desk: Desk) -> None:
    order_id = order(desk)
    market = SimulatedMarketplace()
    market.prices["g1"] = 2995
    place_waiting(server.central.database, market)
    placed = at_desk(desk, Order, order_id)
    assert (placed.state, placed.total_fen) == ("placed", 2995 * 2 + 3500)


def test_a_price_above_the_ceiling_is_asked_about(server: Server, desk: Desk) -> None:
    order_id = order(desk)
    market = SimulatedMarketplace()
    market.prices["g1"] = 4000
    assert place_waiting(server.central.database, market) == {"price_changed": 1}
    asked = at_desk(desk, Order, order_id)
    assert (asked.state, asked.decision, asked.total_fen) == ("needs_decision", "price", 2990 * 2 + 3500)
    assert [line.new_price_fen for line in lines_at_desk(desk, order_id)] == [4000, None]


def test_what_is_out_of_stock_is_named(server: Server, desk: Desk) -> None:
    order_id = order(desk)
    market = SimulatedMarketplace()
    market.missing.add("g2")
    place_waiting(server.central.database, market)
    assert at_desk(desk, Order, order_id).decision == "stock"
    assert [line.out_of_stock for line in lines_at_desk(desk, order_id)] == [False, True]


def test_shipping_announces_parcels_and_shares_what_is_due(server: Server, desk: Desk) -> None:
    order_id = order(desk, pay=Pay.ON_DELIVERY)
    place_waiting(server.central.database, SimulatedMarketplace())
    with server.central.database.write() as connection:
        ship_order(connection, order_id, [Shipped("YT8831", 900), Shipped("YT8832", 400)], van_at=1_795_000_000_000)
    assert at_desk(desk, Order, order_id).state == "shipped"
    with desk.store.read() as s:
        parcels = list(s.exec(select(Parcel).where(Parcel.order_id == order_id)))
    assert sum(p.due_fen for p in parcels) == 2990 * 2 + 3500
    assert {p.state for p in parcels} == {"announced"}
    with pytest.raises(Refused), server.central.database.write() as connection:
        ship_order(connection, order_id, [Shipped("YT1", 1)])


def test_refusals_and_refunds(server: Server, desk: Desk) -> None:
    order_id = order(desk)
    with pytest.raises(Refused), server.central.database.write() as connection:
        refund_order(connection, order_id, 3500)
    place_waiting(server.central.database, SimulatedMarketplace())
    with server.central.database.write() as connection:
        refund_order(connection, order_id, 3500)
    with pytest.raises(Invalid), server.central.database.write() as connection:
        refund_order(connection, order_id, 999_999)
    with server.central.database.write() as connection:
        refuse_order(connection, order_id, "卖家停业")
    refused = at_desk(desk, Order, order_id)
    assert (refused.state, refused.reason, refused.refund_fen) == ("refused", "卖家停业", 3500)


def test_a_dossier_comes_back_and_is_approved(server: Server, desk: Desk) -> None:
    with desk.store.write(by=BY) as s:
        take_on_seller(s, next(iter(seller_forms(1))))
    desk.sync()
    database = server.central.database
    with database.read() as connection:
        (seller,) = rows(connection, "seller", state="submitted")
    with pytest.raises(Invalid), database.write() as connection:
        return_dossier(connection, seller.id, "  ")
    with database.write() as connection:
        return_dossier(connection, seller.id, "照片看不清", "resident_id")
    returned = at_desk(desk, Seller, seller.id)
    assert (returned.state, returned.return_reason, returned.return_field) == ("returned", "照片看不清", "resident_id")
    with pytest.raises(Refused), database.write() as connection:
        approve_dossier(connection, seller.id)


def test_a_listing_goes_live_and_is_bought(server: Server, desk: Desk) -> None:
    database = server.central.database
    with desk.store.write(by=BY) as s:
        take_on_seller(s, next(iter(seller_forms(1))))
    desk.sync()
    with database.write() as connection:
        (seller,) = rows(connection, "seller")
        approve_dossier(connection, seller.id)
    desk.sync()
    listing_id = offer(desk, seller.id)
    desk.sync()
    with database.write() as connection:
        with pytest.raises(Refused):
            buy_lot(connection, listing_id, "城里菜店", 1000, clock.today())
        with pytest.raises(Refused, match="offer_without_certificate"):
            approve_listing(connection, listing_id)
        lot_id = str(rows(connection, "listing")[0].data["lot_id"])
    certify(desk.store, BY, lot_id)
    desk.sync()
    with database.write() as connection:
        approve_listing(connection, listing_id)
        for quantity, day in ((10**9, clock.today()), (0, clock.today()), (1, "2020-12-01"), (1, "soon")):
            with pytest.raises(Invalid):
                buy_lot(connection, listing_id, "城里菜店", quantity, day)
        bought = buy_lot(connection, listing_id, "城里菜店", 100_000, clock.today())
        with pytest.raises(Invalid):
            buy_lot(connection, listing_id, "城里菜店", 300_000, clock.today())
        with pytest.raises(Refused):
            refuse_listing(connection, listing_id, "太晚")
    assert at_desk(desk, Listing, listing_id).state == "live"
    assert at_desk(desk, CropOrder, bought).quantity == 100_000


def offer(desk: Desk, seller_id: str) -> str:
    files = desk_files(desk.store)
    photos = tuple(("whole", files.put(f"picture {n}".encode())) for n in range(3))
    form = LotForm(
        seller_id=seller_id,
        product="猕猴桃",
        grade="first",
        quantity=310_000,
        harvested_on=clock.today(),
        photos=photos,
    )
    with desk.store.write(by=BY) as s:
        lot_id = record_lot(s, form, files)
    train(desk.store, BY, [at_desk(desk, Seller, seller_id).person_id], "K03")
    with desk.store.write(by=BY) as s:
        return list_lot(s, lot_id, ListingForm(title="白鹭村猕猴桃 一级", price_fen=420, quantity=310_000))


def test_the_catalogue_comes_page_by_page(server: Server, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("villagedesk.central.goods.MAX_PAGE", 100)
    goods = [Goods(id=f"g{n}", title=f"洗衣粉 {n} 号", price_fen=100 + n) for n in range(250)]
    with server.central.database.write() as connection:
        assert publish_goods(connection, goods) == 250
    report, line = desk.sync(), Line(desk, lambda asked, size: False)
    assert report.catalogue == 250
    assert line.update(report.catalogue) == {"goods"}
    assert desk.store.catalogue.count() == 250
    with server.central.database.write() as connection:
        publish_goods(connection, [Goods(id="g7", active=False), Goods(id="g8", title="雨靴", price_fen=1)])
        assert goods_page(connection, 250).columns.id == ["g7", "g8"]
    line.update(desk.sync().catalogue)
    assert desk.store.catalogue.count() == 249
    assert line.update(252) == set()
