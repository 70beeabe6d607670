"""All lots, the newest first, and one field that finds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.produce.lot_form import FORM
from villagedesk.desktop.produce.lot_table import LotTable
from villagedesk.desktop.unfinished_card import UnfinishedCard
from villagedesk.desktop.widgets import Card, EmptyState, Page, PlainButton, PrimaryButton, RowList, SearchBox
from villagedesk.i18n import _
from villagedesk.store.crops import LotRow, find_lots, newest_lots
from villagedesk.store.drafts import drafts


@dataclass(frozen=True)
class _Shown:
    lots: Sequence[LotRow]
    unfinished: Sequence[tuple[str, str]]


class ProduceScreen(Page):
    """Alt+6."""

    help_page = "produce"
    follows = frozenset({"harvest_lot", "listing", "crop_order", "person", "draft"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.search = SearchBox()
        self.table = LotTable(with_farmer=True)
        self.unfinished = RowList()
        self.empty = EmptyState("sprout")
        self.new = PrimaryButton("", "Ctrl+N")
        self.sales = PlainButton("", "F6", bind=False)
        self.header.add_right(self.sales)
        self.papers = PlainButton(icon="paper")
        self.header.add_right(self.papers)
        self.header.add_right(self.new)
        self.card = Card(self.table, self.empty)
        self.add(self.search, self.unfinished, self.card, None)
        self.search.typed.connect(lambda _text: self.refresh())
        self.search.submitted.connect(lambda _text: self.table.setFocus())
        self.table.taken.connect(lambda lot: self.go("lot", lot_id=lot.id))
        self.new.clicked.connect(lambda: self.go("lot_form"))
        self.sales.clicked.connect(lambda: self.go("sales"))
        self.papers.clicked.connect(lambda: self.go("certificates"))

    def open(self, **_params: Any) -> None:
        self.refresh()
        self.table.setFocus()

    def retranslate(self) -> None:
        self.header.set_title(_("Produce"))
        self.search.set_placeholder(_("Lot, product or farmer"))
        self.new.set_text(_("New lot"))
        self.sales.set_text(_("Buyers' orders"))
        self.papers.set_text(_("Certificates"))
        self.table.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Read the lots again."""
        text = self.search.text().strip()
        self.desk.tasks.read(self, lambda s: _look(s, text), self.show_all, latest="lots")

    def show_all(self, shown: _Shown) -> None:
        """Show the lots, and what is not finished."""
        self.table.set_lots(shown.lots)
        self.table.setVisible(bool(shown.lots))
        self.empty.setVisible(not shown.lots)
        if self.search.text().strip():
            self.empty.set_texts(_("No lot is found."), _("Try a part of the product, or the date in the lot's name."))
        else:
            self.empty.set_texts(
                _("No lot is recorded yet."),
                _("When a farmer brings a harvest, press Ctrl+N. It works without a line."),
            )
        self.unfinished.setVisible(bool(shown.unfinished) and not self.search.text())
        self.unfinished.set_rows([self._draft_card(key, name) for key, name in shown.unfinished])

    def _draft_card(self, key: str, name: str) -> UnfinishedCard:
        return UnfinishedCard(self.desk, "lot_form", FORM, key, name or _("A lot"), self.refresh)


def _look(s: Any, text: str) -> _Shown:
    unfinished = [(key, str(fields.get("product") or "")) for key, fields, _at in drafts(s.connection(), FORM)]
    return _Shown(find_lots(s, text) if text else newest_lots(s), unfinished)
