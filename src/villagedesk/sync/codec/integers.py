"""Columns of integers: by their spread, by their steps, or after the event's own time."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from villagedesk.sync.codec.numbers import MAX_BITS, Reader, pack_radix, unpack_radix, unzigzag, varint, zigzag
from villagedesk.sync.codec.shapes import Value


@dataclass(frozen=True)
class Around:
    """What a column may refer to: the ids of its events and their times (ms)."""

    ids: Sequence[str]
    times: Sequence[int]


def write_integers(values: Sequence[int]) -> bytes:
    """Integers by their smallest one and their spread."""
    least = min(values)
    radix = max(values) - least + 1
    return varint(zigzag(least)) + varint(radix) + pack_radix([value - least for value in values], radix)


def read_integers(reader: Reader, count: int) -> list[int]:
    """The reverse of ``write_integers``."""
    least = unzigzag(reader.varint(1 << MAX_BITS))
    radix = reader.varint(1 << 256)
    return [least + value for value in unpack_radix(reader, count, radix)]


def all_integers(values: Sequence[Value]) -> list[int] | None:
    found = [value for value in values if type(value) is int and abs(value) < 1 << 200]
    return found if len(found) == len(values) else None


def integer(values: Sequence[Value], around: Around) -> bytes | None:
    numbers = all_integers(values)
    return None if numbers is None else write_integers(numbers)


def steps(values: Sequence[Value], around: Around) -> bytes | None:
    numbers = all_integers(values)
    if numbers is None or len(numbers) < 3:
        return None
    steps = [b - a for a, b in pairwise(numbers)]
    return varint(zigzag(numbers[0])) + write_integers(steps)


def read_steps(reader: Reader, count: int, around: Around) -> list[Value]:
    values: list[Value] = []
    now = unzigzag(reader.varint(1 << MAX_BITS))
    for step in [0, *read_integers(reader, count - 1)]:
        now += step
        values.append(now)
    return values


def after(values: Sequence[Value], around: Around) -> bytes | None:
    numbers = all_integers(values)
    if numbers is None:
        return None
    return write_integers([value - time for value, time in zip(numbers, around.times, strict=True)])


def read_after(reader: Reader, count: int, around: Around) -> list[Value]:
    return [v + time for v, time in zip(read_integers(reader, count), around.times, strict=True)]
