"""At the scale: load after load, grade, moisture, a photo, the farmer's name under it, two slips."""

from typing import Any

from PySide6.QtWidgets import QWidget

from villagedesk import clock
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.kept_photo import KeptPhoto
from villagedesk.desktop.produce.words import amount, price
from villagedesk.desktop.sales.dispute_card import DisputeCard
from villagedesk.desktop.sales.loads import Loads
from villagedesk.desktop.sales.words import moisture_words, part_detail
from villagedesk.desktop.widgets import (
    Avatar,
    Card,
    Choice,
    ChoiceButtons,
    Columns,
    Field,
    MoneyEdit,
    Page,
    PlainButton,
    PrimaryButton,
    SignaturePad,
    Text,
    column,
    flow,
    pair,
    row,
)
from villagedesk.domain.crops import grades
from villagedesk.domain.evidence import EvidenceKind
from villagedesk.domain.sales.weighing import WeighForm, read_percent
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.photos import desk_files
from villagedesk.store.sales import PartRow, SaleRow, dispute_grade, part_row, sale_page, weigh_in


class WeighScreen(Page):
    """``open(allocation_id=)``."""

    help_page = "weigh_in"
    follows = frozenset({"crop_order", "crop_allocation", "harvest_lot", "seller"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.allocation_id = ""
        self.part: PartRow | None = None
        self.sale: SaleRow | None = None
        self.avatar, self.name = Avatar(""), Text("", "card", wrap=True)
        self.about = Text("", "small", tone="muted", wrap=True)
        self.loads = Loads(desk)
        self._net, self.total = Text("", "body"), Text("", "total", right=True)
        self._grade_label = Text("", "small", tone="muted")
        self.grade = ChoiceButtons([Choice(key, "") for key, _n in grades(clock.today())], name="grade")
        self.moisture, self.price = Field(name="moisture"), MoneyEdit(name="price", zero=False)
        self.photo = KeptPhoto(desk, EvidenceKind.GOODS, "F4")
        self.pad = SignaturePad("F8")
        self.dispute = DisputeCard(desk)
        self.argue, self.done = PlainButton(""), PrimaryButton("", "F10")
        self._lay_out()
        self.loads.edited.connect(self._show_total)
        self.moisture.edited.connect(self._show_total)
        self.done.clicked.connect(self.on_done)
        self.argue.clicked.connect(lambda: self._argue(not self.dispute.asked))
        desk.scale.weighed.connect(self.on_scale)

    def _lay_out(self) -> None:
        head = row(self.avatar, column(self.name, self.about, spacing=0))
        head.setStretch(1, 1)
        left = Card(head, self.loads, None, row(self._net, None, self.total))
        grade = QWidget()
        grade.setLayout(column(self._grade_label, self.grade, spacing=3))
        facts = pair(self.moisture, self.price)
        last = flow(self.argue, self.done)
        right = Card(grade, facts, self.photo, self.dispute, self.pad, None, last)
        self.columns = Columns(left, right, shares=(1, 1), wide=760)
        self.add(self.columns, None)
        self.body.setStretchFactor(self.columns, 1)

    # --- what the shell calls

    def open(self, allocation_id: str = "", **_more: Any) -> None:
        self.desk.scale.open()
        if allocation_id and allocation_id != self.allocation_id:
            self.allocation_id, self.part = allocation_id, None
            self._begin()
        self.refresh()

    def on_back(self) -> bool:
        if self.dispute.asked:
            self._argue(False)
            return True
        return False

    def refresh(self) -> None:
        """Read the lot again."""
        id_ = self.allocation_id
        if id_:
            self.read(lambda s: _look(s, id_), self.show_part, self.close_if_gone)

    def show_part(self, found: tuple[PartRow, SaleRow]) -> None:
        """Show whose lot it is."""
        first = self.part is None
        self.part, self.sale = found
        if first:
            self.loads.set_unit(self.sale.sale_unit)
            self.grade.set_value(self.part.grade)
            self.price.set_fen(self.sale.price_fen)
        self.retranslate()
        if first:
            self.loads.focus()

    def retranslate(self) -> None:
        self.header.set_title(_("Weigh in"))
        self._net.setText(_("Net weight") if self.loads.weighed else _("Together"))
        self._grade_label.setText(_("Grade, as both see it"))
        self.grade.set_texts([name for _key, name in grades(clock.today())])
        self.moisture.set_label(_("Moisture in %, if measured"))
        self.price.set_label(_("Price for this grade, yuan"))
        self.photo.set_caption(_("Photo at the scale"))
        self.pad.set_caption(_("The farmer saw the weight, and signs"))
        self.argue.set_text(_("They agree after all") if self.dispute.asked else _("They do not agree about the grade"))
        self.done.set_text(_("Sealed: the county decides") if self.dispute.asked else _("Weighed in"))
        self.loads.retranslate()
        self.dispute.retranslate()
        self.columns.setVisible(self.part is not None)
        part, sale = self.part, self.sale
        if part is None or sale is None:
            return
        self.header.set_pills([(sale.buyer, "plain"), (price(sale.price_fen, sale.sale_unit), "plain")])
        self.avatar.set_name(part.farmer)
        self.name.setText(f"{part.farmer}  {part.product}")
        self.about.setText(part_detail(part, sale.sale_unit))
        self._show_total()

    # --- what the operator does

    def on_scale(self, grams: int, name: str) -> None:
        """The scale sent a weight."""
        if self.isVisible():
            self.loads.take(grams, name)

    def on_done(self) -> None:
        """F10: this is what it weighs."""
        form = self._form()
        if form is None:
            return
        id_, files, signed = self.allocation_id, desk_files(self.desk.tasks.store()), self.pad.signed()
        write = self.desk.tasks.write
        if self.dispute.asked:
            said = self.dispute.form()
            write(
                self, lambda s: dispute_grade(s, id_, form, said, files), self._disputed, self._failed, busy=self.done
            )
        else:
            write(self, lambda s: weigh_in(s, id_, form, files, signed), self._weighed_in, self._failed, busy=self.done)

    def _form(self) -> WeighForm | None:
        loads = self.loads.all()
        if loads is None:
            return None
        try:
            moisture, price_fen = read_percent(self.moisture.text()), self.price.read()
        except Invalid as error:
            self._failed(error)
            return None
        photos = (self.photo.sha256,) if self.photo.sha256 else ()
        return WeighForm(loads, str(self.grade.value() or ""), moisture, price_fen, photos)

    def _failed(self, error: AppError) -> bool:
        if not isinstance(error, Invalid):
            self.refresh()
            return False
        if self.dispute.asked and self.dispute.show_error(error):
            return True
        field = {"moisture": self.moisture, "price": self.price}.get(error.field)
        if field is None:
            return self.loads.show_error(error)
        field.set_error(sentence(error))
        field.focus()
        return True

    def _weighed_in(self, quantity: int) -> None:
        self.notice(_("{amount} weighed in. Two slips are printed.").format(amount=amount(quantity, self.loads.unit)))
        self._leave()

    def _disputed(self, _dispute: str) -> None:
        self.notice(_("The sample is sealed. The county office decides about the grade."), "info")
        self._leave()

    def _leave(self) -> None:
        sale = self.sale
        self.allocation_id = ""
        if sale is not None:
            self.go("crop_order", order_id=sale.id)

    def _begin(self) -> None:
        self.loads.begin()
        self.moisture.set_text("")
        self.photo.load("")
        self.pad.clear()
        self.dispute.begin()
        self._argue(False)

    def _argue(self, on: bool) -> None:
        self.dispute.ask(on)
        self.pad.setVisible(not on)
        self.retranslate()

    def _show_total(self) -> None:
        total = self.loads.total()
        self.total.setText(amount(total, self.loads.unit))
        try:
            moisture = read_percent(self.moisture.text())
        except Invalid:
            return  # half typed; it is said when it is weighed in
        if self.part is not None:
            self.moisture.set_hint(moisture_words(self.part.product, moisture, total, self.loads.unit))


def _look(s: Any, allocation_id: str) -> tuple[PartRow, SaleRow]:
    part = part_row(s, allocation_id)
    return part, sale_page(s, part.order_id).row
