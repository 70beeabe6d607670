"""Villagers' orders at central: place them at the marketplace, answer by hand, ship them, give money back."""

from villagedesk.central.orders.lists import OrderFacts, OrderSum, order_facts, orders_in, partly_sent_back
from villagedesk.central.orders.payer import PayerView, pay_order, payer_paid, payer_view, settle_payments
from villagedesk.central.orders.placing import place_waiting
from villagedesk.central.orders.verbs import answer_order, key_of, lines_of, refund_order, refuse_order, ship_order
from villagedesk.central.parcels.announcing import Shipped, announce_parcel

__all__ = [
    "OrderFacts",
    "OrderSum",
    "PayerView",
    "Shipped",
    "announce_parcel",
    "answer_order",
    "key_of",
    "lines_of",
    "order_facts",
    "orders_in",
    "partly_sent_back",
    "pay_order",
    "payer_paid",
    "payer_view",
    "place_waiting",
    "refund_order",
    "refuse_order",
    "settle_payments",
    "ship_order",
]
