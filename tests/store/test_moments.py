"""A clock that is wrong by years shortens nobody's time: returns, parcels on the shelf, complaints, orders that wait."""

import pytest

from tests.store.orders_room import ordered, shipped, villager
from tests.store.returns_room import collected
from villagedesk import clock
from villagedesk.domain.orders import Order
from villagedesk.domain.returns import Reason
from villagedesk.store import Store, get
from villagedesk.store.events import put_meta
from villagedesk.store.moments import SILENCE_MS, likely_now, note_central_time, surely_now
from villagedesk.store.parcels import parcels_on_shelf, receive_parcel
from villagedesk.store.returns import returnable

DAY = 86_400_000
YEARS = 3 * 365 * DAY


@pytest.fixture
def chen(store: Store, operator: str) -> str:
    return villager(store, operator)


def heard(store: Store, ahead: int = 0) -> None:
    """Central told its time; this clock is ahead by so much."""
    with store.transaction() as connection:
        note_central_time(connection, clock.now_ms() - ahead)


def moments(store: Store) -> tuple[int, int]:
    with store.read() as s:
        return likely_now(s.connection()), surely_now(s.connection())


def test_a_clock_that_was_never_compared_is_all_there_is(store: Store) -> None:
    before = clock.now_ms()
    for moment in moments(store):
        assert before <= moment <= clock.now_ms()


@pytest.mark.parametrize("ahead", [YEARS, -YEARS])
def test_a_clock_known_to_be_wrong_is_put_right(store: Store, ahead: int) -> None:
    true = clock.now_ms()
    with clock.shifted(ahead):
        heard(store, ahead)
        for moment in moments(store):
            assert abs(moment - true) < 5000
    with clock.shifted(ahead + 10 * DAY):  # ten days later it is still as wrong
        for moment in moments(store):
            assert abs(moment - true - 10 * DAY) < 5000


def test_a_clock_that_was_set_since(store: Store) -> None:
    heard(store)
    true = clock.now_ms()
    with clock.shifted(90 * DAY):  # ninety days without a line are possible
        assert abs(moments(store)[1] - true - 90 * DAY) < 5000
    with clock.shifted(YEARS):
        assert abs(moments(store)[1] - true) < 5000, "and years are not"
    with clock.shifted(-YEARS):
        assert abs(moments(store)[0] - true) < 5000, "it is not before central's last word"
    assert SILENCE_MS > 90 * DAY


def test_nobody_loses_the_days_to_give_goods_back(store: Store, operator: str, chen: str) -> None:
    heard(store)
    order = collected(store, operator, chen)
    with clock.shifted(YEARS):
        with store.read() as s:
            found = returnable(s, order)
        assert found.right(str(Reason.FAULTY), {}, opened=False, now=found.asked_at).holds
        assert not found.right(str(Reason.FAULTY), {}, opened=False, now=clock.now_ms()).holds, "by the clock alone"


def test_no_parcel_goes_back_too_soon(store: Store, operator: str, chen: str) -> None:
    heard(store)
    slip = ordered(store, operator, chen)
    parcel = shipped(store, operator, slip.order_id, "YT8831")
    with store.write(by=operator) as s:
        receive_parcel(s, parcel)
    with clock.shifted(YEARS), store.read() as s:
        assert [row for row in parcels_on_shelf(s) if row.overdue] == []
    with clock.shifted(60 * DAY), store.read() as s:
        assert [row.overdue for row in parcels_on_shelf(s)] == [True]


def test_an_order_taken_with_a_clock_far_behind_does_not_expire_at_once(store: Store, operator: str, chen: str) -> None:
    heard(store)
    true = clock.now_ms()
    with clock.shifted(-YEARS):
        slip = ordered(store, operator, chen)
    with store.read() as s:
        assert get(s, Order, slip.order_id).expires_at > true
    with store.transaction() as connection:
        put_meta(connection, "central_time", "")
    assert moments(store)
