"""Photos and signatures that prove something: a dented parcel, a fake beside the real thing, a name signed with a finger."""

from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.i18n import N_


class EvidenceKind(StrEnum):
    """What a picture shows."""

    GOODS = "goods"
    DAMAGE = "damage"
    LABEL = "label"
    SAMPLE = "sample"
    SIGNATURE = "signature"
    PAPER = "paper"


KIND_WORDS: dict[str, str] = {
    EvidenceKind.DAMAGE: N_("Damage"),
    EvidenceKind.GOODS: N_("The goods"),
    EvidenceKind.LABEL: N_("The label"),
    EvidenceKind.SAMPLE: N_("The sealed sample"),
    EvidenceKind.SIGNATURE: N_("Signature"),
    EvidenceKind.PAPER: N_("A paper"),
}


class Evidence(Entity, table=True):
    """One picture; it is kept and sent by its SHA-256. ``about`` is the entity's name, ``about_id`` the row's id.

    A name signed on paper has no picture: its ``sha256`` is empty.
    """

    about: str
    about_id: str = Field(index=True)
    kind: str
    sha256: str
    note: str = ""


@dataclass(frozen=True)
class Signed:
    """That somebody signed: what he drew on the screen as a small picture, or ``on_paper`` with pen or thumb."""

    png: bytes = b""
    on_paper: bool = False

    def __bool__(self) -> bool:
        return self.on_paper or bool(self.png)


UNSIGNED = Signed()
