"""Paying a farmer for produce: in cash against his signature, or by a transfer that central confirms with its reference.

A payout gathers everything that is to be paid to one farmer at that moment; the allocations it pays name it. A transfer is
``asked`` here; central *confirms* it with the bank's reference, or it *fails* with a reason and can be paid again.
"""

from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.states import Machine
from villagedesk.i18n import N_


class PayHow(StrEnum):
    """How a farmer gets his money."""

    CASH = "cash"
    TRANSFER = "transfer"


HOW_WORDS: dict[str, str] = {PayHow.CASH: N_("in cash"), PayHow.TRANSFER: N_("by transfer")}


class PayoutState(StrEnum):
    """Where a payout stands."""

    PAID = "paid"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    FAILED = "failed"


STATE_WORDS: dict[str, str] = {
    PayoutState.PAID: N_("paid in cash"),
    PayoutState.ASKED: N_("transfer under way"),
    PayoutState.CONFIRMED: N_("paid by transfer"),
    PayoutState.FAILED: N_("transfer failed"),
}

PAYOUT = Machine(
    "crop_payout",
    {PayoutState.PAID: set(), PayoutState.ASKED: {PayoutState.CONFIRMED, PayoutState.FAILED}},
    STATE_WORDS,
)


class CropPayout(Entity, table=True):
    """Money for a farmer, in fen. ``account_id`` is the account a transfer goes to, ``account`` how it is shown."""

    guarded: ClassVar = frozenset({"state", "fen"})
    machine: ClassVar = PAYOUT

    person_id: str = Field(index=True)
    seller_id: str = Field(index=True)
    fen: int
    how: str = PayHow.CASH
    state: str = Field(default=PayoutState.PAID, index=True)
    account_id: str = ""
    account: str = ""
    reference: str = ""
    paid_at: int | None = None
    answer: str = ""
