"""What villagers still pay on delivery, and what they still get back: two lists that follow from orders and refunds."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.rows_model import Column
from villagedesk.desktop.widgets import Card, Columns, DataTable, EmptyState, Page, Text, row
from villagedesk.i18n import _, ngettext
from villagedesk.store.owed import DueRow, due_on_delivery
from villagedesk.store.returns import Owed, owed_to_villagers


@dataclass(frozen=True)
class _Both:
    due: list[DueRow]
    back: list[Owed]


class OwedScreen(Page):
    """Enter opens the order."""

    help_page = "cash_owed"
    follows = frozenset({"cash_entry", "order", "parcel", "refund", "fake_report", "person"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._shown = _Both([], [])
        self._due_title, self._due_sum = Text("", "card", wrap=True), Text("", "card", right=True)
        self._back_title, self._back_sum = Text("", "card", wrap=True), Text("", "card", right=True)
        self.due = DataTable([], name=_("To collect on delivery"))
        self.back = DataTable([], name=_("Owed to villagers"))
        self.no_due, self.no_back = EmptyState("box"), EmptyState("check")
        left = Card(row(self._back_title, self._back_sum), self.back, self.no_back)
        right = Card(row(self._due_title, self._due_sum), self.due, self.no_due)
        for card in (left, right):
            card.body.setStretch(1, 1)
            card.body.setStretch(2, 1)
        self.add(Columns(left, right, shares=(1, 1), wide=900))
        self.body.setStretch(1, 1)
        self.due.taken.connect(self._open_due)
        self.back.taken.connect(lambda shown: self.go("order", order_id=shown.order_id))

    def open(self, **_more: Any) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Read both lists."""

        def read(s: Session) -> _Both:
            return _Both(due_on_delivery(s), owed_to_villagers(s))

        self.read(read, self.show_both)

    def show_both(self, shown: _Both) -> None:
        """Show both lists with their sums."""
        self._shown = shown
        self.due.set_rows(shown.due)
        self.back.set_rows(shown.back)
        for table, empty, rows in ((self.due, self.no_due, shown.due), (self.back, self.no_back, shown.back)):
            table.setVisible(bool(rows))
            empty.setVisible(not rows)
        self._show_sums()

    def _open_due(self, shown: DueRow) -> None:
        if shown.order_id:
            self.go("order", order_id=shown.order_id)
        else:
            self.go("parcels", parcel_id=shown.parcel_id)

    def _show_sums(self) -> None:
        self._back_sum.setText(i18n.money(sum(owed.fen for owed in self._shown.back)))
        self._due_sum.setText(i18n.money(sum(row.fen for row in self._shown.due)))
        for label, words, count in (
            (self._back_title, _("Owed to villagers"), len(self._shown.back)),
            (self._due_title, _("To collect on delivery"), len(self._shown.due)),
        ):
            counted = ngettext("{count} order", "{count} orders", count).format(count=i18n.number(count))
            label.setText(f"{words}  {counted}")

    def retranslate(self) -> None:
        self.header.set_title(_("Due and owed"))
        self.header.set_right(_("Enter opens the order"))
        self.no_back.set_texts(_("Nobody gets money back"), _("Refunds that are not paid out show here every day."))
        self.no_due.set_texts(
            _("Nothing is to be collected"), _("Orders paid on delivery show here until they are paid.")
        )
        self.back.set_columns(
            [
                Column(_("Order"), lambda shown: shown.number),
                Column(_("Villager"), lambda shown: shown.name, stretch=True, least=90),
                Column(_("Since"), lambda shown: i18n.ago(shown.since) if shown.since else "", spare=1),
                Column(_("Amount"), lambda shown: i18n.money(shown.fen), right=True),
            ]
        )
        self.due.set_columns(
            [
                Column(_("Order"), lambda shown: shown.number),
                Column(_("Villager"), lambda shown: shown.person, stretch=True, least=90),
                Column(
                    "",
                    lambda shown: _("has the goods") if shown.has_it else _("here") if shown.here else "",
                    pill=lambda shown: "act" if shown.has_it else "good" if shown.here else "plain",
                ),
                Column(_("Amount"), lambda shown: i18n.money(shown.fen), right=True),
            ]
        )
        self._show_sums()
