"""People who took a course and passed it: for the demo's village, and for tests that need somebody with a right."""

from collections.abc import Sequence

from villagedesk import clock
from villagedesk.domain.courses import course
from villagedesk.domain.sellers import Seller
from villagedesk.domain.training import ClassForm, SessionPlan
from villagedesk.store import Store, get
from villagedesk.store.training import all_present, close_session, plan_class, sessions_on
from villagedesk.store.training_results import (
    assessment_page,
    issue_class_certificates,
    record_assessment,
    results,
)

_EIGHT = 8 * 60
# They opened their shops at the counter, which is what the course before this one is about.
_WAIVER = "开店时在服务站学过"


def train(store: Store, operator: str, people: Sequence[str], code: str, *, trainer: str = "刘芳") -> list[str]:
    """Hold a class of a course today: everybody comes, shows and answers everything. Returns the certificates' ids."""
    of, day = course(code), clock.today()
    plan = SessionPlan(day, _EIGHT, _EIGHT + of.hours * 60, of.title.zh_CN)
    form = ClassForm(of.title.zh_CN, trainer, "村委会二楼", (plan,), course_code=code)
    with store.write(by=operator) as s:
        class_id = plan_class(s, form, people, _WAIVER)
    with store.read() as s:
        (session_id,) = [one.id for one in sessions_on(s, day) if one.class_id == class_id]
    with store.write(by=operator) as s:
        all_present(s, session_id)
    with store.write(by=operator) as s:
        close_session(s, session_id)
    pass_all(store, operator, class_id, trainer)
    with store.write(by=operator) as s:
        return issue_class_certificates(s, class_id)


def before_they_sell(store: Store, operator: str, sellers: Sequence[str]) -> None:
    """The sellers' course, held before they list anything."""
    with store.read() as s:
        people = [get(s, Seller, seller_id).person_id for seller_id in sellers]
    train(store, operator, people, "K03")


def pass_all(store: Store, operator: str, class_id: str, assessor: str) -> None:
    """Let everybody of a class pass who has not yet."""
    with store.read() as s:
        waiting = [row.enrolment_id for row in results(s, class_id) if not row.passed]
    for enrolment_id in waiting:
        with store.write(by=operator) as s:
            page = assessment_page(s, enrolment_id)
            shown = {item.key: True for item in page.course.practical}
            record_assessment(s, enrolment_id, shown, {one.key: True for one in page.questions}, assessor)
