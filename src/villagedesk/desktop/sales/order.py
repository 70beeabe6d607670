"""One buyer's order from the answer to the settlement: its lots, and the one thing to do next."""

from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.kept_pictures import picture_of
from villagedesk.desktop.produce.words import amount
from villagedesk.desktop.sales.answer_card import AnswerCard
from villagedesk.desktop.sales.claim_card import ClaimCard
from villagedesk.desktop.sales.fill_card import FillCard
from villagedesk.desktop.sales.part_line import PartLine
from villagedesk.desktop.sales.van_card import HandCard
from villagedesk.desktop.sales.words import sale_detail, sale_pill
from villagedesk.desktop.widgets import (
    Card,
    IconTile,
    Page,
    Pill,
    PlainButton,
    PrimaryButton,
    RowList,
    Text,
    column,
    flow,
    row,
)
from villagedesk.domain.parcels import Call
from villagedesk.domain.sales import AllocationState, CropOrderState
from villagedesk.domain.sales.allocations import TO_WEIGH
from villagedesk.i18n import _, ngettext
from villagedesk.store.sales import (
    Candidate,
    PartRow,
    SalePage,
    agree_on_grade,
    finish_packing,
    note_farmer_called,
    pack_lot,
    print_call_in_list,
    reopen_packing,
    sale_page,
    suggest_lots,
    take_back_settlement,
    take_off_order,
    text_farmers,
    unpack_lot,
    weigh_again,
)

_Shown = tuple[SalePage, list[Candidate]]
_SAMPLE = QSize(220, 150)


