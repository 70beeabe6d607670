"""What the one field at the top finds of parcels: pickup labels and codes, waybills, ends of phone numbers."""

from sqlmodel import Session

from villagedesk.desktop.finders import Hit
from villagedesk.desktop.parcels.words import contents, here_since
from villagedesk.domain.labels import Kind, is_label
from villagedesk.errors import NotFound
from villagedesk.store.labels import check_label
from villagedesk.store.parcels import ParcelRow, find_to_collect, parcel_row

_SHORTEST = 4


def find(s: Session, text: str) -> list[Hit]:
    """Parcels on the shelf that a typed or scanned text means."""
    if is_label(text):
        reading = check_label(s, text)
        if reading.kind != Kind.PARCEL or not reading.id:
            return []
        try:
            return [_hit(parcel_row(s, reading.id), exact=True)]
        except NotFound:
            return []
    typed = text.strip()
    if len(typed) < _SHORTEST:
        return []
    digits = typed.replace(" ", "")
    return [_hit(row, exact=digits in (row.pickup_code, row.waybill)) for row in find_to_collect(s, typed)[:5]]


def _hit(row: ParcelRow, *, exact: bool) -> Hit:
    detail = "  ".join((contents(row), here_since(row)))
    return Hit("box", f"{row.name}  {row.shelf}", detail, "parcels", {"parcel_id": row.id}, exact)
