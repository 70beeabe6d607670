"""Columns of ids, and of times near the event's own: what is known from elsewhere in the batch is not sent again."""

import re

from villagedesk.sync.codec.column import DERIVED, Around, Batch, Column, row_token
from villagedesk.sync.codec.integers import read_integers, write_integers
from villagedesk.sync.codec.numbers import CodecError, Reader, unzigzag, varint, zigzag

_OWN = 64
_HEX = re.compile(r"[0-9a-f]+")


def _known(around: Around | None) -> Around:
    if around is None:
        raise CodecError("nothing to refer to")
    return around


def write_after(column: Column, around: Around | None) -> bytes | None:
    """Times: integers of value - the event's time."""
    if around is None or column.numbers is None:
        return None
    times = around.batch.times
    return write_integers([value - times[i] for value, i in zip(column.numbers, around.which, strict=True)])


def read_after(reader: Reader, count: int, around: Around | None) -> list[str]:
    around = _known(around)
    numbers = read_integers(reader, count)
    return [str(value + around.batch.times[i]) for value, i in zip(numbers, around.which, strict=True)]


def write_own(column: Column, around: Around | None) -> bytes | None:
    """Ids of rows that the same event made: integers of n."""
    if around is None or len(column.tokens[0]) != 34:
        return None
    numbers: list[int] = []
    for token, index in zip(column.tokens, around.which, strict=True):
        event_id, last = around.batch.ids[index], numbers[-1] if numbers else 0
        # Most often it is the same n as before.
        n = next((n for n in (last, *range(DERIVED)) if row_token(event_id, n) == token), None)
        if n is None:
            return None
        numbers.append(n)
    return write_integers(numbers)


def read_own(reader: Reader, count: int, around: Around | None) -> list[str]:
    around = _known(around)
    numbers = read_integers(reader, count)
    if any(not 0 <= n < _OWN for n in numbers):
        raise CodecError("no such row")
    return [row_token(around.batch.ids[index], n) for index, n in zip(around.which, numbers, strict=True)]


def write_ids(column: Column, around: Around | None) -> bytes | None:
    """Ids: for each an integer, 0 new, odd seen before, even a row made by an event here; then 16 bytes of each new one.

    Odd: 2 * (how many were seen since) + 1. Even: 2 * (zigzag(own place - that event's place) * 64 + n) + 2.
    """
    texts = column.strings
    if around is None or texts is None or not all(len(t) == 32 and _HEX.fullmatch(t) for t in texts):
        return None
    batch, codes, new = around.batch, [], []
    for token, text, index in zip(column.tokens, texts, around.which, strict=True):
        seen, made = batch.seen.get(token), batch.derived.get(token)
        if seen is not None:
            codes.append(2 * (len(batch.seen) - 1 - seen) + 1)
        elif made is not None:
            codes.append(2 * (zigzag(index - made[0]) * _OWN + made[1]) + 2)
        else:
            codes.append(0)
            new.append(bytes.fromhex(text))
    return write_integers(codes) + b"".join(new)


def read_ids(reader: Reader, count: int, around: Around | None) -> list[str]:
    around = _known(around)
    codes = read_integers(reader, count)
    return [_id(reader, code, index, around.batch) for code, index in zip(codes, around.which, strict=True)]


def _id(reader: Reader, code: int, index: int, batch: Batch) -> str:
    seen = batch.order
    if code == 0:
        return f'"{reader.take(16).hex()}"'
    if code % 2:
        if not 0 <= code // 2 < len(seen):
            raise CodecError("no such id")
        return seen[len(seen) - 1 - code // 2]
    distance, n = divmod(code // 2 - 1, _OWN)
    event = index - unzigzag(distance)
    if code < 0 or not 0 <= event < len(batch.ids):
        raise CodecError("no such row")
    return row_token(batch.ids[event], n)


def write_hex(column: Column, around: Around | None) -> bytes | None:
    """Bytes written in hex, all of the same length: the length, then the bytes."""
    texts = column.strings
    if texts is None or len(texts[0]) % 2 or not 0 < len(texts[0]) <= 512:
        return None
    if not all(len(t) == len(texts[0]) and _HEX.fullmatch(t) for t in texts):
        return None
    return varint(len(texts[0]) // 2) + bytes.fromhex("".join(texts))


def read_hex(reader: Reader, count: int, around: Around | None) -> list[str]:
    length = reader.varint(256)
    return [f'"{reader.take(length).hex()}"' for _ in range(count)]
