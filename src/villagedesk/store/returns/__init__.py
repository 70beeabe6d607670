"""Goods that go back, and money that goes back: what the operator can do with them, and what the screens show."""

from villagedesk.store.returns.awaited import Awaited, awaited_for_order, awaited_refunds
from villagedesk.store.returns.lists import (
    ReturnLineRow,
    ReturnPage,
    ReturnRow,
    return_page,
    returns_in,
    returns_of_order,
)
from villagedesk.store.returns.owed import Owed, OwedPart, orders_with_money_owed, owed_for_order, owed_to_villagers
from villagedesk.store.returns.returnable import Returnable, returnable
from villagedesk.store.returns.verbs import (
    PaidOut,
    ask_return,
    hand_to_courier,
    pay_out,
    reprint_return_slip,
    withdraw_return,
)

__all__ = [
    "Awaited",
    "Owed",
    "OwedPart",
    "PaidOut",
    "ReturnLineRow",
    "ReturnPage",
    "ReturnRow",
    "Returnable",
    "ask_return",
    "awaited_for_order",
    "awaited_refunds",
    "hand_to_courier",
    "orders_with_money_owed",
    "owed_for_order",
    "owed_to_villagers",
    "pay_out",
    "reprint_return_slip",
    "return_page",
    "returnable",
    "returns_in",
    "returns_of_order",
    "withdraw_return",
]
