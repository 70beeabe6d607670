"""Numbers as few bits: varints, and lists of numbers in one big number of mixed radix.

A list whose values lie between 0 and r - 1 takes log2(r) bits a value, to the bit: no code book is sent and none of
the bits is wasted, which a byte-wise compressor cannot do for random digits.
"""

from collections.abc import Sequence


class CodecError(ValueError):
    """The bytes are no batch of ours: cut, damaged or made up."""


# A batch is at most this many events, a number at most this wide; whatever claims more is refused before it is read.
MAX_ITEMS = 50_000
MAX_BITS = 2048
# Numbers are packed in groups, because dividing one very large number costs more than its length.
_GROUP = 256


class Reader:
    """Takes a batch apart, refusing to read behind its end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def varint(self, most: int = MAX_ITEMS) -> int:
        """The next number.

        Raises:
            CodecError: there is none, or it is larger than ``most``.
        """
        value = shift = 0
        while True:
            if self._at >= len(self._data) or shift > MAX_BITS:
                raise CodecError("cut")
            byte = self._data[self._at]
            self._at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        if value > most:
            raise CodecError("a number is too large")
        return value

    def take(self, count: int) -> bytes:
        """The next ``count`` bytes."""
        piece = self._data[self._at : self._at + count]
        if len(piece) != count:
            raise CodecError("cut")
        self._at += count
        return piece

    def block(self) -> bytes:
        """The next bytes with their length before them."""
        return self.take(self.varint(1 << 24))

    def done(self) -> bool:
        """Whether everything was read."""
        return self._at == len(self._data)


def varint(value: int) -> bytes:
    """A number not below zero, 7 bits a byte, the lowest first (LEB128)."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def block(data: bytes) -> bytes:
    """Bytes with their length before them."""
    return varint(len(data)) + data


def zigzag(value: int) -> int:
    """A whole number as one not below zero: 0, -1, 1, -2 become 0, 1, 2, 3."""
    return value * 2 if value >= 0 else -value * 2 - 1


def unzigzag(value: int) -> int:
    """The reverse of ``zigzag``."""
    return -(value >> 1) - 1 if value & 1 else value >> 1


def pack_radix(values: Sequence[int], radix: int) -> bytes:
    """Numbers from 0 to ``radix`` - 1 in as few bytes as they can take."""
    if radix <= 1:
        return b""
    out = b""
    for start in range(0, len(values), _GROUP):
        number = 0
        group = values[start : start + _GROUP]
        for value in reversed(group):
            number = number * radix + value
        out += number.to_bytes(_size(len(group), radix), "big")
    return out


def unpack_radix(reader: Reader, count: int, radix: int) -> list[int]:
    """The reverse of ``pack_radix``."""
    if radix <= 1:
        return [0] * count
    values: list[int] = []
    for start in range(0, count, _GROUP):
        size = min(_GROUP, count - start)
        number = int.from_bytes(reader.take(_size(size, radix)), "big")
        for _ in range(size):
            number, value = divmod(number, radix)
            values.append(value)
        if number:
            raise CodecError("a packed number is out of range")
    return values


def _size(count: int, radix: int) -> int:
    """Bytes that ``count`` digits of base ``radix`` can take."""
    bits: int = (radix**count - 1).bit_length()
    return (bits + 7) // 8
