"""Texts through gettext, and numbers, money, dates and weights through Babel. No Qt here.

``_`` translates now, ``N_`` only marks a text for the translators. Babel is imported when the first number is
formatted, because it would slow down the first picture on the screen.

The window has one language (``set_language``); a server answers each request in its own (``speaking``).
"""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING

from villagedesk import clock, paths

if TYPE_CHECKING:
    from babel import Locale

LANGUAGES = {"zh_CN": "简体中文", "en": "English"}
DOMAIN = "villagedesk"

_current: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"
# The language of one request; None everywhere else.
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def set_language(language: str) -> None:
    """Switch every later text to ``language`` (a key of LANGUAGES; anything else means English)."""
    global _current, _language
    _language = language if language in LANGUAGES else "en"
    _current = gettext.translation(DOMAIN, paths.translations(), languages=[_language], fallback=True)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Another language for what is said inside, in this thread or task alone: a server's request has its own."""
    token = _spoken.set(language if language in LANGUAGES else "en")
    try:
        yield
    finally:
        _spoken.reset(token)


def language() -> str:
    """The language in use, a key of LANGUAGES."""
    return _spoken.get() or _language


def _texts() -> gettext.NullTranslations:
    spoken = _spoken.get()
    return _current if spoken is None else _loaded(spoken)


@cache
def _loaded(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, paths.translations(), languages=[language], fallback=True)


def _(text: str) -> str:
    """The text in the language of the moment; the text itself when there is no translation."""
    return _texts().gettext(text) if text else ""


def N_(text: str) -> str:
    """Mark a text for translation without translating it yet."""
    return text


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a text that fits ``count``."""
    return _texts().ngettext(one, many, count)


def locale() -> "Locale":
    """The Babel locale of the language in use."""
    from babel import Locale  # lazy: 30 ms that the first picture does not need

    return Locale.parse(language())


def number(value: int) -> str:
    """An integer with the separators of the language."""
    from babel.numbers import format_decimal  # lazy, see locale()

    return format_decimal(value, locale=locale())


def megabytes(size: int) -> str:
    """A number of bytes, for people: ``12.4 MB``."""
    tenths = size // 100_000
    return f"{number(tenths // 10)}.{tenths % 10} MB"


def data_size(size: int) -> str:
    """A number of bytes as one says it, small ones too: ``640 B``, ``88 KB``, ``3.1 MB``."""
    if size < 1000:
        return f"{size} B"
    return f"{number((size + 500) // 1000)} KB" if size < 1_000_000 else megabytes(size)


def money(fen: int) -> str:
    """An amount in fen as yuan with two decimals: ``¥1,234.50``; no space after the sign."""
    from babel.numbers import format_decimal  # lazy, see locale()

    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    decimal_sign = locale().number_symbols["latn"]["decimal"]
    return f"{sign}¥{format_decimal(yuan, locale=locale())}{decimal_sign}{rest:02d}"


def date_text(iso: str, *, style: str = "long") -> str:
    """An ISO date in the words of the language; ``style`` is full, long, medium or short. What is no date stays."""
    from babel.dates import format_date  # lazy, see locale()

    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    # As the shorter dates of ``short_day`` beside it are written.
    pattern = "d MMMM y" if style == "long" and language() == "en" else style
    return str(format_date(day, format=pattern, locale=locale()))


def day_text(iso: str) -> str:
    """A date with its weekday, as the head of a page shows it."""
    from babel.dates import format_date  # lazy, see locale()

    pattern = "y 年 M 月 d 日  EEEE" if language() == "zh_CN" else "EEEE d MMMM y"
    return str(format_date(date.fromisoformat(iso), format=pattern, locale=locale()))


def local(ms: int) -> datetime:
    """A UTC time in milliseconds as local time."""
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone()


def time_text(ms: int) -> str:
    """The local time of day, ``14:03``."""
    return local(ms).strftime("%H:%M")


def ago(ms: int) -> str:
    """When something was, as one says it: ``09:02``, ``yesterday 17:20`` or a short date with the time."""
    moment, today = local(ms), date.fromisoformat(clock.today())
    days = (today - moment.date()).days
    if days == 0:
        return time_text(ms)
    if days == 1:
        return _("yesterday {time}").format(time=time_text(ms))
    return f"{short_day(moment.date().isoformat())} {time_text(ms)}"


def weekday(day: date) -> str:
    """The day of the week, short: ``周一``, ``Mon``."""
    from babel.dates import format_date  # lazy, see locale()

    return str(format_date(day, format="ccc", locale=locale()))


def short_day(iso: str) -> str:
    """Month and day (``11 月 18 日``, ``18 Nov``), with the year when it is not this one."""
    from babel.dates import format_date  # lazy, see locale()

    day = date.fromisoformat(iso)
    this_year = day.year == date.fromisoformat(clock.today()).year
    if language() == "zh_CN":
        pattern = "M 月 d 日" if this_year else "y 年 M 月 d 日"
    else:
        pattern = "d MMM" if this_year else "d MMM y"
    return str(format_date(day, format=pattern, locale=locale()))


def month_text(month: str) -> str:
    """A month (``2026-11``) as one says it: ``2026 年 11 月``, ``November 2026``."""
    from babel.dates import format_date  # lazy, see locale()

    pattern = "y 年 M 月" if language() == "zh_CN" else "LLLL y"
    return str(format_date(date.fromisoformat(f"{month}-01"), format=pattern, locale=locale()))


def weight(grams: int, unit: str = "kg") -> str:
    """A weight in the unit the farmer uses (``jin``, ``kg`` or ``g``), as exact as it is: ``620 斤``, ``42.5 kg``."""
    size, name = {"jin": (500, _("jin")), "kg": (1000, "kg"), "g": (1, "g")}[unit]
    whole, rest = divmod(abs(grams) * 1000 // size, 1000)
    tail = f"{rest:03d}".rstrip("0")
    sign = "-" if grams < 0 else ""
    decimal_sign = locale().number_symbols["latn"]["decimal"]
    return f"{sign}{number(whole)}{decimal_sign + tail if tail else ''} {name}"
