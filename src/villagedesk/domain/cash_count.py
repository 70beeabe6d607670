"""Counting a drawer: which notes and coins there are, and a count as the short text a row keeps."""

from collections.abc import Mapping
from dataclasses import dataclass

from villagedesk.errors import Invalid
from villagedesk.i18n import _

MAX_PIECES = 9_999


@dataclass(frozen=True)
class Piece:
    """One kind of note or coin. ``key`` stands in a kept count: the value in fen, with ``c`` behind for a coin."""

    key: str
    fen: int
    coin: bool = False


# Notes and coins in use, the largest first; older and smaller ones are taken to the bank as "other money".
PIECES: tuple[Piece, ...] = (
    *(Piece(str(fen), fen) for fen in (10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10)),
    *(Piece(f"{fen}c", fen, coin=True) for fen in (100, 50, 10)),
)
_BY_KEY = {piece.key: piece for piece in PIECES}

Count = Mapping[str, int]


def piece_words(fen: int, coin: bool) -> str:
    """A note or coin as one says it."""
    words = _("{value} jiao").format(value=fen // 10) if fen < 100 else _("{value} yuan").format(value=fen // 100)
    return _("{value} coin").format(value=words) if coin else words


def count_fen(count: Count) -> int:
    """What the counted pieces are worth, in fen."""
    return sum(_BY_KEY[key].fen * pieces for key, pieces in count.items())


def check_count(count: Count) -> dict[str, int]:
    """A count without the kinds of which there is none, in the order of ``PIECES``.

    Raises:
        Invalid: on the field named like the kind: no such kind, below zero, or more than any drawer holds.
    """
    for key, pieces in count.items():
        if key not in _BY_KEY:
            raise Invalid(key, "not_a_number")
        if pieces < 0:
            raise Invalid(key, "negative")
        if pieces > MAX_PIECES:
            raise Invalid(key, "too_large")
    return {piece.key: count[piece.key] for piece in PIECES if count.get(piece.key)}


def written(count: Count) -> str:
    """A count as a row keeps it: ``10000:3,5000:1,100c:12``; ``0`` when the drawer is empty but was counted."""
    return ",".join(f"{key}:{pieces}" for key, pieces in check_count(count).items()) or "0"


def read_count(text: str) -> dict[str, int]:
    """A kept count again. What cannot be read (a newer program knows another note) is left out."""
    found: dict[str, int] = {}
    for part in text.split(","):
        key, _colon, pieces = part.partition(":")
        if key in _BY_KEY and pieces.isdecimal():
            found[key] = int(pieces)
    return found


def parse_pieces(text: str, *, field: str) -> int:
    """How many pieces: a number, or heaps added up as they are counted: ``12+30+8``. Nothing typed is none.

    Raises:
        Invalid: on the given field.
    """
    total = 0
    for part in text.replace("＋", "+").split("+"):
        typed = "".join(part.split())
        if not typed:
            continue
        if not typed.isdecimal():
            raise Invalid(field, "not_a_number")
        if len(typed) > 6:
            raise Invalid(field, "too_large")
        total += int(typed)
    if total > MAX_PIECES:
        raise Invalid(field, "too_large")
    return total
