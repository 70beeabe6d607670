"""A buyer's claim about goods that came: made at central, answered here before its deadline, decided at central if need be.

Central inserts a row ``open`` and moves the order to ``claimed``. ``allocations`` names the lots that it is about (ids of
allocations with a comma between; "" is all of them). The desk *agrees* to what is asked, or *objects* with a reason; then
central *decides* (``fen`` is what counts) or the buyer *withdraws* it. When no claim is open any more the order is
``confirmed``. The settlement shares ``fen`` among the lots concerned, by their weight.
"""

from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.states import Machine
from villagedesk.i18n import N_


class ClaimKind(StrEnum):
    """What the buyer says."""

    ROT = "rot"
    SHORT = "short"
    GRADE = "grade"
    DAMAGE = "damage"
    OTHER = "other"


KIND_WORDS: dict[str, str] = {
    ClaimKind.ROT: N_("some of it is rotten"),
    ClaimKind.SHORT: N_("it weighs less"),
    ClaimKind.GRADE: N_("the grade is not right"),
    ClaimKind.DAMAGE: N_("boxes came damaged"),
    ClaimKind.OTHER: N_("something else"),
}


class ClaimState(StrEnum):
    """Where a claim stands."""

    OPEN = "open"
    AGREED = "agreed"
    OBJECTED = "objected"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


STATE_WORDS: dict[str, str] = {
    ClaimState.OPEN: N_("needs an answer"),
    ClaimState.AGREED: N_("agreed to"),
    ClaimState.OBJECTED: N_("objected to, the county office decides"),
    ClaimState.DECIDED: N_("decided"),
    ClaimState.WITHDRAWN: N_("withdrawn"),
}

CLAIM = Machine(
    "crop_claim",
    {
        ClaimState.OPEN: {ClaimState.AGREED, ClaimState.OBJECTED, ClaimState.DECIDED, ClaimState.WITHDRAWN},
        ClaimState.OBJECTED: {ClaimState.DECIDED, ClaimState.WITHDRAWN},
    },
    STATE_WORDS,
)

# States in which ``fen`` is taken off what the farmers get.
COUNTED = frozenset({ClaimState.AGREED, ClaimState.DECIDED})
# States in which the order cannot be settled.
UNDECIDED = frozenset({ClaimState.OPEN, ClaimState.OBJECTED})
DETAIL_LENGTH = 120
# The note of a picture of a claim that the buyer sent; the centre's own have none.
FROM_BUYER = "buyer"


class CropClaim(Entity, table=True):
    """One claim of a buyer. ``asked_fen`` is what he wants, ``fen`` what it came to; ``deadline_at`` is ms UTC."""

    guarded: ClassVar = frozenset({"state", "fen"})
    machine: ClassVar = CLAIM

    order_id: str = Field(index=True)
    kind: str
    detail: str = ""
    allocations: str = ""
    asked_fen: int
    fen: int = 0
    deadline_at: int
    state: str = Field(default=ClaimState.OPEN, index=True)
    answer: str = ""
    decided_at: int | None = None


def concerned(claim: CropClaim, ids: list[str]) -> list[str]:
    """Which of an order's allocations a claim is about; all of them where it names none that is still there."""
    named = set(claim.allocations.split(",")) if claim.allocations else set()
    return [id_ for id_ in ids if id_ in named] or list(ids)
