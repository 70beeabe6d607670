"""The part of a rule pack about giving goods back and about fakes: days, freight, exceptions, damages, working days."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

import msgspec

from villagedesk.domain.rule_kinds import Fen, Percent, Some, Text, Words


class Bearer(StrEnum):
    """Who pays in the end: for freight, or for money that was advanced."""

    VILLAGER = "villager"
    SELLER = "seller"
    PLATFORM = "platform"
    CENTRE = "centre"


class ReasonRule(msgspec.Struct, frozen=True):
    """What one reason gives: so many days after the goods were received, and who pays for sending them back.

    ``any_goods`` False: the right ends where ``ReturnRules.no_right`` names the kind of goods.
    """

    days: Some
    freight: Bearer
    any_goods: bool = True


class NoRight(msgspec.Struct, frozen=True):
    """Kinds of goods without the right to give back for no reason; ``opened_only``: only once they were opened."""

    categories: tuple[Words, ...]
    text: Text
    opened_only: bool = False


class ReturnRules(msgspec.Struct, frozen=True):
    """Reasons by their key, kinds of goods without the right, and within how many days the money comes back."""

    reasons: dict[str, ReasonRule]
    no_right: tuple[NoRight, ...]
    refund_days: Some

    def of(self, reason: str) -> ReasonRule:
        """What a reason gives; one that a pack does not know yet counts as something faulty."""
        return self.reasons.get(reason) or self.reasons["faulty"]

    def why_not(self, categories: Iterable[str], *, opened: bool) -> NoRight | None:
        """The exception that some goods fall under; None when there is none. Without a category there is none."""
        kinds = [kind for kind in categories if kind]
        for exception in self.no_right:
            named = any(_is_of(kind, exception.categories) for kind in kinds)
            if named and (opened or not exception.opened_only):
                return exception
        return None

    def asks_opened(self, categories: Iterable[str]) -> bool:
        """Whether it matters for these goods if they were opened."""
        kinds = list(categories)
        return self.why_not(kinds, opened=True) is not None and self.why_not(kinds, opened=False) is None


class Damages(msgspec.Struct, frozen=True):
    """What whoever was cheated may ask for besides the price: so many times the price, but at least so much."""

    times: Some
    least_fen: Fen
    text: Text
    categories: tuple[Words, ...] = ()

    def fen(self, price_fen: int) -> int:
        """The sum for goods that cost so much."""
        return max(self.times * price_fen, self.least_fen)


class AdvanceRules(msgspec.Struct, frozen=True):
    """How much of the price the room may pay at once, before the seller has answered, and who bears it."""

    most_fen: Fen
    percent: Percent
    bears: Bearer

    def fen(self, price_fen: int) -> int:
        """The most that may be advanced for goods that cost so much."""
        return min(self.most_fen, price_fen * self.percent // 100)


class FakeRules(msgspec.Struct, frozen=True):
    """How long a seller has to answer, how long 12315 has to decide, damages by kind, and the advance."""

    answer_days: Some
    decision_working_days: Some
    damages: dict[str, Damages]
    advance: AdvanceRules

    def damages_for(self, category: str) -> Damages:
        """The damages for one kind of goods: the special ones where they name it, else the general ones."""
        special = (one for one in self.damages.values() if category and _is_of(category, one.categories))
        return next(special, self.damages["fraud"])


class Calendar(msgspec.Struct, frozen=True):
    """Days off besides weekends, and days of weekends on which work is done instead; ISO dates."""

    days_off: tuple[str, ...] = ()
    worked: tuple[str, ...] = ()

    def is_working(self, day: date) -> bool:
        """Whether offices work on a day."""
        iso = day.isoformat()
        return iso in self.worked or (day.weekday() < 5 and iso not in self.days_off)

    def after(self, day: str, count: int) -> str:
        """The ISO date so many working days after an ISO date, which itself is not counted."""
        at = date.fromisoformat(day)
        while count:
            at += timedelta(days=1)
            count -= self.is_working(at)
        return at.isoformat()


def _is_of(category: str, named: Iterable[str]) -> bool:
    """Whether a kind of goods is one of those named: 水果罐头 and 进口水果 are 水果, for kinds are freely worded."""
    return any(category.startswith(name) or category.endswith(name) for name in named)
