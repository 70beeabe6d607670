"""Parcels: from the van to the shelf to the villager, never twice."""

import re
import threading

import pytest
import time_machine

from tests.store.orders_room import (
    POWDER,
    central_announces,
    central_says,
    central_sends,
    ordered,
    shipped,
)
from tests.store.test_orders import cash_of, last_event
from villagedesk.domain.evidence import Signed
from villagedesk.domain.pickup import make_pickup_code
from villagedesk.errors import AppError, Invalid, Refused
from villagedesk.store import Store, print_queue
from villagedesk.store.orders import order_page
from villagedesk.store.parcels import (
    driver_takes,
    find_to_collect,
    finish_van,
    hand_over,
    missing_parcels,
    move_parcel,
    note_call,
    parcel_row,
    parcels_of,
    parcels_on_shelf,
    receive_extra,
    receive_parcel,
    reprint_label,
    send_back,
    van_now,
)


def state_of(store: Store, order_id: str) -> str:
    with store.read() as s:
        return order_page(s, order_id).row.state


def receive(store: Store, operator: str, waybill: str, shelf: str = ""):
    with store.write(by=operator) as s:
        return receive_parcel(s, waybill, shelf)


def test_receiving_gives_a_place_a_code_and_a_label_in_one_event(store: Store, operator: str, chen: str) -> None:
    slip = ordered(store, operator, chen)
    parcel = shipped(store, operator, slip.order_id, grams=900)
    row = receive(store, operator, " yt8831 ".upper())
    assert last_event(store)["a"] == "receive_parcel"
    assert (row.id, row.shelf, row.name, row.phone_tail, row.grams) == (parcel, "A-01", "陈桂花", "6721", 900)
    assert re.fullmatch(r"1\d{5}", row.pickup_code)
    assert state_of(store, slip.order_id) == "arrived"
    with store.read() as r:
        job = print_queue.jobs(r.connection())[0]
        assert (job.paper, job.about) == ("pickup_label", parcel)
    with pytest.raises(Refused, match="move_not_allowed"):
        receive(store, operator, "YT8831")
    with pytest.raises(Refused, match="waybill_unknown"):
        receive(store, operator, "YT9999")


def test_places_fill_up_and_can_be_chosen(store: Store, operator: str, chen: str) -> None:
    slip = ordered(store, operator, chen)
    for n in range(4):
        shipped(store, operator, slip.order_id, f"W{n}") if n == 0 else announce(store, slip.order_id, f"W{n}")
    assert receive(store, operator, "W0").shelf == "A-01"
    assert receive(store, operator, "W1", "a3").shelf == "A-03"
    assert receive(store, operator, "W2").shelf == "A-02"
    assert receive(store, operator, "W3", "门后").shelf == "门后"
    with store.read() as s:
        assert [row.shelf for row in parcels_on_shelf(s)] == ["A-01", "A-02", "A-03", "门后"]
        moved = parcels_on_shelf(s)[3].id
    with store.write(by=operator) as s:
        assert move_parcel(s, moved, "b 1").shelf == "B-01"
    with pytest.raises(Invalid, match="shelf_missing"), store.write(by=operator) as s:
        move_parcel(s, moved, "  ")


def announce(store: Store, order_id: str, waybill: str, **fields: object) -> str:
    with store.write() as s:
        return central_announces(s, order_id, waybill, **fields)


def test_codes_are_unique_on_the_shelf() -> None:
    taken = {f"2{n:05d}" for n in range(100_000)} - {"242424"}
    assert make_pickup_code(2, taken) == "242424"
    with pytest.raises(Refused, match="shelf_full"):
        make_pickup_code(2, taken | {"242424"})


def test_a_paid_parcel_is_handed_over_for_its_code(store: Store, operator: str, chen: str) -> None:
    slip = ordered(store, operator, chen)
    shipped(store, operator, slip.order_id)
    row = receive(store, operator, "YT8831")
    wrong = "1" + str((int(row.pickup_code[1:]) + 1) % 100_000).zfill(5)
    for typed in (wrong, "", "0000", "139"):
        with pytest.raises(Refused, match="pickup_code_wrong"), store.write(by=operator) as s:
            hand_over(s, row.id, typed)
    with store.write(by=operator) as s:
        done = hand_over(s, row.id, f"{row.pickup_code[:2]} {row.pickup_code[2:4]} {row.pickup_code[4:]}")
    assert (done.paid_fen, done.left) == (0, 0)
    assert state_of(store, slip.order_id) == "collected"
    with pytest.raises(Refused, match="move_not_allowed"), store.write(by=operator) as s:
        hand_over(s, row.id, row.pickup_code)
    assert cash_of(store, slip.order_id) == [26280]


