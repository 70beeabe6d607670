"""Rules about selling crops: what is taken off a price, how many photos an offer has, how long a claim may wait."""

from dataclasses import dataclass
from typing import Annotated

import msgspec

from villagedesk.domain.rule_kinds import Fen, Some, Words
from villagedesk.domain.values import GRAMS, line_total_fen

Rate = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
_PER_KG = "kg"


class MoistureRule(msgspec.Struct, frozen=True):
    """Produce whose name has one of these words is paid at a standard moisture; what is wetter counts for less.

    ``base`` is the standard and ``step`` how much above it takes ``rate`` off, in tenths of a percent; ``rate`` is in
    hundredths of a percent of the net weight. Less than a whole step takes nothing off, nor does what is drier.
    """

    words: tuple[Words, ...]
    base: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    step: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 5
    rate: Rate = 100

    def off_rate(self, moisture: int) -> int:
        """What a moisture in tenths of a percent takes off, in hundredths of a percent; 0 where nobody measured."""
        return min(10_000, max(0, moisture - self.base) // self.step * self.rate)

    def off(self, moisture: int, grams: int) -> int:
        """How many grams of a net weight do not count."""
        return rate_of(grams, self.off_rate(moisture))


class SaleRules(msgspec.Struct, frozen=True):
    """What a sale costs. Rates are in hundredths of a percent; packing and freight in fen for a kg or for one piece,
    besides in fen for the whole order.

    ``answer_hours`` is how long the centre has to answer a claim, ``claim_hours`` how long a buyer has to make one.
    """

    platform_rate: Rate = 0
    service_rate: Rate = 0
    breakage_rate: Rate = 0
    packing_fen_kg: Fen = 0
    packing_fen_piece: Fen = 0
    freight_fen_kg: Fen = 0
    freight_fen_piece: Fen = 0
    packing_fen_order: Fen = 0
    freight_fen_order: Fen = 0
    photos_least: Some = 3
    photos_most: Some = 9
    claim_hours: Some = 48
    answer_hours: Some = 24
    moisture: tuple[MoistureRule, ...] = ()

    def moisture_rule(self, product: str) -> MoistureRule | None:
        """The rule for a product; None where moisture takes nothing off. The longest word that fits decides."""
        fits = [(len(word), n) for n, rule in enumerate(self.moisture) for word in rule.words if word in product]
        return self.moisture[max(fits)[1]] if fits else None

    def packing_fen(self, quantity: int, unit: str) -> int:
        """What packing so many grams or pieces usually costs, in fen."""
        return _cost(quantity, unit, self.packing_fen_kg, self.packing_fen_piece)

    def freight_fen(self, quantity: int, unit: str) -> int:
        """What the way of so many grams or pieces usually costs, in fen."""
        return _cost(quantity, unit, self.freight_fen_kg, self.freight_fen_piece)

    def usual_freight_fen(self, quantity: int, unit: str) -> int:
        """What the freight of an order of so many grams or pieces comes to, in fen; nothing where nothing was sent."""
        return self.freight_fen_order + self.freight_fen(quantity, unit) if quantity else 0

    def usual_packing_fen(self, quantity: int, unit: str) -> int:
        """What packing an order of so many grams or pieces comes to, in fen; nothing where nothing was sent."""
        return self.packing_fen_order + self.packing_fen(quantity, unit) if quantity else 0

    def net_of(self, price_fen: int, unit: str) -> "NetInHand":
        """What the farmer has in hand of a price for one unit."""
        one = GRAMS.get(unit, 1)
        return NetInHand(
            price_fen=price_fen,
            platform_fen=rate_of(price_fen, self.platform_rate),
            service_fen=rate_of(price_fen, self.service_rate),
            packing_fen=self.packing_fen(one, unit),
            freight_fen=self.freight_fen(one, unit),
            breakage_fen=rate_of(price_fen, self.breakage_rate),
        )


@dataclass(frozen=True)
class NetInHand:
    """A price for one sale unit and what is expected to be taken off it, in fen."""

    price_fen: int
    platform_fen: int
    service_fen: int
    packing_fen: int
    freight_fen: int
    breakage_fen: int

    @property
    def taken_fen(self) -> int:
        """All that is taken off."""
        return self.platform_fen + self.service_fen + self.packing_fen + self.freight_fen + self.breakage_fen

    @property
    def net_fen(self) -> int:
        """What is left in hand; below zero where the price does not even cover the costs."""
        return self.price_fen - self.taken_fen


def rate_of(fen: int, rate: int) -> int:
    """A share of an amount, ``rate`` in hundredths of a percent; half a fen is rounded up."""
    return (2 * fen * rate + 10_000) // 20_000


def _cost(quantity: int, unit: str, fen_kg: int, fen_piece: int) -> int:
    if unit in GRAMS:
        return line_total_fen(quantity, _PER_KG, fen_kg)
    return quantity * fen_piece
