"""Bills that villagers pay through the room: phone top-up, power, television. A register with receipts, nothing more."""

from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.states import Machine
from villagedesk.i18n import N_


class BillKind(StrEnum):
    """What is paid."""

    PHONE = "phone"
    POWER = "power"
    WATER = "water"
    TV = "tv"
    GAS = "gas"
    OTHER = "other"


KIND_WORDS: dict[str, str] = {
    BillKind.PHONE: N_("Phone top-up"),
    BillKind.POWER: N_("Electricity"),
    BillKind.WATER: N_("Water"),
    BillKind.TV: N_("Television"),
    BillKind.GAS: N_("Gas"),
    BillKind.OTHER: N_("Another bill"),
}


class BillState(StrEnum):
    """Where a bill stands: the money was taken, the payment went through, or it was taken back."""

    TAKEN = "taken"
    DONE = "done"
    REVERSED = "reversed"


STATE_WORDS: dict[str, str] = {
    BillState.TAKEN: N_("to be paid in"),
    BillState.DONE: N_("paid in"),
    BillState.REVERSED: N_("taken back"),
}

BILL = Machine(
    "bill",
    {
        BillState.TAKEN: {BillState.DONE, BillState.REVERSED},
        BillState.DONE: {BillState.REVERSED},
    },
    STATE_WORDS,
)


class Bill(Entity, table=True):
    """One bill. ``reference`` is the number the company's own system gave for the payment."""

    guarded: ClassVar = frozenset({"state", "fen"})
    machine: ClassVar = BILL

    number: str = Field(index=True)
    kind: str
    person_id: str = Field(default="", index=True)
    account: str
    holder: str = ""
    fen: int
    fee_fen: int = 0
    state: str = Field(default=BillState.TAKEN, index=True)
    taken_at: int
    done_at: int | None = None
    reference: str = ""
    reason: str = ""
