"""One column: the same value of many events, in the form that needs the fewest bytes; its tag tells which."""

from collections.abc import Callable, Sequence

from villagedesk.sync.codec import nested, references, texts, written
from villagedesk.sync.codec.column import Around, Column
from villagedesk.sync.codec.integers import read_integers, write_integers
from villagedesk.sync.codec.numbers import CodecError, Reader, varint

__all__ = ["decode_column", "encode_column"]

_Write = Callable[[Column, Around | None], bytes | None]
_Read = Callable[[Reader, int, Around | None], list[str]]
_WriteNested = Callable[[Column, Around | None, nested.Write], bytes | None]
_ReadNested = Callable[[Reader, int, Around | None, nested.Read], list[str]]

# The tags; 18 is taken by the copies of ``batch``.
_SAME, _TEXT, _INTEGERS, _STEPS, _AFTER, _OWN, _IDS, _HEX, _DIGITS = 0, 1, 2, 3, 4, 5, 6, 7, 8
_DATES, _LETTERS, _WORDS, _RESIDENT, _CHOICE, _SOME, _CUT, _LUHN, _PATTERN = 9, 10, 11, 12, 13, 14, 15, 16, 17
_MAX_DEPTH = 5


def _write_integers(column: Column, around: Around | None) -> bytes | None:
    return None if column.numbers is None else write_integers(column.numbers)


def _read_integers(reader: Reader, count: int, around: Around | None) -> list[str]:
    return list(map(str, read_integers(reader, count)))


_ALONE: dict[int, tuple[_Write, _Read]] = {
    _TEXT: (texts.write_text, texts.read_text),
    _INTEGERS: (_write_integers, _read_integers),
    _AFTER: (references.write_after, references.read_after),
    _OWN: (references.write_own, references.read_own),
    _IDS: (references.write_ids, references.read_ids),
    _HEX: (references.write_hex, references.read_hex),
    _DIGITS: (written.write_digits, written.read_digits),
    _DATES: (written.write_dates, written.read_dates),
    _LETTERS: (texts.write_letters, texts.read_letters),
    _WORDS: (texts.write_words, texts.read_words),
}
_NESTED: dict[int, tuple[_WriteNested, _ReadNested]] = {
    _STEPS: (nested.write_steps, nested.read_steps),
    _RESIDENT: (nested.write_resident, nested.read_resident),
    _CHOICE: (nested.write_choice, nested.read_choice),
    _SOME: (nested.write_some, nested.read_some),
    _CUT: (nested.write_cut, nested.read_cut),
    _LUHN: (nested.write_luhn, nested.read_luhn),
    _PATTERN: (nested.write_pattern, nested.read_pattern),
}
# Inside another column the forms that take the longest to try are not tried again.
_TRIED_TO_DEPTH = {_SOME: 0, _PATTERN: 0}


def encode_column(tokens: Sequence[str], around: Around | None, depth: int = 0) -> bytes:
    """The column in the fewest bytes that any form needs.

    Args:
        tokens: one value of each event, at least one.
        around: what its values may refer to; None inside another column that has other values.
        depth: how many columns it stands in.
    """
    if len(tokens) > 1 and tokens.count(tokens[0]) == len(tokens):
        return varint(_SAME) + encode_column(tokens[:1], around and around.part([0]), depth)
    column = Column(tokens)
    found: list[bytes] = []
    for tag in _worth_trying(column):
        data = _written(tag, column, around, depth)
        if data is not None:
            found.append(varint(tag) + data)
            if tag == _OWN:
                break
    text = varint(_TEXT) + texts.write_text(column, around)
    best = min(found, key=len, default=text)
    return text if texts.cost_of_text(text) <= len(best) else best


def _worth_trying(column: Column) -> tuple[int, ...]:
    if column.numbers is not None:
        return (_INTEGERS, _AFTER, _STEPS, _CHOICE, _SOME)
    if column.strings is None:
        return (_CHOICE, _SOME)
    if column.digits is not None:
        return (_HEX, _DIGITS, _LUHN, _RESIDENT, _CHOICE, _SOME, _CUT)
    if column.starts_with_id:
        return (_OWN, _IDS, _HEX, _CHOICE, _SOME, _LETTERS)
    return (_HEX, _DATES, _RESIDENT, _LETTERS, _WORDS, _CHOICE, _SOME, _CUT, _PATTERN)


def _written(tag: int, column: Column, around: Around | None, depth: int) -> bytes | None:
    if tag in _ALONE:
        return _ALONE[tag][0](column, around)
    if depth > _TRIED_TO_DEPTH.get(tag, 1):
        return None
    return _NESTED[tag][0](column, around, lambda tokens, around: encode_column(tokens, around, depth + 1))


def decode_column(reader: Reader, count: int, around: Around | None, depth: int = 0) -> list[str]:
    """The values of a column.

    Raises:
        CodecError: damaged.
    """
    if depth > _MAX_DEPTH:
        raise CodecError("columns in columns in columns")
    tag = reader.varint()
    reader.spend_values(count)
    if tag == _SAME:
        return decode_column(reader, 1, around and around.part([0]), depth + 1) * count
    if tag in _ALONE:
        return _ALONE[tag][1](reader, count, around)
    if tag not in _NESTED:
        raise CodecError("unknown form")
    return _NESTED[tag][1](reader, count, around, lambda r, c, a: decode_column(r, c, a, depth + 1))
