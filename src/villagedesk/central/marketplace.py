"""The marketplace that villagers' orders are placed at: one interface, and a simulated one behind it."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from villagedesk.central.notebook import Notebook
from villagedesk.domain.orders import line_key


class Outcome(StrEnum):
    """What becomes of an order."""

    PLACED = "placed"
    OUT_OF_STOCK = "out_of_stock"
    PRICE_CHANGED = "price_changed"
    SELLER_FROZEN = "seller_frozen"
    EXPIRED = "expired"
    UNPAID = "unpaid"
    REFUSED = "refused"


@dataclass(frozen=True)
class Line:
    """One line of an order as a marketplace needs it; price in fen a piece."""

    goods_id: str
    price_fen: int
    quantity: int
    variant: str = ""
    seller: str = ""

    @property
    def key(self) -> str:
        """What names this line in an answer, see ``domain.orders.line_key``."""
        return line_key(self.goods_id, self.variant)


@dataclass(frozen=True)
class Substitute:
    """What comes instead of goods that are out of stock; price in fen a piece."""

    goods_id: str
    title: str
    price_fen: int


@dataclass(frozen=True)
class Answer:
    """The answer to an order; lines are named by their key.

    ``number`` is the marketplace's, for PLACED. ``prices``: lines that cost something else now, in fen a piece.
    ``instead``: what comes in place of a line, for PLACED. ``missing``: lines that are not to be had. ``reason``: why
    it will not come, for REFUSED; what is said of the seller, for SELLER_FROZEN.
    """

    outcome: Outcome
    number: str = ""
    prices: Mapping[str, int] = field(default_factory=dict)
    instead: Mapping[str, Substitute] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    reason: str = ""

    @property
    def all_prices(self) -> dict[str, int]:
        """The prices of now, those of substitutes included."""
        return {**self.prices, **{key: one.price_fen for key, one in self.instead.items()}}


class Marketplace(Protocol):
    """A place that sells goods. Every call raises Offline when it cannot be reached, and is made again later."""

    def place(self, order_id: str, lines: list[Line], ceiling_fen: int, *, substitute: bool = False) -> Answer:
        """Place an order when its sum is not above the ceiling; say why not otherwise.

        ``order_id`` is the key against doubles: an order that was placed stays placed, however often it is asked for,
        and the answer is the one of the first time. ``substitute``: something alike may come for what is out of
        stock, as long as the sum stays within the ceiling.
        """

    def number_of(self, order_id: str) -> str:
        """The marketplace's number of an order that stands as placed; "" for none."""

    def cancel(self, order_id: str) -> None:
        """Take back an order that was placed; one that is not known is fine."""

    def answer_return(self, return_id: str, goods: list[str], *, goodwill: bool) -> str:
        """Whether goods may go back: "" when they may, else the reason why not.

        ``goodwill``: there is no right to it, the seller is only asked. Asked again, the answer stays the same.
        """

    def has_returned(self, return_id: str, waybill: str) -> bool:
        """Whether the seller has the goods again and gave the money back."""


class SimulatedMarketplace:
    """Places every order; ``missing`` is out of stock, ``prices`` are those of now, ``frozen`` are stopped sellers.

    Lines are named by their key, or by their goods whatever the variant. ``instead`` is offered for what is missing.
    Goods named in ``keeps`` are not taken back where there is no right to it; everything else is, and is there as soon
    as the courier has it, except for waybills in ``lost``. With a file it remembers across restarts what it placed.
    """

    def __init__(self, file: Path | None = None) -> None:
        self.missing: set[str] = set()
        self.prices: dict[str, int] = {}
        self.frozen: dict[str, str] = {}
        self.instead: dict[str, Substitute] = {}
        self.keeps: set[str] = set()
        self.lost: set[str] = set()
        self._notebook = Notebook("order", file)

    def place(self, order_id: str, lines: list[Line], ceiling_fen: int, *, substitute: bool = False) -> Answer:
        """See Marketplace."""
        known = self._standing(order_id)
        if known is not None:
            return self._placed(lines, known)
        stopped = [line for line in lines if line.seller in self.frozen]
        if stopped:
            keys = frozenset(line.key for line in stopped)
            return Answer(Outcome.SELLER_FROZEN, missing=keys, reason=self.frozen[stopped[0].seller])
        gone = [line for line in lines if self.missing & {line.key, line.goods_id}]
        instead = {line.key: other for line in gone if substitute and (other := self._instead(line))}
        prices = {line.key: self._price(line) for line in lines}
        dearer = prices | {key: other.price_fen for key, other in instead.items()}
        if len(instead) < len(gone) or (instead and _sum(lines, dearer) > ceiling_fen):
            return Answer(
                Outcome.OUT_OF_STOCK, prices=_moved(lines, prices), missing=frozenset(line.key for line in gone)
            )
        if _sum(lines, dearer) > ceiling_fen:
            return Answer(Outcome.PRICE_CHANGED, prices=_moved(lines, prices))
        number = "M" + hashlib.sha256(order_id.encode()).hexdigest()[:10].upper()
        note = {"order": order_id, "number": number, "prices": prices}
        if instead:
            note["instead"] = {key: asdict(other) for key, other in instead.items()}
        self._notebook.note(note)
        return self._placed(lines, note)

    def number_of(self, order_id: str) -> str:
        """See Marketplace."""
        return str((self._standing(order_id) or {}).get("number", ""))

    def cancel(self, order_id: str) -> None:
        """See Marketplace."""
        if self._standing(order_id):
            self._notebook.note({"order": order_id, "cancelled": True})

    def answer_return(self, return_id: str, goods: list[str], *, goodwill: bool) -> str:
        """See Marketplace."""
        return "超过期限，卖家不同意退" if goodwill and self.keeps.intersection(goods) else ""

    def has_returned(self, return_id: str, waybill: str) -> bool:
        """See Marketplace."""
        return bool(waybill) and waybill not in self.lost

    def placed(self) -> dict[str, dict[str, Any]]:
        """What stands as placed, by order id."""
        newest = {id_: lines[-1] for id_, lines in self._notebook.everything().items()}
        return {id_: line for id_, line in newest.items() if not line.get("cancelled")}

    def _standing(self, order_id: str) -> dict[str, Any] | None:
        lines = self._notebook.about(order_id)
        return None if not lines or lines[-1].get("cancelled") else lines[-1]

    def _placed(self, lines: list[Line], note: dict[str, Any]) -> Answer:
        instead = {key: Substitute(**other) for key, other in note.get("instead", {}).items()}
        return Answer(Outcome.PLACED, note["number"], _moved(lines, note["prices"]), instead)

    def _instead(self, line: Line) -> Substitute | None:
        return self.instead.get(line.key) or self.instead.get(line.goods_id)

    def _price(self, line: Line) -> int:
        return self.prices.get(line.key, self.prices.get(line.goods_id, line.price_fen))


def _sum(lines: list[Line], prices: Mapping[str, int]) -> int:
    return sum(prices[line.key] * line.quantity for line in lines)


def _moved(lines: list[Line], prices: Mapping[str, int]) -> dict[str, int]:
    return {line.key: prices[line.key] for line in lines if prices.get(line.key, line.price_fen) != line.price_fen}
