"""What comes after a class: the survey, what was handed out, and the archive that gathers everything."""

import pytest
import time_machine

from tests.store.test_training import NAMES, add_people
from villagedesk.domain.training import ClassForm, Mark, SessionPlan, SurveySheet
from villagedesk.domain.training.survey import SURVEY, SurveyResult, add_up
from villagedesk.errors import Invalid, Refused
from villagedesk.store import Store
from villagedesk.store import training as room
from villagedesk.store.photos import desk_files
from villagedesk.store.session import get
from villagedesk.store.training_results.archive import class_archive

DAY = "2026-11-23"
GOOD = dict.fromkeys(SURVEY, 5)


class School:
    """A class of one sitting to which three of four people came."""

    def __init__(self, store: Store, operator: str) -> None:
        self.store, self.operator = store, operator
        people = self.do(lambda s: add_people(s, *NAMES))
        plans = (SessionPlan(DAY, 9 * 60, 11 * 60, "看包装"), SessionPlan(DAY, 14 * 60, 16 * 60))
        form = ClassForm("拍照班", "刘芳", "村委会", plans, course_code="K01", fee_fen=60_000, funder="县商务局")
        self.class_id = self.do(room.plan_class, form, people)
        with store.read() as s:
            page = room.class_page(s, self.class_id)
        self.people = {one.name: one.id for one in page.people}
        self.session_id = page.row.sessions[0].id
        for name in list(self.people)[:3]:
            self.do(room.mark, self.session_id, self.people[name], Mark.PRESENT)

    def do(self, op, *args, **more):
        with self.store.write(by=self.operator) as s:
            return op(s, *args, **more)

    def ask(self, op, *args):
        with self.store.read() as s:
            return op(s, *args)


@pytest.fixture
def school(store: Store, operator: str):
    with time_machine.travel(f"{DAY}T09:05:00+08:00", tick=False):
        yield School(store, operator)


# --- survey


def test_a_share_is_counted_from_those_who_answered() -> None:
    found = SurveyResult(8, 9, add_up(["whole:5 useful:1", "whole:4", "whole:3"] * 2 + ["whole:5"] * 2))
    assert (found.satisfied, found.share("useful"), found.share("time")) == (75, 0, 0)
    assert SurveyResult(3, 3, add_up(["whole:5", "whole:5", "whole:1"])).satisfied == 67


def test_there_are_never_more_sheets_than_people_came(school: School) -> None:
    for _number in range(3):
        school.do(room.hand_in_survey, school.class_id, GOOD)
    with pytest.raises(Refused, match="survey_all_in"):
        school.do(room.hand_in_survey, school.class_id, GOOD)
    found = school.ask(room.survey_of, school.class_id)
    assert (found.sheets, found.came, found.satisfied, found.target) == (3, 3, 100, 95)


def test_a_sheet_without_a_name_names_nobody_and_one_with_a_name_comes_once(school: School) -> None:
    sheet = school.do(room.hand_in_survey, school.class_id, GOOD, "讲得慢一点")
    assert school.ask(get, SurveySheet, sheet).enrolment_id == ""
    name, enrolment = next(iter(school.people.items()))
    school.do(room.hand_in_survey, school.class_id, GOOD | {"time": 2}, "下雨天路滑", enrolment)
    with pytest.raises(Refused, match="survey_twice"):
        school.do(room.hand_in_survey, school.class_id, GOOD, "", enrolment)
    found = school.ask(room.survey_of, school.class_id)
    assert sorted(found.remarks) == [("", "讲得慢一点"), (name, "下雨天路滑")]
    assert found.share("time") == 50
    assert enrolment not in dict(school.ask(room.to_be_asked, school.class_id))
    assert school.ask(room.surveys, [school.class_id])[school.class_id].satisfied == 100


