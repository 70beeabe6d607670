"""A parcel on its way through the room: announced by central, put on the shelf, handed over by its pickup code.

Central inserts a row when something is put on the van: ``state`` = ``announced`` with ``waybill``, ``grams``,
``van_at`` (when the van is expected, ms UTC), ``order_id`` and ``person_id`` where it belongs to an order made here,
else ``name`` and ``phone`` of the addressee, and ``due_fen``, the money to collect for this parcel (for an order paid
on delivery its share of the total). Everything after that happens in the room.
"""

import secrets
from collections.abc import Collection
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.states import Machine
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid, Refused
from villagedesk.i18n import N_


class ParcelState(StrEnum):
    """Where a parcel is."""

    ANNOUNCED = "announced"
    MISSING = "missing"
    ON_SHELF = "on_shelf"
    COLLECTED = "collected"
    SENT_BACK = "sent_back"


STATE_WORDS: dict[str, str] = {
    ParcelState.ANNOUNCED: N_("on the van"),
    ParcelState.MISSING: N_("missing"),
    ParcelState.ON_SHELF: N_("on the shelf"),
    ParcelState.COLLECTED: N_("handed over"),
    ParcelState.SENT_BACK: N_("sent back"),
}

PARCEL = Machine(
    "parcel",
    {
        ParcelState.ANNOUNCED: {ParcelState.ON_SHELF, ParcelState.MISSING},
        ParcelState.MISSING: {ParcelState.ON_SHELF},
        ParcelState.ON_SHELF: {ParcelState.COLLECTED, ParcelState.SENT_BACK},
    },
    STATE_WORDS,
)


class Call(StrEnum):
    """Whether the villager has been told."""

    NOT_YET = ""
    REACHED = "reached"
    NO_ANSWER = "no_answer"


CALL_WORDS: dict[str, str] = {
    Call.NOT_YET: N_("not told"),
    Call.REACHED: N_("told"),
    Call.NO_ANSWER: N_("no answer"),
}

DAY_MS = 24 * 3600 * 1000

CODE_DIGITS = 5
_SHELF_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # without I and O
PLACES_PER_SHELF = 20
PLACE_LENGTH = 12


class Parcel(Entity, table=True):
    """One parcel, in the custody of this room from ``arrived_at`` to ``collected_at``."""

    guarded: ClassVar = frozenset({"state", "due_fen"})
    machine: ClassVar = PARCEL

    order_id: str = Field(default="", index=True)
    person_id: str = Field(default="", index=True)
    name: str = ""
    phone: str = ""
    waybill: str = Field(index=True)
    grams: int = 0
    due_fen: int = 0
    van_at: int | None = None
    state: str = Field(default=ParcelState.ANNOUNCED, index=True)
    shelf: str = ""
    pickup_code: str = ""
    extra_on_van: bool = False
    call: str = Call.NOT_YET
    arrived_at: int | None = None
    collected_at: int | None = None
    collected_by: str = ""
    sent_back_reason: str = ""
    carrier: str = ""
    # Weights at each hand of the way, in grams: sender, county, this room; the first difference names the leg.
    sent_grams: int = 0
    hub_grams: int = 0
    here_grams: int = 0
    damaged: bool = False
    damage: str = ""


class VanVisit(Entity, table=True):
    """One van that was unloaded here; the driver signs for what was missing or damaged (``domain.evidence``)."""

    van_at: int | None = Field(default=None, index=True)
    driver: str = ""
    finished_at: int
    present: int = 0
    missing: int = 0
    extra_found: int = 0
    damaged: int = 0
    note: str = ""


class HandOver(Entity, table=True):
    """That a parcel was given away: a fact, never changed. Two computers that did it without a line leave two of them."""

    parcel_id: str = Field(index=True)
    person_id: str = Field(default="", index=True)
    handed_at: int
    proof: str
    proxy: str = ""
    proxy_id: str = ""
    inspected: str = ""
    due_fen: int = 0


def make_pickup_code(device: int, taken: Collection[str]) -> str:
    """A code nobody can guess: the computer's digit and five random ones, not in use on the shelf.

    Args:
        device: the digit of this computer inside the centre, 1 to 9, so that two computers never clash.
        taken: the codes on the shelf.

    Raises:
        Refused: every code of this computer is in use.
    """
    room = 10**CODE_DIGITS
    if sum(code.startswith(str(device)) for code in taken) >= room:
        raise Refused("shelf_full")
    while True:
        code = f"{device}{secrets.randbelow(room):0{CODE_DIGITS}d}"
        if code not in taken:
            return code


def check_pickup_proof(typed: str, code: str, phone: str) -> str:
    """How somebody proved that the parcel is his: ``code`` or ``phone`` (its last four digits).

    Raises:
        Refused: ``pickup_code_wrong``.
    """
    digits = "".join(typed.split()).replace("-", "")
    if code and digits == code:
        return "code"
    if len(phone) >= 4 and digits == phone[-4:]:
        return "phone"
    raise Refused("pickup_code_wrong")


def shown_code(code: str) -> str:
    """The code in pairs, as it is printed and read aloud: ``48 20 73``."""
    return " ".join(code[i : i + 2] for i in range(0, len(code), 2))


def next_place(taken: Collection[str]) -> str:
    """The first free place, ``A-01`` to ``A-20``, then ``B-01`` and so on; ``Z-20`` twice rather than none."""
    for letter in _SHELF_LETTERS:
        for number in range(1, PLACES_PER_SHELF + 1):
            place = f"{letter}-{number:02d}"
            if place not in taken:
                return place
    return place


def check_place(text: str) -> str:
    """A place on the shelf as it is kept: ``a7`` and ``A 07`` become ``A-07``; other words stay as they are.

    Raises:
        Invalid: on the field ``shelf``: empty or too long.
    """
    place = check_text("shelf", text, PLACE_LENGTH)
    if not place:
        raise Invalid("shelf", "shelf_missing")
    letter, rest = place[0].upper(), place[1:].strip(" -")
    if letter.isascii() and letter.isalpha() and rest.isascii() and rest.isdigit() and len(rest) <= 3:
        return f"{letter}-{int(rest):02d}"
    return place


def days_on_shelf(arrived_at: int, now: int, offset_minutes: int) -> int:
    """How many nights a parcel has been here, by local days: 0 is today.

    Args:
        arrived_at: ms UTC.
        now: ms UTC.
        offset_minutes: minutes that local time is ahead of UTC.
    """
    shift = offset_minutes * 60_000
    return max(0, (now + shift) // DAY_MS - (arrived_at + shift) // DAY_MS)


def may_go_back(days: int, today: str) -> bool:
    """Whether a parcel that has been here for so many nights may be sent back, by the rules of an ISO date."""
    return days >= rule_pack(today).parcels.overdue_days


def needs_reminder(days: int, today: str) -> bool:
    """Whether a villager whose parcel has been here for so many nights is told again, by the rules of an ISO date."""
    return days >= rule_pack(today).parcels.remind_days
