"""Crop sales at central: buyers' orders for a kind of produce, their arrival, claims, disputed grades, farmers' transfers."""

from villagedesk.central.sales.claims import claim_crop_order, decide_claim, withdraw_claim
from villagedesk.central.sales.farmers import confirm_transfer, decide_grade, fail_transfer, transfers_in
from villagedesk.central.sales.orders import (
    Sale,
    buy_produce,
    check_ship_day,
    confirm_crop_order,
    deliver_crop_order,
    publish_price,
    sale,
    sales_in,
)

__all__ = [
    "Sale",
    "buy_produce",
    "check_ship_day",
    "claim_crop_order",
    "confirm_crop_order",
    "confirm_transfer",
    "decide_claim",
    "decide_grade",
    "deliver_crop_order",
    "fail_transfer",
    "publish_price",
    "sale",
    "sales_in",
    "transfers_in",
    "withdraw_claim",
]
