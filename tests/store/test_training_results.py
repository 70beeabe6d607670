"""Assessment, certificates of courses and the rights they open, all without a line."""

import pytest
import time_machine

from tests.store.people_of_a_village import central_sets, listing_form, lot_with_photo, seller_form, verified_seller
from villagedesk import clock
from villagedesk.demo.farm import certify
from villagedesk.demo.trained import pass_all, train
from villagedesk.domain.courses import course
from villagedesk.domain.labels import Kind, Verdict
from villagedesk.domain.listings import Listing
from villagedesk.domain.training import ClassForm, SessionPlan
from villagedesk.domain.training_results import TrainingCertificate
from villagedesk.errors import Invalid, NotFound, Refused, sentence
from villagedesk.store import Store, get
from villagedesk.store.labels import check_label
from villagedesk.store.listings import list_lot, pause_listing, ready_checks, resume_listing
from villagedesk.store.print_queue import job, next_job
from villagedesk.store.training import all_present, mark, plan_class, session_page, sessions_on, walk_in
from villagedesk.store.training_results import (
    assessment_page,
    hours_of,
    issue_class_certificates,
    planned_minutes,
    print_training_certificate,
    record_assessment,
    results,
    revoke_training_certificate,
    rights_of,
    running_out,
    training_certificates,
    training_refusal,
)
from villagedesk.store.training_results.printing import training_text
from villagedesk.store.verify import by_code, thing

DAY = "2026-11-23"
EIGHT = 8 * 60


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(f"{DAY}T08:00:00+08:00", tick=False):
        yield


def seller(store: Store, operator: str, number: int = 1) -> tuple[str, str]:
    name = ("张建国", "李秀英", "王大勇")[number - 1]
    return verified_seller(store, operator, seller_form(name, number), trained=False)


def planned(store: Store, operator: str, people: list[str], code: str = "K03", day: str = DAY) -> str:
    plans = (SessionPlan(day, EIGHT, EIGHT + 120), SessionPlan(day, EIGHT + 180, EIGHT + 300))
    form = ClassForm("拍照和写介绍", "刘芳", "村委会二楼", plans, course_code=code)
    with store.write(by=operator) as s:
        return plan_class(s, form, people, "在县里学过")


def rows(store: Store, class_id: str):
    with store.read() as s:
        return results(s, class_id)


def come(store: Store, operator: str, class_id: str, sessions: int = 2) -> None:
    with store.read() as s:
        found = [one.id for one in sessions_on(s, DAY) if one.class_id == class_id]
    for session_id in found[:sessions]:
        with store.write(by=operator) as s:
            all_present(s, session_id)


def attempt(store: Store, operator: str, enrolment_id: str, *, shown: int = 8, right: int = 5):
    with store.read() as s:
        page = assessment_page(s, enrolment_id)
    practical = {item.key: at < shown for at, item in enumerate(page.course.practical)}
    oral = {one.key: at < right for at, one in enumerate(page.questions)}
    with store.write(by=operator) as s:
        return record_assessment(s, enrolment_id, practical, oral, "刘芳")


# --- assessment


def test_results_are_kept_item_by_item(store: Store, operator: str) -> None:
    class_id = planned(store, operator, [seller(store, operator)[0]])
    (row,) = rows(store, class_id)
    outcome = attempt(store, operator, row.enrolment_id, shown=7, right=4)
    assert not outcome.passed  # the eighth must be shown
    (row,) = rows(store, class_id)
    (done,) = row.attempts
    assert done.practical["p8"] is False
    assert (sum(done.practical.values()), sum(done.oral.values()), done.assessor) == (7, 4, "刘芳")
    assert row.attempts_left == 2


def test_a_resit_asks_what_was_not_asked_before_and_there_are_two(store: Store, operator: str) -> None:
    class_id = planned(store, operator, [seller(store, operator)[0]])
    (row,) = rows(store, class_id)
    asked: set[str] = set()
    for _number in range(2):
        with store.read() as s:
            keys = {one.key for one in assessment_page(s, row.enrolment_id).questions}
        assert not keys & asked
        asked |= keys
        attempt(store, operator, row.enrolment_id, right=1)
    attempt(store, operator, row.enrolment_id, right=0)
    with pytest.raises(Refused, match="assessment_no_attempt"):
        attempt(store, operator, row.enrolment_id)


