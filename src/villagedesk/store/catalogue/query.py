"""What was typed, turned into questions to the index: as it stands, as initials, as full pinyin, or mixed.

Letters may be meant in several ways at once (``xian``: 鲜, 西安, or four initials), and all of them are asked for. The
index answers a little too much at times (its tokens do not know that they stood side by side); ``match`` decides.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise

from villagedesk.domain import pinyin
from villagedesk.store.catalogue.tokens import initials_of, stream, words

MAX_TYPED = 200
MAX_CHARS = 48
MAX_TERMS = 8
_MAX_SPLITS = 4
_MAX_WAYS = 8
_MANY_GRAMS = 4
# Goods are compared with all that was typed; asking the index for more than a few things costs time and finds no less.
_MOST_ASKED = 3
_MAX_CHARS_OF_SYLLABLE = 60
_CONSONANTS = frozenset({"zh", "ch", "sh"})
_LONGEST_SYLLABLE = 6
_LAST_OF_FIRST_LEVEL = 0xD7
_WIDE_RUN = re.compile(r"[^!-~]+")
_AMOUNT = re.compile(r"([0-9]+(?:\.[0-9]+)?)(公斤|千克|斤|克|毫升|升)")
_ON_PACKS = {"公斤": "kg", "千克": "kg", "克": "g", "毫升": "ml", "升": "l"}
_PACK = re.compile(r"([0-9]+(?:\.[0-9]+)?)([a-z]{0,4})")
_UNIT = re.compile(r"[a-z]{1,3}|[^!-~]")
_LETTERS = re.compile(r"[a-z]+")
_ALPHABET = frozenset("abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True)
class Query:
    """What to ask the index, the best answers first. An expression is FTS5's; "" means there is nothing to ask.

    ``text`` is all that was typed, without spaces; ``terms`` its pieces: words, and in them Chinese or not.
    ``name`` finds goods of a kind that is called so, ``whole`` those with exactly this word, ``joined`` those in which the text stands as it was typed,
    ``apart`` those in which each term stands somewhere. ``packed``: the same where a pack size must be just that, not the
    end of another number (5 kg, and not 2.5 kg). ``spaced``: there were spaces, so apart is what was meant.
    """

    text: str
    terms: tuple[str, ...]
    spaced: bool
    name: str
    whole: str
    joined: str
    apart: str
    packed: str = ""


@lru_cache(maxsize=64)
def parse(typed: str) -> Query | None:
    """What was typed as a query; None when nothing in it can be searched for."""
    found = words(typed[:MAX_TYPED])
    text = "".join(found)[:MAX_CHARS]
    if not text:
        return None
    terms = tuple(word[:MAX_CHARS] for word in found[:MAX_TERMS])
    apart = _apart(terms) if len(terms) > 1 else ""
    spaced = len(typed.split()) > 1
    return Query(
        text,
        terms,
        spaced,
        _whole(text, "~"),
        _whole(text, "="),
        joined=_joined(text, terms),
        apart=apart,
        packed=_packed(terms),
    )


def in_other_units(text: str) -> str:
    """Plain text with its weights and volumes as packs write them: 10斤 as 5kg, 5升 as 5l; as it is without any."""
    return _AMOUNT.sub(_as_on_packs, text)


def _as_on_packs(amount: re.Match[str]) -> str:
    number, unit = amount.groups()
    if unit == "斤":
        return f"{Decimal(number) / 2:f}kg"
    return number + _ON_PACKS[unit]


@lru_cache(maxsize=256)
def has_letters(text: str) -> bool:
    """Whether there is anything that may be meant as pinyin."""
    return _LETTERS.search(text) is not None


@lru_cache(maxsize=256)
def ways_to_read(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The likeliest ways to read a plain text as one piece for each character, other than as it stands.

    Returns:
        Of each way its usual stream, to look for first, and the pieces.
    """
    ways: list[tuple[str, ...]] = [()]
    if not has_letters(text):
        return []
    for run in re.findall(r"[a-z]+|[^a-z]+", text):
        splits = _splits(run) if run[0] in _ALPHABET else []
        ways = [(*way, *split) for way in ways for split in [*splits, tuple(run)]][:_MAX_WAYS]
    other = (way for way in ways if not text.isascii() or len(way) < len(text))
    return [("".join(stream(piece[0]) for piece in way), way) for way in other]


