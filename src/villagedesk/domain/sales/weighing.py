"""What may come from a scale: never less than nothing, never more than a scale carries, never nothing at all."""

from dataclasses import dataclass, field

from villagedesk.domain.values import GRAMS
from villagedesk.errors import Invalid

MAX_GRAMS = 3_000_000  # three tonnes: more than the platform scale of a village room carries
MOST_LOADS = 60
# How far above the promise the scale may be before somebody has to look again: a tenth, and a sack more.
_OVER_PERCENT, _OVER = 10, 50_000


@dataclass(frozen=True)
class Load:
    """One load: goods and container, then the container, in grams; or ``pieces`` where goods are counted.

    ``scale`` names the scale that sent the weight, "" where it was typed.
    """

    gross_grams: int = 0
    tare_grams: int = 0
    pieces: int = 0
    scale: str = ""

    def quantity(self, unit: str) -> int:
        """What counts: grams without the container, or pieces."""
        return self.gross_grams - self.tare_grams if unit in GRAMS else self.pieces


@dataclass(frozen=True)
class WeighForm:
    """What was written down at the scale. ``moisture`` is in tenths of a percent, 0 where nobody measured.

    ``price_fen`` is lower than the buyer's where the farmer agreed to it for a lower grade; 0 is the buyer's.
    ``photos`` are SHA-256 of pictures.
    """

    loads: tuple[Load, ...] = ()
    grade: str = ""
    moisture: int = 0
    price_fen: int = 0
    photos: tuple[str, ...] = field(default=())


def check_load(load: Load, unit: str) -> int:
    """What one load comes to.

    Raises:
        Invalid: on ``gross`` or ``tare``: below zero, too much for a scale, or nothing is left.
    """
    if unit not in GRAMS:
        if not 0 < load.pieces <= MAX_GRAMS:
            raise Invalid("gross", "must_be_more_than_zero" if load.pieces <= 0 else "too_large")
        return load.pieces
    if load.gross_grams < 0:
        raise Invalid("gross", "negative")
    if load.tare_grams < 0:
        raise Invalid("tare", "negative")
    if load.gross_grams > MAX_GRAMS or load.tare_grams > MAX_GRAMS:
        raise Invalid("gross" if load.gross_grams > MAX_GRAMS else "tare", "gross_too_large")
    if load.gross_grams <= load.tare_grams:
        raise Invalid("tare" if load.gross_grams else "gross", "not_gross")
    return load.gross_grams - load.tare_grams


def check_weighing(form: WeighForm, unit: str, promised: int, price_fen: int) -> int:
    """What all loads together come to, in grams or pieces.

    Args:
        form: what was written down.
        unit: the order's sale unit.
        promised: what was to come, in grams or pieces.
        price_fen: the buyer's price.

    Raises:
        Invalid: on ``gross``, ``tare``, ``moisture`` or ``price``.
    """
    if not form.loads:
        raise Invalid("gross", "field_required")
    if len(form.loads) > MOST_LOADS:
        raise Invalid("gross", "too_large")
    total = sum(check_load(load, unit) for load in form.loads)
    if total > promised + promised * _OVER_PERCENT // 100 + (_OVER if unit in GRAMS else 20):
        raise Invalid("gross", "too_much_weighed")
    if not 0 <= form.moisture <= 1000:
        raise Invalid("moisture", "moisture_out_of_range")
    if form.price_fen < 0:
        raise Invalid("price", "negative")
    if form.price_fen > price_fen:
        raise Invalid("price", "price_above_order")
    return total


def read_percent(text: str) -> int:
    """A percentage as tenths of a percent; nothing typed is 0.

    Raises:
        Invalid: on the field ``moisture``.
    """
    plain = text.strip().rstrip("%％").strip()
    whole, _dot, rest = plain.partition(".")
    if not plain:
        return 0
    if not ((whole or "0").isdecimal() and (rest or "0").isdecimal() and len(rest) <= 1 and len(whole) <= 3):
        raise Invalid("moisture", "moisture_out_of_range")
    return int(whole or 0) * 10 + int(rest or 0)
