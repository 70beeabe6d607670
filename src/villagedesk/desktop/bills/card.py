"""One bill of the register: paid in with the company's number, its receipt once more, or its money back."""

from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.cash.words import bill_pill
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.sync.why_button import WhyButton
from villagedesk.desktop.widgets import (
    Card,
    Choice,
    ChoiceButtons,
    Field,
    Pill,
    PlainButton,
    PrimaryButton,
    Text,
    flow,
    row,
    show_invalid,
)
from villagedesk.domain.bills import ACCOUNT_OF, KIND_WORDS, PAID_FROM_WORDS, BillState, PaidFrom, shown_account
from villagedesk.errors import AppError
from villagedesk.i18n import _
from villagedesk.store.bills import BillRow, company_gave_back, last_paid_from, pay_in_bill, reprint_bill, reverse_bill


class BillCard(Card):
    """``show_bill`` fills it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(spacing=8, parent=parent)
        self._desk = desk
        self._bill: BillRow | None = None
        self._back = False
        self._title = Text("", "card", wrap=True)
        self._pill, self.why = Pill(""), WhyButton(desk)
        self._account = Text("", "amount", wrap=True)
        self._facts = Text("", "body", tone="muted", wrap=True)
        self._from_label = Text("", "small", tone="muted", wrap=True)
        self.paid_from = ChoiceButtons([Choice(one.value, "") for one in ACCOUNT_OF], value=PaidFrom.DRAWER.value)
        self.reference = Field("", name="reference")
        self.reason = Field("", name="reason")
        self.paid_in, self.company_back = PrimaryButton("", "F10"), PrimaryButton("", "F10")
        self.give_back = PlainButton("", "F7")
        self.receipt = PlainButton("", "F4", icon="printer")
        self.body.addLayout(row(self._title, self._pill))
        self.body.addLayout(row(self.why, None))
        for widget in (self._account, self._facts, self._from_label, self.paid_from, self.reference):
            self.body.addWidget(widget)
        self.body.addWidget(self.reason)
        self.body.addStretch(1)
        buttons = row(flow(self.receipt, self.give_back), self.paid_in, self.company_back)
        buttons.setStretch(0, 1)
        self.body.addLayout(buttons)
        self.paid_in.clicked.connect(self.on_paid_in)
        self.company_back.clicked.connect(self.on_company_back)
        self.reference.edit.returnPressed.connect(self.paid_in.click)
        self.give_back.clicked.connect(self.on_give_back)
        self.reason.edit.returnPressed.connect(self.give_back.click)
        self.receipt.clicked.connect(self.on_receipt)

    def show_bill(self, bill: BillRow) -> None:
        """Show a bill; what was begun about another one is over."""
        if self._bill is None or self._bill.id != bill.id:
            self._back = False
            self.reference.set_text("")
            self.reason.set_text("")
            self._choose_from()
        self._bill = bill
        self.why.set_row("bill", bill.id, waiting=bill.waiting)
        self.retranslate()

    def stop(self) -> bool:
        """Esc: do not give it back after all; False when nothing was begun."""
        begun, self._back = self._back, False
        if begun:
            self.retranslate()
        return begun

    def _choose_from(self) -> None:
        """As the last bill was paid in; without a payment code that account is not offered."""
        self.paid_from.button(PaidFrom.CODE.value).setVisible(bool(self._desk.settings.pay_code))

        def chosen(last: str) -> None:
            self.paid_from.set_value(last or PaidFrom.DRAWER.value)

        self._desk.tasks.read(self, last_paid_from, chosen, latest="paid_from")

    # --- what the operator does

    def on_paid_in(self) -> None:
        """F10: the company has it."""
        bill, reference, paid_from = self._bill, self.reference.text(), str(self.paid_from.value())
        if bill is not None:
            self._desk.tasks.write(
                self,
                lambda s: pay_in_bill(s, bill.id, reference, paid_from),
                self._on_paid_in,
                self._wrong,
                busy=self.paid_in,
            )

    def on_give_back(self) -> None:
        """The first press asks why, the second gives the money back."""
        bill, reason = self._bill, self.reason.text()
        if bill is None:
            return
        if not self._back:
            self._back = True
            self.retranslate()
            self.reason.focus()
            return
        self._desk.tasks.write(
            self, lambda s: reverse_bill(s, bill.id, reason), self._on_back, self._wrong, busy=self.give_back
        )

    def on_company_back(self) -> None:
        """F10: the company gave back what it had got for a bill that was taken back."""
        bill = self._bill
        if bill is not None:
            self._desk.tasks.write(
                self, lambda s: company_gave_back(s, bill.id), self._on_company_back, busy=self.company_back
            )

    def _on_company_back(self, bill: BillRow) -> None:
        where = _(PAID_FROM_WORDS.get(bill.paid_from, bill.paid_from))
        words = _("{money} are booked back to: {account}")
        self._desk.bus.say(words.format(money=i18n.money(bill.fen), account=where), "good")

    def on_receipt(self) -> None:
        """Its receipt once more; the paper says so."""
        bill = self._bill
        if bill is not None:
            self._desk.tasks.write(
                self,
                lambda s: reprint_bill(s, bill.id),
                lambda _bill: self._desk.bus.say(_("The receipt is at the printer."), "good"),
                busy=self.receipt,
            )

    def _on_paid_in(self, bill: BillRow) -> None:
        words = _("{number} is paid in.").format(number=bill.number)
        if bill.paid_from == PaidFrom.DRAWER:
            words += " " + _("{money} are booked out of the drawer.").format(money=i18n.money(bill.fen))
        self._desk.bus.say(words, "good")

    def _on_back(self, bill: BillRow) -> None:
        self._back = False
        words = _("Give {money} back; the villager signs the paper.")
        if bill.by_code:
            words = _("Send {money} back by phone; the villager signs the paper.")
        self._desk.bus.say(words.format(money=i18n.money(bill.sum_fen)), "info")

    def _wrong(self, error: AppError) -> bool:
        return show_invalid({"reference": self.reference, "reason": self.reason}, error)

    # --- texts

    def retranslate(self) -> None:
        """Every text."""
        self.reference.set_label(_("Number of the payment at the company"))
        self.reason.set_label(_("Why does the money go back?"))
        self._from_label.setText(_("From where did the company get it?"))
        self.paid_from.setAccessibleName(self._from_label.text())
        self.paid_from.set_texts([_(PAID_FROM_WORDS[one]) for one in ACCOUNT_OF])
        self.paid_in.set_text(_("It is paid in"))
        self.company_back.set_text(_("The company gave it back"))
        self.give_back.set_text(_("Yes, give it back") if self._back else _("Give it back"))
        self.receipt.set_text(_("Receipt"))
        bill = self._bill
        if bill is None:
            return
        self._title.setText(f"{_(KIND_WORDS.get(bill.kind, bill.kind))}  {bill.number}")
        self._pill.set(*bill_pill(bill))
        self._account.setText(shown_account(bill.kind, bill.account))
        self._facts.setText("\n".join(_facts(bill)))
        waits = bill.state == BillState.TAKEN
        for widget in (self._from_label, self.paid_from, self.reference, self.paid_in):
            widget.setVisible(waits and not self._back)
        self.company_back.setVisible(bill.company_due_fen > 0)
        self.reason.setVisible(self._back)
        self.give_back.setVisible(bill.may_reverse)


def _facts(bill: BillRow) -> list[str]:
    who = "  ".join(part for part in (bill.person, bill.holder if bill.holder != bill.person else "") if part)
    facts = [who, i18n.money(bill.sum_fen)]
    if bill.fee_fen:
        facts[1] += "  " + _("with a fee of {money}").format(money=i18n.money(bill.fee_fen))
    facts.append(_("taken {time}").format(time=i18n.ago(bill.taken_at)))
    if bill.by_code:
        facts[-1] += "  " + _("By code")
    if bill.done_at is not None:
        facts.append(
            _("paid in {time}, number {reference}").format(time=i18n.ago(bill.done_at), reference=bill.reference)
        )
    if bill.paid_from:
        facts.append(_("From: {account}").format(account=_(PAID_FROM_WORDS.get(bill.paid_from, bill.paid_from))))
    if bill.company_due_fen:
        facts.append(_("The company has still to give {money} back").format(money=i18n.money(bill.company_due_fen)))
    if bill.company_back_at is not None:
        facts.append(_("The company gave it back {time}").format(time=i18n.ago(bill.company_back_at)))
    if bill.reason:
        facts.append(_("Why: {reason}").format(reason=bill.reason))
    return [fact for fact in facts if fact]
