"""The drawer's day: counted when it opens, counted blind when it closes, carried over to the next one.

A day is a stretch of the book's numbers, so neither a clock that was set back nor a second computer can mix two days.
What is booked behind the closing count belongs to the next day. Nothing here ever holds up an order: a day that was
not opened is opened by its closing, one that nobody counted is passed over and marked to be checked.
"""

from villagedesk.store.cash_days.rows import (
    DayRow,
    Drawer,
    cash_day,
    cash_days,
    day_row,
    drawer_days,
    drawer_now,
    moved_fen,
    open_day_of,
    opening_difference,
    taken_by_code,
)
from villagedesk.store.cash_days.verbs import (
    NOBODY,
    NOT_LOOKED,
    CodeLook,
    Seen,
    close_day,
    count_day,
    open_day,
    pass_over_day,
)

__all__ = [
    "NOBODY",
    "NOT_LOOKED",
    "CodeLook",
    "DayRow",
    "Drawer",
    "Seen",
    "cash_day",
    "cash_days",
    "close_day",
    "count_day",
    "day_row",
    "drawer_days",
    "drawer_now",
    "moved_fen",
    "open_day",
    "open_day_of",
    "opening_difference",
    "pass_over_day",
    "taken_by_code",
]
