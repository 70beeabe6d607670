"""Assessing somebody: what was shown with the hands, what was answered, and whether it is enough."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from villagedesk import clock
from villagedesk.domain.courses import Course, Question, course, courses
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.training import Enrolment, TrainingClass
from villagedesk.domain.training_results import Assessment, Outcome, judge, marks_text, read_marks
from villagedesk.errors import Invalid, Refused
from villagedesk.store.drafts import clear_draft
from villagedesk.store.session import WriteSession, action, get, new_row

# What was ticked and asked so far survives a power cut under this name, by the enrolment.
DRAFT = "assessment"


@dataclass(frozen=True)
class Attempt:
    """One attempt: every item with whether it was right, and what it came to. ``at`` is ms UTC."""

    number: int
    at: int
    assessor: str
    practical: Mapping[str, bool]
    oral: Mapping[str, bool]
    passed: bool


@dataclass(frozen=True)
class AssessmentPage:
    """Everything the page needs for one person: the course, what he is asked this time, and earlier attempts."""

    enrolment_id: str
    class_id: str
    name: str
    course: Course
    questions: tuple[Question, ...]
    attempts: tuple[Attempt, ...]
    attempts_left: int

    @property
    def passed(self) -> bool:
        """Whether one of the attempts is passed."""
        return any(one.passed for one in self.attempts)


@action
def record_assessment(
    s: WriteSession, enrolment_id: str, practical: Mapping[str, bool], oral: Mapping[str, bool], assessor: str = ""
) -> Outcome:
    """Write down one attempt of one person; what failed can be tried again as often as the rules allow.

    Args:
        enrolment_id: who.
        practical: every item of the course, with whether it was shown rightly.
        oral: the questions that were asked, with whether the answer was right.
        assessor: who ticked and asked.

    Raises:
        Invalid: on ``practical`` or ``oral``: an item is missing, or not one of the course's.
        NotFound: the enrolment is not on this computer.
        Refused: the class follows no course, he has passed already, or has no attempt left.
    """
    page = assessment_page(s, enrolment_id)
    if page.passed:
        raise Refused("assessment_passed_already", name=page.name)
    if page.attempts_left <= 0:
        raise Refused("assessment_no_attempt", name=page.name)
    if set(practical) != {item.key for item in page.course.practical}:
        raise Invalid("practical", "assessment_practical_missing")
    known = {question.key for question in page.course.questions}
    if len(oral) != len(page.questions) or not set(oral) <= known:
        raise Invalid("oral", "assessment_questions_missing", count=len(page.questions))
    musts = [item.key for item in page.course.practical if item.must]
    outcome = judge(practical, oral, musts, rule_pack(clock.today()).training.passing)
    new_row(
        s,
        Assessment(
            class_id=page.class_id,
            enrolment_id=enrolment_id,
            course=page.course.code,
            version=page.course.version,
            attempt=len(page.attempts) + 1,
            practical=marks_text(practical),
            oral=marks_text(oral),
            passed=outcome.passed,
            held_at=s.now,
            assessor=assessor,
        ),
    )
    clear_draft(s.connection(), DRAFT, enrolment_id)
    s.touch("draft")
    return outcome


def assessment_page(s: Session, enrolment_id: str) -> AssessmentPage:
    """What one person shows and is asked now; at a resit questions that were not asked before.

    Raises:
        NotFound: the enrolment is not on this computer.
        Refused: ``class_without_course``: the class follows none that this program knows.
    """
    enrolment = get(s, Enrolment, enrolment_id)
    of = course_of(s, enrolment.class_id)
    rules = rule_pack(clock.today()).training.passing
    done = attempts_of(s, enrolment.class_id).get(enrolment_id, [])
    asked = [key for one in done for key in one.oral]
    return AssessmentPage(
        enrolment_id=enrolment_id,
        class_id=enrolment.class_id,
        name=enrolment.name,
        course=of,
        questions=tuple(of.drawn(f"{enrolment_id} {len(done)}", rules.questions, asked)),
        attempts=tuple(done),
        attempts_left=rules.attempts - len(done),
    )


def attempts_of(s: Session, class_id: str) -> dict[str, list[Attempt]]:
    """Every attempt in a class by enrolment, in the order in which they were held."""
    found: dict[str, list[Attempt]] = {}
    rows: Sequence[Assessment] = s.exec(
        select(Assessment)
        .where(col(Assessment.class_id) == class_id)
        .order_by(col(Assessment.held_at), col(Assessment.id))
    ).all()
    for one in rows:
        attempts = found.setdefault(one.enrolment_id, [])
        marks = read_marks(one.practical), read_marks(one.oral)
        attempts.append(Attempt(len(attempts) + 1, one.held_at, one.assessor, *marks, one.passed))
    return found


def course_of(s: Session, class_id: str) -> Course:
    """The course a class follows, in the version it is held with.

    Raises:
        NotFound: the class is not on this computer.
        Refused: ``class_without_course``: it follows none that this program knows.
    """
    row = get(s, TrainingClass, class_id)
    if row.course_code not in courses():
        raise Refused("class_without_course")
    return course(row.course_code, row.course_version)
