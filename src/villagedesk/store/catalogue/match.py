"""Whether goods are what was typed, and how well: the index proposes, this decides and puts in order.

A text matches where it can be read off consecutive characters, each taken as itself, as its pinyin or as its initial;
the last pinyin may be unfinished. It runs for every row that is looked at, so the usual cases come first.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from itertools import product

from villagedesk.domain import pinyin
from villagedesk.store.catalogue.query import has_letters, ways_to_read
from villagedesk.store.catalogue.tokens import ambiguous, stream, stream_initials, words

_MOST_AMBIGUOUS = 4
_OF_NUMBERS = frozenset("0123456789.")
# Anything that ``words`` would take out.
_ODD = re.compile(r"[^\w .%]|_|(?<!\d)[.%]|\.(?!\d)")


class Fit(IntEnum):
    """How well goods fit, the best first."""

    NAME = 0  # it stands in the title, and is what such goods are called
    WORD = 1  # a whole word of the title
    BORDER = 2  # begins or ends where a word of the title does
    INSIDE = 3
    KIND = 4  # not in the title, but the goods are of such a kind
    APART = 5  # every term, but not side by side
    LOOSE = 6  # the same, and some only in the middle of a word: 5kg in 2.5 kg


def fit(title: str, kind: str, typed: str, terms: tuple[str, ...]) -> Fit | None:
    """How well goods fit what was typed; None when they do not.

    Args:
        title: the title with its pack.
        kind: the name of the kind of goods.
        typed: all that was typed, plain.
        terms: its terms, for goods that hold them apart; () when they must stand together.
    """
    line = _line(title)
    found = line.fit(typed)
    by_kind = _kind_fit(kind, typed)
    if by_kind is not None:
        if found is None:
            return Fit.KIND
        return Fit.NAME if by_kind is Fit.WORD else min(found, by_kind)
    if found is None and terms and terms != (typed,):
        return _apart(line, kind, terms)
    return found


def fit_apart(title: str, kind: str, terms: tuple[str, ...]) -> Fit | None:
    """How well goods fit that hold each term somewhere; None when one is missing."""
    return _apart(_line(title), kind, terms)


def _apart(line: "_Line", kind: str, terms: tuple[str, ...]) -> Fit | None:
    worst = Fit.APART
    for term in terms:
        found = line.fit(term)
        if found is None and _kind_fit(kind, term) is None:
            return None
        if found is Fit.INSIDE:
            worst = Fit.LOOSE
    return worst


class _Line:
    """The words of a text in the forms in which they are asked for, each made when it is needed."""

    __slots__ = ("_forms", "_initials", "_text", "_tight")

    def __init__(self, text: str) -> None:
        low = text.lower()
        self._text = " ".join(words(text)) if _ODD.search(low) or not unicodedata.is_normalized("NFKC", low) else low
        self._initials = stream(self._text)
        self._tight = ""
        self._forms: list[str] = []

    def fit(self, typed: str) -> Fit | None:
        """How well a text fits that must stand in one piece, spaces apart."""
        found = self._in_words(self._text, typed)
        if found is None:
            found = self._in_words(self._initials, typed)
        return self._across_words(typed) if found is None else found

    def _in_words(self, form: str, typed: str) -> Fit | None:
        """The best place of what was typed in one form of the line."""
        best = None
        at = form.find(typed)
        while at >= 0:
            found = _place(self._text, at, at + len(typed))
            if found is Fit.WORD:
                return found
            best = found if best is None else min(best, found)
            at = form.find(typed, at + 1)
        return best

    def _across_words(self, typed: str) -> Fit | None:
        """The fit of what stands there in pinyin, only without spaces, or in readings that are not the usual ones."""
        ways = ways_to_read(typed)
        places = [
            _place(self._text, *span)
            for asked, way in ways
            if asked in self._initials
            for span in _spelled(self._text, self._initials, asked, way)
        ]
        if places:
            return min(places)
        self._tight = self._tight or self._text.replace(" ", "")
        at = self._tight.find(typed)
        if at >= 0:
            cuts_number = at > 0 and typed[0].isdigit() and self._tight[at - 1] in _OF_NUMBERS
            return Fit.INSIDE if cuts_number else Fit.BORDER
        if not has_letters(typed):
            return None
        self._forms = self._forms or _streams(self._tight)
        for form in self._forms:
            if typed in form:
                return Fit.BORDER
            for asked, way in ways:
                if asked in form and next(_spelled(self._tight, form, asked, way), None):
                    return Fit.BORDER
        return None


# The same goods are looked at again with the next key, and what a villager bought with every key.
@lru_cache(maxsize=1 << 11)
def _line(text: str) -> _Line:
    return _Line(text)


# The goods that one question finds are of few kinds.
@lru_cache(maxsize=1 << 12)
def _kind_fit(kind: str, typed: str) -> Fit | None:
    return _line(kind).fit(typed)


def ends_in(title: str, typed: str) -> bool:
    """Whether Chinese characters stand in a title in this order, the last one at the end of a word: 女鞋 in 女士雨鞋."""
    text, at = " ".join(words(title)), -1
    for char in typed[:-1]:
        at = text.find(char, at + 1)
        if at < 0:
            return False
    last = text.find(typed[-1], at + 1)
    while last >= 0:
        if last + 1 == len(text) or _parts(text[last + 1], text[last]):
            return True
        last = text.find(typed[-1], last + 1)
    return False


def _place(line: str, begin: int, end: int) -> Fit:
    begins = begin == 0 or _parts(line[begin - 1], line[begin])
    if end == len(line) or _parts(line[end], line[end - 1]):
        return Fit.WORD if begins else Fit.BORDER
    return Fit.BORDER if begins else Fit.INSIDE


def _parts(outside: str, inside: str) -> bool:
    """Whether a word ends between two characters."""
    return outside == " " or outside.isascii() != inside.isascii()


def _streams(tight: str) -> list[str]:
    """The stream of a text, and behind it what else it can be where characters have several initials."""
    usual = stream(tight)
    found = [usual]
    places = ambiguous(tight)[:_MOST_AMBIGUOUS]
    if not places:
        return found
    for way in product(*(stream_initials(tight[at]) for at in places)):
        form = list(usual)
        for at, initial in zip(places, way, strict=True):
            form[at] = initial
        found.append("".join(form))
    return list(dict.fromkeys(found))


def _spelled(text: str, initials: str, asked: str, way: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where characters stand that are read like this, one piece for each; ``asked`` is the stream of the way."""
    at = initials.find(asked)
    while at >= 0:
        end = at + len(way)
        if all(map(_reads, text[at:end], way)):
            yield at, end
        at = initials.find(asked, at + 1)


@lru_cache(maxsize=1 << 14)
def _reads(char: str, piece: str) -> bool:
    """Whether a piece may be typed for a character, also the beginning of its pinyin."""
    return char == piece or any(reading.startswith(piece) for reading in pinyin.readings(char))
