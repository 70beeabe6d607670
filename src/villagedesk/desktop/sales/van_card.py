"""The card that gives an order's boxes to the driver: his name, the waybill, his signature."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.produce.words import amount
from villagedesk.desktop.widgets import Card, Columns, Field, NumberEdit, PrimaryButton, SignaturePad, Text, column, row
from villagedesk.domain.sales import CropOrderState
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.photos import desk_files
from villagedesk.store.sales import SalePage, box_of, hand_to_van

if TYPE_CHECKING:
    from villagedesk.desktop.sales.order import CropOrderScreen

_NAMED = 8


class HandCard(Card):
    """Seen while the boxes wait for the van, and afterwards with who took them."""

    def __init__(self, page: "CropOrderScreen", parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._page = page
        self.title, self.said = Text("", "card", wrap=True), Text("", "small", tone="muted", wrap=True)
        self.driver, self.waybill = Field("", name="driver"), Field("", name="waybill")
        self.note = Field("", name="note")
        self.counted = NumberEdit(name="counted", zero=False)
        self.scanned = Text("", "small", tone="muted", wrap=True)
        self._packs: dict[str, tuple[str, int]] = {}
        self._boxes: set[tuple[str, int]] = set()
        self.pad = SignaturePad("F8")
        self.give = PrimaryButton("", "F10")
        fields = QWidget()
        fields.setLayout(column(self.counted, self.scanned, self.driver, self.waybill, self.note))
        self.form = QWidget()
        self.form.setLayout(column(Columns(fields, self.pad, shares=(1, 1), wide=640), row(None, self.give)))
        self.body.addWidget(self.title)
        self.body.addWidget(self.said)
        self.body.addWidget(self.form)
        self.give.clicked.connect(self.on_give)

    def begin(self) -> None:
        """Another order: nothing is typed."""
        for field in (self.driver, self.waybill, self.note, self.counted):
            field.set_text("")
        self._boxes = set()
        self.pad.clear()

    def show_sale(self, page: SalePage | None, _candidates: Sequence[Any]) -> None:
        """Show how many boxes there are, or who has them."""
        self.counted.set_label(_("Boxes counted: scan each, or type how many"))
        self.driver.set_label(_("Driver"))
        self.waybill.set_label(_("Waybill, where there is one"))
        self.note.set_label(_("Why he does not sign, or anything else"))
        self.pad.set_caption(_("The driver signs for the boxes"))
        self.give.set_text(_("Handed to the van"))
        packed = page is not None and page.row.state == CropOrderState.PACKED
        taken = page.shipment if page else None
        self.setVisible(packed or taken is not None)
        self.form.setVisible(packed)
        if page is None:
            return
        boxes = taken.boxes if taken else sum(part.boxes for part in page.parts)
        self._packs = dict(page.packs)
        self._tell_scanned()
        quantity = taken.quantity if taken else page.row.weighed
        words = "  ".join((_("{count} boxes").format(count=i18n.number(boxes)), amount(quantity, page.row.sale_unit)))
        self.title.setText(
            _("The van has {boxes}").format(boxes=words) if taken else _("For the van: {boxes}").format(boxes=words)
        )
        counted = ""
        if taken and taken.counted is not None and taken.counted != taken.boxes:
            counted = _("{count} counted").format(count=i18n.number(taken.counted))
        who = [counted, taken.driver, taken.waybill, i18n.ago(taken.handed_at), taken.note] if taken else []
        self.said.setText("  ".join(one for one in who if one))
        self.said.setVisible(bool(who))

    def on_scan(self, text: str) -> bool:
        """A box's label was scanned while the boxes are counted."""
        if not self.form.isVisible():
            return False
        order_id = self._page.order_id
        self._page.read(lambda s: box_of(s, order_id, text), self._on_box, self._not_a_box)
        return True

    def _on_box(self, box: tuple[str, int]) -> None:
        self._boxes.add(box)
        self.counted.set_text(str(len(self._boxes)))
        self.counted.set_error("")
        self._page.scan_answer(True)
        self._tell_scanned()

    def _not_a_box(self, error: AppError) -> bool:
        self._page.scan_answer(False)
        self.counted.set_error(sentence(error))
        return True

    def _tell_scanned(self) -> None:
        """How many were scanned, and which are still missing."""
        missing = [
            _("{lot} box {number}").format(lot=lot, number=i18n.number(number))
            for pack, (lot, boxes) in self._packs.items()
            for number in range(1, boxes + 1)
            if (pack, number) not in self._boxes
        ]
        words = _("{count} scanned.").format(count=i18n.number(len(self._boxes)))
        if 0 < len(missing) <= _NAMED:
            words += "  " + _("Not yet: {boxes}").format(boxes=_(", ").join(missing))
        self.scanned.setText(words)
        self.scanned.setVisible(bool(self._boxes))

    def on_give(self) -> None:
        """F10: the driver has the boxes."""
        order_id, signed = self._page.order_id, self.pad.signed()
        driver, waybill, note = self.driver.text(), self.waybill.text(), self.note.text()
        files = desk_files(self._page.desk.tasks.store())
        try:
            counted = self.counted.read() if self.counted.text() else 0
        except Invalid as error:
            self._failed(error)
            return
        self._page.desk.tasks.write(
            self._page,
            lambda s: hand_to_van(s, order_id, driver, signed, files, counted=counted, waybill=waybill, note=note),
            lambda _r: self._page.notice(_("On its way. The sheet is in the print queue.")),
            self._failed,
            busy=self.give,
        )

    def _failed(self, error: AppError) -> bool:
        if not isinstance(error, Invalid):
            return False
        if error.field == "signature":
            self.pad.set_error(sentence(error))
            return True
        field = {"counted": self.counted, "driver": self.driver, "waybill": self.waybill, "note": self.note}.get(
            error.field
        )
        if field is None:
            return False
        field.set_error(sentence(error))
        field.focus()
        return True
