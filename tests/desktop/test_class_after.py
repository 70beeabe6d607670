"""The survey by its keys, handing out, and the archive as a PDF, through the real pages."""

import pytest
import time_machine
from PySide6.QtCore import Qt

from tests.desktop.classroom import DAY
from tests.desktop.counter import press, settle
from tests.store.people_of_a_village import seller_form, verified_seller
from tests.store.test_training import NAMES, add_people
from villagedesk.desktop.training import class_after
from villagedesk.desktop.training_results.rights_card import right_words
from villagedesk.domain.training import ClassForm, SessionPlan
from villagedesk.store.training import all_present, class_list, handouts_of, plan_class, survey_of
from villagedesk.store.training_results import rights_of

pytestmark = pytest.mark.usefixtures("moment")


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


def test_a_course_before_it_asks_why_not_and_keeps_the_reason(qtbot, window, store, operator):
    with store.write(by=operator) as s:
        (person,) = add_people(s, "王大勇")
    form = ClassForm("退换货", "刘芳", "村委会", (SessionPlan("2026-11-24", 600, 720),), course_code="K05")
    with store.write(by=operator) as s:
        class_id = plan_class(s, form)
    window.go("class", class_id=class_id)
    page = window.page()
    settle(qtbot, lambda: page.shown is not None)
    page.on_add(person, "王大勇")
    settle(qtbot, page.waiver.isVisible)
    assert "王大勇" in page.waiver.say.text()
    page.waiver.on_yes()
    assert page.waiver.reason.error()
    page.waiver.reason.set_text("在县里学过")
    page.waiver.on_yes()
    settle(qtbot, lambda: len(page.shown.people) == 1)
    page.people.set_current(page.shown.people[0].id)
    settle(qtbot, lambda: "在县里学过" in page.panel.flag.text())
    assert not page.waiver.isVisible()


def test_a_farmers_page_says_which_rights_are_open_and_the_class_for_what_is_missing(qtbot, window, store, operator):
    person, _seller = verified_seller(store, operator, seller_form("张建国", 1))
    form = ClassForm("安全用药", "刘芳", "村委会二楼", (SessionPlan("2026-11-25", 600, 720),), course_code="K08")
    with store.write(by=operator) as s:
        plan_class(s, form)
    window.go("farmer", person_id=person)
    page = window.page()
    settle(qtbot, lambda: page.rights.isVisible())
    words = [right_words(one) for one in page.rights._found[0]]
    assert "open until" in words[0]
    assert "T20261123-" in words[0]
    assert "closed" in words[1]
    assert "10:00, 村委会二楼" in words[1]
    with time_machine.travel("2028-11-10T09:00:00+08:00"), store.read() as s:
        first = rights_of(s, person)[0]
    assert (first.held, first.soon, first.coming) == (True, True, None)
    assert "closes soon" in right_words(first)
