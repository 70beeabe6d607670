"""Planning a class, and a session worked with the keyboard and the scanner: signing in, correcting, closing."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt

from tests.desktop.classroom import DAY
from tests.desktop.counter import press, settle, type_in
from tests.store.test_training import NAMES, add_people
from villagedesk.domain.labels import Kind, make_label
from villagedesk.domain.training import ClassForm, SessionPlan
from villagedesk.store import print_queue
from villagedesk.store.drafts import load_draft
from villagedesk.store.identity import device_key
from villagedesk.store.operators import add_operator
from villagedesk.store.training import class_list, plan_class, session_page

pytestmark = pytest.mark.usefixtures("moment")


@pytest.fixture
def people(store, operator):
    with store.write(by=operator) as s:
        return dict(zip(NAMES, add_people(s, *NAMES), strict=True))


@pytest.fixture
def session_id(store, operator, people):
    form = ClassForm("识别仿冒品", "刘芳", "村委会二楼", (SessionPlan(DAY, 14 * 60, 16 * 60),))
    with store.write(by=operator) as s:
        plan_class(s, form, list(people.values()))
    with store.read() as s:
        return class_list(s)[0].sessions[0].id


@pytest.fixture
def page(window, session_id):
    window.go("sign_in", session_id=session_id)
    return window.page()


def marks(store, session_id):
    with store.read() as s:
        return {row.name: row.mark for row in session_page(s, session_id).rows}


def state(store, session_id):
    with store.read() as s:
        return session_page(s, session_id).session.state


def card_of(store, person_id):
    with store.transaction() as connection:
        return make_label(device_key(connection), Kind.PERSON, person_id, issued_on=DAY)


def test_two_letters_and_enter_sign_somebody_in(window, page, store, session_id, qtbot):
    type_in(window, "cgh")
    press(window, Qt.Key.Key_Return)
    settle(qtbot, lambda: marks(store, session_id)["陈桂花"] == "present")
    assert "陈桂花" in page._last.text()
    assert page._search.text() == ""
    assert state(store, session_id) == "open"


def test_who_comes_too_late_is_late(window, page, store, session_id, qtbot, moment):
    moment.move_to(datetime.fromisoformat(f"{DAY}T14:12:00").astimezone())
    type_in(window, "zdm")
    press(window, Qt.Key.Key_Return)
    settle(qtbot, lambda: marks(store, session_id)["赵德明"] == "late")
    assert "late" in page._last.text()
    page.retranslate()
    assert "late" not in page._last.text(), "said in the language of before"


def test_a_card_signs_in_and_a_wrong_one_says_why(page, store, session_id, people):
    fits = []
    page.desk.bus.scan_answered.connect(fits.append)
    assert page.on_scan(card_of(store, people["周小梅"]))
    assert marks(store, session_id)["周小梅"] == "present"
    page.on_scan(card_of(store, "0" * 32))
    assert "not on this computer yet" in page._last.text()
    page.on_scan("4901234567894")
    assert page._last.text()
    assert list(marks(store, session_id).values()).count("present") == 1
    assert fits == [True, False, False]


def test_somebody_who_is_not_on_the_list_walks_in(window, page, store, session_id, qtbot):
    type_in(window, "施恩")
    settle(qtbot, lambda: "施恩" in page._last.text())
    press(window, Qt.Key.Key_Return)
    settle(qtbot, lambda: marks(store, session_id).get("施恩") == "present")


def test_who_walks_in_late_is_told_so(window, page, store, session_id, qtbot, moment):
    moment.move_to(datetime.fromisoformat(f"{DAY}T14:12:00").astimezone())
    type_in(window, "施恩")
    settle(qtbot, lambda: "施恩" in page._last.text())
    press(window, Qt.Key.Key_Return)
    settle(qtbot, lambda: "late" in page._last.text())


def test_a_mark_is_corrected_and_taken_back(window, page, store, session_id, people):
    page.on_scan(card_of(store, people["周小梅"]))
    with store.read() as s:
        mei = next(row for row in session_page(s, session_id).rows if row.name == "周小梅")
    page._take(mei.enrolment_id)
    panel = page._correct
    assert panel.isVisible()
    panel._buttons["proxy"].click()  # without a name nobody signed for her
    assert panel._proxy.error()
    panel._proxy.set_text("孙子")
    panel._buttons["proxy"].click()
    assert marks(store, session_id)["周小梅"] == "proxy"
    assert not panel.isVisible()
    page._take(mei.enrolment_id)
    panel._undo.click()
    assert marks(store, session_id)["周小梅"] == ""


def test_closing_asks_once_and_the_rest_was_absent(window, page, store, session_id, people):
    page.on_scan(card_of(store, people["周小梅"]))
    press(window, Qt.Key.Key_F10)
    assert state(store, session_id) == "open"
    assert page._close.text() == "Yes, 3 are absent  F10"
    press(window, Qt.Key.Key_Escape)
    assert page._close.text() == "Close this session  F10"
    press(window, Qt.Key.Key_F10)
    press(window, Qt.Key.Key_F10)
    assert state(store, session_id) == "closed"
    assert sorted(marks(store, session_id).values()) == ["absent", "absent", "absent", "present"]
    assert not page._close.isVisible()
    page.retranslate()  # what was said a moment ago is gone, as when the page is opened again
    assert "It is over" in page._hint.text(), "nobody is asked to scan a card any more"
    assert page._hint.isVisible()
    assert page._hint.width() > page._banner.width() // 2, "it begins at the left and has the whole line"


def test_the_correction_left_with_esc_goes_on_to_the_next_name(window, page, store, session_id, people, qtbot):
    page.on_scan(card_of(store, people["周小梅"]))
    type_in(window, "zx")
    settle(qtbot, lambda: len(page._list.rows()) == 1)
    press(window, Qt.Key.Key_Return)  # she is here already, so her mark may be corrected
    assert page._correct.isVisible()
    press(window, Qt.Key.Key_Escape)
    assert not page._correct.isVisible()
    assert page._search.text() == ""
    assert page._search.hasFocus()
    assert len(page._list.rows()) == 4


def test_all_present_is_asked_once_and_forgotten_when_work_goes_on(window, page, store, session_id, people):
    press(window, Qt.Key.Key_F7)
    assert page._all.text() == "Yes, 4 are here  F7"
    press(window, Qt.Key.Key_Escape)
    press(window, Qt.Key.Key_F7)
    page.on_scan(card_of(store, people["周小梅"]))
    assert page._all.text() == "All present  F7"
    assert sorted(marks(store, session_id).values()) == ["", "", "", "present"]


def test_all_present_and_the_sheet(window, page, store, session_id):
    press(window, Qt.Key.Key_F7)
    press(window, Qt.Key.Key_F7)
    assert set(marks(store, session_id).values()) == {"present"}
    press(window, Qt.Key.Key_F8)
    with store.read() as s:
        assert [job.title for job in print_queue.jobs(s.connection())] == ["识别仿冒品"]


def fill(form, **texts):
    for field in form._fields:
        if field.name in texts:
            field.set_text(texts[field.name])
            field.edited.emit()


def test_a_class_is_planned_with_the_villagers_found(window, store, people, qtbot):
    window.go("class_form")
    form = window.page()
    fill(form, title="电商直播", trainer="刘芳", place="村委会", held_on=DAY, begins="14", ends="16.30", sessions="2")
    form._people.finder.focus()
    type_in(window, "cgh")
    press(window, Qt.Key.Key_Return)
    settle(qtbot, lambda: list(form._people.people.values()) == ["陈桂花"])
    press(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, lambda: window.place() == "class")
    with store.read() as s:
        (found,) = class_list(s)
        assert load_draft(s.connection(), "class", "new") is None
    assert (found.title, found.enrolled) == ("电商直播", 1)
    assert [(x.held_on, x.begins, x.ends) for x in found.sessions] == [(DAY, 840, 990), ("2026-11-24", 840, 990)]


@pytest.mark.parametrize(
    ("field", "text"), [("title", ""), ("begins", "25:00"), ("ends", "13:00"), ("sessions", "41"), ("held_on", "soon")]
)
def test_what_is_wrong_in_the_plan_is_told_at_its_field_and_kept(window, store, field, text):
    window.go("class_form")
    form = window.page()
    right = {"title": "电商", "trainer": "刘芳", "place": "村委会", "held_on": DAY, "begins": "14", "ends": "16"}
    fill(form, **(right | {"sessions": "1"} | {field: text}))
    press(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    shown = {each.name: each for each in form._fields}
    assert shown[field].error()
    assert (shown[field].text(), shown["trainer"].text()) == (text, "刘芳")
    with store.read() as s:
        assert class_list(s) == []


def test_a_new_plan_begins_today_with_the_trainer_of_the_centre(window, store, operator):
    with store.write(by=operator) as s:
        add_operator(s, "刘芳", "trainer", "2580")
    window.go("class_form")
    form = window.page()
    assert (form._day.text(), form._trainer.text(), form._count.text()) == (DAY, "刘芳", "1")
    assert form._trainers.stringList() == ["刘芳"]
    with store.read() as s:
        assert load_draft(s.connection(), "class", "new") is None  # nothing was typed yet


def test_a_half_typed_plan_is_there_again(window, qtbot, people):
    window.go("class_form")
    fill(window.page(), title="电商直播", begins="14:00")
    window.page()._people._add(people["陈桂花"], "陈桂花")
    qtbot.waitUntil(lambda: bool(window.page()._saved.text()))
    window.go("training")
    window.go("class_form")
    form = window.page()
    assert (form._title.text(), form._sessions.begins.text(), list(form._people.people.values())) == (
        "电商直播",
        "14:00",
        ["陈桂花"],
    )
