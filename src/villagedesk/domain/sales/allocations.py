"""What one lot gives to a buyer's order, from the promise to the money in the farmer's hand.

One row carries it all the way: promised, called in, weighed in (what counts from then on is ``weighed``), packed, settled
(its share of the order, line by line, is written into it), paid. So it cannot be settled or paid twice: what happens once
is named in ``once``, and how often money was given is a tally.

A lot mixed of several farmers' harvests goes all the way as one row without a seller. Each farmer's share of it is a row of
its own (``share_of`` names the lot's), made when the lot is put on the order: it holds no goods, waits as ``share``, and
is what is settled and paid.
"""

from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.states import Machine
from villagedesk.i18n import N_


class AllocationState(StrEnum):
    """Where a lot's part of an order stands."""

    PLANNED = "planned"
    CALLED = "called"
    DISPUTED = "disputed"
    WEIGHED = "weighed"
    PACKED = "packed"
    SETTLED = "settled"
    PAID = "paid"
    TRANSFERRING = "transferring"
    TRANSFERRED = "transferred"
    DROPPED = "dropped"
    SHARE = "share"


STATE_WORDS: dict[str, str] = {
    AllocationState.PLANNED: N_("to be called"),
    AllocationState.CALLED: N_("comes to the scale"),
    AllocationState.DISPUTED: N_("grade in dispute"),
    AllocationState.WEIGHED: N_("weighed in"),
    AllocationState.PACKED: N_("packed"),
    AllocationState.SETTLED: N_("to be paid out"),
    AllocationState.PAID: N_("paid in cash"),
    AllocationState.TRANSFERRING: N_("transfer under way"),
    AllocationState.TRANSFERRED: N_("paid by transfer"),
    AllocationState.DROPPED: N_("taken off the order"),
    AllocationState.SHARE: N_("his share of a mixed lot"),
}

ALLOCATION = Machine(
    "crop_allocation",
    {
        AllocationState.PLANNED: {
            AllocationState.CALLED,
            AllocationState.WEIGHED,
            AllocationState.DISPUTED,
            AllocationState.DROPPED,
        },
        AllocationState.CALLED: {AllocationState.WEIGHED, AllocationState.DISPUTED, AllocationState.DROPPED},
        # Decided by the county office, or given in by one of the two.
        AllocationState.DISPUTED: {AllocationState.WEIGHED, AllocationState.DROPPED},
        # Back to the scale when a weight was wrong.
        AllocationState.WEIGHED: {AllocationState.PACKED, AllocationState.CALLED, AllocationState.DROPPED},
        AllocationState.PACKED: {AllocationState.SETTLED, AllocationState.WEIGHED, AllocationState.DROPPED},
        AllocationState.SETTLED: {
            AllocationState.PAID,
            AllocationState.TRANSFERRING,
            AllocationState.PACKED,
            AllocationState.SHARE,
        },
        AllocationState.SHARE: {AllocationState.SETTLED, AllocationState.DROPPED},
        AllocationState.TRANSFERRING: {AllocationState.TRANSFERRED, AllocationState.SETTLED},
    },
    STATE_WORDS,
)

# States in which a lot's goods belong to the order: ``quantity`` of them before the scale, ``weighed`` after it.
HOLDING = frozenset(set(AllocationState) - {AllocationState.DROPPED})
# States before the scale.
TO_WEIGH = frozenset({AllocationState.PLANNED, AllocationState.CALLED})
# States in which the sums of a line stand.
SETTLED_STATES = frozenset(
    {AllocationState.SETTLED, AllocationState.PAID, AllocationState.TRANSFERRING, AllocationState.TRANSFERRED}
)


