"""Columns of text: letters of a small alphabet, words of a small vocabulary, or the text as it stands."""

import itertools
from collections import Counter
from collections.abc import Sequence

import zstandard

from villagedesk.sync.codec.column import Around, Column, quoted
from villagedesk.sync.codec.integers import read_integers, write_integers
from villagedesk.sync.codec.numbers import CodecError, Reader, block, pack_radix, unpack_radix, varint

_MAX_LETTERS = 100_000
_SEPARATORS = "，、, ；;"


def write_text(column: Column, around: Around | None) -> bytes:
    """Anything: the values as they stand, each followed by a line feed except the last."""
    return block("\n".join(column.tokens).encode())


def read_text(reader: Reader, count: int, around: Around | None) -> list[str]:
    tokens = reader.text().split("\n")
    if len(tokens) != count:
        raise CodecError("a column has another length")
    return tokens


def cost_of_text(written: bytes) -> int:
    """About how many bytes a text column takes once the whole message is compressed."""
    if len(written) < 100:
        return len(written)
    # A compressor of its own: one must not be used by two threads.
    return min(len(written), len(zstandard.ZstdCompressor(level=1).compress(written)) - 8)


def write_letters(column: Column, around: Around | None) -> bytes | None:
    """Texts: integers of the lengths, the alphabet as steps between code points, the letters in mixed radix."""
    texts = column.strings
    if texts is None:
        return None
    letters = "".join(texts)
    if not 0 < len(letters) <= _MAX_LETTERS:
        return None
    codes = sorted(map(ord, set(letters)))
    where = {chr(code): index for index, code in enumerate(codes)}
    steps = [codes[0], *(b - a for a, b in itertools.pairwise(codes))]
    head = write_integers([len(text) for text in texts]) + varint(len(codes)) + write_integers(steps)
    return head + pack_radix([where[letter] for letter in letters], len(codes))


def read_letters(reader: Reader, count: int, around: Around | None) -> list[str]:
    lengths = read_integers(reader, count)
    total = _sum(lengths, _MAX_LETTERS)
    reader.spend_text(total)
    size = reader.varint(_MAX_LETTERS)
    reader.spend_values(size)
    alphabet = [_letter(code) for code in itertools.accumulate(read_integers(reader, size))]
    if total and not alphabet:
        raise CodecError("no letters")
    letters = "".join([alphabet[index] for index in unpack_radix(reader, total, size)])
    return quoted(_parts(letters, lengths))


def _letter(code: int) -> str:
    if not 0 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise CodecError("no such letter")
    return chr(code)


def _sum(lengths: Sequence[int], most: int) -> int:
    total = sum(lengths)
    if min(lengths, default=0) < 0 or total > most:
        raise CodecError("too many letters")
    return total


def _parts(letters: str, lengths: Sequence[int]) -> list[str]:
    found, at = [], 0
    for length in lengths:
        found.append(letters[at : at + length])
        at += length
    return found


def write_words(column: Column, around: Around | None) -> bytes | None:
    """Texts of words: the separator's code point, integers of the numbers of words, the vocabulary, mixed radix."""
    texts = column.strings
    if texts is None or len(texts) < 4:
        return None
    often = Counter(letter for text in texts for letter in text if letter in _SEPARATORS).most_common(1)
    separator, times = often[0] if often else ("", 0)
    if times * 4 < len(texts):
        return None
    rows = [text.split(separator) for text in texts]
    words: dict[str, int] = {}
    indexes = [words.setdefault(word, len(words)) for row in rows for word in row]
    if len(words) * 2 > len(indexes):
        return None
    vocabulary = block("\n".join(words).encode())
    counts = write_integers([len(row) for row in rows])
    return varint(ord(separator)) + counts + varint(len(words)) + vocabulary + pack_radix(indexes, len(words))


def read_words(reader: Reader, count: int, around: Around | None) -> list[str]:
    separator = _letter(reader.varint(0x10FFFF))
    counts = read_integers(reader, count)
    total = _sum(counts, _MAX_LETTERS)
    reader.spend_values(total)
    different, words = reader.varint(_MAX_LETTERS), reader.text().split("\n")
    if len(words) != different or (total and not different):
        raise CodecError("a vocabulary has another length")
    used = [words[index] for index in unpack_radix(reader, total, different)]
    reader.spend_text(sum(map(len, used)))
    found, at = [], 0
    for number in counts:
        found.append(separator.join(used[at : at + number]))
        at += number
    return quoted(found)