def test_two_hands_at_once_hand_over_one_parcel(store: Store, operator: str, chen: str) -> None:
    slip = ordered(store, operator, chen, "on_delivery")
    shipped(store, operator, slip.order_id, due_fen=26280)
    row = receive(store, operator, "YT8831")
    results: list[str] = []

    def press() -> None:
        try:
            with store.write(by=operator) as s:
                hand_over(s, row.id, row.pickup_code)
            results.append("done")
        except AppError as error:
            results.append(error.code)

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", "move_not_allowed", "move_not_allowed", "move_not_allowed"]
    assert cash_of(store, slip.order_id) == [26280]


def test_on_delivery_is_paid_at_the_hand_over(store: Store, operator: str, chen: str) -> None:
    slip = ordered(store, operator, chen, "on_delivery")
    shipped(store, operator, slip.order_id, due_fen=26280)
    row = receive(store, operator, "YT8831")
    assert row.due_fen == 26280
    with store.write(by=operator) as s:
        done = hand_over(s, row.id, "6721")
    assert done.paid_fen == 26280
    assert done.parcel.state == "collected"
    assert sorted(change[0] for change in last_event(store)["c"]) == [
        "cash_entry",
        "commission",
        "hand_over",
        "order",
        "parcel",
    ]


def test_two_parcels_settle_the_order_to_the_fen(store: Store, operator: str, chen: str) -> None:
    slip = ordered(store, operator, chen, "on_delivery")
    shipped(store, operator, slip.order_id, "W1", due_fen=9480)
    announce(store, slip.order_id, "W2", due_fen=16700)  # central's share is 1 yuan short
    first = receive(store, operator, "W1")
    assert state_of(store, slip.order_id) == "shipped"
    with store.write(by=operator) as s:
        assert hand_over(s, first.id, "6721").paid_fen == 9480
    assert state_of(store, slip.order_id) == "shipped"
    second = receive(store, operator, "W2")
    with store.write(by=operator) as s:
        assert hand_over(s, second.id, "6721").paid_fen == 16800
    assert state_of(store, slip.order_id) == "collected"
    assert sum(cash_of(store, slip.order_id)) == slip.total_fen


def test_a_price_that_grew_within_the_ceiling_is_paid_at_the_hand_over(store: Store, operator: str, chen: str) -> None:
    slip = ordered(store, operator, chen)
    shipped(store, operator, slip.order_id)
    with store.write() as s:
        central_says(s, slip.order_id, "shipped", total_fen=27000)
    assert receive(store, operator, "YT8831").due_fen == 720


def test_what_did_not_come_is_missing_and_may_turn_up(store: Store, operator: str, chen: str) -> None:
    slip = ordered(store, operator, chen)
    shipped(store, operator, slip.order_id, "W1", van_at=1000)
    announce(store, slip.order_id, "W2", van_at=1000)
    receive(store, operator, "W1")
    with store.write(by=operator) as s:
        receive_extra(s, "X9", name="外村 王大勇", phone="13900000001", van_at=1000)
    with store.read() as r:
        van = van_now(r)
    assert (van.announced, van.scanned, van.missing, van.extra, len(van.open)) == (2, 1, 0, 1, 1)
    assert van.last.waybill in ("W1", "X9")
    with store.write(by=operator) as s:
        visit = finish_van(s, 1000, note="司机急着走")
    assert (visit.present, visit.missing, visit.extra_found) == (1, 1, 1)
    assert state_of(store, slip.order_id) == "arrived"
    with store.read() as r:
        van = van_now(r)
        assert (van.announced, van.scanned, van.missing, van.extra) == (2, 1, 1, 1)
        assert [row.waybill for row in missing_parcels(r)] == ["W2"]
    with pytest.raises(Refused, match="van_finished"), store.write(by=operator) as s:
        finish_van(s, 1000)
    assert receive(store, operator, "W2").shelf == "A-03"


def test_when_the_rest_is_missing_the_order_ends_with_what_came(store: Store, operator: str, chen: str) -> None:
    slip = ordered(store, operator, chen)
    shipped(store, operator, slip.order_id, "W1")
    announce(store, slip.order_id, "W2")
    row = receive(store, operator, "W1")
    with store.write(by=operator) as s:
        hand_over(s, row.id, row.pickup_code)
    with store.write(by=operator) as s:
        finish_van(s, None, signed=Signed(on_paper=True))
    assert state_of(store, slip.order_id) == "collected"


def test_extra_parcels_need_a_number_and_a_name(store: Store, operator: str, chen: str) -> None:
    def extra(waybill: str, **more: str) -> None:
        with store.write(by=operator) as s:
            receive_extra(s, waybill, **more)

    for waybill, more, field in [("", {"name": "x"}, "waybill"), ("X1", {"name": " "}, "name")]:
        with pytest.raises(Invalid) as caught:
            extra(waybill, **more)
        assert caught.value.field == field
    extra("X 1", person_id=chen)
    with pytest.raises(Invalid, match="waybill_known"):
        extra("X1", person_id=chen)
    with store.read() as s:
        assert [row.name for row in parcels_of(s, chen)] == ["陈桂花"]


