"""What is said aloud, as parts: set phrases, sums, counts, codes and names, and the words a voice says for each.

A sentence is a list of parts. A voice of the system reads ``text(parts, language)``; the recorded clips say ``words`` one
after the other and leave out what was never recorded (names). Numbers are said as people say them: ``¥63.80`` is
六十三元八角, 10,205 is 一万零二百零五, two bags are 两袋.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from villagedesk.i18n import N_, speaking
from villagedesk.i18n import _ as translated

# The set phrases. Each has a clip in every language: after a change here, or in its translation, run resources/voice/build.py.
HELLO = N_("good day")
YOU_WANT = N_("you want to buy")
TOGETHER = N_("all together")
PAY_CASH = N_("paid in cash")
PAY_ON_DELIVERY = N_("paid when it is here")
CHILD_PAYS = N_("your child pays")
YOU_GIVE = N_("you give")
YOUR_CHANGE = N_("your change is")
IF_DEARER = N_("if it gets dearer than")
ASK_FIRST = N_("we ask you first")
SUBSTITUTE = N_("if it is sold out, something similar may come")
NO_SUBSTITUTE = N_("if it is sold out, nothing else comes")
IS_THAT_RIGHT = N_("is that right?")
ORDER_TAKEN = N_("your order is taken")
PARCEL_HERE = N_("your parcel is here")
PICKUP_CODE = N_("the pickup code is")
PLEASE_PAY = N_("please pay")
NOTHING_TO_PAY = N_("nothing to pay")
REFUND = N_("we give you back")
SCAN_TO_PAY = N_("please scan the code to pay")
KEEP_IT = N_("please keep it safe")
LOOK_AT_IT = N_("please look whether everything is right")
GOODBYE = N_("go well")
TRIAL = N_("this is the voice of the counter")
WARNED = N_("careful: this seller may not sell this brand")

PHRASES: tuple[str, ...] = (
    HELLO, YOU_WANT, TOGETHER, PAY_CASH, PAY_ON_DELIVERY, CHILD_PAYS, YOU_GIVE, YOUR_CHANGE, IF_DEARER, ASK_FIRST, SUBSTITUTE,
    NO_SUBSTITUTE, IS_THAT_RIGHT, ORDER_TAKEN, PARCEL_HERE, PICKUP_CODE, PLEASE_PAY, NOTHING_TO_PAY, REFUND, SCAN_TO_PAY,
    KEEP_IT, LOOK_AT_IT, GOODBYE, TRIAL, WARNED,
)  # fmt: skip

# What one counts goods by, as the catalogue writes it; what is not here is counted as 件.
UNITS: tuple[str, ...] = (
    "件", "袋", "瓶", "斤", "公斤", "箱", "双", "个", "盒", "包", "把", "桶", "支", "条", "套", "台", "块", "只", "卷", "张",
    "根", "升", "克", "米", "本", "罐", "提", "枚", "副", "床", "口", "辆", "顶", "株", "份", "排", "板",
    "棵", "捆", "卡",
)  # fmt: skip
USUAL_UNIT = "件"

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "兆")
# Said digit by digit, 1 is 幺: 一 is too easily heard as 七.
_CODE_DIGITS = {**dict(zip("0123456789", _DIGITS, strict=True)), "1": "幺"}

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SIZES = ((10**12, "trillion"), (10**9, "billion"), (1_000_000, "million"), (1000, "thousand"))

LIMIT = 10**15


@dataclass(frozen=True)
class Phrase:
    """A set phrase, one of PHRASES."""

    phrase: str


@dataclass(frozen=True)
class Name:
    """A name or any other text that was never recorded: only a voice of the system says it."""

    name: str


@dataclass(frozen=True)
class Amount:
    """A sum of money in fen."""

    fen: int


@dataclass(frozen=True)
class Count:
    """So many of something; ``unit`` as the catalogue writes it ("袋"), "" for pieces."""

    count: int
    unit: str = ""


@dataclass(frozen=True)
class Code:
    """Digits said one by one; other characters are left out."""

    digits: str


@dataclass(frozen=True)
class Pause:
    """A breath between two parts of a sentence."""


Part = Phrase | Name | Amount | Count | Code | Pause


def words(part: Part, language: str) -> list[str]:
    """What the clips are looked up by: characters of a Chinese number, words of an English one, a whole phrase.

    Args:
        part: what to say; a pause has no words.
        language: a key of ``i18n.LANGUAGES``.
    """
    chinese = language == "zh_CN"
    match part:
        case Phrase(phrase):
            with speaking(language):
                return [translated(phrase)]
        case Name(name):
            return [name] if name else []
        case Amount(fen):
            return list(chinese_amount(fen)) if chinese else english_amount(fen).split()
        case Count(count, unit):
            known = unit if unit in UNITS else USUAL_UNIT
            return [*chinese_count(count), known] if chinese else english_number(count).split()
        case Code(digits):
            each = _CODE_DIGITS if chinese else dict(zip("0123456789", _SMALL, strict=False))
            return [each[digit] for digit in digits if digit in each]
        case _:
            return []


def text(parts: Iterable[Part], language: str) -> str:
    """The sentence in letters, for a voice that reads anything."""
    chinese = language == "zh_CN"
    said: list[str] = []
    for part in parts:
        if isinstance(part, Pause):
            if said:
                said[-1] += "，" if chinese else ","
        elif isinstance(part, Code):
            said.append(("" if chinese else " ").join(words(part, language)))
        else:
            found = words(part, language)
            if found:
                said.append(("" if chinese else " ").join(found))
    return ("" if chinese else " ").join(said)


def chinese_number(value: int) -> str:
    """A whole number as it is said: 10205 is 一万零二百零五, 12 is 十二, 2000 is 两千.

    Raises:
        ValueError: it is 10^15 or more, either side of zero.
    """
    if abs(value) >= LIMIT:
        raise ValueError("nobody says such a number")
    if value < 0:
        return "负" + chinese_number(-value)
    if value == 0:
        return _DIGITS[0]
    said, gap = "", False
    for at, group in enumerate(_groups(value)):
        size = len(_groups(value)) - 1 - at
        if group == 0:
            gap = True
            continue
        if said and (gap or group < 1000):
            said += _DIGITS[0]
        said += _below_ten_thousand(group) + _GROUPS[size]
        gap = False
    if said.startswith("一十"):
        said = said[1:]
    return "两" + said[1:] if said[0] == "二" and said[1:2] in ("千", "万", "亿", "兆") else said


def chinese_count(value: int) -> str:
    """A number before what is counted: 2 is 两, 12 stays 十二."""
    return "两" if value == 2 else chinese_number(value)  # the one number with two words


def chinese_amount(fen: int) -> str:
    """A sum of money: 六十三元八角, 两元零五分, 五角; nothing is 零元."""
    if fen < 0:
        return "负" + chinese_amount(-fen)
    yuan, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    said = f"{chinese_count(yuan)}元" if yuan or not fen else ""
    if jiao:
        said += f"{_DIGITS[jiao] if said else chinese_count(jiao)}角"
    elif rest and said:
        said += _DIGITS[0]
    if rest:
        said += f"{_DIGITS[rest] if said else chinese_count(rest)}分"
    return said


def english_number(value: int) -> str:
    """A whole number in words: ``ten thousand two hundred and five``.

    Raises:
        ValueError: it is 10^15 or more, either side of zero.
    """
    if abs(value) >= LIMIT:
        raise ValueError("nobody says such a number")
    if value < 0:
        return "minus " + english_number(-value)
    said: list[str] = []
    for size, name in _SIZES:
        if value >= size:
            said += [english_number(value // size), name]
            value %= size
    if value or not said:
        said += (["and"] if said and value < 100 else []) + _below_thousand(value)
    return " ".join(said)


def english_amount(fen: int) -> str:
    """A sum of money: ``sixty three yuan eighty fen``."""
    if fen < 0:
        return "minus " + english_amount(-fen)
    yuan, rest = divmod(fen, 100)
    parts = [f"{english_number(yuan)} yuan"] if yuan or not fen else []
    return " ".join([*parts, f"{english_number(rest)} fen"] if rest else parts)


def number_words(language: str) -> Sequence[str]:
    """Every word that numbers, sums and counts are made of; each has a clip."""
    if language == "zh_CN":
        return [*_DIGITS, "两", "幺", *_PLACES[1:], *_GROUPS[1:], "负", "元", "角", "分", *UNITS]
    sizes = ["hundred", *(name for _size, name in _SIZES)]
    return [*_SMALL, *_TENS[2:], *sizes, "and", "minus", "yuan", "fen"]


def _groups(value: int) -> list[int]:
    """Groups of four digits, the largest first."""
    found: list[int] = []
    while value:
        value, group = divmod(value, 10_000)
        found.insert(0, group)
    return found


def _below_ten_thousand(value: int) -> str:
    said, gap = "", False
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if digit:
            said += (_DIGITS[0] if gap and said else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return said


def _below_thousand(value: int) -> list[str]:
    hundreds, rest = divmod(value, 100)
    said = [_SMALL[hundreds], "hundred"] if hundreds else []
    if rest or not said:
        said += ["and"] if said else []
        said += (
            [_SMALL[rest]] if rest < len(_SMALL) else [_TENS[rest // 10], *([_SMALL[rest % 10]] if rest % 10 else [])]
        )
    return said
