"""The settlement of an order before it is written down: what was really paid for it, and each farmer's line to the fen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from villagedesk import clock, i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.produce.words import amount
from villagedesk.desktop.rows_model import Column
from villagedesk.desktop.widgets import (
    Card,
    DataTable,
    Field,
    FigureStrip,
    MoneyEdit,
    Page,
    PrimaryButton,
    Text,
    column,
    pair,
    row,
)
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.sales import CropOrderState
from villagedesk.domain.sales.settlement import Line, Settlement
from villagedesk.domain.values import GRAMS
from villagedesk.errors import AppError, Invalid, NotFound, sentence
from villagedesk.i18n import _
from villagedesk.store.sales import SalePage, SettleForm, sale_page, settle_order, settlement_of, usual_costs


@dataclass(frozen=True)
class _Shown:
    page: SalePage
    settlement: Settlement | None
    error: AppError | None
    usual: SettleForm


@dataclass(frozen=True)
class _Row:
    farmer: str
    lot: str
    unit: str
    line: Line


class SettleScreen(Page):
    """``open(order_id=)``."""

    help_page = "settle"
    follows = frozenset({"crop_order", "crop_allocation", "crop_claim", "seller"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.order_id = ""
        self.shown: _Shown | None = None
        self.freight, self.packing = MoneyEdit(name="freight"), MoneyEdit(name="packing")
        self.cost_why = Field(name="cost_reason")
        self.other, self.why = MoneyEdit(name="other"), Field(name="other_reason")
        self._others: dict[str, tuple[int, str]] = {}
        self._current = ""
        self.about = Text("", "small", tone="muted", wrap=True)
        self.strip = FigureStrip()
        self.table = DataTable([], name="")
        self.line = Text("", "body", tone="act", wrap=True)
        self.whose = Text("", "small", tone="muted", wrap=True)
        self.settle = PrimaryButton("", "F10")
        self.costs = Card(pair(self.freight, self.packing), self.cost_why, self.about)
        holder = QWidget()
        holder.setLayout(column(self.whose, pair(self.other, self.why), spacing=3))
        self.add(self.strip, self.costs, Card(self.table, holder), row(self.line, None, self.settle), None)
        for edit in (self.freight, self.packing):
            edit.edited.connect(self.refresh)
        self.cost_why.edited.connect(lambda *_text: self.cost_why.set_error(""))
        for field in (self.other, self.why):
            field.edited.connect(self._on_other)
        self.table.current_changed.connect(self._on_current)
        self.settle.clicked.connect(self.on_settle)

    # --- what the shell calls

    def open(self, order_id: str = "", **_more: Any) -> None:
        if order_id and order_id != self.order_id:
            self.order_id, self.shown, self._others, self._current = order_id, None, {}, ""
            for field in (self.freight, self.packing, self.cost_why, self.other, self.why):
                field.set_text("")
            self.whose.setText("")
            # Nothing of the order before may stand under the name of this one, not for a moment.
            self.table.set_rows([])
            self.strip.set_figures([])
        self.refresh()

    def refresh(self) -> None:
        """Reckon again with what is typed."""
        order_id = self.order_id
        if not order_id:
            return
        first = self.shown is None
        form = None if first else self._form()
        if form is not None or first:
            self.desk.tasks.read(
                self, lambda s: _look(s, order_id, form), self.show_all, self.close_if_gone, latest="settle"
            )

    def show_all(self, shown: _Shown) -> None:
        """Show each farmer's line."""
        first = self.shown is None
        self.shown = shown
        if first:
            self.freight.set_fen(shown.usual.freight_fen)
            self.packing.set_fen(shown.usual.packing_fen)
        self.retranslate()

    def retranslate(self) -> None:
        self.header.set_title(_("Settle"))
        self.freight.set_label(_("Freight really paid, yuan"))
        self.packing.set_label(_("Packing really paid, yuan"))
        self.cost_why.set_label(_("Why is it not what the rules come to?"))
        self.other.set_label(_("Another deduction of this farmer, yuan"))
        self.why.set_label(_("Why is it taken off?"))
        self.settle.set_text(_("Settle and print"))
        self.table.setAccessibleName(_("What each farmer gets"))
        self.table.set_columns(_columns())
        if self.shown is None:
            return
        page, settlement = self.shown.page, self.shown.settlement
        self.cost_why.setVisible(self._differs(self.shown.usual))
        self.about.setText(_cost_words(page, self.freight.fen() or 0, self.packing.fen() or 0))
        parts = {part.id: part for part in (*page.parts, *page.shares)}
        self.header.set_pills([(page.row.buyer, "plain"), (page.row.product, "plain")])
        self.line.setText(sentence(self.shown.error) if self.shown.error else _short(settlement, parts))
        open_ = page.row.state == CropOrderState.CONFIRMED
        self.settle.setEnabled(open_ and settlement is not None and not settlement.short)
        lines = settlement.lines if settlement is not None else ()
        unit = page.row.sale_unit
        self.table.set_rows([_Row(parts[line.id].farmer, parts[line.id].lot, unit, line) for line in lines])
        self.strip.setVisible(settlement is not None)
        if settlement is not None:
            self.strip.set_figures(
                [
                    (_("The buyer pays"), i18n.money(settlement.gross_fen), ""),
                    (_("Taken off"), i18n.money(settlement.deducted_fen), "wait"),
                    (_("Of it claims"), i18n.money(settlement.claim_fen), ""),
                    (_("The farmers get"), i18n.money(settlement.net_fen), "good"),
                ]
            )

    # --- what the operator does

    def on_settle(self) -> None:
        """F10: this is what each farmer gets."""
        form = self._form()
        if form is None:
            return
        order_id = self.order_id
        self.desk.tasks.write(
            self, lambda s: settle_order(s, order_id, form), self._settled, self._failed, busy=self.settle
        )

    def _settled(self, done: Settlement) -> None:
        self.notice(_("{money} for the farmers. The sheet is printed.").format(money=i18n.money(done.net_fen)))
        self.go("sales", view="pay")

    def _failed(self, error: AppError) -> bool:
        if not isinstance(error, Invalid):
            self.refresh()
            return False
        fields = {
            "freight": self.freight,
            "packing": self.packing,
            "cost_reason": self.cost_why,
            "other": self.why,
        }
        field = fields.get(error.field)
        if field is not None:
            field.set_error(sentence(error))
            field.focus()
        return field is not None

    def _form(self) -> SettleForm | None:
        try:
            freight, packing = self.freight.read(), self.packing.read()
        except Invalid as error:
            self._failed(error)
            return None
        return SettleForm(freight, packing, dict(self._others), self.cost_why.text())

    def _differs(self, usual: SettleForm) -> bool:
        """Whether what stands there is not what the rules come to."""
        return (self.freight.fen(), self.packing.fen()) != (usual.freight_fen, usual.packing_fen)

    def _on_current(self, shown: _Row | None) -> None:
        """Another farmer's line: his own deduction stands beneath."""
        if shown is None or shown.line.id == self._current:
            return
        self._current = shown.line.id
        fen, reason = self._others.get(self._current, (0, ""))
        self.other.set_fen(fen or None)
        self.why.set_text(reason)
        self.whose.setText(f"{shown.farmer}  {shown.lot}")

    def _on_other(self) -> None:
        fen = self.other.fen() if self.other.text() else 0
        if self._current and fen is not None:
            self._others[self._current] = (fen, self.why.text())
            self.refresh()


