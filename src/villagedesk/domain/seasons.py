"""A season is one crop on one plot from sowing to harvest; its input log is what was sprayed, spread and sown on it.

The log decides the first lawful harvest day: a pesticide's label names the days that have to pass after it was used
(pre-harvest interval). Weights are in grams, areas in thousandths of a mu, days ISO dates.
"""

from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity


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
