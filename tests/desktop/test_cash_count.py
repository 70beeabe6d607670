"""Counting by keys: the morning, the blind evening, a difference, every witness, and a power cut in between."""

import pytest
import time_machine
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from sqlmodel import select

from tests.desktop.counter import open_window, press, settle, type_in
from tests.desktop.test_screens import fits
from tests.store.orders_room import ordered, villager
from tests.store.test_witnesses import code_by_phone, enrolled
from villagedesk.desktop import theme
from villagedesk.domain.cash import CashEntry
from villagedesk.store.cash import note_cash
from villagedesk.store.cash_days import Seen, cash_days, close_day, count_day, drawer_now, open_day
from villagedesk.store.drafts import load_draft
from villagedesk.store.operators import add_operator
from villagedesk.store.print_queue import jobs


def days(store):
    with store.read() as s:
        return cash_days(s)


def do(store, operator, function, *args, **more):
    with store.write(by=operator) as s:
        return function(s, *args, **more)


def shown(window):
    return " ".join(label.text() for label in window.page().findChildren(QLabel) if label.isVisible())


def test_the_morning_by_keys(window, store, said):
    window.go("cash")
    press(window, Qt.Key.Key_F9)
    assert window.place() == "cash_count"
    type_in(window, "1")
    press(window, Qt.Key.Key_Return)
    type_in(window, "2+3")
    assert window.page().grid.total.text() == "¥350.00"
    press(window, Qt.Key.Key_F10)
    (day,) = days(store)
    assert (day.state, dict(day.opening_count), day.opening_fen) == ("open", {"10000": 1, "5000": 5}, 35_000)
    assert window.place() == "cash"
    assert said[-1] == ("good", "The day is open.")


def test_the_evening_is_blind_until_it_is_counted(window, store, operator):
    do(store, operator, open_day, {"10000": 1})
    ordered(store, operator, villager(store, operator))  # ¥262.80
    window.go("cash_count")
    assert "362.80" not in shown(window)
    page = window.page()
    page.grid.set_count({"10000": 3, "1000": 6, "100": 2, "50": 1, "10": 3})
    press(window, Qt.Key.Key_F10)
    assert "362.80" in shown(window)
    assert "It fits to the fen" in shown(window)
    assert not page.compared.why.isVisible()


def test_a_full_drawer_is_counted_without_scrolling_in_english_too(window, qtbot, qapp):
    theme.apply(qapp, 100)
    window.go("cash_count")
    page = window.page()
    page.grid.set_count({"10000": 124, "5000": 30, "2000": 400, "1000": 12, "500": 3, "100": 44, "50": 12, "100c": 55})
    fits(window, qtbot)


@pytest.mark.parametrize("reason", ["", "找错钱"])
def test_a_difference_without_a_witness_is_closed_to_be_checked(window, store, operator, said, reason):
    do(store, operator, open_day, {"10000": 1})
    window.go("cash_count")
    page = window.page()
    type_in(window, "0")
    page.grid.fields["5000"].setText("1")
    press(window, Qt.Key.Key_F10)
    assert "¥50.00 short" in shown(window)
    if reason:
        type_in(window, reason)
    page.compared.witness.choice.button("").click()
    press(window, Qt.Key.Key_F10)
    (day,) = days(store)
    assert (day.state, day.reason, day.difference_fen) == ("to_check", reason, -5_000)
    assert said[-1][0] == "wait"
    with store.read() as s:
        assert [job.paper for job in jobs(s.connection())] == ["day_sheet"]


@pytest.mark.parametrize(
    ("answer", "note", "state"), [("yes", "", "closed"), ("no", "少一笔", "to_check"), (None, "", "to_check")]
)
def test_what_was_paid_by_code_is_looked_for_on_the_phone(window, store, operator, qtbot, answer, note, state):
    chen = villager(store, operator)
    do(store, operator, open_day, {"10000": 1})
    ordered(store, operator, chen, "code")
    window.go("cash_count")
    page = window.page()
    assert "262.80" not in shown(window)
    page.grid.set_count({"10000": 1})
    press(window, Qt.Key.Key_F10)
    assert "¥262.80 was paid by code" in shown(window)
    assert not page.compared.code_note.isVisible()
    if answer is not None:
        page.compared.arrived.button(answer).click()
    if note:
        page.compared.code_note.set_text(note)
    do(store, operator, close_day, days(store)[0].id, seen=Seen("villager", chen), code=page.compared.code())
    (day,) = days(store)
    assert (day.state, day.code_fen, day.code_arrived, day.code_note) == (state, 26_280, answer or "", note)


def test_a_day_without_any_code_asks_nothing_about_it(window, store, operator):
    do(store, operator, open_day, {"10000": 1})
    window.go("cash_count")
    window.page().grid.set_count({"10000": 1})
    press(window, Qt.Key.Key_F10)
    assert not window.page().compared.arrived.isVisible()


def test_a_second_person_types_the_own_pin(window, store, operator):
    do(store, operator, add_operator, "李建军", "operator", "5820")
    window.go("cash_count", close=True)
    press(window, Qt.Key.Key_F10)
    page = window.page()
    witness = page.compared.witness
    assert witness.operator()
    witness.pin.focus()
    type_in(window, "1111")
    press(window, Qt.Key.Key_Return)
    assert "PIN is not right" in witness.pin.error()
    witness.pin.set_text("5820")
    witness.pin.focus()
    press(window, Qt.Key.Key_Return)
    (day,) = days(store)
    assert (day.state, day.witness_name) == ("closed", "李建军")


