"""What each paper says, as plain data: a print job keeps this, and the paper is drawn from it when it is printed.

Values are raw (fen, grams, ISO dates, ms UTC), so that a paper comes out in the language of the moment.
"""

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

import msgspec

from villagedesk.domain.archive_papers import ClassArchive
from villagedesk.domain.cash_papers import BillReceipt, DaySheet, MoneyReceipt
from villagedesk.domain.class_papers import InvitationSheet as InvitationSheet
from villagedesk.domain.class_papers import SignInRow as SignInRow
from villagedesk.domain.class_papers import SignInSheet as SignInSheet
from villagedesk.domain.complaint_papers import Complaint as Complaint
from villagedesk.domain.contract_papers import ContractSheet
from villagedesk.domain.course_papers import Diploma, DiplomaSlip
from villagedesk.domain.dossier_papers import ConsentSlip
from villagedesk.domain.paper import Printed
from villagedesk.domain.passbook import PassbookSlip
from villagedesk.domain.produce_papers import CertificateLabel, CertificateSheet
from villagedesk.domain.produce_papers import LotLabel as LotLabel
from villagedesk.domain.room_papers import AssetTag
from villagedesk.domain.sale_papers import FarmerStatement, PackLabel, SettlementSheet, WeighSlip
from villagedesk.domain.statement_papers import PeriodStatement
from villagedesk.errors import AppError
from villagedesk.i18n import N_

# A line that does not come, nobody knows why any more.
LEFT_OUT = "left_out"
WEIGHTS = frozenset({"jin", "kg", "g"})


@dataclass(frozen=True, kw_only=True)
class PersonCard(Printed):
    """85.6 x 54 mm: who somebody is at this counter. Never carries an ID number."""

    name: ClassVar[str] = N_("Card")

    person: str
    group: str
    centre: str
    seller: bool
    qr: str
    code: str


@dataclass(frozen=True, kw_only=True)
class SlipLine:
    """One line of an order slip. For those who do not read: ``picture`` is a thumbnail's SHA-256, ``icon`` a drawing.

    ``instead`` is what comes in its place, where the villager allowed that. ``left_out``: it does not come, and why (a
    Decision, or LEFT_OUT where that is not known).
    """

    title: str
    quantity: int
    amount_fen: int
    icon: str = ""
    picture: str = ""
    instead: str = ""
    left_out: str = ""


@dataclass(frozen=True, kw_only=True)
class OrderSlip(Printed):
    """58 or 80 mm receipt that the villager takes home. ``cash_fen`` None: no cash was paid here.

    ``pay_code`` and ``pay_url`` are there when a child pays, whose phone ends in ``payer_tail``. ``ceiling_fen`` 0: a
    slip of before that was printed. ``return_days`` are those of the rule pack in force when the order was taken; 0:
    nothing is said about giving back.
    """

    name: ClassVar[str] = N_("Order slip")
    counted: ClassVar[bool] = True

    centre: str
    at: int
    person: str
    group: str
    lines: tuple[SlipLine, ...]
    total_fen: int
    cash_fen: int | None
    number: str
    qr: str
    code: str
    ceiling_fen: int = 0
    substitute: bool = False
    payer_tail: str = ""
    pay_code: str = ""
    pay_url: str = ""
    by_code: bool = False
    return_days: int = 0
    collector: str = ""  # who is to collect it, where it is not the villager himself


@dataclass(frozen=True, kw_only=True)
class ReturnSlip(Printed):
    """58 or 80 mm, lies in the parcel that goes back. ``reason`` and ``freight`` are those of ``domain.returns``."""

    name: ClassVar[str] = N_("Return slip")
    counted: ClassVar[bool] = True

    centre: str
    at: int
    person: str
    group: str
    number: str
    platform_number: str
    lines: tuple[SlipLine, ...]
    reason: str
    detail: str
    freight: str
    carrier: str
    waybill: str
    qr: str
    code: str


@dataclass(frozen=True, kw_only=True)
class PayoutSlip(Printed):
    """58 or 80 mm receipt for money given back. ``parts`` are (RefundKind, fen); ``signed``: he signed on the screen.

    ``phone_fen``: so much of it went back by phone.
    """

    name: ClassVar[str] = N_("Receipt for money given back")

    centre: str
    at: int
    person: str
    group: str
    number: str
    title: str
    parts: tuple[tuple[str, int], ...]
    signed: bool
    qr: str
    code: str
    phone_fen: int = 0


