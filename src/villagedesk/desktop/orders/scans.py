"""A scan on the counter: a villager's card, the barcode of goods, or a label that belongs elsewhere."""

from typing import TYPE_CHECKING

from villagedesk.desktop.finders import Hit
from villagedesk.desktop.orders.find_panel import GOODS, FindPanel
from villagedesk.desktop.orders.goods import find_goods
from villagedesk.desktop.verify.finder import find as find_label
from villagedesk.domain.goods import barcode_in
from villagedesk.domain.labels import Kind, Reading, Verdict, is_label
from villagedesk.store.catalogue import Found
from villagedesk.store.labels import check_label

if TYPE_CHECKING:
    from villagedesk.desktop.orders.screen import OrdersScreen

_MOST = 50


class Scans:
    """What the order page does with a scan."""

    def __init__(self, page: "OrdersScreen", finder: FindPanel) -> None:
        self._page, self._finder = page, finder
        # A scan that no goods carry, for whoever else knows it.
        self._passed_on = ""

    def take(self, text: str) -> bool:
        """Take a scan; False when it is for somebody else."""
        barcode = barcode_in(text)
        if barcode and text != self._passed_on:
            self._page.read(lambda s: find_goods(s, barcode, _MOST), lambda found: self._on_barcode(text, found))
            return True
        self._passed_on = ""
        if not is_label(text):
            return False
        self._page.read(lambda s: (check_label(s, text), find_label(s, text)), self._on_label)
        return True

    def _on_barcode(self, text: str, found: Found) -> None:
        """Goods that carry what was scanned: one goes into the basket, of several the villager chooses."""
        goods = [one for one in found.goods if one.barcode == barcode_in(text)]
        if goods:
            self._page.scan_answer(True)
        if len(goods) == 1:
            self._finder.take(goods[0])
        elif goods:
            self._finder.set_mode(GOODS)
            self._finder.search.setText(goods[0].barcode)
        else:
            # Digits of a waybill can look like a barcode: the field at the top looks for everything else.
            self._passed_on = text
            self._page.desk.bus.scanned.emit(text)

    def _on_label(self, found: tuple[Reading, list[Hit]]) -> None:
        reading, hits = found
        self._page.scan_answer(reading.verdict == Verdict.VALID)
        if reading.kind == Kind.PERSON and reading.verdict == Verdict.VALID:
            self._page.hurry.card_of(reading.id)
        elif hits:
            self._page.go(hits[0].place, **hits[0].params)