def test_a_villager_signs(window, store, operator, qtbot):
    villager(store, operator)
    window.go("cash_count", close=True)
    press(window, Qt.Key.Key_F10)
    page = window.page()
    witness = page.compared.witness
    assert witness.kind() == "villager"
    press(window, Qt.Key.Key_F10)  # nobody was chosen yet
    assert days(store)[0].state == "open"
    type_in(window, "chen")
    settle(qtbot, lambda: bool(witness.villagers.list.rows()))
    press(window, Qt.Key.Key_Return)
    press(window, Qt.Key.Key_F10)
    assert "sign" in witness.signature.line.text()
    field = witness.signature.field
    QTest.mousePress(field, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    QTest.mouseMove(field, QPoint(90, 50))
    QTest.mouseRelease(field, Qt.MouseButton.LeftButton, pos=QPoint(120, 30))
    press(window, Qt.Key.Key_F10)
    (day,) = days(store)
    assert (day.state, day.witness, day.witness_name) == ("closed", "villager", "陈桂花")


def test_the_county_says_eight_digits_by_phone(window, store, operator):
    key = enrolled(store)
    day = do(store, operator, count_day, {"1000": 3})
    window.go("cash_count")
    witness = window.page().compared.witness
    witness.choice.button("county_code").click()
    assert "¥30.00" in witness.line.text()
    type_in(window, "1234")
    press(window, Qt.Key.Key_Return)
    assert "8 digits" in witness.code.error()
    witness.code.set_text(code_by_phone(key, day))
    press(window, Qt.Key.Key_Return)
    assert (days(store)[0].state, days(store)[0].witness) == ("to_check", "county_code"), "¥30 more have no reason"


def test_what_differs_in_the_morning_is_asked(window, store, operator):
    do(store, operator, open_day, {"10000": 1})
    window.go("cash_count")
    type_in(window, "1")
    press(window, Qt.Key.Key_F10)
    window.page().compared.witness.choice.button("").click()
    press(window, Qt.Key.Key_F10)
    window.go("cash_count")
    press(window, Qt.Key.Key_F7)
    assert window.page().grid.count()["10000"] == 1
    window.page().grid.fields["1000"].setText("2")
    window.page().go_on.click()
    assert "¥20.00 more than at the last closing" in shown(window)
    press(window, Qt.Key.Key_Escape)  # the banner goes first
    press(window, Qt.Key.Key_Escape)
    assert "more than" not in shown(window)
    press(window, Qt.Key.Key_F10)
    press(window, Qt.Key.Key_F10)
    with store.read() as s:
        assert drawer_now(s).day is not None
    assert days(store)[0].entries == 1


def test_money_that_moves_after_the_difference_was_told_is_no_part_of_it(window, store, operator, said):
    """An order was paid between the count and the answer: nobody is short by it, the new difference is told first."""
    do(store, operator, open_day, {"10000": 1})
    window.go("cash_count")
    type_in(window, "1")
    press(window, Qt.Key.Key_F10)
    window.page().compared.witness.choice.button("").click()
    press(window, Qt.Key.Key_F10)
    window.go("cash_count")
    page = window.page()
    page.grid.set_count({"10000": 1, "1000": 2})
    page.go_on.click()
    assert "¥20.00 more" in shown(window)
    do(store, operator, note_cash, "paid_in", 500, "eggs")
    press(window, Qt.Key.Key_F10)
    assert said[-1][1].startswith("Money was booked after the drawer was counted")
    assert days(store)[0].state != "open"
    assert (page.grid.count()["10000"], page.grid.count()["1000"]) == (1, 2), "nothing typed is lost"
    press(window, Qt.Key.Key_Escape)
    page.go_on.click()
    assert "¥15.00 more" in shown(window)
    press(window, Qt.Key.Key_F10)
    with store.read() as s:
        found = [entry.amount_fen for entry in s.scalars(select(CashEntry).order_by(CashEntry.number))]
    assert found[-2:] == [500, 1500]


def test_what_was_typed_survives_and_a_wrong_line_is_marked(window, store, operator, qtbot):
    do(store, operator, open_day, {})
    window.go("cash_count")
    page = window.page()
    type_in(window, "12x")
    press(window, Qt.Key.Key_F10)
    assert "whole number" in page.grid.error.text()
    assert page.grid.fields["10000"].property("wrong")
    window.go("today")
    page.draft.flush()
    with store.read() as s:
        assert load_draft(s.connection(), "cash_count", "count") == {"10000": "12x"}
    page.grid.set_count({})
    window.go("cash_count")
    assert page.grid.fields["10000"].text() == "12x"


def test_yesterday_is_closed_first_or_passed_over(desk, store, operator, qtbot):
    with time_machine.travel("2026-11-26 02:00+00:00", tick=True):
        do(store, operator, open_day, {"10000": 1})
    with time_machine.travel("2026-11-27 02:00+00:00", tick=True):
        window = open_window(desk, qtbot)
        window.go("cash_count")
        page = window.page()
        assert "was not closed" in shown(window)
        page.pass_over.click()
        page.pass_over.click()
        assert days(store)[0].state == "to_check"
        assert page.step == "opening"
        assert "Open the day" in page.go_on.text()


def test_counted_again_is_kept(window, store, operator):
    do(store, operator, open_day, {})
    do(store, operator, note_cash, "paid_in", 1_000, "卖纸箱")
    window.go("cash_count")
    press(window, Qt.Key.Key_F10)
    press(window, Qt.Key.Key_F8)
    window.page().grid.fields["1000"].setText("1")
    press(window, Qt.Key.Key_F10)
    assert "Counted 2 times" in shown(window)
