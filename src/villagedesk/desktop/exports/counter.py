"""The lists of the counter as tables: orders, parcels, returns, complaints, bills, the book, the float, days and bags."""

from typing import Any

from villagedesk.desktop.cash.words import entry_words
from villagedesk.desktop.exports.tables import MOST, Col, ListExport, count, fen, moment, said, tail, when, words
from villagedesk.domain import bills, cash_day, fakes, order_states, parcels, returns
from villagedesk.domain.reports import Kind
from villagedesk.i18n import N_
from villagedesk.store.bills import newest_bills
from villagedesk.store.cash import entries_of_month
from villagedesk.store.cash.at_platform import FLOAT_WORDS, float_shown
from villagedesk.store.cash_days import cash_days
from villagedesk.store.deposits import deposits
from villagedesk.store.fakes import fakes_in
from villagedesk.store.orders.lists import rows_where
from villagedesk.store.owed import due_on_delivery
from villagedesk.store.parcels.lists import newest_parcels
from villagedesk.store.returns import owed_to_villagers, returns_in
from villagedesk.store.returns.lists import VIEWS

_NUMBER, _VILLAGER, _STATE = N_("Number"), N_("Villager"), N_("State")
_FROM, _AMOUNT, _SINCE = N_("When"), N_("Amount"), N_("Waiting since")

ORDERS = ListExport(
    N_("Orders"),
    None,
    (
        words(_NUMBER, "number"),
        when(_FROM, "at"),
        words(_VILLAGER, "name"),
        words(N_("Goods"), "title"),
        count(N_("Pieces"), "pieces"),
        fen(_AMOUNT, "total_fen"),
        said(N_("Pays"), "pay", order_states.PAY_WORDS),
        said(_STATE, "state", order_states.STATE_WORDS),
        fen(N_("Gets back"), "owed_fen"),
    ),
    part=lambda s, skip: rows_where(s, [], limit=MOST, skip=skip),
)
PARCELS = ListExport(
    N_("Parcels"),
    None,
    (
        words(N_("Waybill"), "waybill"),
        words(N_("Carrier"), "carrier"),
        words(_VILLAGER, "name"),
        Col(N_("Phone"), lambda row: tail(row.phone)),
        words(N_("Order"), "order_number"),
        words(N_("Goods"), "title"),
        words(N_("Place"), "shelf"),
        said(_STATE, "state", parcels.STATE_WORDS),
        Col(N_("Arrived"), lambda row: moment(row.arrived_at)),
        count(N_("Days here"), "days"),
        fen(N_("To pay"), "due_fen"),
        said(N_("Told"), "call", parcels.CALL_WORDS),
    ),
    part=lambda s, skip: newest_parcels(s, limit=MOST, skip=skip),
)
RETURNS = ListExport(
    N_("Returns"),
    lambda s, _page: [row for view in VIEWS for row in returns_in(s, view, limit=MOST)],
    (
        words(N_("Order"), "number"),
        when(_FROM, "asked_at"),
        words(_VILLAGER, "name"),
        words(N_("Goods"), "title"),
        count(N_("Pieces"), "pieces"),
        said(N_("Reason"), "reason", returns.REASON_WORDS),
        said(_STATE, "state", returns.STATE_WORDS),
        fen(_AMOUNT, "fen"),
        fen(N_("Not paid out"), "owed_fen"),
        when(N_("Deadline"), "deadline_at"),
        words(N_("Waybill"), "waybill"),
    ),
)
FAKES = ListExport(
    N_("Complaints about fakes"),
    lambda s, _page: [*fakes_in(s, limit=MOST), *fakes_in(s, over=True, limit=MOST)],
    (
        words(_NUMBER, "number"),
        when(_FROM, "taken_at"),
        words(_VILLAGER, "name"),
        words(N_("Goods"), "title"),
        fen(N_("Price"), "price_fen"),
        said(_STATE, "state", fakes.STATE_WORDS),
        when(N_("Deadline"), "deadline_at"),
    ),
)
BILLS = ListExport(
    N_("Bills"),
    None,
    (
        words(_NUMBER, "number"),
        when(_FROM, "taken_at"),
        said(N_("Kind"), "kind", bills.KIND_WORDS),
        words(N_("Account"), "account"),
        words(N_("In the name of"), "holder"),
        words(_VILLAGER, "person"),
        fen(_AMOUNT, "fen"),
        fen(N_("Fee"), "fee_fen"),
        said(_STATE, "state", bills.STATE_WORDS),
        when(N_("Paid in"), "done_at"),
        words(N_("Receipt number"), "reference"),
    ),
    part=lambda s, skip: newest_bills(s, limit=MOST, skip=skip),
)
CASH = ListExport(
    N_("Cash book"),
    lambda s, page: entries_of_month(s, page.day[:7]),
    (
        words(_NUMBER, "number"),
        when(_FROM, "at"),
        Col(N_("What"), entry_words),
        words(N_("Note"), "note"),
        words(_VILLAGER, "person"),
        words(N_("Order"), "order_number"),
        fen(_AMOUNT, "amount_fen"),
        words(N_("Takes back"), "reverses"),
        words(N_("Operator"), "operator"),
    ),
)
FLOAT = ListExport(
    N_("Float"),
    lambda s, _page: float_shown(s, MOST).lines,
    (
        when(_FROM, "at"),
        said(N_("What"), "kind", FLOAT_WORDS),
        words(N_("About"), "about"),
        fen(_AMOUNT, "fen"),
    ),
)
DUE = ListExport(
    N_("To collect on delivery"),
    lambda s, _page: due_on_delivery(s),
    (words(N_("Order"), "number"), words(_VILLAGER, "person"), fen(_AMOUNT, "fen")),
)
OWED = ListExport(
    N_("Owed to villagers"),
    lambda s, _page: owed_to_villagers(s),
    (words(N_("Order"), "number"), words(_VILLAGER, "name"), when(_SINCE, "since"), fen(_AMOUNT, "fen")),
)
BAGS = ListExport(
    N_("Bags for the bank"),
    lambda s, _page: deposits(s, MOST),
    (
        words(N_("Bag"), "bag"),
        when(N_("Packed"), "packed_at"),
        when(N_("At the bank"), "banked_at"),
        said(_STATE, "state", cash_day.DEPOSIT_WORDS),
        words(N_("Receipt number"), "reference"),
        fen(_AMOUNT, "fen"),
    ),
)


def _difference(row: Any) -> int | None:
    return None if row.counted_fen is None else int(row.difference_fen)


DAYS = ListExport(
    N_("Days"),
    lambda s, _page: cash_days(s),
    (
        words(N_("Day"), "day"),
        count(N_("Drawer"), "drawer"),
        said(_STATE, "state", cash_day.STATE_WORDS),
        when(N_("Closed"), "closed_at"),
        words(N_("By whom"), "closed_by"),
        fen(N_("Counted"), "counted_fen"),
        Col(N_("Difference"), _difference, Kind.FEN),
        words(N_("Reason"), "reason"),
        words(N_("Witness"), "witness_name"),
    ),
)
