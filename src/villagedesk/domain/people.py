"""Villagers: who they are and how they are reached. Everyone the room deals with is a person, seller or not.

The desk makes these rows. Pinyin and initials are never stored: they follow from the name (see ``store.people``).
"""

from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity


class PhotoKind(StrEnum):
    """What a photo in a person's papers shows."""

    ID_FRONT = "id_front"
    ID_BACK = "id_back"
    LICENCE = "licence"


class Person(Entity, table=True):
    """One villager. ``sex`` and ``born_on`` are kept only where no resident ID tells them."""

    guarded: ClassVar = frozenset({"name", "resident_id", "phone"})

    name: str
    resident_id: str | None = Field(default=None, index=True)
    phone: str | None = Field(default=None, index=True)
    village_code: str | None = None
    village_group: str | None = None
    address: str | None = None
    nickname: str | None = None
    sex: str | None = None
    born_on: str | None = None
    household_id: str | None = Field(default=None, index=True)


class PersonPhoto(Entity, table=True):
    """A photo that belongs to a person's papers; the picture itself is kept and sent by its SHA-256."""

    person_id: str = Field(index=True)
    kind: str
    sha256: str


class Plot(Entity, table=True):
    """Land a household works, as the farmer says it. ``area`` is in thousandths of a mu."""

    person_id: str = Field(index=True)
    area: int | None = None
    crops: str


class PayoutAccount(Entity, table=True):
    """Where a farmer's money goes. The holder's name must be his own."""

    guarded: ClassVar = frozenset({"kind", "bank", "number"})

    person_id: str = Field(index=True)
    kind: str
    bank: str | None = None
    number: str