def test_foreign_parcels_collect_what_the_carrier_asks(store: Store, operator: str) -> None:
    with store.write() as s:
        central_sends(s, "吴阿婆", "13900005555", "Z1", due_fen=1200)
    row = receive(store, operator, "Z1")
    with store.write(by=operator) as s:
        assert hand_over(s, row.id, "5555").paid_fen == 1200


def test_finding_what_somebody_comes_for(store: Store, operator: str, chen: str) -> None:
    slip = ordered(store, operator, chen)
    shipped(store, operator, slip.order_id, "YT8831")
    row = receive(store, operator, "YT8831", "A-07")
    with store.read() as s:
        for text in (row.pickup_code, f"{row.pickup_code[:3]} {row.pickup_code[3:]}", "6721", "yt8831", "a-07", "陈桂"):
            assert [found.id for found in find_to_collect(s, text)] == [row.id], text
        for text in ("", "672", "9999", "李"):
            assert find_to_collect(s, text) == [], text


def test_calls_are_noted_and_overdue_parcels_go_back(store: Store, operator: str, chen: str) -> None:
    with time_machine.travel("2026-11-12 09:00+00:00", tick=False):
        old = ordered(store, operator, chen)
        shipped(store, operator, old.order_id, "W1")
        parcel = receive(store, operator, "W1")
    with time_machine.travel("2026-11-19 09:00+00:00", tick=False):
        with store.write(by=operator) as s:
            note_call(s, parcel.id, "no_answer")
        with store.read() as r:
            row = parcel_row(r, parcel.id)
            assert (row.days, row.call, row.overdue) == (7, "no_answer", True)
            assert [found.id for found in parcels_on_shelf(r) if found.overdue] == [parcel.id]
        with store.write(by=operator) as s:
            assert send_back(s, [parcel.id], "overdue") == 1
        with store.write(by=operator) as s:
            driver_takes(s, [parcel.id], signed=Signed(on_paper=True))
        assert state_of(store, old.order_id) == "sent_back"
        with pytest.raises(Refused), store.write(by=operator) as s:
            send_back(s, [parcel.id], "overdue")
        with pytest.raises(Refused), store.write(by=operator) as s:
            hand_over(s, parcel.id, parcel.pickup_code)


def test_money_goes_back_when_the_platform_refunds(store: Store, operator: str, chen: str) -> None:
    from villagedesk.store.orders import orders_to_pay_back, pay_back

    slip = ordered(store, operator, chen, basket=[POWDER])
    shipped(store, operator, slip.order_id)
    row = receive(store, operator, "YT8831")
    with store.write(by=operator) as s:
        send_back(s, [row.id], "refused")
    with store.write(by=operator) as s:
        driver_takes(s, [row.id], signed=Signed(on_paper=True))
    with store.read() as r:
        assert orders_to_pay_back(r) == []
    with store.write() as s:
        central_says(s, slip.order_id, "sent_back", refund_fen=5980)
    with store.write(by=operator) as s:
        assert pay_back(s, slip.order_id).fen == -5980
    assert cash_of(store, slip.order_id) == [5980, -5980]


def test_a_parcel_of_a_refused_order_is_not_handed_over(store: Store, operator: str, chen: str) -> None:
    """The villager gets the money or the goods, never both; the parcel goes back, and the order stays refused."""
    from villagedesk.store.orders import orders_to_pay_back

    slip = ordered(store, operator, chen)
    shipped(store, operator, slip.order_id)
    row = receive(store, operator, "YT8831")
    with store.write() as s:
        central_says(s, slip.order_id, "refused", reason="停业")
    with pytest.raises(Refused, match="parcel_goes_back"), store.write(by=operator) as s:
        hand_over(s, row.id, row.pickup_code)
    with store.write(by=operator) as s:
        send_back(s, [row.id], "refused")
    assert state_of(store, slip.order_id) == "refused"
    with store.read() as r:
        assert [one.owed_fen for one in orders_to_pay_back(r)] == [slip.total_fen]


def test_a_label_is_printed_again(store: Store, operator: str, chen: str) -> None:
    slip = ordered(store, operator, chen)
    shipped(store, operator, slip.order_id)
    row = receive(store, operator, "YT8831")
    with store.write(by=operator) as s:
        reprint_label(s, row.id)
    with store.read() as r:
        assert [job.about for job in print_queue.jobs(r.connection())][:2] == [row.id, row.id]


@pytest.mark.parametrize(
    ("field", "facts"), [("name", {"name": "村" * 4000}), ("phone", {"name": "李", "phone": "1" * 4000})]
)
def test_what_stands_on_an_extra_parcel_fits_a_label(store, operator, field, facts):
    with store.write(by=operator) as s, pytest.raises(Invalid) as caught:
        receive_extra(s, "ZT9", **facts)
    assert (caught.value.field, caught.value.code) == (field, "too_long")