def _look(s: Session, order_id: str, form: SettleForm | None) -> _Shown:
    usual = usual_costs(s, order_id)
    try:
        settlement, error = settlement_of(s, order_id, form or usual), None
    except AppError as trouble:
        if isinstance(trouble, NotFound):
            raise
        settlement, error = None, trouble
    return _Shown(sale_page(s, order_id), settlement, error, usual)


def _cost_words(page: SalePage, freight_fen: int, packing_fen: int) -> str:
    """How freight and packing are reckoned by the rules, and what stands there for one box, with the arithmetic."""
    rules, unit = rule_pack(clock.today()).sales, page.row.sale_unit
    quantity, boxes = sum(part.weighed for part in page.parts), sum(part.boxes for part in page.parts)
    weighed = unit in GRAMS
    goods = i18n.weight(quantity, "kg") if weighed else amount(quantity, unit)
    freight, packing = rules.usual_freight_fen(quantity, unit), rules.usual_packing_fen(quantity, unit)
    rates = (
        (_("freight"), rules.freight_fen_order, rules.freight_fen_kg, rules.freight_fen_piece, freight),
        (_("packing"), rules.packing_fen_order, rules.packing_fen_kg, rules.packing_fen_piece, packing),
    )
    by_rule = _(", ").join(
        f"{word} {f'{i18n.money(order)} + ' if order else ''}{goods} × {i18n.money(kg if weighed else piece)}"
        f" = {i18n.money(fen)}"
        for word, order, kg, piece, fen in rates
    )
    lines = [
        _("By the rules: {arithmetic}. Where something else was paid, type that and why.").format(arithmetic=by_rule)
    ]
    if boxes and (freight_fen or packing_fen):
        a_box = _("For one of {boxes} boxes: freight {freight}, packing {packing}.")
        lines.append(
            a_box.format(
                boxes=i18n.number(boxes),
                freight=i18n.money(-(-freight_fen // boxes)),
                packing=i18n.money(-(-packing_fen // boxes)),
            )
        )
    lines.append(_("Freight is shared by weight, packing by boxes."))
    return " ".join(lines)


def _short(settlement: Settlement | None, parts: Mapping[str, Any]) -> str:
    if settlement is None or not settlement.short:
        return ""
    farmer = parts[settlement.short[0].id].farmer
    return sentence(AppError("settlement_negative", farmer=farmer))


def _columns() -> list[Column]:
    def off(fen: int) -> str:
        return f"−{i18n.money(fen)}" if fen else "—"

    return [
        Column(_("Farmer"), lambda shown: shown.farmer, stretch=True, least=90),
        Column(_("Lot"), lambda shown: shown.lot, spare=3),
        Column(_("Goods"), lambda shown: amount(shown.line.quantity, shown.unit), right=True),
        Column(_("Gross"), lambda shown: i18n.money(shown.line.gross_fen), right=True),
        Column(_("Fees"), lambda shown: off(shown.line.platform_fen + shown.line.service_fen), right=True, spare=1),
        Column(_("Freight"), lambda shown: off(shown.line.freight_fen), right=True, spare=2),
        Column(_("Packing"), lambda shown: off(shown.line.packing_fen), right=True, spare=2),
        Column(_("Claim"), lambda shown: off(shown.line.claim_fen), right=True, spare=2),
        Column(_("Other"), lambda shown: off(shown.line.other_fen), right=True, spare=4),
        Column(_("In hand"), lambda shown: i18n.money(shown.line.net_fen), right=True),
    ]
