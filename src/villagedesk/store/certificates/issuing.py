"""Issuing a certificate, and taking it back."""

from villagedesk import clock
from villagedesk.domain.certificates import (
    CERTIFICATE,
    REASON_LENGTH,
    Certificate,
    CertificateForm,
    CertificateState,
    certificate_number,
    check_certificate,
)
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.texts import check_text
from villagedesk.store.certificates.facts import lot_facts
from villagedesk.store.crops.offers import pause_fallen
from villagedesk.store.session import WriteSession, action, get, new_row


@action
def issue_certificate(s: WriteSession, lot_id: str, form: CertificateForm) -> str:
    """Issue a certificate for so much of a lot; returns its id.

    Raises:
        Invalid: something typed is not right.
        NotFound: the lot is not on this computer.
        Refused: a rule forbids it; the sentence says from when it will be possible.
    """
    lot = get(s, HarvestLot, lot_id)
    today = clock.today()
    form = check_certificate(form, lot_facts(s, lot.id), today)
    named = " ".join(part for part in (lot.product, lot.variety or "") if part)
    certificate = new_row(
        s,
        Certificate(
            number="",
            lot_id=lot.id,
            product=named,
            quantity=form.quantity,
            sale_unit=lot.sale_unit,
            origin=form.origin,
            issuer=form.issuer,
            contact=form.contact,
            basis=" ".join(form.basis),
            issued_on=today,
            state=CertificateState.VALID,
        ),
    )
    certificate.number = certificate_number(today, certificate.id)
    return certificate.id


@action
def revoke_certificate(s: WriteSession, certificate_id: str, reason: str) -> None:
    """Take a certificate back; its labels answer "withdrawn" from now on, elsewhere once it was sent.

    Raises:
        Invalid: on the field ``reason``.
        NotFound: it is not on this computer.
        Refused: it was revoked already.
    """
    certificate = get(s, Certificate, certificate_id)
    CERTIFICATE.check(certificate.state, CertificateState.REVOKED)
    certificate.reason = check_text("reason", reason, REASON_LENGTH, required=True)
    certificate.state = CertificateState.REVOKED.value
    pause_fallen(s, [certificate.lot_id])
