"""What the one field finds of lots: name, product, farmer. Scanned labels are answered elsewhere."""

from typing import Any

from villagedesk.desktop.finders import Hit
from villagedesk.desktop.produce.words import amount
from villagedesk.domain.labels import is_label
from villagedesk.store.crops import LotRow, find_lots

_MOST = 4
_SHORTEST = 2


def find(session: Any, text: str) -> list[Hit]:
    """Lots that a typed text fits; a lot's whole name opens it at once."""
    typed = text.strip()
    if is_label(typed) or len(typed) < _SHORTEST:
        return []
    return [_hit(lot, typed) for lot in find_lots(session, typed, limit=_MOST)]


def _hit(lot: LotRow, typed: str) -> Hit:
    detail = "  ".join((lot.code, lot.farmer, amount(lot.stock, lot.sale_unit)))
    return Hit("sprout", lot.product, detail, "lot", {"lot_id": lot.id}, exact=lot.code == typed)
