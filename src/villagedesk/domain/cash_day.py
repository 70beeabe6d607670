"""The drawer's day: counted when it opens, counted blind when it closes, and the bags of money that go to the bank."""

from enum import StrEnum
from typing import ClassVar

import msgspec
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
    DayState.OPEN: N_("not closed yet"),
    DayState.CLOSED: N_("day closed"),
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


class Arrived(StrEnum):
    """Whether what villagers paid by the centre's code arrived on the phone, as the operator looked in the evening."""

    NOT_ASKED = ""  # nothing was paid that way, or nobody looked
    YES = "yes"
    NO = "no"


ARRIVED_WORDS: dict[str, str] = {
    Arrived.NOT_ASKED: N_("nobody looked on the phone"),
    Arrived.YES: N_("all of it is on the phone"),
    Arrived.NO: N_("something is missing on the phone"),
}


class CashDay(Entity, table=True):
    """One day of one drawer: the entries from ``first_number`` to ``last_number``, counted at its end.

    ``opening_fen`` is what the drawer held before the first of them: the last closing's count, or the very first count.
    ``expected_fen`` = ``opening_fen`` + these entries; ``counted_fen`` = ``expected_fen`` + the difference, which the
    book names as an entry of its own. Counts are written as in ``domain.cash_count``. A day that was passed over
    without a count has an ``expected_fen`` and no ``counted_fen``.
    """

    guarded: ClassVar = frozenset({"state", "counted_fen"})
    machine: ClassVar = CASH_DAY

    day: str = Field(index=True)
    drawer: int
    state: str = Field(default=DayState.OPEN, index=True)
    opened_at: int
    first_number: int = 1
    last_number: int | None = None
    counts: int = 0  # how often it was counted before it was closed: a second count has seen the first one's difference
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
    # What came in by the centre's payment code on this day by the book, and whether the phone shows it.
    code_fen: int | None = None
    code_arrived: str = Arrived.NOT_ASKED
    code_note: str = ""
    at_closing: str = ""  # what else stood open or was earned then, see ``ClosingFigures``


class ClosingFigures(msgspec.Struct, frozen=True):
    """What stood open at a closing and what the day came to besides the drawer, as this computer knew it then; fen.

    ``earned_back`` is below zero. ``bags`` are those not at the bank, by number. ``told`` is central's clock of its last
    word before the closing (ms UTC): what was placed or refunded after it belongs to the next day.
    """

    due: int = 0
    owed: int = 0
    float_used: int = 0
    earned: int = 0
    earned_back: int = 0
    bags: tuple[tuple[str, int], ...] = ()
    told: int = 0


def written_figures(figures: ClosingFigures) -> str:
    """The figures of a closing as the day keeps them."""
    return msgspec.json.encode(figures).decode()


def read_figures(text: str) -> ClosingFigures | None:
    """The figures that a day keeps; None for a day that was closed before they were kept."""
    try:
        return msgspec.json.decode(text, type=ClosingFigures) if text else None
    except msgspec.DecodeError:
        return None  # a newer program's


def closing_state(
    *, counted: bool, difference_fen: int, reason: str, witness: str, code_fen: int = 0, arrived: str = ""
) -> DayState:
    """How a day is closed.

    To be checked when it was not counted, nobody saw it, a difference has no reason, or what was paid by the centre's
    code (``code_fen``) did not arrive, or nobody looked.
    """
    explained = not difference_fen or bool(reason)
    arrived_too = code_fen <= 0 or arrived == Arrived.YES
    fine = counted and explained and arrived_too and witness != Witness.NOBODY
    return DayState.CLOSED if fine else DayState.TO_CHECK


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
    once: ClassVar = frozenset({DepositState.BANKED, DepositState.UNPACKED})
    machine: ClassVar = DEPOSIT

    drawer: int
    bag: str
    fen: int
    count: str = ""
    state: str = Field(default=DepositState.PACKED, index=True)
    packed_at: int
    banked_at: int | None = None
    reference: str = ""
