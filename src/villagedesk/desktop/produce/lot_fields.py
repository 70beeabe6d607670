"""The rows of the form for a lot and its offer: product, grade, quantity, harvest day, price, title, photos."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from villagedesk import clock, i18n
from villagedesk.desktop import theme
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.draft_line import photos_as_text, photos_from
from villagedesk.desktop.kept_photo import KeptPhoto
from villagedesk.desktop.produce.words import amount, unit
from villagedesk.desktop.widgets import (
    Choice,
    ChoiceButtons,
    Columns,
    DateEdit,
    Field,
    MoneyEdit,
    Text,
    WeightEdit,
    column,
    flow,
    row,
)
from villagedesk.domain.crops import PHOTO_WORDS, SALE_UNITS, LotPhotoKind, grades
from villagedesk.domain.rules import rule_pack
from villagedesk.domain.values import GRAMS, Unit, line_total_fen, parse_quantity
from villagedesk.errors import Invalid
from villagedesk.i18n import _
from villagedesk.store.drafts import Fields

_UNITS = tuple(str(unit) for unit in SALE_UNITS)


class LotFields(QWidget):
    """Signals: ``edited()`` something was typed, chosen or photographed."""

    edited = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.product = Field(name="product")
        # Several may be switched, so that a grade can be taken away again: eggs have none.
        self.grade = ChoiceButtons([Choice(key, text) for key, text in _grades()], name="", multiple=True)
        self.quantity = WeightEdit(name="quantity", units=_UNITS)
        self.harvested_on = DateEdit(name="harvested_on", future=False)
        self.price = MoneyEdit(name="price", zero=False)
        self.title, self.pack, self.gtin = Field(name="title"), Field(name="pack"), Field(name="gtin")
        self.least = Field(name="least")
        self.fields: dict[str, Field | WeightEdit] = {
            "product": self.product,
            "quantity": self.quantity,
            "harvested_on": self.harvested_on,
            "price": self.price,
            "pack": self.pack,
            "least": self.least,
            "title": self.title,
            "gtin": self.gtin,
        }
        self.photos = {kind: KeptPhoto(desk, kind) for kind in LotPhotoKind}
        # Further ones appear one after the other, up to as many as the rules let an offer have.
        most = rule_pack(clock.today()).sales.photos_most
        self.more = [KeptPhoto(desk, LotPhotoKind.OTHER) for _n in range(most - len(self.photos))]
        self.photo_line = Text("", "small", tone="act", wrap=True)
        self.photo_line.hide()
        self._labels = {name: Text("", "small", tone="muted") for name in (*self.fields, "grade")}
        self._per_unit, self._pack_unit, self._least_unit = Text(), Text(), Text()
        self._total = Text("", "small", tone="good", wrap=True, right=True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.quantity.field.setMaximumWidth(theme.px(104))
        self.price.setMaximumWidth(theme.px(112))
        self.price.layout().removeWidget(self.price.line)  # type: ignore[union-attr]
        line = row(self.price, self._per_unit, self._total)
        line.setStretch(2, 1)
        price = QWidget()
        price.setLayout(column(line, self.price.line, spacing=3))
        self.setLayout(
            column(
                Columns(self._row("product", self.product), self._row("grade", self.grade, 0), shares=(8, 7), wide=640),
                Columns(
                    self._row("quantity", self.quantity),
                    self._row("harvested_on", self.harvested_on, 0),
                    shares=(3, 2),
                    wide=640,
                ),
                self._row("price", price),
                Columns(
                    self._row("pack", self._counted(self.pack, self._pack_unit)),
                    self._row("least", self._counted(self.least, self._least_unit), 0),
                    shares=(3, 2),
                    wide=640,
                ),
                Columns(self._row("title", self.title), self._row("gtin", self.gtin, 0), shares=(3, 2), wide=640),
                flow(*self.photos.values(), *self.more),
                self.photo_line,
                spacing=10,
            )
        )

    def _counted(self, field: Field, unit_text: Text) -> QWidget:
        """A number with its unit behind it; what is wrong with it stands beneath."""
        field.edit.setMaximumWidth(theme.px(104))
        field.layout().removeWidget(field.line)  # type: ignore[union-attr]
        line = row(field, unit_text, None)
        holder = QWidget()
        holder.setLayout(column(line, field.line, spacing=3))
        return holder

    def _row(self, name: str, widget: QWidget, width: int = 72) -> QWidget:
        label = self._labels[name]
        if theme.percent() >= 150:
            width = 72  # the rows stand under each other then
        label.setMinimumSize(
            theme.px(width), theme.half(46)
        )  # as high as a button, so that it stands beside the first line
        label.setBuddy(widget)
        label.setProperty("top", True)
        widget.setProperty("top", True)
        holder = QWidget()
        line = row(label, widget)
        line.setStretch(1, 1)
        holder.setLayout(line)
        return holder

    def _connect(self) -> None:
        for field in self.fields.values():
            field.edited.connect(self._on_edited)
        self.harvested_on.left.connect(self.edited)
        self.grade.chosen.connect(self._on_grade)
        for slot in self._slots():
            slot.taken.connect(self._on_photo)
            slot.told.connect(self._tell_photo)
        QShortcut(QKeySequence("F4"), self).activated.connect(self.take_next)

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        words = {
            "product": _("Product"),
            "grade": _("Grade"),
            "quantity": _("Quantity"),
            "harvested_on": _("Picked"),
            "price": _("Price"),
            "pack": _("A box holds"),
            "least": _("Sold from"),
            "title": _("Title"),
            "gtin": _("Bar code number"),
        }
        for name, text in words.items():
            self._labels[name].setText(text)
        for name, field in self.fields.items():
            edit = field.field.edit if isinstance(field, WeightEdit) else field.edit
            edit.setAccessibleName(words[name])
        self.grade.setAccessibleName(words["grade"])
        self.grade.set_texts([text for _key, text in _grades()])
        self.quantity.retranslate()
        self._hint_gtin()
        self._name_slots()
        self.show_sums()

    def lock_lot(self, locked: bool, sale_unit: str = Unit.JIN) -> None:
        """A lot that is recorded already: its facts cannot be typed any more, only what is offered of it."""
        for edit in (self.product.edit, self.harvested_on.edit, self.gtin.edit):
            edit.setReadOnly(locked)
        self._hint_gtin()
        self.grade.setEnabled(not locked)
        weighed = tuple(unit for unit in _UNITS if unit in GRAMS)
        units = _UNITS if not locked else weighed if sale_unit in GRAMS else (str(Unit.PIECE),)
        if units != self.quantity.units:
            self.quantity.set_units(units)
            # New buttons come last in the row of the Tab key; they belong behind the number.
            before: QWidget = self.quantity.field.edit
            for one in units:
                QWidget.setTabOrder(before, self.quantity.choice.button(one))
                before = self.quantity.choice.button(one)
        self.quantity.choice.set_value(sale_unit)

    def texts(self) -> Fields:
        """What is typed and chosen, for a draft."""
        found: Fields = {name: field.text() for name, field in self.fields.items()}
        photos = photos_as_text(self.taken())
        found.update(grade=str(self.grade.value() or ""), sale_unit=self.quantity.unit(), photos=photos)
        return found

    def set_texts(self, texts: Mapping[str, object]) -> None:
        """Fill in what was typed before."""
        for name, field in self.fields.items():
            field.set_text(str(texts.get(name) or ""))
        self.grade.set_value(str(texts.get("grade") or "") or None)
        self.quantity.choice.set_value(str(texts.get("sale_unit") or self.quantity.unit()))
        left = photos_from(texts.get("photos"))
        for slot in self._slots():
            found = next((photo for photo in left if photo[0] == slot.kind), None)
            if found is not None:
                left.remove(found)
            slot.load(found[1] if found else "")
        self._name_slots()
        self.show_sums()

    def taken(self) -> tuple[tuple[str, str], ...]:
        """The photos, as (kind, SHA-256)."""
        return tuple((str(slot.kind), slot.sha256) for slot in self._slots() if slot.sha256)

    def read_pack(self) -> int:
        """What one box holds, in grams or pieces; 0 where nothing is typed.

        Raises:
            Invalid: on the field ``pack``.
        """
        return parse_quantity(self.pack.text(), self.quantity.unit(), field="pack") if self.pack.text() else 0

    def packed(self) -> int:
        """The same; 0 also while it cannot be read."""
        try:
            return self.read_pack()
        except Invalid:
            return 0

    def read_least(self) -> int:
        """What a buyer takes at least, in grams or pieces; 0 where nothing is typed.

        Raises:
            Invalid: on the field ``least``.
        """
        return parse_quantity(self.least.text(), self.quantity.unit(), field="least") if self.least.text() else 0

    def least_order(self) -> int:
        """The same; 0 also while it cannot be read."""
        try:
            return self.read_least()
        except Invalid:
            return 0

    def pack_words(self) -> str:
        """How it is packed, as a title says it: ``5 斤装``."""
        pack = self.packed()
        return _("in packs of {amount}").format(amount=amount(pack, self.quantity.unit())) if pack else ""

    def take_next(self) -> None:
        """F4: the first photo that is still missing."""
        self._next().ask()

    def show_sums(self) -> None:
        """What the price is for, and what all of it comes to."""
        sale_unit, quantity, fen = self.quantity.unit(), self.quantity.grams(), self.price.fen()
        self._per_unit.setText(_("yuan/{unit}").format(unit=unit(sale_unit)))
        self._pack_unit.setText(unit(sale_unit))
        self._least_unit.setText(unit(sale_unit))
        if quantity and fen:
            total = i18n.money(line_total_fen(quantity, sale_unit, fen))
            self._total.setText(_("{amount} come to {total}").format(amount=amount(quantity, sale_unit), total=total))
        else:
            self._total.setText("")

    def _on_edited(self) -> None:
        self.show_sums()
        self.edited.emit()

    def _on_grade(self, chosen: object) -> None:
        self.grade.set_value(chosen if chosen in self.grade.values() else None)
        self._on_edited()

    def _tell_photo(self, trouble: str) -> None:
        self.photo_line.setText(trouble)
        self.photo_line.setVisible(bool(trouble))

    def _on_photo(self) -> None:
        self._name_slots()
        self.edited.emit()

    def _hint_gtin(self) -> None:
        self.gtin.edit.setPlaceholderText("" if self.gtin.edit.isReadOnly() else _("optional"))

    def _next(self) -> KeptPhoto:
        slots = self._slots()
        return next((slot for slot in slots if not slot.sha256), slots[-1])

    def _slots(self) -> list[KeptPhoto]:
        return [*self.photos.values(), *self.more]

    def _name_slots(self) -> None:
        following = self._next()
        for slot in self.more:
            slot.setVisible(bool(slot.sha256) or slot is following)
        for slot in self._slots():
            words = _(PHOTO_WORDS[LotPhotoKind(slot.kind)])
            slot.set_caption(f"{words}  F4" if slot is following else words)


def _grades() -> list[tuple[str, str]]:
    return grades(clock.today())
