"""Meals and travel, paid to those who came against their signature.

The rows are the centre's, beside the cash book's: a trainer's laptop pays nobody. What is due follows from the days
somebody came and from what was paid; so two computers that paid the same day are noticed.
"""

from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity


class Allowance(Entity, table=True):
    """One payment to one person. ``days`` are the days it is for, as ISO dates with blanks between; money in fen."""

    guarded: ClassVar = frozenset({"taken_back_at"})

    class_id: str = Field(index=True)
    enrolment_id: str = Field(index=True)
    person_id: str = Field(default="", index=True)
    name: str
    days: str
    meal_fen: int = 0
    travel_fen: int = 0
    paid_at: int
    taken_back_at: int | None = None

    @property
    def fen(self) -> int:
        """What was paid."""
        return self.meal_fen + self.travel_fen
