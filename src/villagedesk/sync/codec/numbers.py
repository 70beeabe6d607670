"""Numbers in few bits: varints, and lists of whole numbers packed into one large number.

Numbers that lie between 0 and r - 1 take log2(r) bits each, to the bit: no code book is sent and no bit is wasted,
which a byte-wise compressor cannot do for random digits.
"""

from collections.abc import Sequence


class CodecError(ValueError):
    """The bytes are not ours: cut, damaged, made up, or larger than they may be."""


# A batch is at most this many events, and all its columns together hold at most this many values.
MAX_EVENTS = 50_000
MAX_VALUES = 500_000
# Texts and bodies of a batch in characters.
MAX_TEXT = 16 << 20
# Numbers of a column; larger ones travel as text.
MAX_NUMBER = 1 << 200
_MAX_SHIFT = 7 * 60
# Numbers are packed in groups, because dividing one very large number costs more than its length.
_GROUP = 256


class Reader:
    """Takes a batch apart, refusing to read behind its end or to make more of it than is allowed."""

    def __init__(self, data: bytes, max_text: int = MAX_TEXT) -> None:
        self._data = data
        self._at = 0
        self._text_left = max_text
        self._values_left = MAX_VALUES

    def varint(self, most: int = MAX_EVENTS) -> int:
        """The next number.

        Raises:
            CodecError: there is none, or it is larger than ``most``.
        """
        value = shift = 0
        while True:
            if self._at >= len(self._data) or shift > _MAX_SHIFT:
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

    def follows(self, tag: int) -> bool:
        """Whether the next byte is ``tag``; it is taken then."""
        found = self._data[self._at : self._at + 1] == bytes([tag])
        self._at += found
        return found

    def block(self) -> bytes:
        """The next bytes with their length before them."""
        return self.take(self.varint(1 << 24))

    def text(self) -> str:
        """The next text with its length in bytes before it."""
        try:
            return self.block().decode()
        except UnicodeDecodeError as error:
            raise CodecError("not text") from error

    def spend_text(self, characters: int) -> None:
        """Count what is made of few bytes, before it is made.

        Raises:
            CodecError: it is more than one batch may hold.
        """
        self._text_left -= characters
        if self._text_left < 0:
            raise CodecError("too much text")

    def spend_values(self, count: int) -> None:
        """Count values of columns, before they are made.

        Raises:
            CodecError: they are more than one batch may hold.
        """
        self._values_left -= count
        if self._values_left < 0:
            raise CodecError("too many values")

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
    out = []
    for start in range(0, len(values), _GROUP):
        group = values[start : start + _GROUP]
        out.append(_joined(group, radix).to_bytes(_size(len(group), radix), "big"))
    return b"".join(out)


def unpack_radix(reader: Reader, count: int, radix: int) -> list[int]:
    """The reverse of ``pack_radix``."""
    if radix <= 1:
        return [0] * count
    values: list[int] = []
    for start in range(0, count, _GROUP):
        size = min(_GROUP, count - start)
        number = int.from_bytes(reader.take(_size(size, radix)), "big")
        if number >= radix**size:
            raise CodecError("a packed number is out of range")
        values += _parted(number, radix, size)
    return values


def _joined(values: Sequence[int], radix: int) -> int:
    # In pairs, then pairs of pairs: most multiplications are of small numbers.
    while len(values) > 1:
        padded = values if len(values) % 2 == 0 else [*values, 0]
        values = [low + high * radix for low, high in zip(padded[::2], padded[1::2], strict=True)]
        radix *= radix
    return values[0]


def _parted(number: int, radix: int, count: int) -> list[int]:
    powers = [radix]
    while 2 ** len(powers) < count:
        powers.append(powers[-1] ** 2)
    values = [number]
    for power in reversed(powers):
        values = [part for value in values for part in divmod(value, power)[::-1]]
    return values[:count]


def radix_size(count: int, radix: int) -> int:
    """Bytes that ``pack_radix`` takes for ``count`` numbers."""
    if radix <= 1:
        return 0
    groups, rest = divmod(count, _GROUP)
    return groups * _size(_GROUP, radix) + (_size(rest, radix) if rest else 0)


def _size(count: int, radix: int) -> int:
    bits: int = (radix**count - 1).bit_length()
    return (bits + 7) // 8
