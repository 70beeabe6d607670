"""Bills: the register at the left, a new bill or the chosen one at the right."""

from typing import Any

from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from villagedesk import i18n
from villagedesk.desktop.bills.card import BillCard
from villagedesk.desktop.bills.form import BillForm
from villagedesk.desktop.cash.words import bill_pill
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.rows_model import Column
from villagedesk.desktop.widgets import (
    Card,
    Choice,
    ChoiceButtons,
    Columns,
    DataTable,
    EmptyState,
    Page,
    PlainButton,
    SearchBox,
    column,
    flow,
    row,
)
from villagedesk.domain.bills import KIND_WORDS
from villagedesk.i18n import _
from villagedesk.store.bills import BillRow, bills_company_owes, bills_to_pay_in, find_bills

_VIEWS = ("waiting", "company", "all")


class BillsScreen(Page):
    """``open()`` is ready for a new bill; ``open(view="waiting")`` begins with those to be paid in."""

    help_page = "bills"
    follows = frozenset({"bill", "person"})
    answers_scans = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted = ""
        self.views = ChoiceButtons([Choice(view, "") for view in _VIEWS], value="waiting")
        self.search = SearchBox()
        self.table = DataTable([], name=_("Bills"))
        self.empty = EmptyState("phone")
        self.new = PlainButton("", "F8", icon="plus")
        self.form = BillForm(desk)
        self.card = BillCard(desk)
        head = row(flow(self.views), self.new)
        head.setStretch(0, 1)
        left = Card(head, self.search, self.table, self.empty)
        left.body.setStretch(2, 1)
        left.body.setStretch(3, 1)
        right = QWidget()
        right.setLayout(column(self.form, self.card))
        self.add(Columns(left, right, shares=(1, 1), wide=900))
        self.body.setStretch(1, 1)
        self._connect()
        self.card.hide()

    def _connect(self) -> None:
        self.views.chosen.connect(lambda _view: self._on_view())
        self.search.typed.connect(lambda _text: self.refresh())
        self.table.taken.connect(self._pick)
        self.table.clicked.connect(lambda _index: self._pick(self.table.current_row()))
        self.new.clicked.connect(self.on_new)
        self.form.taken.connect(self._on_taken)

    # --- what the shell calls

    def open(self, view: str = "", bill_id: str = "", **_more: Any) -> None:
        self._wanted = bill_id
        if view:
            self.views.set_value(view)
        self.search.clear()
        if not view and not bill_id:
            self.on_new()
        self.refresh(pick=bool(view or bill_id))

    def on_scan(self, text: str) -> bool:
        """The card of whoever pays the bill that is being taken."""
        return self.form.isVisible() and self.form.payer.take_scan(text)

    def on_back(self) -> bool:
        if self.card.isVisible():
            if not self.card.stop():
                self.on_new()
            return True
        return False

    def refresh(self, *, pick: bool = False) -> None:
        """Read the register: what is to be paid in, or all, or what is looked for."""
        text, view = self.search.text().strip(), str(self.views.value())

        def read(s: Session) -> list[BillRow]:
            if text or view == "all":
                return find_bills(s, text)
            return bills_to_pay_in(s) if view == "waiting" else bills_company_owes(s)

        def done(rows: list[BillRow]) -> None:
            self.show_rows(rows, pick=pick)

        self.desk.tasks.read(self, read, done, latest="bills")

    def show_rows(self, rows: list[BillRow], *, pick: bool = False) -> None:
        """Show them; the chosen bill is shown as it is now."""
        self.table.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self._show_empty()
        chosen = next((shown for shown in rows if shown.id == self._wanted), None)
        if pick and chosen is None and rows:
            chosen = rows[0]
        if chosen is not None and (pick or self.card.isVisible()):
            self.table.selectRow(rows.index(chosen))
            self._pick(chosen)
        elif self.card.isVisible() and chosen is None:
            self.on_new()

    # --- what the operator does

    def on_new(self) -> None:
        """F8: the form for another bill."""
        self.card.hide()
        self.form.show()
        self._wanted = ""
        if self.form.is_empty():
            self.form.begin()
            self.form.restore()

    def _on_view(self) -> None:
        self.search.clear()
        self.refresh()

    def _pick(self, shown: BillRow | None) -> None:
        if shown is None:
            return
        self._wanted = shown.id
        self.form.hide()
        self.card.show()
        self.card.show_bill(shown)

    def _on_taken(self, shown: BillRow) -> None:
        words = _("{number}: {money} taken. The receipt is at the printer.")
        self.notice(words.format(number=shown.number, money=i18n.money(shown.sum_fen)))

    # --- texts

    def _show_empty(self) -> None:
        if self.search.text().strip():
            self.empty.set_texts(_("Nothing is found"), _("Look for the number, the account or the name."))
        elif self.views.value() == "waiting":
            self.empty.set_texts(
                _("Nothing is to be paid in"), _("A bill that was taken shows here until it is paid in.")
            )
        elif self.views.value() == "company":
            self.empty.set_texts(
                _("No company owes anything"),
                _("A bill that was paid in and then taken back shows here until the company gives its money back."),
            )
        else:
            self.empty.set_texts(_("No bill was taken yet"), _("Take the first one at the right."))

    def retranslate(self) -> None:
        self.header.set_title(_("Bills"))
        self.header.set_right(_("Phone, electricity, water, television"))
        self.views.setAccessibleName(_("Which bills"))
        self.views.set_texts([_("To pay in"), _("Company owes"), _("All")])
        self.search.set_placeholder(_("Number, account, or name"))
        self.new.set_text(_("New bill"))
        self.form.retranslate()
        self.card.retranslate()
        self._show_empty()
        self.table.set_columns(
            [
                Column(_("No."), lambda shown: shown.number),
                Column(_("What"), lambda shown: _(KIND_WORDS.get(shown.kind, shown.kind)), spare=1),
                Column(_("Villager"), lambda shown: shown.person or shown.holder, stretch=True, least=110),
                Column(_("Amount"), lambda shown: i18n.money(shown.sum_fen), right=True),
                Column("", lambda shown: bill_pill(shown)[0], pill=lambda shown: bill_pill(shown)[1]),
            ]
        )
