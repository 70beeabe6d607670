"""Lists of certificates: those of a lot, and all of them, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from villagedesk.domain.certificates import Certificate
from villagedesk.domain.crops import HarvestLot
from villagedesk.store import print_queue, shadow


@dataclass(frozen=True)
class CertificateRow:
    """One certificate. ``basis`` are keys of the rule pack; ``printed``: it is on paper already."""

    id: str
    number: str
    lot_id: str
    lot_code: str
    product: str
    quantity: int
    sale_unit: str
    origin: str
    issuer: str
    contact: str
    basis: tuple[str, ...]
    issued_on: str
    state: str
    reason: str
    printed: bool
    waiting: bool


def certificates_of(s: Session, lot_id: str) -> list[CertificateRow]:
    """The certificates of a lot, the newest first."""
    query = select(Certificate).where(col(Certificate.lot_id) == lot_id)
    return _rows(s, s.exec(query.order_by(col(Certificate.created_at).desc(), col(Certificate.id))).all())


def certificates(s: Session, text: str = "", *, limit: int = 200, skip: int = 0) -> list[CertificateRow]:
    """All certificates, the newest first; with a text those whose number begins with it or whose issuer or product is it.

    The first ``skip`` of them are left out.
    """
    query = select(Certificate)
    typed = text.strip()
    if typed:
        like = typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        query = query.where(
            col(Certificate.number).like(f"{like.upper()}%", escape="\\")
            | col(Certificate.issuer).like(f"%{like}%", escape="\\")
            | col(Certificate.product).like(f"%{like}%", escape="\\")
        )
    newest = query.order_by(col(Certificate.number).desc(), col(Certificate.id))
    return _rows(s, s.exec(newest.limit(limit).offset(skip)).all())


def _rows(s: Session, found: Sequence[Certificate]) -> list[CertificateRow]:
    connection = s.connection()
    ids = [one.id for one in found]
    lots = s.exec(
        select(HarvestLot.id, HarvestLot.code).where(col(HarvestLot.id).in_({one.lot_id for one in found}))
    ).all()
    codes = dict(lots)
    waiting = shadow.waiting_ids(connection, "certificate", ids)
    return [
        CertificateRow(
            id=one.id,
            number=one.number,
            lot_id=one.lot_id,
            lot_code=codes.get(one.lot_id, ""),
            product=one.product,
            quantity=one.quantity,
            sale_unit=one.sale_unit,
            origin=one.origin,
            issuer=one.issuer,
            contact=one.contact,
            basis=tuple(one.basis.split()),
            issued_on=one.issued_on,
            state=one.state,
            reason=one.reason,
            printed=print_queue.was_printed(connection, one.id),
            waiting=one.id in waiting,
        )
        for one in found
    ]
