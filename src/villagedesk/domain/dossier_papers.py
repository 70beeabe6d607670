"""What the papers of a dossier say: to what a farmer agrees, and what he took back."""

from dataclasses import dataclass
from typing import ClassVar

from villagedesk.domain.paper import Printed
from villagedesk.i18n import N_


@dataclass(frozen=True, kw_only=True)
class SlipConsent:
    """One purpose: ``given`` or taken back, by which wording, on which ISO day, before whom (who may be nobody).

    ``way`` is a ConsentWay, "" on papers that were queued before it stood on them.
    """

    purpose: str
    given: bool
    version: str
    on: str
    witness: str = ""
    way: str = ""


@dataclass(frozen=True, kw_only=True)
class ConsentSlip(Printed):
    """58 or 80 mm, for the farmer to take home; ``at`` in ms UTC."""

    name: ClassVar[str] = N_("Consent slip")

    person: str
    centre: str
    at: int
    lines: tuple[SlipConsent, ...]
