"""Giving goods back: a villager returns what he ordered, the platform refunds it, and he gets his cash against a signature.

The desk makes a ``Return`` with its lines, ``open`` with the deadline that the law sets, counted from when the goods
were handed over. Central answers by the feed: *approve* (``freight_payer`` is settled, ``fen`` is what will be refunded)
or *refuse* with a ``reason``. The parcel is given to the courier here (``waybill``). *Refund* at central makes one
``Refund`` row, raises the order's ``refund_fen`` by it and moves the return to ``refunded``. Paying the villager is the
desk's: it makes it ``paid_out``. A refund that was not paid out stands on Today every day.
"""

from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.states import Machine
from villagedesk.i18n import N_


class ReturnState(StrEnum):
    """Where a return stands."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    HANDED_TO_COURIER = "handed_to_courier"
    REFUNDED = "refunded"
    PAID_OUT = "paid_out"
    WITHDRAWN = "withdrawn"


STATE_WORDS: dict[str, str] = {
    ReturnState.OPEN: N_("asked for"),
    ReturnState.APPROVED: N_("may go back"),
    ReturnState.REFUSED: N_("not accepted"),
    ReturnState.HANDED_TO_COURIER: N_("with the courier"),
    ReturnState.REFUNDED: N_("refunded, not paid out"),
    ReturnState.PAID_OUT: N_("paid out"),
    ReturnState.WITHDRAWN: N_("withdrawn"),
}

RETURN = Machine(
    "return",
    {
        ReturnState.OPEN: {ReturnState.APPROVED, ReturnState.REFUSED, ReturnState.REFUNDED, ReturnState.WITHDRAWN},
        # Cheap goods are refunded without being sent back.
        ReturnState.APPROVED: {ReturnState.HANDED_TO_COURIER, ReturnState.REFUNDED, ReturnState.WITHDRAWN},
        ReturnState.HANDED_TO_COURIER: {ReturnState.REFUNDED, ReturnState.REFUSED},
        ReturnState.REFUNDED: {ReturnState.PAID_OUT},
    },
    STATE_WORDS,
)


class Reason(StrEnum):
    """Why goods go back."""

    NO_REASON = "no_reason"
    WRONG = "wrong"
    DAMAGED = "damaged"
    FAULTY = "faulty"
    FAKE = "fake"
    LATE = "late"


REASON_WORDS: dict[str, str] = {
    Reason.NO_REASON: N_("does not want it"),
    Reason.WRONG: N_("something else came"),
    Reason.DAMAGED: N_("it came damaged"),
    Reason.FAULTY: N_("it does not work"),
    Reason.FAKE: N_("it is a fake"),
    Reason.LATE: N_("it came too late"),
}


class FreightPayer(StrEnum):
    """Who pays for sending goods back."""

    UNDECIDED = ""
    VILLAGER = "villager"
    SELLER = "seller"
    PLATFORM = "platform"


class Return(Entity, table=True):
    """Goods of one order that a villager gives back."""

    guarded: ClassVar = frozenset({"state", "fen"})
    machine: ClassVar = RETURN

    order_id: str = Field(index=True)
    parcel_id: str = ""
    person_id: str = Field(index=True)
    reason: str
    detail: str = ""
    state: str = Field(default=ReturnState.OPEN, index=True)
    asked_at: int
    deadline_at: int
    freight_payer: str = FreightPayer.UNDECIDED
    freight_fen: int = 0
    fen: int = 0
    carrier: str = ""
    waybill: str = ""
    handed_at: int | None = None
    answer: str = ""


class ReturnLine(Entity, table=True):
    """How many pieces of one line of the order go back."""

    return_id: str = Field(index=True)
    order_line_id: str
    quantity: int


class Refund(Entity, table=True):
    """Money that the platform gave back for an order; central makes the row, it is never changed. ``refunded_at`` is ms UTC."""

    order_id: str = Field(index=True)
    return_id: str = ""
    person_id: str = ""
    fen: int
    reason: str = ""
    refunded_at: int = 0
