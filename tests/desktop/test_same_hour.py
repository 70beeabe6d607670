"""What stands against a plan is said where it is typed; somebody in two classes at one hour is told and decided by a key."""

import pytest
from PySide6.QtCore import Qt

from tests.desktop.classroom import DAY
from tests.desktop.counter import press, settle
from tests.store.test_training import add_people
from villagedesk import clock
from villagedesk.desktop.sync.decisions import DecisionCard
from villagedesk.desktop.training.class_people import names_text
from villagedesk.domain.training import ClassForm, Enrolment, EnrolmentState, SessionPlan, TrainerForm
from villagedesk.store import inbox, new_row
from villagedesk.store import training as room
from villagedesk.store.drafts import load_draft
from villagedesk.store.session import action

pytestmark = pytest.mark.usefixtures("moment")
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def people(do):
    return dict(zip(("陈桂花", "周小梅"), do(add_people, "陈桂花", "周小梅"), strict=True))


def planned(do, title="认包装", place="村委会", trainer="刘芳", begins=840, code="", people=()):
    plan = SessionPlan(DAY, begins, begins + 120)
    return do(room.plan_class, ClassForm(title, trainer, place, (plan,), course_code=code), list(people))


def page_of(store, class_id):
    with store.read() as s:
        return room.class_page(s, class_id)


def classes(store):
    with store.read() as s:
        return room.class_list(s)


def form_for(window, title, begins="14", ends="16"):
    window.go("class_form")
    form = window.page()
    for field, text in ((form._title, title), (form._trainer, "周敏"), (form._place, "小学")):
        field.set_text(text)
    for name, text in (("begins", begins), ("ends", ends)):
        getattr(form._sessions, name).set_text(text)
    return form


def test_a_missing_course_is_said_beside_the_name_and_asks_why(window, store, people, qtbot):
    form = form_for(window, "Returns and refunds")
    code, title = next((code, title) for code, title in form._known.courses if code == "K05")
    form._title.set_text(title)
    assert form._course_code() == code
    form._people._add(people["陈桂花"], "陈桂花")
    settle(qtbot, lambda: form._people.lack)
    assert "has to pass" in form._people.chosen.rows()[0].detail
    assert form._people.lacking.isVisibleTo(form)
    assert form._people.reasons.for_all.isVisibleTo(form)
    press(window, Qt.Key.Key_S, CTRL)
    settle(qtbot, lambda: bool(form._people.reasons.for_all.error()))
    assert classes(store) == [], "and nothing that was typed is lost"
    form._people.reasons.for_all.set_text("在县里学过")
    form._people.reasons.for_all.edited.emit()

    def kept():
        with store.read() as s:
            return load_draft(s.connection(), "class", "new")["waiver"]

    settle(qtbot, lambda: kept() == "在县里学过")
    press(window, Qt.Key.Key_S, CTRL)
    settle(qtbot, lambda: window.place() == "class")
    (made,) = classes(store)
    assert page_of(store, made.id).people[0].waiver == "在县里学过"


def test_each_may_come_for_a_reason_of_his_own(window, store, people, qtbot):
    form = form_for(window, "")
    form._title.set_text(next(title for code, title in form._known.courses if code == "K05"))
    reasons = form._people.reasons
    form._people._add(people["陈桂花"], "陈桂花")
    settle(qtbot, lambda: form._people.lack)
    assert not reasons.each.isVisibleTo(form), "for one there is nothing to tell apart"
    form._people._add(people["周小梅"], "周小梅")
    settle(qtbot, lambda: reasons.each.isVisibleTo(form))
    reasons.for_all.set_text("在县里学过")
    reasons.on_each()
    assert not reasons.for_all.isVisibleTo(form)
    assert [field.label.text() for field in reasons.own.values()] == [
        "Why 陈桂花 does not need it",
        "Why 周小梅 does not need it",
    ]
    reasons.own[people["周小梅"]].set_text("")
    press(window, Qt.Key.Key_S, CTRL)
    settle(qtbot, lambda: bool(reasons.own[people["周小梅"]].error()))
    assert classes(store) == []
    reasons.own[people["周小梅"]].set_text("开店五年")
    reasons.edited.emit()

    def kept():
        with store.read() as s:
            return load_draft(s.connection(), "class", "new")["waivers"]

    settle(qtbot, lambda: f"{people['周小梅']} 开店五年" in kept())
    window.go("training")
    window.go("class_form")
    settle(qtbot, lambda: len(reasons.own) == 2 and form._people.lack)
    assert reasons.answers() == {people["陈桂花"]: "在县里学过", people["周小梅"]: "开店五年"}, "a draft keeps them"
    press(window, Qt.Key.Key_S, CTRL)
    settle(qtbot, lambda: window.place() == "class")
    (made,) = classes(store)
    assert {one.name: one.waiver for one in page_of(store, made.id).people} == {
        "陈桂花": "在县里学过",
        "周小梅": "开店五年",
    }


