"""Printing a certificate, and the one gate that every certificate's paper passes, however it got into the queue."""

from sqlalchemy import Connection
from sqlmodel import Session

from villagedesk import clock
from villagedesk.domain.certificates import STATE_WORDS as WORDS
from villagedesk.domain.certificates import Certificate, CertificateState, refusals
from villagedesk.domain.crops import HarvestLot, check_quantity, crop_icon, grade_text
from villagedesk.domain.labels import Kind, make_label
from villagedesk.domain.produce_papers import CertificateLabel, CertificateSheet
from villagedesk.domain.short_code import short_code
from villagedesk.domain.values import GRAMS
from villagedesk.errors import Invalid, Refused
from villagedesk.i18n import _
from villagedesk.store import print_queue
from villagedesk.store.certificates.facts import lot_facts
from villagedesk.store.crops.pictures import whole_picture
from villagedesk.store.crops.verbs import MAX_COPIES
from villagedesk.store.identity import device_key
from villagedesk.store.label_addresses import label_prefix, page_shown
from villagedesk.store.session import WriteSession, get

PAPERS = ("certificate_label", "certificate_sheet")


def print_certificate(
    s: WriteSession, certificate_id: str, copies: int = 1, *, sheet: bool = False, pack: int = 0
) -> int:
    """Queue the paper of a certificate; returns the number of the print job.

    Args:
        certificate_id: the certificate.
        copies: how many.
        sheet: the A4 sheet; else the label.
        pack: what is in one pack (grams or pieces), for labels; 0: the whole quantity stands on each.

    Raises:
        Invalid: on the field ``copies`` or ``pack``.
        NotFound: it is not on this computer.
        Refused: it is not in force, or a rule forbids it now.
    """
    if not 1 <= copies <= MAX_COPIES:
        raise Invalid("copies", "copies_out_of_range", limit=MAX_COPIES)
    certificate = get(s, Certificate, certificate_id)
    _refuse_unlawful(s, certificate)
    quantity = certificate.quantity
    if pack and not sheet:
        quantity = check_quantity(pack)
        if pack * copies > certificate.quantity:
            raise Invalid("pack", "more_than_certified")
    lot = get(s, HarvestLot, certificate.lot_id)
    kind = CertificateSheet if sheet else CertificateLabel
    paper = kind(
        number=certificate.number,
        product=certificate.product,
        grade=grade_text(lot.grade),
        quantity=quantity,
        unit=certificate.sale_unit,
        origin=certificate.origin,
        issuer=certificate.issuer,
        contact=certificate.contact,
        basis=tuple(certificate.basis.split()),
        issued_on=certificate.issued_on,
        lot=lot.code,
        qr=certificate_text(s, certificate, lot, quantity),
        code=short_code(certificate.id),
        icon=crop_icon(lot.product),
        picture=whole_picture(s, lot.id),
        page=page_shown(s.connection()),
    )
    title = f"{certificate.product} {certificate.number}"
    return print_queue.add_job(s, paper, title=title, about=certificate.id, copies=copies)


def certificate_text(s: Session, certificate: Certificate, lot: HarvestLot, quantity: int) -> str:
    """The signed text of a certificate's square; its id is the certificate's."""
    weighed = certificate.sale_unit in GRAMS
    return make_label(
        device_key(s.connection()),
        Kind.CERTIFICATE,
        certificate.id,
        issued_on=certificate.issued_on,
        at=label_prefix(s.connection(), lot),
        product=certificate.product,
        grade=grade_text(lot.grade),
        grams=quantity if weighed else None,
        pieces=None if weighed else quantity,
        farmer=certificate.issuer,
        village=certificate.origin,
        harvested_on=lot.harvested_on,
    )


def _gate(connection: Connection, certificate_id: str) -> None:
    """Asked for every certificate's paper before it is drawn, also for reprints and for jobs that waited.

    Raises:
        Refused: it is not in force, or a rule forbids it now.
    """
    with Session(connection, join_transaction_mode="rollback_only", autoflush=False) as s:
        certificate = s.get(Certificate, certificate_id)
        if certificate is not None:
            _refuse_unlawful(s, certificate)


def _refuse_unlawful(s: Session, certificate: Certificate) -> None:
    if certificate.state != CertificateState.VALID:
        now = _(WORDS[certificate.state]) if certificate.state in WORDS else certificate.state
        raise Refused("certificate_not_valid", now=now)
    # What it is for was looked at when it was issued and counts as taken; everything else may have changed since.
    found = [
        no for no in refusals(lot_facts(s, certificate.lot_id), clock.today()) if no.code != "certificate_too_much"
    ]
    if found:
        raise found[0]


for _paper in PAPERS:
    print_queue.GATES[_paper] = _gate
