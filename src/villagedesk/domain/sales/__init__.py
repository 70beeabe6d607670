"""Crop sales: a buyer's order, the lots it is filled from, weighing in, packing, claims, the settlement, the money."""

from villagedesk.domain.sales.allocations import (
    ALLOCATION,
    HOLDING,
    SETTLED_STATES,
    AllocationState,
    CropAllocation,
    CropPack,
    GradeDispute,
    WeighIn,
)
from villagedesk.domain.sales.claims import CLAIM, ClaimKind, ClaimState, CropClaim
from villagedesk.domain.sales.orders import (
    CROP_ORDER,
    PROMISED,
    REASON_LENGTH,
    SETTLED,
    STATE_WORDS,
    CropOrder,
    CropOrderState,
    CropShipment,
)
from villagedesk.domain.sales.payouts import PAYOUT, CropPayout, PayHow, PayoutState

__all__ = [
    "ALLOCATION",
    "CLAIM",
    "CROP_ORDER",
    "HOLDING",
    "PAYOUT",
    "PROMISED",
    "REASON_LENGTH",
    "SETTLED",
    "SETTLED_STATES",
    "STATE_WORDS",
    "AllocationState",
    "ClaimKind",
    "ClaimState",
    "CropAllocation",
    "CropClaim",
    "CropOrder",
    "CropOrderState",
    "CropPack",
    "CropPayout",
    "CropShipment",
    "GradeDispute",
    "PayHow",
    "PayoutState",
    "WeighIn",
]
