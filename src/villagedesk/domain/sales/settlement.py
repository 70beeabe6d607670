"""The settlement: a buyer's order shared out among the lots it was filled from, to the last fen.

What the buyer pays is reckoned once for the weight of all lots of one price, so that it equals the order; then it is shared
by weight. Fees are reckoned on the whole order and shared by value, freight and packing are what was really paid (freight
by weight, packing by boxes), and a claim is borne by the lots that it is about, by their weight. Every share is by the
largest remainder: nothing is lost and nothing appears. What a mixed lot comes to is shared in the same way among its farmers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from villagedesk.domain.sale_rules import rate_of
from villagedesk.domain.values import line_total_fen, shares
from villagedesk.errors import Refused


@dataclass(frozen=True)
class Part:
    """One lot of an order as it was weighed and packed: grams or pieces, fen for one sale unit, and a deduction of its own."""

    id: str
    quantity: int
    price_fen: int
    boxes: int = 0
    other_fen: int = 0


@dataclass(frozen=True)
class Claimed:
    """A claim that counts, and which parts it is about."""

    fen: int
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Costs:
    """What is taken off the whole order: rates in hundredths of a percent, freight and packing in fen."""

    platform_rate: int = 0
    service_rate: int = 0
    freight_fen: int = 0
    packing_fen: int = 0


@dataclass(frozen=True)
class Line:
    """What one part comes to, in fen."""

    id: str
    quantity: int
    price_fen: int
    gross_fen: int
    platform_fen: int
    service_fen: int
    freight_fen: int
    packing_fen: int
    claim_fen: int
    other_fen: int

    @property
    def deducted_fen(self) -> int:
        """All that is taken off."""
        return (
            self.platform_fen + self.service_fen + self.freight_fen + self.packing_fen + self.claim_fen + self.other_fen
        )

    @property
    def net_fen(self) -> int:
        """What the farmer gets."""
        return self.gross_fen - self.deducted_fen


@dataclass(frozen=True)
class Settlement:
    """All lines of an order."""

    lines: tuple[Line, ...]

    @property
    def gross_fen(self) -> int:
        """What the buyer pays for the goods, before any claim."""
        return sum(line.gross_fen for line in self.lines)

    @property
    def platform_fen(self) -> int:
        """The platform's fee."""
        return sum(line.platform_fen for line in self.lines)

    @property
    def service_fen(self) -> int:
        """The room's fee."""
        return sum(line.service_fen for line in self.lines)

    @property
    def claim_fen(self) -> int:
        """What the buyer gets back."""
        return sum(line.claim_fen for line in self.lines)

    @property
    def deducted_fen(self) -> int:
        """All that is taken off."""
        return sum(line.deducted_fen for line in self.lines)

    @property
    def net_fen(self) -> int:
        """What all farmers get together."""
        return sum(line.net_fen for line in self.lines)

    @property
    def short(self) -> tuple[Line, ...]:
        """Lines of which less than nothing would be left."""
        return tuple(line for line in self.lines if line.net_fen < 0)


def gross_of(parts: Sequence[Part], unit: str) -> list[int]:
    """What each part's goods come to: the sum of each price reckoned once, then shared by weight."""
    found = {part.id: 0 for part in parts}
    for price in sorted({part.price_fen for part in parts}):
        alike = [part for part in parts if part.price_fen == price]
        total = line_total_fen(sum(part.quantity for part in alike), unit, price)
        for part, fen in zip(alike, shares(total, [part.quantity for part in alike]), strict=True):
            found[part.id] = fen
    return [found[part.id] for part in parts]


def settle(parts: Sequence[Part], unit: str, costs: Costs, claims: Iterable[Claimed] = ()) -> Settlement:
    """Share an order out.

    Args:
        parts: the lots, each with a quantity above zero and an id of its own.
        unit: the unit the prices are for.
        costs: what is taken off the whole order.
        claims: the claims that count.

    Raises:
        Refused: ``settlement_empty``; ``claim_too_large``: a claim is more than its lots are worth.
    """
    if not parts:
        raise Refused("settlement_empty")
    weights = [part.quantity for part in parts]
    gross = gross_of(parts, unit)
    value = gross if any(gross) else weights
    boxes = [part.boxes for part in parts]
    total = sum(gross)
    platform = shares(rate_of(total, costs.platform_rate), value)
    service = shares(rate_of(total, costs.service_rate), value)
    freight = shares(costs.freight_fen, weights)
    packing = shares(costs.packing_fen, boxes if all(boxes) else weights)
    claimed = _claimed(parts, gross, claims)
    return Settlement(
        tuple(
            Line(
                id=part.id,
                quantity=part.quantity,
                price_fen=part.price_fen,
                gross_fen=gross[n],
                platform_fen=platform[n],
                service_fen=service[n],
                freight_fen=freight[n],
                packing_fen=packing[n],
                claim_fen=claimed[n],
                other_fen=part.other_fen,
            )
            for n, part in enumerate(parts)
        )
    )


def shared_out(line: Line, owners: Sequence[tuple[str, int, int]]) -> tuple[Line, ...]:
    """The line of a mixed lot as lines of its farmers; every sum is shared to the last fen.

    Args:
        line: what the lot came to.
        owners: for each farmer the id of his share, how much of the lot is his, and a deduction of his own in fen.
    """
    parts = [part for _id, part, _other in owners]

    def split(total: int) -> list[int]:
        return shares(total, parts)

    columns = (
        split(line.quantity),
        split(line.gross_fen),
        split(line.platform_fen),
        split(line.service_fen),
        split(line.freight_fen),
        split(line.packing_fen),
        split(line.claim_fen),
    )
    return tuple(
        Line(id_, quantity, line.price_fen, gross, platform, service, freight, packing, claim, other)
        for (id_, _part, other), quantity, gross, platform, service, freight, packing, claim in zip(
            owners, *columns, strict=True
        )
    )


def _claimed(parts: Sequence[Part], gross: Sequence[int], claims: Iterable[Claimed]) -> list[int]:
    """Each part's share of all claims, by the weight of the lots concerned."""
    sums = [0] * len(parts)
    for claim in claims:
        about = [n for n, part in enumerate(parts) if part.id in claim.ids] or list(range(len(parts)))
        for n, fen in zip(about, shares(claim.fen, [parts[n].quantity for n in about]), strict=True):
            sums[n] += fen
    if any(taken > worth for taken, worth in zip(sums, gross, strict=True)):
        raise Refused("claim_too_large")
    return sums
