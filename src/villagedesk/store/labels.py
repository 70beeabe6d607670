"""Check a scanned label with what this computer knows, without a connection."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection
from sqlmodel import Session, col, select

from villagedesk import clock, i18n
from villagedesk.domain.centre import SigningKey
from villagedesk.domain.cose import key_id
from villagedesk.domain.labels import LabelKey, Reading, read_label
from villagedesk.store.events import get_meta
from villagedesk.store.identity import device_key


def check_label(s: Session, text: str) -> Reading:
    """Judge a scanned text by the platform's keys, as far as they have arrived, and this computer's own."""
    return read_label(
        text, lambda kid: _key(s, kid), today=clock.today(), revoked=_revoked(s), lists_on=lists_on(s.connection())
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


def _revoked(s: Session) -> set[str]:
    today = clock.today()
    rows = s.exec(select(SigningKey).where(col(SigningKey.revoked_on).is_not(None))).all()
    return {row.device[:16] for row in rows if row.revoked_on is not None and row.revoked_on <= today}
