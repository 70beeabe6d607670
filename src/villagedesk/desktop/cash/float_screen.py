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
from villagedesk.domain.cash import MOVE_WORDS, Account, CashKind, Move
from villagedesk.errors import AppError, Invalid
from villagedesk.i18n import _
from villagedesk.store.cash import move_money, note_cash, reverse_entry
from villagedesk.store.cash.at_platform import FLOAT_WORDS, FloatKind, FloatLine, FloatShown, float_shown

_ALWAYS = (FloatKind.DEPOSIT, FloatKind.ORDER)  # shown at zero too
_KINDS = (CashKind.PAID_IN.value, CashKind.PAID_OUT.value)


class FloatScreen(Page):
    """Nothing to open it with; it is derived from bags, orders and refunds."""

    help_page = "cash_float"
    follows = frozenset({"cash_entry", "crop_allocation", "deposit", "order", "refund"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._shown: FloatShown | None = None
        self._sure = ""
        self.strip = FigureStrip()
        self.table = DataTable([], name=_("Float"))
        self.empty = EmptyState("cash")
        self._title = Text("", "card")
        self._todo = Text("", "body", tone="wait", wrap=True)
        self.kind = ChoiceButtons(
            [Choice(kind, "") for kind in (*_KINDS, *(move.value for move in Move))], value=_KINDS[0]
        )
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
        typed = Columns(self.amount, self.note, shares=(2, 3), wide=340, spacing=10)
        new = Card(self._title, self.kind, typed, row(None, self.save))
        right.setLayout(column(new, self._picked, None, spacing=12))
        self.add(self.strip, self._todo, Columns(left, right, shares=(3, 2)))
        self.body.setStretch(3, 1)
        self._connect()

    def _connect(self) -> None:
        self.table.current_changed.connect(self._show_picked)
        self.table.taken.connect(self._open_order)
        self.save.clicked.connect(self.on_save)
        self.kind.chosen.connect(lambda _kind: self._show_kind())
        self.order.clicked.connect(lambda: self._open_order(self.table.current_row()))
        self.reverse.clicked.connect(self.on_reverse)
        for field in (self.amount, self.note):
            field.edit.returnPressed.connect(self.save.click)

    def open(self, **_more: Any) -> None:
        self._sure = ""
        self.refresh()

    def refresh(self) -> None:
        """Read it again."""
        self.read(float_shown, self.show_float)

    def show_float(self, shown: FloatShown) -> None:
        """Show the balance, its parts, and the newest movements."""
        self._shown = shown
        figures = [(_("At the platform"), i18n.money(shown.fen), "good" if shown.fen >= 0 else "wait")]
        figures += [(_(FLOAT_WORDS[kind]), i18n.money(fen), "") for kind, fen in shown.parts if fen or kind in _ALWAYS]
        for words, fen in (
            (_("Paid by code, not moved yet"), shown.code_fen),
            (_("Operators' own money"), shown.own_fen),
        ):
            if fen:
                figures.append((words, i18n.money(fen), "wait" if fen > 0 else "act"))
        self.strip.set_figures(figures)
        self._offer_moves(shown)
        self._todo.setText(_todo(shown))
        self._todo.setVisible(bool(self._todo.text()))
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
        move = kind if kind in list(Move) else ""
        self.desk.tasks.write(
            self,
            lambda s: move_money(s, move, fen, note) if move else note_cash(s, kind, fen, note, account=Account.FLOAT),
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
            lambda _id: self.notice(_("The entry is taken back.")),
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

    def _offer_moves(self, shown: FloatShown) -> None:
        """Only what can be done now: each choice more pushes the button out of sight."""
        by_code = bool(shown.code_fen > 0 or self.desk.settings.pay_code)
        offered = {
            Move.CODE_TO_FLOAT: by_code,
            Move.DRAWER_TO_OWN: shown.own_fen > 0,
            Move.CODE_TO_OWN: shown.own_fen > 0 and shown.code_fen > 0,
        }
        for move, possible in offered.items():
            self.kind.button(move.value).setVisible(possible)
            if not possible and self.kind.value() == move:
                self.kind.set_value(_KINDS[0])
        self._show_kind()

    # --- texts

    def _show_kind(self) -> None:
        moved = self.kind.value() == Move.CODE_TO_FLOAT
        self.note.set_label(_("Number of the transfer") if moved else _("What for"))

    def _show_picked(self, line: FloatLine | None) -> None:
        self._picked.setVisible(line is not None)
        if line is None:
            return
        self._picked_title.setText(f"{_(FLOAT_WORDS[line.kind])}  {i18n.money(line.fen)}")
        self._picked_line.setText("  ".join(part for part in (line.about, i18n.ago(line.at)) if part))
        self.order.setVisible(bool(line.order_id))
        self.order.set_text(_("Order {number}").format(number=line.about))
        self.reverse.setVisible(bool(line.entry_id))
        self.reverse.set_text(_("Yes, take it back") if self._sure == line.entry_id else _("Take the entry back"))

    def retranslate(self) -> None:
        self.header.set_title(_("Float"))
        self.header.set_right(_("It follows from bags at the bank, placed orders and refunds"))
        self._title.setText(_("By another way"))
        self.kind.setAccessibleName(_("Kind"))
        moves = [_(MOVE_WORDS[move]) for move in Move]
        self.kind.set_texts([_("Came to the platform"), _("Left the platform"), *moves])
        self.amount.set_label(_("Amount"))
        self._show_kind()
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


def _todo(shown: FloatShown) -> str:
    """The first thing there is to do about the accounts; "" when there is nothing."""
    if shown.fen < 0:
        words = _("Orders cost {money} more than was brought: bring a bag to the bank, or move what was paid by code.")
        return words.format(money=i18n.money(-shown.fen))
    if shown.code_fen > 0:
        words = _("{money} paid by code lies on the phone: transfer it to the platform, then write it down here.")
        return words.format(money=i18n.money(shown.code_fen))
    if shown.own_fen > 0:
        words = _("Operators laid out {money} of their own: whoever takes it back writes it down here.")
        return words.format(money=i18n.money(shown.own_fen))
    return ""
