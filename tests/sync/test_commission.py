"""The commission between two PCs and central: counted once, taken back in the refund's own act, equal everywhere."""

from collections.abc import Callable

import pytest
import time_machine

from tests.store.orders_room import BASKET, add_villager
from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from villagedesk.central.commission import pay_commission
from villagedesk.central.marketplace import SimulatedMarketplace
from villagedesk.central.orders import Shipped, place_waiting, refund_order, ship_order
from villagedesk.central.serve import Server
from villagedesk.errors import AppError, Invalid, Refused
from villagedesk.store.commission import check_month, statement
from villagedesk.store.orders import confirm_order, order_page
from villagedesk.store.parcels import hand_over, receive_parcel

BY = "0" * 32


@pytest.fixture
def desks(make_desk: Callable[[str], Desk]) -> tuple[Desk, Desk]:  # noqa: F811
    """Two PCs of one centre."""
    return make_desk("one"), make_desk("two")


@pytest.fixture(autouse=True)
def _a_day():
    with time_machine.travel("2026-11-23T10:00:00+08:00", tick=True):
        yield


def on_shelf(server: Server, desks: tuple[Desk, Desk]) -> tuple[str, str, str]:
    """An order whose parcel lies on the shelf of both PCs: order, parcel, code."""
    one, two = desks
    with one.store.write(by=BY) as s:
        person = add_villager(s, "陈桂花", "13900006721")
    with one.store.write(by=BY) as s:
        order_id = confirm_order(s, BASKET, person, "cash", read_back=True).order_id
    one.sync()
    place_waiting(server.central.database, SimulatedMarketplace())
    with server.central.database.write() as connection:
        ship_order(connection, order_id, [Shipped("YT8831", 900)])
    one.sync()
    with one.store.write(by=BY) as s:
        row = receive_parcel(s, "YT8831")
    one.sync()
    two.sync()
    return order_id, row.id, row.pickup_code


def give(desk: Desk, parcel: str, code: str) -> None:
    with desk.store.write(by=BY) as s:
        hand_over(s, parcel, code)


def refund(server: Server, order_id: str, fen: int) -> None:
    with server.central.database.write() as connection:
        refund_order(connection, order_id, fen)


def month(desk: Desk, name: str = "2026-11") -> tuple[int, bool]:
    """What a month comes to on a PC, and whether it equals what is recomputed there."""
    with desk.store.read() as s:
        return statement(s, name).sum_fen, check_month(s, name).equal


def test_a_refund_is_taken_back_in_its_month_by_central_alone(server: Server, desks: tuple[Desk, Desk]) -> None:
    order_id, parcel, code = on_shelf(server, desks)
    give(desks[0], parcel, code)
    desks[0].sync()
    with time_machine.travel("2026-12-02T10:00:00+08:00", tick=True):
        refund(server, order_id, 3500)
        refund(server, order_id, 22780)
        for desk in desks:
            desk.sync()
            assert month(desk) == (788, True)
            assert month(desk, "2026-12") == (-788, True)


def test_two_pcs_that_hand_over_one_parcel_earn_once(server: Server, desks: tuple[Desk, Desk]) -> None:
    _, parcel, code = on_shelf(server, desks)
    for desk in desks:
        give(desk, parcel, code)
    for desk in (*desks, *desks):
        desk.sync()
    assert month(desks[0]) == month(desks[1]) == (788, True)


def test_a_refund_that_the_pc_had_not_seen_earns_nothing(server: Server, desks: tuple[Desk, Desk]) -> None:
    order_id, parcel, code = on_shelf(server, desks)
    refund(server, order_id, 16800)
    give(desks[1], parcel, code)
    assert month(desks[1]) == (788, True)
    for desk in (*desks, *desks):
        desk.sync()
    assert month(desks[0]) == month(desks[1]) == (284, True)


def test_central_pays_a_month_and_not_more_than_it_comes_to(
    server: Server,
    desks: tuple[Desk, Desk],
    centre: str,  # noqa: F811
) -> None:
    _, parcel, code = on_shelf(server, desks)
    give(desks[0], parcel, code)
    desks[0].sync()

    def pay(month: str, fen: int, **more: str) -> None:
        with server.central.database.write() as connection:
            pay_commission(connection, centre, month, fen, **more)

    pay("2026-11", 700, paid_on="2026-12-05", reference="B-77")
    wrong: list[tuple[type[AppError], str, int, dict[str, str]]] = [
        (Refused, "2026-11", 89, {}),
        (Refused, "2026-12", 1, {}),
        (Invalid, "2026-13", 1, {}),
        (Invalid, "2026-11", 0, {}),
        (Invalid, "2026-11", 1, {"paid_on": "soon"}),
    ]
    for kind, name, fen, more in wrong:
        with pytest.raises(kind):
            pay(name, fen, **more)
    pay("2026-11", 88)
    desks[1].sync()
    with desks[1].store.read() as s:
        shown = statement(s, "2026-11")
    assert (shown.paid_fen, shown.open_fen) == (788, 0)
    assert sorted(payout.reference for payout in shown.payouts) == ["", "B-77"]


def test_each_pc_gives_one_of_two_parcels(server: Server, desks: tuple[Desk, Desk]) -> None:
    """Neither knew that it gave the last one: central ends the order, and it earns what it should, once."""
    one, two = desks
    with one.store.write(by=BY) as s:
        person = add_villager(s, "陈桂花", "13900006721")
    with one.store.write(by=BY) as s:
        order_id = confirm_order(s, BASKET, person, "cash", read_back=True).order_id
    one.sync()
    place_waiting(server.central.database, SimulatedMarketplace())
    with server.central.database.write() as connection:
        ship_order(connection, order_id, [Shipped("YT1", 900), Shipped("YT2", 900)])
    one.sync()
    rows = []
    for waybill in ("YT1", "YT2"):
        with one.store.write(by=BY) as s:
            rows.append(receive_parcel(s, waybill))
    one.sync()
    two.sync()
    for desk, row in zip(desks, rows, strict=True):
        give(desk, row.id, row.pickup_code)
    for desk in (*desks, *desks):
        desk.sync()
    for desk in desks:
        with desk.store.read() as s:
            shown = order_page(s, order_id)
        assert (shown.row.state, shown.row.owed_fen) == ("collected", 0)
        assert month(desk) == (788, True)
        assert desk.sync().agreed
