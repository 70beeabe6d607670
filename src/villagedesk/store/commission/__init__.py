"""What the room earns: accrued with the last parcel of an order, shown month by month, and recomputed on demand."""

from villagedesk.store.commission.accrue import accrue, facts_of
from villagedesk.store.commission.statement import (
    Earned,
    MonthCheck,
    Payout,
    Statement,
    StatementLine,
    WrongLine,
    check_month,
    earned_between,
    earned_today,
    months_earned,
    print_statement,
    statement,
)

__all__ = [
    "Earned",
    "MonthCheck",
    "Payout",
    "Statement",
    "StatementLine",
    "WrongLine",
    "accrue",
    "check_month",
    "earned_between",
    "earned_today",
    "facts_of",
    "months_earned",
    "print_statement",
    "statement",
]
