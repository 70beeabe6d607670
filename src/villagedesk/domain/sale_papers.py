"""What the papers of crop sales say: weigh slip, box label, the settlement of an order, a farmer's statement."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from villagedesk.domain.paper import Printed
from villagedesk.i18n import N_

# The unit of a note that counts boxes; see ``shared_by``.
BOXES = "box"
_SHARED = "shared:"


class Deduction(StrEnum):
    """Why something is taken off."""

    PLATFORM = "platform"
    SERVICE = "service"
    FREIGHT = "freight"
    PACKING = "packing"
    CLAIM = "claim"
    OTHER = "other"


DEDUCTION_WORDS: dict[str, str] = {
    Deduction.PLATFORM: N_("Platform's fee"),
    Deduction.SERVICE: N_("Room's fee"),
    Deduction.FREIGHT: N_("Share of the freight"),
    Deduction.PACKING: N_("Share of the packing"),
    Deduction.CLAIM: N_("Share of the buyer's claim"),
    Deduction.OTHER: N_("Other"),
}


@dataclass(frozen=True, kw_only=True)
class SlipLoad:
    """One load on a weigh slip, in grams; ``quantity`` counts."""

    gross_grams: int
    tare_grams: int
    quantity: int


@dataclass(frozen=True, kw_only=True)
class WeighSlip(Printed):
    """58 or 80 mm, printed twice: what came to the scale. ``moisture`` is in tenths of a percent, 0 is not measured.

    ``disputed`` says that the grade is not agreed on, with the number of the seal.
    """

    name: ClassVar[str] = N_("Weigh slip")
    counted: ClassVar[bool] = True

    centre: str
    at: int
    person: str
    group: str
    product: str
    lot: str
    buyer: str
    unit: str
    loads: tuple[SlipLoad, ...]
    quantity: int
    price_fen: int
    grade: str
    moisture: int
    scale: str
    signed: bool
    code: str
    wet: int = 0  # grams that do not count, because it is wetter than the standard
    wet_base: int = 0  # the standard, tenths of a percent


@dataclass(frozen=True, kw_only=True)
class PackLabel(Printed):
    """60 x 40 mm, on every box of a pack.

    ``squares`` is one for each label of this job, beginning with box ``first`` of ``boxes``. A job of an older version has
    none: its one square stands on every box, without a number. ``icon`` is a drawing of the goods, "" on such a job too.
    """

    name: ClassVar[str] = N_("Box label")
    counted: ClassVar[bool] = True

    product: str
    grade: str
    box_quantity: int
    unit: str
    boxes: int
    farmer: str
    village: str
    lot: str
    packed_on: str
    qr: str
    code: str
    first: int = 1
    squares: tuple[str, ...] = ()
    icon: str = ""


@dataclass(frozen=True, kw_only=True)
class SettledLine:
    """What one lot came to. ``deductions`` are (Deduction, what explains it, fen).

    ``quantity`` is what counts: the net weight without ``wet`` grams that moisture (tenths of a percent) takes off.
    """

    person: str
    lot: str
    product: str
    buyer: str
    quantity: int
    unit: str
    price_fen: int
    gross_fen: int
    deductions: tuple[tuple[str, str, int], ...]
    net_fen: int
    moisture: int = 0
    wet: int = 0


@dataclass(frozen=True, kw_only=True)
class SettlementSheet(Printed):
    """A4: a buyer's order shared out, one line a lot; the sums of all of them stand below.

    ``cost_reason`` is why freight or packing are not the rules'; "" where they are.
    """

    name: ClassVar[str] = N_("Settlement")
    counted: ClassVar[bool] = True

    centre: str
    at: int
    buyer: str
    number: str
    product: str
    lines: tuple[SettledLine, ...]
    rules: str
    operator: str
    cost_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class FarmerStatement(Printed):
    """58 or 80 mm: what a farmer is paid and how it is reckoned. ``how`` is a PayHow, ``account`` where it goes.

    ``code`` is the mark that only a computer of this centre can make, ``qr`` the signed label it comes from.
    """

    name: ClassVar[str] = N_("Farmer's statement")
    counted: ClassVar[bool] = True

    centre: str
    at: int
    person: str
    group: str
    lines: tuple[SettledLine, ...]
    fen: int
    how: str
    account: str
    reference: str
    signed: bool
    qr: str
    code: str


def deductions(
    *,
    platform_fen: int,
    platform_rate: int,
    service_fen: int,
    service_rate: int,
    freight_fen: int,
    packing_fen: int,
    claim_fen: int,
    other_fen: int,
    other_reason: str,
    freight_note: str = "",
    packing_note: str = "",
) -> tuple[tuple[str, str, int], ...]:
    """What was taken off, each with what explains it; what is nothing is left out. Rates in hundredths of a percent."""
    found = (
        (Deduction.PLATFORM, percent(platform_rate), platform_fen),
        (Deduction.SERVICE, percent(service_rate), service_fen),
        (Deduction.FREIGHT, freight_note, freight_fen),
        (Deduction.PACKING, packing_note, packing_fen),
        (Deduction.CLAIM, "", claim_fen),
        (Deduction.OTHER, other_reason, other_fen),
    )
    return tuple((str(kind), note, fen) for kind, note, fen in found if fen)


def shared_by(part: int, all_: int, unit: str) -> str:
    """The note that a cost was shared by so much of so much, raw: the paper says it in the language it is printed in.

    Args:
        part: grams, pieces or boxes of this lot.
        all_: of all lots.
        unit: what is counted; BOXES for boxes.
    """
    return f"{_SHARED}{part}:{all_}:{unit}"


def shares_in(note: str) -> tuple[int, int, str] | None:
    """Part, whole and unit of a note of ``shared_by``; None for every other note."""
    if not note.startswith(_SHARED):
        return None
    part, all_, unit = note.removeprefix(_SHARED).split(":", 2)
    return int(part), int(all_), unit


def percent(rate: int) -> str:
    """A rate in hundredths of a percent as ``2%`` or ``2.5%``."""
    whole, rest = divmod(rate, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "%" if rest else f"{whole}%"
