"""Lists of what came of a class: who stands where, and certificates by number or name."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from villagedesk import clock
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.training_results import TrainingCertificate, TrainingCertificateState, enough_hours
from villagedesk.errors import Refused
from villagedesk.store import print_queue, shadow
from villagedesk.store.session import get
from villagedesk.store.training_results.assessing import Attempt
from villagedesk.store.training_results.certificates import class_results, enrolled, refusal_of


@dataclass(frozen=True)
class CertificateRow:
    """One certificate of a course. ``printed``: it is on paper already; ``over``: its last day is past."""

    id: str
    number: str
    person_id: str
    class_id: str
    name: str
    course: str
    title: str
    minutes: int
    issued_on: str
    expires_on: str
    state: str
    reason: str
    over: bool
    printed: bool
    waiting: bool

    @property
    def valid(self) -> bool:
        """Whether it opens what it is for today."""
        return self.state == TrainingCertificateState.VALID and not self.over


@dataclass(frozen=True)
class ResultRow:
    """One person of a class: the minutes, the attempts, the certificate, and why there is none yet."""

    enrolment_id: str
    name: str
    group: str
    minutes: int
    planned: int
    enough: bool
    attempts: tuple[Attempt, ...]
    attempts_left: int
    certificate: CertificateRow | None
    refusal: Refused | None

    @property
    def passed(self) -> bool:
        """Whether one of the attempts is passed."""
        return any(one.passed for one in self.attempts)


def results(s: Session, class_id: str) -> list[ResultRow]:
    """Everybody who has a place in a class, by name.

    Raises:
        NotFound: the class is not on this computer. Refused: ``class_without_course``.
    """
    of = class_results(s, class_id)
    rules = rule_pack(clock.today()).training.passing
    shown = {row.id: row for row in _rows(s, list(of.certificates.values()))}
    found = []
    for one in enrolled(s, class_id):
        minutes, attempts = of.minutes.get(one.id, 0), of.attempts.get(one.id, [])
        held = of.certificates.get(one.id)
        found.append(
            ResultRow(
                enrolment_id=one.id,
                name=one.name,
                group=one.village_group,
                minutes=minutes,
                planned=of.planned,
                enough=enough_hours(minutes, of.planned, rules),
                attempts=tuple(attempts),
                attempts_left=rules.attempts - len(attempts),
                certificate=shown[held.id] if held else None,
                refusal=refusal_of(of, one),
            )
        )
    return found


def training_certificates(s: Session, text: str = "", *, limit: int = 200) -> list[CertificateRow]:
    """All certificates of courses, the newest first; with a text those of this number or of people named so."""
    query = select(TrainingCertificate)
    typed = text.strip()
    if typed:
        like = typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        query = query.where(
            col(TrainingCertificate.number).like(f"{like.upper()}%", escape="\\")
            | col(TrainingCertificate.name).like(f"%{like}%", escape="\\")
        )
    return _rows(s, s.exec(query.order_by(col(TrainingCertificate.number).desc()).limit(limit)).all())


def training_certificate(s: Session, certificate_id: str) -> CertificateRow:
    """One certificate of a course.

    Raises:
        NotFound: it is not on this computer.
    """
    return _rows(s, [get(s, TrainingCertificate, certificate_id)])[0]


def _rows(s: Session, found: Sequence[TrainingCertificate]) -> list[CertificateRow]:
    connection, today = s.connection(), clock.today()
    waiting = shadow.waiting_ids(connection, "training_certificate", [one.id for one in found])
    return [
        CertificateRow(
            id=one.id,
            number=one.number,
            person_id=one.person_id or "",
            class_id=one.class_id,
            name=one.name,
            course=one.course,
            title=one.title,
            minutes=one.minutes,
            issued_on=one.issued_on,
            expires_on=one.expires_on,
            state=one.state,
            reason=one.reason,
            over=one.expires_on < today,
            printed=print_queue.was_printed(connection, one.id),
            waiting=one.id in waiting,
        )
        for one in found
    ]
