"""Crop sales: answering buyers, filling their orders from several farmers' lots, the scale, packing, claims, the money."""

from villagedesk.store.sales.calling import note_farmer_called, print_call_in_list, text_farmers
from villagedesk.store.sales.claims import ClaimNotice, agree_to_claim, object_to_claim, open_claims
from villagedesk.store.sales.filling import Candidate, change_part, put_on_order, suggest_lots, take_off_order
from villagedesk.store.sales.lists import (
    PartRow,
    SalePage,
    SaleRow,
    find_sales,
    part_row,
    sale_page,
    sales_in,
    sales_running,
    sales_settled,
)
from villagedesk.store.sales.orders import accept_crop_order, decline_crop_order
from villagedesk.store.sales.packing import finish_packing, hand_to_van, pack_lot, reopen_packing, unpack_lot
from villagedesk.store.sales.paying import (
    DueLine,
    DueToFarmer,
    FarmerMoney,
    ask_transfer,
    due_lines,
    due_to_farmers,
    farmer_money,
    pay_farmer_cash,
    payouts_of,
    reprint_statement,
)
from villagedesk.store.sales.settling import (
    SettleForm,
    settle_order,
    settlement_of,
    take_back_settlement,
    usual_costs,
)
from villagedesk.store.sales.weighing import DisputeForm, agree_on_grade, dispute_grade, weigh_again, weigh_in

__all__ = [
    "Candidate",
    "ClaimNotice",
    "DisputeForm",
    "DueLine",
    "DueToFarmer",
    "FarmerMoney",
    "PartRow",
    "SalePage",
    "SaleRow",
    "SettleForm",
    "accept_crop_order",
    "agree_on_grade",
    "agree_to_claim",
    "ask_transfer",
    "change_part",
    "decline_crop_order",
    "dispute_grade",
    "due_lines",
    "due_to_farmers",
    "farmer_money",
    "find_sales",
    "finish_packing",
    "hand_to_van",
    "note_farmer_called",
    "object_to_claim",
    "open_claims",
    "pack_lot",
    "part_row",
    "pay_farmer_cash",
    "payouts_of",
    "print_call_in_list",
    "put_on_order",
    "reopen_packing",
    "reprint_statement",
    "sale_page",
    "sales_in",
    "sales_running",
    "sales_settled",
    "settle_order",
    "settlement_of",
    "suggest_lots",
    "take_back_settlement",
    "take_off_order",
    "text_farmers",
    "unpack_lot",
    "usual_costs",
    "weigh_again",
    "weigh_in",
]
