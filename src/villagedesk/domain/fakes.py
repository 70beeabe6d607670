"""A villager bought a fake: his complaint about the goods, from the first look to what came of it.

The desk makes the report with its photos (``domain.evidence``), the number of the seal on the kept sample and the day
by which the seller has to answer. Central passes it to the seller and writes what he answered. Without an answer that
satisfies, a packet for the 12315 consumer line is printed; its outcome is written down here.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from villagedesk import clock, i18n
from villagedesk.domain.entity import Entity
from villagedesk.domain.evidence import EvidenceKind
from villagedesk.domain.return_rules import Damages
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.states import Machine
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid
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


# The way of a report, step by step, for the line of pills on its page.
STEPS: tuple[FakeState, ...] = (
    FakeState.TAKEN,
    FakeState.WITH_SELLER,
    FakeState.ANSWERED,
    FakeState.ESCALATED,
    FakeState.CLOSED,
)
STEP_WORDS: dict[str, str] = {
    FakeState.TAKEN: N_("Written down"),
    FakeState.WITH_SELLER: N_("Seller"),
    FakeState.ANSWERED: N_("Seller's answer"),
    FakeState.ESCALATED: N_("12315"),
    FakeState.CLOSED: N_("Outcome"),
}
OPEN = (FakeState.TAKEN, FakeState.WITH_SELLER, FakeState.ANSWERED, FakeState.ESCALATED)

TITLE_LENGTH = 120
SCANNED_LENGTH = 500  # a signed label of ours has about 250
WRONG_LENGTH = 600
CLAIM_LENGTH = 300
SEAL_LENGTH = 20
OUTCOME_LENGTH = 300
MAX_PHOTOS = 8
MAX_PRICE_FEN = 100_000_000


class FakeReport(Entity, table=True):
    """One complaint about goods that are not what they say they are.

    ``price_fen`` is what was paid for them in all. ``deadline_at`` is the last moment of what is waited for: the
    seller's answer, and with 12315 the decision whether it is taken up; ms UTC.
    """

    guarded: ClassVar = frozenset({"state"})
    tallies: ClassVar = frozenset({"advance_fen"})
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


@dataclass
class FakeForm:
    """What is written down about a fake. What comes from an order is filled in from it where it is left empty."""

    person_id: str
    title: str
    wrong_with_it: str
    claim: str
    order_id: str = ""
    order_line_id: str = ""
    parcel_id: str = ""
    brand: str = ""
    seller: str = ""
    price_fen: int = 0
    scanned: str = ""
    seal_number: str = ""
    photos: tuple[tuple[str, str], ...] = ()  # (EvidenceKind, SHA-256)


def scanned_text(text: str) -> str:
    """What was scanned on the pack, as much of it as is kept: a square may hold pages of text."""
    return text[:SCANNED_LENGTH]


def check_fake(form: FakeForm) -> None:
    """Refuse a report that nobody could judge.

    Raises:
        Invalid: on ``title``, ``wrong_with_it``, ``claim``, ``seal_number``, ``price`` or ``photos``.
    """
    if not form.title.strip():
        raise Invalid("title", "fake_nothing_named")
    check_text("title", form.title, TITLE_LENGTH)
    check_text("wrong_with_it", form.wrong_with_it, WRONG_LENGTH, required=True)
    check_text("claim", form.claim, CLAIM_LENGTH, required=True)
    check_text("seal_number", form.seal_number, SEAL_LENGTH)
    if not 0 <= form.price_fen <= MAX_PRICE_FEN:
        raise Invalid("price", "too_large")
    if not form.photos:
        raise Invalid("photos", "photo_missing")
    if len(form.photos) > MAX_PHOTOS:
        raise Invalid("photos", "too_many_photos", limit=MAX_PHOTOS)
    if not all(kind in list(EvidenceKind) for kind, _sha in form.photos):
        raise Invalid("photos", "photo_not_a_photo")


def answer_due(taken_at: int) -> int:
    """The last moment for the seller's answer to a report written down at a moment (both ms UTC)."""
    day = i18n.local(taken_at).date()
    last = day + timedelta(days=rule_pack(day.isoformat()).fakes.answer_days)
    return clock.day_span(last.isoformat())[1] - 1


def decision_due(sent_at: int) -> int:
    """The last moment for 12315 to say whether it takes a complaint up, from when it was sent (both ms UTC)."""
    day = i18n.local(sent_at).date().isoformat()
    rules = rule_pack(day)
    last = rules.calendar.after(day, rules.fakes.decision_working_days)
    return clock.day_span(last)[1] - 1


def damages_for(category: str, day: str) -> Damages:
    """What the law lets somebody ask for who bought a fake of one kind of goods, by the rules of an ISO date."""
    return rule_pack(day).fakes.damages_for(category)


def most_advance(price_fen: int, at_stake_fen: int, day: str) -> int:
    """The most that may be advanced for a fake, in fen.

    Args:
        price_fen: what the goods cost.
        at_stake_fen: what the villager has paid for the order and neither got back nor is owed already. More than
            that is never advanced, so that nobody gets more than he paid.
        day: the ISO date whose rules are in force.
    """
    return max(0, min(rule_pack(day).fakes.advance.fen(price_fen), at_stake_fen))


def report_number(day: str, device: int, sequence: int) -> str:
    """The number of a report, ``F1123-101``: month and day, the computer's digit, the how-manieth of the day there."""
    return f"F{day[5:7]}{day[8:10]}-{device}{sequence:02d}"


class InputCheck(Entity, table=True):
    """What was seen on a pack of seed, fertiliser or pesticide when it was handed over."""

    parcel_id: str = Field(index=True)
    order_line_id: str = Field(default="", index=True)
    kind: str
    licence_no: str = ""
    label_text: str = ""
    verdict: str
    problems: str = ""
    good_until: str = ""  # the printed best-before day, ISO; "" where none was typed
