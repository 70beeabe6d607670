"""The equipment of a room: each thing with a tag, who keeps it, its warranty, and the yearly check of what is still there."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.states import Machine
from villagedesk.i18n import N_


class AssetKind(StrEnum):
    """What a thing is."""

    PC = "pc"
    SCREEN = "screen"
    PRINTER = "printer"
    SCANNER = "scanner"
    SCALE = "scale"
    UPS = "ups"
    ROUTER = "router"
    SOLAR = "solar"
    PHONE = "phone"
    FURNITURE = "furniture"
    OTHER = "other"


KIND_WORDS: dict[str, str] = {
    AssetKind.PC: N_("Computer"),
    AssetKind.SCREEN: N_("Screen"),
    AssetKind.PRINTER: N_("Printer"),
    AssetKind.SCANNER: N_("Scanner"),
    AssetKind.SCALE: N_("Scale"),
    AssetKind.UPS: N_("Battery for power cuts"),
    AssetKind.ROUTER: N_("Router"),
    AssetKind.SOLAR: N_("Solar panel"),
    AssetKind.PHONE: N_("Telephone"),
    AssetKind.FURNITURE: N_("Furniture"),
    AssetKind.OTHER: N_("Something else"),
}


class AssetState(StrEnum):
    """Where a thing is."""

    IN_USE = "in_use"
    AT_REPAIR = "at_repair"
    LOST = "lost"
    WRITTEN_OFF = "written_off"


STATE_WORDS: dict[str, str] = {
    AssetState.IN_USE: N_("in use"),
    AssetState.AT_REPAIR: N_("at repair"),
    AssetState.LOST: N_("lost"),
    AssetState.WRITTEN_OFF: N_("written off"),
}

# What is lost may turn up again; what was written off belongs to nobody any more.
ASSET = Machine(
    "asset",
    {
        AssetState.IN_USE: {AssetState.AT_REPAIR, AssetState.LOST, AssetState.WRITTEN_OFF},
        AssetState.AT_REPAIR: {AssetState.IN_USE, AssetState.LOST, AssetState.WRITTEN_OFF},
        AssetState.LOST: {AssetState.IN_USE, AssetState.WRITTEN_OFF},
    },
    STATE_WORDS,
)
# What has to be there when the room is counted.
COUNTED = (AssetState.IN_USE, AssetState.AT_REPAIR)

TITLE_LENGTH = 60
SERIAL_LENGTH = 40
PLACE_LENGTH = 40
NAME_LENGTH = 40
NOTE_LENGTH = 200
CHECK_EVERY_DAYS = 365


class Asset(Entity, table=True):
    """One thing with a tag. Days are ISO dates, "" where nobody knows; ``photo`` is a picture's SHA-256.

    ``state_note`` says why it is where it is.
    """

    guarded: ClassVar = frozenset({"state"})
    machine: ClassVar = ASSET

    number: str = Field(index=True)
    kind: str
    title: str
    serial: str = ""
    bought_on: str = ""
    warranty_until: str = ""
    place: str = ""
    keeper: str = ""
    funder: str = ""
    state: str = AssetState.IN_USE.value
    state_note: str = ""
    note: str = ""
    photo: str = ""


class AssetCheck(Entity, table=True):
    """The yearly check: begun, each thing scanned, ended. ``expected`` and ``found`` are counts once it has ended."""

    begun_at: int
    ended_at: int | None = None
    expected: int = 0
    found: int = 0
    note: str = ""


class AssetSeen(Entity, table=True):
    """That a thing was seen in a check; ``how`` is ``scan`` or ``hand``."""

    check_id: str = Field(index=True)
    asset_id: str = Field(index=True)
    how: str
    seen_at: int


@dataclass(frozen=True)
class AssetForm:
    """A thing as it is written down."""

    kind: str
    title: str
    serial: str = ""
    bought_on: str = ""
    warranty_until: str = ""
    place: str = ""
    keeper: str = ""
    funder: str = ""
    note: str = ""
    photo: str = ""


def asset_number(_day: str, device: int, sequence: int) -> str:
    """What stands on a tag, ``ZC1-07``: the computer's digit and the how-manieth thing there, for good."""
    return f"ZC{device}-{sequence:02d}"


def tag_in(scanned: str) -> str:
    """The number of a tag in what a scanner or fingers typed, or "" when it is none."""
    text = scanned.strip().upper()
    head, dash, count = text.partition("-")
    return text if dash and head[:2] == "ZC" and head[2:].isdecimal() and count.isdecimal() else ""
