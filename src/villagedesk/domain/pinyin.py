"""Pinyin of Chinese text from our own small table: for search, for sorting, for what people type.

    full("洗衣粉") == "xiyifen"            initials("洗衣粉") == "xyf"         spell("重庆") == ["chong", "qing"]
    full("单田芳", name=True) == "shantianfang"   surnames are read as surnames
    keys("曾乐", name=True) == {"zengle", "zengyue", "zl", "zy"}   every plausible way to type a name
    keys("张建国", name=True, tails=True) also has "jianguo", "jg", "guo", "g": the name from any character on
    readings("长") == ("chang", "zhang")   all readings of one character; () when it has none
    fold("ＬＥＤ 灯　2.5KG") == "led 灯 2.5kg"   the form in which texts are compared (NFKC, lower case)

Letters and digits are kept as they are, as is a character without a known reading; anything else (spaces, dots in
names) is left out. The table is ``resources/pinyin.txt``, read at the first call (a few ms); ``resources/build_pinyin.py`` makes it.
"""

import unicodedata
from functools import cache
from itertools import product

from villagedesk import paths

MAX_WAYS = 16
_LONGEST_WORD = 4


def fold(text: str) -> str:
    """Text as it is compared: compatibility forms folded (full-width digits), lower case, single plain spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def readings(char: str) -> tuple[str, ...]:
    """The readings of one character without tones (v for ü, and u besides), the usual one first; () for others."""
    return _table().readings(char)


def syllables() -> frozenset[str]:
    """Every syllable there is, as it is typed."""
    return frozenset(_table().chars)


def several() -> frozenset[str]:
    """The characters that are read in more than one way."""
    return frozenset(_table().several)


def chars(syllable: str) -> str:
    """The characters that can be read as this syllable, by code point; "" when there is none."""
    return _table().chars.get(syllable, "")


def spell(text: str, *, name: bool = False) -> list[str]:
    """One syllable for each Chinese character, one piece for each letter or digit; words decide between readings.

    Args:
        text: anything.
        name: it is a person's name, so the first character or two are read as a surname.
    """
    return [ways[0] for ways in _ways(fold(text), name)]


def full(text: str, *, name: bool = False) -> str:
    """The full pinyin without spaces: ``xiyifen``."""
    return "".join(spell(text, name=name))


def initials(text: str, *, name: bool = False) -> str:
    """The first letter of every character: ``xyf``."""
    return "".join(piece[0] for piece in spell(text, name=name))


def keys(text: str, *, name: bool = False, tails: bool = False) -> set[str]:
    """Full pinyin and initials in every plausible reading (at most MAX_WAYS of them).

    Args:
        text: a name or a word.
        name: it is a person's name.
        tails: also from the second, third... character on, so that a search by prefix finds any part.
    """
    pieces = _ways(fold(text), name)
    found: set[str] = set()
    for begin in range(len(pieces) if tails else min(1, len(pieces))):
        for way in _combined(pieces[begin:]):
            found.add("".join(way))
            found.add("".join(piece[0] for piece in way))
    return found


def _combined(pieces: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The ways to read a row of characters; behind MAX_WAYS ways only the usual reading is taken."""
    kept, ways = [], 1
    for piece in pieces:
        choice = piece if ways * len(piece) <= MAX_WAYS else piece[:1]
        ways *= len(choice)
        kept.append(choice)
    return list(product(*kept))


def _ways(text: str, name: bool) -> list[tuple[str, ...]]:
    """The readings of each character of folded text, the right one here first."""
    table = _table()
    first = _word_at(table.surnames, text, 0, 2) if name else None
    found: list[tuple[str, ...]] = []
    at = 0
    while at < len(text):
        word = first if at == 0 and first else _word_at(table.words, text, at, _LONGEST_WORD)
        if word is None:
            char = text[at]
            known = table.readings(char) or ((char,) if char.isalnum() else ())
            found += [known] if known else []
            at += 1
            continue
        # A surname is sure; elsewhere the other readings stay possible behind the right one.
        sure = at == 0 and first is not None
        for char, syllable in zip(text[at:], word, strict=False):
            others = () if sure else (r for r in table.readings(char) if r != syllable)
            found.append((syllable, *others))
        at += len(word)
    return found


def _word_at(words: dict[str, tuple[str, ...]], text: str, at: int, longest: int) -> tuple[str, ...] | None:
    for length in range(longest, 0, -1):
        word = words.get(text[at : at + length])
        if word is not None and len(word) == length:
            return word
    return None


class _Table:
    """The table in memory."""

    def __init__(self, lines: list[str]) -> None:
        self.chars: dict[str, str] = {}
        self.usual: dict[str, str] = {}
        self.several: dict[str, tuple[str, ...]] = {}
        self.words: dict[str, tuple[str, ...]] = {}
        self.surnames: dict[str, tuple[str, ...]] = {}
        part = ""
        for line in lines:
            if line[:1] in "[#":
                part = line
                continue
            left, right = line.split("\t")
            if part in ("[usual]", "[also]"):
                self.chars[left] = self.chars.get(left, "") + right
            if part == "[usual]":
                self.usual.update(dict.fromkeys(right, left))
            elif part == "[also]":
                for char in right:
                    self.several[char] = (*self.readings(char), left)
            else:
                (self.words if part == "[words]" else self.surnames)[left] = tuple(right.split(" "))

    def readings(self, char: str) -> tuple[str, ...]:
        found = self.several.get(char)
        if found is None:
            usual = self.usual.get(char)
            found = (usual,) if usual else ()
        return found


@cache
def _table() -> _Table:
    return _Table(paths.resource("pinyin.txt").read_text(encoding="utf-8").splitlines())