def test_who_has_passed_is_not_assessed_again(store: Store, operator: str) -> None:
    class_id = planned(store, operator, [seller(store, operator)[0]])
    (row,) = rows(store, class_id)
    assert attempt(store, operator, row.enrolment_id, shown=8, right=3).passed
    with pytest.raises(Refused, match="assessment_passed_already"):
        attempt(store, operator, row.enrolment_id)


def test_nothing_of_an_assessment_may_be_left_out(store: Store, operator: str) -> None:
    class_id = planned(store, operator, [seller(store, operator)[0]])
    (row,) = rows(store, class_id)
    shown = {item.key: True for item in course("K03").practical}
    asked = {f"q{number}": True for number in range(1, 6)}
    for practical, oral, field in (
        ({"p1": True}, asked, "practical"),
        (shown, {}, "oral"),
        (shown, {f"q{number}": True for number in range(20, 25)}, "oral"),
    ):
        with store.write(by=operator) as s, pytest.raises(Invalid) as refused:
            record_assessment(s, row.enrolment_id, practical, oral)
        assert refused.value.field == field


def test_a_class_without_a_course_is_not_assessed(store: Store, operator: str) -> None:
    class_id = planned(store, operator, [seller(store, operator)[0]], code="")
    with store.read() as s, pytest.raises(Refused, match="class_without_course"):
        results(s, class_id)


# --- certificates


def test_hours_count_without_those_of_a_proxy_and_after_leaving(store: Store, operator: str) -> None:
    class_id = planned(store, operator, [seller(store, operator)[0]])
    come(store, operator, class_id)
    with store.read() as s:
        first = next(one for one in sessions_on(s, DAY) if one.class_id == class_id)
        enrolment_id = session_page(s, first.id).rows[0].enrolment_id
        assert hours_of(s, class_id) == {enrolment_id: 240}
        assert planned_minutes(s, class_id) == 240
    from villagedesk.domain.training import Mark

    with store.write(by=operator) as s:
        mark(s, first.id, enrolment_id, Mark.PROXY, "孙子")
    with store.read() as s:
        assert hours_of(s, class_id)[enrolment_id] == 120


def test_a_certificate_needs_the_hours_and_the_assessment(store: Store, operator: str) -> None:
    class_id = planned(store, operator, [seller(store, operator)[0]])
    (row,) = rows(store, class_id)
    assert row.refusal is not None
    assert row.refusal.code == "training_hours_short"
    come(store, operator, class_id)
    (row,) = rows(store, class_id)
    assert row.refusal is not None
    assert row.refusal.code == "training_not_passed"
    with store.write(by=operator) as s:
        assert issue_class_certificates(s, class_id) == []
    attempt(store, operator, row.enrolment_id)
    with store.write(by=operator) as s:
        issue_class_certificates(s, class_id)
    (row,) = rows(store, class_id)
    assert row.certificate is not None
    assert row.certificate.valid
    assert (row.certificate.number[:10], row.certificate.expires_on) == ("T20261123-", "2028-11-23")
    assert row.refusal is not None
    assert row.refusal.code == "training_certified_already"


def test_a_whole_class_gets_its_certificates_once_each_with_its_own_number(store: Store, operator: str) -> None:
    people = [seller(store, operator, number)[0] for number in (1, 2, 3)]
    class_id = planned(store, operator, people)
    come(store, operator, class_id)
    pass_all(store, operator, class_id, "刘芳")
    with store.write(by=operator) as s:
        assert len(issue_class_certificates(s, class_id)) == 3
    with store.write(by=operator) as s:
        assert issue_class_certificates(s, class_id) == []
    with store.read() as s:
        found = training_certificates(s)
        assert len({one.number for one in found}) == 3
        assert training_certificates(s, found[0].number) == found[:1]
        assert [one.name for one in training_certificates(s, "秀英")] == ["李秀英"]
        assert training_certificates(s, "%") == []


# --- the square and the paper


def certified(store: Store, operator: str, number: int = 1) -> tuple[str, str]:
    """A seller with the course's certificate: the person's id and the certificate's."""
    person_id, _seller_id = seller(store, operator, number)
    return person_id, train(store, operator, [person_id], "K03")[0]


