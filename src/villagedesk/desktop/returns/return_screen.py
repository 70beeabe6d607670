"""One return: what goes back and why, where it stands, and the one thing to do about it."""

from typing import Any

from villagedesk import clock, i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.kept_pictures import KeptPictures
from villagedesk.desktop.returns.courier_card import CourierCard
from villagedesk.desktop.returns.pictures import SIZE, with_words
from villagedesk.desktop.returns.rows import goods_row
from villagedesk.desktop.returns.words import page_facts, state_pill
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
    flow,
    row,
)
from villagedesk.domain.evidence import Signed
from villagedesk.domain.labels import is_label
from villagedesk.domain.parcels import check_waybill
from villagedesk.domain.returns import ReturnState
from villagedesk.errors import Invalid
from villagedesk.i18n import _
from villagedesk.store.photos import desk_files
from villagedesk.store.returns import (
    ReturnPage,
    hand_to_courier,
    pay_out,
    reprint_return_slip,
    return_page,
    withdraw_return,
)


class ReturnScreen(Page):
    """``open(return_id=)``."""

    help_page = "returns"
    follows = frozenset({"return", "return_line", "refund", "order", "cash_entry", "evidence", "person"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.shown: ReturnPage | None = None
        self._return_id, self._sure = "", False
        self.avatar = Avatar("")
        self.name, self.about = Text("", "card", wrap=True), Text("", "small", tone="muted", wrap=True)
        self.lines = RowList(spacing=4)
        self.pictures = KeptPictures(desk, size=SIZE)
        self.total = Text("", "total", tone="good", right=True)
        self._facts = Text("", "body", wrap=True)
        self.courier = CourierCard()
        self.pay = PrimaryButton("", "F10")
        self.away = PlainButton("")
        self.slip = PlainButton("", icon="printer")
        self.order = PlainButton("", icon="bag")
        self.withdraw = PlainButton("", icon="trash")
        self.why = WhyButton(self)
        self.header.add_left(self.why)
        head = row(self.avatar, column(self.name, self.about, spacing=0))
        head.setStretch(1, 1)
        left = Card(head, self.lines, self.pictures, None, self.total)
        right = Card(
            self._facts, 6, self.courier, None, self.pay, self.away, flow(self.slip, self.order, self.withdraw)
        )
        self.columns = Columns(left, right, shares=(1, 1))
        self.add(self.columns, None)
        self.body.setStretchFactor(self.columns, 1)
        self._connect()

    def _connect(self) -> None:
        self.courier.asked.connect(self.on_courier)
        self.pay.clicked.connect(lambda: self.go("payout", order_id=self._order()))
        self.away.clicked.connect(self.on_away)
        self.order.clicked.connect(lambda: self.go("order", order_id=self._order()))
        self.slip.clicked.connect(self.on_slip)
        self.withdraw.clicked.connect(self.on_withdraw)

    # --- what the shell calls

    def open(self, return_id: str = "", **_more: Any) -> None:
        if return_id and return_id != self._return_id:
            self._return_id, self.shown = return_id, None
            self.courier.begin()
        self._sure = False
        self.refresh()

    def on_back(self) -> bool:
        if self._sure:
            self._sure = False
            self.retranslate()
            return True
        return False

    def on_scan(self, text: str) -> bool:
        """A waybill while it waits for the courier."""
        if self.courier.isHidden() or is_label(text):
            return False
        try:
            self.courier.waybill.set_text(check_waybill(text, clock.today()))
        except Invalid:
            return False  # the field at the top says so
        return True

    def refresh(self) -> None:
        """Read the return again."""
        return_id = self._return_id
        if return_id:
            self.read(lambda s: return_page(s, return_id), self.show_page, self.close_if_gone)

    def show_page(self, page: ReturnPage) -> None:
        """Show one return."""
        self.shown = page
        self.retranslate()

    # --- what the operator does

    def on_courier(self) -> None:
        """F10: the courier took the parcel."""
        return_id, typed = self._return_id, self.courier.read()
        if typed is None:
            return
        carrier, waybill, freight_fen = typed
        self.desk.tasks.write(
            self,
            lambda s: hand_to_courier(s, return_id, carrier, waybill, freight_fen),
            lambda _none: self.notice(_("The courier has it. Put the printed slip into the parcel.")),
            self.courier.show_error,
            busy=self.courier.give,
        )

    def on_withdraw(self) -> None:
        """The villager keeps the goods; asked twice."""
        if not self._sure:
            self._sure = True
            self.retranslate()
            return
        self._sure = False
        return_id = self._return_id
        self.write(
            lambda s: withdraw_return(s, return_id), lambda _none: self.notice(_("The villager keeps the goods."))
        )

    def on_slip(self) -> None:
        """Print the slip once more."""
        return_id = self._return_id
        self.write(lambda s: reprint_return_slip(s, return_id), lambda _none: self.notice(_("The slip is printed.")))

    def on_away(self) -> None:
        """Whoever had paid has his money from the platform; nothing is given here."""
        order_id, files = self._order(), desk_files(self.desk.tasks.store())
        self.write(lambda s: pay_out(s, order_id, Signed(), files), lambda _done: self.notice(_("Done.")))

    def _order(self) -> str:
        return self.shown.row.order_id if self.shown else ""

    # --- what is shown

    def retranslate(self) -> None:
        self.header.set_title(_("Return"))
        self.courier.retranslate()
        self.slip.set_text(_("Print the return slip"))
        self.order.set_text(_("Show the order"))
        page = self.shown
        self.columns.setVisible(page is not None)
        if page is None:
            return
        row_ = page.row
        self.header.set_title(_("Return {number}").format(number=row_.number))
        self.header.set_pills([state_pill(row_)])
        self.why.set_row("return", row_.id, waiting=row_.waiting)
        self.header.set_right(i18n.ago(row_.asked_at))
        self.avatar.set_name(row_.name)
        self.name.setText(row_.name)
        tail = _("phone …{tail}").format(tail=page.phone_tail) if page.phone_tail else ""
        self.about.setText("  ".join(part for part in (page.place, tail) if part))
        self.lines.set_rows([goods_row(one.icon, one.title, one.quantity, one.price_fen) for one in page.lines])
        self.pictures.show_pictures(with_words(page.pictures))
        self.total.setText(i18n.money(page.row.fen or page.price_fen))
        self._facts.setText("\n".join(page_facts(page)))
        self._show_actions(page)

    def _show_actions(self, page: ReturnPage) -> None:
        refunded = page.row.state == ReturnState.REFUNDED
        self.courier.setVisible(page.may_hand_over)
        self.courier.set_payer(page.freight_payer)
        self.pay.setVisible(refunded and page.row.owed_fen > 0)
        self.pay.set_text(_("Pay {money}").format(money=i18n.money(page.row.owed_fen)))
        self.away.setVisible(refunded and page.row.owed_fen == 0)
        self.away.set_text(_("Nothing to pay here, put it away"))
        self.slip.setVisible(page.row.state in (ReturnState.APPROVED, ReturnState.HANDED_TO_COURIER))
        self.withdraw.setVisible(page.may_withdraw)
        self.withdraw.set_text(_("Really keep the goods") if self._sure else _("The villager keeps it"))
