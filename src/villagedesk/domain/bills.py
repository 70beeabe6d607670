"""Bills that villagers pay through the room: phone top-up, power, television. A register with receipts, nothing more."""

import re
import unicodedata
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from villagedesk.domain.cash import Account
from villagedesk.domain.entity import Entity
from villagedesk.domain.identity import check_mobile, shown_phone
from villagedesk.domain.states import Machine
from villagedesk.errors import Invalid
from villagedesk.i18n import N_


class BillKind(StrEnum):
    """What is paid."""

    PHONE = "phone"
    POWER = "power"
    WATER = "water"
    TV = "tv"
    GAS = "gas"
    OTHER = "other"


KIND_WORDS: dict[str, str] = {
    BillKind.PHONE: N_("Phone top-up"),
    BillKind.POWER: N_("Electricity"),
    BillKind.WATER: N_("Water"),
    BillKind.TV: N_("Television"),
    BillKind.GAS: N_("Gas"),
    BillKind.OTHER: N_("Another bill"),
}


MAX_FEN = 2_000_000  # ¥20,000: more than any household's bill, so a slip of the finger
ACCOUNT_SHORTEST, ACCOUNT_LONGEST = 4, 24
HOLDER_LENGTH, REFERENCE_LENGTH, REASON_LENGTH = 40, 40, 60
_ACCOUNT = re.compile(r"[A-Z0-9]+")


class BillState(StrEnum):
    """Where a bill stands: the money was taken, the payment went through, it was taken back, the company gave it back, too.

    The last one only where the company had been paid: the villager has his money before the room has it again.
    """

    TAKEN = "taken"
    DONE = "done"
    REVERSED = "reversed"
    COMPANY_BACK = "company_back"


STATE_WORDS: dict[str, str] = {
    BillState.TAKEN: N_("to be paid in"),
    BillState.DONE: N_("paid in"),
    BillState.REVERSED: N_("money given back"),
    BillState.COMPANY_BACK: N_("money given back"),
}

BILL = Machine(
    "bill",
    {
        BillState.TAKEN: {BillState.DONE, BillState.REVERSED},
        BillState.DONE: {BillState.REVERSED},
        BillState.REVERSED: {BillState.COMPANY_BACK},
    },
    STATE_WORDS,
)

# The villager has his money again.
GIVEN_BACK = frozenset({BillState.REVERSED, BillState.COMPANY_BACK})


class PaidFrom(StrEnum):
    """Whose money the company got. Nobody is asked who paid in before that was asked."""

    NOT_SAID = ""
    DRAWER = "drawer"
    CODE = "code"
    FLOAT = "float"
    OWN = "own"


PAID_FROM_WORDS: dict[str, str] = {
    PaidFrom.NOT_SAID: N_("not said"),
    PaidFrom.DRAWER: N_("Cash from the drawer"),
    PaidFrom.CODE: N_("The payment code's account"),
    PaidFrom.FLOAT: N_("The float"),
    PaidFrom.OWN: N_("My own phone"),
}

ACCOUNT_OF: dict[PaidFrom, Account] = {
    PaidFrom.DRAWER: Account.DRAWER,
    PaidFrom.CODE: Account.CODE,
    PaidFrom.FLOAT: Account.FLOAT,
    PaidFrom.OWN: Account.OWN,
}


class Bill(Entity, table=True):
    """One bill. ``reference`` is the number the company's own system gave for the payment.

    ``company_due_fen``: it was paid in, the villager has his money again, and the company has still to give it back.
    ``by_code``: the villager paid by scanning the centre's code. ``paid_from`` is a PaidFrom.
    """

    __table_args__ = (Index("ix_bill_company_due", "taken_at", sqlite_where=text("company_due_fen > 0")),)

    guarded: ClassVar = frozenset({"state", "fen"})
    once: ClassVar = frozenset({BillState.DONE, BillState.REVERSED, BillState.COMPANY_BACK})
    machine: ClassVar = BILL

    number: str = Field(index=True)
    kind: str
    person_id: str = Field(default="", index=True)
    account: str = Field(index=True)
    holder: str = ""
    fen: int
    fee_fen: int = 0
    state: str = Field(default=BillState.TAKEN, index=True)
    taken_at: int = Field(index=True)
    done_at: int | None = None
    reference: str = ""
    reason: str = ""
    by_code: bool = False
    paid_from: str = PaidFrom.NOT_SAID
    company_due_fen: int = 0
    company_back_at: int | None = None


def check_account(kind: str, text: str) -> str:
    """The account a bill is for, as it is kept: a mobile number for a phone, else digits and capital letters.

    Raises:
        Invalid: on the field ``account``.
    """
    if kind == BillKind.PHONE:
        return check_mobile(text, field="account")
    number = re.sub(r"[\s\-–]+", "", unicodedata.normalize("NFKC", text)).upper()
    if not number:
        raise Invalid("account", "field_required")
    if not _ACCOUNT.fullmatch(number):
        raise Invalid("account", "bill_account_signs")
    if not ACCOUNT_SHORTEST <= len(number) <= ACCOUNT_LONGEST:
        raise Invalid("account", "bill_account_length", shortest=ACCOUNT_SHORTEST, longest=ACCOUNT_LONGEST)
    return number


def check_paid_from(paid_from: str) -> PaidFrom:
    """From where a bill was paid in.

    Raises:
        Invalid: on the field ``paid_from``: it was not said.
    """
    if paid_from not in list(ACCOUNT_OF):
        raise Invalid("paid_from", "bill_paid_from_missing")
    return PaidFrom(paid_from)


def check_bill_fen(fen: int) -> int:
    """An amount that a household's bill can have, in fen.

    Raises:
        Invalid: on the field ``amount``.
    """
    if not 0 < fen <= MAX_FEN:
        raise Invalid("amount", "bill_out_of_range", limit=MAX_FEN // 100)
    return fen


def shown_account(kind: str, account: str) -> str:
    """An account in the groups it is read aloud in."""
    if kind == BillKind.PHONE:
        return shown_phone(account)
    return " ".join(account[at : at + 4] for at in range(0, len(account), 4))


def bill_number(day: str, device: int, sequence: int) -> str:
    """The number on the receipt: ``B1123-104``; two computers of one centre never give the same one."""
    return f"B{day[5:7]}{day[8:10]}-{device}{sequence:02d}"
