"""Read what the staff types, in the console or at the command line, as exactly as the desk does."""

from datetime import datetime

from villagedesk.domain.values import parse_fen, parse_grams
from villagedesk.errors import Invalid


def whole(text: str, field: str) -> int:
    """A whole number of up to six digits; 0 for nothing.

    Raises:
        Invalid: it is none.
    """
    if not text:
        return 0
    if not text.isdecimal() or len(text) > 6:
        raise Invalid(field, "not_a_number")
    return int(text)


def fen(text: str, field: str) -> int:
    """An amount in yuan as fen.

    Raises:
        Invalid: it is no amount.
    """
    return parse_fen(text, field=field)


def optional_grams(text: str, field: str) -> int:
    """A weight in kg as grams; 0 when nothing was typed.

    Raises:
        Invalid: it is no weight.
    """
    return parse_grams(text, "kg", field=field) if text else 0


def optional_time(text: str, field: str) -> int | None:
    """A local date and time (``2026-11-24T10:00``) as ms UTC; None when nothing was typed.

    Raises:
        Invalid: it is no time.
    """
    if not text:
        return None
    try:
        return int(datetime.fromisoformat(text).astimezone().timestamp()) * 1000
    except (ValueError, OverflowError, OSError):
        raise Invalid(field, "time_wrong") from None
