"""The marketplace that villagers' orders are placed at: one interface, and a simulated one behind it."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """What a marketplace says to an order."""

    PLACED = "placed"
    OUT_OF_STOCK = "out_of_stock"
    PRICE_CHANGED = "price_changed"


@dataclass(frozen=True)
class Line:
    """One line of an order as a marketplace needs it; price in fen a piece."""

    goods_id: str
    price_fen: int
    quantity: int


@dataclass(frozen=True)
class Answer:
    """The marketplace's answer. ``number``: its order number; ``total_fen``: what it costs there now."""

    outcome: Outcome
    number: str = ""
    total_fen: int = 0


class Marketplace(Protocol):
    """A place that sells goods. Called with our order's id, it must place that order once, however often it is asked."""

    def place(self, order_id: str, lines: list[Line]) -> Answer:
        """Place an order, or say why not."""


class SimulatedMarketplace:
    """Places every order at the asked price; goods named in ``missing`` are out of stock, ``prices`` have changed."""

    def __init__(self) -> None:
        self.missing: set[str] = set()
        self.prices: dict[str, int] = {}
        self._placed: dict[str, Answer] = {}

    def place(self, order_id: str, lines: list[Line]) -> Answer:
        """See Marketplace."""
        if order_id in self._placed:
            return self._placed[order_id]
        if any(line.goods_id in self.missing for line in lines):
            return Answer(Outcome.OUT_OF_STOCK)
        total = sum(self.prices.get(line.goods_id, line.price_fen) * line.quantity for line in lines)
        if total > sum(line.price_fen * line.quantity for line in lines):
            return Answer(Outcome.PRICE_CHANGED, total_fen=total)
        number = "M" + hashlib.sha256(order_id.encode()).hexdigest()[:10].upper()
        self._placed[order_id] = Answer(Outcome.PLACED, number, total)
        return self._placed[order_id]
