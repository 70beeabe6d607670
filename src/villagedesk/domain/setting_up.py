"""How a centre comes to be: application, acceptance on the spot, contract, first day. The states are tables of allowed moves.

All of it is rows in the feed of the centre, which exists from the application on; a PC reads its own file there once it
is enrolled.
"""

from datetime import date
from enum import StrEnum
from functools import cache
from typing import ClassVar

import msgspec
from sqlmodel import Field

from villagedesk import paths
from villagedesk.domain.entity import Entity
from villagedesk.domain.rule_kinds import Text, Words
from villagedesk.domain.states import Machine
from villagedesk.i18n import N_


class SetupState(StrEnum):
    """Where a centre's file stands."""

    APPLIED = "applied"
    RETURNED = "returned"
    REFUSED = "refused"
    APPROVED = "approved"
    ACCEPTED = "accepted"
    CONTRACTED = "contracted"
    WORKING = "working"
    ENDED = "ended"


STATE_WORDS: dict[str, str] = {
    SetupState.APPLIED: N_("applied for"),
    SetupState.RETURNED: N_("sent back for more"),
    SetupState.REFUSED: N_("refused"),
    SetupState.APPROVED: N_("approved, to be looked at"),
    SetupState.ACCEPTED: N_("looked at, without a contract"),
    SetupState.CONTRACTED: N_("contract signed, first day to come"),
    SetupState.WORKING: N_("open to the village"),
    SetupState.ENDED: N_("ended"),
}
SETUP = Machine(
    "centre_setup",
    {
        SetupState.APPLIED: {SetupState.APPROVED, SetupState.RETURNED, SetupState.REFUSED},
        # Something is missing; whoever applied adds it, and the county decides again.
        SetupState.RETURNED: {SetupState.APPLIED, SetupState.REFUSED},
        # What was found on the spot may be worse than what was written.
        SetupState.APPROVED: {SetupState.ACCEPTED, SetupState.REFUSED},
        SetupState.ACCEPTED: {SetupState.CONTRACTED, SetupState.APPROVED, SetupState.REFUSED},
        # Without a move: a further contract before the one of now has run out.
        SetupState.CONTRACTED: {SetupState.WORKING, SetupState.ENDED},
        SetupState.WORKING: {SetupState.ENDED},
        # Somebody else takes the room over; it is looked at again.
        SetupState.ENDED: {SetupState.APPROVED},
    },
    STATE_WORDS,
)
# While a file stands here, papers are put to it; one that was sent back gets them with what else is missing.
TO_FILE_PAPERS = (SetupState.APPLIED, SetupState.APPROVED, SetupState.ACCEPTED)
# While a file stands here, its checklist can be filled in, and a contract signed.
TO_ACCEPT = (SetupState.APPROVED,)
TO_SIGN = (SetupState.ACCEPTED, SetupState.CONTRACTED, SetupState.WORKING)


class Premises(StrEnum):
    """By what right the room is used."""

    OWN = "own"
    RENTED = "rented"
    VILLAGE = "village"


PREMISES_WORDS: dict[str, str] = {
    Premises.OWN: N_("the applicant's own house"),
    Premises.RENTED: N_("rented"),
    Premises.VILLAGE: N_("the village committee's"),
}


class LineKind(StrEnum):
    """Which line reaches the room."""

    FIXED = "fixed"
    MOBILE = "mobile"
    WEAK = "weak"
    NONE = "none"


LINE_WORDS: dict[str, str] = {
    LineKind.FIXED: N_("cable or fibre"),
    LineKind.MOBILE: N_("mobile network, good"),
    LineKind.WEAK: N_("mobile network, weak or at times"),
    LineKind.NONE: N_("no line, sync by stick"),
}


class PowerKind(StrEnum):
    """Where the power comes from."""

    STEADY = "steady"
    CUTS = "cuts"
    SOLAR = "solar"
    NONE = "none"


POWER_WORDS: dict[str, str] = {
    PowerKind.STEADY: N_("mains, steady"),
    PowerKind.CUTS: N_("mains, often cut"),
    PowerKind.SOLAR: N_("solar panel"),
    PowerKind.NONE: N_("none yet"),
}

# What the county may ask for again when it sends an application back: fields, and papers as pictures or PDF.
PAPERS = "papers"
MISSING_WORDS: dict[str, str] = {
    "village_code": N_("Village code"),
    "phone": N_("Phone"),
    "premises": N_("Where the room is"),
    "tenure": N_("Whose house it is"),
    "area_m2": N_("Area in square metres"),
    "line": N_("Line there"),
    "power": N_("Power there"),
    "hours": N_("Opening hours"),
    PAPERS: N_("Papers: lease, leave of the village, ID card"),
}
MAX_PAPERS = 8

