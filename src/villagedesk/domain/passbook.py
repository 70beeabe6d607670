"""A household's passbook: what it owes the room and what the room owes it, and the slip that says both.

The slip carries a signed label with both sums: only a computer of this centre can make it, and any other one can
check it without a line. It proves that this room said so about this villager on that day, not that it is still so.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from villagedesk.domain.paper import Printed
from villagedesk.domain.short_code import short_code
from villagedesk.i18n import N_


class Side(StrEnum):
    """Who owes whom."""

    OWES = "owes"  # the household owes the room
    OWED = "owed"  # the room owes the household
    WAITS = "waits"  # the platform owes it: the room has nothing of it yet


class DueKind(StrEnum):
    """What an amount of a passbook is for."""

    PARCEL = "parcel"
    GOODS = "goods"  # he has them, and the money for them went back
    REFUND = "refund"
    PRODUCE = "produce"
    PLATFORM = "platform"  # for paid goods that went back


DUE_WORDS: dict[str, str] = {
    DueKind.PARCEL: N_("To pay when it is collected"),
    DueKind.GOODS: N_("To pay for goods he has already"),
    DueKind.REFUND: N_("Money to give back"),
    DueKind.PRODUCE: N_("For produce that was sold"),
    DueKind.PLATFORM: N_("Waits for the platform's refund"),
}


@dataclass(frozen=True)
class Due:
    """One amount that is open. ``about_id`` is the parcel's or the order's id, ``number`` the order's or the lot's."""

    side: str
    kind: str
    title: str
    number: str
    person: str
    fen: int
    about_id: str = ""


def side_sum(dues: Iterable[Due], side: str) -> int:
    """What one side comes to, in fen."""
    return sum(due.fen for due in dues if due.side == side)


def check_mark(label: str) -> str:
    """The eight characters on the slip, from the signed label: whoever cannot sign cannot make them up."""
    return short_code(hashlib.sha256(label.encode()).hexdigest()[:32])


@dataclass(frozen=True, kw_only=True)
class SlipDue:
    """One line of a side; ``kind`` is a DueKind."""

    kind: str
    title: str
    person: str
    fen: int


@dataclass(frozen=True, kw_only=True)
class PassbookSlip(Printed):
    """58 or 80 mm: both sides of a household's passbook. ``shelf`` are the places of its parcels."""

    name: ClassVar[str] = N_("Passbook slip")
    counted: ClassVar[bool] = True

    centre: str
    at: int
    person: str
    group: str
    household: tuple[str, ...]
    owes: tuple[SlipDue, ...]
    owed: tuple[SlipDue, ...]
    shelf: tuple[str, ...]
    on_the_way: int
    qr: str
    code: str
    waits: tuple[SlipDue, ...] = ()  # for paid goods that went back: the platform has still to give it
