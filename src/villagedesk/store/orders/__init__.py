"""Villagers' orders: what the operator can do with them, and what the screens show."""

from villagedesk.store.orders.baskets import Basket, baskets, drop_basket, load_basket, save_basket
from villagedesk.store.orders.buyers import Buyer, bought_before, buyer, lines_again, same_as_last
from villagedesk.store.orders.confirm import confirm_order
from villagedesk.store.orders.lists import (
    OrderRow,
    count_open_orders,
    days_of_latest,
    ended_orders,
    find_orders,
    names_of_late,
    open_orders,
    orders_of,
    orders_to_answer,
    orders_to_pay_back,
    orders_with_substitutes,
)
from villagedesk.store.orders.page import LineRow, OrderPage, Slip, order_page, slip_of
from villagedesk.store.orders.verbs import (
    MoneyMoved,
    answer_decision,
    cancel_order,
    new_total,
    pay_back,
    pay_in_cash,
    reprint_slip,
    take_unpaid,
)

__all__ = [
    "Basket",
    "Buyer",
    "LineRow",
    "MoneyMoved",
    "OrderPage",
    "OrderRow",
    "Slip",
    "answer_decision",
    "baskets",
    "bought_before",
    "buyer",
    "cancel_order",
    "confirm_order",
    "count_open_orders",
    "days_of_latest",
    "drop_basket",
    "ended_orders",
    "find_orders",
    "lines_again",
    "load_basket",
    "names_of_late",
    "new_total",
    "open_orders",
    "order_page",
    "orders_of",
    "orders_to_answer",
    "orders_to_pay_back",
    "orders_with_substitutes",
    "pay_back",
    "pay_in_cash",
    "reprint_slip",
    "same_as_last",
    "save_basket",
    "slip_of",
    "take_unpaid",
]
