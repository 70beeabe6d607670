"""The cash book: entries are added and reversed, never edited, and numbered one by one in each computer's drawer."""

from villagedesk.domain.cash import CashEntry
from villagedesk.store.cash.book import (
    book,
    by_code_for,
    give_back,
    note_cash,
    paid_for,
    reverse,
    reverse_all_of_order,
    reverse_entry,
    reversed_ids,
    taken_on_delivery,
    undo,
)
from villagedesk.store.cash.lists import (
    CashRow,
    entries_between,
    entries_of_day,
    entries_of_month,
    entries_of_order,
    find_entries,
    shown_number,
)
from villagedesk.store.cash.moving import balances, move_money

__all__ = [
    "CashEntry",
    "CashRow",
    "balances",
    "book",
    "by_code_for",
    "entries_between",
    "entries_of_day",
    "entries_of_month",
    "entries_of_order",
    "find_entries",
    "give_back",
    "move_money",
    "note_cash",
    "paid_for",
    "reverse",
    "reverse_all_of_order",
    "reverse_entry",
    "reversed_ids",
    "shown_number",
    "taken_on_delivery",
    "undo",
]
