"""Villages by code and by name, without a line: found by Chinese, pinyin or initials, one file a province.

``resources/divisions/README.md`` says where the lists come from. A newer list of a province that was taken in lies in
the data folder and comes before the shipped one.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from pathlib import Path

from villagedesk import paths
from villagedesk.domain import divisions, pinyin
from villagedesk.domain.divisions import Level
from villagedesk.errors import AppError

_MOST_BYTES = 16 << 20  # the largest province has 1.6 MB
_HEAD = re.compile(r"(\d{4}) (\S{1,40}) (\d{2})")
_TOWNSHIP = re.compile(r"\d{9}(?: \d{3}\S{1,60})+")
# Nobody says these when he names his village.
_ENDS = re.compile(r"(社区居民委员会|社区居委会|村民委员会|居民委员会|村委会|居委会|委员会)$")
_MOST_COUNTIES = 8
_NEAR, _FAR = 0, 1


@dataclass(frozen=True)
class Village:
    """One village. ``place`` leads to its township; ``edition`` is the year of the list."""

    code: str
    name: str
    place: str
    edition: str


@dataclass(frozen=True)
class _Pack:
    """The villages of one province by code."""

    edition: str
    codes: list[str]
    names: list[str]

    def within(self, code: str) -> range:
        """Where the villages of a county or township stand."""
        return range(bisect_left(self.codes, code), bisect_left(self.codes, code + ":"))


def village(code: str) -> Village | None:
    """The village with a code of 12 digits; None when no list here knows it."""
    pack = _pack(code[:2]) if len(code) == 12 and code.isdigit() else None
    at = bisect_left(pack.codes, code) if pack else 0
    if pack is None or pack.codes[at : at + 1] != [code]:
        return None
    return _village(pack, at)


def find_villages(words: str, near: str = "", limit: int = 12) -> list[Village]:
    """The villages that are called so.

    Args:
        words: a name or the beginning of one, in characters, pinyin or initials, or a code from its beginning; counties
            or townships in front narrow it: ``临安 白牛``, ``linan bn`` (letters name only counties).
        near: a code of 6 to 12 digits, the centre's own; its township comes first, then its county, then its province.
        limit: how many at most.

    Returns:
        The best first. Nothing where neither ``near`` nor the words name a province that is here.
    """
    *above, last = unicodedata.normalize("NFKC", words).lower().split() or [""]
    if not last or limit < 1:
        return []
    if last.isdigit():
        return _by_code(last, limit)
    found: list[tuple[int, int, int, str, Village]] = []
    for scope in _scopes(above, near):
        pack = _pack(scope[:2])
        if pack is None:
            continue
        for rank, at in _matches(pack, scope, last):
            code = pack.codes[at]
            found.append((_distance(code, near), rank, len(pack.names[at]), code, _village(pack, at)))
        if len(found) >= limit and len(scope) > 2:
            break
    best = nsmallest(limit, {hit[3]: hit for hit in found}.values())
    return [hit[-1] for hit in best]


def read_pack(data: bytes) -> tuple[str, str, int]:
    """Edition, province and number of villages of a pack that is to be taken in.

    Raises:
        AppError: ``village_pack_wrong`` when it is no list of villages.
    """
    pack, province = _parse(data)
    return pack.edition, province, len(pack.codes)


def is_newer(province: str, edition: str) -> bool:
    """Whether a list of another year is newer than the one of this province that is here (two digits of its code)."""
    here = _pack(province)
    return here is None or edition > here.edition


def take_in(data: bytes, home: Path) -> tuple[str, str, int]:
    """Keep a newer list of one province in the data folder; returns its edition, province and number of villages.

    Raises:
        AppError: ``village_pack_wrong``; ``village_pack_older`` when the list that is here is newer.
        OSError: the disk is full or may not be written to.
    """
    edition, province, count = read_pack(data)
    here = _pack(province)
    if here is not None and here.edition > edition:
        raise AppError("village_pack_older", here=here.edition, edition=edition)
    target = _own(home) / f"{province}.zst"
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_suffix(".new")
    half.write_bytes(data)
    half.replace(target)
    _pack.cache_clear()
    return edition, province, count


def said_name(name: str) -> str:
    """A village as it is said: ``白牛村村民委员会`` is ``白牛村``."""
    short = _ENDS.sub("", name)
    return short if short.endswith(("村", "社区", "寨", "屯")) or short == name else short + "村"


def _own(home: Path) -> Path:
    return home / "villages"


def _scopes(above: list[str], near: str) -> Iterator[str]:
    """Codes within which to look, the nearest first; a province only where the words name nothing."""
    if above:
        counties = sorted(_counties(" ".join(above)), key=lambda code: (not code.startswith(near[:2]), code))
        yield from counties[:_MOST_COUNTIES]
        return
    if near:
        yield near[:6]
        yield near[:2]


def _counties(words: str) -> set[str]:
    """Codes of the counties (and townships, where their names are written) that the words in front name."""
    if words.isascii() and not words.isdigit():
        return set(divisions.counties_spelled(words))
    found = divisions.find(words, 40)
    return {place.code for place in found if place.level in (Level.COUNTY, Level.STREET)}


def _matches(pack: _Pack, scope: str, word: str) -> Iterator[tuple[int, int]]:
    """(how unlike, where) of each village within a scope that fits."""
    latin = word.isascii()
    first = re.compile("|".join(map(re.escape, _spelled(word[0])))) if latin else None
    for at in pack.within(scope):
        name = pack.names[at]
        if first is None:
            if word in name:
                yield (0 if name.startswith(word) else 1), at
        elif first.match(name) and any(key.startswith(word) for key in pinyin.keys(_ENDS.sub("", name))):
            yield 0, at


@lru_cache(maxsize=26)
def _spelled(letter: str) -> tuple[str, ...]:
    """The characters that can begin with a letter, and the letter itself."""
    begun = (syllable for syllable in pinyin.syllables() if syllable.startswith(letter))
    return (letter, *sorted({character for syllable in begun for character in pinyin.chars(syllable)}))


def _by_code(digits: str, limit: int) -> list[Village]:
    pack = _pack(digits[:2]) if len(digits) >= 6 else None
    return [_village(pack, at) for at in list(pack.within(digits))[:limit]] if pack else []


def _distance(code: str, near: str) -> int:
    return next((n for n, length in enumerate((9, 6, 4, 2)) if near[:length] == code[:length]), 4)


def _village(pack: _Pack, at: int) -> Village:
    code = pack.codes[at]
    place = divisions.place(code)
    return Village(code, pack.names[at], place.full_name if place else "", pack.edition)


@lru_cache(maxsize=2)
def _pack(province: str) -> _Pack | None:
    """One province's list; None when there is none. Two are kept: a border village looks into the neighbour's."""
    for folder in (_own(paths.data_dir()), paths.resource("divisions/villages")):
        file = folder / f"{province}.zst"
        if file.is_file():
            try:
                return _parse(file.read_bytes())[0]
            except AppError:
                continue  # a damaged list of the data folder: the shipped one still serves
    return None


def _parse(data: bytes) -> tuple[_Pack, str]:
    import zstandard  # lazy: 15 ms, and the list is only needed where a village is typed

    try:
        reader = zstandard.ZstdDecompressor().stream_reader(data)
        text = reader.read(_MOST_BYTES + 1)
        if len(text) > _MOST_BYTES:
            raise AppError("village_pack_wrong")
        head, *lines = text.decode().split("\n")
    except (zstandard.ZstdError, UnicodeDecodeError) as error:
        raise AppError("village_pack_wrong") from error
    known = _HEAD.fullmatch(head)
    if known is None or not lines or not all(_TOWNSHIP.fullmatch(line) for line in lines):
        raise AppError("village_pack_wrong")
    codes, names = _taken_apart(lines)
    if any(not code.startswith(known[3]) for code in (codes[0], codes[-1])) or codes != sorted(codes):
        raise AppError("village_pack_wrong")
    return _Pack(known[1], codes, names), known[3]


def _taken_apart(lines: Iterable[str]) -> tuple[list[str], list[str]]:
    codes, names = [], []
    for line in lines:
        township, *villages = line.split(" ")
        for one in villages:
            codes.append(township + one[:3])
            names.append(one[3:])
    return codes, names
