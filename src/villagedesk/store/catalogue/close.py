"""What of a query goods can be found with, when none fit it as it stands: 艾美特热水器 is still a 热水器.

A query is cut into names of kinds of goods, other words of titles, numbers with their unit, and what is left in twos;
then piece by piece is kept as long as there are goods with all that is kept, what the goods are coming first.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from villagedesk.store.catalogue.query import Query, name_question, piece_question

_WIDE_RUN = re.compile(r"[^!-~]+")
# A number keeps what is written behind it (5kg, 45%); letters before it are a word or pinyin of their own.
_ASCII_PIECE = re.compile(r"\d[\d.]*[a-z%]*|[a-z]+")
_LONGEST_WORD = 6
_MOST_CHARS = 16
_MOST_PIECES = 12
_LONGEST_SCATTERED = 4
# What speech adds and titles leave out.
_SUFFIXES = "子儿"

Exists = Callable[[str], bool]


@dataclass(frozen=True)
class Close:
    """A question to the index, the pieces that must stand in what it finds, and whether they are all that was typed."""

    question: str
    pieces: tuple[str, ...]
    everything: bool


def close_to(query: Query, exists: Exists) -> Close | None:
    """The question that keeps most of a query; None when what can be kept says too little.

    Args:
        exists: whether an expression finds anything.
    """
    pieces = _Cut(query.text, exists).pieces()[:_MOST_PIECES]
    plain = [replace(piece, question=piece_question(query.text[piece.begin : piece.end])) for piece in pieces]
    # A 儿童牙膏 is not of the kind 牙膏, but it holds more of 牙膏儿童 than any that is.
    kept = max(_kept(pieces, exists), _kept(plain, exists), key=lambda some: len(_places(some)))
    if not _says_enough(query.text, kept):
        return None
    texts = tuple(query.text[piece.begin : piece.end] for piece in kept)
    question = " AND ".join(piece.question for piece in kept)
    return Close(question, texts, len(_places(kept)) == len(query.text))


def scattered(query: Query) -> str:
    """The characters of a short Chinese word that goods may hold one by one: 女鞋 is in 女士雨鞋, 被子 is a 棉被.

    Returns:
        The characters, to ask for with ``piece_question`` each; "" for anything longer or not Chinese.
    """
    text = query.text
    if not 2 <= len(text) <= _LONGEST_SCATTERED or not _WIDE_RUN.fullmatch(text):
        return ""
    return text[:-1] if text[-1] in _SUFFIXES else text


@dataclass(frozen=True)
class _Piece:
    begin: int
    end: int
    question: str
    kind: bool = False


@dataclass
class _Cut:
    """A text being cut; what is taken is not cut again."""

    text: str
    exists: Exists
    _taken: set[int] = field(default_factory=set)

    def pieces(self) -> list[_Piece]:
        """The pieces, those that say most first; of equals the last, for what a thing is stands at the end."""
        return [
            *self._words("~"),
            *self._words("="),
            *self._numbers(),
            *self._rest(),
        ]

    def _words(self, mark: str) -> list[_Piece]:
        found = []
        runs = [run.span() for run in _WIDE_RUN.finditer(self.text)]
        for size in range(_LONGEST_WORD, 1, -1):
            for begin, end in reversed(runs):
                for at in range(end - size, max(begin, end - _MOST_CHARS) - 1, -1):
                    if not self._taken.isdisjoint(range(at, at + size)):
                        continue
                    question = name_question(self.text[at : at + size], mark)
                    if self.exists(question):
                        found.append(self._take(at, at + size, question, kind=mark == "~"))
        return sorted(found, key=lambda piece: -piece.begin)

    def _numbers(self) -> Iterator[_Piece]:
        """Letters and digits; a number with the character behind it, which is its unit."""
        for run in list(_ASCII_PIECE.finditer(self.text)):
            begin, end = run.span()
            with_unit = run[0][-1].isdigit() and end < len(self.text) and end not in self._taken
            if with_unit and self.exists(piece_question(self.text[begin : end + 1])):
                end += 1
            if end - begin > 1:
                yield self._take(begin, end, piece_question(self.text[begin:end]))

    def _rest(self) -> list[_Piece]:
        free = [at for at, char in enumerate(self.text) if at not in self._taken and not char.isascii()]
        twos = [(a, b + 1) for a, b in pairwise(free) if b == a + 1]
        in_twos = {at for begin, _end in twos for at in (begin, begin + 1)}
        spans = [*reversed(twos), *((at, at + 1) for at in reversed(free) if at not in in_twos)]
        return [_Piece(begin, end, piece_question(self.text[begin:end])) for begin, end in spans]

    def _take(self, begin: int, end: int, question: str, *, kind: bool = False) -> _Piece:
        self._taken.update(range(begin, end))
        return _Piece(begin, end, question, kind)


def _kept(pieces: list[_Piece], exists: Exists) -> list[_Piece]:
    """The pieces one after the other, each as long as there are goods with it and all before it."""
    kept: list[_Piece] = []
    for piece in pieces:
        if exists(" AND ".join(one.question for one in [*kept, piece])):
            kept.append(piece)
    return kept


def _places(pieces: list[_Piece]) -> set[int]:
    return {at for piece in pieces for at in range(piece.begin, piece.end)}


def _says_enough(text: str, kept: list[_Piece]) -> bool:
    """Whether a kind of goods is kept, or else most of the Chinese, or of letters and digits alone one half."""
    if any(piece.kind for piece in kept):
        return True
    held = _places([piece for piece in kept if piece.end - piece.begin > 1])
    wide = [at for at, char in enumerate(text) if not char.isascii()]
    if wide:
        return 2 * len(held.intersection(wide)) > len(wide)
    return bool(held) and 2 * len(held) >= len(text)
