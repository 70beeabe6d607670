"""Columns of numbers that are written as text: digits, days, resident IDs, codes with digits in them."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from villagedesk.sync.codec.column import Around, Column, quoted
from villagedesk.sync.codec.integers import read_integers, write_integers
from villagedesk.sync.codec.numbers import CodecError, Reader, varint

_EPOCH = date(1970, 1, 1)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_RESIDENT = re.compile(r"\d{17}[\dX]", re.ASCII)


def write_digits(column: Column, around: Around | None) -> bytes | None:
    """Digits of one length: the length, then integers."""
    texts = column.digits
    return None if texts is None else varint(len(texts[0])) + write_integers([int(text) for text in texts])


def read_digits(reader: Reader, count: int, around: Around | None) -> list[str]:
    length = reader.varint(60)
    return quoted([_padded(number, length) for number in read_integers(reader, count)])


def _padded(number: int, length: int) -> str:
    if not 0 <= number < 10**length:
        raise CodecError("a number is too long")
    return f"{number:0{length}d}"


def write_dates(column: Column, around: Around | None) -> bytes | None:
    """ISO dates: integers of days since 1970-01-01."""
    texts = column.strings
    if texts is None or not all(map(_DAY.fullmatch, texts)):
        return None
    try:
        return write_integers([_days(date.fromisoformat(text)) for text in texts])
    except ValueError:
        return None


def read_dates(reader: Reader, count: int, around: Around | None) -> list[str]:
    return quoted([_day(day).isoformat() for day in read_integers(reader, count)])


def _days(day: date) -> int:
    return (day - _EPOCH).days


def _day(days: int) -> date:
    try:
        return _EPOCH + timedelta(days=days)
    except (ValueError, OverflowError) as error:
        raise CodecError("no such day") from error


def luhn_digit(first: str) -> str:
    """The digit that follows the others of a bank card (ISO/IEC 7812-1)."""
    total = sum(map(int, first[-2::-2])) + sum(sum(divmod(2 * int(digit), 10)) for digit in first[::-2])
    return str(-total % 10)


def resident_digit(first: str) -> str:
    """The last place of a resident ID (GB 11643, ISO 7064 MOD 11-2)."""
    return "10X98765432"[sum(int(digit) * w for digit, w in zip(first, _WEIGHTS, strict=True)) % 11]


def take_residents(column: Column) -> tuple[list[str], bytes] | None:
    """Resident IDs: the areas as texts, and the rest: integers of days of birth and of sequence numbers."""
    texts = column.strings
    if texts is None or not all(map(_RESIDENT.fullmatch, texts)):
        return None
    try:
        days = [_days(date(int(text[6:10]), int(text[10:12]), int(text[12:14]))) for text in texts]
    except ValueError:
        return None
    if not all(resident_digit(text[:17]) == text[17] for text in texts):
        return None
    rest = write_integers(days) + write_integers([int(text[14:17]) for text in texts])
    return [text[:6] for text in texts], rest


def give_residents(reader: Reader, areas: Sequence[str]) -> list[str]:
    """The reverse: tokens from the areas (tokens too) and what follows them."""
    days, orders = read_integers(reader, len(areas)), read_integers(reader, len(areas))
    found = []
    for area, day, order in zip(areas, days, orders, strict=True):
        first = f"{area[1:-1]}{_day(day).isoformat().replace('-', '')}{_padded(order, 3)}"
        if len(first) != 17 or not (first.isascii() and first.isdigit()):
            raise CodecError("no such number")
        found.append(first + resident_digit(first))
    return quoted(found)
