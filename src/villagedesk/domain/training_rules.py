"""Rules about what training leads to: who has passed, which course opens which right, and for how long."""

from typing import Annotated

import msgspec

from villagedesk.domain.rule_kinds import Percent, Some, Text, Words

Months = Annotated[int, msgspec.Meta(ge=1, le=120)]


class TrainingRight(msgspec.Struct, frozen=True):
    """Something that is open only to whoever has a certificate.

    ``words``: it is about goods whose name has one of these words; without any about everything that is offered.
    """

    text: Text
    words: tuple[Words, ...] = ()

    def about(self, product: str) -> bool:
        """Whether it is needed for goods of this name."""
        return not self.words or any(word in product.casefold() for word in self.words)


class Opens(msgspec.Struct, frozen=True):
    """What the certificate of a course opens, and for how many months from its issue."""

    rights: tuple[Words, ...]
    months: Months


class PassRules(msgspec.Struct, frozen=True):
    """When somebody has passed: the share of the hours, of the practical and of the questions, in percent.

    ``questions`` is how many are asked aloud, ``attempts`` how often somebody may try.
    """

    hours_percent: Percent = 80
    practical_percent: Percent = 75
    questions: Annotated[int, msgspec.Meta(ge=1, le=12)] = 5
    questions_percent: Percent = 60
    attempts: Some = 3


class TrainingRules(msgspec.Struct, frozen=True):
    """How many minutes after the beginning somebody counts as late, who passes, and what a certificate opens.

    ``opens`` is by the course's code; a certificate of any other course is good for ``valid_months``. ``warn_days``
    before it runs out that is told. Somebody is asked ``follow_up_months`` after the class what came of it.
    ``satisfied_percent`` is the share of the satisfied that a class should reach; 0: none is asked for.
    """

    late_minutes: Annotated[int, msgspec.Meta(ge=0, le=600)]
    passing: PassRules = PassRules()
    rights: dict[str, TrainingRight] = {}
    opens: dict[str, Opens] = {}
    valid_months: Some = 36
    warn_days: Some = 30
    follow_up_months: tuple[Some, ...] = (3, 6, 12)
    satisfied_percent: Percent = 0

    def needed_for(self, product: str) -> list[str]:
        """The rights that whoever offers goods of this name needs."""
        return [key for key, right in self.rights.items() if right.about(product)]

    def courses_for(self, right: str) -> list[str]:
        """The codes of the courses whose certificate opens a right; any one of them does."""
        return [code for code, opens in self.opens.items() if right in opens.rights]

    def months_of(self, course: str) -> int:
        """How long a certificate of a course is good for."""
        return self.opens[course].months if course in self.opens else self.valid_months
