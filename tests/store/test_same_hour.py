"""One person in two sittings at the same hour: one item in the inbox, decided by a button; and two rooms of one class."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine

from tests.store.test_training import add_people
from villagedesk import clock
from villagedesk.domain.class_papers import InvitationSheet
from villagedesk.domain.training import ClassForm, Enrolment, EnrolmentState, Mark, SessionPlan
from villagedesk.errors import NotFound, Refused
from villagedesk.store import Store, inbox, new_row, print_queue
from villagedesk.store import training as room
from villagedesk.store.session import WriteSession, action
from villagedesk.store.training.sheet import print_invitations
from villagedesk.store.training_results import hours_of, planned_minutes

DAY = "2026-11-24"
NINE, ELEVEN = 9 * 60, 11 * 60


class Two:
    """Two classes at overlapping hours, 9 to 11 and 10 to 12, and one person."""

    def __init__(self, store: Store, operator: str) -> None:
        self.store, self.operator = store, operator
        self.person, self.other_person = self.do(add_people, "陈桂花", "周小梅")
        self.one = self.planned("认包装", SessionPlan(DAY, NINE, ELEVEN))
        self.two = self.planned("看域名", SessionPlan(DAY, NINE + 60, ELEVEN + 60))

    def planned(self, title: str, *plans: SessionPlan, capacity: int = 0) -> str:
        form = ClassForm(title, "刘芳", "村委会", plans, capacity=capacity)
        return str(self.do(room.plan_class, form))

    def do(self, verb: Callable[..., Any], *args: Any, **more: Any) -> Any:
        with self.store.write(by=self.operator) as s:
            return verb(s, *args, **more)

    def ask(self, reader: Callable[..., Any], *args: Any, **more: Any) -> Any:
        with self.store.read() as s:
            return reader(s, *args, **more)

    def page(self, class_id: str) -> room.ClassPage:
        return self.ask(room.class_page, class_id)

    def session(self, class_id: str, number: int = 0) -> str:
        return self.page(class_id).row.sessions[number].id

    def place(self, class_id: str, name: str = "陈桂花") -> room.PlaceRow:
        return next(one for one in self.page(class_id).people if one.name == name)

    def mark_of(self, class_id: str, number: int = 0) -> room.SignRow:
        found = self.ask(room.session_page, self.session(class_id, number))
        return next(row for row in found.rows if row.name == "陈桂花")

    def open_items(self) -> list[inbox.Decision]:
        return [one for one in self.ask(inbox.decisions) if one.code in ("two_at_once", "two_places")]

    def enrolled_elsewhere(self, class_id: str) -> None:
        """Another computer, which knew nothing of the other class, gives a place; its row comes by sync."""

        @action
        def other_computer(s: WriteSession) -> None:
            new_row(s, Enrolment(class_id=class_id, person_id=self.person, name="陈桂花"))

        self.do(other_computer)

    def both_signed_in(self) -> inbox.Decision:
        for class_id in (self.one, self.two):
            self.do(room.sign_in_person, self.session(class_id), self.person)
        (item,) = self.open_items()
        return item


@pytest.fixture
def two(store: Store, operator: str) -> Iterator[Two]:
    with time_machine.travel(f"{DAY}T09:00:00+08:00", tick=False):
        yield Two(store, operator)


def test_signed_in_to_two_classes_is_one_item_with_both_named(two: Two) -> None:
    item = two.both_signed_in()
    assert (item.code, item.ours) == ("two_at_once", "陈桂花")
    day, *sides = (item.theirs or "").splitlines()
    assert day == DAY
    assert {side.split(" ", 3)[3] for side in sides} == {"认包装", "看域名"}
    assert (two.mark_of(two.one).mark, two.mark_of(two.two).mark) == ("present", "present"), "both facts stay"


@pytest.mark.parametrize("stays", ["one", "two"])
def test_the_class_he_was_not_in_is_corrected_with_the_reason(two: Two, stays: str) -> None:
    item = two.both_signed_in()
    kept, other = (two.one, two.two) if stays == "one" else (two.two, two.one)
    two.do(room.settle_same_hour, item.id, two.session(kept))
    assert (two.mark_of(kept).mark, two.mark_of(other).mark) == ("present", "absent")
    assert two.open_items() == []
    assert two.ask(inbox.decided, clock.now_ms())[0].outcome == "one_of_two"
    with pytest.raises(NotFound):
        two.do(room.settle_same_hour, item.id, two.session(kept))


def test_both_can_be_right_and_it_does_not_come_back(two: Two) -> None:
    item = two.both_signed_in()
    two.do(room.settle_same_hour, item.id)
    assert two.open_items() == []
    two.do(room.sign_in_person, two.session(two.one), two.other_person)  # the class is looked at again
    assert two.open_items() == []
    clash = two.place(two.two).clash
    assert clash is not None
    assert (clash.both, clash.meant) == (False, True)


def test_a_correction_on_the_class_settles_it_without_a_button(two: Two) -> None:
    two.both_signed_in()
    two.do(room.mark, two.session(two.one), two.place(two.one).id, Mark.ABSENT)
    assert two.open_items() == []
    two.do(room.mark, two.session(two.one), two.place(two.one).id, Mark.PRESENT)
    assert len(two.open_items()) == 1


def test_who_left_before_the_other_began_was_not_in_both(two: Two) -> None:
    two.both_signed_in()
    two.do(room.mark, two.session(two.one), two.place(two.one).id, Mark.PRESENT, left=NINE + 60)
    assert two.open_items() == []


def test_somebody_elses_signature_says_nothing(two: Two) -> None:
    two.both_signed_in()
    two.do(room.mark, two.session(two.two), two.place(two.two).id, Mark.PROXY, "孙子")
    assert two.open_items() == []


def test_two_places_given_on_two_computers_are_one_item(two: Two) -> None:
    two.do(room.enrol, two.one, [two.person])
    two.enrolled_elsewhere(two.two)
    (item,) = two.open_items()
    assert item.code == "two_places"
    two.do(room.settle_same_hour, item.id, two.session(two.one))
    assert (two.place(two.one).state, two.place(two.two).state) == ("enrolled", "withdrawn")
    assert two.open_items() == []


def test_a_place_given_up_moves_the_next_one_up(two: Two) -> None:
    small = two.planned("小班", SessionPlan(DAY, NINE, ELEVEN), capacity=1)
    two.enrolled_elsewhere(small)
    two.do(room.enrol, small, [two.other_person])
    two.enrolled_elsewhere(two.one)
    (item,) = two.open_items()
    assert two.do(room.settle_same_hour, item.id, two.session(two.one)) == ["周小梅"]
    assert two.place(small, "周小梅").state is EnrolmentState.MOVED_UP


def test_another_hour_or_a_class_called_off_settles_two_places(two: Two) -> None:
    two.do(room.enrol, two.one, [two.person])
    two.enrolled_elsewhere(two.two)
    form = two.page(two.two).form
    later = ClassForm("看域名", "刘芳", "村委会", (SessionPlan(DAY, 840, 900),))
    two.do(room.change_class, two.two, later)
    assert two.open_items() == []
    two.do(room.change_class, two.two, form)
    assert [one.code for one in two.open_items()] == ["two_places"], "a plan that is moved onto the hour is told, too"
    two.do(room.cancel_class, two.two)
    assert two.open_items() == []


def test_places_are_no_question_any_more_once_one_is_over(two: Two) -> None:
    two.do(room.enrol, two.one, [two.person])
    two.enrolled_elsewhere(two.two)
    two.do(room.sign_in_person, two.session(two.one), two.person)
    two.do(room.close_session, two.session(two.one))
    assert two.open_items() == []


def test_one_item_at_a_time_first_the_places_then_the_marks(two: Two) -> None:
    two.do(room.enrol, two.one, [two.person])
    two.enrolled_elsewhere(two.two)
    assert [one.code for one in two.open_items()] == ["two_places"]
    assert two.both_signed_in().code == "two_at_once"


def test_the_one_at_the_door_is_told_at_once(two: Two) -> None:
    two.do(room.sign_in_person, two.session(two.one), two.person)

    def sign(s: WriteSession) -> Any:
        enrolment_id, _mark = room.sign_in_person(s, two.session(two.two), two.person)
        return room.also_signed_in(s, two.session(two.two), two.two, enrolment_id)

    assert two.do(sign).title == "认包装"


# --- two rooms of one class


@pytest.fixture
def rooms(two: Two) -> str:
    plans = (
        SessionPlan(DAY, NINE, ELEVEN),
        SessionPlan(DAY, NINE, ELEVEN, room="一楼", trainer="周敏"),
        SessionPlan(DAY, 840, 960),
    )
    class_id = two.planned("分组练习", *plans)
    two.do(room.enrol, class_id, [two.person, two.other_person])
    return class_id


def test_two_rooms_side_by_side_are_planned_and_changed(two: Two, rooms: str) -> None:
    sessions = two.page(rooms).row.sessions
    assert sorted((one.place, one.trainer) for one in sessions) == [
        ("一楼", "周敏"), ("村委会", "刘芳"), ("村委会", "刘芳"),
    ]  # fmt: skip
    assert [one.number for one in sessions] == [1, 2, 3], "in the order of the plan"
    before = {one.id for one in sessions}
    form = two.page(rooms).form
    plans = tuple(SessionPlan(p.held_on, p.begins, p.ends, "新题目", p.room, p.trainer) for p in form.sessions)
    two.do(room.change_class, rooms, ClassForm("分组练习", "刘芳", "村委会", plans))
    assert {one.id for one in two.page(rooms).row.sessions} == before, "each stays itself"
    one_less = tuple(plan for plan in plans if not plan.room)
    two.do(room.change_class, rooms, ClassForm("分组练习", "刘芳", "村委会", one_less))
    assert {one.id for one in two.page(rooms).row.sessions} < before


def test_a_slip_says_a_time_in_two_rooms_once(two: Two, rooms: str) -> None:
    two.do(print_invitations, rooms)
    with two.store.read() as s:
        (job,) = print_queue.jobs(s.connection())
        paper = print_queue.paper_of(s.connection(), job.id)
    assert isinstance(paper, InvitationSheet)
    assert [(one.begins, one.ends) for one in paper.sittings] == [(NINE, ELEVEN), (840, 960)]


def test_a_sitting_that_was_held_stays_when_its_neighbour_goes(two: Two, rooms: str) -> None:
    held = next(one for one in two.page(rooms).row.sessions if one.place == "一楼")
    two.do(room.close_session, held.id)
    plans = tuple(plan for plan in two.page(rooms).form.sessions if plan.begins != NINE)
    with pytest.raises(Refused, match="session_held"):
        two.do(room.change_class, rooms, ClassForm("分组练习", "刘芳", "村委会", plans))


def test_who_is_in_the_other_room_is_neither_marked_absent_nor_present_here(two: Two, rooms: str) -> None:
    up, down = (one.id for one in sorted(two.page(rooms).row.sessions[:2], key=lambda one: one.place, reverse=True))
    place = two.place(rooms).id
    two.do(room.sign_in, up, place)
    page = two.ask(room.session_page, down)
    assert (next(row.elsewhere for row in page.rows if row.name == "陈桂花"), page.missing) == ("村委会", 1)
    assert two.do(room.all_present, down) == 1
    assert two.do(room.close_session, down) == 0
    marks = {row.name: row.mark for row in two.ask(room.session_page, down).rows}
    assert marks == {"陈桂花": "", "周小梅": "present"}


def test_hours_in_two_rooms_count_once(two: Two, rooms: str) -> None:
    assert two.ask(planned_minutes, rooms) == 240, "two hours in the morning, whichever room, and two in the afternoon"
    for session in two.page(rooms).row.sessions:
        two.do(room.mark, session.id, two.place(rooms).id, Mark.PRESENT)
    assert two.ask(hours_of, rooms)[two.place(rooms).id] == 240


def test_signed_in_to_both_rooms_is_asked_about_by_their_rooms(two: Two, rooms: str) -> None:
    first, second = (one.id for one in two.page(rooms).row.sessions[:2])
    for session_id in (first, second):
        two.do(room.mark, session_id, two.place(rooms).id, Mark.PRESENT)
    (item,) = two.open_items()
    assert "一楼" in (item.theirs or "")
    two.do(room.settle_same_hour, item.id, second)
    assert two.open_items() == []
    held = {one.id: one.here for one in two.page(rooms).row.sessions}
    assert (held[first], held[second]) == (0, 1)


def test_a_walk_in_without_a_file_in_both_rooms_is_asked_about_too(two: Two, rooms: str) -> None:
    first, second = (one.id for one in two.page(rooms).row.sessions[:2])
    enrolment_id, _mark = two.do(room.walk_in, first, "过路人")
    two.do(room.sign_in, second, enrolment_id)
    (item,) = two.open_items()
    assert two.do(room.settle_same_hour, item.id, first) == []
    assert two.open_items() == []
