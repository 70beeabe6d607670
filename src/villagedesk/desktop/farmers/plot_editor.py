"""One plot being typed: its name, crops, area and tenure, where it lies as two numbers, and a sketch of it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import Choice, ChoiceButtons, Columns, DrawingPad, Field, Text, column, pair
from villagedesk.domain.plots import TENURE_WORDS, PlotForm, Tenure, plot_problems, read_place
from villagedesk.domain.values import parse_mu, plain_mu
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store.photos import desk_files


class PlotEditor(QWidget):
    """Signals: ``edited()`` something was typed, chosen or drawn."""

    edited = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._about = PlotForm()
        self.name = Field(name="plot_name")
        self.crops = Field(name="plot_crops")
        self.area = Field(name="area")
        self.place = Field(name="place")
        self.tenure = ChoiceButtons([Choice(tenure, "") for tenure in Tenure], name="")
        self._tenure_label = Text("", "small", tone="muted")
        self.sketch = DrawingPad()
        self.fields = {field.name: field for field in (self.name, self.crops, self.area, self.place)}
        land = Columns(self.name, self.area, shares=(2, 1), wide=240, spacing=10)
        tenure = Columns(self._tenure_label, self.tenure, shares=(0, 1), wide=0, spacing=10)
        self.setLayout(column(land, self.crops, tenure, pair(self.place), self.sketch, spacing=6))
        for field in self.fields.values():
            field.edited.connect(self.edited)
        self.area.left.connect(self._leave_area)
        self.place.left.connect(self._leave_place)
        self.tenure.chosen.connect(lambda _value: self.edited.emit())
        self.sketch.changed.connect(self._on_drawn)

    def set_form(self, form: PlotForm) -> None:
        """Show a plot."""
        self._about = form
        self.name.set_text(form.name)
        self.crops.set_text(form.crops)
        self.area.set_text(plain_mu(form.area) if form.area is not None else "")
        self.place.set_text(form.place)
        self.place.set_hint("")
        self.tenure.set_value(form.tenure or None)
        self.sketch.load(b"")
        if form.sketch:
            sha256 = form.sketch
            self._desk.tasks.keep(
                self, lambda store: desk_files(store).get(sha256), self.sketch.load, lambda _error: True
            )

    def form(self) -> PlotForm:
        """What stands here.

        Raises:
            Invalid: the area is no number.
        """
        return PlotForm(
            name=self.name.text(),
            area=parse_mu(self.area.text()) if self.area.text() else None,
            crops=self.crops.text(),
            tenure=str(self.tenure.value() or ""),
            village_code=self._about.village_code,
            place=self.place.text(),
            sketch=self._about.sketch,
            plot_id=self._about.plot_id,
        )

    def check(self) -> bool:
        """Put every sentence under its field and the cursor into the first; True when all is right."""
        try:
            problems: dict[str, Invalid] = plot_problems(self.form())
        except Invalid as error:
            problems = {error.field: error}
        known = [name for name in self.fields if name in problems]
        for name in known:
            self.fields[name].set_error(sentence(problems[name]))
        if known:
            self.fields[known[0]].focus()
        return not problems

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self.name.set_label(_("What he calls it"))
        self.crops.set_label(_("Grows"))
        self.area.set_label(_("Land, mu"))
        self.place.set_label(_("Place, if known"))
        self.place.edit.setPlaceholderText(_("Two numbers from the map of a telephone"))
        self._tenure_label.setText(_("His by"))
        self.tenure.setAccessibleName(_("His by"))
        self.tenure.set_texts([_(TENURE_WORDS[tenure]) for tenure in Tenure])
        self.sketch.retranslate(_("Sketch: draw road, stream and plot with finger or mouse"))

    def _leave_area(self) -> None:
        if self.area.text():
            try:
                parse_mu(self.area.text())
            except Invalid as error:
                self.area.set_error(sentence(error))

    def _leave_place(self) -> None:
        self.place.set_hint("")
        if self.place.text():
            try:
                read_place(self.place.text())
            except Invalid as error:
                self.place.set_error(sentence(error))
                return
            self.place.set_hint(_("Fine"), good=True)

    def _on_drawn(self) -> None:
        png = self.sketch.png()
        if not png:
            self._set_sketch("")
            return
        self._desk.tasks.keep(self, lambda store: desk_files(store).put(png), self._set_sketch, self._not_kept)

    def _set_sketch(self, sha256: str) -> None:
        about = self._about
        self._about = PlotForm(sketch=sha256, village_code=about.village_code, plot_id=about.plot_id)
        self.edited.emit()

    def _not_kept(self, error: AppError) -> bool:
        self.place.set_error(sentence(error))
        return True
