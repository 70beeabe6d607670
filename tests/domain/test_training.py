"""Classes: what can be held, who has a place, whose mark holds, and how long somebody was there."""

from dataclasses import replace

import pytest

from villagedesk.domain.training import (
    Attendance,
    ClassForm,
    Enrolment,
    EnrolmentState,
    Mark,
    SessionPlan,
    TrainerForm,
    at_once,
    attended_minutes,
    check_class,
    checked_trainer,
    class_number,
    class_state,
    doubtful,
    free_places,
    minutes_together,
    moving_up,
    queue,
    side_by_side,
    standing,
)
from villagedesk.errors import Invalid

MORNING, AFTERNOON = SessionPlan("2026-11-23", 540, 690), SessionPlan("2026-11-23", 840, 960)
FORM = ClassForm("识别仿冒品", "刘芳", "村委会二楼", (MORNING, AFTERNOON))


def test_a_class_may_have_several_sittings_a_day() -> None:
    check_class(FORM)
    check_class(replace(FORM, capacity=45, plan="2026-07", funder="县商务局", meal_fen=2000, fee_fen=60_000))


@pytest.mark.parametrize(
    ("form", "field", "code"),
    [
        (replace(FORM, title=" "), "title", "field_required"),
        (replace(FORM, sessions=()), "sessions", "field_required"),
        (replace(FORM, sessions=(MORNING,) * 41), "sessions", "sessions_out_of_range"),
        (replace(FORM, sessions=(replace(MORNING, ends=540),)), "ends", "ends_before_it_begins"),
        (replace(FORM, sessions=(AFTERNOON, replace(MORNING, ends=841))), "sessions", "sessions_overlap"),
        (replace(FORM, sessions=(MORNING, replace(MORNING, room="一楼"))), "sessions", "sessions_overlap"),
        (replace(FORM, sessions=(MORNING, replace(MORNING, trainer="周敏"))), "sessions", "sessions_overlap"),
        (
            replace(FORM, sessions=(MORNING, AFTERNOON, replace(MORNING, room=" 村委会二楼 ", trainer="周敏"))),
            "sessions",
            "sessions_overlap",
        ),
        (replace(FORM, capacity=501), "capacity", "number_out_of_range"),
        (replace(FORM, meal_fen=50_001), "meal", "amount_out_of_range"),
        (replace(FORM, travel_fen=-1), "travel", "amount_out_of_range"),
        (replace(FORM, fee_fen=5_000_001), "fee", "amount_out_of_range"),
        (replace(FORM, aims="长" * 121), "aims", "too_long"),
    ],
)
def test_a_class_that_cannot_be_held_is_refused(form: ClassForm, field: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_class(form)
    assert (caught.value.field, caught.value.code) == (field, code)


def test_two_rooms_and_two_trainers_are_side_by_side() -> None:
    other = replace(MORNING, begins=600, ends=720, room="一楼", trainer="周敏")
    check_class(replace(FORM, sessions=(MORNING, AFTERNOON, other)))
    assert side_by_side((MORNING, AFTERNOON, other)) == [(MORNING, other)]
    assert not at_once(MORNING, replace(MORNING, held_on="2026-11-24"))
    assert not at_once(MORNING, replace(MORNING, begins=690, ends=700)), "one ends as the other begins"


@pytest.mark.parametrize(
    ("spans", "minutes"),
    [([], 0), ([(540, 690)], 150), ([(540, 690), (600, 720)], 180), ([(600, 610), (540, 690), (700, 710)], 160)],
)
def test_what_is_held_side_by_side_counts_once(spans: list[tuple[int, int]], minutes: int) -> None:
    assert minutes_together(spans) == minutes


def test_a_class_number_says_the_month_and_the_computer() -> None:
    assert class_number("2026-11-23", 1, 3) == "PX2611-103"
    assert class_state("") == "planned"


def enrolled(id_: str, state: str, at: int = 0) -> Enrolment:
    return Enrolment(id=id_, created_at=at, class_id="c", name=id_, state=state)


def test_who_came_first_moves_up_first_and_only_as_many_as_fit() -> None:
    waiting = [enrolled("b", "waiting", 2), enrolled("a", "waiting", 2), enrolled("c", "waiting", 1)]
    here = [enrolled("x", "enrolled"), enrolled("old", ""), enrolled("y", "withdrawn"), enrolled("z", "invited")]
    assert [one.id for one in queue(waiting)] == ["c", "a", "b"]
    assert free_places(4, here + waiting) == 2
    assert [one.id for one in moving_up(4, here + waiting)] == ["c", "a"]
    assert moving_up(2, here + waiting) == []
    # Two computers gave the last place away: one too many, and nobody moves up.
    assert free_places(1, here) == -1
    assert moving_up(1, here + waiting) == []
    # Without a limit nobody waits.
    assert free_places(0, here) is None
    assert len(moving_up(0, waiting)) == 3
    assert EnrolmentState.MOVED_UP == "moved_up"
    assert enrolled("m", "moved_up").has_place


def mark(id_: str, as_: str, replaces: str | None = None) -> Attendance:
    return Attendance(id=id_, class_id="c", session_id="s", enrolment_id="e", mark=as_, at=1, replaces=replaces)


def test_what_two_computers_told_differently_is_doubtful_until_both_are_replaced() -> None:
    here, absent = mark("b", "present"), mark("a", "absent")
    assert standing([here, absent])["e"].id == standing([absent, here])["e"].id == "b"
    assert [one.id for one in doubtful([absent, here])["e"]] == ["b", "a"]
    assert doubtful([here, mark("l", "late")]) == {}  # both say that he was there
    half = [here, absent, mark("c", "absent", "b")]
    assert standing(half)["e"].mark == "absent"
    decided = [here, absent, mark("c", "absent", "b a")]
    assert standing(decided)["e"].id == "c"
    assert doubtful(decided) == {}


@pytest.mark.parametrize(
    ("as_", "left", "minutes"), [("present", None, 120), ("late", 900, 60), ("absent", None, 0), ("proxy", 9999, 120)]
)
def test_minutes_count_while_somebody_is_there(as_: str, left: int | None, minutes: int) -> None:
    assert attended_minutes(as_, 840, 960, left) == minutes


def test_a_trainer_has_a_name_and_a_phone_that_can_be_called() -> None:
    kept = checked_trainer(TrainerForm(" 刘芳 ", "139 0000 0001", "农艺师", fee_fen=60_000))
    assert (kept.name, kept.phone, kept.qualification) == ("刘芳", "13900000001", "农艺师")
    for form, field in (
        (TrainerForm(""), "name"),
        (TrainerForm("刘芳", "12"), "phone"),
        (TrainerForm("刘芳", fee_fen=-1), "fee"),
    ):
        with pytest.raises(Invalid) as caught:
            checked_trainer(form)
        assert caught.value.field == field


def test_the_mark_none_takes_back() -> None:
    assert standing([mark("a", "present"), mark("b", Mark.NONE, "a")]) == {}
