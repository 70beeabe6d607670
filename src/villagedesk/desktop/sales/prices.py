"""Prices of markets: what is here, and a table taken in from a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import (
    Card,
    EmptyState,
    Field,
    Page,
    PlainButton,
    PrimaryButton,
    RowList,
    Text,
    column,
    flow,
    row,
)
from villagedesk.desktop.widgets.ask_file import ask_file
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _, ngettext
from villagedesk.store.prices import MarketRow, PriceImport, forget_market, import_prices, markets
from villagedesk.store.prices.command import summary, trouble_words

_KINDS = "*.csv *.xlsx *.txt"
_SHOWN = 12


class PricesScreen(Page):
    """``open()``."""

    help_page = "prices"
    follows = frozenset({"market_price", "platform_price"})
    _progress = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._taking, self._stopped = False, False
        self.market = Field(name="market")
        self.file, self.stop = PrimaryButton("", "Ctrl+N"), PlainButton("")
        self.about, self.told = Text("", "small", tone="muted", wrap=True), Text("", "body", wrap=True)
        self.troubles = RowList(spacing=2)
        self.list, self.empty = RowList(spacing=8), EmptyState("chart")
        self.add(
            Card(self.about, row(self.market, flow(self.file, self.stop)), self.told, self.troubles),
            Card(self.list, self.empty),
            None,
        )
        self._tell("")
        self.file.clicked.connect(self._ask)
        self.stop.clicked.connect(self._stop)
        self._progress.connect(self._show_progress)

    def open(self, **_more: Any) -> None:
        self.refresh()

    def retranslate(self) -> None:
        self.header.set_title(_("Prices of markets"))
        self.market.set_label(_("Which market"))
        self.file.set_text(_("Take in a table"))
        self.stop.set_text(_("Stop"))
        self.stop.setVisible(self._taking)
        self.about.setText(
            _(
                "A table of CSV or Excel with product, date and price. It is kept on this computer and shown beside what is asked."
            )
        )
        self.empty.set_texts(
            _("No prices are here yet"), _("Take in a market's table, or wait for those of the platform.")
        )
        self.refresh()

    def refresh(self) -> None:
        """Read what is here again."""
        self.desk.tasks.read(self, markets, self.show_markets, latest="markets")

    def show_markets(self, found: Sequence[MarketRow]) -> None:
        """Show the markets."""
        self.list.set_rows([self._line(one) for one in found])
        self.list.setVisible(bool(found))
        self.empty.setVisible(not found)

    def on_file(self, path: Path) -> None:
        """Take a table in; other work goes on meanwhile."""
        if self._taking:
            return
        market = self.market.text() or path.stem
        self._taking, self._stopped = True, False
        self._tell(_("Reading {file} …").format(file=path.name))
        self.desk.tasks.network(
            self,
            lambda store: import_prices(
                store, path, market, progress=self._progress.emit, cancelled=lambda: self._stopped
            ),
            self.taken,
            self._failed,
        )

    def taken(self, done: PriceImport) -> None:
        """Say what came of it, and which rows were left out."""
        self._taking = False
        self._tell(summary(done), "wait" if done.bad or not done.whole else "good")
        rows: list[QWidget] = [
            Text(trouble_words(one), "small", tone="muted", wrap=True) for one in done.troubles[:_SHOWN]
        ]
        if done.bad > _SHOWN:
            more = _("and {count} more").format(count=i18n.number(done.bad - _SHOWN))
            rows.append(Text(more, "small", tone="muted"))
        self.troubles.set_rows(rows)
        self.troubles.setVisible(bool(rows))
        self.desk.bus.changed.emit({"market_price"})
        self.refresh()

    def on_forget(self, market: str) -> None:
        """Take a market's prices away."""

        def forget(store: Any) -> int:
            with store.transaction() as connection:
                return forget_market(connection, market)

        self.desk.tasks.keep(self, forget, lambda _gone: self.refresh())

    def _ask(self) -> None:
        path = ask_file(self, _("Take in a table"), _("Table ({kinds})").format(kinds=_KINDS))
        if path is not None:
            self.on_file(path)

    def _stop(self) -> None:
        self._stopped = True

    def _show_progress(self, done: int) -> None:
        self._tell(_("{count} rows so far").format(count=i18n.number(done)))

    def _tell(self, text: str, tone: str = "") -> None:
        self.told.set_tone(tone)
        self.told.setText(text)
        self.told.setVisible(bool(text))
        self.troubles.set_rows([])
        self.troubles.hide()
        self.stop.setVisible(self._taking)
        self.file.setEnabled(not self._taking)

    def _failed(self, error: AppError) -> bool:
        self._taking = False
        self._tell("")
        if isinstance(error, Invalid) and error.field == "market":
            self.market.set_error(sentence(error))
            self.market.focus()
        else:
            self._tell(sentence(error), "act")
        return True

    def _line(self, one: MarketRow) -> QWidget:
        prices = ngettext("{count} price", "{count} prices", one.prices).format(count=i18n.number(one.prices))
        products = ngettext("{count} product", "{count} products", one.products).format(count=i18n.number(one.products))
        words = _("{prices} of {products}, {first} to {last}").format(
            prices=prices,
            products=products,
            first=i18n.date_text(one.first_on),
            last=i18n.date_text(one.last_on),
        )
        forget = PlainButton(_("Remove"))
        forget.setAccessibleName(_("Take the prices of {market} away").format(market=one.market))
        forget.clicked.connect(lambda: self.on_forget(one.market))
        said = column(Text(one.market, "card", wrap=True), Text(words, "small", tone="muted", wrap=True), spacing=0)
        line = row(said, forget)
        line.setStretch(0, 1)
        holder = QWidget()
        holder.setLayout(line)
        return holder
