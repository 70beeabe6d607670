"""What the room earns: accrued for each order when the villager has it, taken back by a refund, paid month by month."""

from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity


class Commission(Entity, table=True):
    """One line of the statement, never changed: ``fen`` is below zero where a refund takes some of it back.

    ``month`` (``2026-11``) is the month it counts in, by local time: of the hand-over, or of the refund.
    ``rate`` is in hundredths of a percent of ``base_fen``; ``rules`` names the pack that set it.
    """

    guarded: ClassVar = frozenset({"fen"})

    order_id: str = Field(index=True)
    month: str = Field(index=True)
    base_fen: int
    rate: int
    fen: int
    rules: str
    refund_id: str = ""


class CommissionPayout(Entity, table=True):
    """What the platform paid for a month; central makes the row."""

    month: str = Field(index=True)
    fen: int
    paid_on: str
    reference: str = ""
