"""The date printed on a pack: until when it is good, in whatever form it stands there; and on which goods one stands."""

import calendar
import re
import unicodedata
from datetime import date, timedelta

from villagedesk.domain.kinds import kind_of
from villagedesk.errors import Invalid

# Drawn kinds (resources/kinds.tsv) whose packs say until when they are good: food, feed, medicine.
_DATED_KINDS = (
    "rice flour noodles grain oil spice sauce jar biscuit bread sweets nuts tea mushroom milk drink egg meat tin cereal "
    "pills honey health feed animalmedicine"
)
_DATED = frozenset(_DATED_KINDS.split())
_DAY = re.compile(r"(20\d\d)(?:([-./年])(\d{1,2})[-./月](\d{1,2})日?|(\d\d)(\d\d))")
_MONTH = re.compile(r"(20\d\d)(?:[-./年](\d{1,2})月?|(\d\d))")
_KEEPS = re.compile(r"(\d{1,4})(个?月|月|天|日|年|months?|days?|years?|m|d|y)?")
_LONGEST_TEXT = 40
# Nothing that is printed on a pack keeps longer: a month that is far off was mistyped.
_LAST_YEAR = 2099


def has_date(category: str, title: str) -> bool:
    """Whether the packs of goods of a kind, or with a title, say until when they are good."""
    return (kind_of(category) or kind_of(title)) in _DATED


def printed_day(text: str) -> str:
    """The last good day that a text from a pack means, ISO; "" for an empty text.

    ``2026-11-20``, ``2026.11.20``, ``20261120`` and ``2026年11月20日`` are that day, ``2026.11`` and ``202611`` the
    last of the month. ``20250510+18`` was made that day and keeps 18 months; ``+180天`` and ``+2年`` are understood too.

    Raises:
        Invalid: on the field ``good_until``: it is no such date.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).lower().split())
    if not plain:
        return ""
    made, plus, keeps = plain.partition("+")
    try:
        if len(plain) > _LONGEST_TEXT:
            raise ValueError
        day = _kept(_day(made), keeps) if plus else _last_day(plain)
        if day.year > _LAST_YEAR:
            raise ValueError
        return day.isoformat()
    except (ValueError, OverflowError) as error:
        raise Invalid("good_until", "printed_date_unreadable") from error


def _last_day(plain: str) -> date:
    month = _MONTH.fullmatch(plain)
    if month is None:
        return _day(plain)
    year, number = int(month[1]), int(month[2] or month[3])
    return date(year, number, calendar.monthrange(year, number)[1] if 1 <= number <= 12 else 1)


def _day(plain: str) -> date:
    found = _DAY.fullmatch(plain)
    if found is None:
        raise ValueError(plain)
    return date(int(found[1]), int(found[3] or found[5]), int(found[4] or found[6]))


def _kept(made: date, keeps: str) -> date:
    """The last good day of what keeps so long from the day it was made; a bare number means months."""
    found = _KEEPS.fullmatch(keeps)
    if found is None:
        raise ValueError(keeps)
    count, unit = int(found[1]), found[2] or "m"
    if unit[0] in "d天日":
        return made + timedelta(days=count)
    months = made.year * 12 + made.month - 1 + count * (12 if unit[0] in "y年" else 1)
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(made.day, calendar.monthrange(year, month)[1]))
