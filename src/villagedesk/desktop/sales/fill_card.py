"""The card that fills an order: the lots that could be taken, how much of each, suggested and changeable."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.produce.words import amount
from villagedesk.desktop.sales.words import candidate_words
from villagedesk.desktop.widgets import Avatar, Card, Columns, PrimaryButton, RowList, Text, WeightEdit, column, row
from villagedesk.domain.sales import CropOrderState
from villagedesk.domain.values import GRAMS
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.sales import Candidate, SalePage, put_on_order

if TYPE_CHECKING:
    from villagedesk.desktop.sales.order import CropOrderScreen

_MOST = 30


class FillCard(Card):
    """Seen while the order is filled and something is missing."""

    def __init__(self, page: "CropOrderScreen", parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._page = page
        self.title, self.sum = Text("", "card", wrap=True), Text("", "body", tone="muted", wrap=True)
        self.list = RowList(spacing=6)
        self.take = PrimaryButton("", "Ctrl+Enter")
        self._shown: list[Candidate] = []
        self.edits: dict[str, WeightEdit] = {}
        self._unit, self._missing = "jin", 0
        self.body.addLayout(row(self.title, None))
        self.body.addWidget(self.list)
        self.body.addLayout(row(self.sum, None, self.take))
        self.take.clicked.connect(self.on_take)
        # "Enter" alone is the key of the number pad.
        QShortcut(QKeySequence("Ctrl+Return"), self.take).activated.connect(self.take.click)

    def begin(self) -> None:
        """Another order: nothing is typed."""
        self._shown, self.edits = [], {}
        self.list.set_rows([])

    def show_sale(self, page: SalePage | None, candidates: Sequence[Candidate]) -> None:
        """Show the lots that could be taken; what was typed for one of them stays."""
        self.take.set_text(_("Put on the order"))
        filling = page is not None and page.row.state == CropOrderState.ACCEPTED and page.row.missing > 0
        self.setVisible(filling)
        if page is None or not filling:
            return
        self._unit, self._missing = page.row.sale_unit, page.row.missing
        title = _("{amount} are missing: which lots?").format(amount=amount(page.row.missing, page.row.sale_unit))
        self.title.setText(title)
        if list(candidates) != self._shown or not self.edits:
            self._shown = list(candidates)
            self.edits = {}
            self.list.set_rows([self._line(one) for one in self._shown[:_MOST]])
        self._show_sum()

    def chosen(self) -> dict[str, int]:
        """How much of which lot.

        Raises:
            Invalid: one of the fields cannot be read; it says so itself.
        """
        found = {}
        for lot_id, edit in self.edits.items():
            if edit.text():
                try:
                    found[lot_id] = edit.read()
                except Invalid as error:
                    edit.set_error(sentence(error))
                    edit.focus()
                    raise
        return {lot_id: quantity for lot_id, quantity in found.items() if quantity}

    def on_take(self) -> None:
        """Ctrl+Enter: these lots are on the order."""
        try:
            chosen = self.chosen()
        except Invalid:
            return
        order_id = self._page.order_id
        self._page.write(
            lambda s: put_on_order(s, order_id, chosen),
            lambda _r: self._page.notice(_("On the order. Call the farmers in.")),
            self._failed,
        )

    def _line(self, one: Candidate) -> QWidget:
        words = column(
            Text(one.farmer, "card", wrap=True), Text(candidate_words(one), "small", tone="muted", wrap=True), spacing=0
        )
        who = row(Avatar(one.farmer, 36), words)
        who.setStretch(1, 1)
        left = QWidget()
        left.setLayout(who)
        weighed = self._unit in GRAMS
        edit = WeightEdit(units=(self._unit, "kg") if weighed and self._unit != "kg" else (self._unit,), zero=True)
        edit.choice.setVisible(weighed)
        edit.set_units(edit.units, self._unit)
        edit.field.edit.setAccessibleName(_("How much of the lot of {farmer}").format(farmer=one.farmer))
        if one.suggested:
            edit.set_grams(one.suggested, self._unit)
        edit.edited.connect(self._show_sum)
        self.edits[one.lot_id] = edit
        return Columns(left, edit, shares=(3, 2), wide=560)

    def _show_sum(self) -> None:
        if not self._shown:
            self.sum.setText(_("No lot on file fits. Record what the farmers bring, or ask the county office."))
            self.take.setVisible(False)
            return
        self.take.setVisible(True)
        total = sum(edit.grams() or 0 for edit in self.edits.values() if edit.text())
        words = _("{chosen} chosen, {missing} missing")
        self.sum.setText(words.format(chosen=amount(total, self._unit), missing=amount(self._missing, self._unit)))

    def _failed(self, error: AppError) -> bool:
        if isinstance(error, Invalid) and error.field == "quantity":
            self.sum.setText(sentence(error))
            self.sum.set_tone("act")
            return True
        return False
