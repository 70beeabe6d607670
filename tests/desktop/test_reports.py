"""The reports page: every part in figures, a picture and a table; other times by keys; all of it in a file."""

import csv

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from tests.desktop.counter import open_window, press
from tests.store.test_reports import local, room  # noqa: F401
from villagedesk import i18n


@pytest.fixture(autouse=True)
def _a_day():
    with time_machine.travel(local("2026-11-23T10:00:00"), tick=True):
        yield


@pytest.fixture
def page(desk, qtbot, room):  # noqa: F811
    window = open_window(desk, qtbot)
    window.go("reports")
    return window.page()


def figures(page):
    return {label: value for label, value, _tone in page.panel().strip.figures()}


def test_the_month_opens_with_its_sums_bars_and_days(page):
    assert figures(page) == {
        "No. of orders": "3",
        "Bought": "¥392.80",
        "Handed over": "1",
        "Given back": "¥0.00",
        "Earned": "¥5.04",
    }
    panel = page.panel()
    assert [bar.value for bar in panel.chart.bars if bar.value] == [17980, 21300]
    assert panel.chart.bars[-1].now
    assert [slot.key for slot in panel.table.rows_model.rows] == ["2026-11-20", "2026-11-01"]
    assert [line.values[-1] for line in panel.lines.lines] == [39280, 3500]


def test_times_are_chosen_by_keys(page):
    press(page, Qt.Key.Key_PageUp)
    assert page.header._pills[0].text() == "October 2026"
    assert figures(page)["No. of orders"] == "1"
    press(page, Qt.Key.Key_PageUp)
    assert page.panel().empty.isVisible()
    for _ in range(3):
        press(page, Qt.Key.Key_PageDown)
    assert page.header._pills[0].text() == "November 2026", "the future has no report"
    page.spans.button("day").click()
    assert page.header._pills[0].text() == "23 Nov"
    page.spans.button("year").click()
    assert figures(page)["No. of orders"] == "4"
    assert [bar.label for bar in page.panel().chart.bars][-1] == "11."


def test_households_lead_to_their_passbook(page, desk, monkeypatch, room):  # noqa: F811
    page.views.button("households").click()
    panel = page.panel()
    assert figures(page) == {"Households that ordered": "2", "Bought by each, on average": "¥196.40"}
    assert [bar.label for bar in panel.chart.bars] == ["陈桂花 and 1 more", "赵德明"]
    went = []
    monkeypatch.setattr(desk, "go", lambda place, **params: went.append((place, params)))
    panel.table.setFocus()
    press(page, Qt.Key.Key_Return)
    assert went == [("passbook", {"person_id": room["chen"]})]


def test_operators_and_the_village(page):
    page.views.button("operators").click()
    assert [bar.label for bar in page.panel().chart.bars] == ["王秀兰", "李明"]
    page.views.button("village").click()
    panel = page.panel()
    assert figures(page) == {"Bought": "¥392.80", "Money saved": "¥29.00", "Sold": "¥0.00"}
    assert panel.saved_title.text() == "Saved: ¥29.00"
    assert "For 2 of 5 lines" in panel.saved.text()
    assert "do not count" in panel.sold.text()
    page.spans.button("year").click()
    assert "For 2 of 6 lines" in panel.saved.text()


def test_the_file_holds_every_part(page, tmp_path, monkeypatch, said):
    file = tmp_path / "report.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(file), ""))
    press(page, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert said[-1] == ("good", "Written to report.csv")
    rows = list(csv.reader(file.open(encoding="utf-8-sig")))
    assert ["2026-11-20", "2", "213.00"] in rows
    assert ["陈桂花", "2", "2", "347.80"] in rows
    assert ["李明", "1", "168.00", "1", "5.04"] in rows or ["李明", "1", "168.00", "0", "5.04"] in rows
    assert ["铁锅", "2", "120.00"] in rows
    assert ["Saved against prices in the county town", "29.00", "2"] in rows


def test_another_language_changes_every_word(page, qapp):
    i18n.set_language("zh_CN")
    page.retranslate()
    assert page.header.title() == "报表"
    assert figures(page)["单数"] == "3"
