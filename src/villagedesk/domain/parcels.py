"""A parcel on its way through the room: announced by central, put on the shelf, handed over by its pickup code.

Central inserts a row when something is put on the van: ``state`` = ``announced`` with ``waybill``, ``grams``,
``van_at`` (when the van is expected, ms UTC), ``order_id`` and ``person_id`` where it belongs to an order made here,
else ``name`` and ``phone`` of the addressee, and ``due_fen``, the money to collect for this parcel (for an order paid
on delivery its share of the total). Everything after that happens in the room; only what stays missing is declared
lost by central (``missing -> lost``), which then gives the money of the order back.
"""

from collections.abc import Collection
from enum import StrEnum
from itertools import count
from typing import ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.identity import ID_LENGTH, check_resident_id
from villagedesk.domain.labels import is_label
from villagedesk.domain.order_states import OrderState
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.states import Machine
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid
from villagedesk.i18n import N_


class ParcelState(StrEnum):
    """Where a parcel is."""

    ANNOUNCED = "announced"
    MISSING = "missing"
    ON_SHELF = "on_shelf"
    GOING_BACK = "going_back"
    COLLECTED = "collected"
    SENT_BACK = "sent_back"
    LOST = "lost"


STATE_WORDS: dict[str, str] = {
    ParcelState.ANNOUNCED: N_("on the van"),
    ParcelState.MISSING: N_("missing"),
    ParcelState.ON_SHELF: N_("on the shelf"),
    ParcelState.GOING_BACK: N_("goes back"),
    ParcelState.COLLECTED: N_("handed over"),
    ParcelState.SENT_BACK: N_("sent back"),
    ParcelState.LOST: N_("lost on the way"),
}

PARCEL = Machine(
    "parcel",
    {
        # Sent back before it came: central stops what is on its way when it refuses the order.
        ParcelState.ANNOUNCED: {ParcelState.ON_SHELF, ParcelState.MISSING, ParcelState.SENT_BACK},
        ParcelState.MISSING: {ParcelState.ON_SHELF, ParcelState.LOST, ParcelState.SENT_BACK},
        # Sent back at once only by a computer with an older program.
        ParcelState.ON_SHELF: {ParcelState.GOING_BACK, ParcelState.COLLECTED, ParcelState.SENT_BACK},
        # Still in the room until the driver has it. Collected: by another computer that did not know.
        ParcelState.GOING_BACK: {ParcelState.ON_SHELF, ParcelState.SENT_BACK, ParcelState.COLLECTED},
        # Only where two computers did one each without a line, and somebody looked: see ``store.parcels.both_ways``.
        ParcelState.COLLECTED: {ParcelState.SENT_BACK},
        ParcelState.SENT_BACK: {ParcelState.COLLECTED},
    },
    STATE_WORDS,
)


# It lies in the room.
IN_ROOM = frozenset({ParcelState.ON_SHELF, ParcelState.GOING_BACK})

# States that tell nothing about the rest of the order.
_GONE = frozenset({ParcelState.MISSING, ParcelState.LOST})


def order_after(states: Collection[str]) -> OrderState | None:
    """Where an order stands by the states of all its parcels; None when they do not tell."""
    if ParcelState.ANNOUNCED in states or all(state in _GONE for state in states):
        return None
    if not IN_ROOM.isdisjoint(states):
        return OrderState.ARRIVED
    return OrderState.COLLECTED if ParcelState.COLLECTED in states else OrderState.SENT_BACK


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


SENT_BACK_WORDS: dict[str, str] = {
    "overdue": N_("nobody came for it"),
    "refused": N_("not wanted"),
}

DAY_MS = 24 * 3600 * 1000

_SHELF_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # without I and O
PLACES_PER_SHELF = 20
PLACE_LENGTH = 12
WAYBILL_LENGTH = 40
DAMAGE_LENGTH = 60
ADDRESSEE_LENGTH = 40
DRIVER_LENGTH = 20
NOTE_LENGTH = 60
MAX_GRAMS = 200_000
# Carriers use a number again after months. One that was handed over a shorter time ago is scanned by mistake.
NUMBER_AGAIN_DAYS = 90


