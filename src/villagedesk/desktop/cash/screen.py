"""The till: where the day stands, the book of one day or what a search finds, and money that is of no order.

The sum in the drawer is not shown anywhere: it is counted blind.
"""

from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from villagedesk import clock, i18n
from villagedesk.desktop.cash.day_card import DayCard
from villagedesk.desktop.cash.words import entry_pill, entry_words
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.orders.words import shortened
from villagedesk.desktop.rows_model import Column
from villagedesk.desktop.widgets import (
    Card,
    Choice,
    ChoiceButtons,
    Columns,
    DataTable,
    EmptyState,
    Field,
    MoneyEdit,
    Page,
    PlainButton,
    SearchBox,
    Text,
    column,
    row,
    show_invalid,
)
from villagedesk.domain.cash import BY_HAND, KIND_WORDS, OF_ORDERS, REVERSIBLE, CashKind
from villagedesk.errors import AppError, Invalid
from villagedesk.i18n import _
from villagedesk.store.cash import CashRow, entries_of_day, find_entries, note_cash, reverse_entry
from villagedesk.store.cash_days import Drawer, drawer_now


class CashScreen(Page):
    """``open()`` shows today."""

    help_page = "cash"
    follows = frozenset({"cash_entry", "cash_day", "order", "person"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.day = clock.today()
        self._sure = ""
        self.day_card = DayCard(self.go)
        self.search = SearchBox()
        self.table = DataTable([], name=_("Cash entries"))
        self.empty = EmptyState("cash")
        self.before = PlainButton("", "PgUp")
        self.after = PlainButton("", "PgDown")
        self._new_title = Text("", "card")
        self.kind = ChoiceButtons([Choice(kind, "") for kind in BY_HAND], value=CashKind.OPENING)
        self.amount = MoneyEdit("", name="amount")
        self.note = Field("", name="note")
        self.save = PlainButton("", "F10")
        self._one_title = Text("", "card", wrap=True)
        self._one = Text("", "body", tone="muted", wrap=True)
        self.reverse = PlainButton("", "Ctrl+Z")
        self.order = PlainButton("", "Ctrl+O")
        self._build()
        self._connect()

    def _build(self) -> None:
        left = Card(self.search, self.table, self.empty)
        left.body.setStretch(1, 1)
        left.body.setStretch(2, 1)
        fields = Columns(self.amount, self.note, shares=(2, 3), wide=300, spacing=10)
        # The button beside the title: below the fields it would push the page past the foot of the window.
        self._new = Card(row(self._new_title, None, self.save), self.kind, fields, spacing=8)
        QWidget.setTabOrder(self.note.edit, self.save)
        self._picked = Card(row(self._one_title, None, self.order), self._one, row(self.reverse, None))
        right = QWidget()
        right.setLayout(column(self._new, self._picked, None, spacing=12))
        self.header.add_right(self.before)
        self.header.add_right(self.after)
        self.add(self.day_card, Columns(left, right, shares=(5, 3)))
        self.body.setStretch(2, 1)

    def _connect(self) -> None:
        self.table.current_changed.connect(lambda shown: self._show_picked(shown))
        self.table.taken.connect(lambda shown: self._open_order(shown))
        self.search.typed.connect(lambda _text: self.refresh())
        self.save.clicked.connect(self.on_save)
        for field in (self.amount, self.note):
            field.edit.returnPressed.connect(self.save.click)
        self.reverse.clicked.connect(self.on_reverse)
        self.order.clicked.connect(lambda: self._open_order(self.table.current_row()))
        self.before.clicked.connect(lambda: self.on_day(-1))
        self.after.clicked.connect(lambda: self.on_day(1))
        self.kind.chosen.connect(lambda _kind: self.amount.focus())

    # --- what the shell calls

    def open(self, **_more: Any) -> None:
        self.day = clock.today()
        self.search.clear()
        self.retranslate()
        self.refresh()
        self.amount.focus()

    def on_back(self) -> bool:
        if self._sure:
            self._sure = ""
            self._show_picked(self.table.current_row())
            return True
        if self.search.text():
            self.search.clear()
            return True
        return False

    def refresh(self) -> None:
        """Read where the day stands, and its entries or what is looked for."""
        day, text = self.day, self.search.text().strip()

        def read(s: Any) -> tuple[Drawer, list[CashRow]]:
            return drawer_now(s), find_entries(s, text) if text else entries_of_day(s, day)

        self.desk.tasks.read(self, read, self._show_all, latest="day")

    def _show_all(self, found: tuple[Drawer, list[CashRow]]) -> None:
        self.day_card.show_drawer(found[0])
        self.show_rows(found[1])

    def show_rows(self, rows: list[CashRow]) -> None:
        """Show them, the newest first."""
        self.table.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self._show_empty()
        self._show_picked(self.table.current_row() if rows else None)

    # --- what the operator does

    def on_day(self, step: int) -> None:
        """The day before or after; tomorrow has no entries yet."""
        day = (date.fromisoformat(self.day) + timedelta(days=step)).isoformat()
        if day <= clock.today():
            self.day = day
            self.retranslate()
            self.refresh()

    def on_save(self) -> None:
        """Write down money that has nothing to do with an order."""
        kind, note = str(self.kind.value()), self.note.text()
        try:
            fen = self.amount.read()
        except Invalid as error:
            self._wrong(error)
            return
        self.desk.tasks.write(self, lambda s: note_cash(s, kind, fen, note), self._saved, self._wrong, busy=self.save)

    def _saved(self, _id: str) -> None:
        self.amount.set_text("")
        self.note.set_text("")
        self.day = clock.today()
        self.retranslate()
        self.notice(_("Written down."))
        self.amount.focus()

    def _wrong(self, error: AppError) -> bool:
        return show_invalid({"amount": self.amount, "note": self.note}, error)

    def on_reverse(self) -> None:
        """Take the chosen entry back; asked twice."""
        shown = self.table.current_row()
        if shown is None:
            return
        if self._sure != shown.id:
            self._sure = shown.id
            self._show_picked(shown)
            return
        self._sure = ""
        self.desk.tasks.write(
            self,
            lambda s: reverse_entry(s, shown.id),
            lambda _id: self.notice(_("The entry is taken back.")),
            busy=self.reverse,
        )

    def _open_order(self, shown: CashRow | None) -> None:
        if shown is not None and shown.order_id:
            self.go("order", order_id=shown.order_id)

    # --- what is shown

    def _when(self, shown: CashRow) -> str:
        # What a search finds is of many days.
        return i18n.ago(shown.at) if self.search.text().strip() else i18n.time_text(shown.at)

    def _show_empty(self) -> None:
        if self.search.text().strip():
            self.empty.set_texts(_("Nothing is found"), _("Notes and amounts are looked for among the newest entries."))
        else:
            self.empty.set_texts(
                _("No entries on this day"), _("Orders and hand-overs write their cash here by themselves.")
            )

    def _show_picked(self, shown: CashRow | None) -> None:
        self._picked.setVisible(shown is not None)
        if shown is None:
            return
        self._one_title.setText(f"{shown.number}  {i18n.money(shown.amount_fen)}")
        words = entry_words(shown)
        facts = [words, shown.person, "" if shown.note in words else shown.note, i18n.ago(shown.at), shown.operator]
        if shown.kind in OF_ORDERS and not shown.reverses:
            facts.append(_("This money goes back when the order is cancelled."))
        elif shown.kind not in {*REVERSIBLE, CashKind.DIFFERENCE} and not shown.reverses:
            facts.append(_("This money goes back on the page it came from: bills or bank."))
        self._one.setText("  ".join(fact for fact in facts if fact))
        self.order.setVisible(bool(shown.order_id))
        self.order.set_text(_("Order {number}").format(number=shown.order_number))
        self.reverse.setVisible(shown.may_reverse)
        self.reverse.set_text(_("Yes, take it back") if self._sure == shown.id else _("Take the entry back"))

    def retranslate(self) -> None:
        self.header.set_title(_("Till"))
        today = self.day == clock.today()
        self.header.set_pills([(_("Today") if today else i18n.short_day(self.day), "good" if today else "plain")])
        self.header.set_right(_("The sum is not shown: the drawer is counted blind"))
        self.before.set_text(_("Day before"))
        self.after.set_text(_("Day after"))
        self.after.setVisible(not today)
        self._new_title.setText(_("Other money"))
        self.kind.setAccessibleName(_("Kind"))
        self.kind.set_texts([_(KIND_WORDS[kind]) for kind in BY_HAND])
        self.amount.set_label(_("Amount"))
        self.note.set_label(_("What for"))
        self.save.set_text(_("Write it down"))
        self.search.set_placeholder(_("Number, order, villager, amount or note, on any day"))
        self.day_card.retranslate()
        self._show_empty()
        self.table.set_columns(
            [
                Column(_("No."), lambda shown: shown.number),
                Column(_("Time"), self._when, spare=2),
                Column(_("What"), entry_words, stretch=True, least=180),
                Column(_("Villager"), lambda shown: shortened(shown.person, 125), spare=1),
                Column(_("Amount"), lambda shown: i18n.money(shown.amount_fen), right=True),
                Column("", lambda shown: entry_pill(shown)[0], pill=lambda shown: entry_pill(shown)[1]),
            ]
        )
        self._show_picked(self.table.current_row())