def square(store: Store, certificate_id: str) -> str:
    with store.write(by="") as s:  # a computer that has no key yet makes one
        return training_text(s, get(s, TrainingCertificate, certificate_id))


def test_the_square_is_checked_without_a_line(store: Store, operator: str) -> None:
    _person_id, certificate_id = certified(store, operator)
    text = square(store, certificate_id)
    with store.read() as s:
        reading = check_label(s, text)
        assert (reading.verdict, reading.kind, reading.id) == (Verdict.VALID, Kind.TRAINING, certificate_id)
        assert (reading.fields["course"], reading.fields["learner"]) == ("拍照和写介绍", "张建国")
        assert (reading.fields["minutes"], reading.fields["expires_on"]) == (240, "2028-11-23")
        about = thing(s, Kind.TRAINING, certificate_id)
        assert about is not None
        assert about.title == "张建国"
    with time_machine.travel("2028-11-24T08:00:00+08:00"), store.read() as s:
        assert check_label(s, text).verdict is Verdict.EXPIRED
    with store.read() as s:
        changed = check_label(s, text[:60] + ("1" if text[60] == "0" else "0") + text[61:]).verdict
        assert changed in (Verdict.WRONG_SIGNATURE, Verdict.NOT_OURS, Verdict.UNKNOWN_KEY)


def test_its_short_code_names_it(store: Store, operator: str) -> None:
    from villagedesk.domain.short_code import short_code

    _person_id, certificate_id = certified(store, operator)
    with store.read() as s:
        assert [one.kind for one in by_code(s, short_code(certificate_id))] == [Kind.TRAINING]


def test_a_revoked_one_reads_so_and_is_not_printed(store: Store, operator: str) -> None:
    _person_id, certificate_id = certified(store, operator)
    with store.write(by=operator) as s:
        waiting = print_training_certificate(s, certificate_id)
        print_training_certificate(s, certificate_id, sheet=False)
    with store.write(by=operator) as s, pytest.raises(Invalid):
        revoke_training_certificate(s, certificate_id, " ")
    with store.write(by=operator) as s:
        revoke_training_certificate(s, certificate_id, "别人代考")
    text = square(store, certificate_id)
    with store.read() as s:
        assert check_label(s, text).verdict is Verdict.REVOKED
    with store.write(by=operator) as s, pytest.raises(Refused, match="training_certificate_revoked"):
        print_training_certificate(s, certificate_id)
    with store.write(by=operator) as s, pytest.raises(Refused):
        revoke_training_certificate(s, certificate_id, "again")
    with store.transaction() as connection:
        assert next_job(connection) is None  # what waited for the printer is held back, too
        assert job(connection, waiting).state == "failed"
    # A new one can be issued for the same class.
    with store.read() as s:
        class_id = get(s, TrainingCertificate, certificate_id).class_id
    with store.write(by=operator) as s:
        assert len(issue_class_certificates(s, class_id)) == 1


def test_one_that_has_run_out_is_not_printed(store: Store, operator: str) -> None:
    _person_id, certificate_id = certified(store, operator)
    with (
        time_machine.travel("2028-11-24T08:00:00+08:00"),
        store.write(by=operator) as s,
        pytest.raises(Refused, match="training_certificate_over"),
    ):
        print_training_certificate(s, certificate_id)


# --- rights


def test_without_the_certificate_nothing_is_listed_and_the_next_class_is_named(store: Store, operator: str) -> None:
    person_id, seller_id = seller(store, operator)
    lot_id = lot_with_photo(store, operator, seller_id)
    with store.write(by=operator) as s, pytest.raises(Refused) as refused:
        list_lot(s, lot_id, listing_form())
    assert refused.value.code == "training_needed"
    assert "Photos and description" in sentence(refused.value) or "拍照和写介绍" in sentence(refused.value)

    class_id = planned(store, operator, [person_id], day="2026-11-30")
    with store.write(by=operator) as s, pytest.raises(Refused) as refused:
        list_lot(s, lot_id, listing_form())
    said = sentence(refused.value)
    assert refused.value.code == "training_needed_class"
    assert all(part in said for part in ("2026-11-30", "08:00", "村委会二楼"))

    # On the day of the class he passes, and lists at once.
    with time_machine.travel("2026-11-30T17:00:00+08:00"):
        with store.read() as s:
            found = [one.id for one in sessions_on(s, "2026-11-30")]
        for session_id in found:
            with store.write(by=operator) as s:
                all_present(s, session_id)
        pass_all(store, operator, class_id, "刘芳")
        with store.write(by=operator) as s:
            issue_class_certificates(s, class_id)
        with store.write(by=operator) as s:
            assert list_lot(s, lot_id, listing_form())


