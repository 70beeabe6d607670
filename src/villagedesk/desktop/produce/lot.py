"""One lot: what it is, its signed label, how it is offered, and what buyers want of it."""

from typing import Any

from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.produce.listing_card import ListingCard
from villagedesk.desktop.produce.lot_photos import LotPhotos
from villagedesk.desktop.produce.order_row import OrderRow
from villagedesk.desktop.produce.way_card import WayCard, lot_way
from villagedesk.desktop.produce.words import amount
from villagedesk.desktop.sync.why_button import WhyButton
from villagedesk.desktop.widgets import (
    Card,
    IconTile,
    NumberEdit,
    Page,
    Pill,
    PlainButton,
    QrLabel,
    RowList,
    Text,
    column,
    flow,
    row,
)
from villagedesk.domain.crops import grade_text
from villagedesk.domain.labels import Kind
from villagedesk.domain.sales import CropOrderState
from villagedesk.domain.sellers import SellerState
from villagedesk.domain.short_code import short_code, shown
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.crops import LotPage, lot_page, print_lot_label
from villagedesk.store.listings import end_listing, pause_listing, resume_listing
from villagedesk.store.sales import accept_crop_order, decline_crop_order


class LotScreen(Page):
    """``open(lot_id=..)``."""

    help_page = "produce_lot"
    follows = frozenset(
        {
            "certificate",
            "lot_move",
            "lot_test",
            "input_use",
            "harvest_lot",
            "lot_photo",
            "listing",
            "crop_order",
            "seller",
            "person",
        }
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.header.hide()
        self.lot_id = ""
        self.shown: LotPage | None = None
        self.product, self.pill, self.why = Text("", "title"), Pill(), WhyButton(self)
        self.facts, self.stock = Text("", "small", tone="muted", wrap=True), Text("", "small", tone="muted", wrap=True)
        self.code = Text("", "small", tone="muted")
        self.square = QrLabel(size=104)
        self.farmer, self.label = PlainButton(), PlainButton("", "F8")
        self._sheets = Text("", "small", tone="muted")
        self.copies = NumberEdit(name="copies", zero=False)
        self.copies.setFixedWidth(self.copies.fontMetrics().horizontalAdvance("0000000"))
        self.photos = LotPhotos(desk)
        self.listing, self.way = ListingCard(WhyButton(self)), WayCard()
        self.orders_title = Text("", "card")
        self.order_list = RowList(spacing=12)
        self.orders = Card(self.orders_title, self.order_list)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        words = column(flow(self.product, self.pill, self.why), self.facts, self.stock, spacing=2)
        words.addSpacing(8)
        words.addWidget(flow(self.copies, self._sheets, self.label, self.farmer))
        square = QWidget()
        square.setLayout(column(row(None, self.square, None), row(None, self.code, None), None, spacing=4))
        line = row(IconTile("sprout", "tile", 72), words, square, spacing=18)
        line.setStretch(1, 1)
        who = Card()
        who.body.addLayout(line)
        self.add(who, self.way, self.listing, self.orders, self.photos, None)

    def _connect(self) -> None:
        self.farmer.clicked.connect(self._to_farmer)
        self.label.clicked.connect(self.on_label)
        self.way.certificate_asked.connect(lambda: self.go("certificate", lot_id=self.lot_id))
        self.way.stock_asked.connect(lambda: self.go("lot_stock", lot_id=self.lot_id))
        self.way.season_asked.connect(lambda season_id: self.go("season", season_id=season_id))
        self.way.trace_asked.connect(lambda: self.go("trace", kind=int(Kind.LOT), id=self.lot_id))
        card = self.listing
        card.offer_asked.connect(lambda: self.go("lot_form", lot_id=self.lot_id))
        card.mend_asked.connect(lambda id_: self.go("lot_form", lot_id=self.lot_id, listing_id=id_))
        card.paused.connect(lambda id_: self.write(lambda s: pause_listing(s, id_)))
        card.resumed.connect(lambda id_: self.write(lambda s: resume_listing(s, id_)))
        card.ended.connect(lambda id_: self.write(lambda s: end_listing(s, id_)))

    def open(self, lot_id: str = "", **_params: Any) -> None:
        if lot_id != self.lot_id:
            self.copies.set_text("1")
        self.lot_id = lot_id
        self.refresh()

    def retranslate(self) -> None:
        self.label.set_text(_("Print labels"))
        self._sheets.setText(_("sheets"))
        self.farmer.set_text(_("To the farmer"))
        self.copies.edit.setAccessibleName(_("How many labels"))
        self.square.setAccessibleName(_("The square of the lot's label"))
        self.orders_title.setText(_("Buyers' orders"))
        self.listing.retranslate()
        self.way.retranslate()
        self.photos.retranslate()
        if self.shown:
            self.show_all(self.shown)

    def refresh(self) -> None:
        """Read the lot again."""
        if self.lot_id:
            self.desk.tasks.read(self, lambda s: lot_page(s, self.lot_id), self.show_all, latest="lot")
            self.desk.tasks.read(self, lambda s: lot_way(s, self.lot_id), self.way.show_way, latest="way")

    def show_all(self, page: LotPage) -> None:
        """Show one lot."""
        self.shown = page
        lot = page.row
        self.product.setText(lot.product)
        self.pill.set(_("Lot {code}").format(code=lot.code), "good" if not lot.waiting else "plain")
        # The offer has a button of its own.
        offer_waits = any(listing.waiting for listing in page.listings[:1])
        self.why.set_row("harvest_lot", lot.id, waiting=lot.waiting and not offer_waits)
        facts = [
            lot.farmer,
            page.village,
            grade_text(lot.grade),
            _("harvested {date}").format(date=i18n.short_day(lot.harvested_on)),
            page.plot,
        ]
        self.facts.setText("    ".join(fact for fact in facts if fact))
        left = _("{left} of {all} are left").format(
            left=amount(lot.stock, lot.sale_unit), all=amount(lot.quantity, lot.sale_unit)
        )
        stopped = _("The county office has stopped this seller.") if page.seller_state == SellerState.FROZEN else ""
        self.stock.setText("    ".join(part for part in (left, stopped) if part))
        self.farmer.setVisible(bool(lot.person_id))
        self.square.set_text(page.label)
        self.square.setVisible(bool(page.label))
        self.code.setText(shown(short_code(lot.id)))
        self.listing.show_lot(page)
        self.photos.show_photos(page.photos)
        self._show_orders(page)

    def on_label(self) -> None:
        """Print as many labels as were asked for."""
        try:
            copies = self.copies.read()
        except Invalid as error:
            self._label_failed(error)
            return
        self.desk.tasks.write(
            self,
            lambda s: print_lot_label(s, self.lot_id, copies),
            lambda _job: self.notice(_("The labels are in the print queue.")),
            self._label_failed,
            busy=self.label,
        )

    def on_accept(self, order_id: str) -> None:
        """Promise the buyer his goods."""
        self.write(lambda s: accept_crop_order(s, order_id), lambda _r: self.notice(_("Accepted. The buyer is told.")))

    def on_decline(self, line: OrderRow, reason: str) -> None:
        """Say no, with a reason."""
        self.write(
            lambda s: decline_crop_order(s, line.order.id, reason),
            lambda _r: self.notice(_("Declined. The buyer is told."), "info"),
            line.failed,
        )

    def _show_orders(self, page: LotPage) -> None:
        lines: list[QWidget] = []
        first = True
        for order in page.orders:
            open_ = order.state == CropOrderState.RECEIVED
            line = OrderRow(order, primary=open_ and first)
            first = first and not open_
            line.accepted.connect(self.on_accept)
            line.opened.connect(lambda id_: self.go("crop_order", order_id=id_))
            line.declined.connect(lambda _id, reason, one=line: self.on_decline(one, reason))
            lines.append(line)
        self.order_list.set_rows(lines)
        self.orders.setVisible(bool(lines))

    def _label_failed(self, error: AppError) -> bool:
        if isinstance(error, Invalid):
            self.copies.set_error(sentence(error))
            self.copies.focus()
            return True
        return False

    def _to_farmer(self) -> None:
        if self.shown:
            self.go("farmer", person_id=self.shown.row.person_id)
