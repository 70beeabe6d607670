"""Beside the price that is asked: what markets paid, the year's season as a line, and what the farmer has in hand."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from villagedesk import clock, i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.produce.words import unit as unit_word
from villagedesk.desktop.widgets import Card, Line, LineChart, PlainButton, RowList, Text, row
from villagedesk.domain.rules import rule_pack
from villagedesk.i18n import _
from villagedesk.store.prices import Reference, references


class PriceCard(Card):
    """``look(product, unit)`` finds the markets, ``show_price(fen)`` reckons what is left of a price."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self._asked: tuple[str, str] = ("", "")
        self.found: Sequence[Reference] = ()
        self.fen, self.unit = 0, "jin"
        self.title, self.net = Text("", "card", wrap=True), Text("", "body", tone="good", wrap=True)
        self.off = Text("", "small", tone="muted", wrap=True)
        self.chart = LineChart(shown=i18n.money)
        self.chart.setFixedHeight(self.fontMetrics().height() * 6)
        self.list = RowList(spacing=2)
        self.more = PlainButton("")
        for widget in (self.title, self.net, self.off, self.chart, self.list):
            self.body.addWidget(widget)
        self.body.addLayout(row(None, self.more))
        self.more.clicked.connect(lambda: desk.go("prices"))

    def look(self, product: str, unit: str) -> None:
        """Find what markets paid for a product."""
        if (product, unit) == self._asked:
            return
        self._asked, self.unit = (product, unit), unit
        self._desk.tasks.read(self, lambda s: references(s, product, unit), self.show_found, latest="prices")

    def show_found(self, found: Sequence[Reference]) -> None:
        """Show these."""
        self.found = found
        self.retranslate()

    def show_price(self, fen: int, unit: str) -> None:
        """Another price is asked."""
        self.fen, self.unit = fen, unit
        self._show_net()

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self.title.setText(_("Price to go by"))
        self.more.set_text(_("Prices of markets"))
        self.list.set_rows([_line(one) for one in self.found])
        self.list.setVisible(bool(self.found))
        season = next((one for one in self.found if len(one.months) > 1), None)
        self.chart.setVisible(season is not None)
        if season is not None:
            name = _("{market}, month by month").format(market=season.market)
            self.chart.set_name(name)
            labels = [point.month[5:].lstrip("0") for point in season.months]
            self.chart.set_lines([Line(name, tuple(point.fen for point in season.months))], labels)
        self._show_net()

    def _show_net(self) -> None:
        self.net.setVisible(self.fen > 0)
        self.off.setVisible(self.fen > 0 or not self.found)
        if not self.fen:
            self.off.setText(
                _("No market's price for this product is here. Take a table in, or ask the county office.")
            )
            return
        net = rule_pack(clock.today()).sales.net_of(self.fen, self.unit)
        words = _("In hand {money}/{unit}")
        self.net.setText(words.format(money=i18n.money(net.net_fen), unit=unit_word(self.unit)))
        self.net.set_tone("good" if net.net_fen > 0 else "act")
        parts = [
            (_("platform"), net.platform_fen),
            (_("centre"), net.service_fen),
            (_("packing"), net.packing_fen),
            (_("freight"), net.freight_fen),
            (_("what spoils"), net.breakage_fen),
        ]
        taken = "  ".join(f"{word} {i18n.money(fen)}" for word, fen in parts if fen)
        self.off.setText(_("Expected to go off: {parts}").format(parts=taken))


def _line(one: Reference) -> QWidget:
    price = f"{i18n.money(one.average_fen)}/{unit_word(one.unit)}"
    span = f"{i18n.money(one.low_fen)}–{i18n.money(one.high_fen)}" if one.low_fen != one.high_fen else ""
    old = one.day < clock.today() and one.day[:7] < clock.today()[:7]
    day = i18n.date_text(one.day) if old else i18n.short_day(one.day)
    words = "  ".join(
        part for part in (one.market, one.product, one.spec if one.spec != "普通" else "", day, span) if part
    )
    line = row(Text(words, "small", tone="muted", wrap=True), Text(price, "figure", right=True))
    line.setStretch(0, 1)
    holder = QWidget()
    holder.setLayout(line)
    return holder
