"""A buyer's order for produce: made at central, filled here from one lot or from the lots of several farmers.

Central inserts a row ``received`` with all its fields: ``price_fen`` as agreed, for one ``sale_unit``; ``quantity`` in
grams, or pieces where that is the unit; ``ship_by_on`` ISO date. An order out of a listing names it and its lot; one that
may be filled from any lots names only ``product`` and perhaps ``grade``. The desk accepts or declines it, packs it, hands
it to the van and settles it. Central acts: *withdraw* (``received | accepted | packed -> withdrawn``, with a ``reason``),
*delivered* (``handed_over -> delivered``, ``claim_until_at`` is when the buyer's time for a claim ends), *claim* and
*confirm* (see ``claims``).
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
    PACKED = "packed"
    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    SETTLED = "settled"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


STATE_WORDS: dict[str, str] = {
    CropOrderState.RECEIVED: N_("needs an answer"),
    CropOrderState.ACCEPTED: N_("accepted, to be weighed in"),
    CropOrderState.PACKED: N_("packed, waits for the van"),
    CropOrderState.HANDED_OVER: N_("on its way to the buyer"),
    CropOrderState.DELIVERED: N_("with the buyer"),
    CropOrderState.CLAIMED: N_("the buyer claims something"),
    CropOrderState.CONFIRMED: N_("to be settled"),
    CropOrderState.SETTLED: N_("settled"),
    CropOrderState.DECLINED: N_("declined"),
    CropOrderState.WITHDRAWN: N_("withdrawn by the buyer"),
}

CROP_ORDER = Machine(
    "crop_order",
    {
        CropOrderState.RECEIVED: {CropOrderState.ACCEPTED, CropOrderState.DECLINED, CropOrderState.WITHDRAWN},
        CropOrderState.ACCEPTED: {CropOrderState.PACKED, CropOrderState.WITHDRAWN},
        CropOrderState.PACKED: {CropOrderState.HANDED_OVER, CropOrderState.ACCEPTED, CropOrderState.WITHDRAWN},
        CropOrderState.HANDED_OVER: {
            CropOrderState.DELIVERED,
            CropOrderState.CLAIMED,
            CropOrderState.CONFIRMED,
        },
        CropOrderState.DELIVERED: {CropOrderState.CLAIMED, CropOrderState.CONFIRMED},
        CropOrderState.CLAIMED: {CropOrderState.CONFIRMED},
        CropOrderState.CONFIRMED: {CropOrderState.SETTLED, CropOrderState.CLAIMED},
        # Taken back while nobody has been paid.
        CropOrderState.SETTLED: {CropOrderState.CONFIRMED},
    },
    STATE_WORDS,
)

# States in which it is settled what each farmer gets: only these count as sold in a report.
SETTLED: frozenset[str] = frozenset({CropOrderState.SETTLED})
# States in which the goods belong to the buyer: they are promised, on their way, or sold.
PROMISED = frozenset(set(CropOrderState) - {CropOrderState.DECLINED, CropOrderState.WITHDRAWN})
REASON_LENGTH = 60


class CropOrder(Entity, table=True):
    """One buyer's order. Rates and sums are empty until it is settled: rates in hundredths of a percent, sums in fen."""

    guarded: ClassVar = frozenset({"state", "price_fen", "quantity"})
    once: ClassVar = frozenset({CropOrderState.HANDED_OVER, CropOrderState.SETTLED})
    machine: ClassVar = CROP_ORDER

    lot_id: str = Field(default="", index=True)
    listing_id: str = Field(default="", index=True)
    buyer: str
    quantity: int
    price_fen: int
    sale_unit: str
    ship_by_on: str
    state: str = Field(default=CropOrderState.RECEIVED, index=True)
    reason: str | None = None
    number: str = ""
    product: str = ""
    grade: str = ""
    handed_over_at: int | None = None
    delivered_at: int | None = None
    claim_until_at: int | None = None
    gross_fen: int = 0
    platform_rate: int = 0
    service_rate: int = 0
    freight_fen: int = 0
    packing_fen: int = 0
    claim_fen: int = 0
    net_fen: int = 0
    settled_at: int | None = Field(default=None, index=True)
    rules: str = ""
    # Why freight or packing are not what the rules come to.
    cost_reason: str = ""


class CropShipment(Entity, table=True):
    """That an order's boxes were given to a driver, who signs for them (``domain.evidence``): a fact, never changed.

    ``boxes`` were packed, ``counted`` were counted when they were handed over; None where an older version did not ask.
    """

    order_id: str = Field(index=True)
    driver: str = ""
    waybill: str = ""
    boxes: int = 0
    quantity: int = 0
    handed_at: int
    note: str = ""
    counted: int | None = None
