"""Bills paid through the room: the money is taken with a receipt, paid in later, and goes back when that fails."""

from villagedesk.store.bills.lists import (
    BillRow,
    bill,
    bills_company_owes,
    bills_of,
    bills_to_pay_in,
    bills_waiting,
    find_bills,
    last_account,
    last_paid_from,
    newest_bills,
)
from villagedesk.store.bills.verbs import company_gave_back, pay_in_bill, reprint_bill, reverse_bill, take_bill

__all__ = [
    "BillRow",
    "bill",
    "bills_company_owes",
    "bills_of",
    "bills_to_pay_in",
    "bills_waiting",
    "company_gave_back",
    "find_bills",
    "last_account",
    "last_paid_from",
    "newest_bills",
    "pay_in_bill",
    "reprint_bill",
    "reverse_bill",
    "take_bill",
]
