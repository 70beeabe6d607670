"""Assessing with the keys, issuing and printing certificates, taking one back, and the courses."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt

from tests.desktop.classroom import DAY
from tests.desktop.counter import press, settle
from tests.store.test_training import NAMES, add_people
from tests.store.test_training_results import certified
from villagedesk.demo.trained import pass_all
from villagedesk.desktop import navigation
from villagedesk.desktop.training_results.outcomes import DueCard
from villagedesk.desktop.training_results.today import cards
from villagedesk.domain.training import ClassForm, SessionPlan
from villagedesk.store import print_queue
from villagedesk.store.training import all_present, class_list, plan_class
from villagedesk.store.training_results import issue_class_certificates, results, training_certificates

pytestmark = pytest.mark.usefixtures("moment")


@pytest.fixture
def class_id(store, operator):
    with store.write(by=operator) as s:
        people = add_people(s, *NAMES)
    plan = SessionPlan(DAY, 14 * 60, 16 * 60)
    form = ClassForm("拍照班", "刘芳", "村委会二楼", (plan,), course_code="K03")
    with store.write(by=operator) as s:
        made = plan_class(s, form, people, "在县里学过")
    with store.read() as s:
        session_id = class_list(s)[0].sessions[0].id
    with store.write(by=operator) as s:
        all_present(s, session_id)
    return made


def of(store, class_id, name="陈桂花"):
    with store.read() as s:
        return next(row for row in results(s, class_id) if row.name == name)


def digit(window, number):
    press(window, getattr(Qt.Key, f"Key_{number}"))


def answer(qtbot, window, page, right=True):
    """Say the right answer of the question that is shown, or a wrong one."""
    question = page.found.questions[page.step - 1]
    wanted = next(at for at, (_text, good) in enumerate(question.answers("en")) if good is right)
    digit(window, wanted + 1)
    settle(qtbot, page.next.isEnabled)
    press(window, Qt.Key.Key_F10)


@pytest.fixture
def assessing(qtbot, window, store, class_id):
    def begin(name="陈桂花"):
        window.go("assess", enrolment_id=of(store, class_id, name).enrolment_id)
        page = window.page()
        settle(qtbot, lambda: page.found is not None and page.practical.isVisible())
        return page

    return begin


def test_somebody_is_assessed_with_numbers_and_f10(qtbot, window, store, class_id, assessing):
    page = assessing()
    for number in range(1, 9):
        digit(window, number)
    digit(window, 5)  # taken back
    assert [row.done for row in page.practical.rows] == [True] * 4 + [False] + [True] * 3
    press(window, Qt.Key.Key_F10)
    for number in range(5):
        settle(qtbot, lambda step=number + 1: page.step == step)
        assert page.question.picture.pixmap().width() > 100
        answer(qtbot, window, page, right=number != 2)
    settle(qtbot, page.summary.isVisible)
    assert page.summary.head.text() == "Passed"
    press(window, Qt.Key.Key_F10)
    settle(qtbot, lambda: window.page() is not page)
    (done,) = of(store, class_id).attempts
    assert (done.passed, sum(done.practical.values()), sum(done.oral.values())) == (True, 7, 4)


def test_it_goes_on_where_the_power_failed(qtbot, window, store, class_id, assessing):
    page = assessing()
    for number in (1, 2, 3, 4, 6, 7, 8):
        digit(window, number)
    press(window, Qt.Key.Key_F10)
    answer(qtbot, window, page)
    page.draft.flush()
    qtbot.wait(50)
    page.enrolment_id, page.found = "", None  # as a program that was opened again
    page = assessing_again(qtbot, window, store, class_id, page)
    assert page.step == 2
    assert [row.done for row in page.practical.rows].count(True) == 7
    press(window, Qt.Key.Key_Escape)
    assert page.step == 1


def assessing_again(qtbot, window, store, class_id, page):
    window.go("assess", enrolment_id=of(store, class_id).enrolment_id)
    settle(qtbot, lambda: page.found is not None)
    return page


def test_a_question_has_to_be_answered_and_the_answer_can_be_corrected(qtbot, window, assessing):
    page = assessing()
    press(window, Qt.Key.Key_F10)
    assert not page.next.isEnabled()
    press(window, Qt.Key.Key_F10)
    assert page.step == 1
    question = page.found.questions[0]
    rights = [good for _text, good in question.answers("en")]
    digit(window, rights.index(False) + 1)
    assert page.oral == {question.key: False}
    assert page.question.why.text().startswith("Not right.")
    digit(window, rights.index(True) + 1)
    assert page.oral == {question.key: True}


def test_the_class_gets_its_certificates_and_papers(qtbot, window, store, operator, class_id):
    pass_all(store, operator, class_id, "刘芳")
    window.go("class_results", class_id=class_id)
    page = window.page()
    settle(qtbot, lambda: page.issue.isEnabled())
    assert "4 certificates" in page.issue.text()
    press(window, Qt.Key.Key_F10)
    settle(qtbot, lambda: page.sheets.isEnabled())
    press(window, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: waiting(store) == 4)
    page.on_take(of(store, class_id).enrolment_id)
    settle(qtbot, lambda: window.page() is not page)
    assert len(window.page()._found) == 1


def waiting(store):
    with store.transaction() as connection:
        return sum(job.paper == "diploma" for job in print_queue.jobs(connection))


def test_one_is_taken_back_with_a_reason(qtbot, window, store, operator, class_id):
    pass_all(store, operator, class_id, "刘芳")
    with store.write(by=operator) as s:
        issue_class_certificates(s, class_id)
    window.go("training_certificates")
    page = window.page()
    settle(qtbot, lambda: len(page.rows.children()) > 3)
    page.search.setText("桂花")
    page.refresh()
    settle(qtbot, lambda: len(page._found) == 1)
    card = first_card(page)
    card.revoke.click()
    card.sure.click()
    settle(qtbot, lambda: card.reason.error() != "")
    card.reason.set_text("别人代考")
    card.sure.click()
    settle(qtbot, lambda: revoked(store) == ["别人代考"])


def first_card(page):
    from villagedesk.desktop.training_results.certificates import CertificateCard

    return page.findChildren(CertificateCard)[0]


def revoked(store):
    with store.read() as s:
        return [one.reason for one in training_certificates(s) if one.state == "revoked"]


def test_a_class_without_a_course_says_what_to_do(qtbot, window, store, operator):
    form = ClassForm("识别仿冒品", "刘芳", "村委会二楼", (SessionPlan(DAY, 14 * 60, 16 * 60),))
    with store.write(by=operator) as s:
        made = plan_class(s, form)
    window.go("class_results", class_id=made)
    page = window.page()
    settle(qtbot, lambda: page.shown is not None)
    assert page.empty.isVisible()
    assert not page.issue.isEnabled()


def test_the_courses_say_what_they_open(qtbot, window):
    window.go("courses")
    page = window.page()
    page.show_course("K03")
    assert "May list produce, 24 months long" in page.card._opens.text()
    page.show_course("K09")
    assert not page.card._opens.isVisible()


def test_the_class_goes_to_files_for_other_programs(qtbot, window, store, operator, class_id, tmp_path, monkeypatch):
    folder = tmp_path / "stick"
    folder.mkdir()
    pass_all(store, operator, class_id, "刘芳")
    with store.write(by=operator) as s:
        issue_class_certificates(s, class_id)
    window.go("class_results", class_id=class_id)
    page = window.page()
    settle(qtbot, page.files.isEnabled)
    monkeypatch.setattr("villagedesk.desktop.training_results.class_results.ask_folder", lambda *_args: folder)
    page.files.click()
    qtbot.waitUntil(lambda: len(list(folder.iterdir())) == 6)
    assert {path.suffix for path in folder.iterdir()} == {".csv", ".json"}


def test_the_page_shows_what_training_led_to_and_asks(qtbot, window, store, operator, class_id, moment):
    pass_all(store, operator, class_id, "刘芳")
    with store.write(by=operator) as s:
        issue_class_certificates(s, class_id)
    moment.move_to(datetime.fromisoformat("2027-02-25T09:00:00").astimezone())
    window.go("training_outcomes")
    page = window.page()
    settle(qtbot, lambda: page.shown is not None and len(page.shown.due) == 4)
    page.findChildren(DueCard)[0].yes.click()
    settle(qtbot, lambda: len(page.shown.due) == 3)
    with store.read() as s:
        assert page.sheets(s)[0].rows == ()  # nobody came in 2027
    moment.move_to(datetime.fromisoformat("2026-12-25T09:00:00").astimezone())
    page.refresh()
    settle(qtbot, lambda: len(page.shown.people) == 4)
    assert [bar.value for bar in page.chart.bars] == [4, 4, 0, 0, 0, 0]


def test_the_page_of_a_class_leads_to_its_results_and_back(qtbot, window, class_id):
    window.go("class", class_id=class_id)
    page = window.page()
    settle(qtbot, lambda: page.shown is not None)
    press(window, Qt.Key.Key_F7)
    settle(qtbot, lambda: window.page() is not page)
    assert window.page().class_id == class_id
    press(window, Qt.Key.Key_Escape)
    settle(qtbot, lambda: window.page() is page)


def test_today_tells_of_a_certificate_that_runs_out_soon(store, operator, moment):
    moment.move_to("2026-11-23T12:00:00+08:00")
    certified(store, operator)
    with store.read() as s:
        assert cards(s) == []
    moment.move_to("2028-11-10T12:00:00+08:00")
    with store.read() as s:
        (card,) = cards(s)
    assert card.title == "1 course certificate runs out"
    assert "until 23" in card.detail
    assert navigation.place(card.place) is not None