class Parcel(Entity, table=True):
    """One parcel, in the custody of this room from ``arrived_at`` to ``collected_at``."""

    # Years of parcels were collected: what went back is found without them.
    __table_args__ = (
        Index("ix_parcel_sent_back", "state", "sent_back_at", sqlite_where=text("sent_back_at IS NOT NULL")),
    )

    guarded: ClassVar = frozenset({"state", "due_fen"})
    once: ClassVar = frozenset({ParcelState.COLLECTED})
    apart: ClassVar = frozenset({ParcelState.COLLECTED, ParcelState.SENT_BACK})
    passing: ClassVar = frozenset({ParcelState.GOING_BACK})
    machine: ClassVar = PARCEL

    order_id: str = Field(default="", index=True)
    person_id: str = Field(default="", index=True)
    name: str = ""
    phone: str = ""
    waybill: str = Field(index=True)
    grams: int = 0
    due_fen: int = 0
    van_at: int | None = Field(default=None, index=True)
    state: str = Field(default=ParcelState.ANNOUNCED, index=True)
    shelf: str = ""
    pickup_code: str = ""
    extra_on_van: bool = False
    call: str = Call.NOT_YET
    calls: int = 0
    called_at: int | None = None
    text_id: str = ""  # the last text that named it
    arrived_at: int | None = Field(default=None, index=True)
    arrived_by: str = ""
    collected_at: int | None = None
    collected_by: str = ""
    sent_back_reason: str = ""
    going_back_at: int | None = None  # since when it waits for the driver, ms UTC
    back_trip_id: str = ""  # with which BackTrip it went
    sent_back_at: int | None = None
    carrier: str = ""
    # Weights at each hand of the way, in grams: sender, county, this room; the first difference names the leg.
    sent_grams: int = 0
    hub_grams: int = 0
    here_grams: int = 0
    damaged: bool = False
    damage: str = ""
    no_proof: str = ""  # why there is no photo of the damage, or no weight


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


class BackTrip(Entity, table=True):
    """A driver took parcels along that go back, and signed for them (``domain.evidence``); never changed."""

    driver: str = ""
    taken_at: int
    parcels: int = 0
    note: str = ""


class HandOver(Entity, table=True):
    """That a parcel was given away: a fact, never changed. Two computers that did it without a line leave two of them."""

    __table_args__ = (Index("ix_hand_over_made", "handed_at", "created_by"),)

    parcel_id: str = Field(index=True)
    person_id: str = Field(default="", index=True)
    handed_at: int
    proof: str
    proxy: str = ""
    proxy_id: str = ""
    inspected: str = ""
    due_fen: int = 0


def check_waybill(text: str, today: str) -> str:
    """A number on a parcel as it is kept, without spaces.

    Raises:
        Invalid: on the field ``waybill``: empty, too long, a label of ours (a card, a slip), or an identity number.
    """
    number = "".join(text.split())
    if is_label(text.strip()):
        raise Invalid("waybill", "label_is_no_waybill")
    number = check_text("waybill", number, WAYBILL_LENGTH, required=True)
    if len(number) == ID_LENGTH and _is_resident_id(number, today):
        raise Invalid("waybill", "id_is_no_waybill")
    return number


def _is_resident_id(number: str, today: str) -> bool:
    try:
        check_resident_id(number, today)
    except Invalid:
        return False
    return True


def check_grams(grams: int) -> int:
    """The weight of a parcel, in grams; 0 is not weighed.

    Raises:
        Invalid: on the field ``grams``: more than a person lifts.
    """
    if not 0 <= grams <= MAX_GRAMS:
        raise Invalid("grams", "too_large")
    return grams


def next_place(taken: Collection[str]) -> str:
    """The first free place, ``A-01`` to ``A-20``, then ``B-01`` and so on; behind ``Z-20`` comes ``A-21``."""
    for first in count(1, PLACES_PER_SHELF):
        for letter in _SHELF_LETTERS:
            for number in range(first, first + PLACES_PER_SHELF):
                place = f"{letter}-{number:02d}"
                if place not in taken:
                    return place
    raise AssertionError("count never ends")


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
