"""What a report is made of: periods, and tables of plain values that a page shows and a file takes."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from villagedesk.domain.values import plain_fen

# What a spreadsheet would take for a formula, were it to stand first in a text that somebody typed.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Kind(StrEnum):
    """What stands in a column: words, a count, an amount in fen, or a weight in grams."""

    TEXT = "text"
    COUNT = "count"
    FEN = "fen"
    GRAMS = "grams"


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    title: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Sheet:
    """One table. Values are str for words, int for everything else; None is an empty cell.

    ``cut``: there are more rows than these, of which it has the newest.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str | int | None, ...], ...]
    cut: bool = False


class Span(StrEnum):
    """How long a report looks at."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True)
class Period:
    """Local days from ``first`` to ``last``, both counted; ISO dates."""

    span: Span
    first: str
    last: str

    @property
    def days(self) -> list[str]:
        """Every day of it."""
        first, last = date.fromisoformat(self.first), date.fromisoformat(self.last)
        return [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]


def period_of(span: str, day: str) -> Period:
    """The day, month or year an ISO date lies in."""
    on = date.fromisoformat(day)
    match Span(span):
        case Span.DAY:
            return Period(Span.DAY, day, day)
        case Span.MONTH:
            return Period(Span.MONTH, on.replace(day=1).isoformat(), _last_of_month(on).isoformat())
        case Span.YEAR:
            return Period(Span.YEAR, f"{on.year:04d}-01-01", f"{on.year:04d}-12-31")


def moved(period: Period, steps: int) -> Period:
    """The period so many steps later, or earlier below zero; it stays within the years 1970 to 9998."""
    first = date.fromisoformat(period.first)
    match period.span:
        case Span.DAY:
            there = first + timedelta(days=steps)
        case Span.MONTH:
            months = first.year * 12 + first.month - 1 + steps
            there = date(months // 12, months % 12 + 1, 1)
        case Span.YEAR:
            there = date(first.year + steps, 1, 1)
    return period_of(period.span, there.isoformat()) if 1970 <= there.year <= 9998 else period


def harmless(text: str) -> str:
    """A text as a cell of a spreadsheet: what looks like a formula is marked as words."""
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def plain(value: str | int | None, kind: Kind) -> str:
    """A value as it stands in a file of text: amounts in yuan, weights in kg, words made harmless."""
    if value is None:
        return ""
    if kind is Kind.FEN:
        return plain_fen(int(value))
    if kind is Kind.GRAMS:
        sign, grams = ("-" if int(value) < 0 else ""), abs(int(value))
        return f"{sign}{grams // 1000}.{grams % 1000:03d}"
    return str(value) if kind is Kind.COUNT else harmless(str(value))


def _last_of_month(on: date) -> date:
    following = date(on.year + on.month // 12, on.month % 12 + 1, 1)
    return following - timedelta(days=1)
