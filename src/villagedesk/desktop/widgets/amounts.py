"""Fields for money, weight and dates: typed freely, read exactly, never through a float."""

import re
import unicodedata
from abc import abstractmethod
from datetime import date

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from villagedesk import clock
from villagedesk.desktop.widgets.buttons import Choice, ChoiceButtons
from villagedesk.desktop.widgets.field import Field
from villagedesk.desktop.widgets.styling import column, row
from villagedesk.desktop.widgets.text import Text
from villagedesk.domain import values
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _


def parse_date(text: str) -> str | None:
    """A typed date as ISO: 2026-11-18, 20261118, 2026/11/18, 2026年11月18日, or 11-18 for this year; None when none."""
    plain = unicodedata.normalize("NFKC", text).strip().rstrip("日")
    if re.fullmatch(r"\d{8}", plain):
        parts = [plain[:4], plain[4:6], plain[6:]]
    else:
        parts = re.split(r"[-/.年月\s]+", plain)
    if len(parts) == 2:
        parts.insert(0, clock.today()[:4])
    if len(parts) != 3 or len(parts[0]) != 4 or not all(re.fullmatch(r"[0-9]{1,4}", part) for part in parts):
        return None
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2])).isoformat()
    except ValueError:
        return None


class _Checked(Field):
    """A field that says what is wrong as soon as the operator leaves it."""

    def __init__(self, label: str = "", **options: object) -> None:
        super().__init__(label, **options)  # type: ignore[arg-type]
        self.left.connect(self.check)

    def check(self) -> bool:
        """Look at what stands there, if anything does; show what is wrong. True when nothing is."""
        if not self.text():
            return True
        try:
            self.read()
        except AppError as error:
            self.set_error(sentence(error))
            return False
        return True

    @abstractmethod
    def read(self) -> object:
        """The value; raises Invalid."""


class MoneyEdit(_Checked):
    """Yuan typed as one says them; ``fen()`` or ``read()`` give whole fen. ``zero=False`` asks for more than nothing."""

    def __init__(self, label: str = "", *, zero: bool = True, **options: object) -> None:
        super().__init__(label, **options)
        self._zero = zero
        self.edit.setAlignment(Qt.AlignmentFlag.AlignLeft)

    def fen(self) -> int | None:
        """Whole fen, or None while nothing readable stands there."""
        try:
            return self.read()
        except Invalid:
            return None

    def read(self) -> int:
        """Whole fen.

        Raises:
            Invalid: see ``values.parse_fen``; also ``must_be_more_than_zero``.
        """
        return _more_than_zero(self.name, values.parse_fen(self.text(), field=self.name), self._zero)

    def set_fen(self, fen: int | None) -> None:
        """Show an amount; None empties the field."""
        self.set_text("" if fen is None else values.plain_fen(fen))


class NumberEdit(_Checked):
    """A whole number, not below zero."""

    def __init__(self, label: str = "", *, zero: bool = True, **options: object) -> None:
        super().__init__(label, **options)
        self._zero = zero

    def value(self) -> int | None:
        """The number, or None while nothing readable stands there."""
        try:
            return self.read()
        except Invalid:
            return None

    def read(self) -> int:
        """The number.

        Raises:
            Invalid: see ``values.parse_count``; also ``must_be_more_than_zero``.
        """
        return _more_than_zero(self.name, values.parse_count(self.text(), field=self.name), self._zero)


