"""A class: planned, signed in, corrected, closed; and the same from two PCs."""

from datetime import datetime

import pytest
import time_machine

from villagedesk.domain.people import Person
from villagedesk.domain.training import Attendance, ClassForm, Mark, SessionPlan, standing
from villagedesk.errors import Invalid, Refused
from villagedesk.store import Store, WriteSession, action, events, new_row
from villagedesk.store.training import (
    all_present,
    class_list,
    close_session,
    enrol,
    find_in_session,
    mark,
    plan_class,
    session_page,
    sessions_on,
    sign_in,
    sign_in_person,
    take_back,
    walk_in,
)

DAY = "2026-11-23"
NAMES = ("周小梅", "赵德明", "阿依古丽·买买提", "陈桂花")


@action
def add_people(s: WriteSession, *names: str) -> list[str]:
    return [new_row(s, Person(name=name)).id for name in names]


@pytest.fixture
def class_id(store: Store, operator: str) -> str:
    with store.write(by=operator) as s:
        people = add_people(s, *NAMES)
    form = ClassForm(
        "识别仿冒品", "刘芳", "村委会二楼", (SessionPlan(DAY, 14 * 60, 16 * 60), SessionPlan(DAY, 16 * 60, 17 * 60))
    )
    with store.write(by=operator) as s:
        return plan_class(s, form, people)


@pytest.fixture
def session_id(store: Store, class_id: str) -> str:
    with store.read() as s:
        return sessions_on(s, DAY)[0].id


def page(store: Store, session_id: str):
    with store.read() as s:
        return session_page(s, session_id)


def row_of(store: Store, session_id: str, name: str):
    return next(row for row in page(store, session_id).rows if row.name == name)


def at(text: str) -> time_machine.travel:
    return time_machine.travel(datetime.fromisoformat(f"{DAY}T{text}").astimezone(), tick=False)


def test_a_class_is_one_event_in_a_scope_of_its_own(store: Store, class_id: str) -> None:
    with store.read() as s:
        log, head, _ = events.current_log(s.connection())
        last = events.own_event(s.connection(), log, head)
        classes = class_list(s)
    assert last.scope == f"class:{class_id}"
    assert len(last.changes()) == 1 + 2 + len(NAMES)
    assert (classes[0].title, classes[0].enrolled, len(classes[0].sessions)) == ("识别仿冒品", 4, 2)


@pytest.mark.parametrize(
    ("time", "expected"), [("13:50:00", Mark.PRESENT), ("14:10:59", Mark.PRESENT), ("14:14:00", Mark.LATE)]
)
def test_who_comes_after_the_grace_is_late(
    store: Store, operator: str, session_id: str, time: str, expected: Mark
) -> None:
    who = row_of(store, session_id, "周小梅").enrolment_id
    with at(time), store.write(by=operator) as s:
        assert sign_in(s, session_id, who) is expected
    assert row_of(store, session_id, "周小梅").mark == expected


def test_signing_in_twice_counts_once(store: Store, operator: str, session_id: str) -> None:
    who = row_of(store, session_id, "周小梅").enrolment_id
    for _ in range(2):
        with at("14:00:00"), store.write(by=operator) as s:
            sign_in(s, session_id, who)
    assert page(store, session_id).session.here == 1
    assert s.event is None


def test_a_card_signs_in_and_enrols_who_is_not_on_the_list(store: Store, operator: str, session_id: str) -> None:
    with store.write(by=operator) as s:
        (stranger,) = add_people(s, "施恩")
    with at("14:03:00"), store.write(by=operator) as s:
        sign_in_person(s, session_id, stranger)
    assert row_of(store, session_id, "施恩").mark == Mark.PRESENT
    with at("14:03:00"), store.write(by=operator) as s:
        sign_in_person(s, session_id, stranger)
    assert page(store, session_id).session.enrolled == 5


