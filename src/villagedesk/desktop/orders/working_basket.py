"""The basket that is being filled: every change is kept at once, so that a power cut takes nothing."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from villagedesk import clock
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.orders.goods import as_line
from villagedesk.desktop.orders.shown import basket_show
from villagedesk.domain.goods import Goods
from villagedesk.domain.orders import MAX_QUANTITY, BasketLine
from villagedesk.store.orders import Basket, drop_basket, save_basket

_REST_MS = 300


class WorkingBasket(QObject):
    """Signals: ``changed()`` show it again, ``begun()`` it is another basket now.

    ``current`` is the index of the line touched last, -1 for none.
    """

    changed = Signal()
    begun = Signal()

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk = desk
        self.basket = new_basket()
        self.current = -1
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.keep)
        self.changed.connect(lambda: desk.villager.put(page, basket_show(self.basket)))

    def begin(self, basket: Basket | None = None) -> None:
        """Take up a basket, or begin an empty one."""
        self._rest.stop()
        self.basket = basket or new_basket()
        self.current = len(self.basket.lines) - 1
        self.begun.emit()
        self.changed.emit()

    def copy(self) -> Basket:
        """The basket as it stands, for work in another thread."""
        return replace(self.basket, lines=list(self.basket.lines))

    def set(self, **fields: Any) -> None:
        """Set fields of the basket and keep it."""
        for name, value in fields.items():
            setattr(self.basket, name, value)
        self.changed.emit()
        self.keep()

    def type(self, **fields: Any) -> None:
        """Set fields that are being typed: kept when the fingers rest."""
        for name, value in fields.items():
            setattr(self.basket, name, value)
        self._rest.start()

    def keep(self) -> None:
        """Write it down, or forget it when it is empty."""
        self._rest.stop()
        kept = self.copy()
        if kept.empty:
            self._desk.tasks.keep(self, lambda store: drop_basket(store, kept.key))
        else:
            self._desk.tasks.keep(self, lambda store: save_basket(store, kept))

    def drop(self) -> None:
        """Throw this basket away and begin an empty one."""
        key = self.basket.key
        self._desk.tasks.keep(self, lambda store: drop_basket(store, key))
        self.begin()

    def put_in(self, goods: Goods, variant: str = "") -> None:
        """Put goods in, or one more of them."""
        new = as_line(goods, variant=variant)
        for at, line in enumerate(self.basket.lines):
            if line.key == new.key:
                self.step(at, 1)
                return
        self._set_lines([*self.basket.lines, new], len(self.basket.lines))

    def has(self, goods_id: str) -> bool:
        """Whether goods are in the basket, in whatever variant."""
        return any(line.goods_id == goods_id for line in self.basket.lines)

    def put_in_all(self, lines: Sequence[BasketLine]) -> None:
        """Put in what is not there yet."""
        have = {line.key for line in self.basket.lines}
        self._set_lines([*self.basket.lines, *(line for line in lines if line.key not in have)], 0)

    def step(self, at: int, step: int) -> None:
        """One more or one less; the last one less takes the line out."""
        if not 0 <= at < len(self.basket.lines):
            return
        line = self.basket.lines[at]
        quantity = min(MAX_QUANTITY, line.quantity + step)
        if quantity < 1:
            self.take_out(at)
            return
        self.count(at, quantity)

    def count(self, at: int, quantity: int) -> None:
        """So many of a line."""
        lines = list(self.basket.lines)
        lines[at] = replace(lines[at], quantity=quantity)
        self._set_lines(lines, at)

    def take_out(self, at: int) -> None:
        """Take a line out."""
        lines = [line for index, line in enumerate(self.basket.lines) if index != at]
        self._set_lines(lines, min(at, len(lines) - 1))

    def _set_lines(self, lines: list[BasketLine], current: int) -> None:
        self.current = current
        self.set(lines=lines)


def new_basket() -> Basket:
    """An empty basket under a key of its own."""
    return Basket(clock.new_event_id())
