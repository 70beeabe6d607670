"""Lists of whole numbers: by their spread when they are even, by their magnitudes when a few are much larger."""

import math
from collections.abc import Sequence

from villagedesk.sync.codec.numbers import (
    MAX_NUMBER,
    CodecError,
    Reader,
    pack_radix,
    radix_size,
    unpack_radix,
    unzigzag,
    varint,
    zigzag,
)


def write_integers(values: Sequence[int]) -> bytes:
    """At least one whole number: the smallest, then what they are above it.

    One number needs no more. Several go by their spread (their number of values, 1 when all are equal, then the
    step that divides them all, then mixed radix) or, after a 0, by their magnitudes: the smallest and the number of
    different bit lengths, the bit lengths in mixed radix, then the bits below each one's highest.
    """
    least = min(values)
    out = varint(zigzag(least))
    if len(values) == 1:
        return out
    above = [value - least for value in values]
    step = math.gcd(*above)
    if not step:
        return out + varint(1)
    even = [value // step for value in above]
    radix = max(even) + 1
    widths = [value.bit_length() for value in above]
    if radix_size(len(values), radix) <= _magnitude_size(widths):
        return out + varint(radix) + varint(step) + pack_radix(even, radix)
    return out + varint(0) + _write_magnitudes(above, widths)


def read_integers(reader: Reader, count: int) -> list[int]:
    """The reverse of ``write_integers``."""
    if not count:
        return []
    least = unzigzag(reader.varint(MAX_NUMBER * 2))
    if count == 1:
        return [least]
    radix = reader.varint(MAX_NUMBER * 2)
    if radix == 0:
        return [least + value for value in _read_magnitudes(reader, count)]
    step = reader.varint(MAX_NUMBER * 2) if radix > 1 else 0
    return [least + value * step for value in unpack_radix(reader, count, radix)]


def _magnitude_size(widths: Sequence[int]) -> int:
    bits = sum(max(0, width - 1) for width in widths)
    return radix_size(len(widths), max(widths) - min(widths) + 1) + bits // 8 + 3


def _write_magnitudes(above: Sequence[int], widths: Sequence[int]) -> bytes:
    least, different = min(widths), max(widths) - min(widths) + 1
    bits = "".join(f"{value:b}"[1:] for value in above if value)
    head = varint(least) + varint(different) + pack_radix([width - least for width in widths], different)
    return head + (int(bits, 2).to_bytes((len(bits) + 7) // 8, "big") if bits else b"")


def _read_magnitudes(reader: Reader, count: int) -> list[int]:
    least, different = reader.varint(202), reader.varint(202)
    widths = [least + width for width in unpack_radix(reader, count, different)]
    length = sum(width - 1 for width in widths if width > 1)
    data = reader.take((length + 7) // 8)
    bits = f"{int.from_bytes(data, 'big'):0{length}b}" if length else ""
    if len(bits) != length:
        raise CodecError("a packed number is out of range")
    values: list[int] = []
    at = 0
    for width in widths:
        more = max(0, width - 1)
        values.append(int("1" + bits[at : at + more], 2) if width else 0)
        at += more
    return values