def test_a_plan_with_too_few_hours_for_its_course_says_so(window, qtbot):
    form = form_for(window, "")
    said = "The course takes 4:00 h, the sittings have 2:00."
    form._title.set_text(next(title for code, title in form._known.courses if code == "K01"))
    form._look_ahead()
    settle(qtbot, lambda: said in form._sessions.warning.text())
    form._sessions.count.set_text("2")
    form._look_ahead()
    settle(qtbot, lambda: "The course takes" not in form._sessions.warning.text())


def test_who_is_taken_off_the_list_needs_no_reason(window, people, qtbot):
    form = form_for(window, "")
    form._title.set_text(next(title for code, title in form._known.courses if code == "K05"))
    form._people._add(people["陈桂花"], "陈桂花")
    settle(qtbot, lambda: form._people.lack)
    form._people.chosen.take_current()
    settle(qtbot, lambda: not form._people.lack)
    assert not form._people.reasons.for_all.isVisibleTo(form)


def test_another_class_at_that_hour_is_told_while_it_is_typed_and_asked_once(window, store, do, people, qtbot):
    planned(do, people=[people["陈桂花"]])
    form = form_for(window, "看域名")
    form._people._add(people["陈桂花"], "陈桂花")
    settle(qtbot, lambda: form._people.taken)
    assert "认包装" in form._people.chosen.rows()[0].detail
    press(window, Qt.Key.Key_S, CTRL)
    assert form._save.text().startswith("Really")
    press(window, Qt.Key.Key_Escape)
    assert not form._save.text().startswith("Really")
    press(window, Qt.Key.Key_S, CTRL)
    press(window, Qt.Key.Key_S, CTRL)
    settle(qtbot, lambda: window.place() == "class")
    made = next(one for one in classes(store) if one.title == "看域名")
    clash = page_of(store, made.id).people[0].clash
    assert clash.meant
    assert "both are meant" in window.page().panel.flag.text()


def test_a_room_and_a_trainer_that_are_taken_are_told(window, do, qtbot):
    do(room.save_trainer, TrainerForm("周敏"))
    planned(do, place="小学", trainer="周敏")
    form = form_for(window, "看域名", "15", "17")
    form._place.edited.emit()
    settle(qtbot, lambda: "The room is taken" in form._sessions.warning.text())
    assert "周敏 teaches “认包装” then" in form._sessions.warning.text()
    form._place.set_text("村委会二楼")
    form._place.edited.emit()
    settle(qtbot, lambda: "The room is taken" not in form._sessions.warning.text())


def test_a_plan_that_is_moved_onto_another_class_tells_whom_it_meets(window, do, people, qtbot):
    planned(do, people=[people["陈桂花"]])
    other = planned(do, "看域名", begins=1000, people=[people["陈桂花"]])
    window.go("class_form", class_id=other)
    form = window.page()
    settle(qtbot, lambda: form._known is not None)
    form._sessions.list.take_current()
    for name, text in (("begins", "15"), ("ends", "16")):
        getattr(form._sessions, name).set_text(text)
    form._sessions.on_add()
    settle(qtbot, lambda: "陈桂花 has a place" in form._sessions.warning.text())


def test_two_rooms_side_by_side_are_planned_with_a_word_about_it(window, store, qtbot):
    form = form_for(window, "分组练习")
    form._sessions.on_add()
    for name, text in (("room", "一楼"), ("trainer", "吴刚")):
        getattr(form._sessions, name).set_text(text)
    form._sessions.on_add()
    assert "Side by side" in form._sessions.warning.text()
    press(window, Qt.Key.Key_S, CTRL)
    settle(qtbot, lambda: window.place() == "class")
    (made,) = classes(store)
    assert sorted(one.place for one in made.sessions) == ["一楼", "小学"]


def test_the_class_page_asks_whether_both_are_meant(window, store, do, people, qtbot):
    planned(do, people=[people["陈桂花"]])
    other = planned(do, "看域名")
    window.go("class", class_id=other)
    page = window.page()
    page.on_add(people["陈桂花"], "陈桂花")
    settle(qtbot, page.waiver.isVisible)
    assert "认包装" in page.waiver.say.text()
    assert not page.waiver.reason.isVisible(), "there is no reason to type, only a yes"
    assert page_of(store, other).people == ()
    page.waiver.on_yes()
    settle(qtbot, lambda: bool(page_of(store, other).people))


def test_both_questions_are_asked_one_after_the_other(window, store, do, people, qtbot):
    planned(do, people=[people["陈桂花"]])
    other = planned(do, "退换货", code="K05")
    window.go("class", class_id=other)
    page = window.page()
    page.on_add(people["陈桂花"], "陈桂花")
    settle(qtbot, page.waiver.isVisible)
    page.waiver.reason.set_text("在县里学过")
    page.waiver.on_yes()
    settle(qtbot, lambda: page.waiver.isVisible() and not page.waiver.reason.isVisible())
    page.waiver.on_yes()
    settle(qtbot, lambda: bool(page_of(store, other).people))
    assert page_of(store, other).people[0].waiver == "在县里学过"


