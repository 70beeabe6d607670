"""What the papers of the till say: receipts for a bill and for money at a hand-over, and the sheet of a drawer's day."""

from dataclasses import dataclass
from typing import ClassVar

from villagedesk.domain.paper import Printed
from villagedesk.i18n import N_


@dataclass(frozen=True, kw_only=True)
class BillReceipt(Printed):
    """58 or 80 mm: a bill's money was taken, or (``back`` says why) given back. ``kind`` is a BillKind."""

    name: ClassVar[str] = N_("Bill receipt")
    counted: ClassVar[bool] = True

    centre: str
    at: int
    number: str
    kind: str
    account: str
    holder: str
    person: str
    fen: int
    fee_fen: int
    cash_fen: int
    reference: str
    back: str
    code: str
    by_code: bool = False


@dataclass(frozen=True, kw_only=True)
class MoneyReceipt(Printed):
    """58 or 80 mm receipt for money taken when goods were handed over, or later for goods that the villager has.

    ``number`` is the order's, "" for a parcel without one; ``by_code``: paid by scanning the centre's code.
    """

    name: ClassVar[str] = N_("Receipt for money taken")
    counted: ClassVar[bool] = True

    centre: str
    at: int
    person: str
    group: str
    number: str
    waybill: str
    title: str
    fen: int
    by_code: bool
    qr: str
    code: str


@dataclass(frozen=True, kw_only=True)
class DaySum:
    """What one kind of entry came to on a day; ``kind`` is a CashKind, ``fen`` signed."""

    kind: str
    entries: int
    fen: int


@dataclass(frozen=True, kw_only=True)
class DayEntry:
    """One line of the book on a day sheet; ``reverses`` is the number of the entry it takes back."""

    number: str
    at: int
    kind: str
    about: str
    fen: int
    reverses: str = ""


@dataclass(frozen=True, kw_only=True)
class DaySheet(Printed):
    """The drawer's day, on a roll or (``a4``) on a sheet with every entry. Counts are as ``domain.cash_count`` writes.

    What stood open and what was earned is as of the closing; None where that was not kept.
    """

    name: ClassVar[str] = N_("Day sheet")
    counted: ClassVar[bool] = True

    a4: bool
    centre: str
    day: str
    drawer: int
    state: str
    opened_at: int
    closed_at: int | None
    closed_by: str
    opening_fen: int
    opening_count: str
    sums: tuple[DaySum, ...]
    expected_fen: int | None
    closing_count: str
    counted_fen: int | None
    counts: int
    reason: str
    witness: str
    witness_name: str
    due_fen: int | None
    owed_fen: int | None
    bags: tuple[tuple[str, int], ...]
    entries: tuple[DayEntry, ...] = ()
    code_fen: int = 0  # paid by scanning the centre's code; never in the drawer
    code_arrived: str = ""  # an Arrived
    code_note: str = ""
    float_used_fen: int | None = None
    earned_fen: int | None = None
    earned_back_fen: int = 0
