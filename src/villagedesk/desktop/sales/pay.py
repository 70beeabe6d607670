"""A farmer's money for produce: lot by lot, in cash against his signature, or by a transfer; and what he was paid before."""

from typing import Any

from PySide6.QtWidgets import QWidget

from villagedesk import clock, i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.produce.words import amount
from villagedesk.desktop.returns.rows import fact_row
from villagedesk.desktop.widgets import (
    Avatar,
    Card,
    Choice,
    ChoiceButtons,
    Columns,
    EmptyState,
    Page,
    Pill,
    PlainButton,
    PrimaryButton,
    RowList,
    SignaturePad,
    Text,
    column,
    flow,
    row,
)
from villagedesk.domain.sales import CropPayout, PayHow, PayoutState
from villagedesk.domain.sales.payouts import HOW_WORDS
from villagedesk.domain.sales.payouts import STATE_WORDS as PAYOUT_WORDS
from villagedesk.domain.sellers import SellerState
from villagedesk.domain.statement_papers import PERIOD_WORDS, Period, period_days
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.photos import desk_files
from villagedesk.store.sales import (
    DueLine,
    FarmerMoney,
    ask_transfer,
    farmer_money,
    pay_farmer_cash,
    reprint_statement,
)
from villagedesk.store.sales.statements import print_period_statement

_KINDS = {PayoutState.FAILED: "act", PayoutState.ASKED: "wait"}


