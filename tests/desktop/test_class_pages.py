"""The pages of a class by keyboard and scanner: places, calls, paper sheets, allowances, calendar, walk-ins, large letters."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt

from tests.desktop.classroom import DAY, FAMILY
from tests.desktop.counter import open_window, press, settle, type_in
from tests.store.test_training import add_people
from villagedesk.domain.cash import CashEntry
from villagedesk.domain.class_papers import enrolment_in_code, sheet_code
from villagedesk.domain.people import Person
from villagedesk.domain.training import ClassForm, Enrolment, EnrolmentState, SessionPlan, TrainerForm
from villagedesk.store import print_queue
from villagedesk.store import training as room
from villagedesk.store.drafts import load_draft
from villagedesk.store.session import action

pytestmark = pytest.mark.usefixtures("moment")
NAMES = [f"{family}大明" for family in FAMILY[:50]]


@pytest.fixture
def class_id(do):
    """A class of five places for six people, with two sittings today."""
    people = do(add_people, *NAMES[:6])
    plans = (SessionPlan(DAY, 14 * 60, 16 * 60), SessionPlan(DAY, 16 * 60, 17 * 60))
    form = ClassForm("识别仿冒品", "刘芳", "村委会二楼", plans, capacity=5, meal_fen=2000)
    return do(room.plan_class, form, people)


def page_of(store, class_id):
    with store.read() as s:
        return room.class_page(s, class_id)


def session_of(store, class_id, number=0):
    return page_of(store, class_id).row.sessions[number].id


def marks(store, session_id):
    with store.read() as s:
        return {row.name: row.mark for row in room.session_page(s, session_id).rows}


def test_who_does_not_come_makes_room_and_the_next_is_called(window, store, class_id, qtbot):
    window.go("class", class_id=class_id)
    page = window.page()
    first, waits = page_of(store, class_id).people[0], page_of(store, class_id).people[-1]
    page.people.set_current(first.id)
    press(window, Qt.Key.Key_3)
    settle(qtbot, lambda: page_of(store, class_id).people[0].state is EnrolmentState.MOVED_UP)
    page.people.set_current(waits.id)
    press(window, Qt.Key.Key_1)
    settle(qtbot, lambda: not page_of(store, class_id).to_call)
    states = {one.name: one.state for one in page_of(store, class_id).people}
    assert (states[first.name], states[waits.name]) == ("withdrawn", "enrolled")


def test_a_villager_is_invited_and_slips_and_calls_are_printed(window, store, class_id, do, qtbot):
    (guest,) = do(add_people, "何小花")
    window.go("class", class_id=class_id)
    page = window.page()
    page.how.button("invite").click()
    page.finder.focus()
    type_in(window, "hxh")
    press(window, Qt.Key.Key_Return)
    settle(qtbot, lambda: any(one.person_id == guest for one in page_of(store, class_id).people))
    page.slips.click()
    page.calls.click()
    with store.read() as s:
        assert {job.paper for job in print_queue.jobs(s.connection())} == {"invitation_sheet", "plain_sheet"}


def test_calling_off_asks_once_and_can_be_taken_back(window, store, class_id, qtbot):
    window.go("class", class_id=class_id)
    page = window.page()
    page.off.click()
    assert page_of(store, class_id).row.state == "planned"
    page.off.click()
    assert page_of(store, class_id).row.state == "cancelled"
    assert not page.sign_in.isVisible()
    page.off.click()
    assert page_of(store, class_id).row.state == "planned"


def test_the_plan_is_changed_with_the_fields_filled(window, store, class_id, qtbot):
    window.go("class", class_id=class_id)
    press(window, Qt.Key.Key_F4)
    form = window.page()
    assert (form._title.text(), form._capacity.text(), len(form._sessions.list.rows())) == ("识别仿冒品", "5", 2)
    form._capacity.set_text("6")
    form._funder.set_text("县商务局")
    press(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, lambda: window.place() == "class")
    page = page_of(store, class_id)
    assert (page.form.capacity, page.form.funder, page.row.waiting, page.row.moved_up) == (6, "县商务局", 0, 1)


def test_two_sittings_a_day_for_days_in_a_row(window, store, do, qtbot):
    do(room.save_trainer, TrainerForm("周敏", contract="合同 12", fee_fen=80_000))
    window.go("class_form")
    form = window.page()
    assert (form._trainer.text(), form._contract.text(), form._fee.fen()) == ("周敏", "合同 12", 80_000)
    for field, text in ((form._title, "电商直播"), (form._place, "村委会"), (form._sessions.begins, "9")):
        field.set_text(text)
    for name, text in (("ends", "11"), ("second", "14"), ("second_ends", "16"), ("count", "2")):
        getattr(form._sessions, name).set_text(text)
    form._sessions.on_add()
    form._sessions.day.set_text("2026-12-01")
    for name, text in (("count", "1"), ("second", ""), ("second_ends", "")):
        getattr(form._sessions, name).set_text(text)
    form._sessions.on_add()
    press(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, lambda: window.place() == "class")
    with store.read() as s:
        (found,) = room.class_list(s)
    assert [(one.held_on, one.begins) for one in found.sessions] == [
        (DAY, 540),
        (DAY, 840),
        ("2026-11-24", 540),
        ("2026-11-24", 840),
        ("2026-12-01", 540),
    ]


# --- signing in


def test_the_square_on_the_sheet_signs_in_and_one_of_another_class_does_not(window, store, class_id, do):
    session_id = session_of(store, class_id)
    window.go("sign_in", session_id=session_id)
    page, fits = window.page(), []
    page.desk.bus.scan_answered.connect(fits.append)
    one = page_of(store, class_id).people[0]
    code = sheet_code(one.id)
    assert enrolment_in_code(code.lower()) == one.id
    page.on_scan(code)
    assert marks(store, session_id)[one.name] == "present"
    page.on_scan(sheet_code("0" * 32))
    assert "another class" in page._last.text()
    assert fits == [True, False]


def test_who_leaves_early_is_written_down_from_the_name(window, store, class_id, do):
    session_id, one = session_of(store, class_id), page_of(store, class_id).people[0]
    do(room.sign_in, session_id, one.id)
    window.go("sign_in", session_id=session_id)
    page = window.page()
    page._take(one.id)
    page._correct._left.set_text("15:10")
    page._correct._buttons["present"].click()
    with store.read() as s:
        row = next(row for row in room.session_page(s, session_id).rows if row.name == one.name)
    assert row.left_at is not None


def test_ctrl_z_takes_back_who_was_just_signed_in_and_all_present(window, store, class_id, qtbot, moment):
    session_id = session_of(store, class_id)
    window.go("sign_in", session_id=session_id)
    page, (first, second) = window.page(), page_of(store, class_id).people[:2]
    assert not page._undo.button.isVisible()
    page.on_scan(sheet_code(first.id))
    settle(qtbot, page._undo.button.isVisible)
    page._search.setFocus()
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, lambda: marks(store, session_id)[first.name] == "")
    assert first.name in page._last.text()
    assert not page._undo.button.isVisible()
    page.on_scan(sheet_code(second.id))
    moment.shift(60)
    page.on_scan(sheet_code(second.id))
    assert not page._undo.button.isVisible(), "who was here already is not taken back by a second scan"
    press(window, Qt.Key.Key_F7)
    press(window, Qt.Key.Key_F7)
    settle(qtbot, lambda: list(marks(store, session_id).values()).count("present") == 5)
    # While a name is typed the field keeps the key.
    type_in(window, "zd")
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert list(marks(store, session_id).values()).count("present") == 5
    page._search.clear()
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, lambda: list(marks(store, session_id).values()).count("present") == 1)
    assert marks(store, session_id)[second.name] == "present", "he had come before"


def test_a_walk_in_becomes_a_villager_by_the_same_line(window, store, class_id, qtbot):
    session_id = session_of(store, class_id)
    window.go("sign_in", session_id=session_id)
    type_in(window, "何大壮 13900006721 三组")
    press(window, Qt.Key.Key_Return)
    settle(qtbot, lambda: marks(store, session_id).get("何大壮") == "present")
    with store.read() as s:
        assert room.walk_ins(s) == []
        person = s.get(
            Person, next(one.person_id for one in room.class_page(s, class_id).people if one.name == "何大壮")
        )
        assert person is not None
        assert (person.phone, person.village_group) == ("13900006721", "三组")


def test_somebody_on_file_who_is_not_on_the_list_is_offered(window, store, class_id, do, qtbot):
    do(add_people, "何小花")
    session_id = session_of(store, class_id)
    window.go("sign_in", session_id=session_id)
    type_in(window, "hxh")
    settle(qtbot, lambda: [row.title for row in window.page()._list.rows()] == ["何小花"])
    press(window, Qt.Key.Key_Return)
    settle(qtbot, lambda: marks(store, session_id).get("何小花") == "present")


def test_a_walk_in_of_a_laptop_is_put_on_file_at_the_centre(window, store, class_id, do, qtbot):
    do(room.walk_in, session_of(store, class_id), "何大壮", phone="139 0000 6721")
    window.go("walk_ins")
    page = window.page()
    settle(qtbot, lambda: bool(page.finder.list.rows()))
    page.finder.list.take_current()
    settle(qtbot, lambda: not page._rows)
    with store.read() as s:
        assert room.walk_ins(s) == []


class Fingers:
    """Counts the keys; a name is typed as initials on the keyboard."""

    def __init__(self, window):
        self.window, self.keys = window, 0

    def press(self, key):
        self.keys += 1
        press(self.window, key)

    def type(self, text, keys):
        self.keys += keys
        type_in(self.window, text)


def seconds(keys, screens):
    """Two keys a second, and five seconds to look at each screen."""
    return keys / 2 + 5 * screens


def test_forty_people_sign_in_far_under_four_minutes(window, store, do, qtbot):
    people = do(add_people, *NAMES[:40])
    class_id = do(room.plan_class, ClassForm("课", "刘芳", "村委会", (SessionPlan(DAY, 840, 960),)), people)
    session_id = session_of(store, class_id)
    window.go("sign_in", session_id=session_id)
    fingers = Fingers(window)
    for name in NAMES[:40]:
        fingers.type(name[:1], 2)  # a family name: two letters, or one and a number, of an input method
        fingers.press(Qt.Key.Key_Return)
        settle(qtbot, lambda name=name: marks(store, session_id)[name] == "present")
    assert list(marks(store, session_id).values()) == ["present"] * 40
    assert seconds(fingers.keys, 1) < 120


def test_a_paper_sheet_of_fifty_is_typed_in_under_four_minutes(window, store, do, qtbot):
    people = do(add_people, *NAMES)
    class_id = do(room.plan_class, ClassForm("课", "刘芳", "村委会", (SessionPlan(DAY, 840, 960),)), people)
    session_id = session_of(store, class_id)
    window.go("sign_in", session_id=session_id)
    fingers = Fingers(window)
    fingers.press(Qt.Key.Key_F4)
    page = window.page()
    for at in range(50):
        if at == 7:
            fingers.press(Qt.Key.Key_4)
            fingers.type("孙子", 6)
            fingers.press(Qt.Key.Key_Return)
        else:
            fingers.press({3: Qt.Key.Key_3, 5: Qt.Key.Key_2}.get(at, Qt.Key.Key_1))
    with store.read() as s:
        assert len(load_draft(s.connection(), "paper_sheet", session_id)["marks"]) == 50
    for name in ("过路人", "何大壮"):
        fingers.type(name, 9)
        fingers.press(Qt.Key.Key_Return)
    fingers.press(Qt.Key.Key_F10)
    settle(qtbot, lambda: window.place() == "sign_in")
    counted = sorted(marks(store, session_id).values())
    assert (counted.count("present"), counted.count("late"), counted.count("absent")) == (49, 1, 1)
    assert counted.count("proxy") == 1
    assert page is not window.page()
    assert seconds(fingers.keys, 3) < 240


def test_a_class_without_allowances_says_so(window, store, do):
    form = ClassForm("识别仿冒品", "刘芳", "村委会二楼", (SessionPlan(DAY, 14 * 60, 16 * 60),), capacity=5)
    class_id = do(room.plan_class, form, do(add_people, NAMES[0]))
    window.go("allowances", class_id=class_id)
    page = window.page()
    assert page.empty._sentence.text() == "Nobody came yet."
    do(room.sign_in, session_of(store, class_id), page_of(store, class_id).people[0].id)
    page.refresh()
    assert page.empty._sentence.text() == "This class pays no allowances."
    assert page.empty.isVisible()
    assert not page.card.isVisible()


def test_allowances_are_paid_by_f10_against_a_signature(window, store, class_id, do, qtbot):
    one = page_of(store, class_id).people[0]
    do(room.sign_in, session_of(store, class_id), one.id)
    window.go("allowances", class_id=class_id)
    page = window.page()
    press(window, Qt.Key.Key_F10)
    with store.read() as s:
        assert s.connection().exec_driver_sql("SELECT count(*) FROM cash_entry").scalar() == 0
    press(window, Qt.Key.Key_F8)
    press(window, Qt.Key.Key_F10)
    with store.read() as s:
        (row,) = room.allowances_of(s, class_id)
        assert (row.due_fen, row.paid_fen) == (0, 2000)
        assert (
            s.get(CashEntry, s.connection().exec_driver_sql("SELECT id FROM cash_entry").scalar()).amount_fen == -2000
        )
    page.back_button.click()
    page.back_button.click()
    with store.read() as s:
        assert room.allowances_of(s, class_id)[0].due_fen == 2000


def test_the_calendar_goes_by_keys(window, store, class_id, qtbot):
    window.go("calendar")
    page = window.page()
    assert [row.title for row in page.list.rows()] == ["14:00–16:00  识别仿冒品", "16:00–17:00  识别仿冒品"]
    press(window, Qt.Key.Key_Right)
    assert page.list.rows() == []
    press(window, Qt.Key.Key_PageDown)
    assert page.grid.day.isoformat() == "2026-12-24"
    press(window, Qt.Key.Key_F4)
    page.how.button("week").click()
    assert page.grid.span() == ("2026-11-23", "2026-11-29")
    press(window, Qt.Key.Key_Return)
    press(window, Qt.Key.Key_Return)
    settle(qtbot, lambda: window.place() == "class")


def test_trainers_are_put_on_file(window, store, qtbot):
    window.go("trainers")
    page = window.page()
    page.fields["name"].set_text("刘芳")
    page.fields["phone"].set_text("12")
    press(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert page.fields["phone"].error()
    page.fields["phone"].set_text("139 0000 0001")
    press(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    with store.read() as s:
        assert [one.phone for one in room.trainers(s)] == ["13900000001"]


def test_a_trainers_laptop_has_its_classes_and_nothing_else(desk, qtbot, class_id):
    desk.laptop = True
    window = open_window(desk, qtbot)
    window.start()
    assert list(window.rail.buttons) == ["training", "more"]
    assert window.place() == "training"
    window.go("more")
    names = [card.place.name for card in window.page().cards]
    assert names == ["courses", "sync", "prints", "operators", "settings", "practice"]


def test_today_names_the_next_class_and_who_has_to_be_told(window, store, class_id, do, moment, qtbot):
    do(room.withdraw, page_of(store, class_id).people[0].id)
    moment.move_to(datetime.fromisoformat("2026-11-20T09:00:00").astimezone())
    from villagedesk.desktop.training.today import cards

    with store.read() as s:
        shown = cards(s)
    assert [(card.place, card.title) for card in shown] == [
        ("class", "Next class: 识别仿冒品"),
        ("class", "Moved up, to be told: 识别仿冒品"),
    ]


def test_a_place_that_two_computers_left_free_is_filled_when_the_page_is_seen(window, store, operator, class_id, qtbot):
    @action
    def other_computer(s):
        s.get(Enrolment, page_of(store, class_id).people[0].id).state = "withdrawn"

    with store.write(by=operator) as s:
        other_computer(s)
    window.go("training")
    settle(qtbot, lambda: page_of(store, class_id).row.moved_up == 1)
    window.go("class", class_id=class_id)
    assert page_of(store, class_id).row.moved_up == 1


def test_a_sitting_has_a_room_and_a_trainer_of_its_own(window, store, do, qtbot):
    do(room.save_trainer, TrainerForm("周敏"))
    do(room.save_trainer, TrainerForm("刘芳"))
    window.go("class_form")
    form = window.page()
    for field, text in ((form._title, "电商直播"), (form._trainer, "刘芳"), (form._place, "村委会")):
        field.set_text(text)
    fields = form._sessions
    assert fields._names.stringList() == ["刘芳", "周敏"]

    def add(begins, ends, **texts):
        for name, text in ({"begins": begins, "ends": ends} | texts).items():
            getattr(fields, name).set_text(text)
        press(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)

    add("9", "10:30")
    add("10:45", "12", topic="拍照 手机", room="二楼 直播间", trainer="周敏")
    add("14", "16")
    assert [row.detail for row in fields.list.rows()] == ["", "拍照 手机  二楼 直播间  周敏", ""]
    assert (fields.room.text(), fields.trainer.text()) == ("", "")
    # A power cut: the draft knows them, too.
    qtbot.waitUntil(lambda: bool(form._saved.text()))
    with store.read() as s:
        kept = load_draft(s.connection(), "class", "new")
    fields.begin()
    fields.restore(kept["plans"])
    assert [row.detail for row in fields.list.rows()][1] == "拍照 手机  二楼 直播间  周敏"
    press(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, lambda: window.place() == "class")
    with store.read() as s:
        made = [(one.begins, one.place, one.trainer) for one in room.sessions_between(s, DAY, DAY)]
    assert made == [(540, "村委会", "刘芳"), (645, "二楼 直播间", "周敏"), (840, "村委会", "刘芳")]
    window.go("calendar")
    page = window.page()
    settle(qtbot, lambda: len(page.list.rows()) == 3)
    assert "二楼 直播间  周敏  拍照 手机" in page.list.rows()[1].detail


def test_what_is_too_long_for_a_sitting_is_told_at_its_field(window, qtbot):
    window.go("class_form")
    form = window.page()
    for field, text in ((form._title, "电商直播"), (form._trainer, "刘芳"), (form._place, "村委会")):
        field.set_text(text)
    for name, text in {"begins": "9", "ends": "10", "room": "楼" * 51}.items():
        getattr(form._sessions, name).set_text(text)
    press(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, lambda: bool(form._sessions.room.error()))
    assert window.place() == "class_form"
    assert form._sessions.room.text() == "楼" * 51
