"""A class from the plan to the archive: places, the waiting list, calls, paper sheets, corrections, allowances, doubts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import time_machine
from sqlmodel import select

from tests.store.test_training import add_people
from villagedesk.domain.cash import CashEntry
from villagedesk.domain.evidence import Evidence, Signed
from villagedesk.domain.training import (
    Attendance,
    CallResult,
    ClassForm,
    Enrolment,
    EnrolmentState,
    Mark,
    SessionPlan,
    TrainerForm,
    TrainingClass,
)
from villagedesk.errors import Invalid, Refused
from villagedesk.store import Store, inbox, new_row
from villagedesk.store import training as room
from villagedesk.store.files import FileStore
from villagedesk.store.photos import desk_files
from villagedesk.store.session import WriteSession, action

DAY = "2026-11-23"
PLANS = (
    SessionPlan(DAY, 9 * 60, 11 * 60, "看包装"),
    SessionPlan(DAY, 14 * 60, 16 * 60, "看域名", room="二楼", trainer="周敏"),
    SessionPlan("2026-11-24", 9 * 60, 11 * 60),
)
FORM = ClassForm(
    "识别仿冒品",
    "刘芳",
    "村委会",
    PLANS,
    course_code="C06",
    plan="2026-07",
    funder="县商务局",
    audience="种植户",
    capacity=3,
    meal_fen=2000,
    travel_fen=500,
    fee_fen=60_000,
)
NAMES = ("周小梅", "赵德明", "阿依古丽·买买提", "陈桂花", "施恩")


class Room:
    """A class and its people, each action its own event."""

    def __init__(self, store: Store, operator: str) -> None:
        self.store, self.operator = store, operator
        self.people = dict(zip(NAMES, self.do(add_people, *NAMES), strict=True))
        self.class_id = self.do(room.plan_class, FORM, list(self.people.values()))
        self.first, self.second, self.third = (one.id for one in self.page().row.sessions)

    def do(self, verb: Callable[..., Any], *args: Any, **more: Any) -> Any:
        with self.store.write(by=self.operator) as s:
            return verb(s, *args, **more)

    def ask(self, reader: Callable[..., Any], *args: Any, **more: Any) -> Any:
        with self.store.read() as s:
            return reader(s, *args, **more)

    def page(self) -> room.ClassPage:
        return self.ask(room.class_page, self.class_id)

    def states(self) -> dict[str, str]:
        return {one.name: one.state for one in self.page().people}

    def place(self, name: str) -> str:
        return next(one.id for one in self.page().people if one.name == name)

    def sign(self, session_id: str, name: str) -> room.SignRow:
        found = self.ask(room.session_page, session_id)
        return next(row for row in (*found.rows, *found.others) if row.name == name)

    def open_codes(self) -> list[str]:
        return [one.code for one in self.ask(inbox.decisions)]


@pytest.fixture
def school(store: Store, operator: str) -> Room:
    return Room(store, operator)


@pytest.fixture
def files(store: Store) -> FileStore:
    return desk_files(store)


def at(text: str, day: str = DAY) -> time_machine.travel:
    return time_machine.travel(datetime.fromisoformat(f"{day}T{text}").astimezone(), tick=False)


def refused(code: str, school: Room, verb: Callable[..., Any], *args: Any, **more: Any) -> None:
    with pytest.raises((Refused, Invalid)) as caught:
        school.do(verb, *args, **more)
    assert caught.value.code == code


# --- the plan


def test_a_class_keeps_its_plan_and_gets_a_number(school: Room) -> None:
    page = school.page()
    assert page.form == FORM
    assert page.row.number.startswith("PX")
    other = school.do(room.plan_class, replace(FORM, title="电商直播"))
    numbers = [row.number for row in school.ask(room.class_list)]
    assert len(set(numbers)) == 2
    assert other
    assert [(one.number, one.place, one.trainer) for one in page.row.sessions][:2] == [
        (1, "村委会", "刘芳"),
        (2, "二楼", "周敏"),
    ]


def test_who_does_not_fit_waits_in_the_order_of_coming(school: Room) -> None:
    assert list(school.states().values()) == ["enrolled"] * 3 + ["waiting"] * 2
    waiting = [(one.name, one.queue) for one in school.page().people if one.state == "waiting"]
    assert [number for _, number in waiting] == [1, 2]
    assert school.page().free == 0


def test_a_withdrawal_moves_the_first_up_by_itself(school: Room) -> None:
    first = next(one for one in school.page().people if one.queue == 1)
    gone = next(one for one in school.page().people if one.state == "enrolled")
    assert school.do(room.withdraw, gone.id) == [first.name]
    assert school.states()[first.name] == EnrolmentState.MOVED_UP
    assert [one.name for one in school.page().to_call] == [first.name]
    school.do(room.note_call, first.id, CallResult.COMES)
    assert school.states()[first.name] == EnrolmentState.ENROLLED
    assert school.page().to_call == ()
    # Who had withdrawn and wants to come again is behind those who wait.
    assert school.do(room.take_up_again, gone.id) is EnrolmentState.WAITING
    refused("move_not_allowed", school, room.withdraw, school.do(room.withdraw, gone.id) or gone.id)


def test_who_moved_up_and_does_not_come_makes_room_for_the_next(school: Room) -> None:
    one, two = (person for person in school.page().people if person.state == "waiting")
    enrolled = next(person for person in school.page().people if person.state == "enrolled")
    school.do(room.withdraw, enrolled.id)
    school.do(room.note_call, one.id, CallResult.NO_ANSWER)
    assert school.states()[one.name] == EnrolmentState.MOVED_UP
    school.do(room.note_call, one.id, CallResult.NOT_COMING)
    assert (school.states()[one.name], school.states()[two.name]) == ("withdrawn", "moved_up")


def test_a_higher_limit_moves_people_up(school: Room) -> None:
    school.do(room.change_class, school.class_id, replace(FORM, capacity=4))
    assert sorted(school.states().values()) == ["enrolled"] * 3 + ["moved_up", "waiting"]


def test_what_two_computers_left_waiting_is_filled(school: Room) -> None:
    @action
    def other_computer(s: WriteSession) -> None:
        # It withdrew somebody and moved up whom this one had moved up already.
        row = s.get(Enrolment, next(one.id for one in school.page().people if one.state == "enrolled"))
        assert row is not None
        row.state = "withdrawn"

    school.do(other_computer)
    assert school.ask(room.places_to_fill) == [school.class_id]
    assert len(school.do(room.fill_places, school.class_id)) == 1
    assert school.ask(room.places_to_fill) == []


def test_the_invited_have_no_place_before_they_say_yes(school: Room) -> None:
    (guest,) = school.do(add_people, "何花")
    assert school.do(room.invite, school.class_id, [guest, guest]) == 1
    assert school.do(room.invite, school.class_id, [guest]) == 0
    assert school.states()["何花"] == "invited"
    assert "何花" in [one.name for one in school.page().to_call]
    school.do(room.change_class, school.class_id, replace(FORM, capacity=0))
    assert school.do(room.note_call, school.place("何花"), CallResult.COMES) is EnrolmentState.ENROLLED


def test_sittings_are_changed_but_not_those_that_were_held(school: Room) -> None:
    with at("09:00:00"):
        school.do(room.sign_in, school.first, school.place("周小梅"))
    later = SessionPlan("2026-11-25", 540, 600)
    refused("session_held", school, room.change_class, school.class_id, replace(FORM, sessions=(later,)))
    school.do(room.change_class, school.class_id, replace(FORM, sessions=(PLANS[0], later)))
    sessions = school.page().row.sessions
    assert [(one.id == school.first, one.number, one.held_on) for one in sessions] == [
        (True, 1, DAY),
        (False, 2, "2026-11-25"),
    ]
    assert school.page().row.state == "running"


def test_a_class_is_over_with_its_last_sitting_and_then_archived(school: Room) -> None:
    refused("move_not_allowed", school, room.archive_class, school.class_id)
    for session_id in (school.first, school.second, school.third):
        school.do(room.close_session, session_id)
    assert school.page().row.state == "closed"
    school.do(room.archive_class, school.class_id)
    assert school.ask(room.class_list, ("planned", "running", "closed")) == []
    assert [row.state for row in school.ask(room.class_list, ("archived",))] == ["archived"]
    refused("class_archived", school, room.enrol, school.class_id, [])


def test_nobody_signs_in_to_a_class_that_is_called_off(school: Room) -> None:
    school.do(room.cancel_class, school.class_id)
    refused("class_called_off", school, room.sign_in, school.first, school.place("周小梅"))
    assert school.ask(room.next_session, DAY) is None
    school.do(room.hold_after_all, school.class_id)
    assert school.ask(room.next_session, DAY).id == school.first
    refused("move_not_allowed", school, room.hold_after_all, school.class_id)


def test_a_class_of_before_there_were_states_goes_on(school: Room) -> None:
    @action
    def old_rows(s: WriteSession) -> None:
        class_ = s.get(TrainingClass, school.class_id)
        assert class_ is not None
        class_.state = ""
        for one in s.exec(select(Enrolment)):
            one.state = ""

    school.do(old_rows)
    assert len(school.ask(room.class_list, ("planned",))) == 1
    assert school.page().row.enrolled == 5
    with at("09:00:00"):
        school.do(room.sign_in, school.first, school.place("周小梅"))
    assert school.do(room.close_session, school.first) == 4


def test_trainers_are_kept_with_their_contract(school: Room) -> None:
    form = TrainerForm("刘芳", "13900000001", "农艺师", "县农技站", "合同 12", 60_000)
    id_ = school.do(room.save_trainer, form)
    school.do(room.save_trainer, replace(form, fee_fen=70_000), id_)
    assert [(one.name, one.fee_fen) for one in school.ask(room.trainers)] == [("刘芳", 70_000)]
    school.do(room.dismiss_trainer, id_)
    assert school.ask(room.trainers) == []


# --- signing in


def test_who_waits_and_comes_all_the_same_has_a_place(school: Room) -> None:
    waiting = next(one for one in school.page().people if one.queue == 1)
    assert waiting.name not in [row.name for row in school.ask(room.session_page, school.first).rows]
    found = room.find_in_session(school.ask(room.session_page, school.first), waiting.name)
    with at("09:00:00"):
        school.do(room.sign_in, school.first, found[0].enrolment_id)
    assert school.states()[waiting.name] == "enrolled"
    assert school.page().free == -1


def test_leaving_early_is_kept_beside_the_arrival(school: Room) -> None:
    place = school.place("周小梅")
    with at("08:55:00"):
        school.do(room.sign_in, school.first, place)
    arrived = school.sign(school.first, "周小梅").at
    with at("10:00:00"):
        school.do(room.left_early, school.first, place)
    row = school.sign(school.first, "周小梅")
    assert (row.mark, row.at) == ("present", arrived)
    assert row.left_at is not None
    assert row.left_at > (arrived or 0)
    refused("not_here", school, room.left_early, school.first, school.place("赵德明"))


def test_the_past_is_corrected_with_a_reason_and_a_trace(school: Room) -> None:
    place = school.place("周小梅")
    school.do(room.close_session, school.first)
    refused("field_required", school, room.mark, school.first, place, Mark.PRESENT)
    refused("left_before_it_began", school, room.mark, school.first, place, Mark.PRESENT, left=500, why="签在了纸上")
    school.do(room.mark, school.first, place, Mark.PRESENT, left=10 * 60, why="签在了纸上")
    assert school.sign(school.first, "周小梅").left_at is not None
    rows = school.ask(lambda s: s.exec(select(Attendance).where(Attendance.enrolment_id == place)).all())
    assert {(row.mark, row.note) for row in rows} == {("absent", ""), ("present", "签在了纸上")}
    assert [row.replaces for row in rows if row.mark == "present"] == [
        next(row.id for row in rows if row.mark == "absent")
    ]


def test_several_marks_are_taken_back_as_one_action_and_leave_a_trace(school: Room) -> None:
    places = [school.place(name) for name in ("周小梅", "赵德明")]
    assert school.do(room.all_present, school.first) == 3
    assert school.do(room.take_back_all, school.first, [*places, *places]) == 2
    assert (school.sign(school.first, "周小梅").mark, school.sign(school.first, "阿依古丽·买买提").mark) == (
        "",
        "present",
    )
    assert school.do(room.take_back_all, school.first, places) == 0
    with school.store.read() as s:
        kept = s.connection().exec_driver_sql("SELECT count(*) FROM attendance").scalar()
    assert kept == 5, "three that were present, and two that took it back"
    school.do(room.close_session, school.first)
    refused("session_closed", school, room.take_back_all, school.first, places)


def test_a_paper_sheet_is_one_action(school: Room) -> None:
    lines = [
        room.SheetLine("present", school.place("周小梅")),
        room.SheetLine("proxy", school.place("赵德明"), proxy="孙子"),
        room.SheetLine("late", name="过路人"),
    ]
    assert school.do(room.type_in_sheet, school.first, lines) == 3
    assert school.do(room.type_in_sheet, school.first, lines[:2]) == 0
    page = school.ask(room.session_page, school.first)
    assert {row.name: row.mark for row in page.rows if row.mark} == {
        "周小梅": "present",
        "赵德明": "proxy",
        "过路人": "late",
    }
    refused(
        "field_required", school, room.type_in_sheet, school.first, [room.SheetLine("proxy", lines[0].enrolment_id)]
    )
    refused("field_required", school, room.type_in_sheet, school.first, [room.SheetLine("present")])


def test_a_walk_in_becomes_a_villager_on_file(school: Room) -> None:
    with at("09:00:00"):
        walked, _mark = school.do(room.walk_in, school.first, "何花", phone="139 0000 0002")
    assert [(one.id, title) for one, title in school.ask(room.walk_ins)] == [(walked, "识别仿冒品")]
    (he,) = school.do(add_people, "何花")
    school.do(room.tie_walk_in, walked, he)
    assert school.ask(room.walk_ins) == []
    refused("walk_in_known", school, room.tie_walk_in, walked, he)
    with at("09:00:00"):
        again, _mark = school.do(room.walk_in, school.first, "小梅")
    refused("enrolled_already", school, room.tie_walk_in, again, school.people["周小梅"])


# --- money and photos


def test_an_allowance_leaves_the_drawer_once_for_each_day(school: Room, files: FileStore) -> None:
    place = school.place("周小梅")
    with at("09:00:00"):
        school.do(room.sign_in, school.first, place)
    with at("14:00:00"):
        school.do(room.sign_in, school.second, place)
    (due,) = school.ask(room.allowances_of, school.class_id)
    assert (due.days, due.due_fen) == ((DAY,), 2500)
    refused("signature_missing", school, room.pay_allowance, files, place, Signed())
    paid = school.do(room.pay_allowance, files, place, Signed(on_paper=True))
    refused("allowance_none", school, room.pay_allowance, files, place, Signed(on_paper=True))
    entries = school.ask(lambda s: s.exec(select(CashEntry)).all())
    assert [(one.kind, one.amount_fen, one.about_id) for one in entries] == [("allowance", -2500, paid.id)]
    assert school.ask(lambda s: s.exec(select(Evidence.about_id)).all()) == [paid.id]
    assert school.do(room.take_back_allowance, paid.id) == 2500
    refused("allowance_back_already", school, room.take_back_allowance, paid.id)
    assert school.ask(room.allowances_of, school.class_id)[0].due_fen == 2500


def test_two_computers_that_paid_the_same_day_are_noticed(school: Room, files: FileStore) -> None:
    from villagedesk.domain.training import Allowance

    place = school.place("周小梅")
    with at("09:00:00"):
        school.do(room.sign_in, school.first, place)
    school.do(room.pay_allowance, files, place, Signed(on_paper=True))
    assert school.ask(room.paid_twice) == []

    @action
    def other_computer(s: WriteSession) -> None:
        new_row(
            s,
            Allowance(
                class_id=school.class_id, enrolment_id=place, name="周小梅", days=DAY, meal_fen=2000, paid_at=s.now
            ),
        )

    school.do(other_computer)
    (row,) = school.ask(room.allowances_of, school.class_id)
    assert row.twice == (DAY,)
    assert school.ask(room.paid_twice) == [(school.class_id, "识别仿冒品", "周小梅")]


def test_photos_of_a_class_are_kept(school: Room, files: FileStore) -> None:
    name = files.put(b"\xff\xd8 a photo")
    school.do(room.keep_class_photo, files, school.first, name, "practice")
    assert [(one.sha256, one.kind) for one in school.ask(room.class_photos, school.class_id, limit=12)] == [
        (name, "practice")
    ]


# --- doubts


def test_what_two_computers_marked_differently_is_asked_once_and_settled_by_a_correction(school: Room) -> None:
    place = school.place("周小梅")

    @action
    def other_computer(s: WriteSession, mark: str) -> None:
        new_row(
            s, Attendance(class_id=school.class_id, session_id=school.first, enrolment_id=place, mark=mark, at=s.now)
        )

    school.do(other_computer, "absent")
    assert school.open_codes() == []
    school.do(other_computer, "present")
    assert school.open_codes() == ["marked_twice"]
    assert school.sign(school.first, "周小梅").doubtful
    assert school.sign(school.first, "周小梅").mark == "present"
    (one,) = school.ask(inbox.decisions)
    assert (one.entity, one.row_id, one.ours) == ("training_session", school.first, "周小梅")
    school.do(room.mark, school.first, place, Mark.ABSENT)
    assert school.open_codes() == []
    assert (school.sign(school.first, "周小梅").mark, school.sign(school.first, "周小梅").doubtful) == ("absent", False)


def test_two_places_of_one_person_and_too_many_people_are_asked_about(school: Room) -> None:
    @action
    def other_computer(s: WriteSession) -> None:
        new_row(s, Enrolment(class_id=school.class_id, person_id=school.people["周小梅"], name="周小梅"))

    school.do(other_computer)
    assert sorted(school.open_codes()) == ["class_overfull", "enrolled_twice"]
    twice = [one for one in school.page().people if one.name == "周小梅"]
    school.do(room.withdraw, twice[0].id)
    assert school.open_codes() == []
