"""One column: the same value of many events. Each kind says whether the values are of its form; the smallest wins.

0 constant     one value as JSON
1 integer      smallest (zigzag), spread, then value - smallest in mixed radix
2 steps        the same of the differences, the first value before them
3 after        the same of value - the event's own time (milliseconds)
4 own row      n of ids of rows that the same event made
5 hex          16 bytes each
6 digits       length, then integer
7 date         days since 1970-01-01 as integer
8 resident id  area and sequence as integers, birth as date; the check digit follows (GB 11643)
9 choice       the different values as text, then which one, in mixed radix
10 letters     lengths, the alphabet, then the letters in mixed radix
11 text        JSON list, compressed
"""

from collections.abc import Callable, Sequence

from villagedesk.sync.codec.integers import Around, after, integer, read_after, read_integers, read_steps, steps
from villagedesk.sync.codec.numbers import CodecError, Reader, varint
from villagedesk.sync.codec.shapes import Value
from villagedesk.sync.codec.texts import as_json, choice, from_json, letters, read_choice, read_letters, read_text, text
from villagedesk.sync.codec.written import (
    dates,
    digits,
    hex_ids,
    own_row,
    read_dates,
    read_digits,
    read_hex_ids,
    read_own_row,
    read_resident,
    resident,
)

__all__ = ["Around", "decode_column", "encode_column"]

Write = Callable[[Sequence[Value], Around], bytes | None]
Read = Callable[[Reader, int, Around], list[Value]]

_KINDS: dict[int, tuple[Write, Read]] = {
    1: (integer, lambda reader, count, around: list(read_integers(reader, count))),
    2: (steps, read_steps),
    3: (after, read_after),
    4: (own_row, read_own_row),
    5: (hex_ids, read_hex_ids),
    6: (digits, read_digits),
    7: (dates, read_dates),
    8: (resident, read_resident),
    9: (choice, read_choice),
    10: (letters, read_letters),
    11: (text, read_text),
}


def encode_column(values: Sequence[Value], around: Around) -> bytes:
    """The column in the fewest bytes that any kind needs."""
    if all(value == values[0] and type(value) is type(values[0]) for value in values):
        return varint(0) + as_json(values[0])
    found = [varint(tag) + data for tag, (write, _) in _KINDS.items() if (data := write(values, around)) is not None]
    return min(found, key=len)


def decode_column(reader: Reader, count: int, around: Around) -> list[Value]:
    """The values of a column.

    Raises:
        CodecError: damaged.
    """
    tag = reader.varint()
    try:
        if tag == 0:
            return [from_json(reader)] * count
        values = _KINDS[tag][1](reader, count, around)
    except (KeyError, OverflowError, UnicodeDecodeError) as error:
        raise CodecError("a column is damaged") from error
    if len(values) != count:
        raise CodecError("a column has another length")
    return values
