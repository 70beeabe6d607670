"""Plots as a farmer names them: where they are, how large, what grows there, and with which right he works them.

A place is typed or pasted as two numbers and has to lie in China; it is kept in millionths of a degree, never a float.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum

from villagedesk.domain.identity import check_village_code
from villagedesk.domain.people import found_problems
from villagedesk.domain.texts import check_text, tidy
from villagedesk.errors import Invalid
from villagedesk.i18n import N_

MOST_PLOTS = 30
PLOT_NAME_LENGTH = 20
CROPS_LENGTH = 60
MICRO = 1_000_000
# The land of China with its islands, in millionths of a degree: a typing slip falls outside, a border dispute does not.
_SOUTH, _NORTH, _WEST, _EAST = 3_300_000, 53_600_000, 73_400_000, 135_100_000
_NUMBER = re.compile(r"([NSEW北南东西]?)[纬经]?\s*([+-]?\d{1,3}(?:\.\d+)?)\s*°?\s*([NSEW]?)", re.IGNORECASE)
# A space parts Chinese names; within "kiwi fruit" it belongs to the name.
_CROP_ENDS = re.compile(r"\s*[,，、;；/|]+\s*|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")


class Tenure(StrEnum):
    """With which right somebody works a plot."""

    CONTRACTED = "contracted"
    RENTED = "rented"
    SHARED = "shared"
    GARDEN = "garden"


TENURE_WORDS: dict[str, str] = {
    Tenure.CONTRACTED: N_("Own contracted land"),
    Tenure.RENTED: N_("Rented"),
    Tenure.SHARED: N_("Worked together"),
    Tenure.GARDEN: N_("Home garden"),
}


@dataclass(frozen=True)
class PlotForm:
    """A plot as it is typed. ``area`` in thousandths of a mu, ``place`` two numbers, ``sketch`` a picture's SHA-256.

    ``plot_id`` is a plot on file that the form is about.
    """

    name: str = ""
    area: int | None = None
    crops: str = ""
    tenure: str = ""
    village_code: str = ""
    place: str = ""
    sketch: str = ""
    plot_id: str = ""


def check_plot(form: PlotForm) -> PlotForm:
    """The plot as it is kept.

    Raises:
        Invalid: the first input that is not right; the field is called ``plot_name``, ``plot_crops``, ``tenure``,
            ``place`` or ``village_code``.
    """
    problems = plot_problems(form)
    if problems:
        raise next(iter(problems.values()))
    return replace(
        form,
        name=tidy(form.name),
        crops="，".join(crops_of(form.crops)),
        village_code=check_village_code(form.village_code) if form.village_code else "",
        place=place_text(*read_place(form.place)) if form.place.strip() else "",
    )


def plot_problems(form: PlotForm) -> dict[str, Invalid]:
    """What is not right with one plot, by field."""
    return found_problems(
        lambda: check_text("plot_name", form.name, PLOT_NAME_LENGTH),
        lambda: check_text("plot_crops", form.crops, CROPS_LENGTH, required=True),
        lambda: _check_tenure(form.tenure),
        lambda: check_village_code(form.village_code) if form.village_code else None,
        lambda: read_place(form.place) if form.place.strip() else None,
    )


def crops_of(text: str) -> list[str]:
    """The crops in a text, each once: ``猕猴桃，山核桃、茶`` is three."""
    return list(dict.fromkeys(part for part in _CROP_ENDS.split(tidy(text)) if part))


def read_place(text: str) -> tuple[int, int]:
    """Latitude and longitude in millionths of a degree, from what is typed or pasted from a telephone.

    ``30.1234, 119.5678``, the same the other way round, with N and E or 北纬 and 东经, with or without degree signs.

    Raises:
        Invalid: ``place_unreadable`` when it is not two numbers, ``place_abroad`` when they are not in China.
    """
    half = unicodedata.normalize("NFKC", text).strip().strip("()[]")
    found = [(first or last, number) for first, number, last in _NUMBER.findall(half)]
    if len(found) != 2 or re.sub(r"[\s,;°度NSEW北南东西纬经]", "", _NUMBER.sub("", half), flags=re.IGNORECASE):
        raise Invalid("place", "place_unreadable")
    (side, first), (_, second) = found
    one, other = _micro(first), _micro(second)
    if side and side in "EeWw东西":
        one, other = other, one
    for latitude, longitude in ((one, other), (other, one)):
        if _SOUTH <= latitude <= _NORTH and _WEST <= longitude <= _EAST:
            return latitude, longitude
    raise Invalid("place", "place_abroad")


def place_text(latitude: int, longitude: int) -> str:
    """``30.123400, 119.567800``."""
    return f"{_degrees(latitude)}, {_degrees(longitude)}"


def _check_tenure(tenure: str) -> None:
    if tenure and tenure not in set(Tenure):
        raise Invalid("tenure", "field_required")


def _micro(number: str) -> int:
    """``30.1234567`` -> 30123457 without a float; the seventh digit rounds."""
    sign = -1 if number.startswith("-") else 1
    whole, _, part = number.lstrip("+-").partition(".")
    digits = (part + "0000000")[:7]
    return sign * (int(whole) * MICRO + (int(digits) + 5) // 10)


def _degrees(micro: int) -> str:
    whole, part = divmod(abs(micro), MICRO)
    return f"{'-' if micro < 0 else ''}{whole}.{part:06d}"
