"""An order's whole way between two PCs and central, and what happens when both sides acted at once."""

from collections.abc import Callable

import pytest

from tests.store.orders_room import BASKET, add_villager
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk.central.marketplace import SimulatedMarketplace
from villagedesk.central.orders import Shipped, place_waiting, ship_order
from villagedesk.central.serve import Server
from villagedesk.errors import Refused
from villagedesk.store.orders import OrderPage, answer_decision, cancel_order, confirm_order, order_page
from villagedesk.store.parcels import HandedOver, ParcelRow, hand_over, parcels_on_shelf, receive_parcel

BY = "0" * 32


@pytest.fixture
def desks(make_desk: Callable[[str], Desk]) -> tuple[Desk, Desk]:  # noqa: F811
    """Two PCs of one centre."""
    return make_desk("one"), make_desk("two")


def confirm(desk: Desk, pay: str = "cash") -> str:
    with desk.store.write(by=BY) as s:
        person = add_villager(s, "陈桂花", "13900006721")
    with desk.store.write(by=BY) as s:
        slip = confirm_order(s, BASKET, person, pay, read_back=True)
    desk.sync()
    return slip.order_id


def page(desk: Desk, order_id: str) -> OrderPage:
    with desk.store.read() as s:
        return order_page(s, order_id)


def ship(server: Server, order_id: str, waybill: str = "YT8831") -> None:
    with server.central.database.write() as connection:
        ship_order(connection, order_id, [Shipped(waybill, 900)])


def receive(desk: Desk, waybill: str = "YT8831") -> ParcelRow:
    desk.sync()
    with desk.store.write(by=BY) as s:
        return receive_parcel(s, waybill)


def give(desk: Desk, parcel: ParcelRow) -> HandedOver:
    with desk.store.write(by=BY) as s:
        return hand_over(s, parcel.id, parcel.pickup_code)


def test_ordered_at_one_pc_handed_over_at_the_other(server: Server, desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    order_id = confirm(one, "on_delivery")
    assert page(one, order_id).row.waiting is False
    assert place_waiting(server.central.database, SimulatedMarketplace()) == {"placed": 1}
    ship(server, order_id)
    parcel = receive(two)
    assert give(two, parcel).paid_fen == 26280
    two.sync()
    one.sync()
    assert page(one, order_id) == page(two, order_id)
    assert page(one, order_id).row.state == "collected"
    with pytest.raises(Refused):
        give(one, parcel)


def test_the_rest_is_placed_after_the_villager_answered(server: Server, desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    order_id = confirm(one)
    market = SimulatedMarketplace()
    market.missing.add("g-fert")
    place_waiting(server.central.database, market)
    two.sync()
    with two.store.write(by=BY) as s:
        assert answer_decision(s, order_id).fen == -16800
    two.sync()
    assert place_waiting(server.central.database, market) == {"placed": 1}
    one.sync()
    assert (page(one, order_id).row.state, page(one, order_id).paid_fen) == ("placed", 9480)


def test_cancelled_here_while_it_was_placed_there(server: Server, desks: tuple[Desk, Desk]) -> None:
    """The order stays placed; the money went back, so it is due when the parcel is handed over."""
    one, _ = desks
    order_id = confirm(one)
    place_waiting(server.central.database, SimulatedMarketplace())
    with one.store.write(by=BY) as s:
        assert cancel_order(s, order_id).fen == -26280
    assert page(one, order_id).row.state == "cancelled"
    one.sync()
    one.sync()
    assert page(one, order_id).row.state == "placed"
    ship(server, order_id)
    parcel = receive(one)
    assert parcel.due_fen == 26280
    give(one, parcel)
    assert page(one, order_id).paid_fen == 26280
    assert page(one, order_id).row.owed_fen == 0


def test_both_pcs_offline_take_the_money_once_too_often(server: Server, desks: tuple[Desk, Desk]) -> None:
    """Two PCs cannot know of each other; afterwards the villager is owed what he paid twice."""
    one, two = desks
    order_id = confirm(one, "on_delivery")
    place_waiting(server.central.database, SimulatedMarketplace())
    ship(server, order_id)
    parcel = receive(one)
    one.sync()
    two.sync()
    give(one, parcel)
    give(two, parcel)
    one.sync()
    two.sync()
    one.sync()
    for desk in desks:
        assert page(desk, order_id).row.state == "collected"
        assert page(desk, order_id).row.owed_fen == 26280
        with desk.store.read() as s:
            assert parcels_on_shelf(s) == []
