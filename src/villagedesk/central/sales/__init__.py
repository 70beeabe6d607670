"""Crop sales at central: buyers' orders for a kind of produce, their arrival, claims, disputed grades, farmers' transfers."""

from villagedesk.central.sales.cases import (
    ClaimCase,
    GradeCase,
    TransferCase,
    add_claim_photo,
    case_of,
    claim_case,
    claims_in,
    grade_case,
    grades_in,
    transfer_case,
    transfer_cases,
)
from villagedesk.central.sales.claims import claim_crop_order, decide_claim, withdraw_claim
from villagedesk.central.sales.farmers import confirm_transfer, decide_grade, fail_transfer
from villagedesk.central.sales.orders import (
    Sale,
    buy_produce,
    check_ship_day,
    confirm_crop_order,
    deliver_crop_order,
    lots_of,
    publish_price,
    sale,
    sales_in,
)

__all__ = [
    "ClaimCase",
    "GradeCase",
    "Sale",
    "TransferCase",
    "add_claim_photo",
    "buy_produce",
    "case_of",
    "check_ship_day",
    "claim_case",
    "claim_crop_order",
    "claims_in",
    "confirm_crop_order",
    "confirm_transfer",
    "decide_claim",
    "decide_grade",
    "deliver_crop_order",
    "fail_transfer",
    "grade_case",
    "grades_in",
    "lots_of",
    "publish_price",
    "sale",
    "sales_in",
    "transfer_case",
    "transfer_cases",
    "withdraw_claim",
]
