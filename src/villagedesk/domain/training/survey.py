"""What people thought of a class: five things said by one key each, with a name or without, and a word of their own.

A sheet is a row of its class, so that a trainer's laptop can hand one in. One without a name names nobody: neither
the enrolment nor anything else in it says who it was.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Field

from villagedesk.domain.entity import Entity
from villagedesk.errors import Invalid
from villagedesk.i18n import N_

REMARK_LENGTH = 120
BEST, WORST = 5, 1
# From here on somebody is satisfied.
SATISFIED = 4

# What is asked, in this order; the last one is what the share of the satisfied is counted from.
SURVEY: dict[str, str] = {
    "useful": N_("What was taught: are you satisfied with it?"),
    "clear": N_("How the trainer said it: are you satisfied?"),
    "tried": N_("Trying it with your own hands: are you satisfied?"),
    "time": N_("The day, the hour and the place: are you satisfied?"),
    "whole": N_("All in all: are you satisfied with the class?"),
}
WHOLE = "whole"
# The same in a word or two, for charts.
SHORT: dict[str, str] = {
    "useful": N_("What was taught"),
    "clear": N_("How it was said"),
    "tried": N_("Tried by hand"),
    "time": N_("Day and place"),
    "whole": N_("All in all"),
}

# The answers by their points, the best first, as their keys 1 to 5 stand.
ANSWERS: dict[int, str] = {
    5: N_("very satisfied"),
    4: N_("satisfied"),
    3: N_("so-so"),
    2: N_("not quite satisfied"),
    1: N_("not satisfied"),
}


class SurveySheet(Entity, table=True):
    """What one person thought: ``points`` name each question with 5 (best) to 1, ``useful:5 clear:4``.

    ``enrolment_id`` is "" for a sheet without a name.
    """

    scope_field: ClassVar[str | None] = "class_id"

    class_id: str = Field(index=True)
    enrolment_id: str = ""
    points: str
    remark: str = ""


@dataclass(frozen=True)
class SurveyResult:
    """All sheets of a class, or of several: how many of those who came, and per question how often each answer.

    ``counts`` are by question and points. ``target`` is the share (percent) that the rules want, 0 for none.
    ``remarks`` are (who, words), who "" without a name.
    """

    sheets: int
    came: int
    counts: Mapping[str, Mapping[int, int]]
    remarks: tuple[tuple[str, str], ...] = ()
    target: int = 0

    @property
    def satisfied(self) -> int:
        """The share of those who are satisfied all in all, in whole percent, halves rounded up; 0 without sheets."""
        return self.share(WHOLE)

    def share(self, key: str) -> int:
        """The same for one question."""
        counts = self.counts.get(key, {})
        of = sum(counts.values())
        good = sum(count for points, count in counts.items() if points >= SATISFIED)
        return (200 * good + of) // (2 * of) if of else 0


def check_points(points: Mapping[str, int]) -> str:
    """The points of one sheet as they are kept.

    Raises:
        Invalid: on ``points``: a question is not answered, is not known, or its points are none.
    """
    if set(points) != set(SURVEY) or any(not WORST <= each <= BEST for each in points.values()):
        raise Invalid("points", "survey_unanswered", count=len(SURVEY))
    return " ".join(f"{key}:{points[key]}" for key in SURVEY)


def read_points(text: str) -> dict[str, int]:
    """Points as they are kept, by question; what is not written so is left out."""
    parts = (part.partition(":") for part in text.split())
    return {key: int(value) for key, _colon, value in parts if value in set("12345")}


def add_up(sheets: Iterable[str]) -> dict[str, Counter[int]]:
    """How often each answer was given to each question.

    Args:
        sheets: the ``points`` of each sheet.
    """
    counts: dict[str, Counter[int]] = {key: Counter() for key in SURVEY}
    for text in sheets:
        for key, value in read_points(text).items():
            if key in counts:
                counts[key][value] += 1
    return counts
