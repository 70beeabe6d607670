"""Columns of text: a few different values, letters of a small alphabet, or a compressed list."""

import json
from collections.abc import Sequence
from itertools import pairwise

import zstandard

from villagedesk.sync.codec.integers import Around, read_integers, write_integers
from villagedesk.sync.codec.numbers import CodecError, Reader, block, pack_radix, unpack_radix, varint
from villagedesk.sync.codec.shapes import Value

MAX_TEXT = 4 << 20


def choice(values: Sequence[Value], around: Around) -> bytes | None:
    """Few different values, often repeated; None when they are too many to be worth it."""
    return None if len({(type(v), v) for v in values}) > len(values) // 2 + 1 else write_choice(values)


def write_choice(values: Sequence[Value]) -> bytes:
    """The different values, then which of them stands where."""
    different: dict[str, int] = {}
    indexes = [different.setdefault(json.dumps(value), len(different)) for value in values]
    names = write_text([json.loads(name) for name in different])
    return varint(len(different)) + names + pack_radix(indexes, len(different))


def read_choice(reader: Reader, count: int, around: Around) -> list[Value]:
    different = reader.varint(max(count, 1))
    names = read_text(reader, different, around)
    return [names[index] for index in unpack_radix(reader, count, different)]


def letters(values: Sequence[Value], around: Around) -> bytes | None:
    if not all(isinstance(value, str) for value in values):
        return None
    texts = [str(value) for value in values]
    letters = "".join(texts)
    alphabet = sorted(set(letters))
    if not letters or len(letters) > 100_000 or any("\ud800" <= c <= "\udfff" for c in alphabet):
        return None
    codes = [ord(c) for c in alphabet]
    gaps = [codes[0], *(b - a for a, b in pairwise(codes))]
    where = {letter: index for index, letter in enumerate(alphabet)}
    return (
        write_integers([len(text) for text in texts])
        + varint(len(alphabet))
        + b"".join(map(varint, gaps))
        + pack_radix([where[letter] for letter in letters], len(alphabet))
    )


def read_letters(reader: Reader, count: int, around: Around) -> list[Value]:
    lengths = read_integers(reader, count)
    total = sum(lengths)
    if any(length < 0 for length in lengths) or total > 100_000:
        raise CodecError("too many letters")
    code, alphabet = 0, []
    for _ in range(reader.varint(0x110000)):
        code += reader.varint(0x10FFFF)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise CodecError("no such letter")
        alphabet.append(chr(code))
    letters = "".join(alphabet[index] for index in unpack_radix(reader, total, len(alphabet))) if alphabet else ""
    found: list[Value] = []
    at = 0
    for length in lengths:
        found.append(letters[at : at + length])
        at += length
    return found


def text(values: Sequence[Value], around: Around) -> bytes | None:
    """Anything, as a JSON list."""
    return write_text(values)


def write_text(values: Sequence[Value]) -> bytes:
    """A JSON list, compressed when that helps."""
    text = json.dumps(list(values), ensure_ascii=True, separators=(",", ":")).encode()
    if len(text) < 64:
        return b"\x00" + block(text)
    plain = json.dumps(list(values), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    squeezed = zstandard.ZstdCompressor(level=19, write_content_size=False, write_checksum=False).compress(plain)
    return b"\x01" + block(squeezed) if len(squeezed) < len(text) else b"\x00" + block(text)


def read_text(reader: Reader, count: int, around: Around) -> list[Value]:
    kind, data = reader.take(1), reader.block()
    if kind == b"\x01":
        try:
            data = zstandard.ZstdDecompressor(max_window_size=1 << 23).stream_reader(data).read(MAX_TEXT + 1)
        except zstandard.ZstdError as error:
            raise CodecError("damaged text") from error
    if len(data) > MAX_TEXT:
        raise CodecError("too much text")
    return _values_of(data.decode("utf-8", "surrogatepass"), count)


def _values_of(text: str, count: int) -> list[Value]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CodecError("damaged text") from error
    if not isinstance(found, list) or len(found) != count:
        raise CodecError("a column has another length")
    if not all(v is None or isinstance(v, str | int) for v in found):
        raise CodecError("not a value of ours")
    return found


def as_json(value: Value) -> bytes:
    return block(json.dumps(value).encode())


def from_json(reader: Reader) -> Value:
    return _values_of(f"[{reader.block().decode()}]", 1)[0]
