"""Sending back in two steps: put aside (which can be undone), then the driver takes it and signs; and what comes again."""

import pytest
import time_machine
from sqlalchemy import event
from sqlmodel import select

from tests.store.orders_room import POWDER, central_announces, central_loses, central_says, ordered, shipped
from tests.store.test_orders import cash_of
from villagedesk.domain.evidence import Signed
from villagedesk.domain.parcels import BackTrip, Parcel
from villagedesk.errors import AppError, Invalid, Refused
from villagedesk.store import Store, print_queue
from villagedesk.store.evidence import evidence_of
from villagedesk.store.orders import order_page
from villagedesk.store.parcels import (
    Happened,
    driver_takes,
    find_to_collect,
    finish_van,
    hand_over,
    keep_here,
    parcel_history,
    parcel_row,
    parcels_going_back,
    parcels_on_shelf,
    print_back_sheet,
    receive_extra,
    receive_parcel,
    send_back,
    taken_back,
)

PAPER = Signed(on_paper=True)


def on_shelf(store: Store, operator: str, person: str, waybill: str = "YT8831", pay: str = "cash", **parcel: object):
    slip = ordered(store, operator, person, pay, [POWDER])
    shipped(store, operator, slip.order_id, waybill, **parcel)
    with store.write(by=operator) as s:
        return slip, receive_parcel(s, waybill)


def do(store: Store, operator: str, op):
    with store.write(by=operator) as s:
        return op(s)


def state(store: Store, order_id: str) -> str:
    with store.read() as s:
        return order_page(s, order_id).row.state


def test_what_was_put_aside_by_mistake_lies_at_its_place_again(store: Store, operator: str, chen: str) -> None:
    slip, row = on_shelf(store, operator, chen)
    do(store, operator, lambda s: send_back(s, [row.id], "refused"))
    assert state(store, slip.order_id) == "arrived", "nothing has left the room"
    with store.read() as s:
        assert [one.id for one in parcels_going_back(s)] == [row.id]
        assert parcels_on_shelf(s) == []
        assert [one.state for one in find_to_collect(s, row.pickup_code)] == ["going_back"]
    with pytest.raises(Refused, match="move_not_allowed"):
        do(store, operator, lambda s: hand_over(s, row.id, row.pickup_code))
    # Its place and its code are not given to another one meanwhile.
    _, other = on_shelf(store, operator, chen, "YT8832")
    assert (other.shelf, other.pickup_code != row.pickup_code) == ("A-02", True)
    kept = do(store, operator, lambda s: keep_here(s, row.id))
    assert (kept.state, kept.shelf, kept.pickup_code) == ("on_shelf", row.shelf, row.pickup_code)
    assert do(store, operator, lambda s: hand_over(s, row.id, row.pickup_code)).left == 1
    assert state(store, slip.order_id) == "collected"
    with pytest.raises(Refused, match="move_not_allowed"):
        do(store, operator, lambda s: keep_here(s, row.id))


def test_a_parcel_that_waits_for_the_driver_is_not_received_again(store: Store, operator: str, chen: str) -> None:
    _, row = on_shelf(store, operator, chen)
    do(store, operator, lambda s: send_back(s, [row.id], "refused"))
    with pytest.raises(Refused, match="parcel_waits_for_driver") as told:
        do(store, operator, lambda s: receive_parcel(s, "YT8831"))
    assert (told.value.params["waybill"], told.value.params["shelf"]) == ("YT8831", row.shelf)
    do(store, operator, lambda s: keep_here(s, row.id))
    with pytest.raises(Refused, match="move_not_allowed"):
        do(store, operator, lambda s: receive_parcel(s, "YT8831"))


