"""The commission page: a month's lines and sums, whether it equals what is recomputed, paper and file."""

import csv

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from tests.desktop.counter import press
from tests.store.orders_room import villager
from tests.store.test_commission import NOV_23, central_pays, central_refunds, handed_over
from villagedesk.desktop.commission.today import figures
from villagedesk.store import print_queue


@pytest.fixture(autouse=True)
def _a_day():
    with time_machine.travel(NOV_23, tick=True):
        yield


@pytest.fixture
def earned(store, operator):
    """Two orders handed over; the older one."""
    chen = villager(store, operator)
    order_id = handed_over(store, operator, chen, "YT1")
    handed_over(store, operator, chen, "YT2")
    with store.write() as s:
        central_pays(s, "2026-11", 1500)
    return order_id


def shown(page):
    return {label: value for label, value, _tone in page.strip.figures()}


def test_the_month_with_its_sums_and_the_good_check(window, earned):
    window.go("commission")
    page = window.page()
    assert shown(page) == {
        "Earned": "¥15.76",
        "Taken back by refunds": "¥0.00",
        "Paid": "¥15.00",
        "Still to come": "¥0.76",
        "Earned today": "¥15.76",
    }
    assert page.table.rows_model.rowCount() == 2
    assert page.check_title.text() == "Recomputed: equal to the fen"
    assert "2 orders and 0 refunds come to ¥15.76" in page.check_words.text()
    assert "B-77" in page.paid.text()
    press(window, Qt.Key.Key_Return)
    assert window.place() == "order"


def test_what_does_not_fit_is_named(window, store, earned):
    with store.write() as s:
        central_refunds(s, earned, 3500)
    window.go("commission")
    page = window.page()
    assert page.check_title.text() == "1 order does not fit"
    assert "1123-101: the statement says ¥7.88, recomputed ¥6.83" in page.check_words.text()


def test_other_months_are_empty_and_say_so(window, earned):
    window.go("commission")
    page = window.page()
    assert not page.after.isVisible()
    page.before.click()
    assert page.header.title() == "Commission"
    assert page.empty.isVisible()
    assert not page.table.isVisible()
    assert page.after.isVisible()
    assert not page.print.isEnabled()
    page.after.click()
    assert page.table.isVisible()


def test_the_statement_goes_to_paper(window, store, earned, said):
    window.go("commission")
    press(window, Qt.Key.Key_F10)
    assert said[-1] == ("good", "The statement is in the print queue.")
    with store.read() as s:
        assert print_queue.jobs(s.connection())[0].paper == "list_sheet"


def test_and_to_a_file(window, earned, said, tmp_path, monkeypatch):
    window.go("commission")
    file = tmp_path / "mine.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(file), ""))
    press(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert said[-1] == ("good", "Written to mine.csv")
    rows = list(csv.reader(file.open(encoding="utf-8-sig")))
    assert rows[0] == ["When", "Order", "Villager", "Goods", "Share", "Commission"]
    assert rows[1][1:] == ["1123-101", "陈桂花", "262.80", "3%", "7.88"]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "gone" / "x.csv"), ""))
    window.page().export.click()
    assert said[-1][0] == "act"


def test_today_says_what_it_earned(store, earned):
    with store.read() as s:
        assert [(f.label, f.value, f.tone) for f in figures(s)] == [("Earned today", "¥15.76", "good")]
