"""The cash book: numbered entries of one drawer, signed amounts, corrected only by reversal and never edited."""

from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid
from villagedesk.i18n import N_


class CashKind(StrEnum):
    """Why money went into the drawer or out of it."""

    OPENING = "opening"
    ORDER_PAID = "order_paid"
    ON_DELIVERY = "on_delivery"
    REFUND = "refund"
    PAID_IN = "paid_in"
    PAID_OUT = "paid_out"
    ADVANCE_REFUND = "advance_refund"  # out of the drawer before the seller has paid; ``about_id`` is the complaint
    AWARD = "award"  # damages or freight on top of the price; ``about_id`` is the refund
    CROP_PAYOUT = "crop_payout"  # a farmer's money for produce; ``about_id`` is the lot's part of the order
    ALLOWANCE = "allowance"  # meals and travel of a class; ``about_id`` is the payment
    BILL = "bill"
    BILL_PAID_IN = "bill_paid_in"  # to the company, from wherever it was paid; ``about_id`` is the bill
    MOVED = "moved"  # from one account to another: two entries, ``about_id`` of both is the first one
    DEPOSIT = "deposit"
    DIFFERENCE = "difference"


KIND_WORDS: dict[str, str] = {
    CashKind.OPENING: N_("Change put in"),
    CashKind.ORDER_PAID: N_("Order paid"),
    CashKind.ON_DELIVERY: N_("Paid on delivery"),
    CashKind.REFUND: N_("Paid back"),
    CashKind.PAID_IN: N_("Other money in"),
    CashKind.PAID_OUT: N_("Other money out"),
    CashKind.ADVANCE_REFUND: N_("Advanced for a fake"),
    CashKind.AWARD: N_("Damages or freight paid out"),
    CashKind.CROP_PAYOUT: N_("Paid to a farmer for produce"),
    CashKind.ALLOWANCE: N_("Allowance for a class"),
    CashKind.BILL: N_("Bill"),
    CashKind.BILL_PAID_IN: N_("Bill paid in"),
    CashKind.MOVED: N_("Moved"),
    CashKind.DEPOSIT: N_("Bag for the bank"),
    CashKind.DIFFERENCE: N_("Over or short"),
}

# What the operator may write by hand, and the sign it gets.
BY_HAND: dict[str, int] = {CashKind.OPENING: 1, CashKind.PAID_IN: 1, CashKind.PAID_OUT: -1}
# What an order or a parcel writes; it is undone there, together with the goods.
OF_ORDERS = frozenset(
    {CashKind.ORDER_PAID, CashKind.ON_DELIVERY, CashKind.REFUND, CashKind.ADVANCE_REFUND, CashKind.AWARD}
)
# What may be taken back in the book itself: what was written by hand. Everything else is undone where it was done: on the
# pages of bills, payouts, bags, classes or counts.
REVERSIBLE = frozenset({*BY_HAND, CashKind.MOVED})

MAX_FEN = 10_000_000  # ¥100,000: more than any drawer holds, so a slip of the finger
LARGEST_NOTE_FEN = 10_000
NOTE_LENGTH = 60


class Account(StrEnum):
    """Where money is. What is due on delivery and owed back are no accounts: they follow from orders and entries."""

    DRAWER = ""  # what entries of before this field say
    CODE = "code"  # what villagers paid by scanning the centre's payment code; it never lies in the drawer
    FLOAT = "float"  # the room's money at the platform, from which orders are paid
    OWN = "own"  # what operators laid out themselves: below zero until the room has given it back


class Move(StrEnum):
    """Money that goes from one account of the room to another one, and stays the room's."""

    CODE_TO_FLOAT = "code_to_float"
    DRAWER_TO_OWN = "drawer_to_own"
    CODE_TO_OWN = "code_to_own"


MOVE_WORDS: dict[str, str] = {
    Move.CODE_TO_FLOAT: N_("By code, moved here"),
    Move.DRAWER_TO_OWN: N_("Own money, from the drawer"),
    Move.CODE_TO_OWN: N_("Own money, from the code"),
}

FROM_TO: dict[Move, tuple[Account, Account]] = {
    Move.CODE_TO_FLOAT: (Account.CODE, Account.FLOAT),
    Move.DRAWER_TO_OWN: (Account.DRAWER, Account.OWN),
    Move.CODE_TO_OWN: (Account.CODE, Account.OWN),
}


class CashEntry(Entity, table=True):
    """One movement of cash. ``number`` has no gaps inside one drawer; a drawer belongs to one computer.

    Only a database that was put back from an older copy leaves numbers free: for the entries that it lost and that come
    back from central.
    """

    __table_args__ = (
        Index("ix_cash_entry_book", "drawer", "number"),
        Index("ix_cash_entry_account", "account", "amount_fen"),
    )

    guarded: ClassVar = frozenset({"amount_fen"})

    created_at: int = Field(default=0, index=True)
    drawer: int
    number: int
    kind: str
    amount_fen: int
    order_id: str = Field(default="", index=True)
    parcel_id: str = Field(default="", index=True)
    person_id: str = Field(default="", index=True)
    reversal_of: str = Field(default="", index=True)
    note: str = ""
    account: str = Account.DRAWER
    about_id: str = Field(default="", index=True)  # the bill, deposit, return or report it belongs to


def check_by_hand(kind: str, amount_fen: int, note: str) -> int:
    """The signed amount of an entry written by hand.

    Raises:
        Invalid: on the field ``amount`` or ``note``.
    """
    if not 0 < amount_fen <= MAX_FEN:
        raise Invalid("amount", "amount_out_of_range")
    check_text("note", note, NOTE_LENGTH, required=kind != CashKind.OPENING)
    return BY_HAND[kind] * amount_fen


def note_too_many(given_fen: int, total_fen: int) -> bool:
    """Whether so much was given that a note less would do: a slip of the finger more often than a generous hand."""
    return given_fen - total_fen >= LARGEST_NOTE_FEN


def change_for(given_fen: int, total_fen: int) -> int:
    """The change to give back for an order, in fen.

    Raises:
        Invalid: on the field ``given``: less than the sum was given.
    """
    if given_fen < total_fen:
        raise Invalid("given", "given_too_little")
    return given_fen - total_fen
