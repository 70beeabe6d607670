"""The form for one line of a season's log; what the farmer bought here is offered first."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from villagedesk import clock
from villagedesk.desktop.widgets import (
    Card,
    Choice,
    ChoiceButtons,
    Columns,
    DateEdit,
    Field,
    NumberEdit,
    PlainButton,
    PrimaryButton,
    Text,
    pair,
    row,
    show_invalid,
)
from villagedesk.desktop.widgets.flow_layout import FlowLayout
from villagedesk.desktop.widgets.styling import clear
from villagedesk.domain.farm_inputs import KIND_WORDS
from villagedesk.domain.goods import FarmInput
from villagedesk.domain.seasons import InputForm
from villagedesk.errors import AppError
from villagedesk.i18n import _
from villagedesk.store.seasons import Bought

_KINDS = (FarmInput.PESTICIDE, FarmInput.FERTILISER, FarmInput.SEED)
_MOST = 4


class LogCard(Card):
    """``save`` writes the line down; ``form()`` says it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._order_line = ""
        self._bought: Sequence[Bought] = ()
        self._title, self._bought_title = Text("", "card", wrap=True), Text("", "small", tone="muted", wrap=True)
        self._offers = QWidget()
        self._flow = FlowLayout(self._offers)
        self.kind = ChoiceButtons([Choice(kind, str(kind)) for kind in _KINDS], value=_KINDS[0])
        self.product, self.licence = Field("", name="product"), Field("", name="licence_no")
        self.dose, self.used_on = Field("", name="dose"), DateEdit("", name="used_on", future=False)
        self.interval = NumberEdit("", name="interval_days")
        self.save = PrimaryButton("", "F10")
        for part in (
            self._title,
            self._bought_title,
            self._offers,
            self.kind,
            pair(self.product, self.licence),
            Columns(self.dose, self.used_on, self.interval, wide=480, spacing=10),
            row(None, self.save),
        ):
            if isinstance(part, QWidget):
                self.body.addWidget(part)
            else:
                self.body.addLayout(part)
        self.product.edited.connect(self._typed_himself)

    def begin(self) -> None:
        """An empty line, dated today."""
        for field in (self.product, self.licence, self.dose, self.interval):
            field.set_text("")
        self._order_line = ""
        self.used_on.set_text(clock.today())

    def set_bought(self, bought: Sequence[Bought]) -> None:
        """Offer what the farmer bought through the centre."""
        self._bought = bought[:_MOST]
        self._show_bought()

    def form(self) -> InputForm:
        """The line as it stands.

        Raises:
            Invalid: a value cannot be read.
        """
        return InputForm(
            kind=str(self.kind.value()),
            product=self.product.text(),
            licence_no=self.licence.text(),
            dose=self.dose.text(),
            used_on=self.used_on.read(),
            interval_days=self.interval.read() if self.interval.text() else None,
            order_line_id=self._order_line,
        )

    def failed(self, error: AppError) -> bool:
        """Say it under its field."""
        fields = {field.name: field for field in (self.product, self.licence, self.dose, self.used_on, self.interval)}
        return show_invalid(fields, error)

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._title.setText(_("What was used?"))
        self._bought_title.setText(_("Bought here"))
        self.kind.set_texts([_(KIND_WORDS[kind]) for kind in _KINDS])
        self.kind.setAccessibleName(_("Kind"))
        self.product.set_label(_("Name on the pack"))
        self.licence.set_label(_("Registration number"))
        self.licence.edit.setPlaceholderText("PD20101234")
        self.dose.set_label(_("Dose"))
        self.dose.edit.setPlaceholderText(_("1 to 1000"))
        self.used_on.set_label(_("Day"))
        self.interval.set_label(_("Interval, days"))
        self.save.set_text(_("Write it down"))
        self._show_bought()

    def _show_bought(self) -> None:
        clear(self._flow)
        for one in self._bought:
            button = PlainButton(one.title)
            button.clicked.connect(lambda _checked=False, chosen=one: self._take(chosen))
            self._flow.addWidget(button)
        for part in (self._bought_title, self._offers):
            part.setVisible(bool(self._bought))

    def _take(self, chosen: Bought) -> None:
        self.kind.set_value(chosen.kind)
        self.product.set_text(chosen.title)
        self.licence.set_text(chosen.licence_no)
        self._order_line = chosen.order_line_id
        (self.dose if chosen.licence_no else self.licence).focus()

    def _typed_himself(self) -> None:
        self._order_line = ""
