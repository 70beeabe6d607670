"""The loads on the scale: gross and empty weight, one load after the other, and what they come to together."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.produce.words import amount
from villagedesk.desktop.widgets import NumberEdit, PlainButton, RowList, Text, WeightEdit, column, row
from villagedesk.domain.sales.weighing import Load, check_load
from villagedesk.domain.values import GRAMS
from villagedesk.errors import Invalid, sentence
from villagedesk.i18n import _


class Loads(QWidget):
    """Signals: ``edited()``. ``unit`` is the order's sale unit: what is counted has no gross and no tare."""

    edited = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.unit = "jin"
        self.done: list[Load] = []
        self.gross = WeightEdit(name="gross", unit="kg", units=("kg", "jin"))
        self.tare = WeightEdit(name="tare", unit="kg", units=("kg", "jin"), zero=True)
        self.pieces = NumberEdit(name="gross", zero=False)
        self.more, self.list = PlainButton("", "Ctrl+Enter"), RowList(spacing=4)
        self.weights = QWidget()
        self.weights.setLayout(column(self.gross, self.tare))
        self.setLayout(column(self.weights, self.pieces, row(self.more, None), self.list))
        self.more.clicked.connect(self.on_more)
        # "Enter" alone is the key of the number pad.
        QShortcut(QKeySequence("Ctrl+Return"), self.more).activated.connect(self.more.click)
        for edit in (self.gross, self.tare, self.pieces):
            edit.edited.connect(self.edited)
        self.gross.choice.chosen.connect(lambda unit: self.tare.choice.set_value(unit))
        self.tare.choice.chosen.connect(lambda unit: self.gross.choice.set_value(unit))

    @property
    def weighed(self) -> bool:
        """Whether the goods are weighed and not counted."""
        return self.unit in GRAMS

    def begin(self) -> None:
        """Other goods: nothing is typed."""
        self.done = []
        self._clear()
        self.tare.set_text("")
        self.retranslate()

    def set_unit(self, unit: str) -> None:
        """What the order is counted in."""
        self.unit = unit
        self.retranslate()

    def focus(self) -> None:
        """Put the cursor where the next load goes."""
        (self.gross if self.weighed else self.pieces).focus()

    def take(self, grams: int, name: str) -> None:
        """A weight from the scale: into the field that has the cursor, else into gross."""
        if not self.weighed:
            return
        edit = self.tare if self.tare.field.edit.hasFocus() else self.gross
        edit.set_grams(grams, "kg")
        edit.set_hint(_("from the scale {name}").format(name=name), good=True)
        self.edited.emit()

    def all(self) -> tuple[Load, ...] | None:
        """Every load, the one that stands in the fields included; None when it says itself what is wrong."""
        if self.done and not (self.gross.text() if self.weighed else self.pieces.text()):
            return tuple(self.done)
        load = self._typed()
        return (*self.done, load) if load is not None else None

    def total(self) -> int:
        """What they come to, as far as it can be read."""
        whole = sum(load.quantity(self.unit) for load in self.done)
        if not self.weighed:
            return whole + (self.pieces.value() or 0)
        gross = (self.gross.grams() or 0) if self.gross.text() else 0
        return whole + max(0, gross - (self.tare.grams() or 0)) if gross else whole

    def show_error(self, error: Invalid) -> bool:
        """Say what is wrong; False when it is about nothing here."""
        fields = {"gross": self.gross if self.weighed else self.pieces, "tare": self.tare}
        field = fields.get(error.field)
        if field is None:
            return False
        field.set_error(sentence(error))
        field.focus()
        return True

    def on_more(self) -> None:
        """Ctrl+Enter: another load goes on the scale."""
        load = self._typed()
        if load is not None:
            self.done.append(load)
            self._clear()
            self._show()
            self.focus()

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self.gross.set_label(_("Gross, with crate or sack"))
        self.tare.set_label(_("Empty crate or sack"))
        self.pieces.set_label(_("How many pieces"))
        self.more.set_text(_("One more load"))
        for edit in (self.gross, self.tare):
            edit.retranslate()
        self.weights.setVisible(self.weighed)
        self.pieces.setVisible(not self.weighed)
        self._show()

    def _typed(self) -> Load | None:
        try:
            if self.weighed:
                gross = self.gross.read()
                tare = self.tare.read() if self.tare.text() else 0
                load = Load(gross, tare, scale=self._desk.scale.name_of(gross))
            else:
                load = Load(pieces=self.pieces.read())
            check_load(load, self.unit)
        except Invalid as error:
            self.show_error(error)
            return None
        return load

    def _clear(self) -> None:
        self.gross.set_text("")
        self.gross.set_hint("")
        self.pieces.set_text("")

    def _show(self) -> None:
        self.list.set_rows([self._row(place, load) for place, load in enumerate(self.done)])
        self.edited.emit()

    def _row(self, place: int, load: Load) -> QWidget:
        words = f"{place + 1}."
        if self.weighed:
            words += f"  {i18n.weight(load.gross_grams)} − {i18n.weight(load.tare_grams)}"
        remove = PlainButton(_("Take out"))
        remove.setAccessibleName(_("Take load {number} out").format(number=place + 1))
        remove.clicked.connect(lambda: self._remove(place))
        holder = QWidget()
        figure = Text(amount(load.quantity(self.unit), self.unit), "figure", right=True)
        holder.setLayout(row(Text(words, "body"), None, figure, remove))
        return holder

    def _remove(self, place: int) -> None:
        del self.done[place]
        self._show()
