"""Amounts as integers: fen, grams, pieces and thousandths of a mu, read from what people type and written plainly.

Nothing here ever becomes a float. Grouped and coloured output for the screen is made in ``i18n``.
"""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum

from villagedesk.errors import Invalid


class Unit(StrEnum):
    """The units goods are sold by, and the gram, in which every weight is kept."""

    JIN = "jin"
    KG = "kg"
    GRAM = "g"
    PIECE = "piece"
    BOX = "box"


# Grams in one unit; units that are counted and not weighed are missing.
GRAMS: dict[str, int] = {Unit.JIN: 500, Unit.KG: 1000, Unit.GRAM: 1}

MAX_FEN = 100_000_000_000  # one thousand million yuan; more is a slip of the finger
MAX_GRAMS = 1_000_000_000  # a thousand tonnes
MAX_MU_THOUSANDTHS = 1_000_000_000  # a million mu
MAX_COUNT = 1_000_000_000

_SPACES_AND_SIGNS = re.compile(r"[\s¥]|元$|块$|yuan$|rmb", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_NUMBER = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?")


def parse_fen(text: str, *, field: str = "amount") -> int:
    """Read an amount of money in yuan.

    Args:
        text: as typed: ``4.20``, ``¥1,234.5``, ``４．２０``, ``35元``.
        field: the input to name in an error.

    Returns:
        The amount in fen, not below zero.

    Raises:
        Invalid: ``field_required``, ``not_money``, ``negative``, ``too_many_decimals`` or ``too_large``.
    """
    return _decimal(_SPACES_AND_SIGNS.sub("", _half_width(text)), 100, MAX_FEN, field, "not_money")


def parse_grams(text: str, unit: str, *, field: str = "weight") -> int:
    """Read a weight.

    Args:
        text: as typed, in ``unit``: ``620``, ``62.5``.
        unit: ``jin``, ``kg`` or ``g``.
        field: the input to name in an error.

    Returns:
        Whole grams, not below zero. ``0.001`` jin is half a gram and counts as too many decimals.

    Raises:
        Invalid: ``field_required``, ``not_weight``, ``negative``, ``too_many_decimals`` or ``too_large``.
    """
    return _decimal(_half_width(text).replace(" ", ""), GRAMS[unit], MAX_GRAMS, field, "not_weight")


def parse_mu(text: str, *, field: str = "area") -> int:
    """Read an area in mu.

    Returns:
        Thousandths of a mu, not below zero.

    Raises:
        Invalid: ``field_required``, ``not_area``, ``negative``, ``too_many_decimals`` or ``too_large``.
    """
    plain = _half_width(text).replace(" ", "").removesuffix("亩")
    return _decimal(plain, 1000, MAX_MU_THOUSANDTHS, field, "not_area")


def parse_count(text: str, *, field: str = "quantity") -> int:
    """Read a whole number of pieces or boxes, not below zero.

    Raises:
        Invalid: ``field_required``, ``not_a_number``, ``negative``, ``too_many_decimals`` or ``too_large``.
    """
    return _decimal(_half_width(text).replace(" ", ""), 1, MAX_COUNT, field, "not_a_number")


def parse_quantity(text: str, unit: str, *, field: str = "quantity") -> int:
    """Read a quantity in a sale unit: grams for what is weighed, a count for what is counted.

    Raises:
        Invalid: as parse_grams and parse_count.
    """
    return parse_grams(text, unit, field=field) if unit in GRAMS else parse_count(text, field=field)


def quantity_unit(unit: str) -> Unit:
    """In what a quantity sold by ``unit`` is kept: grams, or the unit itself where it is counted."""
    return Unit.GRAM if unit in GRAMS else Unit(unit)


def line_total_fen(quantity: int, unit: str, price_fen_per_sale_unit: int) -> int:
    """What a quantity costs.

    Args:
        quantity: grams where ``unit`` is a weight, else pieces or boxes.
        unit: the unit the price is for.
        price_fen_per_sale_unit: fen for one ``unit``.

    Returns:
        Fen, rounded half up; half of a negative fen away from zero, so that a reversal is the exact opposite.
    """
    return _round_half_up(quantity * price_fen_per_sale_unit, GRAMS.get(unit, 1))


def shares(total: int, weights: Sequence[int]) -> list[int]:
    """Split an amount in proportion, to the last fen, by the largest remainder.

    Args:
        total: the amount to split; may be negative (a claim to carry).
        weights: one for each share, none below zero and not all zero.

    Returns:
        Whole shares in the order of the weights; they add up to ``total`` exactly and none is a whole fen or more
        away from its exact part. Among equal remainders the earlier one gets the fen.

    Raises:
        ValueError: there are no weights, one is below zero, or all are zero.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("shares need weights of zero or more, and one above zero")
    if total < 0:
        return [-share for share in shares(-total, weights)]
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def plain_fen(fen: int) -> str:
    """An amount as ``12.34``: no sign of the currency, no grouping; parse_fen reads it back."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{sign}{yuan}.{rest:02d}"


def plain_mu(thousandths: int) -> str:
    """An area in mu as ``3.2``; parse_mu reads it back."""
    return _plain(thousandths, 1000)


def plain_quantity(quantity: int, unit: str) -> str:
    """A quantity as ``62.5`` in its sale unit, exact and without needless zeros; parse_quantity reads it back."""
    return _plain(quantity, GRAMS.get(unit, 1))


def _half_width(text: str) -> str:
    """Full-width digits and marks as plain ones; a Chinese full stop is what some input methods type for a point."""
    return unicodedata.normalize("NFKC", text).strip().replace("。", ".").replace("−", "-")


def _decimal(text: str, size: int, limit: int, field: str, wrong: str) -> int:
    """A decimal times ``size`` as an integer, by integer arithmetic alone."""
    if not text:
        raise Invalid(field, "field_required")
    if "," in text:
        if not _GROUPED.fullmatch(text):
            raise Invalid(field, wrong)
        text = text.replace(",", "")
    found = _NUMBER.fullmatch(text)
    if not found or not (found[2] or found[3]) or not text.isascii():
        raise Invalid(field, wrong)
    decimals = (found[3] or "").rstrip("0")
    if len(found[2].lstrip("0")) > 15 or len(decimals) > 15:
        raise Invalid(field, "too_large" if len(decimals) <= 15 else "too_many_decimals")
    tens: int = 10 ** len(decimals)
    value, rest = divmod(int((found[2] or "0") + decimals) * size, tens)
    if found[1] == "-" and (value or rest):
        raise Invalid(field, "negative")
    if rest:
        raise Invalid(field, "too_many_decimals")
    if value > limit:
        raise Invalid(field, "too_large")
    return value


def _round_half_up(value: int, size: int) -> int:
    rounded = (2 * abs(value) + size) // (2 * size)
    return -rounded if value < 0 else rounded


def _plain(value: int, size: int) -> str:
    """``value / size`` as an exact decimal; ``size`` divides 1000."""
    whole, rest = divmod(abs(value) * (1000 // size), 1000)
    tail = str(rest).zfill(3).rstrip("0")
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{tail}" if tail else f"{sign}{whole}"
