"""The picture of a lot that stands on its label: the photo of the whole, or another one where there is none."""

from sqlmodel import Session, col, select

from villagedesk.domain.crops import LotPhoto, LotPhotoKind
from villagedesk.store.crops.sources import source_ids


def whole_picture(s: Session, lot_id: str) -> str:
    """SHA-256 of the photo that shows a lot best, also one of a lot it was made of; "" where there is none."""
    order = source_ids(s.connection(), lot_id)
    rows = s.exec(select(LotPhoto).where(col(LotPhoto.lot_id).in_(order)).order_by(col(LotPhoto.created_at))).all()
    best = sorted(rows, key=lambda one: (order.index(one.lot_id), one.kind != LotPhotoKind.WHOLE))
    return best[0].sha256 if best else ""
