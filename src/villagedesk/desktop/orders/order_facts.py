"""The parts of an order's page: its lines, its facts, its cash and its parcels."""

from collections.abc import Callable

from PySide6.QtWidgets import QLayout, QWidget

from villagedesk import i18n
from villagedesk.desktop.orders.words import left_out_words, whole_yuan
from villagedesk.desktop.widgets import GoodsTile, Pill, PlainButton, Text, column, row
from villagedesk.domain import short_code
from villagedesk.domain.cash import KIND_WORDS
from villagedesk.domain.identity import shown_phone
from villagedesk.domain.messages import STATE_WORDS as TEXT_WORDS
from villagedesk.domain.messages import MessageState
from villagedesk.domain.orders import PAY_WORDS, READ_WORDS, OrderState, ReadBack
from villagedesk.domain.parcels import STATE_WORDS as PARCEL_WORDS
from villagedesk.i18n import _
from villagedesk.store.orders import LineRow, OrderPage


def order_lines(page: OrderPage) -> list[QWidget]:
    """One row a line: picture, goods, how many at which price, sum."""
    return [_line(line) for line in page.lines]


def _line(line: LineRow) -> QWidget:
    count = _("{count} × {money}").format(count=i18n.number(line.quantity), money=i18n.money(line.price_fen))
    words = column(
        Text(line.shown, "body", wrap=True),
        Text(left_out_words(line.dropped_for) if line.dropped else count, "small", tone="muted", wrap=True),
        spacing=0,
    )
    if line.instead:
        words.addWidget(Text(_("Instead comes: {title}").format(title=line.instead), "body", tone="wait", wrap=True))
    made = row(GoodsTile(line.icon, line.picture), words, Text(i18n.money(line.sum_fen), "figure", right=True))
    made.setStretch(1, 1)
    return _holder(made)


def facts(page: OrderPage) -> list[str]:
    """What else is known, one sentence each."""
    found = [
        _("Payment: {way}").format(way=_(PAY_WORDS.get(page.row.pay, page.row.pay))),
        _("At most {money}, above that we ask").format(money=whole_yuan(page.ceiling_fen)),
    ]
    if page.substitute:
        found.append(_("What is sold out may come as something alike"))
    if page.collector:
        found.append(_("{name} collects it").format(name=page.collector))
    found += _payer_facts(page)
    if page.read_at is not None:
        found.append(_(READ_WORDS.get(page.read_how, READ_WORDS[ReadBack.FIGURES])).format(when=i18n.ago(page.read_at)))
    if page.central_number:
        found.append(_("Platform number {number}").format(number=page.central_number))
    if page.reason:
        found.append(_("Reason: {reason}").format(reason=page.reason))
    if page.row.state == OrderState.QUEUED:
        asked = (
            _("Asked again if not paid by {when}")
            if page.row.waits_for_payer
            else _("Asked again if not placed by {when}")
        )
        found.append(asked.format(when=i18n.ago(page.row.expires_at)))
    return found


def _payer_facts(page: OrderPage) -> list[str]:
    if page.payer_paid_at is not None:
        paid = _("Paid by the child: {money}, {when}")
        return [paid.format(money=i18n.money(page.payer_paid_fen), when=i18n.ago(page.payer_paid_at))]
    if not page.row.waits_for_payer:
        return []
    phone, code = shown_phone(page.payer_phone), short_code.shown(page.pay_code)
    found = [_("The child's phone {phone}, code {code}").format(phone=phone, code=code)]
    if page.payer_text == MessageState.FAILED:
        found.append(_("The text to the child did not arrive: call, and read the code aloud."))
    elif page.payer_text:
        found.append(_("To the child: {state}").format(state=_(TEXT_WORDS.get(page.payer_text, page.payer_text))))
    return found


def money_rows(page: OrderPage) -> list[QWidget]:
    """One row an entry of the cash book, the oldest first."""
    return [
        _stretched(
            Text(_("Taken back") if entry.reverses else _(KIND_WORDS.get(entry.kind, entry.kind)), wrap=True),
            Text(i18n.ago(entry.at), "small", tone="muted"),
            Text(i18n.money(entry.amount_fen), "figure", right=True),
        )
        for entry in reversed(page.cash)
    ]


def parcel_rows(page: OrderPage, on_open: Callable[[str], None]) -> list[QWidget]:
    """One row a parcel, with its state and a button that shows it."""
    rows = []
    for parcel_id, waybill, state in page.parcels:
        button = PlainButton(_("Show"))
        button.setAccessibleName(_("Show parcel {waybill}").format(waybill=waybill))
        button.clicked.connect(lambda _checked=False, id_=parcel_id: on_open(id_))
        rows.append(_stretched(Text(waybill, wrap=True), Pill(_(PARCEL_WORDS.get(state, state))), button))
    return rows


def _stretched(*widgets: QWidget) -> QWidget:
    made = row(*widgets)
    made.setStretch(0, 1)
    return _holder(made)


def _holder(layout: QLayout) -> QWidget:
    holder = QWidget()
    holder.setLayout(layout)
    return holder
