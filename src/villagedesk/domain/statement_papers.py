"""A farmer's statement over a time: what was sold, what was taken off, what he was paid, and what is still due."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar

from villagedesk.domain.paper import Printed
from villagedesk.i18n import N_


class Period(StrEnum):
    """The times that a statement can be about."""

    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"


PERIOD_WORDS: dict[str, str] = {
    Period.THIS_MONTH: N_("This month"),
    Period.LAST_MONTH: N_("Last month"),
    Period.THIS_YEAR: N_("This year"),
    Period.LAST_YEAR: N_("Last year"),
}


def period_days(period: str, today: str) -> tuple[str, str]:
    """First and last day of a period, ISO; a period that is not over ends today."""
    day = date.fromisoformat(today)
    month, year = day.replace(day=1), day.replace(month=1, day=1)
    before_month, before_year = month - timedelta(days=1), year - timedelta(days=1)
    first, last = {
        Period.THIS_MONTH: (month, day),
        Period.LAST_MONTH: (before_month.replace(day=1), before_month),
        Period.THIS_YEAR: (year, day),
        Period.LAST_YEAR: (before_year.replace(month=1, day=1), before_year),
    }[Period(period)]
    return first.isoformat(), last.isoformat()


@dataclass(frozen=True, kw_only=True)
class PeriodSale:
    """One lot that was settled on a day; ``net_fen`` is what is left of ``gross_fen``."""

    day: str
    product: str
    lot: str
    quantity: int
    unit: str
    gross_fen: int
    net_fen: int


@dataclass(frozen=True, kw_only=True)
class PeriodPayment:
    """Money that he got on a day; ``how`` is a PayHow, ``about`` the account and the bank's reference."""

    day: str
    how: str
    about: str
    fen: int


@dataclass(frozen=True, kw_only=True)
class PeriodStatement(Printed):
    """58 or 80 mm. ``before_fen`` was due when the time began, ``due_fen`` is due at its end.

    ``deductions`` are (Deduction, fen) over all lots. ``under_way_fen`` is part of ``due_fen``: a transfer that the bank has not
    confirmed. ``owes_fen`` is what the household owes the room today: what was laid out for it. ``code`` is the mark that
    only a computer of this centre can make, ``qr`` the signed label it comes from.
    """

    name: ClassVar[str] = N_("Statement over a time")
    counted: ClassVar[bool] = True

    centre: str
    at: int
    person: str
    group: str
    from_on: str
    until_on: str
    before_fen: int
    sales: tuple[PeriodSale, ...]
    deductions: tuple[tuple[str, int], ...]
    payments: tuple[PeriodPayment, ...]
    due_fen: int
    under_way_fen: int
    owes_fen: int
    qr: str
    code: str

    @property
    def gross_fen(self) -> int:
        """What the buyers paid for the lots."""
        return sum(sale.gross_fen for sale in self.sales)

    @property
    def net_fen(self) -> int:
        """What of it is his."""
        return sum(sale.net_fen for sale in self.sales)

    @property
    def paid_fen(self) -> int:
        """What he got."""
        return sum(payment.fen for payment in self.payments)
