"""What the one field at the top finds of parcels: pickup codes, waybills, ends of phone numbers, places."""

from sqlmodel import Session

from villagedesk.desktop.finders import Hit
from villagedesk.desktop.parcels.words import contents, here_since
from villagedesk.domain.labels import is_label
from villagedesk.store.parcels import ParcelRow, find_to_collect

_SHORTEST = 4


def find(s: Session, text: str) -> list[Hit]:
    """Parcels on the shelf that a typed or scanned text means."""
    typed = text.strip()
    if is_label(typed) or len(typed) < _SHORTEST:
        return []
    digits = typed.replace(" ", "")
    return [_hit(row, exact=digits in (row.pickup_code, row.waybill)) for row in find_to_collect(s, typed)[:5]]


def _hit(row: ParcelRow, *, exact: bool) -> Hit:
    detail = "  ".join((contents(row), here_since(row)))
    return Hit("box", f"{row.name}  {row.shelf}", detail, "parcels", {"parcel_id": row.id}, exact)
