"""What stands open when a day is closed and what it came to besides the drawer: kept, so that a reprint says the same.

Central's part (orders placed from the float, refunds that take commission back) is counted by central's clock up to its
last word: what it did later, and this computer hears of later, is the next day's, so nothing is missed or doubled.
"""

from sqlalchemy import func, select
from sqlmodel import Session, col

from villagedesk import clock
from villagedesk.domain.cash import Account, CashEntry
from villagedesk.domain.cash_day import CashDay, ClosingFigures, read_figures
from villagedesk.domain.orders import Order
from villagedesk.domain.parcels import DAY_MS
from villagedesk.store.cash.at_platform import PAID_STATES, of_room
from villagedesk.store.commission import earned_between
from villagedesk.store.deposits import packed_deposits
from villagedesk.store.moments import central_told
from villagedesk.store.orders.lists import orders_to_pay_back
from villagedesk.store.owed import due_on_delivery
from villagedesk.store.refunds import awards_owed

# An order waits a few days for a line, never so long.
_LONGEST_WAIT_MS = 120 * DAY_MS


def owed_fen(s: Session) -> int:
    """All that villagers still get in cash: back for orders, and damages or freight on top, in fen."""
    return sum(row.owed_fen for row in orders_to_pay_back(s)) + sum(award.fen for award in awards_owed(s))


def figures_now(s: Session, day: CashDay, before: CashDay | None) -> ClosingFigures:
    """What is kept of a day that is closed now.

    Args:
        before: the day that this drawer closed before it, from whose end on things are counted.
    """
    end, told = clock.now_ms(), central_told(s.connection()) or clock.now_ms()
    begin = before.closed_at if before is not None and before.closed_at else clock.day_span(day.day)[0]
    kept = read_figures(before.at_closing) if before is not None else None
    since = kept.told if kept is not None else begin
    return ClosingFigures(
        due=sum(row.fen for row in due_on_delivery(s)),
        owed=owed_fen(s),
        float_used=_placed(s, since, told) + _booked(s, begin, end),
        earned=earned_between(s, begin, end).accrued_fen,
        earned_back=earned_between(s, since, told).back_fen,
        bags=tuple((row.bag, row.fen) for row in packed_deposits(s)),
        told=told,
    )


def _placed(s: Session, begin: int, end: int) -> int:
    """What orders cost the room that were placed in some time; one that was refused later gives it back later."""
    found = s.execute(
        select(func.coalesce(func.sum(of_room(col(Order.total_fen))), 0)).where(
            col(Order.confirmed_at) >= begin - _LONGEST_WAIT_MS,
            col(Order.placed_at) >= begin,
            col(Order.placed_at) < end,
            (col(Order.state) + "").in_(PAID_STATES) | col(Order.refused_at).is_not(None),
        )
    )
    return int(found.scalar_one())


def _booked(s: Session, begin: int, end: int) -> int:
    """What bills, and whatever was written by hand, took out of the float in some time."""
    entry = CashEntry
    found = s.execute(
        select(func.coalesce(func.sum(-col(entry.amount_fen)), 0)).where(
            col(entry.account) == Account.FLOAT.value,
            col(entry.amount_fen) < 0,
            col(entry.created_at) >= begin,
            col(entry.created_at) < end,
        )
    )
    return int(found.scalar_one())
