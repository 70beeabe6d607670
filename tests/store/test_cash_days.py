"""The drawer's day: opened by a count, closed blind, carried over; never an edit, never an order held up."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.store.orders_room import POWDER, central_says, ordered, villager
from tests.store.returns_room import central_refunds, collected
from villagedesk import clock
from villagedesk.domain.cash_count import count_fen
from villagedesk.domain.cash_papers import DaySheet
from villagedesk.errors import Invalid, Refused
from villagedesk.store import Store, events, print_queue
from villagedesk.store.bills import pay_in_bill, take_bill
from villagedesk.store.cash import entries_of_day, move_money, note_cash
from villagedesk.store.cash_days import (
    NOBODY,
    CodeLook,
    DayRow,
    Drawer,
    Seen,
    cash_days,
    close_day,
    count_day,
    drawer_days,
    drawer_now,
    open_day,
    opening_difference,
    pass_over_day,
)
from villagedesk.store.commission import earned_today
from villagedesk.store.day_sheets import print_day_sheet
from villagedesk.store.deposits import bank_deposit, pack_deposit
from villagedesk.store.moments import note_central_time
from villagedesk.store.operators import add_operator
from villagedesk.store.orders import cancel_order, pay_back

WITNESSED = Seen("villager", "p1", "ab" * 32)


def do(store: Store, operator: str, function, *args, **more):  # type: ignore[no-untyped-def]
    with store.write(by=operator) as s:
        return function(s, *args, **more)


def drawer(store: Store) -> Drawer:
    with store.read() as s:
        return drawer_now(s)


def days(store: Store) -> tuple[str | None, str | None]:
    with store.read() as s:
        return drawer_days(s)


def counted_as(fen: int) -> dict[str, int]:
    """Some pieces that are worth so much."""
    pieces: dict[str, int] = {}
    for value in (10_000, 1_000, 100, 10):
        pieces[str(value)], fen = divmod(fen, value)
    assert fen == 0
    return pieces


def close(store: Store, operator: str, fen: int, reason: str = "", seen: Seen = WITNESSED) -> DayRow:
    day = do(store, operator, count_day, counted_as(fen))
    return do(store, operator, close_day, day.id, reason=reason, seen=seen)


def test_a_day_is_counted_sold_and_closed(store: Store, operator: str) -> None:
    chen = villager(store, operator)
    do(store, operator, open_day, {"10000": 1, "1000": 5, "100c": 20})
    now = drawer(store)
    assert now.day is not None
    assert (now.day.expected_fen, now.day.counted_fen) == (None, None), "the count is blind"
    ordered(store, operator, chen)  # ¥262.80
    do(store, operator, note_cash, "paid_out", 1_500, "买胶带")
    counted = do(store, operator, count_day, counted_as(17_000 + 26_280 - 1_500))
    assert (counted.expected_fen, counted.difference_fen, counted.entries) == (41_780, 0, 2)
    closed = do(store, operator, close_day, counted.id, seen=WITNESSED)
    assert (closed.state, closed.closed_by, closed.counted_fen) == ("closed", "王秀兰", 41_780)
    with pytest.raises(Refused, match="move_not_allowed"):
        do(store, operator, close_day, counted.id)


def test_what_is_missing_is_named_in_the_book_and_the_next_day_begins_with_what_was_counted(
    store: Store, operator: str
) -> None:
    do(store, operator, open_day, counted_as(10_000))
    do(store, operator, note_cash, "paid_in", 500, "卖纸箱")
    closed = close(store, operator, 10_300, "找错钱")
    assert (closed.state, closed.difference_fen, closed.reason) == ("closed", -200, "找错钱")
    with store.read() as s:
        newest = entries_of_day(s, closed.day)[0]
    assert (newest.kind, newest.amount_fen, newest.note, newest.may_reverse) == ("difference", -200, "找错钱", False)
    now = drawer(store)
    assert now.day is None
    assert (now.since, count_fen(now.carried)) == (0, 10_300)
    do(store, operator, open_day, now.carried)
    assert close(store, operator, 10_300).difference_fen == 0


@pytest.mark.parametrize(
    ("fen", "reason", "seen"), [(10_000, "", NOBODY), (9_900, "", WITNESSED), (10_100, "多收了", NOBODY)]
)
def test_without_a_witness_or_a_reason_it_closes_to_be_checked(
    store: Store, operator: str, fen: int, reason: str, seen: Seen
) -> None:
    do(store, operator, open_day, counted_as(10_000))
    assert close(store, operator, fen, reason, seen).state == "to_check"
    assert drawer(store).day is None


def test_oneself_is_no_second_person(store: Store, operator: str) -> None:
    day = do(store, operator, count_day, {})
    with pytest.raises(Refused, match="witness_is_you"):
        do(store, operator, close_day, day.id, seen=Seen("second_person", operator))
    other = do(store, operator, add_operator, "李建军", "operator", "5820")
    assert do(store, operator, close_day, day.id, seen=Seen("second_person", other.id)).witness_name == "李建军"


def test_a_day_without_sales_and_without_opening_closes_too(store: Store, operator: str) -> None:
    closed = close(store, operator, 0)
    assert (closed.state, closed.entries, closed.expected_fen) == ("closed", 0, 0)
    again = close(store, operator, 0)
    assert (again.state, again.entries) == ("closed", 0)


def test_what_comes_behind_the_count_belongs_to_the_next_day(store: Store, operator: str) -> None:
    chen = villager(store, operator)
    do(store, operator, open_day, counted_as(5_000))
    counted = do(store, operator, count_day, counted_as(4_000))
    slip = ordered(store, operator, chen)  # a villager came while the drawer was being counted
    closed = do(store, operator, close_day, counted.id, reason="少一张", seen=WITNESSED)
    assert (closed.expected_fen, closed.counted_fen, closed.entries) == (5_000, 4_000, 0)
    now = drawer(store)
    assert now.carried == {}, "the pieces of the closing count are no longer what lies there"
    with store.read() as s:
        assert opening_difference(s, counted_as(4_000 + 26_280)) == 0
    do(store, operator, open_day, counted_as(4_000 + 26_280))
    do(store, operator, cancel_order, slip.order_id)
    assert close(store, operator, 4_000).difference_fen == 0


@pytest.mark.parametrize(
    ("kind", "fen", "booked"),
    [
        ("opening", 12_000, "opening"),
        ("paid_out", 8_000, "paid_out"),
        ("difference", 8_000, "difference"),
        ("paid_out", 12_000, "difference"),
        ("opening", 8_000, "difference"),
    ],
)
def test_what_differs_in_the_morning_becomes_an_entry(
    store: Store, operator: str, kind: str, fen: int, booked: str
) -> None:
    do(store, operator, open_day, counted_as(10_000))
    close(store, operator, 10_000)
    do(store, operator, open_day, counted_as(fen), kind=kind, note="早上")
    with store.read() as s:
        entry = entries_of_day(s, drawer_now(s).today)[0]
    assert (entry.kind, entry.amount_fen, entry.note) == (booked, fen - 10_000, "早上")
    assert close(store, operator, fen).difference_fen == 0


def test_it_may_be_counted_again_and_that_is_kept(store: Store, operator: str) -> None:
    do(store, operator, open_day, counted_as(10_000))
    do(store, operator, count_day, counted_as(9_000))
    do(store, operator, note_cash, "paid_in", 100, "卖纸箱")
    counted = do(store, operator, count_day, counted_as(10_100))
    assert (counted.counts, counted.difference_fen, counted.entries) == (2, 0, 1)


def test_a_day_that_nobody_closed_is_closed_first_or_passed_over(store: Store, operator: str) -> None:
    with time_machine.travel("2026-11-26 01:00+00:00", tick=True):
        do(store, operator, open_day, counted_as(10_000))
        do(store, operator, note_cash, "paid_in", 500, "卖纸箱")
    with time_machine.travel("2026-11-27 01:00+00:00", tick=True):
        assert drawer(store).stale
        assert days(store) == ("2026-11-26", None)
        ordered(store, operator, villager(store, operator))  # an order is never held up by it
        with pytest.raises(Refused, match="cash_day_open"):
            do(store, operator, open_day, counted_as(10))
        passed = do(store, operator, pass_over_day)
        assert (passed.state, passed.counted_fen, passed.expected_fen) == ("to_check", None, 10_500 + 26_280)
        assert passed.difference_fen == 0
        do(store, operator, open_day, counted_as(10_500 + 26_280))
        assert days(store) == ("2026-11-27", "2026-11-26")
        assert close(store, operator, 36_780).difference_fen == 0
        assert days(store) == (None, "2026-11-27")
    with pytest.raises(Refused, match="cash_day_none"):
        do(store, operator, pass_over_day)


def test_a_clock_that_was_set_back_mixes_nothing(store: Store, operator: str) -> None:
    with time_machine.travel("2026-11-26 01:00+00:00", tick=True):
        do(store, operator, open_day, counted_as(10_000))
        do(store, operator, note_cash, "paid_in", 500, "卖纸箱")
        close(store, operator, 10_500)
    with time_machine.travel("2020-01-01 01:00+00:00", tick=True):
        do(store, operator, open_day, counted_as(10_500))
        do(store, operator, note_cash, "paid_in", 300, "卖纸箱")
        assert close(store, operator, 10_800).difference_fen == 0


def test_two_computers_have_a_drawer_each(store: Store, operator: str) -> None:
    do(store, operator, open_day, counted_as(10_000))
    with store.transaction() as connection:
        events.put_meta(connection, "device_number", "2")
    assert drawer(store).day is None
    do(store, operator, open_day, counted_as(2_000))
    do(store, operator, note_cash, "paid_in", 700, "卖纸箱")
    assert close(store, operator, 2_700).difference_fen == 0
    with store.transaction() as connection:
        events.put_meta(connection, "device_number", "1")
    assert close(store, operator, 10_000).difference_fen == 0
    with store.read() as s:
        assert sorted((day.drawer, day.counted_fen) for day in cash_days(s)) == [(1, 10_000), (2, 2_700)]


def test_what_is_not_right_is_told_and_nothing_is_written(store: Store, operator: str) -> None:
    with pytest.raises(Invalid) as caught:
        do(store, operator, open_day, {"100": -1})
    assert caught.value.field == "100"
    do(store, operator, open_day, {})
    day = do(store, operator, count_day, {})
    with pytest.raises(Invalid, match="too_long"):
        do(store, operator, close_day, day.id, reason="x" * 61)
    assert drawer(store).day is not None


def test_a_day_is_counted_before_it_is_closed(store: Store, operator: str) -> None:
    id_ = do(store, operator, open_day, {})
    with pytest.raises(Refused, match="cash_day_not_counted"):
        do(store, operator, close_day, id_)


def test_what_is_paid_by_code_never_lies_in_the_drawer(store: Store, operator: str) -> None:
    person = villager(store, operator)
    do(store, operator, open_day, counted_as(20_000))
    by_code = ordered(store, operator, person, "code")
    kept = ordered(store, operator, person, "code")
    with store.read() as s:
        found = {(entry.account, entry.amount_fen) for entry in entries_of_day(s, clock.today()) if entry.order_id}
    assert found == {("code", by_code.total_fen)}
    moved = do(store, operator, cancel_order, by_code.order_id)
    assert (moved.fen, moved.phone_fen) == (-by_code.total_fen, -by_code.total_fen)
    closed = close(store, operator, 20_000)
    assert (closed.expected_fen, closed.difference_fen) == (20_000, 0)
    with store.read() as s:
        codes = [entry.amount_fen for entry in entries_of_day(s, clock.today()) if entry.account == "code"]
    assert sum(codes) == kept.total_fen
    do(store, operator, print_day_sheet, closed.id)
    with store.read() as s:
        paper = print_queue.paper_of(s.connection(), print_queue.jobs(s.connection())[0].id)
    assert paper.code_fen == kept.total_fen  # type: ignore[union-attr]


@pytest.mark.parametrize(("arrived", "state"), [("yes", "closed"), ("no", "to_check"), ("", "to_check")])
def test_what_was_paid_by_code_has_to_have_arrived(store: Store, operator: str, arrived: str, state: str) -> None:
    chen = villager(store, operator)
    do(store, operator, open_day, counted_as(10_000))
    ordered(store, operator, chen, "code")
    bill = do(store, operator, take_bill, "phone", "13900006721", 5_000, by_code=True)
    do(store, operator, pay_in_bill, bill.id, "1", "code")  # laid out of it: it had arrived all the same
    do(store, operator, move_money, "code_to_float", 1_000, "T-1")
    day = do(store, operator, count_day, counted_as(10_000))
    assert (day.code_fen, day.difference_fen) == (26_280 + bill.sum_fen, 0)
    look = CodeLook(arrived, "少一笔")
    day = do(store, operator, close_day, day.id, seen=WITNESSED, code=look)
    assert (day.state, day.code_arrived, day.code_note) == (state, arrived, "少一笔")
    do(store, operator, print_day_sheet, day.id)
    with store.read() as s:
        paper = print_queue.paper_of(s.connection(), print_queue.jobs(s.connection())[0].id)
    assert (paper.code_fen, paper.code_arrived, paper.code_note) == (day.code_fen, arrived, "少一笔")


def test_the_day_of_another_computers_drawer_is_closed_there(store: Store, operator: str) -> None:
    do(store, operator, open_day, counted_as(20_000))
    day = do(store, operator, count_day, counted_as(20_000))
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE cash_day SET drawer = 2 WHERE id = ?", (day.id,))
    with pytest.raises(Refused, match="cash_day_of_other_drawer"):
        do(store, operator, close_day, day.id, seen=WITNESSED)


def sheet(store: Store, operator: str, day_id: str) -> DaySheet:
    job = do(store, operator, print_day_sheet, day_id)
    with store.read() as s:
        paper = print_queue.paper_of(s.connection(), job)
    assert isinstance(paper, DaySheet)
    return paper


def figures(paper: DaySheet) -> tuple[object, ...]:
    found = paper.due_fen, paper.owed_fen, paper.float_used_fen, paper.earned_fen, paper.earned_back_fen
    return (*found, [bag for bag, _fen in paper.bags])


def test_a_reprint_says_what_stood_open_when_the_day_was_closed(store: Store, operator: str) -> None:
    chen = villager(store, operator)
    with time_machine.travel(datetime(2026, 11, 10, 8, tzinfo=UTC), tick=True):
        do(store, operator, open_day, counted_as(20_000))
        paid = collected(store, operator, chen)
        later = ordered(store, operator, chen, "on_delivery", [POWDER])
        with store.write() as s:
            central_says(s, paid, "collected", placed_at=clock.now_ms())
            central_refunds(s, paid, 2_990)
        with store.write(by=operator) as s:
            bag = pack_deposit(s, "HX-1", {"10000": 1})
        earned = do(store, operator, earned_today).fen
        day = close(store, operator, 20_000 + 26_280 - 10_000)
        first = figures(sheet(store, operator, day.id))
    assert earned > 0
    assert first == (later.total_fen, 2_990, 26_280, earned, 0, ["HX-1"])
    with time_machine.travel(datetime(2026, 11, 11, 8, tzinfo=UTC), tick=True):
        do(store, operator, pay_back, paid)
        do(store, operator, cancel_order, later.order_id)
        do(store, operator, bank_deposit, bag, "8820")
        assert figures(sheet(store, operator, day.id)) == first
        next_day = close(store, operator, 20_000 + 26_280 - 10_000 - 2_990)
        assert figures(sheet(store, operator, next_day.id)) == (0, 0, 0, 0, 0, [])


def test_what_central_did_after_its_last_word_belongs_to_the_next_day(store: Store, operator: str) -> None:
    """The line was gone in the evening: what was placed before it went, and what was placed after, counts once."""
    chen = villager(store, operator)
    evening = datetime(2026, 11, 10, 10, tzinfo=UTC)
    with time_machine.travel(evening, tick=True):
        one, other = (ordered(store, operator, chen, "cash", [POWDER]).order_id for _ in range(2))
        with store.transaction() as connection:
            note_central_time(connection, clock.now_ms())
        with store.write() as s:
            central_says(s, one, "placed", placed_at=clock.now_ms() - 60_000)
    with time_machine.travel(evening + timedelta(hours=2), tick=True):
        day = close(store, operator, 2 * 5_980)
        assert sheet(store, operator, day.id).float_used_fen == 5_980
    with time_machine.travel(evening + timedelta(hours=3), tick=True), store.transaction() as connection:
        note_central_time(connection, clock.now_ms())
    with time_machine.travel(evening + timedelta(hours=20), tick=True):
        with store.write() as s:  # an hour before the closing, and heard of only now
            central_says(s, other, "placed", placed_at=int((evening + timedelta(hours=1)).timestamp() * 1000))
        day = close(store, operator, 2 * 5_980)
        assert sheet(store, operator, day.id).float_used_fen == 5_980


def test_a_day_that_was_closed_before_figures_were_kept_says_none(store: Store, operator: str) -> None:
    day = close(store, operator, 0)
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE cash_day SET at_closing = '' WHERE id = ?", (day.id,))
    assert figures(sheet(store, operator, day.id)) == (None, None, None, None, 0, [])
