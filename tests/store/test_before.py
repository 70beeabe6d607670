"""Courses that come before others, and one person in two classes at the same hour."""

import pytest
import time_machine

from tests.store.test_training import add_people
from villagedesk.demo.trained import train
from villagedesk.domain.training import CallResult, ClassForm, EnrolmentState, Mark, SessionPlan
from villagedesk.errors import Invalid, Refused, sentence
from villagedesk.store import Store
from villagedesk.store import training as room

DAY = "2026-11-23"


@pytest.fixture
def do(store: Store, operator: str):
    def act(op, *args, **more):
        with store.write(by=operator) as s:
            return op(s, *args, **more)

    with time_machine.travel(f"{DAY}T08:00:00+08:00", tick=False):
        yield act


def planned(do, code: str = "K05", begins: int = 600, title: str = "退换货") -> str:
    plan = SessionPlan("2026-11-24", begins, begins + 120)
    return do(room.plan_class, ClassForm(title, "刘芳", "村委会", (plan,), course_code=code))


def only(store: Store, class_id: str):
    with store.read() as s:
        return room.class_page(s, class_id).people[0]


def only_people(store: Store, class_id: str):
    with store.read() as s:
        return list(room.class_page(s, class_id).people)


def test_a_course_that_comes_before_is_needed(store: Store, operator: str, do) -> None:
    (person,) = do(add_people, "陈桂花")
    class_id = planned(do)
    with pytest.raises(Refused, match="course_before") as refused:
        do(room.enrol, class_id, [person])
    assert "陈桂花" in sentence(refused.value)
    assert refused.value.params["course"]
    train(store, operator, [person], "K01")
    assert do(room.enrol, class_id, [person]).places == 1
    assert only(store, class_id).waiver == ""


def test_a_reason_lets_him_in_and_stays(store: Store, do) -> None:
    (person,) = do(add_people, "陈桂花")
    class_id = planned(do)
    with pytest.raises(Invalid):
        do(room.enrol, class_id, [person], "x" * 200)
    do(room.enrol, class_id, [person], "在县里学过")
    assert only(store, class_id).waiver == "在县里学过"


def test_who_was_invited_needs_it_when_he_comes(store: Store, do) -> None:
    (person,) = do(add_people, "陈桂花")
    class_id = planned(do)
    do(room.invite, class_id, [person])
    who = only(store, class_id).id
    with pytest.raises(Refused, match="course_before"):
        do(room.note_call, who, CallResult.COMES)
    assert only(store, class_id).call_result == "", "nothing is half done"
    assert do(room.note_call, who, CallResult.COMES, "在县里学过") is EnrolmentState.ENROLLED
    do(room.withdraw, who)
    assert do(room.take_up_again, who) is EnrolmentState.ENROLLED  # the reason was given once


def test_a_plan_with_people_needs_it_too(do) -> None:
    (person,) = do(add_people, "陈桂花")
    form = ClassForm("退换货", "刘芳", "村委会", (SessionPlan("2026-11-24", 600, 720),), course_code="K05")
    with pytest.raises(Refused, match="course_before"):
        do(room.plan_class, form, [person])


def test_two_classes_at_the_same_hour_are_flagged(store: Store, do) -> None:
    (person,) = do(add_people, "陈桂花")
    first, second = planned(do, "", 600, "认包装"), planned(do, "", 660, "看域名")
    later = planned(do, "", 780, "晚一点")
    do(room.enrol, first, [person])
    with pytest.raises(Refused, match="same_hour") as refused:
        do(room.enrol, second, [person])
    assert "认包装" in sentence(refused.value), "told at once, and which other class it is"
    assert only_people(store, second) == [], "nothing is half done"
    do(room.enrol, second, [person], beside=True)
    do(room.enrol, later, [person])
    clash = only(store, first).clash
    assert clash is not None
    assert (clash.title, clash.both, clash.meant) == ("看域名", False, True)
    sessions = {}
    with store.read() as s:
        for class_id in (first, second):
            sessions[class_id] = room.class_page(s, class_id).row.sessions[0].id
    for class_id in (first, second):
        do(room.mark, sessions[class_id], only(store, class_id).id, Mark.PRESENT)
    clash = only(store, first).clash
    assert clash is not None
    assert not clash.both, "both places are meant, and so he was in both"
    do(room.cancel_class, second)
    assert only(store, first).clash is None


@pytest.mark.parametrize("verb", ["invited", "withdrawn"])
def test_who_comes_after_all_is_asked_about_the_other_class_too(store: Store, do, verb: str) -> None:
    (person,) = do(add_people, "陈桂花")
    first, second = planned(do, "", 600, "认包装"), planned(do, "", 660, "看域名")
    if verb == "invited":
        do(room.invite, second, [person])
    else:
        do(room.enrol, second, [person])
        do(room.withdraw, only(store, second).id)
    do(room.enrol, first, [person])
    again, *more = (room.note_call, CallResult.COMES) if verb == "invited" else (room.take_up_again,)
    who = only(store, second).id
    with pytest.raises(Refused, match="same_hour"):
        do(again, who, *more)
    assert do(again, who, *more, beside=True) is EnrolmentState.ENROLLED


def test_a_plan_with_people_of_another_class_at_that_hour_is_told(do) -> None:
    (person,) = do(add_people, "陈桂花")
    do(room.enrol, planned(do, "", 600, "认包装"), [person])
    form = ClassForm("看域名", "刘芳", "村委会", (SessionPlan("2026-11-24", 660, 700),))
    with pytest.raises(Refused, match="same_hour"):
        do(room.plan_class, form, [person])
    assert do(room.plan_class, form, [person], beside=True)
