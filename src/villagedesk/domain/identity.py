"""Numbers that say who somebody is: checked while they are typed, kept in one form, shown with their middle hidden.

The check digits are computed here, because ``python-stdnum`` costs 50 ms before the first one; the tests compare
every one of them with it.
"""

import re
import unicodedata
from calendar import isleap
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from villagedesk.domain.names import check_name as check_name
from villagedesk.errors import Invalid

ID_LENGTH = 18
# The oldest birth year that is believed: somebody older than this has made a slip of the finger.
OLDEST_YEARS = 130

# What people type or paste where the X of a check digit belongs: Cyrillic letters and the sign of multiplication.
_X_LIKE = str.maketrans({"×": "X", "х": "X", "Х": "X", "✕": "X"})
_GAPS = re.compile(r"[\s\-–—_.]+")

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: without I, O, S, V and Z
_MOBILE = re.compile(r"1[3-9]\d{9}")


class Sex(StrEnum):
    """What the 17th digit of an ID number tells."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True)
class ResidentId:
    """What a resident ID number says. ``born`` is an ISO date, ``area`` the six digits of the county it is from."""

    number: str
    born: str
    sex: Sex
    area: str


@dataclass(frozen=True)
class IdHint:
    """What can be said of a number that is still being typed: what is surely wrong, and how much is missing."""

    problem: Invalid | None
    missing: int


@dataclass(frozen=True)
class CreditCode:
    """A unified social credit code. A ``doubt`` asks for a photo of the licence and a look by central."""

    number: str
    doubt: Invalid | None = None


def check_resident_id(text: str, today: str, *, field: str = "resident_id") -> ResidentId:
    """Read a whole resident ID number.

    Args:
        text: as typed; spaces, full-width digits and a lower-case x are understood.
        today: ISO date; nobody is born after it.
        field: the input to name in an error.

    Raises:
        Invalid: ``field_required``, ``id_letters``, ``id_too_short``, ``id_too_long``, ``id_old_number``,
            ``id_no_such_day``, ``id_born_in_future``, ``id_born_too_early`` or ``id_check_digit``.
    """
    number = _without_gaps(text, field)
    if len(number) == 15 and number.isdigit():
        raise Invalid(field, "id_old_number")
    hint = resident_id_hint(text, today, field=field)
    if hint.problem:
        raise hint.problem
    if hint.missing:
        raise Invalid(field, "id_too_short", missing=hint.missing)
    born = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    return ResidentId(number, born, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE, number[:6])


def resident_id_hint(text: str, today: str, *, field: str = "resident_id") -> IdHint:
    """Look at a number while it is typed: what is wrong is said as soon as no further digit can mend it.

    ``text``, ``today`` and ``field`` as in check_resident_id.
    """
    number = _half_width(text)
    missing = max(0, ID_LENGTH - len(number))
    code, params = _id_problem(number, date.fromisoformat(today))
    return IdHint(Invalid(field, code, **params) if code else None, missing)


def age_on(born: str, today: str) -> int:
    """Whole years somebody has lived; both days are ISO dates. Born on 29 February counts on 1 March."""
    return int(today[:4]) - int(born[:4]) - (today[5:] < born[5:])


def id_check_digit(first17: str) -> str:
    """The 18th character that belongs to 17 digits (ISO 7064 MOD 11-2)."""
    total = 0
    for digit in first17:
        total = (total + int(digit)) * 2 % 11
    return "10X98765432"[total]


def _id_problem(number: str, today: date) -> tuple[str, dict[str, object]]:
    if not _all_digits(number[:17]) or number[17:18] not in [*"0123456789X", ""]:
        return "id_letters", {}
    if len(number) > ID_LENGTH:
        return "id_too_long", {"count": len(number)}
    code = _birthday_problem(number[6:14], today)
    if code:
        return code, {}
    if len(number) == ID_LENGTH and number[17] != id_check_digit(number[:17]):
        return "id_check_digit", {"expected": id_check_digit(number[:17])}
    return "", {}


def _birthday_problem(typed: str, today: date) -> str:
    """What is wrong with the first digits of a birthday (``YYYYMMDD``), when no further digit can mend it."""
    year, month_day = typed[:4], typed[4:]
    if int(year.ljust(4, "0")) > today.year:
        return "id_born_in_future"
    if int(year.ljust(4, "9")) < today.year - OLDEST_YEARS:
        return "id_born_too_early"
    if not month_day:
        return ""
    days = [day for day in _days_of(isleap(int(year))) if day.startswith(month_day)]
    if not days:
        return "id_no_such_day"
    return "" if year + days[0] <= f"{today:%Y%m%d}" else "id_born_in_future"


@cache
def _days_of(leap: bool) -> list[str]:
    """Every day of a year as ``MMDD``, in order."""
    first = date(2024 if leap else 2023, 1, 1).toordinal()
    return [f"{date.fromordinal(first + n):%m%d}" for n in range(366 if leap else 365)]


def check_mobile(text: str, *, field: str = "phone") -> str:
    """A mobile number as its 11 digits; ``+86``, ``0086``, spaces and hyphens are taken off.

    Raises:
        Invalid: ``field_required``, ``phone_letters``, ``mobile_length`` or ``mobile_start``.
    """
    number = _phone_text(text)
    if not number:
        raise Invalid(field, "field_required")
    if not _all_digits(number):
        raise Invalid(field, "phone_letters")
    if len(number) != 11:
        raise Invalid(field, "mobile_length", count=len(number))
    if not _MOBILE.fullmatch(number):
        raise Invalid(field, "mobile_start", start=number[:2])
    return number


def check_phone(text: str, *, field: str = "phone") -> str:
    """A mobile number, or a landline with its area code, as digits: for villagers who have no mobile of their own.

    Raises:
        Invalid: as check_mobile, or ``landline_wrong``.
    """
    number = _phone_text(text)
    if not number.startswith("0"):
        return check_mobile(text, field=field)
    if not _all_digits(number):
        raise Invalid(field, "phone_letters")
    import phonenumbers  # lazy: 30 ms, and a landline is rare

    # Area code and number have 10 to 12 digits with the 0; the library refuses to read much shorter ones at all.
    # With the country said beforehand it does not take 00 for a call to another one.
    if not 10 <= len(number) <= 12 or not phonenumbers.is_valid_number(phonenumbers.parse(f"+86{number[1:]}")):
        raise Invalid(field, "landline_wrong")
    return number


def shown_phone(number: str) -> str:
    """A mobile number in the groups it is read aloud in: ``139 0000 6722``; other numbers as they are."""
    return f"{number[:3]} {number[3:7]} {number[7:]}" if _MOBILE.fullmatch(number) else number


def phone_tail(number: str) -> str:
    """The last four digits, by which people are told apart at the counter."""
    return number[-4:]


def _phone_text(text: str) -> str:
    plain = re.sub(r"[\s\-–—()]+", "", unicodedata.normalize("NFKC", text))
    for prefix in ("+86", "0086"):
        plain = plain.removeprefix(prefix)
    # 86 in front without a plus: only when a whole mobile number stands behind it.
    return plain[2:] if plain.startswith("86") and _MOBILE.fullmatch(plain[2:]) else plain


def check_credit_code(text: str, *, field: str = "licence_no") -> CreditCode:
    """Read a unified social credit code (GB 32100), or the 15-digit number of a licence from before October 2015.

    Codes that were really issued are known to fail their check character, so a wrong one is only a doubt.

    Raises:
        Invalid: ``field_required``, ``credit_code_length`` or ``credit_code_letters``.
    """
    number = _without_gaps(text, field)
    if len(number) == 15 and _all_digits(number):
        return CreditCode(number, Invalid(field, "licence_old_number"))
    if len(number) != 18:
        raise Invalid(field, "credit_code_length", count=len(number))
    wrong = next((character for character in number if character not in _CREDIT_ALPHABET), None)
    if wrong:
        raise Invalid(field, "credit_code_letters", letter=wrong)
    fits = number[17] == credit_check_character(number[:17])
    return CreditCode(number, None if fits else Invalid(field, "credit_code_doubt"))


def credit_check_character(first17: str) -> str:
    """The 18th character that belongs to 17 (GB 32100: weights 3^i, modulus 31)."""
    total = sum(_CREDIT_ALPHABET.index(character) * pow(3, i, 31) for i, character in enumerate(first17))
    return _CREDIT_ALPHABET[-total % 31]


def check_village_code(text: str, *, field: str = "village_code") -> str:
    """A village's 12-digit statistical code as digits; whether its street is known is asked of ``divisions``.

    Raises:
        Invalid: ``field_required``, ``village_code_digits``, ``village_code_length`` or ``village_code_of_street``.
    """
    number = _without_gaps(text, field)
    if not _all_digits(number):
        raise Invalid(field, "village_code_digits")
    if len(number) != 12:
        raise Invalid(field, "village_code_length", count=len(number))
    if number.endswith("000"):
        raise Invalid(field, "village_code_of_street")
    return number


def check_bank_card(text: str, *, passbook: bool = False, field: str = "payout") -> str:
    """A bank card's number (16 to 19 digits, Luhn), or a passbook's, which has no check digit, as digits.

    Raises:
        Invalid: ``field_required``, ``bank_card_digits``, ``bank_card_length``, ``passbook_length`` or
            ``bank_card_check``.
    """
    number = _without_gaps(text, field)
    if not _all_digits(number):
        raise Invalid(field, "bank_card_digits")
    least, most, wrong = (8, 30, "passbook_length") if passbook else (16, 19, "bank_card_length")
    if not least <= len(number) <= most:
        raise Invalid(field, wrong, count=len(number))
    if not passbook and luhn(number):
        raise Invalid(field, "bank_card_check")
    return number


def luhn(number: str) -> int:
    """The Luhn sum of digits modulo 10 (ISO/IEC 7812-1); 0 means that the number fits."""
    digits = [int(digit) for digit in reversed(number)]
    return (sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])) % 10


def mask_id(number: str) -> str:
    """``110105 ******** 002X``: the county and the last four stay; anything that is no whole number is hidden."""
    return f"{number[:6]} {'*' * 8} {number[14:]}" if len(number) == ID_LENGTH else "*" * len(number)


def mask_name(name: str) -> str:
    """``陈**``: of a name only the first character stays, however long it is."""
    return f"{name[:1]}**" if name else ""


def mask_account(number: str) -> str:
    """``**** 0458``: of an account only the last four stay."""
    return f"**** {number[-4:]}" if len(number) > 4 else "*" * len(number)


def _half_width(text: str) -> str:
    """Full-width characters as plain ones, letters as capitals, without spaces, hyphens and points."""
    return _GAPS.sub("", unicodedata.normalize("NFKC", text)).translate(_X_LIKE).upper()


def _without_gaps(text: str, field: str) -> str:
    """What was typed, in plain characters; nothing typed is refused as ``field_required``."""
    number = _half_width(text)
    if not number:
        raise Invalid(field, "field_required")
    return number


def _all_digits(text: str) -> bool:
    return text.isascii() and (text.isdigit() or not text)
