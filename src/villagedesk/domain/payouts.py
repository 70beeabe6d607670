"""Where a farmer's money goes: a card or a passbook, read from one line as the operator types it."""

import unicodedata
from enum import StrEnum

from villagedesk.domain.identity import check_bank_card, check_name
from villagedesk.domain.texts import tidy
from villagedesk.errors import Invalid

BANK_LENGTH = 40
_PASSBOOK_WORDS = ("存折", "一卡通", "一折通", "passbook")


class PayoutKind(StrEnum):
    """What a farmer's account is; a passbook's number has no check digit."""

    CARD = "card"
    PASSBOOK = "passbook"


def read_payout(text: str) -> tuple[PayoutKind, str, str]:
    """A typed account as kind, bank and number: ``农商银行存折 6210 0000 0458``.

    Raises:
        Invalid: on the field ``payout``: no number, or one that cannot be.
    """
    half = unicodedata.normalize("NFKC", text)
    number = "".join(character for character in half if character.isdigit())
    bank = tidy("".join(" " if character.isdigit() or character in "-_." else character for character in half))
    passbook = any(word in half.lower() for word in _PASSBOOK_WORDS)
    if not number:
        raise Invalid("payout", "payout_number_missing")
    if len(bank) > BANK_LENGTH:
        raise Invalid("payout", "too_long", limit=BANK_LENGTH)
    try:
        checked = check_bank_card(number, passbook=passbook)
    except Invalid as error:
        if error.code == "bank_card_check":
            raise Invalid("payout", "payout_card_check") from None
        raise
    return PayoutKind.PASSBOOK if passbook else PayoutKind.CARD, bank, checked


def check_holder(holder: str, own_name: str, household: tuple[str, ...] = ()) -> str:
    """Whose name stands on an account; "" where it is the farmer's own.

    Args:
        holder: as typed; empty is his own.
        own_name: the farmer's name.
        household: the names of the people he lives with, whose account the household may share.

    Raises:
        Invalid: ``holder_other``: neither his own name nor one of the household's.
    """
    if not holder.strip():
        return ""
    name = check_name(holder, field="payout_holder")
    if name == check_name(own_name):
        return ""
    if name not in household:
        raise Invalid("payout_holder", "holder_other", name=name)
    return name
