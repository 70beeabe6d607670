"""What the goods index holds of a title. ``query`` asks for the same tokens; whoever changes one changes both.

Other areas that search texts of any length (not names: those have ``store.people_index``) can reuse ``words``,
``plain`` and ``tokens``. The tokens of ``禾洁 洗衣粉 2.5 kg``, separated by spaces for FTS5's ``ascii`` tokenizer:

- each Chinese character, and each two that stand together: ``洗``, ``洗衣`` (also across a space: ``洁洗``);
- of the *stream*, which is the text without spaces and with the initial in the place of each Chinese character
  (``hjxyf2.5kg``), each two and three that stand together: ``xy``, ``xyf``, ``f2.``;
- of each two characters the full pinyin, and the first one's with the initial of the second: ``xi'yi``, ``xi'y``;
- behind ``=`` each word, and its initials: ``=洗衣粉``, ``=xyf``; behind ``^`` the first initial of each word;
- behind ``~`` the same of the kind of goods where it stands in the title, so that ``jy`` finds 酱油 before 家用.

Characters that are read in several ways give the tokens of all of them.
"""

import re
from functools import cache, lru_cache
from itertools import product

from villagedesk.domain import pinyin

# In FTS5's ascii tokenizer letters, digits and everything that is not ASCII belong to tokens; these besides.
TOKENIZER = "ascii tokenchars '.%=^~'''"

# Marks belong to a number only: 2.5, 45%. Where Chinese begins or ends, a word does: LED灯泡, 复合肥45%.
_WORD = re.compile(r"(?:[a-z0-9]|(?<=\d)\.(?=\d)|(?<=\d)%)+|[^\W_!-~]+")
_WIDE = re.compile(r"[^\x00-\x7f]")
_MAX_INITIALS = 4


def words(text: str) -> list[str]:
    """The words of a text in the form in which texts are compared; spaces, signs, emoji and a change of script part them."""
    return _WORD.findall(pinyin.fold(text))


def plain(text: str) -> str:
    """A text in the form in which texts are compared, without anything between its words."""
    return "".join(words(text))


def wide(char: str) -> bool:
    """Whether a character is written without spaces around it, as Chinese is."""
    return not char.isascii()


def tokens(text: str, kind: str = "") -> str:
    """The tokens of a text, separated by spaces; some stand there twice.

    Args:
        text: a title with its pack.
        kind: what it is, in a word that need not stand in the text; it is found by that word too.
    """
    parts = words(text)
    kinds = words(kind)
    joined = "".join(parts)
    # A kind that is not in the title is a weaker hint than a word of it.
    named = [word for word in kinds if word in joined]
    found = list(map(_word, [*parts, *named]))
    found += map(_name, named)
    for run in (joined, *(word for word in kinds if word not in joined)):
        found += _WIDE.findall(run)
        found += map(_two, run, run[1:])
        found += _stream_grams(run)
    return " ".join(filter(None, found))


@lru_cache(maxsize=1 << 14)
def stream_initials(char: str) -> tuple[str, ...]:
    """What may stand in the stream for a character: its initials, or the character where it has none."""
    return tuple(dict.fromkeys(reading[0] for reading in pinyin.readings(char))) or (char,)


def initials_of(word: str) -> list[str]:
    """The stream of a word in every reading; behind a few of them only the usual ones."""
    choices = [stream_initials(char) for char in word]
    ways = 1
    for place, choice in enumerate(choices):
        if ways * len(choice) > _MAX_INITIALS:
            choices[place] = choice[:1]
        ways *= len(choices[place])
    return ["".join(way) for way in product(*choices)]


def characters(text: str) -> frozenset[str]:
    """The characters of a text and the initials of each: what is typed for it begins with one of them."""
    folded = plain(text)
    return frozenset(folded).union(*map(stream_initials, folded))


def stream(text: str) -> str:
    """Plain text with the usual initial in the place of each Chinese character."""
    return text.translate(_usual)


class _Usual(dict[int, str]):
    """The usual initial by code point, found at the first use."""

    def __missing__(self, code: int) -> str:
        self[code] = stream_initials(chr(code))[0]
        return self[code]


_usual = _Usual()


def ambiguous(text: str) -> list[int]:
    """At which places of a text there is a character with several initials."""
    return [place.start() for place in _ambiguous().finditer(text)]


@cache
def _ambiguous() -> re.Pattern[str]:
    return re.compile(f"[{''.join(char for char in pinyin.several() if len(stream_initials(char)) > 1)}]")


def _stream_grams(run: str) -> list[str]:
    """Each two and three of the stream that stand together; around a character with several initials, for each."""
    usual = stream(run)
    found = [usual[at : at + 2] for at in range(len(run) - 1)]
    found += [usual[at : at + 3] for at in range(len(run) - 2)]
    for at in ambiguous(run):
        for size in (2, 3):
            for begin in range(max(0, at - size + 1), min(at, len(run) - size) + 1):
                found += map("".join, product(*map(stream_initials, run[begin : begin + size])))
    return found


# Titles repeat each other: remembering some pieces makes the import twice as fast.
@lru_cache(maxsize=1 << 14)
def _two(a: str, b: str) -> str:
    if not (wide(a) and wide(b)):
        return ""
    ends = (*pinyin.readings(b), *stream_initials(b)) if pinyin.readings(b) else ()
    return " ".join([a + b, *(f"{x}'{y}" for x, y in product(pinyin.readings(a), ends))])


@lru_cache(maxsize=1 << 12)
def _word(word: str) -> str:
    starts = [f"^{initial}" for initial in stream_initials(word[0])]
    if word.isascii():
        return " ".join([*starts, f"={word}"])
    return " ".join([*starts, f"={word}", *(f"={initials}" for initials in initials_of(word))])


@lru_cache(maxsize=1 << 12)
def _name(word: str) -> str:
    return " ".join(f"~{form}" for form in dict.fromkeys([word, *initials_of(word)]))
