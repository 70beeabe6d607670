"""A buyer's order for a lot: made at central, answered here.

Central inserts a row ``received`` with all its fields (``price_fen`` as agreed on the listing, for one ``sale_unit``;
``quantity`` in grams, or pieces where that is the unit; ``ship_by_on`` ISO date). The desk accepts or declines it; central may withdraw
it (``received | accepted -> withdrawn``) with a ``reason``, shown as it is.
"""

from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.states import Machine
from villagedesk.i18n import N_


class CropOrderState(StrEnum):
    """Where a buyer's order stands."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


STATE_WORDS: dict[str, str] = {
    CropOrderState.RECEIVED: N_("needs an answer"),
    CropOrderState.ACCEPTED: N_("accepted, to be weighed in"),
    CropOrderState.DECLINED: N_("declined"),
    CropOrderState.WITHDRAWN: N_("withdrawn by the buyer"),
}

CROP_ORDER = Machine(
    "crop_order",
    {
        CropOrderState.RECEIVED: {CropOrderState.ACCEPTED, CropOrderState.DECLINED, CropOrderState.WITHDRAWN},
        CropOrderState.ACCEPTED: {CropOrderState.WITHDRAWN},
    },
    STATE_WORDS,
)

# States in which the farmer has his money: only these count as sold in a report. Settling is not done here yet.
SETTLED: frozenset[str] = frozenset()
# States in which the goods are promised to somebody.
PROMISED = frozenset({CropOrderState.RECEIVED, CropOrderState.ACCEPTED})
REASON_LENGTH = 60


class CropOrder(Entity, table=True):
    """One buyer's order for a part of a lot."""

    guarded: ClassVar = frozenset({"state", "price_fen", "quantity"})
    machine: ClassVar = CROP_ORDER

    lot_id: str = Field(index=True)
    listing_id: str = Field(index=True)
    buyer: str
    quantity: int
    price_fen: int
    sale_unit: str
    ship_by_on: str
    state: str = Field(default=CropOrderState.RECEIVED, index=True)
    reason: str | None = None
