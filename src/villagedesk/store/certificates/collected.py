"""Certificates of others that came with goods: who buys must collect them, and keep them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from villagedesk import clock
from villagedesk.domain.certificates import CollectedCertificate, CollectedForm, check_collected
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.evidence import EvidenceKind
from villagedesk.store import evidence
from villagedesk.store.crops.sources import source_ids
from villagedesk.store.files import FileStore
from villagedesk.store.session import WriteSession, action, get, new_row


@dataclass(frozen=True)
class CollectedRow:
    """One collected certificate; ``photos`` are SHA-256."""

    id: str
    lot_id: str
    number: str
    issuer: str
    issued_on: str
    product: str
    photos: tuple[str, ...]


@action
def collect_certificate(
    s: WriteSession, lot_id: str, form: CollectedForm, photos: Sequence[str] = (), files: FileStore | None = None
) -> str:
    """Keep the certificate that came with a lot, with its photo; returns the id of its row.

    Raises:
        Invalid: something typed is not right.
        NotFound: the lot or a photo is not on this computer.
    """
    lot = get(s, HarvestLot, lot_id)
    form = check_collected(form, clock.today())
    kept = new_row(
        s,
        CollectedCertificate(
            lot_id=lot.id,
            number=form.number,
            issuer=form.issuer,
            issued_on=form.issued_on,
            product=form.product,
            quantity=form.quantity,
            sale_unit=form.sale_unit,
        ),
    )
    if photos and files is not None:
        evidence.keep_photos(s, files, "collected_certificate", kept.id, EvidenceKind.PAPER, photos)
    return kept.id


def collected_for(s: Session, lot_id: str) -> list[CollectedRow]:
    """What was collected with a lot and with everything it was made of, the newest first."""
    ids = source_ids(s.connection(), lot_id)
    query = select(CollectedCertificate).where(col(CollectedCertificate.lot_id).in_(ids))
    return [
        CollectedRow(
            id=one.id,
            lot_id=one.lot_id,
            number=one.number,
            issuer=one.issuer,
            issued_on=one.issued_on,
            product=one.product,
            photos=tuple(sha256 for _kind, sha256 in evidence.pictures_of(s, one.id)),
        )
        for one in s.exec(query.order_by(col(CollectedCertificate.issued_on).desc(), col(CollectedCertificate.id)))
    ]
