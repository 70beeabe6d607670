"""What the one field at the top finds of orders: the number on the slip, the slip's square, its typed code."""

from sqlmodel import Session

from villagedesk.desktop.finders import Hit
from villagedesk.desktop.orders.words import contents, state_pill
from villagedesk.domain.labels import Kind, is_label
from villagedesk.errors import NotFound
from villagedesk.store.labels import check_label
from villagedesk.store.orders import OrderRow, find_orders, order_page

_SHORTEST = 3


def find(s: Session, text: str) -> list[Hit]:
    """Orders that a typed or scanned text names."""
    if is_label(text):
        reading = check_label(s, text)
        if reading.kind != Kind.ORDER or not reading.id:
            return []
        try:
            return [_hit(order_page(s, reading.id).row, exact=True)]
        except NotFound:
            return []
    if len(text.strip()) < _SHORTEST:
        return []
    return [_hit(row, exact=text.strip() in (row.number,)) for row in find_orders(s, text, limit=5)]


def _hit(row: OrderRow, *, exact: bool) -> Hit:
    detail = "  ".join((row.name, contents(row), state_pill(row)[0]))
    return Hit("bag", row.number, detail, "order", {"order_id": row.id}, exact)
