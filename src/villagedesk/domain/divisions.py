"""Provinces, cities, counties and townships by code and by name, without a line. Villages are not in here.

``resources/divisions/README.md`` says where the list comes from. It is read when it is first asked for, in about
15 ms: two sorted lists that are searched where they stand.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from heapq import nsmallest
from itertools import islice

from villagedesk import paths
from villagedesk.domain import pinyin

# "Cities" that only group counties of a province or a municipality; nobody says them.
_NOT_SAID = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


class Level(StrEnum):
    """How far down a place is."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    STREET = "street"


# How many digits the code of a level has.
_LEVELS = {2: Level.PROVINCE, 4: Level.CITY, 6: Level.COUNTY, 9: Level.STREET}


@dataclass(frozen=True)
class Place:
    """One place. ``names`` leads to it from the province down and ends with its own."""

    code: str
    level: Level
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its own name."""
        return self.names[-1]

    @property
    def full_name(self) -> str:
        """The whole way, as it stands in an address: ``浙江省杭州市临安区清凉峰镇``."""
        return "".join(self.names)


@dataclass(frozen=True)
class _Divisions:
    """The whole list: codes in order, and names in the order of the codes."""

    edition: str
    codes: list[str]
    names: list[str]

    def name(self, code: str) -> str | None:
        at = bisect_left(self.codes, code)
        return self.names[at] if self.codes[at : at + 1] == [code] else None


def edition() -> str:
    """The year of the list; it is kept beside every village code."""
    return _divisions().edition


def place(code: str) -> Place | None:
    """The place with a code of 2, 4, 6 or 9 digits; of a village's 12 digits its township. None when not known."""
    code = code[:9] if len(code) == 12 else code
    known = _divisions()
    name = known.name(code)
    if name is None:
        return None
    above = (known.name(code[:length]) for length in _LEVELS if length < len(code))
    # Cities without counties (Dongguan) stand in the list a second time, as their own county.
    way = dict.fromkeys([*(n for n in above if n and n not in _NOT_SAID), name])
    return Place(code, _LEVELS[len(code)], tuple(way))


def within(code: str) -> list[Place]:
    """The places one level below: the townships of a county, the counties of a city; empty when there are none."""
    length = next((length for length in _LEVELS if length > len(code)), 0)
    codes = _divisions().codes
    # ":" stands right behind the digits.
    span = codes[bisect_left(codes, code) : bisect_left(codes, code + ":")]
    return _places(found for found in span if len(found) == length)


def find(words: str, limit: int = 20) -> list[Place]:
    """The places that are called so.

    Args:
        words: a name or the beginning of one, or a code; words in front narrow it: ``临安 清凉峰``.
        limit: how many at most.

    Returns:
        The best first: the very name, then names that begin so, large places before small ones.
    """
    *above, last = unicodedata.normalize("NFKC", words).split() or [""]
    if not last or limit < 1:
        return []
    if not above and last.isascii():
        return _places([last])
    known = _divisions()
    hits = [
        (_unlike(name, last), len(code), code)
        for code, name in zip(known.codes, known.names, strict=True)
        if last in name
    ]
    if not above:
        return _places(code for _rank, _length, code in nsmallest(limit, hits))
    best = filter(None, (place(code) for _rank, _length, code in sorted(hits)))
    return list(islice((hit for hit in best if all(any(word in name for name in hit.names) for word in above)), limit))


def counties_spelled(letters: str) -> list[str]:
    """The codes of the counties whose pinyin or initials begin so, in the order of the codes: ``linan``, ``la``."""
    word = letters.lower()
    return [code for code, keys in _spelled_counties() if any(key.startswith(word) for key in keys)]


@cache
def _spelled_counties() -> list[tuple[str, set[str]]]:
    """Every county with its spellings; about 90 ms, when the first one is asked for by letters."""
    known = _divisions()
    return [
        (code, pinyin.keys(name))
        for code, name in zip(known.codes, known.names, strict=True)
        if len(code) == 6 and name not in _NOT_SAID
    ]


def _unlike(name: str, word: str) -> int:
    """0 for the very name (with or without its 县, 镇...), 1 for one that begins so, 2 for one that only holds it."""
    return 2 if not name.startswith(word) else int(len(name) - len(word) > 1)


def _places(codes: Iterable[str]) -> list[Place]:
    return [found for found in map(place, codes) if found]


@cache
def _divisions() -> _Divisions:
    import zstandard  # lazy: 15 ms, and the list is only needed where a code or an address is typed

    data = paths.resource("divisions/divisions.zst").read_bytes()
    head, codes, names = zstandard.ZstdDecompressor().decompress(data).decode().split("\n")
    return _Divisions(head.split(" ")[0], codes.split(" "), names.split(" "))
