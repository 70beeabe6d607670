"""Photos of a class: the room, the practice, the sheet that was signed."""

from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.i18n import N_


class ClassPhotoKind(StrEnum):
    """What a photo of a class shows."""

    ROOM = "room"
    PRACTICE = "practice"
    SHEET = "sheet"


PHOTO_WORDS: dict[str, str] = {
    ClassPhotoKind.ROOM: N_("The class"),
    ClassPhotoKind.PRACTICE: N_("Practice"),
    ClassPhotoKind.SHEET: N_("The signed sheet"),
}


class ClassPhoto(Entity, table=True):
    """One photo of one session; the picture itself is kept and sent by its SHA-256."""

    scope_field: ClassVar[str | None] = "class_id"

    class_id: str = Field(index=True)
    session_id: str = Field(index=True)
    sha256: str
    kind: str = ClassPhotoKind.ROOM
