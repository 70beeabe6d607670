"""Small phrases that several papers share."""

from villagedesk.domain import short_code
from villagedesk.domain.papers import WEIGHTS
from villagedesk.i18n import _, local, number, weight


def amount(quantity: int, unit: str) -> str:
    """How much: ``620 斤`` for grams in a weight unit, ``90 个`` for a count."""
    if unit in WEIGHTS:
        return weight(quantity, unit)
    return f"{number(quantity)} {_('pc.') if unit == 'piece' else unit}"


def pair_up(digits: str) -> str:
    """``482073`` as ``48 20 73``: easier to read aloud."""
    return " ".join(digits[at : at + 2] for at in range(0, len(digits), 2))


def moment(ms: int) -> str:
    """Date and time of day, the same in every language: ``2026-11-23 10:31``."""
    return local(ms).strftime("%Y-%m-%d %H:%M")


def check_words(code: str) -> str:
    """A paper's short code with the word before it; the code itself is never parted at the end of a line."""
    return _("Check {code}").format(code=short_code.shown(code).replace(" ", "\u00a0"))
