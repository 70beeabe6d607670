"""A villager bought a fake: his complaint about the goods, from the first look to what came of it.

The desk makes the report with its photos (``domain.evidence``), the number of the seal on the kept sample and the day
by which the seller has to answer. Central passes it to the seller and writes what he answered. Without an answer that
satisfies, a packet for the 12315 consumer line is printed; its outcome is written down here.
"""

from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.states import Machine
from villagedesk.i18n import N_


class FakeState(StrEnum):
    """Where a report stands."""

    TAKEN = "taken"
    WITH_SELLER = "with_seller"
    ANSWERED = "answered"
    ESCALATED = "escalated"
    CLOSED = "closed"


STATE_WORDS: dict[str, str] = {
    FakeState.TAKEN: N_("written down"),
    FakeState.WITH_SELLER: N_("with the seller"),
    FakeState.ANSWERED: N_("the seller has answered"),
    FakeState.ESCALATED: N_("with 12315"),
    FakeState.CLOSED: N_("closed"),
}

FAKE = Machine(
    "fake_report",
    {
        FakeState.TAKEN: {FakeState.WITH_SELLER, FakeState.ANSWERED, FakeState.ESCALATED, FakeState.CLOSED},
        FakeState.WITH_SELLER: {FakeState.ANSWERED, FakeState.ESCALATED, FakeState.CLOSED},
        FakeState.ANSWERED: {FakeState.ESCALATED, FakeState.CLOSED},
        FakeState.ESCALATED: {FakeState.CLOSED},
    },
    STATE_WORDS,
)


class FakeReport(Entity, table=True):
    """One complaint about goods that are not what they say they are."""

    guarded: ClassVar = frozenset({"state"})
    machine: ClassVar = FAKE

    number: str = Field(index=True)
    person_id: str = Field(index=True)
    order_id: str = Field(default="", index=True)
    order_line_id: str = ""
    parcel_id: str = ""
    title: str
    brand: str = ""
    seller: str = ""
    price_fen: int = 0
    scanned: str = ""
    wrong_with_it: str
    claim: str
    seal_number: str = ""
    state: str = Field(default=FakeState.TAKEN, index=True)
    taken_at: int
    deadline_at: int
    advance_fen: int = 0
    answer: str = ""
    outcome: str = ""


class InputCheck(Entity, table=True):
    """What was seen on a pack of seed, fertiliser or pesticide when it was handed over."""

    parcel_id: str = Field(index=True)
    order_line_id: str = ""
    kind: str
    licence_no: str = ""
    label_text: str = ""
    verdict: str
    problems: str = ""
