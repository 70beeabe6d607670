"""An order's whole way between two PCs and central, and what happens when both sides acted at once."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from tests.store.orders_room import BASKET, add_villager
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk.central.marketplace import SimulatedMarketplace
from villagedesk.central.orders import Shipped, place_waiting, ship_order
from villagedesk.central.serve import Server
from villagedesk.domain.evidence import Signed
from villagedesk.domain.parcels import HandOver, Parcel
from villagedesk.errors import Refused
from villagedesk.store import get
from villagedesk.store.inbox import decisions
from villagedesk.store.orders import OrderPage, answer_decision, cancel_order, confirm_order, order_page
from villagedesk.store.parcels import (
    HandedOver,
    ParcelRow,
    Pickup,
    driver_takes,
    hand_over,
    parcel_row,
    parcels_on_shelf,
    receive_parcel,
    send_back,
    take_back_money,
)

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


def open_decisions(desk: Desk) -> list[tuple[str, str, str]]:
    with desk.store.read() as s:
        return [(one.entity, one.row_id, one.code) for one in decisions(s)]


def hand_overs(desk: Desk) -> list[tuple[str, str]]:
    with desk.store.read() as s:
        return sorted((fact.parcel_id, fact.proxy) for fact in s.exec(select(HandOver)))


def test_both_pcs_offline_hand_over_the_same_parcel(server: Server, desks: tuple[Desk, Desk]) -> None:
    """Two PCs cannot know of each other: both facts and both sums stay, and one person is told, once."""
    one, two = desks
    order_id = confirm(one, "on_delivery")
    place_waiting(server.central.database, SimulatedMarketplace())
    ship(server, order_id)
    parcel = receive(one)
    one.sync()
    two.sync()
    give(one, parcel)
    with two.store.write(by=BY) as s:
        hand_over(s, parcel.id, Pickup(parcel.pickup_code, "邻居 老王", signed=Signed(on_paper=True)))
    for _ in range(2):
        for desk in (one, two, one):
            desk.sync()
    for desk in desks:
        assert page(desk, order_id).row.state == "collected"
        assert page(desk, order_id).row.owed_fen == 26280
        assert hand_overs(desk) == [(parcel.id, ""), (parcel.id, "邻居 老王")]
        with desk.store.read() as s:
            assert parcels_on_shelf(s) == []
            assert get(s, Parcel, parcel.id).collected_by == ""  # the first one stands, whole
    assert open_decisions(one) == []
    assert open_decisions(two) == [("parcel", parcel.id, "happened_twice")]
    with two.store.write(by=BY) as s:
        assert take_back_money(s, parcel.id) == 26280
    two.sync()
    one.sync()
    assert page(one, order_id).row.owed_fen == 0


def test_handed_over_here_and_sent_back_there(server: Server, desks: tuple[Desk, Desk]) -> None:
    one, two = desks
    order_id = confirm(one)
    place_waiting(server.central.database, SimulatedMarketplace())
    ship(server, order_id)
    parcel = receive(one)
    one.sync()
    two.sync()
    give(one, parcel)
    with two.store.write(by=BY) as s:
        send_back(s, [parcel.id], "overdue")
    with two.store.write(by=BY) as s:
        driver_takes(s, [parcel.id], note="没签")
    for desk in (one, two, one):
        desk.sync()
    assert open_decisions(one) == []
    assert open_decisions(two) == [("parcel", parcel.id, "at_odds")]
    for desk in desks:
        with desk.store.read() as s:
            assert parcel_row(s, parcel.id).state == "collected"
