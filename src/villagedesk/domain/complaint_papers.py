"""What the sheets for the 12315 consumer line say."""

from dataclasses import dataclass
from typing import ClassVar

from villagedesk.domain.paper import Printed
from villagedesk.i18n import N_


@dataclass(frozen=True, kw_only=True)
class Complaint(Printed):
    """A4 sheets for the 12315 consumer line. ``evidence`` is (EvidenceKind, SHA-256); the pictures are fetched by it.

    Times are ms UTC, ``None`` where not known; ``damages`` is what the law allows to ask for, as (text, fen).
    ``answer_until`` is the last moment for the seller's answer while it was still to come; None once it has passed.
    """

    name: ClassVar[str] = N_("Complaint for 12315")
    counted: ClassVar[bool] = True

    number: str
    taken_at: int
    centre: str
    village: str
    operator: str
    person: str
    phone: str
    address: str
    seller: str
    platform_number: str
    order_number: str
    title: str
    brand: str
    price_fen: int
    bought_at: int | None
    received_at: int | None
    wrong_with_it: str
    claim: str
    damages: tuple[str, int]
    seal: str
    answer: str
    advanced_fen: int
    evidence: tuple[tuple[str, str], ...]
    answer_until: int | None = None
