"""The table of lots, as it stands on a farmer's page and in the list of all lots."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from villagedesk.desktop.orders.words import shortened
from villagedesk.desktop.produce.words import amount, listing_pill, price
from villagedesk.desktop.rows_model import Column
from villagedesk.desktop.widgets import DataTable
from villagedesk.domain.crops import grade_text
from villagedesk.i18n import _
from villagedesk.store.crops import LotRow


class LotTable(DataTable):
    """Enter or a double click on a line takes that lot. ``with_farmer`` says whose it is."""

    def __init__(self, *, with_farmer: bool = False, parent: QWidget | None = None) -> None:
        self._with_farmer = with_farmer
        super().__init__(_columns(with_farmer), name=_("Lots"), grow=True, parent=parent)

    def set_lots(self, lots: Sequence[LotRow]) -> None:
        """Show these; the chosen lot stays chosen while it is there."""
        before = self.current_row()
        self.set_rows(lots)
        for at, lot in enumerate(lots):
            if before is not None and lot.id == before.id:
                self.selectRow(at)

    def retranslate(self) -> None:
        """The heads in the language of the moment."""
        self.setAccessibleName(_("Lots"))
        self.set_columns(_columns(self._with_farmer))


def _columns(with_farmer: bool) -> list[Column]:
    farmer = [Column(_("Farmer"), lambda lot: shortened(lot.farmer, 125))] if with_farmer else []
    return [
        Column(_("Lot"), lambda lot: lot.code, spare=1),
        *farmer,
        Column(_("Product"), lambda lot: lot.product, stretch=True, least=110),
        Column(_("Grade"), lambda lot: grade_text(lot.grade) or "—", spare=2),
        Column(_("In stock"), lambda lot: amount(lot.stock, lot.sale_unit), right=True),
        Column(_("Price"), lambda lot: price(lot.price_fen, lot.price_unit) if lot.price_fen else "—", right=True),
        Column(
            _("On sale"),
            lambda lot: listing_pill(lot.listing_state, lot.waiting)[0],
            pill=lambda lot: listing_pill(lot.listing_state, lot.waiting)[1],
        ),
    ]