class PayFarmerScreen(Page):
    """``open(seller_id=)``."""

    help_page = "pay_farmer"
    follows = frozenset(
        {"crop_allocation", "crop_payout", "crop_order", "seller", "person", "payout_account", "consent"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.seller_id = ""
        self.shown: FarmerMoney | None = None
        self.avatar = Avatar("")
        self.name, self.about = Text("", "card", wrap=True), Text("", "small", tone="act", wrap=True)
        self.lots = RowList(spacing=4)
        self._give, self.amount = Text("", "body", wrap=True), Text("", "total", tone="act", right=True)
        self.pad = SignaturePad("F8", height=150)
        self._hint = Text("", "small", tone="muted", wrap=True)
        self.transfer, self.pay = PlainButton("", "Ctrl+T"), PrimaryButton("", "F10")
        self.before_title, self.before = Text("", "card"), RowList(spacing=6)
        self.farmer = PlainButton("", icon="person")
        self.over_title = Text("", "card", wrap=True)
        self.period = ChoiceButtons([Choice(one, "") for one in Period], name="period", value=Period.THIS_YEAR)
        self.over = PlainButton("", icon="printer")
        self.empty = EmptyState("cash")
        head = row(self.avatar, column(self.name, self.about, spacing=0))
        head.setStretch(1, 1)
        left = Card(head, self.lots, None, row(self._give, None, self.amount))
        right = Card(self.pad, self._hint, None, flow(self.transfer, self.pay))
        self.columns = Columns(left, right, shares=(1, 1))
        self.past = Card(row(self.before_title, None, self.farmer), self.before)
        self.span = Card(self.over_title, flow(self.period, self.over))
        self.add(self.columns, self.empty, self.past, self.span, None)
        self.over.clicked.connect(self.on_over)
        self.pay.clicked.connect(self.on_pay)
        self.transfer.clicked.connect(self.on_transfer)
        self.farmer.clicked.connect(self._to_farmer)

    # --- what the shell calls

    def open(self, seller_id: str = "", **_more: Any) -> None:
        if seller_id and seller_id != self.seller_id:
            self.seller_id, self.shown = seller_id, None
            self.pad.clear()
        self.refresh()

    def refresh(self) -> None:
        """Read what is due again."""
        seller_id = self.seller_id
        if seller_id:
            self.read(lambda s: farmer_money(s, seller_id), self.show_money, self.close_if_gone)

    def show_money(self, shown: FarmerMoney) -> None:
        """Show what he gets."""
        self.shown = shown
        self.retranslate()

    def retranslate(self) -> None:
        self.header.set_title(_("Pay a farmer"))
        self._give.setText(_("For produce"))
        self.pad.set_caption(_("The farmer counts the money and signs"))
        self._hint.setText(
            _("Without a signature on the screen the statement is printed twice: one is signed and stays here.")
        )
        self.pay.set_text(_("Paid in cash and signed"))
        self.before_title.setText(_("Paid before"))
        self.farmer.set_text(_("To the farmer"))
        self.over_title.setText(_("Statement over a time: sold, taken off, paid, still due"))
        self.period.set_texts([_(PERIOD_WORDS[one]) for one in Period])
        self.over.set_text(_("Print it"))
        self.empty.set_texts(
            _("Nothing is due to this farmer"), _("When an order with his lot is settled, it stands here.")
        )
        shown = self.shown
        due = shown is not None and bool(shown.lines)
        self.columns.setVisible(due)
        self.empty.setVisible(not due)
        self.past.setVisible(shown is not None and bool(shown.payouts))
        if shown is None:
            return
        self.avatar.set_name(shown.name)
        self.name.setText(shown.name)
        held = shown.state == SellerState.FROZEN
        self.about.setText(_("Stopped by the county office: his money waits until it has decided.") if held else "")
        self.about.setVisible(held)
        self.pay.setEnabled(not held)
        self.transfer.setEnabled(not held)
        to = _("Transfer to {account}").format(account=shown.account)
        self.transfer.set_text(to if shown.account else _("Transfer: no account on file yet"))
        self.amount.setText(i18n.money(shown.fen))
        self.lots.set_rows([_lot_line(line) for line in shown.lines])
        self.before.set_rows([self._paid_line(payout) for payout in shown.payouts])

    # --- what the operator does

    def on_pay(self) -> None:
        """F10: the money is in his hand."""
        seller_id, signed, files = self.seller_id, self.pad.signed(), desk_files(self.desk.tasks.store())
        self.desk.tasks.write(
            self, lambda s: pay_farmer_cash(s, seller_id, signed, files), self._paid, self._not_paid, busy=self.pay
        )

    def on_transfer(self) -> None:
        """Ctrl+T: the platform transfers it."""
        seller_id = self.seller_id
        self.desk.tasks.write(
            self, lambda s: ask_transfer(s, seller_id), self._asked, self._not_paid, busy=self.transfer
        )

    def on_reprint(self, payout: CropPayout) -> None:
        """His statement once more."""
        self.write(
            lambda s: reprint_statement(s, payout.id), lambda _r: self.notice(_("The statement is in the print queue."))
        )

    def on_over(self) -> None:
        """What was sold and paid over a time, on paper."""
        seller_id, days = self.seller_id, period_days(str(self.period.value()), clock.today())
        self.write(
            lambda s: print_period_statement(s, seller_id, *days),
            lambda _job: self.notice(_("The statement is in the print queue.")),
        )

    def _paid(self, payout: CropPayout) -> None:
        self.pad.clear()
        name = self.shown.name if self.shown else ""
        words = _("{name} has {money}. The statement is printed.")
        self.notice(words.format(name=name, money=i18n.money(payout.fen)))

    def _asked(self, payout: CropPayout) -> None:
        words = _("{money} are transferred when there is a line. The statement is printed.")
        self.notice(words.format(money=i18n.money(payout.fen)), "info")

    def _not_paid(self, error: AppError) -> bool:
        if isinstance(error, Invalid) and error.field == "signature":
            self.pad.set_error(sentence(error))
            return True
        self.refresh()
        return False

    def _paid_line(self, payout: CropPayout) -> QWidget:
        again = PlainButton(_("Print again"))
        again.setAccessibleName(_("Print the statement of {money} again").format(money=i18n.money(payout.fen)))
        again.clicked.connect(lambda: self.on_reprint(payout))
        how = _(HOW_WORDS.get(payout.how, payout.how)) if payout.how == PayHow.CASH else payout.account
        day = i18n.short_day(i18n.local(payout.created_at).date().isoformat())
        facts = "  ".join(one for one in (day, how, payout.reference, payout.answer) if one)
        state = _(PAYOUT_WORDS[payout.state]) if payout.state in PAYOUT_WORDS else payout.state
        words = column(Text(i18n.money(payout.fen), "card"), Text(facts, "small", tone="muted", wrap=True), spacing=0)
        line = row(words, flow(Pill(state, _KINDS.get(PayoutState(payout.state), "good")), again))
        line.setStretch(0, 1)
        holder = QWidget()
        holder.setLayout(line)
        return holder

    def _to_farmer(self) -> None:
        if self.shown:
            self.go("farmer", person_id=self.shown.person_id)


def _lot_line(line: DueLine) -> QWidget:
    words = "  ".join((line.product, line.lot, amount(line.weighed, line.sale_unit), line.buyer))
    return fact_row(words, i18n.money(line.net_fen))
