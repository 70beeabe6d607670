"""The float: the room's money at the platform, what it is made of, and the few entries written by hand."""

from typing import Any

from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.rows_model import Column
from villagedesk.desktop.widgets import (
    Card,
    Choice,
    ChoiceButtons,
    Columns,
    DataTable,
    EmptyState,
    Field,
    FigureStrip,
    MoneyEdit,
    Page,
    PlainButton,
    PrimaryButton,
    Text,
    column,
    flow,
    row,
    show_invalid,
)
from villagedesk.domain.cash import Account, CashKind
from villagedesk.errors import AppError, Invalid
from villagedesk.i18n import _
from villagedesk.store.cash import note_cash, reverse_entry
from villagedesk.store.cash.at_platform import FLOAT_WORDS, FloatLine, FloatShown, float_shown

_KINDS = (CashKind.PAID_IN.value, CashKind.PAID_OUT.value)


class FloatScreen(Page):
    """Nothing to open it with; it is derived from bags, orders and refunds."""

    help_page = "cash_float"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._shown: FloatShown | None = None
        self._sure = ""
        self.strip = FigureStrip()
        self.table = DataTable([], name=_("Float"))
        self.empty = EmptyState("cash")
        self._title = Text("", "card")
        self.kind = ChoiceButtons([Choice(kind, "") for kind in _KINDS], value=_KINDS[0])
        self.amount = MoneyEdit("", name="amount")
        self.note = Field("", name="note")
        self.save = PrimaryButton("", "F10")
        self._picked_title = Text("", "card", wrap=True)
        self._picked_line = Text("", "body", tone="muted", wrap=True)
        self.order = PlainButton("", "Ctrl+O")
        self.reverse = PlainButton("", "Ctrl+Z")
        left = Card(self.table, self.empty)
        left.body.setStretch(0, 1)
        left.body.setStretch(1, 1)
        self._picked = Card(self._picked_title, self._picked_line, flow(self.order, self.reverse))
        right = QWidget()
        new = Card(self._title, self.kind, self.amount, self.note, row(None, self.save))
        right.setLayout(column(new, self._picked, None, spacing=12))
        self.add(self.strip, Columns(left, right, shares=(2, 1)))
        self.body.setStretch(2, 1)
        self._connect()

    def _connect(self) -> None:
        self.table.current_changed.connect(self._show_picked)
        self.table.taken.connect(self._open_order)
        self.save.clicked.connect(self.on_save)
        self.order.clicked.connect(lambda: self._open_order(self.table.current_row()))
        self.reverse.clicked.connect(self.on_reverse)
        for field in (self.amount, self.note):
            field.edit.returnPressed.connect(self.save.click)

    def open(self, **_more: Any) -> None:
        self._sure = ""
        self.refresh()

    def on_changed(self, names: set[str]) -> None:
        if names & {"cash_entry", "deposit", "order", "refund"}:
            self.refresh()

    def refresh(self) -> None:
        """Read it again."""
        self.read(float_shown, self.show_float)

    def show_float(self, shown: FloatShown) -> None:
        """Show the balance, its parts, and the newest movements."""
        self._shown = shown
        figures = [(_("At the platform"), i18n.money(shown.fen), "good" if shown.fen >= 0 else "wait")]
        figures += [(_(FLOAT_WORDS[kind]), i18n.money(fen), "") for kind, fen in shown.parts]
        self.strip.set_figures(figures)
        self.table.set_rows(shown.lines)
        self.table.setVisible(bool(shown.lines))
        self.empty.setVisible(not shown.lines)
        self._show_picked(self.table.current_row() if shown.lines else None)

    # --- what the operator does

    def on_save(self) -> None:
        """Write down what came or went by another way, for instance a transfer of the county's."""
        kind, note = str(self.kind.value()), self.note.text()
        try:
            fen = self.amount.read()
        except Invalid as error:
            self._wrong(error)
            return
        self.desk.tasks.write(
            self,
            lambda s: note_cash(s, kind, fen, note, account=Account.FLOAT),
            self._saved,
            self._wrong,
            busy=self.save,
        )

    def on_reverse(self) -> None:
        """Take an entry back; asked twice."""
        line: FloatLine | None = self.table.current_row()
        if line is None or not line.entry_id:
            return
        if self._sure != line.entry_id:
            self._sure = line.entry_id
            self._show_picked(line)
            return
        self._sure = ""
        self.desk.tasks.write(
            self,
            lambda s: reverse_entry(s, line.entry_id),
            lambda _id: self.notice(_("Taken back.")),
            busy=self.reverse,
        )

    def _saved(self, _id: str) -> None:
        self.amount.set_text("")
        self.note.set_text("")
        self.notice(_("Written down."))
        self.amount.focus()

    def _wrong(self, error: AppError) -> bool:
        return show_invalid({"amount": self.amount, "note": self.note}, error)

    def _open_order(self, line: FloatLine | None) -> None:
        if line is not None and line.order_id:
            self.go("order", order_id=line.order_id)

    # --- texts

    def _show_picked(self, line: FloatLine | None) -> None:
        self._picked.setVisible(line is not None)
        if line is None:
            return
        self._picked_title.setText(f"{_(FLOAT_WORDS[line.kind])}  {i18n.money(line.fen)}")
        self._picked_line.setText("  ".join(part for part in (line.about, i18n.ago(line.at)) if part))
        self.order.setVisible(bool(line.order_id))
        self.order.set_text(_("Order {number}").format(number=line.about))
        self.reverse.setVisible(bool(line.entry_id))
        self.reverse.set_text(_("Yes, take it back") if self._sure == line.entry_id else _("Take it back"))

    def retranslate(self) -> None:
        self.header.set_title(_("Float"))
        self.header.set_right(_("It follows from bags at the bank, placed orders and refunds"))
        self._title.setText(_("By another way"))
        self.kind.setAccessibleName(_("Kind"))
        self.kind.set_texts([_("Came to the platform"), _("Left the platform")])
        self.amount.set_label(_("Amount"))
        self.note.set_label(_("What for"))
        self.save.set_text(_("Write it down"))
        self.empty.set_texts(_("Nothing moved yet"), _("Bags at the bank and placed orders show here by themselves."))
        self.table.set_columns(
            [
                Column(_("When"), lambda line: i18n.ago(line.at), spare=1),
                Column(_("What"), lambda line: _(FLOAT_WORDS[line.kind])),
                Column(_("About"), lambda line: line.about, stretch=True, least=100),
                Column(_("Amount"), lambda line: i18n.money(line.fen), right=True),
            ]
        )
        if self._shown is not None:
            self.show_float(self._shown)
