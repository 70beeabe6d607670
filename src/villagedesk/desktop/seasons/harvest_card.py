"""Recording what was harvested in a season; what the land can give is reckoned while the weight is typed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk import clock
from villagedesk.desktop.seasons.words import ceiling_words
from villagedesk.desktop.widgets import (
    Card,
    Choice,
    ChoiceButtons,
    DateEdit,
    PlainButton,
    Text,
    WeightEdit,
    row,
    show_invalid,
)
from villagedesk.domain.crops import LotForm, grades
from villagedesk.domain.seasons import Ceiling
from villagedesk.errors import AppError
from villagedesk.i18n import _
from villagedesk.store.seasons import SeasonRow


class HarvestCard(Card):
    """Signals: ``weighed()`` the weight was typed; ``save`` records the lot."""

    weighed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._title = Text("", "card", wrap=True)
        self._land = Text("", "small", tone="muted", wrap=True)
        self.quantity = WeightEdit("", name="quantity")
        self.harvested_on = DateEdit("", name="harvested_on", future=False)
        self.grade = ChoiceButtons([Choice(key, text) for key, text in grades(clock.today())])
        self.save = PlainButton("", "Ctrl+S", icon="scale")
        for part in (self._title, self.quantity, self.harvested_on, self.grade, self._land):
            self.body.addWidget(part)
        self.body.addLayout(row(None, self.save))
        self.quantity.edited.connect(self.weighed)

    def begin(self) -> None:
        """Nothing is typed; it was picked today."""
        self.quantity.set_text("")
        self.harvested_on.set_text(clock.today())

    def form(self, season: SeasonRow, seller_id: str) -> LotForm:
        """The lot as it stands.

        Raises:
            Invalid: a value cannot be read.
        """
        return LotForm(
            seller_id=seller_id,
            product=season.crop,
            variety=season.variety,
            grade=str(self.grade.value() or ""),
            quantity=self.quantity.read(),
            sale_unit=self.quantity.unit(),
            harvested_on=self.harvested_on.read(),
            plot=season.plot[:30],
            season_id=season.id,
        )

    def show_land(self, found: Ceiling | None) -> None:
        """What the plot can give, with what is being typed."""
        words, tone = ceiling_words(found)
        self._land.setText(words)
        self._land.set_tone(tone or "muted")
        self._land.setVisible(bool(words))

    def failed(self, error: AppError) -> bool:
        """Say it under its field."""
        return show_invalid({"quantity": self.quantity.field, "harvested_on": self.harvested_on}, error)

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._title.setText(_("Record a harvest"))
        self.quantity.set_label(_("Weight"))
        self.quantity.retranslate()
        self.harvested_on.set_label(_("Picked"))
        self.grade.set_texts([text for _key, text in grades(clock.today())])
        self.grade.setAccessibleName(_("Grade"))
        self.save.set_text(_("Record the lot"))