def _whole(text: str, mark: str) -> str:
    """A whole word, or its initials or pinyin; ``mark`` says of what, see ``tokens``."""
    ways = [_token(mark + text)]
    if text.isascii():
        ways += [
            _all([_token(mark + "".join(s[0] for s in split)), *_neighbours(split)])
            for split in _splits(text)
            if len(split) > 1 and all(s in pinyin.syllables() for s in split)
        ]
    return _any(ways)


def name_question(word: str, mark: str) -> str:
    """Goods of a kind (``~``) or with a word (``=``) that is written so."""
    return _token(mark + word)


def piece_question(piece: str) -> str:
    """Goods in which a piece of a query stands: Chinese, letters and digits, or a number with its unit (``5号``)."""
    if len(piece) == 1:
        return _token(piece) if not piece.isascii() else _token(f"^{piece}")
    return _joined(piece, tuple(words(piece)))


def _joined(text: str, terms: tuple[str, ...]) -> str:
    """The text as it stands: Chinese by its pairs, and what crosses words by the stream."""
    if len(terms) == 1:
        return _term(text)
    streams = (_all(map(_token, _grams(way, 3)[:_MOST_ASKED])) for way in initials_of(text))
    return _all([*(_term(run) for run in _WIDE_RUN.findall(text)[:_MOST_ASKED]), _any(streams)])


def _apart(terms: tuple[str, ...]) -> str:
    """Each term somewhere. The few that say most are asked for: "5" and "kg" stand in every other title."""
    telling = sorted(terms, key=lambda term: (term.isascii(), -len(term)))[:_MOST_ASKED]
    long = [term for term in telling if len(term) > 1 or not term.isascii()]
    return _all(map(_term, long if len(long) > 1 else telling))


def _packed(terms: tuple[str, ...]) -> str:
    """Each term somewhere, a number with its unit as one; "" where there is none, or nothing else."""
    packs, others, left = list[str](), list[str](), list(terms)
    while left:
        term = left.pop(0)
        pack = _PACK.fullmatch(term)
        if pack is None:
            others.append(term)
            continue
        unit = pack[2] or (left.pop(0) if left and _UNIT.fullmatch(left[0]) else "")
        packs.append(_pack(pack[1], unit))
    telling = sorted(others, key=lambda term: (term.isascii(), -len(term)))[:_MOST_ASKED]
    return _all([*map(_term, telling), *packs]) if packs and telling else ""


def _pack(number: str, unit: str) -> str:
    """A number that is a word of its own, with its unit behind it, or both as one word."""
    apart = _all([_token(f"={number}"), *(map(_token, _grams(number + stream(unit), 3)) if unit else ())])
    return _any([_token(f"={number}{unit}"), apart]) if unit.isascii() and unit else apart


def _term(term: str) -> str:
    """One term by itself; a single letter or digit is asked for where a word begins."""
    if not term.isascii():
        return _all(map(_token, _grams(term, 2)))
    if len(term) < 2:
        return _token(f"^{term}") if term else ""
    # As it stands and as initials are the same tokens: both are in the stream.
    return _any([_all(map(_token, _grams(term, 3))), *_spelled(term)])


def _spelled(term: str) -> list[str]:
    """Letters, and perhaps digits between them, as full pinyin."""
    if _LETTERS.fullmatch(term):
        return [_split_expression(split) for split in _splits(term)]
    ways = [_any(_spelled(letters)) for letters in _LETTERS.findall(term)]
    return [_all([*ways, *(_term(rest) for rest in _LETTERS.split(term))])] if any(ways) else []


def _grams(text: str, size: int) -> list[str]:
    """What stands side by side in a text, two or three at a time; of a longer one every second is enough."""
    size = min(size, len(text))
    last = len(text) - size
    return [text[at : at + size] for at in range(last + 1) if last < _MANY_GRAMS or at % 2 == 0 or at == last]


