"""A parcel that one PC handed over and the other sent back without a line: both kept, told once, decided with one key."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from tests.sync.conftest import Desk, centre, make_desk  # noqa: F401
from tests.sync.test_money_twice import TOTAL, Desks, act, desks, drawers, placed, settle, told  # noqa: F401
from villagedesk.central.orders import Shipped, ship_order
from villagedesk.central.serve import Server
from villagedesk.domain.commission import Commission
from villagedesk.domain.orders import Order
from villagedesk.domain.parcels import HandOver, Parcel
from villagedesk.errors import NotFound, Refused
from villagedesk.store import get
from villagedesk.store.inbox import decisions
from villagedesk.store.parcels import (
    driver_takes,
    hand_over,
    it_went_back,
    receive_parcel,
    send_back,
    villager_has_it,
)


def on_shelf(server: Server, desks: Desks) -> tuple[str, str, str]:  # noqa: F811
    """An order paid on delivery whose parcel lies here, known to both PCs: order, parcel, pickup code."""
    order_id = placed(server, desks, "on_delivery")
    with server.central.database.write() as connection:
        ship_order(connection, order_id, [Shipped("YT8831", 900)])
    desks[0].sync()
    parcel = act(desks[0], lambda s: receive_parcel(s, "YT8831"))
    settle(desks)
    return order_id, parcel.id, parcel.pickup_code


def take_away(desk: Desk, parcel_id: str, reason: str) -> None:
    """It is put aside, and the driver has it."""
    act(desk, lambda s: send_back(s, [parcel_id], reason))
    act(desk, lambda s: driver_takes(s, [parcel_id], note="没签"))


def stands(desk: Desk, order_id: str, parcel_id: str) -> tuple[str, str, bool]:
    with desk.store.read() as s:
        order = get(s, Order, order_id)
        return get(s, Parcel, parcel_id).state, order.state, order.collected_at is not None


def earned(desk: Desk) -> int:
    with desk.store.read() as s:
        return sum(row.fen for row in s.scalars(select(Commission)))


@pytest.mark.parametrize("first", ["sent_back", "collected"])
@pytest.mark.parametrize("truth", ["sent_back", "collected"])
def test_one_key_says_what_is_true(server: Server, desks: Desks, first: str, truth: str) -> None:  # noqa: F811
    order_id, parcel_id, code = on_shelf(server, desks)
    one, two = desks
    ways: list[Callable[[], object]] = [
        lambda: take_away(one if first == "sent_back" else two, parcel_id, "overdue"),
        lambda: act(one if first == "collected" else two, lambda s: hand_over(s, parcel_id, code)),
    ]
    for way in ways:
        way()
    settle(desks)
    assert (told(one), told(two)) == ([], [("parcel", "at_odds")])
    assert {stands(desk, order_id, parcel_id)[:2] for desk in desks} == {(first, first)}
    with two.store.read() as s:
        (item,) = decisions(s)
        assert item.fen == TOTAL
        assert len(s.scalars(select(HandOver)).all()) == 1
    if truth == "sent_back":
        assert act(two, lambda s: it_went_back(s, item.id)) == TOTAL
    else:
        act(two, lambda s: villager_has_it(s, item.id))
    for again in (it_went_back, villager_has_it):
        with pytest.raises(NotFound):
            act(two, lambda s, again=again: again(s, item.id))
    settle(desks)
    assert (told(one), told(two)) == ([], [])
    assert {stands(desk, order_id, parcel_id) for desk in desks} == {(truth, truth, truth == "collected")}
    assert {drawers(desk) for desk in desks} == {TOTAL if truth == "collected" else 0}
    assert (earned(one) > 0, earned(one)) == (truth == "collected", earned(two))
    with one.store.read() as s:
        assert s.scalars(select(HandOver).where(col(HandOver.parcel_id) == parcel_id)).all(), "a fact stays"


def test_a_parcel_that_left_is_not_moved_at_the_counter(server: Server, desks: Desks) -> None:  # noqa: F811
    _, parcel_id, code = on_shelf(server, desks)
    take_away(desks[0], parcel_id, "refused")
    with pytest.raises(Refused, match="move_not_allowed"):
        act(desks[0], lambda s: hand_over(s, parcel_id, code))
    with pytest.raises(Refused, match="move_not_allowed"):
        act(desks[0], lambda s: send_back(s, [parcel_id], "refused"))


def test_sent_back_by_both_is_told_to_nobody(server: Server, desks: Desks) -> None:  # noqa: F811
    order_id, parcel_id, _ = on_shelf(server, desks)
    for desk in desks:
        take_away(desk, parcel_id, "overdue")
    settle(desks)
    assert told(desks[0]) == told(desks[1]) == []
    assert stands(desks[1], order_id, parcel_id)[:2] == ("sent_back", "sent_back")


@pytest.mark.parametrize("first", ["put_aside", "handed_over"])
def test_put_aside_here_and_handed_over_there_is_handed_over(server: Server, desks: Desks, first: str) -> None:  # noqa: F811
    """Nothing left the room twice: the villager has it, and whoever put it aside hears so and has nothing to give a driver."""
    order_id, parcel_id, code = on_shelf(server, desks)
    one, two = desks
    act(one, lambda s: send_back(s, [parcel_id], "overdue"))
    act(two, lambda s: hand_over(s, parcel_id, code))
    for desk in (one, two, one) if first == "put_aside" else (two, one, two):
        desk.sync()
    assert {stands(desk, order_id, parcel_id)[:2] for desk in desks} == {("collected", "collected")}
    assert told(two) == []
    with pytest.raises(Refused, match="move_not_allowed"):
        act(one, lambda s: driver_takes(s, [parcel_id], note="没签"))
