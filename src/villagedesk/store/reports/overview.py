"""What a period came to: orders, sums, what was handed over and given back, and each hour, day or month of it."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from villagedesk import clock, i18n
from villagedesk.domain.orders import OrderState
from villagedesk.domain.reports import Period, Span, moved, period_of
from villagedesk.store.commission import earned_between

# An order of these was not bought after all.
NOT_BOUGHT = (OrderState.CANCELLED.value, OrderState.REFUSED.value, OrderState.SENT_BACK.value)
BOUGHT = tuple(state.value for state in OrderState if state.value not in NOT_BOUGHT)
# Reads nothing but the index ix_order_taken, in which each state has its own times.
TAKEN = f'FROM "order" WHERE state IN ({",".join("?" * len(BOUGHT))}) AND confirmed_at >= ? AND confirmed_at < ?'

_HOUR_MS = 3_600_000

_REFUNDS = (
    "SELECT coalesce(sum(fen), 0) FROM refund"
    " WHERE kind IN ('', 'price') AND CASE refunded_at WHEN 0 THEN created_at ELSE refunded_at END BETWEEN ? AND ?"
)


@dataclass(frozen=True)
class Slot:
    """An hour (``9``), a day (``2026-11-23``) or a month (``2026-11``) of a period, and what was ordered in it."""

    key: str
    orders: int
    fen: int


@dataclass(frozen=True)
class Overview:
    """A period. Cancelled, refused and sent back orders are left out; ``before`` is the period before, slot by slot."""

    period: Period
    slots: tuple[Slot, ...]
    before: tuple[Slot, ...]
    handed_over: int
    given_back_fen: int
    earned_fen: int

    @property
    def orders(self) -> int:
        """How many orders were taken."""
        return sum(slot.orders for slot in self.slots)

    @property
    def fen(self) -> int:
        """What they come to."""
        return sum(slot.fen for slot in self.slots)


def overview(s: Session, period: Period) -> Overview:
    """What a period came to. Slots to come are left out."""
    begin, end = span_ms(period)
    connection = s.connection()
    handed = connection.exec_driver_sql(
        'SELECT count(*) FROM "order" WHERE collected_at >= ? AND collected_at < ?', (begin, end)
    ).scalar_one()
    back = connection.exec_driver_sql(_REFUNDS, (begin, end - 1)).scalar_one()
    return Overview(
        period,
        _slots(connection, period),
        _slots(connection, moved(period, -1)),
        int(handed),
        int(back),
        earned_between(s, begin, end).fen,
    )


def span_ms(period: Period) -> tuple[int, int]:
    """A period as [begin, end) in ms UTC."""
    return clock.day_span(period.first)[0], clock.day_span(period.last)[1]


def _slots(connection: Any, period: Period) -> tuple[Slot, ...]:
    """Every slot that has begun, also those in which nothing happened."""
    return tuple(_slot(connection, key, *times) for key, times in _times(period))


def _slot(connection: Any, key: str, begin: int, end: int) -> Slot:
    query = f"SELECT count(*), coalesce(sum(total_fen), 0) {TAKEN}"
    orders, fen = connection.exec_driver_sql(query, (*BOUGHT, begin, end)).one()
    return Slot(key, orders, int(fen))


def _times(period: Period) -> list[tuple[str, tuple[int, int]]]:
    """The hours, days or months of a period that have begun, each with its [begin, end) in ms UTC."""
    today, now = clock.today(), clock.now_ms()
    days = [day for day in period.days if day <= today]
    match period.span:
        case Span.DAY:
            begin, end = clock.day_span(period.first)
            hours = range(-(-(end - begin) // _HOUR_MS))
            times = [(begin + hour * _HOUR_MS, min(end, begin + (hour + 1) * _HOUR_MS)) for hour in hours]
            return [(str(i18n.local(first).hour), (first, last)) for first, last in times if days and first <= now]
        case Span.MONTH:
            return [(day, clock.day_span(day)) for day in days]
        case Span.YEAR:
            months = [period_of(Span.MONTH, f"{month}-01") for month in sorted({day[:7] for day in days})]
            return [(month.first[:7], span_ms(month)) for month in months]
