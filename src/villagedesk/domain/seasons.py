"""A season is one crop on one plot from sowing to harvest; its input log is what was sprayed, spread and sown on it.

The log decides the first lawful harvest day: a pesticide's label names the days that have to pass after it was used
(pre-harvest interval). Weights are in grams, areas in thousandths of a mu, days ISO dates.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar, Protocol

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.domain.farm_inputs import LICENCE_LENGTH, licence_problems, plain_licence
from villagedesk.domain.goods import FarmInput
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.texts import check_text
from villagedesk.errors import Invalid

CROP_LENGTH = 30
PRODUCT_LENGTH = 40
DOSE_LENGTH = 40
REASON_LENGTH = 60
# Trees bear for years; what was sown longer ago is a slip of the finger.
OLDEST_SOWN_DAYS = 400


class CropSeason(Entity, table=True):
    """One crop on one plot. ``area`` 0: the whole plot; ``expected`` and ``actual`` 0: not said yet."""

    guarded: ClassVar = frozenset({"actual"})

    plot_id: str = Field(index=True)
    person_id: str = Field(index=True)
    crop: str
    variety: str = ""
    sown_on: str
    area: int = 0
    expected: int = 0
    actual: int = 0
    ended_on: str = ""


class InputUse(Entity, table=True):
    """One line of the log: a fact. A wrong line is struck with a reason and stays readable.

    ``kind`` is a FarmInput, ``problems`` what was odd about the pack's number, ``order_line_id`` where the farmer
    bought it through the centre.
    """

    season_id: str = Field(index=True)
    kind: str
    product: str
    licence_no: str = ""
    dose: str = ""
    used_on: str
    interval_days: int = 0
    problems: str = ""
    order_line_id: str = ""
    struck: str = ""


@dataclass(frozen=True)
class SeasonForm:
    """What is known when a season begins. ``sown_on`` is the day of sowing, for trees that of the first work."""

    plot_id: str = ""
    crop: str = ""
    variety: str = ""
    sown_on: str = ""
    area: int = 0
    expected: int = 0


@dataclass(frozen=True)
class InputForm:
    """One line of the log as typed. ``interval_days`` None: nothing was typed."""

    kind: str = FarmInput.PESTICIDE
    product: str = ""
    licence_no: str = ""
    dose: str = ""
    used_on: str = ""
    interval_days: int | None = None
    order_line_id: str = ""


class Use(Protocol):
    """What the interval follows from."""

    product: str
    used_on: str
    interval_days: int
    struck: str


@dataclass(frozen=True)
class LawfulDay:
    """From when a harvest is lawful, and the use that decides it."""

    day: str
    product: str
    used_on: str
    interval_days: int


@dataclass(frozen=True)
class Ceiling:
    """What a plot can grow, and what was brought of it: grams, thousandths of a mu, grams a mu."""

    area: int
    per_mu: int
    brought: int
    more: int

    @property
    def most(self) -> int:
        """What the plot can grow at most, in grams."""
        return self.area * self.per_mu // 1000

    @property
    def total(self) -> int:
        """What was brought together with what is being recorded."""
        return self.brought + self.more

    @property
    def passed(self) -> bool:
        """Whether the plot can have grown that much."""
        return self.total <= self.most


def check_season(form: SeasonForm, today: str) -> SeasonForm:
    """The form as it is kept.

    Raises:
        Invalid: on the field ``plot_id``, ``crop``, ``variety``, ``sown_on``, ``area`` or ``expected``.
    """
    if not form.plot_id:
        raise Invalid("plot_id", "plot_missing")
    for field in ("area", "expected"):
        if getattr(form, field) < 0:
            raise Invalid(field, "negative")
    return replace(
        form,
        crop=check_text("crop", form.crop, CROP_LENGTH, required=True),
        variety=check_text("variety", form.variety, CROP_LENGTH),
        sown_on=check_past_day("sown_on", form.sown_on, today, OLDEST_SOWN_DAYS),
    )


def check_input(form: InputForm, today: str) -> InputForm:
    """One line of the log as it is kept. A pesticide has its interval: 0 has to be typed where the label says so.

    Raises:
        Invalid: on the field ``kind``, ``product``, ``licence_no``, ``dose``, ``used_on`` or ``interval_days``.
    """
    if form.kind not in {FarmInput.SEED, FarmInput.FERTILISER, FarmInput.PESTICIDE}:
        raise Invalid("kind", "field_required")
    sprayed = form.kind == FarmInput.PESTICIDE
    days = form.interval_days
    if days is None and sprayed:
        raise Invalid("interval_days", "interval_missing")
    if days is not None and days < 0:
        raise Invalid("interval_days", "negative")
    longest = rule_pack(today).produce.longest_interval_days
    if days is not None and days > longest:
        raise Invalid("interval_days", "interval_too_long", limit=longest)
    number = check_text("licence_no", plain_licence(form.licence_no), LICENCE_LENGTH, required=sprayed)
    return replace(
        form,
        product=check_text("product", form.product, PRODUCT_LENGTH, required=True),
        licence_no=number,
        dose=check_text("dose", form.dose, DOSE_LENGTH, required=sprayed),
        used_on=check_past_day("used_on", form.used_on, today, OLDEST_SOWN_DAYS),
        interval_days=days or 0,
    )


def input_problems(form: InputForm, today: str) -> str:
    """What is odd about the pack's number, as it is kept: the names of the problems with a space between."""
    if not form.licence_no:
        return ""
    return " ".join(problem.value for problem in licence_problems(form.kind, form.licence_no, today))


def lawful_from(uses: Iterable[Use], until: str = "9999-12-31") -> LawfulDay | None:
    """The first lawful harvest day after the uses up to an ISO date; None where no use has an interval.

    A use on the day of harvest counts: nobody writes down the hour.
    """
    days = [
        LawfulDay(days_after(use.used_on, use.interval_days), use.product, use.used_on, use.interval_days)
        for use in uses
        if not use.struck and use.interval_days > 0 and use.used_on <= until
    ]
    return max(days, key=lambda one: one.day, default=None)


def ceiling(crop: str, area: int, brought: int, more: int, today: str) -> Ceiling | None:
    """What a plot can have grown against what is said; None where no rule knows the crop or the area is not known."""
    per_mu = rule_pack(today).produce.grams_per_mu(crop)
    return Ceiling(area, per_mu, brought, more) if per_mu and area > 0 else None


def check_past_day(field: str, iso: str, today: str, oldest_days: int) -> str:
    """A day that has been, not too long ago.

    Raises:
        Invalid: on that field: missing, no date, in the future, or too long ago.
    """
    if not iso:
        raise Invalid(field, "field_required")
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        raise Invalid(field, "not_a_date") from None
    if day > date.fromisoformat(today):
        raise Invalid(field, "day_in_future", today=today)
    if day < date.fromisoformat(today) - timedelta(days=oldest_days):
        raise Invalid(field, "day_too_old")
    return day.isoformat()


def days_after(day: str, days: int) -> str:
    """The ISO date so many days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
