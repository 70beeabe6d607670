"""The last part of the reports: what the village bought, saved and sold, and how each of the three is reckoned."""

from collections.abc import Sequence

from sqlmodel import Session

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.orders.words import shortened
from villagedesk.desktop.reports import sheets
from villagedesk.desktop.reports.panels import Panel, whole_yuan
from villagedesk.desktop.rows_model import Column
from villagedesk.desktop.widgets import Bar, Card, RankChart, Text
from villagedesk.domain.reports import Period, Sheet
from villagedesk.i18n import _
from villagedesk.store.reports import Village, village

_BARS = 4  # with the two cards beneath they fill the height; the table names the rest


class VillagePanel(Panel):
    """What the village bought, saved and sold, and how each of the three is reckoned."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.chart = RankChart(shown=whole_yuan)
        self.saved_title, self.saved = Text("", "card", wrap=True), Text("", "body", tone="muted", wrap=True)
        self.sold_title, self.sold = Text("", "card", wrap=True), Text("", "body", tone="muted", wrap=True)
        self.lay_out(Card(self.title, self.chart), Card(self.saved_title, self.saved), Card(self.sold_title, self.sold))
        self._shown: Village | None = None

    def look(self, s: Session, period: Period) -> Village:
        return village(s, period)

    def sheets(self, s: Session, period: Period) -> Sequence[Sheet]:
        return sheets.village_sheets(village(s, period))

    def show_all(self, shown: Village) -> None:
        self._shown = shown
        saved, sold = shown.saved, shown.sold
        self.strip.set_figures(
            [
                (_("Bought"), i18n.money(shown.fen), ""),
                (
                    _("Money saved"),
                    i18n.money(saved.fen) if saved.known else _("not known"),
                    "good" if saved.fen > 0 else "",
                ),
                (_("Sold"), i18n.money(sold.fen), ""),
            ]
        )
        self.chart.set_bars([Bar(kind_name(kind.name), kind.fen) for kind in shown.kinds[:_BARS]])
        self.saved_title.setText(_saved_title(shown))
        self.saved.setText(_saved_words(shown))
        self.sold_title.setText(_("Crops sold: {money}").format(money=i18n.money(sold.fen)))
        self.sold.setText(
            _("Only settled sales count, not offers or buyers' orders.")
            if sold.sales
            else _("No sale is settled in this time. Offers do not count.")
        )
        self.show_rows(shown.kinds)

    def retranslate(self) -> None:
        super().retranslate()
        self.table.setAccessibleName(_("What the village bought"))
        self.title.setText(_("What it bought most"))
        self.chart.set_name(_("What it bought most"))
        self.note.setText(_("Cancelled, refused and sent back orders are left out."))
        self.table.set_columns(
            [
                Column(_("Kind"), lambda kind: shortened(kind_name(kind.name), 200), stretch=True, least=120),
                Column(_("Pieces"), lambda kind: i18n.number(kind.pieces), right=True),
                Column(_("Bought"), lambda kind: i18n.money(kind.fen), right=True),
            ]
        )
        if self._shown is not None:
            self.show_all(self._shown)


def kind_name(name: str) -> str:
    """A kind of goods; those of which none is known share a word."""
    return name or _("Other goods")


def _saved_title(shown: Village) -> str:
    saved = shown.saved
    if not saved.known:
        return _("Saved: not known")
    if saved.fen < 0:
        return _("Paid more than in town: {money}").format(money=i18n.money(-saved.fen))
    return _("Saved: {money}").format(money=i18n.money(saved.fen))


def _saved_words(shown: Village) -> str:
    saved = shown.saved
    if not saved.known:
        return _("For none of these goods the platform said what they cost in the county town.")
    return _(
        "For {known} of {lines} lines the price in the county town is known. What was paid is taken from it."
    ).format(known=i18n.number(saved.known), lines=i18n.number(saved.lines))
