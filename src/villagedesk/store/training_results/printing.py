"""Printing the certificate of a course; one that was taken back or has run out is not printed any more."""

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from villagedesk.domain.course_papers import Diploma, DiplomaSlip
from villagedesk.domain.courses import courses
from villagedesk.domain.label_address import address_prefix
from villagedesk.domain.labels import Kind, make_label
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.short_code import short_code
from villagedesk.domain.training import TrainingClass, TrainingSession
from villagedesk.domain.training_results import TrainingCertificate, TrainingCertificateState
from villagedesk.errors import Refused
from villagedesk.store import print_queue
from villagedesk.store.centre import centre_name
from villagedesk.store.identity import device_key
from villagedesk.store.label_addresses import public_url
from villagedesk.store.moments import sure_day
from villagedesk.store.session import WriteSession, get

PAPERS = ("diploma", "diploma_slip")


def print_training_certificate(s: WriteSession, certificate_id: str, *, sheet: bool = True) -> int:
    """Queue the paper of a certificate; returns the number of the print job.

    Args:
        certificate_id: the certificate.
        sheet: the A4 sheet; else the slip.

    Raises:
        NotFound: it is not on this computer.
        Refused: it was taken back, or has run out.
    """
    one = get(s, TrainingCertificate, certificate_id)
    _refuse_void(one, sure_day(s.connection()))
    class_ = s.get(TrainingClass, one.class_id)
    days = s.exec(
        select(TrainingSession.held_on)
        .where(col(TrainingSession.class_id) == one.class_id)
        .order_by(col(TrainingSession.held_on))
    ).all()
    opens = rule_pack(one.issued_on).training.opens.get(one.course)
    known = courses().get(one.course)
    kind = Diploma if sheet else DiplomaSlip
    paper = kind(
        number=one.number,
        person=one.name,
        course=one.course,
        title=one.title,
        minutes=one.minutes,
        held_from=days[0] if days else one.issued_on,
        held_until=days[-1] if days else one.issued_on,
        issued_on=one.issued_on,
        expires_on=one.expires_on,
        trainer=one.trainer,
        centre=centre_name(s),
        rights=opens.rights if opens else (),
        qr=training_text(s, one),
        code=short_code(one.id),
        icon=known.icon if known else "",
        funder=class_.funder if class_ else "",
    )
    return print_queue.add_job(s, paper, title=f"{one.name} {one.number}", about=one.id)


def training_text(s: Session, one: TrainingCertificate) -> str:
    """The signed text of a certificate's square; it says when it runs out, so that it is judged without a line.

    On a phone it opens a page of the platform, where this computer belongs to one.
    """
    return make_label(
        device_key(s.connection()),
        Kind.TRAINING,
        one.id,
        issued_on=one.issued_on,
        at=address_prefix(public_url(s.connection())),
        expires_on=one.expires_on,
        number=one.number,
        course=one.title,
        learner=one.name,
        minutes=one.minutes,
    )


def _gate(connection: Connection, certificate_id: str) -> None:
    """Asked for every such paper before it is drawn, also for reprints and for jobs that waited.

    Raises:
        Refused: it was taken back, or has run out.
    """
    with Session(connection, join_transaction_mode="rollback_only", autoflush=False) as s:
        one = s.get(TrainingCertificate, certificate_id)
        if one is not None:
            _refuse_void(one, sure_day(connection))


def _refuse_void(one: TrainingCertificate, today: str) -> None:
    if one.state != TrainingCertificateState.VALID:
        raise Refused("training_certificate_revoked", number=one.number, reason=one.reason)
    if one.expires_on < today:
        raise Refused("training_certificate_over", number=one.number, until=one.expires_on)


for _paper in PAPERS:
    print_queue.GATES[_paper] = _gate