class CropAllocation(Entity, table=True):
    """A lot's part of a buyer's order.

    ``quantity`` is what was promised and ``weighed`` what the scale said, both in grams or pieces; ``price_fen`` is for one
    sale unit of the order. From ``gross_fen`` on everything is written by the settlement, in fen: net is gross less the
    deductions. ``settled_at`` is ms UTC. ``seller_id`` is "" for a mixed lot; ``share_of`` is "" but for a farmer's share.
    """

    __table_args__ = (Index("ix_crop_allocation_sold", "seller_id", "settled_at", "gross_fen"),)

    guarded: ClassVar = frozenset({"state", "quantity", "weighed", "price_fen", "net_fen", "payout_id"})
    once: ClassVar = frozenset(
        {AllocationState.WEIGHED, AllocationState.SETTLED, AllocationState.PAID, AllocationState.TRANSFERRING}
    )
    tallies: ClassVar = frozenset({"payouts"})
    machine: ClassVar = ALLOCATION

    order_id: str = Field(index=True)
    lot_id: str = Field(index=True)
    seller_id: str
    quantity: int
    price_fen: int
    state: str = Field(default=AllocationState.PLANNED, index=True)
    reason: str = ""
    call: str = ""
    calls: int = 0
    called_at: int | None = None
    weighed: int = 0
    weighed_at: int | None = None
    grade: str = ""
    # Measured at the scale, tenths of a percent; and the grams of what was weighed that do not count because it is wet.
    moisture: int = 0
    wet_grams: int = 0
    boxes: int = 0
    gross_fen: int = 0
    platform_fen: int = 0
    service_fen: int = 0
    freight_fen: int = 0
    packing_fen: int = 0
    claim_fen: int = 0
    other_fen: int = 0
    other_reason: str = ""
    net_fen: int = 0
    settled_at: int | None = None
    payouts: int = 0
    payout_id: str = Field(default="", index=True)
    share_of: str = Field(default="", index=True)


class WeighIn(Entity, table=True):
    """One load on the scale: a fact; a wrong one is taken back and weighed again.

    ``quantity`` is what counts: gross less tare in grams, or pieces where goods are counted. ``moisture`` is in tenths of
    a percent, 0 where nobody measured. ``scale`` names the scale that sent the weight, "" where it was typed.
    """

    allocation_id: str = Field(index=True)
    order_id: str = ""
    lot_id: str = Field(index=True)
    place: int = 0  # the how-manieth load
    gross_grams: int = 0
    tare_grams: int = 0
    quantity: int
    moisture: int = 0
    grade: str = ""
    scale: str = ""
    weighed_at: int
    taken_back_at: int | None = None


class DisputeState(StrEnum):
    """Where a dispute about a grade stands."""

    OPEN = "open"
    DECIDED = "decided"
    SETTLED = "settled"  # the two agreed after all


DISPUTE_WORDS: dict[str, str] = {
    DisputeState.OPEN: N_("waits for the county office"),
    DisputeState.DECIDED: N_("decided"),
    DisputeState.SETTLED: N_("agreed after all"),
}

DISPUTE = Machine("grade_dispute", {DisputeState.OPEN: {DisputeState.DECIDED, DisputeState.SETTLED}}, DISPUTE_WORDS)


class GradeDispute(Entity, table=True):
    """Farmer and room do not agree about a grade: a sample was sealed before a witness, the county office decides.

    The sample's photo is kept as evidence of this row. ``decided`` is the grade that counts.
    """

    guarded: ClassVar = frozenset({"state", "decided"})
    machine: ClassVar = DISPUTE

    allocation_id: str = Field(index=True)
    lot_id: str = ""
    room_grade: str
    farmer_grade: str
    seal_number: str
    witness: str
    state: str = Field(default=DisputeState.OPEN, index=True)
    decided: str = ""
    answer: str = ""


class CropPack(Entity, table=True):
    """How a weighed lot was packed for an order; every box carries a label with this row's id."""

    allocation_id: str = Field(index=True)
    order_id: str = Field(index=True)
    lot_id: str = Field(index=True)
    boxes: int
    box_quantity: int
    packed_at: int
    taken_back_at: int | None = None
