"""Money to a villager's hand: how much, for what, his signature, and the receipt."""

from typing import Any

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.orders.words import instead_words, moved_words
from villagedesk.desktop.returns.rows import fact_row
from villagedesk.desktop.returns.words import owed_detail, part_words
from villagedesk.desktop.widgets import (
    Avatar,
    Card,
    Columns,
    EmptyState,
    Page,
    PrimaryButton,
    RowList,
    SignaturePad,
    Text,
    column,
    row,
)
from villagedesk.desktop.widgets.buttons import ToggleButton
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.photos import desk_files
from villagedesk.store.returns import Owed, PaidOut, owed_for_order, pay_out


class PayoutScreen(Page):
    """``open(order_id=)``."""

    help_page = "payout"
    follows = frozenset({"refund", "return", "order", "cash_entry", "person"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.owed: Owed | None = None
        self._order_id = ""
        self.avatar = Avatar("")
        self.name, self.about = Text("", "card", wrap=True), Text("", "small", tone="muted", wrap=True)
        self.parts = RowList(spacing=4)
        self._give = Text("", "body", wrap=True)
        self.amount = Text("", "total", tone="act", right=True)
        self.pad = SignaturePad("F8", height=150)
        self._hint = Text("", "small", tone="muted", wrap=True)
        self.cash_back = ToggleButton("", "Ctrl+M")
        self.pay = PrimaryButton("", "F10")
        self.empty = EmptyState("cash")
        head = row(self.avatar, column(self.name, self.about, spacing=0))
        head.setStretch(1, 1)
        left = Card(head, self.parts, self.cash_back, None, row(self._give, None, self.amount))
        right = Card(self.pad, self._hint, None, row(None, self.pay))
        self.columns = Columns(left, right, shares=(1, 1))
        self.add(self.columns, self.empty, None)
        self.body.setStretchFactor(self.columns, 1)
        self.pay.clicked.connect(self.on_pay)
        self.cash_back.toggled.connect(lambda _on: self.retranslate())

    # --- what the shell calls

    def open(self, order_id: str = "", **_more: Any) -> None:
        if order_id and order_id != self._order_id:
            self._order_id, self.owed = order_id, None
            self.pad.clear()
            self.cash_back.setChecked(False)
        self.refresh()

    def refresh(self) -> None:
        """Read what is owed again."""
        order_id = self._order_id
        if order_id:
            self.read(lambda s: owed_for_order(s, order_id), self.show_owed, self.close_if_gone)
        else:
            self.show_owed(None)

    def show_owed(self, owed: Owed | None) -> None:
        """Show who gets what."""
        self.owed = owed
        self.retranslate()

    def retranslate(self) -> None:
        self.header.set_title(_("Pay out"))
        self._hint.setText(
            _("Without a signature on the screen the receipt is printed twice: one is signed and stays here.")
        )
        self.pay.set_text(_("Paid and signed"))
        self.empty.set_texts(_("Nothing is owed for this order"), _("The money is paid out, or it never came here."))
        self.cash_back.set_text(instead_words())
        owed = self.owed
        due = owed is not None and owed.fen > 0
        self.columns.setVisible(due)
        self.empty.setVisible(not due)
        if owed is None or not due:
            return
        self.header.set_pills([(_("Order {number}").format(number=owed.number), "plain")])
        self.avatar.set_name(owed.name)
        self.name.setText(owed.name)
        self.about.setText(owed_detail(owed))
        self.parts.set_rows([fact_row(part_words(part.kind), i18n.money(part.fen)) for part in owed.parts])
        self.amount.setText(i18n.money(owed.fen))
        self.cash_back.setVisible(owed.phone_fen > 0)
        self._show_way(owed.fen, 0 if self._wants_cash() else owed.phone_fen)

    def _show_way(self, fen: int, phone_fen: int) -> None:
        """How the money reaches him."""
        if not phone_fen:
            self._give.setText(_("In cash"))
            self.pad.set_caption(_("The villager counts the money and signs"))
            return
        rest = _("{money} in cash").format(money=i18n.money(fen - phone_fen)) if fen > phone_fen else ""
        self._give.setText("  ".join(part for part in (moved_words(-phone_fen, -phone_fen), rest) if part))
        self.pad.set_caption(_("The villager checks that it has come, and signs"))

    def _wants_cash(self) -> bool:
        """Whether what was paid by the centre's code is to come out of the drawer."""
        return bool(self.cash_back.isChecked())

    # --- what the operator does

    def on_pay(self) -> None:
        """F10: the money is in his hand."""
        order_id, signed, files = self._order_id, self.pad.signed(), desk_files(self.desk.tasks.store())
        in_cash = self._wants_cash()
        self.desk.tasks.write(
            self,
            lambda s: pay_out(s, order_id, signed, files, in_cash=in_cash),
            self.paid,
            self.not_paid,
            busy=self.pay,
        )

    def paid(self, done: PaidOut) -> None:
        """It is on the disk, and the receipt is in the queue."""
        self.pad.clear()
        words = _("{name} has {money}. The receipt is printed.")
        if done.phone_fen:
            words = " ".join((moved_words(-done.fen, -done.phone_fen), _("The receipt is printed.")))
        self.notice(words.format(name=done.owed.name, money=i18n.money(done.fen)))
        self.desk.back()

    def not_paid(self, error: AppError) -> bool:
        """Nobody signed: say it under the field."""
        if isinstance(error, Invalid) and error.field == "signature":
            self.pad.set_error(sentence(error))
            return True
        self.refresh()
        return False
