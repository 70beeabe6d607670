"""One order: what was ordered, where it stands, what was paid, and the one thing to do about it."""

from typing import Any

from sqlmodel import Session

from villagedesk import clock, i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.orders.decision import Question
from villagedesk.desktop.orders.order_facts import facts, money_rows, order_lines, parcel_rows
from villagedesk.desktop.orders.shown import child_show
from villagedesk.desktop.orders.words import instead_words, moved_words, state_pill
from villagedesk.desktop.returns.after_sale import AfterSale
from villagedesk.desktop.returns.words import awaited_words
from villagedesk.desktop.sync.why_button import WhyButton
from villagedesk.desktop.widgets import (
    Avatar,
    Card,
    Columns,
    Page,
    PlainButton,
    PrimaryButton,
    RowList,
    Text,
    column,
    row,
)
from villagedesk.desktop.widgets.buttons import ToggleButton
from villagedesk.domain.orders import OrderState
from villagedesk.i18n import _
from villagedesk.store.orders import (
    MoneyMoved,
    OrderPage,
    answer_decision,
    cancel_order,
    new_total,
    order_page,
    pay_in_cash,
    reprint_slip,
    take_unpaid,
)
from villagedesk.store.returns import Awaited, awaited_for_order, owed_for_order


class OrderScreen(Page):
    """``open(order_id=)``."""

    help_page = "orders"
    follows = frozenset({"order", "order_line", "cash_entry", "parcel", "person", "refund", "return"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.shown: OrderPage | None = None
        self._order_id, self._new_total, self._owed, self._sure = "", 0, 0, False
        self.question = Question()
        self.avatar = Avatar("")
        self.name = Text("", "card", wrap=True)
        self.about = Text("", "small", tone="muted", wrap=True)
        self.lines = RowList(spacing=4)
        self.total = Text("", "total", tone="good", right=True)
        self._facts = Text("", "body", wrap=True)
        self.awaited = Text("", "body", wrap=True)
        self._money_title = Text("", "card")
        self.money = RowList(spacing=4)
        self._parcels_title = Text("", "card")
        self.parcels = RowList(spacing=4)
        self.back_money = PrimaryButton("", "F10")
        self.after = AfterSale(desk)
        self.take = PrimaryButton("", "F10")
        self.take_by_code = PlainButton("", "F8")
        self.in_cash = PlainButton("", "F9")
        self.cancel = PlainButton("", "Ctrl+Q", icon="trash")
        self.cash_back = ToggleButton("", "Ctrl+M")
        self.again = PlainButton("", icon="bag")
        self.slip = PlainButton("", icon="printer")
        self.why = WhyButton(self)
        self.header.add_left(self.why)
        self._build()
        self._connect()

    def _build(self) -> None:
        head = row(self.avatar, column(self.name, self.about, spacing=0))
        head.setStretch(1, 1)
        left = Card(head, self.lines, None, self.total)
        right = Card(
            self._facts,
            self.awaited,
            6,
            self._money_title,
            self.money,
            6,
            self._parcels_title,
            self.parcels,
            self.after,
            None,
            self.back_money,
            self.take,
            self.take_by_code,
            self.in_cash,
            Columns(self.again, self.slip, wide=340, spacing=10),
            self.cash_back,
            self.cancel,
        )
        self.add(self.question, Columns(left, right, shares=(11, 9)), None)

    def _connect(self) -> None:
        self.question.accepted.connect(self.on_accept)
        self.question.in_cash.connect(self.on_pay_in_cash)
        self.question.refused.connect(self.on_cancel)
        self.in_cash.clicked.connect(self.on_pay_in_cash)
        self.cancel.clicked.connect(self.on_cancel)
        self.back_money.clicked.connect(self.on_pay_back)
        self.take.clicked.connect(lambda: self.on_take(self.take, by_code=False))
        self.take_by_code.clicked.connect(lambda: self.on_take(self.take_by_code, by_code=True))
        self.again.clicked.connect(self.on_again)
        self.slip.clicked.connect(self.on_slip)

    # --- what the shell calls

    def open(self, order_id: str = "", **_more: Any) -> None:
        if order_id and order_id != self._order_id:
            self._order_id = order_id
            self.cash_back.setChecked(False)
        self._sure = False
        self.refresh()

    def on_back(self) -> bool:
        if self._sure:
            self._sure = False
            self.retranslate()
            return True
        return False

    def refresh(self) -> None:
        """Read the order again."""
        order_id = self._order_id
        self.read(lambda s: _look(s, order_id), self.show_page, self.close_if_gone)

    def show_page(self, found: tuple[OrderPage, int, int, Awaited | None]) -> None:
        """Show one order, what it would cost if the villager accepted, and what he still gets for it."""
        self.shown, self._new_total, self._owed, self._awaited = found
        page = self.shown
        waits = page.row.waits_for_payer and bool(page.pay_code)
        self.desk.villager.put(
            self, child_show(page.row.name, page.row.total_fen, page.pay_code, page.pay_url) if waits else None
        )
        self.retranslate()

    # --- what the operator does

    def on_accept(self) -> None:
        """The villager agrees to what central asks."""
        order_id = self._order_id
        self.desk.tasks.write(self, lambda s: answer_decision(s, order_id), self._money_moved, busy=self.question.yes)

    def on_pay_in_cash(self) -> None:
        """The villager pays himself what a child was to pay."""
        order_id = self._order_id
        self.desk.tasks.write(self, lambda s: pay_in_cash(s, order_id), self._money_moved, busy=self.in_cash)

    def on_cancel(self) -> None:
        """The first press asks, the second does it: money goes back with it."""
        if not self._sure:
            self._sure = True
            self.retranslate()
            return
        self._sure = False
        order_id, in_cash = self._order_id, self._wants_cash()
        self.desk.tasks.write(
            self, lambda s: cancel_order(s, order_id, in_cash=in_cash), self._money_moved, busy=self.cancel
        )

    def _wants_cash(self) -> bool:
        """Whether what was paid by the centre's code is to come out of the drawer."""
        return not self.cash_back.isHidden() and self.cash_back.isChecked()

    def on_pay_back(self) -> None:
        """The villager gets the cash he is owed, against his signature."""
        self.go("payout", order_id=self._order_id)

    def on_take(self, button: PlainButton, *, by_code: bool) -> None:
        """The villager pays for goods that he has already."""
        order_id = self._order_id
        self.desk.tasks.write(self, lambda s: take_unpaid(s, order_id, by_code=by_code), self._taken, busy=button)

    def _taken(self, moved: MoneyMoved) -> None:
        words = _("{money} taken. The receipt is at the printer.")
        self.notice(words.format(money=i18n.money(moved.fen)), "good")

    def on_again(self) -> None:
        """The same goods once more for the same villager, as far as they are sold, at today's prices."""
        if self.shown is not None:
            row_ = self.shown.row
            self.go("orders", person_id=row_.person_id, again=row_.id, press=clock.new_event_id())

    def on_slip(self) -> None:
        """Print the slip once more; it says that it is a reprint."""
        order_id = self._order_id
        self.write(lambda s: reprint_slip(s, order_id), lambda _slip: self.notice(_("The slip is printed again.")))

    def _money_moved(self, moved: MoneyMoved) -> None:
        words = moved_words(moved.fen, moved.phone_fen) or _("Done.")
        if moved.state == OrderState.CANCELLED:
            words = _("Order {number} is cancelled.").format(number=moved.number) + " " + (words if moved.fen else "")
        self.notice(words.strip(), "good" if not moved.fen else "wait")

    # --- what is shown

    def retranslate(self) -> None:
        page = self.shown
        self._money_title.setText(_("Cash"))
        self._parcels_title.setText(_("Parcels"))
        self.again.set_text(_("Order again"))
        self.slip.set_text(_("Print the slip"))
        self.after.retranslate()
        if page is None:
            return
        row_ = page.row
        self.header.set_title(_("Order {number}").format(number=row_.number))
        self.header.set_pills([state_pill(row_)])
        self.header.set_right(i18n.ago(row_.at))
        self.why.set_row("order", row_.id, waiting=row_.waiting)
        self.avatar.set_name(row_.name)
        self.name.setText(row_.name)
        self.about.setText("  ".join(part for part in (page.place, _tail(page.phone_tail)) if part))
        self.lines.set_rows(order_lines(page))
        self.total.setText(i18n.money(row_.total_fen))
        self._facts.setText("\n".join(facts(page)))
        self.awaited.setVisible(self._awaited is not None)
        if self._awaited is not None:
            self.awaited.setText(awaited_words(self._awaited))
            self.awaited.set_tone("act" if self._awaited.overdue else "wait")
        self.money.set_rows(money_rows(page))
        self.parcels.set_rows(parcel_rows(page, self._open_parcel))
        self._show_actions(page)

    def _show_actions(self, page: OrderPage) -> None:
        for title, rows in ((self._money_title, page.cash), (self._parcels_title, page.parcels)):
            title.setVisible(bool(rows))
        asking = page.row.state == OrderState.NEEDS_DECISION
        self.question.setVisible(asking)
        if asking:
            self.question.show_page(page, self._new_total, self._sure)
        self.in_cash.setVisible(page.row.waits_for_payer and page.row.state == OrderState.QUEUED)
        self.in_cash.set_text(_("Pays {money} in cash now").format(money=i18n.money(page.row.total_fen)))
        self.cash_back.setVisible(page.may_cancel and page.code_fen > 0)
        self.cash_back.set_text(instead_words())
        self.cancel.setVisible(page.may_cancel and not asking)
        self.cancel.set_text(_("Yes, cancel it and give the money back") if self._sure else _("Cancel the order"))
        self.after.show_order(page.row.id, page.row.state)
        for button, words in (
            (self.take, _("Take {money} in cash, he has the goods")),
            (self.take_by_code, _("{money} was paid by the centre's code")),
        ):
            button.setVisible(page.unpaid_fen > 0)
            button.set_text(words.format(money=i18n.money(page.unpaid_fen)))
        self.back_money.setVisible(self._owed > 0)
        self.back_money.set_text(_("Give {money} back").format(money=i18n.money(self._owed)))

    def _open_parcel(self, parcel_id: str) -> None:
        self.go("parcel", parcel_id=parcel_id)


def _look(s: Session, order_id: str) -> tuple[OrderPage, int, int, Awaited | None]:
    owed, awaited = owed_for_order(s, order_id).fen, awaited_for_order(s, order_id)
    return order_page(s, order_id), new_total(s, order_id), owed, awaited


def _tail(phone_tail: str) -> str:
    return _("phone …{tail}").format(tail=phone_tail) if phone_tail else ""
