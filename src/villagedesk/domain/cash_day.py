"""The drawer's day: counted when it opens, counted blind when it closes, and the bags of money that go to the bank."""

from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.states import Machine
from villagedesk.i18n import N_


class DayState(StrEnum):
    """Where a drawer's day stands. Closing is never blocked: what is not witnessed is marked to be checked."""

    OPEN = "open"
    CLOSED = "closed"
    TO_CHECK = "to_check"
    CHECKED = "checked"


STATE_WORDS: dict[str, str] = {
    DayState.OPEN: N_("open"),
    DayState.CLOSED: N_("closed"),
    DayState.TO_CHECK: N_("closed, to be checked"),
    DayState.CHECKED: N_("checked"),
}

CASH_DAY = Machine(
    "cash_day",
    {
        DayState.OPEN: {DayState.CLOSED, DayState.TO_CHECK},
        DayState.CLOSED: {DayState.CHECKED},
        DayState.TO_CHECK: {DayState.CHECKED},
    },
    STATE_WORDS,
)


class Witness(StrEnum):
    """Who saw the closing count."""

    NOBODY = ""
    SECOND_PERSON = "second_person"
    VILLAGER = "villager"
    COUNTY_CODE = "county_code"


WITNESS_WORDS: dict[str, str] = {
    Witness.NOBODY: N_("nobody"),
    Witness.SECOND_PERSON: N_("a second operator"),
    Witness.VILLAGER: N_("a villager's signature"),
    Witness.COUNTY_CODE: N_("a code from the county, by phone"),
}


class CashDay(Entity, table=True):
    """One day of one drawer. Counts are "fen:pieces" with commas, the largest first: ``10000:3,5000:1``."""

    guarded: ClassVar = frozenset({"state", "counted_fen"})
    machine: ClassVar = CASH_DAY

    day: str = Field(index=True)
    drawer: int
    state: str = Field(default=DayState.OPEN, index=True)
    opened_at: int
    opening_fen: int = 0
    opening_count: str = ""
    closed_at: int | None = None
    closed_by: str = ""
    counted_fen: int | None = None
    closing_count: str = ""
    expected_fen: int | None = None
    difference_reason: str = ""
    witness: str = Witness.NOBODY
    witness_id: str = ""
    witness_proof: str = ""
    checked_note: str = ""


class DepositState(StrEnum):
    """Where a bag of money is."""

    PACKED = "packed"
    BANKED = "banked"
    UNPACKED = "unpacked"


DEPOSIT_WORDS: dict[str, str] = {
    DepositState.PACKED: N_("in the bag"),
    DepositState.BANKED: N_("at the bank"),
    DepositState.UNPACKED: N_("back in the drawer"),
}

DEPOSIT = Machine(
    "deposit",
    {DepositState.PACKED: {DepositState.BANKED, DepositState.UNPACKED}},
    DEPOSIT_WORDS,
)


class Deposit(Entity, table=True):
    """Money taken out of a drawer in a sealed bag, and the bank's slip for it."""

    guarded: ClassVar = frozenset({"state", "fen"})
    machine: ClassVar = DEPOSIT

    drawer: int
    bag: str
    fen: int
    count: str = ""
    state: str = Field(default=DepositState.PACKED, index=True)
    packed_at: int
    banked_at: int | None = None
    reference: str = ""