def _split_expression(split: tuple[str, ...]) -> str:
    """Letters cut into syllables and initials: by what stands side by side, and a lone syllable by its characters."""
    known = pinyin.syllables()
    asked = _neighbours(split)
    size = min(3, len(split))
    for at in range(len(split) - size + 1) if size > 1 else ():
        window = split[at : at + size]
        if any(piece not in known for piece in window[:-1]):
            asked.append(_token("".join(piece[0] for piece in window)))
    last = split[-1]
    if len(last) > 1 and (len(split) == 1 or split[-2] not in known):
        asked.append(_any(map(_token, _characters(last))))
    return _all(asked)


def _neighbours(split: tuple[str, ...]) -> list[str]:
    """The pairs that begin with a whole syllable. The last of all may be unfinished, also when it is a syllable."""
    known = pinyin.syllables()
    asked = [_token(f"{a}'{b}") for a, b in pairwise(split[:-1]) if a in known]
    if len(split) > 1 and split[-2] in known:
        last = split[-1]
        ends = _begun(last) if len(last) > 1 else [last]
        asked.append(_any(_token(f"{split[-2]}'{end}") for end in ends))
    return asked


@cache
def _begun(piece: str) -> list[str]:
    """The syllables that begin like this, itself first."""
    return sorted(syllable for syllable in pinyin.syllables() if syllable.startswith(piece))


@cache
def _characters(piece: str) -> list[str]:
    """The characters read as a syllable, or as one that begins like this; the common ones first, and not too many."""
    syllables = [piece] if piece in pinyin.syllables() else _begun(piece)
    found = dict.fromkeys(char for syllable in syllables for char in pinyin.chars(syllable))
    return sorted(found, key=_rare)[:_MAX_CHARS_OF_SYLLABLE]


def _rare(char: str) -> int:
    """0 for the 3,755 characters of the first level of GB 2312, 1 for the second level, 2 for all others."""
    try:
        return int(char.encode("gb2312")[0] > _LAST_OF_FIRST_LEVEL)
    except UnicodeEncodeError:
        return 2


@lru_cache(maxsize=256)
def _splits(letters: str) -> list[tuple[str, ...]]:
    """The likeliest ways to cut letters into syllables and single initials; the last syllable may be unfinished.

    Fewest single initials first, then fewest pieces; initials alone are left out, for the stream finds them.
    """
    known = pinyin.syllables()
    initials = {syllable[0] for syllable in known}
    best: list[list[tuple[int, int, tuple[str, ...]]]] = [[(0, 0, ())], *([] for _ in letters)]
    for at in range(len(letters)):
        for end in range(at + 1, min(at + _LONGEST_SYLLABLE, len(letters)) + 1):
            piece = letters[at:end]
            single = len(piece) == 1 and piece in initials
            unfinished = end == len(letters) and len(piece) > 1 and piece in _beginnings()
            if not (piece in known or single or unfinished):
                continue
            loose = int(piece not in known or (single and piece not in "aeo"))
            options = [
                (singles + loose, count + 1, (*split, piece))
                for singles, count, split in best[at]
                # Two consonants are rather two initials, unless a syllable stands before them.
                if piece not in _CONSONANTS or (split and split[-1] in known)
            ]
            best[end] = sorted(best[end] + options)[:_MAX_SPLITS]
    found = [way for way in best[-1] if any(len(piece) > 1 for piece in way[2])]
    return [split for singles, _, split in found if singles == found[0][0]]


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(syllable[:end] for syllable in pinyin.syllables() for end in range(1, len(syllable)))


def _token(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _all(parts: Iterable[str]) -> str:
    return _put_together(parts, " AND ")


def _any(parts: Iterable[str]) -> str:
    return _put_together(parts, " OR ")


def _put_together(parts: Iterable[str], word: str) -> str:
    asked = list(dict.fromkeys(part for part in parts if part))
    return asked[0] if len(asked) == 1 else f"({word.join(asked)})" if asked else ""
