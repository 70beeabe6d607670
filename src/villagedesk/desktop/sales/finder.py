"""What the one field finds of buyers' orders: buyer, product, number. Scanned labels are answered elsewhere."""

from typing import Any

from villagedesk.desktop.finders import Hit
from villagedesk.desktop.sales.words import sale_detail
from villagedesk.domain.labels import is_label
from villagedesk.store.sales import find_sales

_MOST, _SHORTEST = 3, 2


def find(session: Any, text: str) -> list[Hit]:
    """Buyers' orders that a typed text fits; its whole number opens one at once."""
    typed = text.strip()
    if is_label(typed) or len(typed) < _SHORTEST:
        return []
    return [
        Hit("scale", sale.buyer, sale_detail(sale), "crop_order", {"order_id": sale.id}, exact=sale.number == typed)
        for sale in find_sales(session, typed, limit=_MOST)
    ]