@pytest.mark.parametrize("points", [{}, {"whole": 5}, GOOD | {"whole": 6}, GOOD | {"other": 1}])
def test_every_question_is_answered(school: School, points: dict[str, int]) -> None:
    with pytest.raises(Invalid) as refused:
        school.do(room.hand_in_survey, school.class_id, points)
    assert refused.value.field == "points"


def test_nobody_is_asked_before_anybody_came(school: School) -> None:
    form = ClassForm("空班", "刘芳", "村委会", (SessionPlan("2026-11-25", 540, 600),))
    empty = school.do(room.plan_class, form, ())
    with pytest.raises(Refused, match="survey_nobody_came"):
        school.do(room.hand_in_survey, empty, GOOD)


# --- handed out


def test_everybody_who_came_gets_it_once_and_who_came_later_gets_it_too(school: School) -> None:
    assert school.do(room.hand_out, school.class_id, "网购手册", 1, 350) == 3
    with pytest.raises(Refused, match="handout_nobody"):
        school.do(room.hand_out, school.class_id, "网购手册", 1, 350)
    late = list(school.people.values())[3]
    school.do(room.mark, school.session_id, late, Mark.LATE)
    assert school.do(room.hand_out, school.class_id, "网购手册", 1, 350) == 1
    found = school.ask(room.handouts_of, school.class_id)
    assert sum(one.pieces for one in found) == 4
    assert school.ask(room.known_things) == [("网购手册", 350)]


def test_one_person_gets_a_kit_and_it_is_taken_back_once(school: School) -> None:
    who = next(iter(school.people.values()))
    school.do(room.hand_out, school.class_id, "工具包", 2, 0, [who])
    (one,) = school.ask(room.handouts_of, school.class_id)
    assert (one.enrolment_id, one.thing, one.pieces) == (who, "工具包", 2)
    school.do(room.take_back_handout, one.id)
    assert school.ask(room.handouts_of, school.class_id) == []
    with pytest.raises(Refused, match="handout_back_already"):
        school.do(room.take_back_handout, one.id)


@pytest.mark.parametrize(
    ("thing", "pieces", "fen", "field"), [("", 1, 0, "thing"), ("书", 0, 0, "pieces"), ("书", 1, -1, "fen")]
)
def test_what_is_handed_out_has_a_name_and_a_number(school: School, thing, pieces, fen, field) -> None:
    with pytest.raises(Invalid) as refused:
        school.do(room.hand_out, school.class_id, thing, pieces, fen)
    assert refused.value.field == field


# --- the archive


def test_the_archive_gathers_what_is_known(school: School) -> None:
    names = list(school.people)
    school.do(room.mark, school.session_id, school.people[names[0]], Mark.LATE)
    school.do(room.hand_in_survey, school.class_id, GOOD, "好")
    school.do(room.hand_out, school.class_id, "网购手册", 2, 350)
    files = desk_files(school.store)
    for n in range(40):
        school.do(room.keep_class_photo, files, school.session_id, files.put(b"photo %d" % n), "room")
    paper = school.ask(class_archive, school.class_id)
    assert (paper.title, paper.course, paper.funder, paper.fee_fen) == ("拍照班", "K01", "县商务局", 60_000)
    assert [len(one.marks) for one in paper.sittings] == [len(names), len(names)]
    late = next(one for one in paper.sittings[0].marks if one.person == names[0])
    assert (late.mark, late.corrected) == (Mark.LATE, True)
    assert sum(one.came for one in paper.people) == 3
    assert paper.survey.sheets == 1
    assert [(one.thing, one.pieces, one.people, one.fen) for one in paper.things] == [("网购手册", 6, 3, 350)]
    assert len(paper.photos) == 40


def test_a_class_without_anything_has_an_archive_too(school: School) -> None:
    empty = school.do(room.plan_class, ClassForm("空班", "刘芳", "村委会", (SessionPlan("2026-11-25", 540, 600),)), ())
    paper = school.ask(class_archive, empty)
    assert (paper.people, paper.tests, paper.photos, paper.survey.sheets) == ((), (), (), 0)
