"""Certificates of courses: issuing them to whoever was there and has passed, and taking one back."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from villagedesk import clock
from villagedesk.domain.courses import Course
from villagedesk.domain.rules import months_after, rule_pack
from villagedesk.domain.texts import check_text
from villagedesk.domain.training import Enrolment, TrainingClass
from villagedesk.domain.training_results import (
    REASON_LENGTH,
    TRAINING_CERTIFICATE,
    TrainingCertificate,
    TrainingCertificateState,
    enough_hours,
)
from villagedesk.errors import Refused
from villagedesk.store.moments import likely_day
from villagedesk.store.numbers import TRAINING, next_number
from villagedesk.store.session import WriteSession, action, get, new_row
from villagedesk.store.training_results.assessing import Attempt, attempts_of, course_of
from villagedesk.store.training_results.hours import hours_of, planned_minutes


@dataclass(frozen=True)
class ClassResults:
    """A class as the certificates see it: its course, its minutes, and by enrolment the minutes, attempts, certificate."""

    class_: TrainingClass
    course: Course
    planned: int
    minutes: dict[str, int]
    attempts: dict[str, list[Attempt]]
    certificates: dict[str, TrainingCertificate]


@action
def issue_class_certificates(s: WriteSession, class_id: str) -> list[str]:
    """Give everybody of a class the certificate who may have it and has none; returns their ids, by name.

    Raises:
        NotFound: the class is not on this computer. Refused: it follows no course.
    """
    of = class_results(s, class_id)
    return [_issue(s, of, one) for one in enrolled(s, class_id) if refusal_of(of, one) is None]


@action
def revoke_training_certificate(s: WriteSession, certificate_id: str, reason: str) -> None:
    """Take a certificate back: what it opened is closed here at once, elsewhere once it was sent.

    Raises:
        Invalid: on the field ``reason``.
        NotFound: it is not on this computer.
        Refused: it was revoked already.
    """
    certificate = get(s, TrainingCertificate, certificate_id)
    TRAINING_CERTIFICATE.check(certificate.state, TrainingCertificateState.REVOKED)
    certificate.reason = check_text("reason", reason, REASON_LENGTH, required=True)
    certificate.state = TrainingCertificateState.REVOKED.value


def class_results(s: Session, class_id: str) -> ClassResults:
    """Everything that decides about the certificates of a class.

    Raises:
        NotFound: it is not on this computer. Refused: ``class_without_course``.
    """
    of = course_of(s, class_id)
    held = s.exec(
        select(TrainingCertificate).where(col(TrainingCertificate.class_id) == class_id).order_by("number")
    ).all()
    valid = {one.enrolment_id: one for one in held if one.state == TrainingCertificateState.VALID}
    return ClassResults(
        get(s, TrainingClass, class_id),
        of,
        planned_minutes(s, class_id),
        hours_of(s, class_id),
        attempts_of(s, class_id),
        {one.enrolment_id: one for one in held} | valid,
    )


def refusal_of(of: ClassResults, enrolment: Enrolment) -> Refused | None:
    """Why somebody may not have the certificate now; None when he may."""
    held = of.certificates.get(enrolment.id)
    if held is not None and held.state == TrainingCertificateState.VALID:
        return Refused("training_certified_already", name=enrolment.name, number=held.number)
    minutes, rules = of.minutes.get(enrolment.id, 0), rule_pack(clock.today()).training.passing
    if not enough_hours(minutes, of.planned, rules):
        return Refused(
            "training_hours_short",
            name=enrolment.name,
            minutes=minutes,
            needed=-(-of.planned * rules.hours_percent // 100),
        )
    if not any(one.passed for one in of.attempts.get(enrolment.id, [])):
        return Refused("training_not_passed", name=enrolment.name)
    return None


def enrolled(s: Session, class_id: str) -> list[Enrolment]:
    """Who has a place in a class, by name."""
    rows = s.exec(select(Enrolment).where(col(Enrolment.class_id) == class_id)).all()
    return sorted((one for one in rows if one.has_place), key=lambda one: (one.name, one.id))


def _issue(s: WriteSession, of: ClassResults, enrolment: Enrolment) -> str:
    # A clock far behind would end it years before its time.
    today = likely_day(s.connection())
    made = new_row(
        s,
        TrainingCertificate(
            number=next_number(s, TRAINING),
            class_id=enrolment.class_id,
            enrolment_id=enrolment.id,
            person_id=enrolment.person_id,
            name=enrolment.name,
            course=of.course.code,
            # On paper and in the square in every language: the name the course has in this country.
            title=of.course.title.zh_CN,
            minutes=of.minutes.get(enrolment.id, 0),
            issued_on=today,
            expires_on=months_after(today, rule_pack(today).training.months_of(of.course.code)),
            trainer=of.class_.trainer,
        ),
    )
    return made.id
