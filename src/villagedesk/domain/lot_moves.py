"""What was taken out of a lot: into a mixed lot, into a part of its own, or lost. Facts that are only ever added to.

Mass in equals mass out: what a mixed or split lot holds at first is the sum of the moves into it, and what a lot has
left is what it held less the moves out of it (``store.crops.balance``).
"""

from enum import StrEnum

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.i18n import N_

NOTE_LENGTH = 60
MAX_PARTS = 20  # so many lots are mixed at once, or so many parts made of one


class MoveKind(StrEnum):
    """Why something left a lot."""

    MIXED = "mixed"
    SPLIT = "split"
    LOST = "lost"


class LossReason(StrEnum):
    """Why something is gone."""

    ROTTEN = "rotten"
    DRIED = "dried"
    DAMAGED = "damaged"
    SORTED_OUT = "sorted_out"
    OWN_USE = "own_use"
    SAMPLE = "sample"
    COUNTED = "counted"


LOSS_WORDS: dict[str, str] = {
    LossReason.ROTTEN: N_("rotten"),
    LossReason.DRIED: N_("dried, lost weight"),
    LossReason.DAMAGED: N_("damaged, eaten by mice"),
    LossReason.SORTED_OUT: N_("sorted out"),
    LossReason.OWN_USE: N_("the farmer took it back"),
    LossReason.SAMPLE: N_("kept as a sample"),
    LossReason.COUNTED: N_("counted again: less is there"),
}


class LotMove(Entity, table=True):
    """So much left ``from_lot``; ``to_lot`` is "" for what is lost. ``quantity`` is in grams or pieces."""

    from_lot: str = Field(index=True)
    to_lot: str = Field(default="", index=True)
    quantity: int
    kind: str
    reason: str = ""
    note: str = ""
