"""Rules about parcels: how long they lie here, how scales differ, what is looked at on packs of farm inputs."""

from typing import Annotated

import msgspec

from villagedesk.domain.rule_kinds import Percent, Some, Words


class ParcelRules(msgspec.Struct, frozen=True):
    """After how many days on the shelf somebody is reminded, after how many a parcel may go back, how scales differ.

    ``back_refund_days``: so long after a paid parcel went back the platform's money for it is waited for calmly.
    """

    remind_days: Some
    overdue_days: Some
    back_refund_days: Some
    weight_tolerance_grams: Some
    weight_tolerance_percent: Percent


class Season(msgspec.Struct, frozen=True):
    """Goods whose title has one of these words are sown or used from month ``first`` to month ``last`` (1 to 12)."""

    words: tuple[Words, ...]
    first: Annotated[int, msgspec.Meta(ge=1, le=12)]
    last: Annotated[int, msgspec.Meta(ge=1, le=12)]

    def holds(self, month: int) -> bool:
        """Whether a month lies in it; a season may go over the end of the year."""
        return (
            self.first <= month <= self.last if self.first <= self.last else month >= self.first or month <= self.last
        )


class FarmInputRules(msgspec.Struct, frozen=True):
    """How licence numbers of seed, fertiliser and pesticide look, what a seed label says, and when is the season.

    ``licences`` are regular expressions by kind, for a number without spaces, with narrow brackets and capitals.
    """

    licences: dict[str, tuple[Words, ...]]
    seed_label_lines: Some
    seed_unit_code: Words
    seasons: tuple[Season, ...]