def test_the_right_ends_with_the_certificate(store: Store, operator: str) -> None:
    person_id, certificate_id = certified(store, operator)
    with store.read() as s:
        assert training_refusal(s, person_id, "徐香猕猴桃") is None
        assert [(row.key, row.held) for row in rights_of(s, person_id)] == [("list", True), ("regulated", False)]
    with time_machine.travel("2028-11-23T12:00:00+08:00"), store.read() as s:
        assert training_refusal(s, person_id, "徐香猕猴桃") is None
        assert [one.id for one in running_out(s)] == [certificate_id]
    with time_machine.travel("2028-11-24T08:00:00+08:00"), store.read() as s:
        refusal = training_refusal(s, person_id, "徐香猕猴桃")
        assert refusal is not None
        assert refusal.code == "training_ran_out"
        assert "2028-11-23" in sentence(refusal)
    with store.write(by=operator) as s:
        revoke_training_certificate(s, certificate_id, "别人代考")
    with store.read() as s:
        refusal = training_refusal(s, person_id, "徐香猕猴桃")
        assert refusal is not None
        assert refusal.code == "training_needed"
        assert running_out(s) == []


def test_regulated_goods_need_another_course(store: Store, operator: str) -> None:
    person_id, _certificate_id = certified(store, operator)
    with store.read() as s:
        refusal = training_refusal(s, person_id, "番茄种苗")
        assert refusal is not None
        assert "农药" in sentence(refusal) or "pesticide" in sentence(refusal)
    train(store, operator, [person_id], "K08")
    with store.read() as s:
        assert training_refusal(s, person_id, "番茄种苗") is None


def test_an_offer_does_not_go_on_after_the_right_has_ended(store: Store, operator: str) -> None:
    _person_id, seller_id = verified_seller(store, operator)
    lot_id = lot_with_photo(store, operator, seller_id)
    certify(store, operator, lot_id)
    with store.write(by=operator) as s:
        listing_id = list_lot(s, lot_id, listing_form())
    with store.write(by="central") as s:
        central_sets(s, Listing, listing_id, state="live")
    with store.write(by=operator) as s:
        pause_listing(s, listing_id)
    with time_machine.travel("2028-12-01T08:00:00+08:00"):
        with store.write(by=operator) as s, pytest.raises(Refused, match="training_ran_out"):
            resume_listing(s, listing_id)
        with store.read() as s:
            line = next(one for one in ready_checks(s, lot_id, listing_form()) if one.name == "training")
            assert (line.passed, line.blocks) == (False, True)


def test_a_walk_in_who_becomes_a_person_has_what_his_certificate_opens(store: Store, operator: str) -> None:
    from villagedesk.domain.training import Enrolment

    person_id, _seller_id = seller(store, operator)
    class_id = planned(store, operator, [])
    with store.read() as s:
        first, second = [one.id for one in sessions_on(s, DAY)]
    with store.write(by=operator) as s:
        walk_in(s, first, "张建国")
    with store.write(by=operator) as s:
        all_present(s, second)
    pass_all(store, operator, class_id, "刘芳")
    with store.write(by=operator) as s:
        issue_class_certificates(s, class_id)
    (row,) = rows(store, class_id)
    with store.read() as s:
        assert training_refusal(s, person_id) is not None
    with store.write(by=operator) as s:
        central_sets(s, Enrolment, row.enrolment_id, person_id=person_id)
    with store.read() as s:
        assert training_refusal(s, person_id) is None


def test_what_is_not_here(store: Store, operator: str) -> None:
    with store.read() as s, pytest.raises(NotFound):
        assessment_page(s, "0" * 32)
    with store.read() as s:
        assert thing(s, Kind.TRAINING, "0" * 32) is None
        assert training_refusal(s, "") is not None
    assert clock.today() == DAY
