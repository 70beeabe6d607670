"""A parcel is weighed at each hand of its way; the first weight that differs names the leg on which something happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from villagedesk.domain.rules import rule_pack


class Hand(StrEnum):
    """Who had the parcel on the scale."""

    SENDER = "sender"
    COUNTY = "county"
    HERE = "here"


@dataclass(frozen=True)
class Difference:
    """What happened on the leg from one hand to the next; ``grams`` is below zero when the parcel lost weight."""

    since: Hand
    until: Hand
    grams: int


def first_difference(weights: Sequence[tuple[Hand, int]], today: str) -> Difference | None:
    """The first leg on which the weight changed by more than scales differ; None when there is none.

    Each weight is compared with the heaviest and the lightest before it, so that a parcel that loses a little on
    every leg is noticed all the same.

    Args:
        weights: who weighed and the grams, in the order of the way; 0 is not weighed.
        today: the ISO date whose tolerance is in force (``parcels.weight_tolerance_…`` of the rule pack).
    """
    known = [(hand, grams) for hand, grams in weights if grams > 0]
    heaviest = lightest = 0
    before: Hand | None = None
    for hand, grams in known:
        if before is not None:
            if heaviest - grams > tolerance(heaviest, today):
                return Difference(before, hand, grams - heaviest)
            if grams - lightest > tolerance(lightest, today):
                return Difference(before, hand, grams - lightest)
        heaviest = max(heaviest, grams)
        lightest = min(lightest or grams, grams)
        before = hand
    return None


def tolerance(grams: int, today: str) -> int:
    """By how many grams two scales may differ about a parcel of so many grams, by the rules of an ISO date."""
    rules = rule_pack(today).parcels
    return max(rules.weight_tolerance_grams, grams * rules.weight_tolerance_percent // 100)