def test_marks_are_corrected_with_a_trace(store: Store, operator: str, session_id: str) -> None:
    who = row_of(store, session_id, "赵德明").enrolment_id
    with store.write(by=operator) as s:
        mark(s, session_id, who, Mark.PROXY, proxy="孙子")
    with store.write(by=operator) as s:
        take_back(s, session_id, who)
    assert row_of(store, session_id, "赵德明").mark == ""
    with store.write(by=operator) as s:
        mark(s, session_id, who, Mark.LATE)
    assert row_of(store, session_id, "赵德明").mark == Mark.LATE
    with store.read() as s:
        assert s.connection().exec_driver_sql("SELECT count(*) FROM attendance").scalar() == 3


def test_closing_marks_the_rest_absent_and_refuses_more(store: Store, operator: str, session_id: str) -> None:
    who = row_of(store, session_id, "陈桂花").enrolment_id
    with at("13:55:00"), store.write(by=operator) as s:
        sign_in(s, session_id, who)
    with store.write(by=operator) as s:
        assert close_session(s, session_id) == 3
    assert page(store, session_id).session.state == "closed"
    with pytest.raises(Refused) as caught, store.write(by=operator) as s:
        sign_in(s, session_id, row_of(store, session_id, "周小梅").enrolment_id)
    assert caught.value.code == "session_closed"
    with pytest.raises(Refused), store.write(by=operator) as s:
        close_session(s, session_id)
    with store.write(by=operator) as s:
        mark(s, session_id, row_of(store, session_id, "周小梅").enrolment_id, Mark.PRESENT, why="签在了纸上")
    assert page(store, session_id).session.here == 2


def test_all_present_leaves_earlier_marks(store: Store, operator: str, session_id: str) -> None:
    with at("14:30:00"), store.write(by=operator) as s:
        sign_in(s, session_id, row_of(store, session_id, "周小梅").enrolment_id)
        assert all_present(s, session_id) == 3
    assert row_of(store, session_id, "周小梅").mark == Mark.LATE


def test_walk_ins_and_their_bad_names(store: Store, operator: str, session_id: str) -> None:
    with store.write(by=operator) as s:
        walk_in(s, session_id, " 过路人 ")
    assert row_of(store, session_id, "过路人").mark
    for name, code in (("  ", "field_required"), ("长" * 51, "too_long")):
        with pytest.raises(Invalid) as caught, store.write(by=operator) as s:
            walk_in(s, session_id, name)
        assert caught.value.code == code


def test_enrolling_twice_is_once(store: Store, operator: str, class_id: str) -> None:
    with store.write(by=operator) as s:
        people = add_people(s, "何花")
    for expected in (1, 0):
        with store.write(by=operator) as s:
            assert enrol(s, class_id, people).places == expected


@pytest.mark.parametrize("text", ["zxm", "zhouxiaomei", "周", "小梅", "ZX"])
def test_two_letters_find_a_name(store: Store, session_id: str, text: str) -> None:
    assert [row.name for row in find_in_session(page(store, session_id), text)] == ["周小梅"]


def test_a_class_that_cannot_be_held_is_refused(store: Store, operator: str) -> None:
    plan = SessionPlan(DAY, 14 * 60, 16 * 60)
    for form, field in (
        (ClassForm("", "刘芳", "二楼", (plan,)), "title"),
        (ClassForm("课", "刘芳", "二楼", ()), "sessions"),
        (ClassForm("课", "刘芳", "二楼", (SessionPlan(DAY, 600, 600),)), "ends"),
    ):
        with pytest.raises(Invalid) as caught, store.write(by=operator) as s:
            plan_class(s, form)
        assert caught.value.field == field


def test_two_pcs_marking_the_same_person_say_the_same() -> None:
    here = Attendance(id="b", class_id="c", session_id="s", enrolment_id="e", mark="present", at=2)
    absent = Attendance(id="a", class_id="c", session_id="s", enrolment_id="e", mark="absent", at=1)
    assert standing([here, absent])["e"].id == standing([absent, here])["e"].id == "b"
