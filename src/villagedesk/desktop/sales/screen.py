"""Buyers' orders: what runs, what has to be weighed in, who waits for money, what is settled."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.list_page import ListPage
from villagedesk.desktop.sales.words import due_detail, part_detail, part_pill, sale_detail, sale_pill
from villagedesk.desktop.widgets import CardRow
from villagedesk.domain.sales import CropOrderState
from villagedesk.domain.sales.allocations import TO_WEIGH
from villagedesk.i18n import _
from villagedesk.store.sales import (
    DueToFarmer,
    PartRow,
    SaleRow,
    due_to_farmers,
    sale_page,
    sales_in,
    sales_running,
    sales_settled,
)

RUNNING, WEIGH, PAY, OVER = "running", "weigh", "pay", "over"


@dataclass(frozen=True)
class _Shown:
    view: str
    sales: Sequence[SaleRow]
    parts: Sequence[tuple[SaleRow, PartRow]]
    due: Sequence[DueToFarmer]


class SalesScreen(ListPage):
    """``open(view=)`` shows running, weigh, pay or over."""

    help_page = "sales"
    follows = frozenset({"crop_order", "crop_allocation", "crop_claim", "crop_payout", "harvest_lot", "seller"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, (RUNNING, WEIGH, PAY, OVER), "scale")

    def on_key(self, key: str) -> bool:
        if key == "F6":
            self.open(view=WEIGH)
        return key == "F6"

    def retranslate(self) -> None:
        self.header.set_title(_("Buyers' orders"))
        self.list.setAccessibleName(_("Buyers' orders"))
        self.views.set_texts([_("Not finished"), _("To weigh in"), _("To pay out"), _("Settled")])
        self.empty.set_texts(*_nothing(self.view()))
        self.refresh()

    def refresh(self) -> None:
        """Read what is chosen."""
        view = self.view()
        self.desk.tasks.read(self, lambda s: _look(s, view), self.show_all, latest="sales")

    def show_all(self, shown: _Shown) -> None:
        """Show these, or say that there are none."""
        rows = [_sale_row(row) for row in shown.sales]
        rows += [_part_row(sale, part) for sale, part in shown.parts]
        rows += [_due_row(due) for due in shown.due]
        self.show_rows(rows)

    def on_taken(self, key: object) -> None:
        view = self.view()
        if view == WEIGH:
            self.go("weigh_in", allocation_id=str(key))
        elif view == PAY:
            self.go("pay_farmer", seller_id=str(key))
        else:
            self.go("crop_order", order_id=str(key))


def _look(s: Session, view: str) -> _Shown:
    sales: Sequence[SaleRow] = ()
    parts: list[tuple[SaleRow, PartRow]] = []
    if view == RUNNING:
        sales = sales_running(s)
    elif view == OVER:
        sales = sales_settled(s)
    elif view == WEIGH:
        for sale in sales_in(s, [CropOrderState.ACCEPTED]):
            if sale.to_weigh:
                parts += [(sale, part) for part in sale_page(s, sale.id).parts if part.state in TO_WEIGH]
    return _Shown(view, sales, parts, due_to_farmers(s) if view == PAY else ())


def _sale_row(row: SaleRow) -> CardRow:
    pill, kind = sale_pill(row)
    act = row.state in (CropOrderState.RECEIVED, CropOrderState.CLAIMED)
    right = i18n.money(row.gross_fen) if row.gross_fen else ""
    icon_kind = "act" if act else "tile"
    return CardRow(
        row.id, row.buyer, sale_detail(row), right, pill=pill, pill_kind=kind, icon="scale", icon_kind=icon_kind
    )


def _part_row(sale: SaleRow, part: PartRow) -> CardRow:
    pill, kind = part_pill(part)
    detail = "  ".join((part.product, part_detail(part, sale.sale_unit), sale.buyer))
    return CardRow(part.id, part.farmer, detail, pill=pill, pill_kind=kind, avatar=part.farmer)


def _due_row(due: DueToFarmer) -> CardRow:
    pill = (_("held"), "act") if due.held else (_("to be paid out"), "wait")
    money = i18n.money(due.fen)
    return CardRow(due.seller_id, due.name, due_detail(due), money, pill=pill[0], pill_kind=pill[1], avatar=due.name)


def _nothing(view: str) -> tuple[str, str]:
    return {
        RUNNING: (
            _("No buyer's order is open"),
            _("Orders arrive by themselves when there is a line. They are filled from the lots on file."),
        ),
        WEIGH: (
            _("Nothing is to be weighed in"),
            _("Put lots on a buyer's order; they appear here until they are weighed."),
        ),
        PAY: (
            _("No farmer waits for money"),
            _("When an order is settled, its farmers appear here until they have it."),
        ),
        OVER: (_("Nothing is settled yet"), _("Orders that are settled stay here with their sums.")),
    }[view]