class CropOrderScreen(Page):
    """``open(order_id=)``."""

    help_page = "crop_order"
    follows = frozenset(
        {"crop_order", "crop_allocation", "crop_claim", "evidence", "grade_dispute", "harvest_lot", "seller", "person"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.header.hide()
        self.order_id = ""
        self.shown: SalePage | None = None
        self._candidates: list[Candidate] = []
        self.buyer, self.pill = Text("", "title"), Pill()
        self.facts, self.reason = Text("", "small", tone="muted", wrap=True), Text("", "small", tone="act", wrap=True)
        self.answer, self.fill = AnswerCard(self), FillCard(self)
        self.claims, self.van = ClaimCard(self), HandCard(self)
        self.lots_title = Text("", "card")
        self.lots = RowList(spacing=8)
        self.text, self.list = PlainButton("", icon="phone"), PlainButton("", icon="printer")
        self.done, self.reopen = PrimaryButton("", "F10"), PlainButton("")
        self.settle, self.back = PrimaryButton("", "F10"), PlainButton("")
        self.pay = PrimaryButton("", "F10")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        words = column(flow(self.buyer, self.pill), self.facts, self.reason, spacing=2)
        head = row(IconTile("scale", "tile", 56), words, spacing=18)
        head.setStretch(1, 1)
        line = row(self.lots_title, None, flow(self.text, self.list))
        self.lots_card = Card(line, self.lots)
        self.next = flow(self.done, self.reopen, self.settle, self.pay, self.back)
        self.add(Card(head), self.answer, self.claims, self.van, self.fill, self.lots_card, self.next, None)

    def _connect(self) -> None:
        self.text.clicked.connect(self.on_text)
        self.list.clicked.connect(self.on_list)
        self.done.clicked.connect(lambda: self.act(finish_packing, _("Everything is packed. The van can come.")))
        self.reopen.clicked.connect(lambda: self.act(reopen_packing, ""))
        self.settle.clicked.connect(lambda: self.go("settle", order_id=self.order_id))
        self.back.clicked.connect(lambda: self.act(take_back_settlement, _("The settlement is taken back.")))
        self.pay.clicked.connect(lambda: self.go("sales", view="pay"))

    # --- what the shell calls

    def open(self, order_id: str = "", **_more: Any) -> None:
        if order_id and order_id != self.order_id:
            self.order_id, self.shown = order_id, None
            for part in (self.answer, self.fill, self.claims, self.van):
                part.begin()
        self.refresh()

    def on_key(self, key: str) -> bool:
        """F6: the next lot goes to the scale. Asked anew: the page may still show the one that has just been there."""
        if key == "F6" and self.shown and _next_lot(self.shown):
            order_id = self.order_id
            self.read(lambda s: _next_lot(sale_page(s, order_id)), self._to_the_scale)
            return True
        return False

    def _to_the_scale(self, allocation_id: str) -> None:
        if allocation_id and self.isVisible():
            self.go("weigh_in", allocation_id=allocation_id)

    def on_scan(self, text: str) -> bool:
        """The label of a box, while the boxes are counted for the van."""
        return self.van.on_scan(text)

    def refresh(self) -> None:
        """Read the order again, and what could fill it."""
        order_id = self.order_id
        if order_id:
            self.desk.tasks.read(
                self, lambda s: _look(s, order_id), self.show_all, self.close_if_gone, latest="crop_order"
            )

    def show_all(self, shown: _Shown) -> None:
        """Show one order."""
        self.shown, self._candidates = shown
        self.retranslate()

    def retranslate(self) -> None:
        self.text.set_text(_("Text all"))
        self.list.set_text(_("Print the call list"))
        self.done.set_text(_("All is packed"))
        self.reopen.set_text(_("Change something"))
        self.settle.set_text(_("Settle"))
        self.back.set_text(_("Take the settlement back"))
        self.pay.set_text(_("Pay the farmers"))
        page = self.shown
        for part in (self.answer, self.fill, self.claims, self.van):
            part.show_sale(page, self._candidates)
        if page is None:
            return
        sale = page.row
        self.buyer.setText(sale.buyer)
        self.pill.set(*sale_pill(sale))
        self.facts.setText("    ".join(one for one in (sale_detail(sale), sale.number) if one))
        self.reason.setText(sale.reason)
        self.reason.setVisible(bool(sale.reason))
        self._show_lots(page)
        self._show_next(page)

    # --- what the operator does

    def act(self, verb: Any, told: str, *values: Any) -> None:
        """One step of the order; ``told`` is said when it is on the disk."""
        order_id = self.order_id
        self.write(lambda s: verb(s, order_id, *values), lambda _r: self.notice(told) if told else None)

    def on_part(self, part: PartRow, what: str, value: Any = None) -> None:
        """What a button of a lot's line asks for."""
        id_, verbs = part.id, {"again": weigh_again, "unpack": unpack_lot}
        if what == "weigh":
            self.go("weigh_in", allocation_id=id_)
        elif what == "pack":
            self.write(
                lambda s: pack_lot(s, id_, value), lambda _r: self.notice(_("The labels are in the print queue."))
            )
        elif what == "called":
            self.write(lambda s: note_farmer_called(s, id_, value))
        elif what == "off":
            self.write(lambda s: take_off_order(s, id_, str(value or "")))
        elif what == "agree":
            self.write(lambda s: agree_on_grade(s, part.dispute_id, str(value)))
        else:
            self.write(lambda s: verbs[what](s, id_))

    def on_text(self) -> None:
        """A text to every farmer who was not told yet."""
        order_id = self.order_id
        self.write(lambda s: text_farmers(s, order_id), self._texted)

    def on_list(self) -> None:
        """The list of whom to call, on paper."""
        order_id = self.order_id
        self.write(
            lambda s: print_call_in_list(s, order_id), lambda _n: self.notice(_("The list is in the print queue."))
        )

    def _texted(self, count: int) -> None:
        words = ngettext("{count} text waits to be sent.", "{count} texts wait to be sent.", count)
        self.notice(words.format(count=i18n.number(count)))

    def _show_lots(self, page: SalePage) -> None:
        sale = page.row
        filling = sale.state == CropOrderState.ACCEPTED
        words = ngettext("{filled} of {wanted} from {count} lot", "{filled} of {wanted} from {count} lots", sale.lots)
        self.lots_title.setText(
            words.format(
                filled=amount(sale.filled, sale.sale_unit),
                wanted=amount(sale.quantity, sale.sale_unit),
                count=i18n.number(sale.lots),
            )
        )
        first = _next_lot(page)
        lines = [
            PartLine(
                part,
                sale.sale_unit,
                filling=filling,
                primary=part.id == first and not sale.missing,
                ask=self.on_part,
                shares=[share for share in page.shares if share.share_of == part.id],
                sample=self._sample(part),
            )
            for part in (*page.parts, *page.dropped)
        ]
        self.lots.set_rows(lines)
        self.lots_card.setVisible(bool(lines))
        planned = any(part.state == AllocationState.PLANNED and part.call != Call.REACHED for part in page.parts)
        self.text.setVisible(filling and planned)
        self.list.setVisible(filling and bool(page.parts))

    def _sample(self, part: PartRow) -> QWidget | None:
        """The photo of the sealed sample, while the county office has not decided."""
        if not part.sample:
            return None
        return picture_of(
            self.desk, part.sample, _("The sealed sample of {farmer}").format(farmer=part.farmer), _SAMPLE
        )

    def _show_next(self, page: SalePage) -> None:
        state, parts = page.row.state, page.parts
        packed = bool(parts) and all(part.state == AllocationState.PACKED for part in parts)
        settled = state == CropOrderState.SETTLED
        owed = [*(part for part in parts if part.seller_id), *page.shares]
        unpaid = any(part.state == AllocationState.SETTLED for part in owed)
        self.done.setVisible(state == CropOrderState.ACCEPTED and packed)
        self.reopen.setVisible(state == CropOrderState.PACKED)
        self.settle.setVisible(state == CropOrderState.CONFIRMED)
        self.pay.setVisible(settled and unpaid)
        self.back.setVisible(settled and all(part.state == AllocationState.SETTLED for part in owed))


def _next_lot(page: SalePage) -> str:
    """The lot that goes to the scale next; "" when all have been there."""
    return next((part.id for part in page.parts if part.state in TO_WEIGH), "")


def _look(s: Any, order_id: str) -> _Shown:
    page = sale_page(s, order_id)
    filling = page.row.state == CropOrderState.ACCEPTED and page.row.missing
    return page, suggest_lots(s, order_id) if filling else []
