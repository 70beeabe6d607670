"""The cash book: no gaps, nothing edited, money of orders only goes back with the order."""

import pytest
import time_machine

from tests.store.orders_room import ordered, villager
from villagedesk.errors import Invalid, NotFound, Refused
from villagedesk.store import Store, events
from villagedesk.store.cash import entries_of_day, entries_of_order, note_cash, reverse_entry
from villagedesk.store.orders import cancel_order


def write(store: Store, operator: str, kind: str, fen: int, note: str = "") -> str:
    with store.write(by=operator) as s:
        return note_cash(s, kind, fen, note)


def test_entries_are_numbered_without_gaps_in_each_drawer(store: Store, operator: str) -> None:
    chen = villager(store, operator)
    with time_machine.travel("2026-11-23 09:00+00:00", tick=True):
        write(store, operator, "opening", 20000)
        slip = ordered(store, operator, chen)
        with pytest.raises(Invalid):
            write(store, operator, "paid_out", 100, "")
        with store.write(by=operator) as s:
            cancel_order(s, slip.order_id)
        with store.transaction() as connection:
            events.put_meta(connection, "device_number", "2")
        write(store, operator, "paid_in", 300, "卖纸箱")
        with store.read() as r:
            rows = entries_of_day(r, "2026-11-23")
    assert sorted(row.number for row in rows) == ["1-0001", "1-0002", "1-0003", "2-0001"]
    assert {row.number: row.operator for row in rows}["1-0001"] == "王秀兰"
    paid = next(row for row in rows if row.number == "1-0002")
    assert (paid.order_number, paid.person, paid.amount_fen, paid.reversed, paid.waiting) == (
        slip.number,
        "陈桂花",
        26280,
        True,
        True,
    )


def test_what_was_written_by_hand_is_taken_back_once(store: Store, operator: str) -> None:
    with time_machine.travel("2026-11-23 09:00+00:00", tick=True):
        wrong = write(store, operator, "paid_out", 700, "买胶带")
        with store.write(by=operator) as s:
            back = reverse_entry(s, wrong)
        with store.read() as r:
            rows = {row.id: row for row in entries_of_day(r, "2026-11-23")}
    assert (rows[wrong].reversed, rows[wrong].may_reverse) == (True, False)
    assert (rows[back].amount_fen, rows[back].reverses, rows[back].may_reverse) == (700, "1-0001", False)
    with pytest.raises(Refused, match="cash_reversed_already"), store.write(by=operator) as s:
        reverse_entry(s, wrong)
    with pytest.raises(Refused, match="cash_is_reversal"), store.write(by=operator) as s:
        reverse_entry(s, back)
    with pytest.raises(NotFound), store.write(by=operator) as s:
        reverse_entry(s, "0" * 32)


def test_money_of_an_order_only_goes_back_with_the_order(store: Store, operator: str) -> None:
    slip = ordered(store, operator, villager(store, operator))
    with store.read() as r:
        entry = entries_of_order(r, slip.order_id)[0]
    assert not entry.may_reverse
    with pytest.raises(Refused, match="cash_of_order"), store.write(by=operator) as s:
        reverse_entry(s, entry.id)


def test_yesterdays_entries_are_yesterdays(store: Store, operator: str) -> None:
    with time_machine.travel("2026-11-22 09:00+00:00", tick=False):
        write(store, operator, "opening", 100)
    with store.read() as r:
        assert [row.amount_fen for row in entries_of_day(r, "2026-11-22")] == [100]
        assert entries_of_day(r, "2026-11-23") == []


def test_unknown_kinds_are_our_bug(store: Store, operator: str) -> None:
    with pytest.raises(KeyError), store.write(by=operator) as s:
        note_cash(s, "order_paid", 100, "x")
