"""Something in the room does not work: what it is, what was tried, who comes when, and whether it works again."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import ClassVar

import msgspec
from sqlmodel import Field

from villagedesk import paths
from villagedesk.domain.assets import AssetKind
from villagedesk.domain.entity import Entity
from villagedesk.domain.rule_kinds import Text, Words
from villagedesk.domain.states import Machine
from villagedesk.i18n import N_


class Topic(StrEnum):
    """What does not work."""

    PRINTER = "printer"
    LINE = "line"
    SCANNER = "scanner"
    SCREEN = "screen"
    POWER = "power"
    SLOW_PC = "slow_pc"
    SCALE = "scale"
    OTHER = "other"


TOPIC_WORDS: dict[str, str] = {
    Topic.PRINTER: N_("Printer"),
    Topic.LINE: N_("No line"),
    Topic.SCANNER: N_("Scanner"),
    Topic.SCREEN: N_("Screen"),
    Topic.POWER: N_("Power"),
    Topic.SLOW_PC: N_("Computer"),
    Topic.SCALE: N_("Scale"),
    Topic.OTHER: N_("Something else"),
}
# Which things of the room a topic can be about; those of no kind here are offered last.
KINDS: dict[str, tuple[AssetKind, ...]] = {
    Topic.PRINTER: (AssetKind.PRINTER,),
    Topic.LINE: (AssetKind.ROUTER,),
    Topic.SCANNER: (AssetKind.SCANNER,),
    Topic.SCREEN: (AssetKind.SCREEN,),
    Topic.POWER: (AssetKind.UPS, AssetKind.SOLAR),
    Topic.SLOW_PC: (AssetKind.PC,),
    Topic.SCALE: (AssetKind.SCALE,),
}


class Severity(StrEnum):
    """How much it hinders."""

    STOPS = "stops"
    HINDERS = "hinders"
    CAN_WAIT = "can_wait"


SEVERITY_WORDS: dict[str, str] = {
    Severity.STOPS: N_("The room cannot work"),
    Severity.HINDERS: N_("Work is slower"),
    Severity.CAN_WAIT: N_("Can wait"),
}
# Within so many days somebody has to have come. Our own promise, no law's.
DAYS: dict[str, int] = {Severity.STOPS: 2, Severity.HINDERS: 5, Severity.CAN_WAIT: 14}


class TicketState(StrEnum):
    """Where a ticket stands."""

    OPEN = "open"
    SEEN = "seen"
    VISIT_BOOKED = "visit_booked"
    DONE = "done"
    SIGNED_OFF = "signed_off"
    REFUSED = "refused"
    SELF_HELPED = "self_helped"


STATE_WORDS: dict[str, str] = {
    TicketState.OPEN: N_("reported"),
    TicketState.SEEN: N_("seen by the county"),
    TicketState.VISIT_BOOKED: N_("visit booked"),
    TicketState.DONE: N_("repaired, to be signed off"),
    TicketState.SIGNED_OFF: N_("signed off"),
    TicketState.REFUSED: N_("not repaired"),
    TicketState.SELF_HELPED: N_("helped oneself"),
}
_HELPED = {TicketState.DONE, TicketState.REFUSED, TicketState.SELF_HELPED}
TICKET = Machine(
    "ticket",
    {
        TicketState.OPEN: {TicketState.SEEN, TicketState.VISIT_BOOKED, *_HELPED},
        TicketState.SEEN: {TicketState.VISIT_BOOKED, *_HELPED},
        # A visit may be put off; what did not work after it is reported anew.
        TicketState.VISIT_BOOKED: {TicketState.VISIT_BOOKED, *_HELPED},
        TicketState.DONE: {TicketState.SIGNED_OFF, TicketState.OPEN},
    },
    STATE_WORDS,
)
STEPS = (TicketState.OPEN, TicketState.SEEN, TicketState.VISIT_BOOKED, TicketState.DONE, TicketState.SIGNED_OFF)
STEP_WORDS: dict[str, str] = {
    TicketState.OPEN: N_("Reported"),
    TicketState.SEEN: N_("Seen"),
    TicketState.VISIT_BOOKED: N_("Visit"),
    TicketState.DONE: N_("Repaired"),
    TicketState.SIGNED_OFF: N_("Signed off"),
}
# Somebody of the county has to do something.
WITH_COUNTY = (TicketState.OPEN, TicketState.SEEN, TicketState.VISIT_BOOKED)
RUNNING = (*WITH_COUNTY, TicketState.DONE)

SYMPTOM_LENGTH = 300
MAX_PHOTOS = 4


class Ticket(Entity, table=True):
    """One report. ``tried`` are ids of self-help cards, blank between them; ``log`` a log bundle's SHA-256.

    ``due_on`` is the day by which somebody has to have come, ``visit_on`` the day that is booked; ISO dates.
    ``answer`` is what the county wrote last, ``work`` what was done and ``parts`` what was put in.
    """

    guarded: ClassVar = frozenset({"state"})
    machine: ClassVar = TICKET

    number: str = Field(index=True)
    topic: str
    severity: str
    symptom: str
    asset_id: str = Field(default="", index=True)
    tried: str = ""
    log: str = ""
    state: str = TicketState.OPEN.value
    opened_at: int
    due_on: str
    answer: str = ""
    visit_on: str = ""
    visitor: str = ""
    work: str = ""
    parts: str = ""
    done_at: int | None = None
    ended_at: int | None = None


@dataclass(frozen=True)
class TicketForm:
    """A report as it is written. ``photos`` are SHA-256, at most MAX_PHOTOS."""

    topic: str
    severity: str
    symptom: str
    asset_id: str = ""
    tried: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()


def ticket_number(day: str, device: int, sequence: int) -> str:
    """The number of a report, ``R1128-101``: month and day, the computer's digit, the how-manieth of the day there."""
    return f"R{day[5:7]}{day[8:10]}-{device}{sequence:02d}"


class HelpCard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one can do oneself: steps in their order, and how to see that it helped."""

    id: Words
    topic: Topic
    title: Text
    steps: tuple[Text, ...]
    check: Text
    # The likelier one of a topic stands first.
    place: int = 1


@cache
def help_cards() -> dict[str, HelpCard]:
    """The self-help cards that came with the program, by id."""
    found = [
        msgspec.json.decode(path.read_bytes(), type=HelpCard) for path in paths.resource("self_help").glob("*.json")
    ]
    return {card.id: card for card in sorted(found, key=lambda card: (card.place, card.id))}


def cards_for(topic: str) -> list[HelpCard]:
    """The cards about a topic."""
    return [card for card in help_cards().values() if card.topic == topic]
