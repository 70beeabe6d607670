"""What the one field at the top finds of orders: the number on the slip, and goods to put into the basket."""

from sqlmodel import Session

from villagedesk.desktop.finders import Hit
from villagedesk.desktop.orders.goods import facts, find_goods, price
from villagedesk.desktop.orders.words import contents, state_pill
from villagedesk.domain.goods import barcode_in
from villagedesk.domain.labels import is_label
from villagedesk.store.orders import OrderRow, find_orders

_SHORTEST = 3
_GOODS = 3


def find(s: Session, text: str) -> list[Hit]:
    """Orders that a typed text names."""
    typed = text.strip()
    if is_label(typed) or len(typed) < _SHORTEST:
        return []
    return [_hit(row, exact=typed.endswith(row.number)) for row in find_orders(s, typed, limit=5)]


def find_wanted(s: Session, text: str) -> list[Hit]:
    """Goods that are called so; choosing one puts it into the basket."""
    typed = text.strip()
    barcode = barcode_in(typed)
    if is_label(typed) or len(typed) < 2 or (typed.isdigit() and not barcode):
        return []
    found = find_goods(s, typed, _GOODS)
    return [
        Hit(
            goods.drawing,
            goods.shown,
            "  ".join((price(goods), *facts(goods))),
            "orders",
            {"goods_id": goods.id},
            exact=bool(goods.barcode) and goods.barcode == barcode and len(found.goods) == 1,
        )
        for goods in (() if found.close else found.goods)
    ]


def _hit(row: OrderRow, *, exact: bool) -> Hit:
    detail = "  ".join((row.name, contents(row), state_pill(row)[0]))
    return Hit("bag", row.number, detail, "order", {"order_id": row.id}, exact)
