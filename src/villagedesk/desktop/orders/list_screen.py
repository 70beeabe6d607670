"""Every order with where it stands: open ones, those that wait for an answer or money back, and those that are over."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlmodel import Session

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.orders.words import contents, shortened, state_pill
from villagedesk.desktop.rows_model import Column
from villagedesk.desktop.widgets import (
    Card,
    Choice,
    ChoiceButtons,
    DataTable,
    EmptyState,
    Page,
    PlainButton,
    PrimaryButton,
    flow,
)
from villagedesk.domain.orders import PAY_WORDS
from villagedesk.i18n import _
from villagedesk.store.orders import (
    OrderRow,
    ended_orders,
    open_orders,
    orders_of,
    orders_to_answer,
)
from villagedesk.store.returns import orders_with_money_owed

_READS: dict[str, Callable[[Session], list[OrderRow]]] = {
    "open": open_orders,
    "answer": orders_to_answer,
    "back": orders_with_money_owed,
    "ended": ended_orders,
}


class OrderListScreen(Page):
    """``open(view=)`` shows open, answer, back or ended; ``open(person_id=, name=)`` one villager's orders."""

    help_page = "orders"
    follows = frozenset({"order", "order_line", "cash_entry", "person", "refund"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._person, self._name = "", ""
        self.views = ChoiceButtons([Choice(view, "") for view in _READS], value="open")
        self.table = DataTable([], name=_("Orders"))
        self.empty = EmptyState("bag")
        self.new = PrimaryButton("", "F2", bind=False)
        self._card = Card(self.table)
        self.views.chosen.connect(lambda view: self.open(view=view))
        self.table.taken.connect(lambda row: self.go("order", order_id=row.id))
        self.new.clicked.connect(lambda: self.go("orders", start="person"))
        self.returns = PlainButton("", icon="back")
        self.returns.clicked.connect(lambda: self.go("returns"))
        self.header.add_right(self.returns)
        self.header.add_right(self.new)
        self._card.body.setStretch(0, 1)
        self.add(flow(self.views), self._card, self.empty)
        self.body.setStretch(2, 1)
        self.body.setStretch(3, 1)

    def open(self, view: str = "", person_id: str = "", name: str = "", **_more: Any) -> None:
        self._person, self._name = person_id, name
        if view:
            self.views.set_value(view)
        self.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Read what is chosen."""
        person, view = self._person, str(self.views.value())
        self.read(lambda s: orders_of(s, person) if person else _READS[view](s), self.show_rows)

    def show_rows(self, rows: Sequence[OrderRow]) -> None:
        """Show these, or say that there are none."""
        self.table.set_rows(rows)
        self._card.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        if rows:
            self.offer_keys(self.table)

    def retranslate(self) -> None:
        self.header.set_title(_("Orders of {name}").format(name=self._name) if self._person else _("All orders"))
        self.new.set_text(_("New order"))
        self.returns.set_text(_("Returns"))
        self.views.set_texts([_("Not finished"), _("Ask the villager"), _("Money to give back"), _("Over")])
        self.views.setVisible(not self._person)
        self.empty.set_texts(*_nothing("person" if self._person else str(self.views.value())))
        self.table.set_columns(
            [
                Column(_("Order number"), lambda row: row.number, spare=1),
                Column(_("Villager"), lambda row: shortened(row.name, 125)),
                Column(_("Goods"), contents, stretch=True, least=120),
                Column(_("Sum"), lambda row: i18n.money(row.total_fen), right=True, sort=lambda row: row.total_fen),
                Column(_("Payment"), lambda row: _(PAY_WORDS.get(row.pay, row.pay)), spare=3),
                Column(_("Taken"), lambda row: i18n.ago(row.at), sort=lambda row: row.at, spare=2),
                Column(_("State"), lambda row: state_pill(row)[0], pill=lambda row: state_pill(row)[1]),
            ]
        )


def _nothing(view: str) -> tuple[str, str]:
    return {
        "open": (_("No order is open"), _("Press F2 to take one.")),
        "answer": (_("Nobody has to be asked"), _("When a price rises or goods run out, the order appears here.")),
        "back": (_("No money is to be given back"), _("When an order is not possible, its money appears here.")),
        "ended": (_("No order is over yet"), _("Orders that were collected or cancelled appear here.")),
        "person": (_("No order yet"), _("Press F2 to take the first one.")),
    }[view]