class WeightEdit(QWidget):
    """A weight with the unit the farmer uses beside it; switching the unit keeps the number that was typed.

    Signals:
        edited(): number or unit were changed by the operator.
    """

    edited = Signal()

    def __init__(
        self,
        label: str = "",
        *,
        name: str = "",
        unit: str = "jin",
        units: tuple[str, ...] = ("jin", "kg"),
        hint: str = "",
        zero: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._zero = zero
        self.units = units
        self.field = _WeightLine(self, name=name)
        self.name = name
        self.label = Text(label, "small", tone="muted")
        self.label.setVisible(bool(label))
        self.choice = ChoiceButtons([Choice(u, u) for u in units], name=_("Unit"), value=unit)
        self.choice.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)  # units stay in one line
        self.line = self.field.line
        self.field.layout().removeWidget(self.line)  # type: ignore[union-attr]
        self.setLayout(column(self.label, row(self.field, self.choice), self.line, spacing=3))
        self.setFocusProxy(self.field.edit)
        self.setProperty("top", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.set_label(label)
        self.field.set_hint(hint)
        self.field.edited.connect(self.edited)
        self.choice.chosen.connect(self._on_unit)
        self.retranslate()

    def set_label(self, label: str) -> None:
        """The words above, and for the screen reader."""
        self.label.setText(label)
        self.label.setVisible(bool(label))
        self.field.edit.setAccessibleName(label or _("Weight"))

    def retranslate(self) -> None:
        """The units in the language of the moment."""
        texts = {"jin": _("jin"), "kg": _("kg"), "g": _("g"), "piece": _("pc.")}
        self.choice.set_texts([texts[unit] for unit in self.units])

    def set_units(self, units: tuple[str, ...], unit: str = "") -> None:
        """Offer other units; ``piece`` counts instead of weighing. The chosen one stays where it is still offered."""
        chosen = unit or self.unit()
        self.units = units
        self.choice.set_choices([Choice(u, u) for u in units], chosen if chosen in units else units[0])
        self.retranslate()

    def unit(self) -> str:
        """``jin``, ``kg``, ``g`` or ``piece``."""
        return str(self.choice.value())

    def grams(self) -> int | None:
        """Whole grams, or None while nothing readable stands there."""
        try:
            return self.read()
        except Invalid:
            return None

    def read(self) -> int:
        """Whole grams, or pieces where that is the unit.

        Raises:
            Invalid: see ``values.parse_quantity``; also ``must_be_more_than_zero``.
        """
        grams = values.parse_quantity(self.field.text(), self.unit(), field=self.name)
        return _more_than_zero(self.name, grams, self._zero)

    def set_grams(self, grams: int | None, unit: str = "") -> None:
        """Show a weight in ``unit`` (or in the one chosen); None empties the field."""
        if unit:
            self.choice.set_value(unit)
        self.field.set_text("" if grams is None else values.plain_quantity(grams, self.unit()))

    def set_hint(self, hint: str, *, good: bool = False) -> None:
        """See ``Field.set_hint``."""
        self.field.set_hint(hint, good=good)

    def set_error(self, text: str) -> None:
        """See ``Field.set_error``."""
        self.field.set_error(text)

    def text(self) -> str:
        """What was typed, for drafts."""
        return self.field.text()

    def set_text(self, text: str) -> None:
        """What was typed, from a draft."""
        self.field.set_text(text)

    def focus(self) -> None:
        """Put the cursor into the number."""
        self.field.focus()

    def _on_unit(self) -> None:
        if self.field.error():
            self.field.check()
        self.edited.emit()


class _WeightLine(_Checked):
    def __init__(self, owner: WeightEdit, *, name: str) -> None:
        super().__init__("", name=name)
        self._owner = owner

    def read(self) -> int:
        return self._owner.read()


class DateEdit(_Checked):
    """A day, typed in any usual way and shown as 2026-11-18. ``future=False`` refuses days to come."""

    def __init__(self, label: str = "", *, future: bool = True, **options: object) -> None:
        super().__init__(label, **options)
        self._future = future
        self._show_example()

    def iso(self) -> str | None:
        """The day as ``YYYY-MM-DD``, or None while nothing readable stands there."""
        try:
            return self.read()
        except Invalid:
            return None

    def read(self) -> str:
        """The day as ``YYYY-MM-DD``.

        Raises:
            Invalid: nothing typed, no day, or one in the future where that is not possible.
        """
        if not self.text():
            raise Invalid(self.name, "field_required")
        day = parse_date(self.text())
        if day is None:
            raise Invalid(self.name, "not_a_date")
        if not self._future and day > clock.today():
            raise Invalid(self.name, "date_in_future")
        return day

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show_example()
        super().changeEvent(event)

    def _show_example(self) -> None:
        # The bare day in grey was taken for one that had been typed.
        self.edit.setPlaceholderText(_("e.g. {date}").format(date=clock.today()))

    def check(self) -> bool:
        fine = super().check()
        day = parse_date(self.text())
        if day and self.edit.text() != day:
            self.edit.setText(day)
        return fine


def _more_than_zero(name: str, value: int, zero: bool) -> int:
    if value == 0 and not zero:
        raise Invalid(name, "must_be_more_than_zero")
    return value
