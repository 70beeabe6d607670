"""The cash page: what is written by hand, taken back after two presses, and no sum anywhere."""

import time_machine
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from tests.desktop.counter import open_window, press, type_in
from tests.store.orders_room import ordered, villager
from villagedesk import clock
from villagedesk.store.cash import entries_of_day, note_cash


def today(store):
    with store.read() as s:
        return entries_of_day(s, clock.today())


def test_money_is_written_down_by_keys(window, store, said):
    window.go("cash")
    page = window.page()
    assert page.empty.isVisible()
    type_in(window, "200")
    press(window, Qt.Key.Key_F10)
    assert [(row.kind, row.amount_fen) for row in today(store)] == [("opening", 20000)]
    assert said[-1] == ("good", "Written down.")
    assert page.table.isVisible()
    assert page.amount.text() == ""


def test_what_is_wrong_is_told_at_its_field_and_stays(window, store):
    window.go("cash")
    page = window.page()
    page.kind.button("paid_out").click()
    type_in(window, "-5")
    press(window, Qt.Key.Key_F10)
    assert page.amount.error()
    page.amount.set_text("15")
    press(window, Qt.Key.Key_F10)
    assert page.note.error()
    assert page.amount.text() == "15"
    page.note.set_text("买胶带")
    press(window, Qt.Key.Key_F10)
    assert [row.amount_fen for row in today(store)] == [-1500]


def test_an_entry_is_taken_back_after_two_presses(window, store, operator):
    with store.write(by=operator) as s:
        note_cash(s, "paid_in", 500, "卖纸箱")
    window.go("cash")
    page = window.page()
    page.reverse.click()
    press(window, Qt.Key.Key_Escape)
    assert len(today(store)) == 1
    page.reverse.click()
    page.reverse.click()
    assert [row.amount_fen for row in today(store)] == [-500, 500]
    assert not page.reverse.isVisible()


def test_money_of_an_order_leads_to_the_order(window, store, operator):
    slip = ordered(store, operator, villager(store, operator))
    window.go("cash")
    page = window.page()
    assert not page.reverse.isVisible()
    assert page.order.text() == f"Order {slip.number}  Ctrl+O"
    page.order.click()
    assert window.place() == "order"


def test_no_sum_is_shown(window, store, operator):
    person = villager(store, operator)
    ordered(store, operator, person)
    with store.write(by=operator) as s:
        note_cash(s, "opening", 10000)
    window.go("cash")
    shown = " ".join(label.text() for label in window.page().findChildren(QLabel))
    assert "362.80" not in shown


def test_other_days_can_be_looked_at(desk, store, operator, qtbot):
    with time_machine.travel("2026-11-22 09:00+00:00", tick=False), store.write(by=operator) as s:
        note_cash(s, "opening", 100)
    with time_machine.travel("2026-11-23 09:00+00:00", tick=True):
        window = open_window(desk, qtbot)
        window.go("cash")
        page = window.page()
        assert not page.after.isVisible()
        page.before.click()
        assert len(page.table.rows_model.rows) == 1
        page.after.click()
        assert page.empty.isVisible()
        page.on_day(1)  # tomorrow has no entries yet
        assert page.day == "2026-11-23"
