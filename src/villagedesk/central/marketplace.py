"""The marketplace that villagers' orders are placed at: one interface, and a simulated one behind it."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol


class Outcome(StrEnum):
    """What becomes of an order."""

    PLACED = "placed"
    OUT_OF_STOCK = "out_of_stock"
    PRICE_CHANGED = "price_changed"
    EXPIRED = "expired"
    REFUSED = "refused"


@dataclass(frozen=True)
class Line:
    """One line of an order as a marketplace needs it; price in fen a piece."""

    goods_id: str
    price_fen: int
    quantity: int


@dataclass(frozen=True)
class Answer:
    """The answer to an order.

    ``number`` is the marketplace's, for PLACED. ``prices``: goods that cost something else now, in fen a piece.
    ``missing``: goods that are not to be had. ``reason``: why it will not come, for REFUSED.
    """

    outcome: Outcome
    number: str = ""
    prices: Mapping[str, int] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    reason: str = ""


class Marketplace(Protocol):
    """A place that sells goods. Every call raises Offline when it cannot be reached, and is made again later."""

    def place(self, order_id: str, lines: list[Line], ceiling_fen: int) -> Answer:
        """Place an order when its sum is not above the ceiling; say why not otherwise.

        ``order_id`` is the key against doubles: an order that was placed stays placed, however often it is asked for,
        and the answer is the one of the first time.
        """

    def number_of(self, order_id: str) -> str:
        """The marketplace's number of an order that stands as placed; "" for none."""

    def cancel(self, order_id: str) -> None:
        """Take back an order that was placed; one that is not known is fine."""


class SimulatedMarketplace:
    """Places every order; goods named in ``missing`` are out of stock, those in ``prices`` cost what stands there.

    With a file it remembers across restarts what it placed, as a real one would.
    """

    def __init__(self, file: Path | None = None) -> None:
        self.missing: set[str] = set()
        self.prices: dict[str, int] = {}
        self._file = file
        self._written: list[dict[str, Any]] = []

    def place(self, order_id: str, lines: list[Line], ceiling_fen: int) -> Answer:
        """See Marketplace."""
        known = self.placed().get(order_id)
        if known is not None:
            return Answer(Outcome.PLACED, known["number"], _moved(lines, known["prices"]))
        missing = frozenset(line.goods_id for line in lines) & self.missing
        prices = {line.goods_id: self.prices.get(line.goods_id, line.price_fen) for line in lines}
        if missing:
            return Answer(Outcome.OUT_OF_STOCK, prices=_moved(lines, prices), missing=frozenset(missing))
        if sum(prices[line.goods_id] * line.quantity for line in lines) > ceiling_fen:
            return Answer(Outcome.PRICE_CHANGED, prices=_moved(lines, prices))
        number = "M" + hashlib.sha256(order_id.encode()).hexdigest()[:10].upper()
        self._note({"order": order_id, "number": number, "prices": prices})
        return Answer(Outcome.PLACED, number, _moved(lines, prices))

    def number_of(self, order_id: str) -> str:
        """See Marketplace."""
        return str(self.placed().get(order_id, {}).get("number", ""))

    def cancel(self, order_id: str) -> None:
        """See Marketplace."""
        if order_id in self.placed():
            self._note({"order": order_id, "cancelled": True})

    def placed(self) -> dict[str, dict[str, Any]]:
        """What stands as placed, by order id."""
        found: dict[str, dict[str, Any]] = {}
        for line in self._lines():
            if line.get("cancelled"):
                found.pop(line["order"], None)
            else:
                found[line["order"]] = line
        return found

    def _lines(self) -> list[dict[str, Any]]:
        if self._file is None:
            return self._written
        if not self._file.exists():
            return []
        return [json.loads(line) for line in self._file.read_text(encoding="utf-8").splitlines()]

    def _note(self, line: dict[str, Any]) -> None:
        if self._file is None:
            self._written.append(line)
            return
        with self._file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")
            out.flush()
            os.fsync(out.fileno())


def _moved(lines: list[Line], prices: Mapping[str, int]) -> dict[str, int]:
    return {
        line.goods_id: prices[line.goods_id]
        for line in lines
        if prices.get(line.goods_id, line.price_fen) != line.price_fen
    }