NAME_LENGTH = 60
PERSON_LENGTH = 40
NOTE_LENGTH = 200
MAX_AREA_M2 = 5_000


class CentreSetup(Entity, table=True):
    """The file of a centre. Days are ISO dates, "" where there is none yet; the area is in square metres.

    ``decision`` is what the county wrote last: why it was approved, sent back, refused or ended. ``missing`` names what it
    asked for, as in ``MISSING_WORDS``; ``papers`` are SHA-256 of pictures or PDF; both with blanks between.
    """

    guarded: ClassVar = frozenset({"state"})
    machine: ClassVar = SETUP

    name: str
    village_name: str
    village_code: str = ""
    county: str = ""
    applicant: str
    phone: str
    premises: str
    tenure: str = ""
    area_m2: int = 0
    line: str = ""
    power: str = ""
    hours: str = ""
    hub: str = ""
    note: str = ""
    state: str = SetupState.APPLIED.value
    applied_on: str
    decided_on: str = ""
    decision: str = ""
    inspector: str = ""
    accepted_on: str = ""
    opened_on: str = ""
    missing: str = ""
    papers: str = ""


class Answer(StrEnum):
    """What was found at one point of the checklist."""

    YES = "yes"
    NO = "no"
    NOT_NEEDED = "not_needed"


ANSWER_WORDS: dict[str, str] = {
    Answer.YES: N_("in order"),
    Answer.NO: N_("not in order"),
    Answer.NOT_NEEDED: N_("not needed here"),
}
REMARK_LENGTH = 200


class AcceptanceItem(Entity, table=True):
    """One point of the checklist as it was found; ``photo`` is a picture's SHA-256, "" for none."""

    setup_id: str = Field(index=True)
    item: str
    answer: str
    remark: str = ""
    photo: str = ""
    answered_at: int


class CheckPoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One point of the checklist: ``must`` has to be yes before a contract, ``photo`` has to be shown in a picture."""

    id: Words
    title: Text
    about: Text
    must: bool = False
    photo: bool = False


@cache
def check_points() -> dict[str, CheckPoint]:
    """The points of the checklist in the order in which one walks through a room, by id."""
    found = msgspec.json.decode(paths.resource("acceptance.json").read_bytes(), type=list[CheckPoint])
    return {point.id: point for point in found}


class ContractState(StrEnum):
    """Whether a contract counts; that it has run out stands in its last day."""

    SIGNED = "signed"
    ENDED = "ended"


CONTRACT_WORDS: dict[str, str] = {ContractState.SIGNED: N_("signed"), ContractState.ENDED: N_("ended early")}
CONTRACT = Machine("centre_contract", {ContractState.SIGNED: {ContractState.ENDED}}, CONTRACT_WORDS)
CONTRACT_NUMBER_LENGTH = 40
MAX_SCANS = 8
# Our own promise, no law's: so long before its end county and operator are told that a contract runs out.
WARN_DAYS = 60


class CentreContract(Entity, table=True):
    """A contract between county and operator. ``things`` are ids of assets, ``scans`` SHA-256 of pages, blanks between.

    The days are the first and the last on which it counts, ISO dates. ``terms`` is the edition of our printed form that
    was signed, as in ``contract_papers``; "" for another form.
    """

    guarded: ClassVar = frozenset({"state"})
    machine: ClassVar = CONTRACT

    setup_id: str = Field(index=True)
    number: str
    party_a: str
    party_b: str
    from_on: str
    until_on: str = Field(index=True)
    deposit_fen: int = 0
    things: str = ""
    scans: str = ""
    state: str = ContractState.SIGNED.value
    end_reason: str = ""
    ended_on: str = ""
    terms: str = ""


class FirstStep(StrEnum):
    """What has to be done once before a room opens, in the order of the day."""

    OPERATOR = "operator"
    PRINTER = "printer"
    SCANNER = "scanner"
    SYNC = "sync"
    FLOAT = "float"
    PRACTICE = "practice"
    SHEET = "sheet"


class FirstDayStep(Entity, table=True):
    """One step of the first day, done; ``how`` is ``seen`` by the program itself or ``hand``, with a note."""

    step: str = Field(index=True)
    how: str
    note: str = ""
    done_at: int


def runs_out(until_on: str, today: str) -> bool:
    """Whether a contract ends within the time in which somebody has to act, or has ended."""
    return bool(until_on) and (date.fromisoformat(until_on) - date.fromisoformat(today)).days <= WARN_DAYS
