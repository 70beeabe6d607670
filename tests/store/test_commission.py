"""The commission on a PC: written with the last parcel, summed by month, and equal to what is recomputed."""

import json

import pytest
import time_machine

from tests.store.orders_room import add_villager, ordered, shipped, villager
from tests.store.test_orders import last_event
from villagedesk.domain.commission import CommissionPayout
from villagedesk.domain.orders import Order
from villagedesk.domain.returns import Refund
from villagedesk.store import Store, WriteSession, action, get, new_row, print_queue
from villagedesk.store.commission import (
    check_month,
    earned_today,
    months_earned,
    print_statement,
    statement,
)
from villagedesk.store.parcels import driver_takes, finish_van, hand_over, receive_parcel, send_back

NOV_23 = "2026-11-23T10:00:00+08:00"


@action
def central_refunds(s: WriteSession, order_id: str, fen: int) -> str:
    """A refund as central's row; this central forgot the commission."""
    order = get(s, Order, order_id)
    order.refund_fen += fen
    return new_row(s, Refund(order_id=order_id, person_id=order.person_id, fen=fen, refunded_at=s.now)).id


@action
def central_pays(s: WriteSession, month: str, fen: int) -> str:
    """A payout as central's row."""
    return new_row(s, CommissionPayout(month=month, fen=fen, paid_on="2026-12-05", reference="B-77")).id


@pytest.fixture(autouse=True)
def _a_day():
    with time_machine.travel(NOV_23, tick=True):
        yield


def handed_over(store: Store, operator: str, person: str, waybill: str) -> str:
    slip = ordered(store, operator, person)
    shipped(store, operator, slip.order_id, waybill)
    with store.write(by=operator) as s:
        row = receive_parcel(s, waybill)
    with store.write(by=operator) as s:
        hand_over(s, row.id, row.pickup_code)
    return slip.order_id


def test_the_last_parcel_of_an_order_earns(store: Store, operator: str) -> None:
    chen = villager(store, operator)
    order_id = handed_over(store, operator, chen, "YT1")
    event = last_event(store)
    assert event["a"] == "hand_over"
    rows = [change[2] for change in event["c"] if change[0] == "commission"]
    assert [(row["month"], row["base_fen"], row["rate"], row["fen"]) for row in rows] == [("2026-11", 26280, 300, 788)]
    with store.read() as s:
        assert earned_today(s).fen == 788
        shown = statement(s, "2026-11")
        assert (shown.count, shown.sum_fen, shown.open_fen) == (1, 788, 788)
        (line,) = shown.lines
        assert (line.order_id, line.name, line.base_fen, line.rates, line.refund) == (
            order_id,
            "陈桂花",
            26280,
            (300,),
            False,
        )
        assert get(s, Order, order_id).collected_at == json.loads(json.dumps(event))["at"]
        assert check_month(s, "2026-11").equal


def test_nothing_is_earned_by_the_first_of_two_parcels_nor_by_what_goes_back(store: Store, operator: str) -> None:
    chen = villager(store, operator)
    slip = ordered(store, operator, chen)
    shipped(store, operator, slip.order_id, "YT1", van_at=5)
    shipped_too(store, slip.order_id)
    with store.write(by=operator) as s:
        row = receive_parcel(s, "YT1")
    with store.write(by=operator) as s:
        hand_over(s, row.id, row.pickup_code)
    with store.read() as s:
        assert earned_today(s).fen == 0
    with store.write(by=operator) as s:
        finish_van(s, 5, note="一件没到")  # the other one is missing: the order is over with what came
    with store.read() as s:
        assert earned_today(s).fen == 788
    other = ordered(store, operator, chen)
    shipped(store, operator, other.order_id, "YT9")
    with store.write(by=operator) as s:
        row = receive_parcel(s, "YT9")
    with store.write(by=operator) as s:
        send_back(s, [row.id], "refused")
        driver_takes(s, [row.id], note="没签")
    with store.read() as s:
        assert statement(s, "2026-11").count == 1
        assert check_month(s, "2026-11").equal


def shipped_too(store: Store, order_id: str) -> None:
    from tests.store.orders_room import central_announces

    with store.write() as s:
        central_announces(s, order_id, "YT2", van_at=5)


def test_what_was_refunded_before_the_hand_over_earns_nothing(store: Store, operator: str) -> None:
    chen = villager(store, operator)
    slip = ordered(store, operator, chen)
    shipped(store, operator, slip.order_id, "YT1")
    with store.write() as s:
        central_refunds(s, slip.order_id, 16800)
    with store.write(by=operator) as s:
        row = receive_parcel(s, "YT1")
    with store.write(by=operator) as s:
        hand_over(s, row.id, row.pickup_code)
    with store.read() as s:
        assert earned_today(s).fen == 284  # 3 % of ¥94.80
        assert check_month(s, "2026-11").equal


def test_a_statement_that_is_not_right_is_noticed(store: Store, operator: str) -> None:
    order_id = handed_over(store, operator, villager(store, operator), "YT1")
    with time_machine.travel("2026-12-02T10:00:00+08:00", tick=True):
        with store.write() as s:
            central_refunds(s, order_id, 3500)
        with store.read() as s:
            assert check_month(s, "2026-11").equal, "November stays as it was"
            december = check_month(s, "2026-12")
        assert not december.equal
        assert (december.recorded_fen, december.wanted_fen) == (0, -105)
        assert [(wrong.order_id, wrong.recorded_fen, wrong.wanted_fen) for wrong in december.wrong] == [
            (order_id, 0, -105)
        ]


def test_months_payouts_and_paper(store: Store, operator: str) -> None:
    chen = villager(store, operator)
    handed_over(store, operator, chen, "YT1")
    with time_machine.travel("2026-12-02T10:00:00+08:00", tick=True):
        handed_over(store, operator, chen, "YT2")
        with store.write() as s:
            central_pays(s, "2026-11", 700)
        with store.read() as s:
            assert months_earned(s) == [("2026-12", 788), ("2026-11", 788)]
            shown = statement(s, "2026-11")
            assert (shown.paid_fen, shown.open_fen, shown.payouts[0].reference) == (700, 88, "B-77")
            assert earned_today(s).fen == 788
        with store.write(by=operator) as s:
            job = print_statement(s, "2026-11")
        with store.read() as s:
            paper = print_queue.paper_of(s.connection(), job)
        assert {len(row) for row in paper.rows} == {len(paper.head)}
        assert paper.rows[-1][-1] == "¥7.88"
        assert "¥7.88" in str(paper.facts)
        assert "B-77" in str(paper)


def test_an_empty_month(store: Store, operator: str) -> None:
    with store.write(by=operator) as s:
        add_villager(s, "陈桂花", "13900006721")
    with store.read() as s:
        assert statement(s, "2026-11").lines == ()
        assert check_month(s, "2026-11").equal
        assert months_earned(s) == []
