"""A lot's way: what of it is left with the arithmetic, what it was made of, what left it; splitting, mixing, losing."""

from typing import Any

from PySide6.QtWidgets import QLayout, QWidget

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.produce.words import amount
from villagedesk.desktop.widgets import (
    Card,
    Choice,
    ChoiceButtons,
    Columns,
    Field,
    Page,
    PlainButton,
    PrimaryButton,
    RowCard,
    RowList,
    Text,
    column,
    pair,
    row,
)
from villagedesk.domain.crops import grade_text
from villagedesk.domain.lot_moves import LOSS_WORDS, LossReason, MoveKind
from villagedesk.domain.values import parse_quantity
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _, ngettext
from villagedesk.store.crops import lose_of_lot, mix_lots, split_lot
from villagedesk.store.crops.family import Kin, LotFamily, lot_family

_REASONS = tuple(LossReason)


class StockScreen(Page):
    """``open(lot_id=)``."""

    help_page = "lot_stock"
    follows = frozenset(
        {"harvest_lot", "lot_move", "listing", "crop_order", "certificate", "crop_allocation", "weigh_in"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.lot_id = ""
        self.shown: LotFamily | None = None
        self.sum, self.short = Text("", "card", wrap=True), Text("", tone="act", strong=True, wrap=True)
        self.farmers = Text("", "small", tone="muted", wrap=True)
        self._from_title, self._gone_title = Text("", "card"), Text("", "card")
        self.parents, self.gone = RowList(spacing=6), RowList(spacing=6)
        self.nothing = Text("", "small", tone="muted", wrap=True)
        self._split_title, self._mix_title, self._lose_title = Text("", "card"), Text("", "card"), Text("", "card")
        self.parts = Field("", name="parts")
        self.split = PrimaryButton("", "F10")
        self.mates = ChoiceButtons(name="mates")
        self.no_mate = Text("", "small", tone="muted", wrap=True)
        self.mine, self.other = Field("", name="quantity"), Field("", name="other")
        self.mix, self.mix_hint = PlainButton(), Text("", "small", tone="muted", wrap=True)
        self.lost, self.note = Field("", name="lost"), Field("", name="note")
        self.reason = ChoiceButtons([Choice(one, one) for one in _REASONS])
        self.lose = PlainButton()
        self._lay_out()
        self.split.clicked.connect(self.on_split)
        self.mix.clicked.connect(self.on_mix)
        self.lose.clicked.connect(self.on_lose)

    def _lay_out(self) -> None:
        head = Card(self.sum, self.short, self.farmers)
        left = column(
            Card(self._from_title, self.parents, self._gone_title, self.gone, self.nothing, None), None, spacing=12
        )
        right = column(
            Card(self._split_title, self.parts, row(None, self.split)),
            Card(
                self._mix_title,
                self.mates,
                self.no_mate,
                pair(self.mine, self.other),
                self.mix_hint,
                row(None, self.mix),
            ),
            Card(self._lose_title, pair(self.lost, self.note), self.reason, row(None, self.lose)),
            None,
            spacing=12,
        )
        self.add(head, Columns(_held(left), _held(right), shares=(1, 1)), None)

    # --- what the shell calls

    def open(self, lot_id: str = "", **_more: Any) -> None:
        if lot_id != self.lot_id:
            self.lot_id = lot_id
            self._clear()
        self.refresh()

    def refresh(self) -> None:
        """Read the lot again."""
        if self.lot_id:
            self.desk.tasks.read(self, lambda s: lot_family(s, self.lot_id), self.show_family, latest="family")

    def show_family(self, family: LotFamily) -> None:
        """Show it."""
        self.shown = family
        chosen = self.mates.value()
        self.mates.set_choices([Choice(mate.lot_id, self._mate(mate)) for mate in family.mates], chosen)
        self.retranslate()

    def retranslate(self) -> None:
        self.header.set_title(_("Mix, split, lose"))
        self._from_title.setText(_("Made of"))
        self._gone_title.setText(_("Went out"))
        self.nothing.setText(_("Nothing was mixed, split or lost of this lot."))
        self._split_title.setText(_("Split"))
        self.parts.set_label(_("Weights of the parts, with a space between"))
        self.split.set_text(_("Split it"))
        self._mix_title.setText(_("Mix with another lot"))
        self.mates.setAccessibleName(_("Mix with another lot"))
        self.no_mate.setText(_("There is no other lot of this product with something left."))
        self.mine.set_label(_("Of this lot"))
        self.other.set_label(_("Of the other lot"))
        self.mix.set_text(_("Mix them"))
        self.mix_hint.setText(
            _(
                "To sell lots of several farmers to one buyer, do not mix them: fill his order from each, and each is paid."
            )
        )
        self._lose_title.setText(_("Something is gone"))
        self.lost.set_label(_("How much"))
        self.note.set_label(_("A few words"))
        self.reason.set_texts([_(LOSS_WORDS[one]) for one in _REASONS])
        self.reason.setAccessibleName(_("Why"))
        self.lose.set_text(_("Write it down"))
        if self.shown is not None:
            self._show(self.shown)

    # --- what the operator does

    def on_split(self) -> None:
        """F10: each weight becomes a lot of its own."""
        self.parts.set_error("")
        try:
            parts = [self._quantity(part, "parts") for part in self.parts.text().split()]
        except Invalid as error:
            self.parts.set_error(sentence(error))
            return
        lot_id = self.lot_id
        self.desk.tasks.write(
            self, lambda s: split_lot(s, lot_id, parts), self._was_split, self._split_failed, busy=self.split
        )

    def on_mix(self) -> None:
        """A new lot of both."""
        other = self.mates.value()
        for field in (self.mine, self.other):
            field.set_error("")
        try:
            if other is None:
                raise Invalid("quantity", "lots_too_few")
            mine = self._quantity(self.mine.text(), "quantity")
            theirs = self._quantity(self.other.text(), "other")
        except Invalid as error:
            (self.other if error.field == "other" else self.mine).set_error(sentence(error))
            return
        parts = [(self.lot_id, mine), (str(other), theirs)]
        self.desk.tasks.write(self, lambda s: mix_lots(s, parts), self._mixed, self._mix_failed, busy=self.mix)

    def on_lose(self) -> None:
        """So much is gone, and why."""
        self.lost.set_error("")
        try:
            quantity = self._quantity(self.lost.text(), "lost")
        except Invalid as error:
            self.lost.set_error(sentence(error))
            return
        lot_id, reason, note = self.lot_id, str(self.reason.value() or ""), self.note.text()
        self.desk.tasks.write(
            self,
            lambda s: lose_of_lot(s, lot_id, quantity, reason, note),
            self._was_lost,
            self._lose_failed,
            busy=self.lose,
        )

    # --- what came of it

    def _was_split(self, made: list[str]) -> None:
        self._clear()
        words = ngettext("{count} lot was made of it.", "{count} lots were made of it.", len(made))
        self.notice(words.format(count=i18n.number(len(made))) + " " + _("Each needs a certificate of its own."))

    def _mixed(self, lot_id: str) -> None:
        self._clear()
        self.notice(_("Mixed. The new lot needs a certificate of its own."))
        self.go("lot", lot_id=lot_id)

    def _was_lost(self, _done: object) -> None:
        self._clear()
        self.notice(_("Written down."))

    def _split_failed(self, error: AppError) -> bool:
        return self._tell(self.parts, error)

    def _mix_failed(self, error: AppError) -> bool:
        return self._tell(self.mine, error)

    def _lose_failed(self, error: AppError) -> bool:
        if isinstance(error, Invalid) and error.field == "reason":
            self.lost.set_error(_("Please say why."))
            return True
        return self._tell(self.note if isinstance(error, Invalid) and error.field == "note" else self.lost, error)

    def _tell(self, field: Field, error: AppError) -> bool:
        field.set_error(sentence(error))
        field.focus()
        return True

    # --- inside

    def _quantity(self, text: str, field: str) -> int:
        unit = self.shown.sale_unit if self.shown else "jin"
        return parse_quantity(text, unit, field=field)

    def _clear(self) -> None:
        for field in (self.parts, self.mine, self.other, self.lost, self.note):
            field.set_text("")
        self.reason.set_value(None)

    def _show(self, family: LotFamily) -> None:
        unit, figures = family.sale_unit, family.figures
        self.header.set_right(f"{family.product}  {_('Lot {code}').format(code=family.code)}")
        steps = [
            (_("brought {amount}"), figures.quantity),
            (_("mixed or split out {amount}"), figures.moved),
            (_("lost {amount}"), figures.lost),
            (_("promised {amount}"), figures.promised),
            (_("offered {amount}"), figures.offered),
        ]
        said = [words.format(amount=amount(value, unit)) for words, value in steps if value]
        left = _("{amount} are free").format(amount=amount(figures.free, unit))
        self.sum.setText("    ".join([*said, left]))
        short = _("{amount} more were taken out than there was. Count the lot, and ask at the other computer.")
        self.short.setText(short.format(amount=amount(figures.short, unit)))
        self.short.setVisible(figures.short > 0)
        self.farmers.setText("    ".join(f"{farmer.name} {amount(farmer.quantity, unit)}" for farmer in family.farmers))
        self.parents.set_rows([self._kin(one, unit) for one in family.parents])
        self.gone.set_rows([self._kin(one, unit) for one in family.gone])
        for title, rows, found in (
            (self._from_title, self.parents, family.parents),
            (self._gone_title, self.gone, family.gone),
        ):
            title.setVisible(bool(found))
            rows.setVisible(bool(found))
        self.nothing.setVisible(not family.parents and not family.gone)
        self.mates.set_texts([self._mate(mate) for mate in family.mates])
        for part in (self.mates, self.mine, self.other, self.mix, self.mix_hint):
            part.setVisible(bool(family.mates))
        self.no_mate.setVisible(not family.mates)

    def _kin(self, one: Kin, unit: str) -> RowCard:
        words = {MoveKind.MIXED: _("mixed"), MoveKind.SPLIT: _("split off"), MoveKind.LOST: _("loss")}
        why = _(LOSS_WORDS[one.reason]) if one.reason in LOSS_WORDS else ""
        facts = [words.get(MoveKind(one.kind), one.kind), why, one.note, i18n.ago(one.at)]
        title = f"{one.code or words[MoveKind.LOST]}  {amount(one.quantity, unit)}"
        button = _("Show it") if one.lot_id else ""
        return RowCard(
            "box" if one.lot_id else "minus",
            "tile" if one.lot_id else "wait",
            title,
            "    ".join(fact for fact in facts if fact),
            button,
            lambda: self.go("lot", lot_id=one.lot_id),
        )

    def _mate(self, mate: Any) -> str:
        unit = self.shown.sale_unit if self.shown else "jin"
        parts = (mate.code, mate.farmer, grade_text(mate.grade), amount(mate.free, unit))
        return "  ".join(part for part in parts if part)


def _held(layout: QLayout) -> QWidget:
    holder = QWidget()
    holder.setLayout(layout)
    return holder
