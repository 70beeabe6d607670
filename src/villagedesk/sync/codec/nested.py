"""Columns made of other columns: one value for all, few different ones, a usual one with exceptions, cut in two."""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from villagedesk.sync.codec.column import Around, Column, quoted
from villagedesk.sync.codec.integers import read_integers, write_integers
from villagedesk.sync.codec.numbers import (
    MAX_NUMBER,
    CodecError,
    Reader,
    pack_radix,
    unpack_radix,
    unzigzag,
    varint,
    zigzag,
)
from villagedesk.sync.codec.written import give_residents, luhn_digit, take_residents

# Write or read a column inside a column.
Write = Callable[[Sequence[str], Around | None], bytes]
Read = Callable[[Reader, int, Around | None], list[str]]

_RUN = re.compile(r"([0-9]+)")
_CUTS = (1, 2, 3, 4, 6)


def write_steps(column: Column, around: Around | None, write: Write) -> bytes | None:
    """Numbers: the first, then integers of each one's difference to the one before."""
    numbers = column.numbers
    if numbers is None or len(numbers) < 3:
        return None
    return varint(zigzag(numbers[0])) + write_integers([b - a for a, b in pairwise(numbers)])


def read_steps(reader: Reader, count: int, around: Around | None, read: Read) -> list[str]:
    now = unzigzag(reader.varint(MAX_NUMBER * 2))
    found = [str(now)]
    for step in read_integers(reader, count - 1):
        now += step
        found.append(str(now))
    return found


def write_choice(column: Column, around: Around | None, write: Write) -> bytes | None:
    """Few different values: how many, a column of them, then which one stands where, in mixed radix."""
    different = column.different
    if len(different) * 2 > len(column):
        return None
    where = {token: index for index, token in enumerate(different)}
    indexes = pack_radix([where[token] for token in column.tokens], len(different))
    return varint(len(different)) + write(different, None) + indexes


def read_choice(reader: Reader, count: int, around: Around | None, read: Read) -> list[str]:
    number = reader.varint(count)
    if not number:
        raise CodecError("nothing to choose from")
    different = read(reader, number, None)
    return [different[index] for index in unpack_radix(reader, count, number)]


def write_some(column: Column, around: Around | None, write: Write) -> bytes | None:
    """A usual value with exceptions: the value, how many exceptions, integers of the places between, their column."""
    if len(column) < 3:
        return None
    usual, often = Counter(column.tokens).most_common(1)[0]
    if often * 8 < len(column) or often == len(column):
        return None
    places = [index for index, token in enumerate(column.tokens) if token != usual]
    rest = [column.tokens[index] for index in places]
    gaps = write_integers([b - a - 1 for a, b in pairwise([-1, *places])])
    part = around.part(places) if around else None
    return write([usual], None) + varint(len(rest)) + gaps + write(rest, part)


def read_some(reader: Reader, count: int, around: Around | None, read: Read) -> list[str]:
    found = read(reader, 1, None) * count
    number = reader.varint(count)
    if not number:
        raise CodecError("no exceptions")
    places, at = [], -1
    for gap in read_integers(reader, number):
        at += gap + 1
        if gap < 0 or at >= count:
            raise CodecError("no such place")
        places.append(at)
    rest = read(reader, number, around.part(places) if around else None)
    for place, token in zip(places, rest, strict=True):
        found[place] = token
    return found


def write_cut(column: Column, around: Around | None, write: Write) -> bytes | None:
    """Texts in two: a column of first parts, a column of second parts."""
    texts = column.strings
    if texts is None or len(texts) < 16:
        return None
    # Names differ most behind the first letter; for digits the cut is made where it saves most.
    cut = _digits_cut(texts) if column.digits else 1
    if not cut or cut >= min(map(len, texts)) or len({text[:cut] for text in texts}) * 3 > len(texts):
        return None
    heads, tails = quoted([text[:cut] for text in texts]), quoted([text[cut:] for text in texts])
    return write(heads, None) + write(tails, None)


def _digits_cut(texts: Sequence[str]) -> int:
    """Where to cut digits; 0 when it does not pay."""
    length, count = len(texts[0]), len(texts)
    best, cut = count * math.log2(int(max(texts)) - int(min(texts)) + 1), 0
    for at in _CUTS:
        if at < length:
            heads = len({text[:at] for text in texts})
            cost = count * (math.log2(heads) + (length - at) * math.log2(10)) + heads * 8 * 2
            best, cut = (cost, at) if cost < best else (best, cut)
    return cut


def read_cut(reader: Reader, count: int, around: Around | None, read: Read) -> list[str]:
    heads, tails = read(reader, count, None), read(reader, count, None)
    reader.spend_text(sum(map(len, heads)))
    return [head[:-1] + tail[1:] for head, tail in zip(heads, tails, strict=True)]


def write_luhn(column: Column, around: Around | None, write: Write) -> bytes | None:
    """Bank cards: a column without the last digit, which follows from the others."""
    texts = column.digits
    if texts is None or len(texts[0]) < 12 or not all(luhn_digit(text[:-1]) == text[-1] for text in texts):
        return None
    return write(quoted([text[:-1] for text in texts]), None)


def read_luhn(reader: Reader, count: int, around: Around | None, read: Read) -> list[str]:
    firsts = [token[1:-1] for token in read(reader, count, None)]
    if not all(text.isascii() and text.isdigit() and len(text) <= 60 for text in firsts):
        raise CodecError("not digits")
    return quoted([text + luhn_digit(text) for text in firsts])


def write_resident(column: Column, around: Around | None, write: Write) -> bytes | None:
    """Resident IDs: a column of areas, integers of days of birth and of sequence; the check digit follows."""
    found = take_residents(column)
    return None if found is None else write(quoted(found[0]), None) + found[1]


def read_resident(reader: Reader, count: int, around: Around | None, read: Read) -> list[str]:
    return give_residents(reader, read(reader, count, None))


def write_pattern(column: Column, around: Around | None, write: Write) -> bytes | None:
    """Texts that differ only in digits at the same places: column of the text with 0 for digits, column per run.

    A run of n digits is a column of texts of n digits.
    """
    texts = column.strings
    if texts is None:
        return None
    parts = [_RUN.split(text) for text in texts]
    first = parts[0]
    if len(first) < 3 or len(first) > 41 or not (first[0] or first[2] or len(first) > 3):
        return None
    shape = _shape(first)
    if any(_shape(row) != shape for row in parts):
        return None
    runs = [quoted([row[n] for row in parts]) for n in range(1, len(first), 2)]
    return write(quoted(["".join(shape)]), None) + b"".join(write(run, None) for run in runs)


def _shape(parts: Sequence[str]) -> list[str]:
    return ["0" * len(part) if n % 2 else part for n, part in enumerate(parts)]


def read_pattern(reader: Reader, count: int, around: Around | None, read: Read) -> list[str]:
    shown = _RUN.split(read(reader, 1, None)[0][1:-1])
    if len(shown) > 41:
        raise CodecError("too many numbers")
    columns: list[list[str]] = []
    for n, part in enumerate(shown):
        reader.spend_text(len(part) * count)
        columns.append([token[1:-1] for token in read(reader, count, None)] if n % 2 else [part] * count)
    return quoted(["".join(row) for row in zip(*columns, strict=True)])