def test_who_was_invited_to_both_is_asked_about_at_the_call(window, store, do, people, qtbot):
    planned(do, people=[people["陈桂花"]])
    other = planned(do, "看域名")
    do(room.invite, other, [people["陈桂花"]])
    window.go("class", class_id=other)
    page = window.page()
    page.people.set_current(page_of(store, other).people[0].id)
    page.panel.comes.click()
    settle(qtbot, page.waiver.isVisible)
    page.waiver.on_yes()
    settle(qtbot, lambda: page_of(store, other).people[0].state is EnrolmentState.ENROLLED)


@pytest.fixture
def both(window, store, do, people, qtbot):
    """陈桂花 is signed in to one class; the sign-in page of another one at that hour is open."""
    first = planned(do, people=[people["陈桂花"]])
    second = planned(do, "看域名")
    do(room.sign_in_person, page_of(store, first).row.sessions[0].id, people["陈桂花"])
    session_id = page_of(store, second).row.sessions[0].id
    window.go("sign_in", session_id=session_id)
    return first, second, session_id


def test_whoever_signs_in_here_too_is_told_at_once_and_stands_in_the_inbox(window, store, do, people, both, qtbot):
    first, second, _session_id = both
    page = window.page()
    page._take_person(people["陈桂花"])
    settle(qtbot, lambda: "认包装" in page._last.text())
    assert "signed in" in page._last.text(), "nobody is sent away at the door"
    window.go("sync")
    settle(qtbot, lambda: len(window.page().findChildren(DecisionCard)) == 1)
    press(window, Qt.Key.Key_1)

    def outcomes():
        with store.read() as s:
            return [one.outcome for one in inbox.decided(s, clock.now_ms())]

    settle(qtbot, lambda: outcomes() == ["one_of_two"])
    came = [page_of(store, class_id).people[0].came for class_id in (first, second)]
    assert sorted(came) == [0, 1]


def test_both_are_right_by_the_third_key(window, store, people, both, qtbot):
    page = window.page()
    page._take_person(people["陈桂花"])
    settle(qtbot, lambda: "认包装" in page._last.text())
    window.go("sync")
    settle(qtbot, lambda: bool(window.page()._shown))
    press(window, Qt.Key.Key_3)

    def left():
        with store.read() as s:
            return inbox.count_decisions(s)

    settle(qtbot, lambda: left() == 0)
    assert [page_of(store, class_id).people[0].came for class_id in both[:2]] == [1, 1]


def test_who_moved_up_for_a_place_that_was_given_up_is_named(window, store, do, people, qtbot):
    planned(do, people=[people["陈桂花"]])
    small = do(
        room.plan_class,
        ClassForm("小班", "吴刚", "小学", (SessionPlan(DAY, 850, 900),), capacity=1),
    )

    @action
    def other_computer(s):
        new_row(s, Enrolment(class_id=small, person_id=people["陈桂花"], name="陈桂花"))

    do(other_computer)
    do(room.enrol, small, [people["周小梅"]])
    window.go("sync")
    page = window.page()
    settle(qtbot, lambda: bool(page._shown))
    with store.read() as s:
        (item,) = inbox.decisions(s)
    kept = next(side.split()[0] for side in item.theirs.splitlines()[1:] if side.endswith("认包装"))
    said = []
    page.notice = lambda words, kind="good": said.append((words, kind))
    page._card(item, keys=False).was_in.emit(kept)
    settle(qtbot, lambda: bool(said))
    assert "周小梅" in said[0][0]


def test_whoever_is_in_the_other_room_is_shown_so_and_not_counted_as_absent(window, store, do, people, qtbot):
    plans = (SessionPlan(DAY, 840, 960), SessionPlan(DAY, 840, 960, room="一楼", trainer="吴刚"))
    class_id = do(room.plan_class, ClassForm("分组练习", "刘芳", "村委会", plans), list(people.values()))
    here, there = sorted(page_of(store, class_id).row.sessions, key=lambda one: one.place == "一楼")
    do(room.sign_in_person, there.id, people["陈桂花"])
    window.go("sign_in", session_id=here.id)
    page = window.page()
    pills = {row.title: row.pill for row in page._list.rows()}
    assert pills == {"陈桂花": "In: 一楼", "周小梅": "Not here yet"}
    press(window, Qt.Key.Key_F10)
    assert page._close.text() == "Yes, 1 is absent  F10"


def test_many_names_are_named_in_part():
    assert names_text(list("甲乙丙丁戊己")) == "甲, 乙, 丙, 丁 and 2 more"
    assert names_text(["甲"]) == "甲"
