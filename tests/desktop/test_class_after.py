"""The survey by its keys, handing out, and the archive as a PDF, through the real pages."""

from datetime import datetime

import pytest
import time_machine
from PySide6.QtCore import Qt

from tests.desktop.counter import open_window, press, settle
from tests.store.test_training import NAMES, add_people
from villagedesk.desktop.training import class_after
from villagedesk.domain.training import ClassForm, SessionPlan
from villagedesk.store.training import all_present, class_list, handouts_of, plan_class, survey_of

DAY = "2026-11-23"


@pytest.fixture(autouse=True)
def moment():
    with time_machine.travel(datetime.fromisoformat(f"{DAY}T13:55:00").astimezone()) as now:
        yield now


@pytest.fixture
def class_id(store, operator):
    with store.write(by=operator) as s:
        people = add_people(s, *NAMES)
    form = ClassForm("拍照班", "刘芳", "村委会二楼", (SessionPlan(DAY, 14 * 60, 16 * 60),), course_code="K01")
    with store.write(by=operator) as s:
        made = plan_class(s, form, people)
    with store.read() as s:
        session_id = class_list(s)[0].sessions[0].id
    with store.write(by=operator) as s:
        all_present(s, session_id)
    return made


@pytest.fixture
def window(desk, qtbot):
    return open_window(desk, qtbot)


def survey(store, class_id):
    with store.read() as s:
        return survey_of(s, class_id)


def answer_all(qtbot, window, page, *points):
    for number, key in enumerate(points, start=1):
        settle(qtbot, lambda step=number: page.step == step and page._question.isVisible())
        qtbot.wait(20)  # the digits come to the page once the focus is there
        press(window, getattr(Qt.Key, f"Key_{key}"))
    settle(qtbot, page.remark.isVisible)


def test_a_sheet_takes_seven_keys_and_the_next_one_begins(qtbot, window, store, class_id):
    window.go("survey", class_id=class_id)
    page = window.page()
    settle(qtbot, page.next.isEnabled)
    press(window, Qt.Key.Key_F10)
    answer_all(qtbot, window, page, 1, 2, 3, 1, 1)
    page.remark.set_text("讲得慢一点")
    press(window, Qt.Key.Key_F10)
    settle(qtbot, lambda: page.step == 0)
    found = survey(store, class_id)
    assert (found.sheets, found.share("tried"), found.satisfied) == (1, 0, 100)
    assert found.remarks == (("", "讲得慢一点"),)
    press(window, Qt.Key.Key_F10)
    assert page.remark.text() == ""


def test_escape_goes_back_and_the_answer_can_be_another_one(qtbot, window, store, class_id):
    window.go("survey", class_id=class_id)
    page = window.page()
    settle(qtbot, page.next.isEnabled)
    press(window, Qt.Key.Key_F10)
    qtbot.wait(20)
    press(window, Qt.Key.Key_5)
    settle(qtbot, lambda: page.step == 2)
    press(window, Qt.Key.Key_Escape)
    assert page.step == 1
    answer_all(qtbot, window, page, 1, 1, 1, 1, 1)
    press(window, Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: survey(store, class_id).sheets == 1)
    assert survey(store, class_id).share("useful") == 100


def test_with_the_name_everybody_is_asked_once(qtbot, window, store, class_id):
    window.go("survey", class_id=class_id)
    page = window.page()
    settle(qtbot, page.next.isEnabled)
    page.who.set_value("named")
    page._show()
    who = page.people[0][0]
    page.names.set_current(who)
    press(window, Qt.Key.Key_F10)
    answer_all(qtbot, window, page, 1, 1, 1, 1, 1)
    press(window, Qt.Key.Key_F10)
    settle(qtbot, lambda: page.step == 0 and len(page.people) == 3)
    assert who not in dict(page.people)


def test_everybody_who_came_gets_a_booklet_and_it_is_taken_back(qtbot, window, store, class_id):
    window.go("handouts", class_id=class_id)
    page = window.page()
    settle(qtbot, lambda: bool(page.people.rows()))
    page.thing.set_text("网购手册")
    page.price.set_text("3.5")
    press(window, Qt.Key.Key_F10)
    settle(qtbot, lambda: len(page.rows) == 4)
    assert "14.00" in page._sum.text()
    page.list.set_current(page.rows[0].id)
    page.on_take_back()
    assert len(page.rows) == 4, "asked twice"
    page.on_take_back()
    settle(qtbot, lambda: len(page.rows) == 3)
    with store.read() as s:
        assert len(handouts_of(s, class_id)) == 3


def test_what_is_handed_out_needs_a_name(qtbot, window, class_id):
    window.go("handouts", class_id=class_id)
    page = window.page()
    settle(qtbot, lambda: bool(page.people.rows()))
    press(window, Qt.Key.Key_F10)
    settle(qtbot, lambda: bool(page.thing.error()))


def test_the_archive_is_one_file(qtbot, window, store, class_id, tmp_path, monkeypatch):
    place = tmp_path / "archive.pdf"
    monkeypatch.setattr(class_after, "ask_new_file", lambda *_a: place)
    window.go("class", class_id=class_id)
    page = window.page()
    settle(qtbot, lambda: "nobody was asked" in page.after.line.text())
    press(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(place.exists, timeout=10_000)
    qtbot.waitUntil(page.after.pdf.isEnabled, timeout=5000)
    assert place.read_bytes().startswith(b"%PDF")
