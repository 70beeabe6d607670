"""What the papers of the room itself say: the tag on a thing."""

from dataclasses import dataclass
from typing import ClassVar

from villagedesk.domain.paper import Printed
from villagedesk.i18n import N_


@dataclass(frozen=True, kw_only=True)
class AssetTag(Printed):
    """60 x 40 mm, stuck on a thing of the room. Its square says only the number, so that any scanner reads it."""

    name: ClassVar[str] = N_("Tag")

    number: str
    title: str
    kind: str
    centre: str
    funder: str = ""
