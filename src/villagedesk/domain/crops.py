"""Harvest lots: what one farmer brought from one harvest, how much, how good, and the photos of it.

A quantity is in grams where the sale unit is a weight, else in pieces (``values.quantity_unit``). What is left of a lot
is never stored; it follows from what is offered and sold of it (see ``store.crops``).
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.kinds import kind_of
from villagedesk.domain.rules import rule_pack, shipped_book
from villagedesk.domain.texts import check_text
from villagedesk.domain.values import Unit, plain_quantity
from villagedesk.errors import Invalid
from villagedesk.i18n import N_, _, language

# What a farmer may say his quantity in, and what a price may be for.
SALE_UNITS = (Unit.JIN, Unit.KG, Unit.PIECE)

UNIT_WORDS: dict[str, str] = {Unit.JIN: N_("jin"), Unit.KG: N_("kg"), Unit.PIECE: N_("pc.")}


@dataclass(frozen=True)
class Quantity:
    """A quantity inside a sentence, in grams or pieces: written in the language in which the sentence is shown."""

    amount: int
    sale_unit: str

    def __str__(self) -> str:
        return f"{plain_quantity(self.amount, self.sale_unit)} {_(UNIT_WORDS.get(self.sale_unit, self.sale_unit))}"


class LotPhotoKind(StrEnum):
    """What a photo of a lot shows."""

    WHOLE = "whole"
    CUT = "cut"
    WEIGHING = "weighing"
    OTHER = "other"


PHOTO_WORDS: dict[str, str] = {
    LotPhotoKind.WHOLE: N_("Whole"),
    LotPhotoKind.CUT: N_("Cut open"),
    LotPhotoKind.WEIGHING: N_("Weighing"),
    LotPhotoKind.OTHER: N_("Another one"),
}

NAME_LENGTH = 30
MAX_QUANTITY = 100_000_000  # 100 tonnes in grams: more than a farm brings at once, so a slip of the finger
# A harvest older than this is asked about: stored apples are sold for months, but not for years.
OLDEST_HARVEST_DAYS = 400


class HarvestLot(Entity, table=True):
    """One lot. ``sale_unit`` is how the farmer speaks of it.

    ``seller_id`` is "" for a lot mixed of several farmers' (``store.crops.sources`` tells them). ``gtin`` is the number
    of the goods where somebody has bought one.
    """

    guarded: ClassVar = frozenset({"quantity", "harvested_on"})

    code: str = Field(index=True)
    seller_id: str = Field(index=True)
    product: str
    variety: str | None = None
    grade: str = ""
    quantity: int
    sale_unit: str = Unit.JIN
    harvested_on: str
    plot: str | None = None
    season_id: str = Field(default="", index=True)
    gtin: str = ""


class LotPhoto(Entity, table=True):
    """One photo of a lot; the picture itself is kept and sent by its SHA-256."""

    lot_id: str = Field(index=True)
    sha256: str
    kind: str = LotPhotoKind.WHOLE


@dataclass(frozen=True)
class LotForm:
    """What is known when a lot is recorded. ``quantity`` is in grams or pieces; ``photos`` are (kind, SHA-256)."""

    seller_id: str = ""
    product: str = ""
    variety: str = ""
    grade: str = ""
    quantity: int = 0
    sale_unit: str = Unit.JIN
    harvested_on: str = ""
    plot: str = ""
    photos: tuple[tuple[str, str], ...] = ()
    season_id: str = ""
    gtin: str = ""


def grades(today: str) -> list[tuple[str, str]]:
    """Key and name of the grades a lot may have on an ISO date, the best first, in the language of the moment."""
    return [(grade.key, grade.text.said(language())) for grade in rule_pack(today).grades]


def grade_text(key: str) -> str:
    """What a grade is called, also one of an older rule pack; "" for a lot without a grade."""
    known = {grade.key: grade.text for pack in shipped_book().packs for grade in pack.grades}
    return known[key].said(language()) if key in known else key


def crop_icon(product: str) -> str:
    """The drawing that stands beside the square, for those who do not read."""
    return kind_of(product) or "sprout"


def lot_code(day: str, device: int, sequence: int) -> str:
    """The name of a lot, ``20261118-103``: the day, this computer's digit, the how-manieth of the day there.

    Two computers of one centre never give the same name, also when neither knows of the other.
    """
    return f"{day.replace('-', '')}-{device}{sequence:02d}"


def check_lot(form: LotForm, today: str) -> LotForm:
    """The form as it is kept: spaces tidied, every value possible.

    Raises:
        Invalid: on the field ``product``, ``variety``, ``plot``, ``grade``, ``quantity`` or ``harvested_on``.
    """
    if form.grade and form.grade not in {key for key, _text in grades(today)}:
        raise Invalid("grade", "field_required")
    if form.sale_unit not in SALE_UNITS:
        raise Invalid("sale_unit", "field_required")
    return replace(
        form,
        product=check_text("product", form.product, NAME_LENGTH, required=True),
        variety=check_text("variety", form.variety, NAME_LENGTH),
        plot=check_text("plot", form.plot, NAME_LENGTH),
        quantity=check_quantity(form.quantity),
        harvested_on=check_harvest_day(form.harvested_on, today),
        gtin=check_gtin(form.gtin),
    )


def check_quantity(quantity: int) -> int:
    """A quantity in grams or pieces, as it is kept.

    Raises:
        Invalid: on the field ``quantity``: not above zero, or more than a farm brings at once.
    """
    if quantity < 0:
        raise Invalid("quantity", "negative")
    if quantity == 0:
        raise Invalid("quantity", "must_be_more_than_zero")
    if quantity > MAX_QUANTITY:
        raise Invalid("quantity", "quantity_too_large")
    return quantity


def check_gtin(typed: str) -> str:
    """The number of the goods (GTIN-8, -12, -13 or -14) as 14 digits; "" where none was bought.

    Raises:
        Invalid: ``gtin_wrong`` on the field ``gtin``: another length, or the check digit does not fit.
    """
    digits = "".join(typed.split()).replace("-", "")
    if not digits:
        return ""
    if len(digits) not in (8, 12, 13, 14) or not digits.isdecimal() or not digits.isascii():
        raise Invalid("gtin", "gtin_wrong")
    whole = digits.zfill(14)
    # GS1 General Specifications 7.9: the digits count 3, 1, 3, ... from the left of fourteen.
    if sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(whole)) % 10:
        raise Invalid("gtin", "gtin_wrong")
    return whole


def check_harvest_day(iso: str, today: str) -> str:
    """A harvest date as it is kept (``YYYY-MM-DD``).

    Raises:
        Invalid: on the field ``harvested_on``: missing, no date, in the future, or too long ago.
    """
    if not iso:
        raise Invalid("harvested_on", "field_required")
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        raise Invalid("harvested_on", "not_a_date") from None
    if day > date.fromisoformat(today):
        raise Invalid("harvested_on", "harvest_in_future", today=today)
    if day < date.fromisoformat(today) - timedelta(days=OLDEST_HARVEST_DAYS):
        raise Invalid("harvested_on", "harvest_too_old")
    return day.isoformat()
