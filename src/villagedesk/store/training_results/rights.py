"""What somebody's certificates open, and what is missing where one is needed: all of it known without a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from villagedesk import clock
from villagedesk.domain.courses import course_title
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.training import Enrolment, SessionState, TrainingClass, TrainingSession
from villagedesk.domain.training.classes import ClassState
from villagedesk.domain.training_results import TrainingCertificate, TrainingCertificateState
from villagedesk.errors import Refused
from villagedesk.i18n import language
from villagedesk.store.moments import sure_day
from villagedesk.store.same_person import ids_of

_LIMIT = 200
_NOT_HELD = (ClassState.CANCELLED, ClassState.ARCHIVED, ClassState.CLOSED)


@dataclass(frozen=True)
class NextClass:
    """The next sitting of a course here: ISO day, beginning in minutes after midnight, the place."""

    class_id: str
    day: str
    begins: int
    place: str


@dataclass(frozen=True)
class RightRow:
    """One right of the rule pack and whether somebody has it.

    ``until`` is its last day, ISO, "" where he never had it; ``number`` and ``certificate_id`` those of the certificate that
    opens it. ``course`` and ``code`` are what has to be passed, ``coming`` its next class where he lacks it or it closes
    soon. ``soon``: it is open and closes within the days of the rule pack.
    """

    key: str
    text: str
    held: bool
    until: str
    course: str
    code: str = ""
    number: str = ""
    certificate_id: str = ""
    soon: bool = False
    coming: NextClass | None = None


def rights_of(s: Session, person_id: str) -> list[RightRow]:
    """Every right that there is, with whether a person has it today."""
    held = certificates_of_person(s, person_id)
    return [_right(s, key, held) for key in rule_pack(clock.today()).training.rights]


def _right(s: Session, key: str, held: Sequence[TrainingCertificate]) -> RightRow:
    rules, today = rule_pack(clock.today()).training, sure_day(s.connection())
    codes = rules.courses_for(key)
    best = max((one for one in held if _opens(one, codes)), key=lambda one: one.expires_on, default=None)
    until = best.expires_on if best else ""
    code = codes[0] if codes else ""
    soon = today <= until <= _later(today, rules.warn_days)
    return RightRow(
        key=key,
        text=rules.rights[key].text.said(language()),
        held=until >= today,
        until=until,
        course=course_title(code, language(), code) if code else "",
        code=code,
        number=best.number if best else "",
        certificate_id=best.id if best else "",
        soon=soon,
        coming=next_class(s, code) if code and (soon or until < today) else None,
    )


def training_refusal(s: Session, person_id: str, product: str = "") -> Refused | None:
    """Why a person may not offer goods of this name for want of a certificate; None where nothing stands in the way.

    It says which course, and when and where its next class is.
    """
    rules, today = rule_pack(clock.today()).training, sure_day(s.connection())
    needed = rules.needed_for(product)
    if not needed:
        return None
    held = certificates_of_person(s, person_id)
    for right in needed:
        codes = rules.courses_for(right)
        until = max((one.expires_on for one in held if _opens(one, codes)), default="")
        if codes and until < today:
            return _refusal(s, codes[0], until)
    return None


def certificates_of_person(s: Session, person_id: str) -> list[TrainingCertificate]:
    """All certificates of a person, the newest first, also those made before a walk-in was found to be this person."""
    if not person_id:
        return []
    ids = ids_of(s, person_id)
    classes = select(Enrolment.id).where(col(Enrolment.person_id).in_(ids))
    query = select(TrainingCertificate).where(
        col(TrainingCertificate.person_id).in_(ids) | col(TrainingCertificate.enrolment_id).in_(classes)
    )
    return list(s.exec(query.order_by(col(TrainingCertificate.number).desc()).limit(_LIMIT)))


def next_class(s: Session, code: str) -> NextClass | None:
    """The next sitting of a course that has not begun; None when none is planned."""
    query = (
        select(TrainingSession, TrainingClass)
        .where(col(TrainingSession.class_id) == TrainingClass.id, col(TrainingClass.course_code) == code)
        .where(col(TrainingSession.held_on) >= clock.today(), col(TrainingSession.state) == SessionState.PLANNED)
        .where(col(TrainingClass.state).not_in(_NOT_HELD))
        .order_by(col(TrainingSession.held_on), col(TrainingSession.begins))
    )
    found = s.exec(query.limit(1)).first()
    if found is None:
        return None
    session, class_ = found
    return NextClass(class_.id, session.held_on, session.begins, session.room or class_.place)


def running_out(s: Session) -> list[TrainingCertificate]:
    """Certificates that open a right and run out soon, the first to go first."""
    rules, today = rule_pack(clock.today()).training, clock.today()
    query = select(TrainingCertificate).where(
        col(TrainingCertificate.expires_on) >= today,
        col(TrainingCertificate.expires_on) <= _later(today, rules.warn_days),
        col(TrainingCertificate.state) == str(TrainingCertificateState.VALID),
        col(TrainingCertificate.course).in_(list(rules.opens)),
    )
    return list(s.exec(query.order_by(col(TrainingCertificate.expires_on)).limit(_LIMIT)))


def _opens(one: TrainingCertificate, codes: Sequence[str]) -> bool:
    return one.state == TrainingCertificateState.VALID and one.course in codes


def _refusal(s: Session, code: str, until: str) -> Refused:
    title, coming = course_title(code, language(), code), next_class(s, code)
    name = "training_ran_out" if until else "training_needed"
    if coming is None:
        return Refused(name, course=title, until=until)
    time = f"{coming.begins // 60:02d}:{coming.begins % 60:02d}"
    return Refused(f"{name}_class", course=title, until=until, day=coming.day, time=time, place=coming.place)


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