def test_the_driver_signs_for_what_he_takes(store: Store, operator: str, chen: str) -> None:
    slip, row = on_shelf(store, operator, chen)
    _, stays = on_shelf(store, operator, chen, "YT8832")
    do(store, operator, lambda s: send_back(s, [row.id], "overdue"))
    assert do(store, operator, print_back_sheet) == 1
    with pytest.raises(Invalid, match="driver_must_sign_back"):
        do(store, operator, lambda s: driver_takes(s, [row.id], driver="老周"))
    with pytest.raises(Refused, match="move_not_allowed"):
        do(store, operator, lambda s: driver_takes(s, [row.id, stays.id], signed=PAPER))
    trip = do(store, operator, lambda s: driver_takes(s, [row.id], driver=" 老周 ", signed=PAPER))
    assert (trip.driver, trip.parcels) == ("老周", 1)
    assert state(store, slip.order_id) == "sent_back"
    with store.read() as s:
        assert [proof.note for proof in evidence_of(s, trip.id)] == ["老周"]
        assert [(one.id, by) for one, _at, by in taken_back(s)] == [(row.id, "老周")]
        steps = [step.kind for step in parcel_history(s, row.id).steps]
        assert steps[-2:] == [Happened.PUT_ASIDE, Happened.WENT_BACK]
        assert [job.paper for job in print_queue.jobs(s.connection())][:1] == ["list_sheet"]
    for again in (lambda s: driver_takes(s, [row.id], signed=PAPER), lambda s: keep_here(s, row.id)):
        with pytest.raises(Refused, match="move_not_allowed"):
            do(store, operator, again)
    with pytest.raises(Refused, match="nothing_goes_back"):
        do(store, operator, print_back_sheet)
    with pytest.raises(Refused, match="nothing_to_send_back"):
        do(store, operator, lambda s: driver_takes(s, [], signed=PAPER))


def test_a_note_says_why_he_did_not_sign(store: Store, operator: str, chen: str) -> None:
    _, row = on_shelf(store, operator, chen)
    do(store, operator, lambda s: send_back(s, [row.id, row.id], "overdue"))
    trip = do(store, operator, lambda s: driver_takes(s, [row.id], note="很急，没签"))
    assert (trip.note, trip.parcels) == ("很急，没签", 1)


def test_what_was_put_aside_stays_until_a_driver_has_it(store: Store, operator: str, chen: str) -> None:
    """However many vans leave meanwhile; and what drivers took is found without looking at the parcels of all years."""
    with time_machine.travel("2026-08-01 02:00+00:00", tick=True):
        _, row = on_shelf(store, operator, chen)
        do(store, operator, lambda s: send_back(s, [row.id], "overdue"))
    with time_machine.travel("2026-11-23 02:00+00:00", tick=True):
        on_shelf(store, operator, chen, "YT8832", van_at=1)
        do(store, operator, lambda s: finish_van(s, 1))
        with store.read() as s:
            assert [one.id for one in parcels_going_back(s)] == [row.id]
        do(store, operator, lambda s: driver_takes(s, [row.id], signed=PAPER))
        asked: list[tuple[str, object]] = []
        with store.read() as s:
            listen = s.connection(), "before_cursor_execute", lambda *told: asked.append(told[2:4])
            event.listen(*listen)
            assert [one.id for one, _at, _by in taken_back(s)] == [row.id]
            event.remove(*listen)
            sql, values = next(one for one in asked if "sent_back_at >" in one[0])
            plan = s.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
        assert any("parcel USING INDEX ix_parcel_sent_back " in step[3] for step in plan)
    with time_machine.travel("2027-02-23 02:00+00:00", tick=True), store.read() as s:
        assert taken_back(s) == []


def test_what_is_not_wanted_is_not_paid_for_with_the_rest(store: Store, operator: str, chen: str) -> None:
    slip = ordered(store, operator, chen, "on_delivery", [POWDER])
    shipped(store, operator, slip.order_id, "W1", due_fen=2990)
    with store.write() as s:
        central_announces(s, slip.order_id, "W2", due_fen=2990)
    one = do(store, operator, lambda s: receive_parcel(s, "W1"))
    two = do(store, operator, lambda s: receive_parcel(s, "W2"))
    do(store, operator, lambda s: send_back(s, [one.id], "refused"))
    with store.read() as s:
        assert parcel_row(s, two.id).due_fen == 2990
    do(store, operator, lambda s: driver_takes(s, [one.id], signed=PAPER))
    assert do(store, operator, lambda s: hand_over(s, two.id, two.pickup_code)).paid_fen == 2990


