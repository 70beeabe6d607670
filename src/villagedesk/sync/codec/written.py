"""Columns of numbers that are written as text: ids, digits, days, resident IDs."""

from collections.abc import Sequence
from datetime import date, timedelta

from villagedesk.domain.entity import row_id
from villagedesk.sync.codec.integers import Around, read_integers, write_integers
from villagedesk.sync.codec.numbers import CodecError, Reader, varint
from villagedesk.sync.codec.shapes import Value
from villagedesk.sync.codec.texts import read_choice, write_choice

_EPOCH = date(1970, 1, 1).toordinal()
_MAX_OWN = 16


def own_row(values: Sequence[Value], around: Around) -> bytes | None:
    numbers = []
    for value, event_id in zip(values, around.ids, strict=True):
        n = next((n for n in range(_MAX_OWN) if value == row_id(event_id, n)), None)
        if n is None:
            return None
        numbers.append(n)
    return write_integers(numbers)


def read_own_row(reader: Reader, count: int, around: Around) -> list[Value]:
    numbers = read_integers(reader, count)
    if any(not 0 <= n < _MAX_OWN for n in numbers):
        raise CodecError("no such row")
    return [row_id(event_id, n) for event_id, n in zip(around.ids, numbers, strict=True)]


def hex_ids(values: Sequence[Value], around: Around) -> bytes | None:
    if not all(isinstance(v, str) and len(v) == 32 and set(v) <= set("0123456789abcdef") for v in values):
        return None
    return b"".join(bytes.fromhex(str(value)) for value in values)


def read_hex_ids(reader: Reader, count: int, around: Around) -> list[Value]:
    return [reader.take(16).hex() for _ in range(count)]


def digits(values: Sequence[Value], around: Around) -> bytes | None:
    length = len(str(values[0]))
    if not 0 < length <= 60:
        return None
    if not all(isinstance(v, str) and len(v) == length and v.isascii() and v.isdigit() for v in values):
        return None
    return varint(length) + write_integers([int(str(value)) for value in values])


def read_digits(reader: Reader, count: int, around: Around) -> list[Value]:
    length = reader.varint(60)
    numbers = read_integers(reader, count)
    if any(not 0 <= n < 10**length for n in numbers):
        raise CodecError("a number is too long")
    return [f"{n:0{length}d}" for n in numbers]


def _day(text: object) -> int | None:
    if not isinstance(text, str) or len(text) != 10:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day.toordinal() - _EPOCH if day.isoformat() == text else None


def dates(values: Sequence[Value], around: Around) -> bytes | None:
    days = [_day(value) for value in values]
    found = [day for day in days if day is not None]
    return write_integers(found) if len(found) == len(values) else None


def _day_text(day: int) -> str:
    try:
        return (date(1970, 1, 1) + timedelta(days=day)).isoformat()
    except (ValueError, OverflowError) as error:
        raise CodecError("no such day") from error


def read_dates(reader: Reader, count: int, around: Around) -> list[Value]:
    return [_day_text(day) for day in read_integers(reader, count)]


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _check_digit(first: str) -> str:
    return "10X98765432"[sum(int(d) * w for d, w in zip(first, _WEIGHTS, strict=True)) % 11]


def resident(values: Sequence[Value], around: Around) -> bytes | None:
    areas, days, orders = [], [], []
    for value in values:
        if not isinstance(value, str) or len(value) != 18 or not (value[:17].isascii() and value[:17].isdigit()):
            return None
        day = _day(f"{value[6:10]}-{value[10:12]}-{value[12:14]}")
        if day is None or _check_digit(value[:17]) != value[17]:
            return None
        areas.append(value[:6])
        days.append(day)
        orders.append(int(value[14:17]))
    return write_choice(areas) + write_integers(days) + write_integers(orders)


def read_resident(reader: Reader, count: int, around: Around) -> list[Value]:
    areas = read_choice(reader, count, around)
    days, orders = read_integers(reader, count), read_integers(reader, count)
    found: list[Value] = []
    for area, day, order in zip(areas, days, orders, strict=True):
        first = f"{area}{_day_text(day).replace('-', '')}{order:03d}"
        if len(first) != 17 or not first.isdigit():
            raise CodecError("no such number")
        found.append(first + _check_digit(first))
    return found
