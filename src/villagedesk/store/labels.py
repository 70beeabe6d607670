"""Check a scanned label with what this computer knows, without a connection."""

from collections.abc import Container

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection
from sqlmodel import Session, col, select

from villagedesk import i18n
from villagedesk.domain.centre import SigningKey
from villagedesk.domain.certificates import Certificate, CertificateState, Revocation
from villagedesk.domain.cose import key_id
from villagedesk.domain.labels import LabelKey, Reading, read_label
from villagedesk.domain.training_results import TrainingCertificate, TrainingCertificateState
from villagedesk.store.events import get_meta
from villagedesk.store.identity import device_key
from villagedesk.store.moments import likely_day, sure_day

_KID_DIGITS = 16


def check_label(s: Session, text: str) -> Reading:
    """Judge a scanned text by the platform's keys, as far as they have arrived, and this computer's own."""
    return read_label(
        text,
        lambda kid: _key(s, kid),
        today=sure_day(s.connection()),
        revoked=_Withdrawn(s),
        lists_on=lists_on(s.connection()),
    )


def lists_on(connection: Connection) -> str | None:
    """The local day on which this computer last had all that central knows of keys; None before the first time."""
    agreed = get_meta(connection, "agreed_at")
    return i18n.local(int(agreed)).date().isoformat() if agreed else None


def issuer(s: Session, kid: str) -> str:
    """Who signed, as a checker should see it; "" for a key that is not known. ``kid`` is 16 hex digits."""
    found = _signing_key(s, kid)
    return found.issuer if found else (get_meta(s.connection(), "centre_name") or "")


def _key(s: Session, kid: bytes) -> LabelKey | None:
    found = _signing_key(s, kid.hex())
    if found is not None:
        return LabelKey(Ed25519PublicKey.from_public_bytes(bytes.fromhex(found.public_key)))
    # Before the first sync the platform's list is empty, but what this computer printed itself can be checked.
    if get_meta(s.connection(), "private_key") is None:
        return None
    own = device_key(s.connection()).public_key()
    return LabelKey(own) if key_id(own) == kid else None


def _signing_key(s: Session, kid: str) -> SigningKey | None:
    # A device's id begins with its key's short name: both are the SHA-256 of the public key.
    return s.exec(
        select(SigningKey).where(col(SigningKey.device) >= kid, col(SigningKey.device) < kid + "g").limit(1)
    ).first()


class _Withdrawn(Container[str]):
    """Everything withdrawn, asked one mark at a time: the platform's list, certificates of this centre, revoked keys."""

    def __init__(self, s: Session) -> None:
        self._s = s

    def __contains__(self, mark: object) -> bool:
        s, today = self._s, likely_day(self._s.connection())
        listed = select(Revocation.id).where(col(Revocation.mark) == mark, col(Revocation.revoked_on) <= today)
        if s.exec(listed.limit(1)).first() is not None:
            return True
        certificate = s.get(Certificate, mark)
        if certificate is not None:
            return certificate.state == CertificateState.REVOKED
        training = s.get(TrainingCertificate, mark)
        if training is not None:
            return training.state == TrainingCertificateState.REVOKED
        key = _signing_key(s, str(mark)) if len(str(mark)) == _KID_DIGITS else None
        return key is not None and key.revoked_on is not None and key.revoked_on <= today