@dataclass(frozen=True, kw_only=True)
class SealLabel(Printed):
    """60 x 40 mm, over the opening of the bag with the sample of what is said to be a fake."""

    name: ClassVar[str] = N_("Seal label")
    counted: ClassVar[bool] = True

    number: str
    seal: str
    title: str
    person: str
    centre: str
    sealed_on: str
    qr: str


@dataclass(frozen=True, kw_only=True)
class PickupLabel(Printed):
    """60 x 40 mm, on a parcel on the shelf."""

    name: ClassVar[str] = N_("Pickup label")

    shelf: str
    person: str
    phone_tail: str
    pickup_code: str
    arrived_on: str
    grams: int
    qr: str


@dataclass(frozen=True, kw_only=True)
class PlainSheet(Printed):
    """A4 with a title, facts in two columns, paragraphs, and lines to sign on: consents, lists, letters."""

    name: ClassVar[str] = N_("A4 sheet")

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    paragraphs: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ListSheet(Printed):
    """A4 with a table under a title; ``shares`` are the widths of its columns, ``right`` those whose cells stand right."""

    name: ClassVar[str] = N_("A4 sheet")

    title: str
    under: str
    shares: tuple[int, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    signatures: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PrinterTest(Printed):
    """What the printer test prints: if it looks right, everything will."""

    name: ClassVar[str] = N_("Printer test")

    centre: str
    at: int
    qr: str


Paper: TypeAlias = (
    LotLabel
    | PersonCard
    | OrderSlip
    | PickupLabel
    | SignInSheet
    | InvitationSheet
    | PlainSheet
    | ListSheet
    | PrinterTest
    | ReturnSlip
    | PayoutSlip
    | MoneyReceipt
    | SealLabel
    | Complaint
    | BillReceipt
    | DaySheet
    | PassbookSlip
    | WeighSlip
    | PackLabel
    | SettlementSheet
    | FarmerStatement
    | PeriodStatement
    | CertificateLabel
    | CertificateSheet
    | ConsentSlip
    | Diploma
    | DiplomaSlip
    | AssetTag
    | ClassArchive
    | ContractSheet
)

PAPERS: dict[str, type[Paper]] = {
    "lot_label": LotLabel,
    "person_card": PersonCard,
    "order_slip": OrderSlip,
    "pickup_label": PickupLabel,
    "sign_in_sheet": SignInSheet,
    "invitation_sheet": InvitationSheet,
    "plain_sheet": PlainSheet,
    "list_sheet": ListSheet,
    "printer_test": PrinterTest,
    "return_slip": ReturnSlip,
    "payout_slip": PayoutSlip,
    "money_receipt": MoneyReceipt,
    "seal_label": SealLabel,
    "complaint": Complaint,
    "bill_receipt": BillReceipt,
    "day_sheet": DaySheet,
    "passbook_slip": PassbookSlip,
    "weigh_slip": WeighSlip,
    "pack_label": PackLabel,
    "settlement_sheet": SettlementSheet,
    "farmer_statement": FarmerStatement,
    "period_statement": PeriodStatement,
    "certificate_label": CertificateLabel,
    "certificate_sheet": CertificateSheet,
    "consent_slip": ConsentSlip,
    "diploma": Diploma,
    "diploma_slip": DiplomaSlip,
    "asset_tag": AssetTag,
    "class_archive": ClassArchive,
    "contract_sheet": ContractSheet,
}
_KEYS = {kind: key for key, kind in PAPERS.items()}


def pack(paper: Paper) -> tuple[str, bytes]:
    """The key in PAPERS and the JSON of a paper."""
    return _KEYS[type(paper)], msgspec.json.encode(paper)


def unpack(key: str, data: bytes) -> Paper:
    """The paper again.

    Raises:
        AppError: ``print_unreadable``, when another version of the program packed it.
    """
    kind = PAPERS.get(key)
    if kind is None:
        raise AppError("print_unreadable")
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.DecodeError as error:
        raise AppError("print_unreadable") from error