def test_a_parcel_of_a_refused_order_goes_back_and_stays_aside(store: Store, operator: str, chen: str) -> None:
    slip, row = on_shelf(store, operator, chen)
    do(store, operator, lambda s: send_back(s, [row.id], "overdue"))
    with store.write() as s:
        central_says(s, slip.order_id, "refused", reason="停业")
    with pytest.raises(Refused, match="parcel_goes_back"):
        do(store, operator, lambda s: keep_here(s, row.id))


def test_sent_back_and_came_again_it_is_the_same_order(store: Store, operator: str, chen: str) -> None:
    slip, row = on_shelf(store, operator, chen, pay="on_delivery", due_fen=5980)
    do(store, operator, lambda s: send_back(s, [row.id], "overdue"))
    with pytest.raises(Invalid, match="waybill_known"):
        do(store, operator, lambda s: receive_extra(s, "YT8831", person_id=chen))
    do(store, operator, lambda s: driver_takes(s, [row.id], signed=PAPER))
    again = do(store, operator, lambda s: receive_extra(s, "YT8831", person_id=chen))
    assert (again.id != row.id, again.order_id, again.due_fen) == (True, slip.order_id, 5980)
    assert state(store, slip.order_id) == "arrived"
    with pytest.raises(Invalid, match="waybill_known"):
        do(store, operator, lambda s: receive_extra(s, "YT8831", person_id=chen))
    assert do(store, operator, lambda s: hand_over(s, again.id, again.pickup_code)).paid_fen == 5980
    assert (state(store, slip.order_id), cash_of(store, slip.order_id)) == ("collected", [5980])
    with store.read() as s:
        assert {one.state for one in s.scalars(select(Parcel))} == {"sent_back", "collected"}
        assert len(s.scalars(select(BackTrip)).all()) == 1


def test_what_came_again_after_its_money_went_back_is_only_a_parcel(store: Store, operator: str, chen: str) -> None:
    slip, row = on_shelf(store, operator, chen)
    do(store, operator, lambda s: send_back(s, [row.id], "refused"))
    do(store, operator, lambda s: driver_takes(s, [row.id], signed=PAPER))
    with store.write() as s:
        central_says(s, slip.order_id, "sent_back", refund_fen=5980)
    again = do(store, operator, lambda s: receive_extra(s, "YT8831", person_id=chen))
    assert (again.order_id, state(store, slip.order_id)) == ("", "sent_back")


def test_a_number_comes_again_only_after_it_ended(store: Store, operator: str, chen: str) -> None:
    with time_machine.travel("2026-08-01 02:00+00:00", tick=True):
        _, row = on_shelf(store, operator, chen)
        do(store, operator, lambda s: hand_over(s, row.id, row.pickup_code))
        with pytest.raises(Invalid, match="waybill_collected"):
            do(store, operator, lambda s: receive_extra(s, "YT8831", name="吴阿婆"))
    with time_machine.travel("2026-11-23 02:00+00:00", tick=True):
        other = do(store, operator, lambda s: receive_extra(s, "YT8831", name="吴阿婆"))
        assert (other.name, other.order_id) == ("吴阿婆", "")
        slip = ordered(store, operator, chen, basket=[POWDER])
        lost = shipped(store, operator, slip.order_id, "W9", van_at=5)
        do(store, operator, lambda s: finish_van(s, 5, signed=PAPER))
        with store.write() as s:
            central_loses(s, lost)
        with pytest.raises(AppError, match="parcel_lost"):
            do(store, operator, lambda s: receive_extra(s, "W9", name="吴阿婆"))
