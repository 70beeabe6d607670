"""The marketplace that villagers' orders are placed at: one interface, and a simulated one behind it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """What becomes of an order."""

    PLACED = "placed"
    OUT_OF_STOCK = "out_of_stock"
    PRICE_CHANGED = "price_changed"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Line:
    """One line of an order as a marketplace needs it; price in fen a piece."""

    goods_id: str
    price_fen: int
    quantity: int


@dataclass(frozen=True)
class Answer:
    """The answer to an order. ``prices``: goods that cost something else now, in fen; ``missing``: goods not to be had.

    With PRICE_CHANGED a ``number`` means that the order is placed if the villager's ceiling allows the new sum.
    """

    outcome: Outcome
    number: str = ""
    prices: Mapping[str, int] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()


class Marketplace(Protocol):
    """A place that sells goods. Called with our order's id, it must place that order once, however often it is asked."""

    def place(self, order_id: str, lines: list[Line]) -> Answer:
        """Place an order, or say why not."""


class SimulatedMarketplace:
    """Places every order; goods named in ``missing`` are out of stock, those in ``prices`` cost what stands there."""

    def __init__(self) -> None:
        self.missing: set[str] = set()
        self.prices: dict[str, int] = {}

    def place(self, order_id: str, lines: list[Line]) -> Answer:
        """See Marketplace. The number follows from the order's id, so asking again places nothing twice."""
        missing = frozenset(line.goods_id for line in lines) & self.missing
        if missing:
            return Answer(Outcome.OUT_OF_STOCK, missing=frozenset(missing))
        number = "M" + hashlib.sha256(order_id.encode()).hexdigest()[:10].upper()
        moved = {
            line.goods_id: self.prices[line.goods_id]
            for line in lines
            if self.prices.get(line.goods_id, line.price_fen) != line.price_fen
        }
        return Answer(Outcome.PRICE_CHANGED if moved else Outcome.PLACED, number, moved)
