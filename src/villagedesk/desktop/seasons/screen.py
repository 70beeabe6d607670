"""The seasons of one farmer, and beginning one: which plot, which crop, when it was sown."""

from collections.abc import Sequence
from typing import Any

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.seasons.words import crop, season_line
from villagedesk.desktop.widgets import (
    Card,
    Choice,
    ChoiceButtons,
    Columns,
    DateEdit,
    EmptyState,
    Field,
    Page,
    Pill,
    PrimaryButton,
    RowCard,
    RowList,
    Text,
    WeightEdit,
    pair,
    row,
    show_invalid,
)
from villagedesk.domain.people import Person
from villagedesk.domain.seasons import SeasonForm
from villagedesk.domain.values import parse_mu, plain_mu
from villagedesk.errors import AppError, Invalid, sentence
from villagedesk.i18n import _
from villagedesk.store import get
from villagedesk.store.seasons import SeasonRow, begin_season, plots_of, seasons_of

_Found = tuple[str, Sequence[SeasonRow], Sequence[tuple[str, str, int]]]


class SeasonsScreen(Page):
    """``open(person_id=)``."""

    help_page = "seasons"
    follows = frozenset({"crop_season", "input_use", "plot", "person"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.person_id = ""
        self._found: _Found = ("", (), ())
        self._title, self._form_title = Text("", "card", wrap=True), Text("", "card", wrap=True)
        self.rows = RowList(spacing=6)
        self.empty = EmptyState("sprout")
        self.plots = ChoiceButtons(name="plot_id")
        self.no_plot = Text("", "small", tone="act", wrap=True)
        self.crop, self.variety = Field("", name="crop"), Field("", name="variety")
        self.sown_on, self.area = DateEdit("", name="sown_on", future=False), Field("", name="area")
        self.expected = WeightEdit("", name="expected", zero=True)
        self.save = PrimaryButton("", "F10")
        form = Card(
            self._form_title,
            self.plots,
            self.no_plot,
            pair(self.crop, self.variety),
            pair(self.sown_on, self.area),
            self.expected,
            row(None, self.save),
            None,
        )
        self.add(Columns(Card(self._title, self.rows, self.empty, None), form), None)
        self.save.clicked.connect(self.on_save)

    # --- what the shell calls

    def open(self, person_id: str = "", **_more: Any) -> None:
        if person_id and person_id != self.person_id:
            self.person_id = person_id
            self._clear()
        self.refresh()
        self.crop.focus()

    def refresh(self) -> None:
        """Read the seasons and the plots again."""
        if self.person_id:
            self.read(lambda s: _look(s, self.person_id), self.show_found)

    def show_found(self, found: _Found) -> None:
        """Show them."""
        before = {plot_id for plot_id, _n, _a in self._found[2]}
        self._found = found
        plots = found[2]
        if {plot_id for plot_id, _n, _a in plots} != before:
            self.plots.set_choices([Choice(plot_id, _plot_words(name, area)) for plot_id, name, area in plots])
            if len(plots) == 1:
                self.plots.set_value(plots[0][0])
        self.retranslate()

    def retranslate(self) -> None:
        name, seasons, plots = self._found
        self.header.set_title(_("Seasons"))
        self.header.set_right(name)
        self._title.setText(_("What grows on the plots of {name}").format(name=name or "—"))
        self._form_title.setText(_("Begin a season"))
        self.no_plot.setText(_("No plot is on file. Add it on the farmer's page first."))
        self.no_plot.setVisible(not plots)
        self.plots.setVisible(bool(plots))
        self.plots.setAccessibleName(_("Plot"))
        if plots:
            self.plots.set_texts([_plot_words(plot, area) for _id, plot, area in plots])
        self.crop.set_label(_("Crop"))
        self.variety.set_label(_("Variety"))
        self.sown_on.set_label(_("Sown, or first work on the trees"))
        self.area.set_label(_("Of it in mu, empty for the whole plot"))
        self.expected.set_label(_("Expected harvest"))
        self.expected.retranslate()
        self.save.set_text(_("Begin it"))
        self.rows.set_rows([self._card(one) for one in seasons])
        self.rows.setVisible(bool(seasons))
        self.empty.setVisible(not seasons)
        self.empty.set_texts(
            _("No season is written down."), _("With its log the first lawful harvest day is known by itself.")
        )

    # --- what the operator does

    def form(self) -> SeasonForm:
        """The form as it stands.

        Raises:
            Invalid: a value cannot be read.
        """
        return SeasonForm(
            plot_id=str(self.plots.value() or ""),
            crop=self.crop.text(),
            variety=self.variety.text(),
            sown_on=self.sown_on.read(),
            area=parse_mu(self.area.text()) if self.area.text() else 0,
            expected=self.expected.read() if self.expected.text() else 0,
        )

    def on_save(self) -> None:
        """F10: the season begins."""
        try:
            form = self.form()
        except Invalid as error:
            self._failed(error)
            return
        self.desk.tasks.write(self, lambda s: begin_season(s, form), self._saved, self._failed, busy=self.save)

    def _saved(self, season_id: str) -> None:
        self._clear()
        self.notice(_("The season has begun. Write down what is used on it."))
        self.go("season", season_id=season_id)

    def _failed(self, error: AppError) -> bool:
        if isinstance(error, Invalid) and error.field == "plot_id":
            self.notice(sentence(error), "act")
            return True
        lines: list[Field] = [self.crop, self.variety, self.sown_on, self.area, self.expected.field]
        fields = {field.name: field for field in lines}
        return show_invalid(fields, error)

    def _clear(self) -> None:
        for field in (self.crop, self.variety, self.sown_on, self.area, self.expected):
            field.set_text("")

    def _card(self, one: SeasonRow) -> RowCard:
        card = RowCard(
            "sprout",
            "tile",
            crop(one),
            season_line(one),
            _("Show it"),
            lambda: self.go("season", season_id=one.id),
        )
        if one.ended_on:
            card.line.insertWidget(2, Pill(_("over"), "plain"))
        return card


def _look(s: Any, person_id: str) -> _Found:
    return get(s, Person, person_id).name, seasons_of(s, person_id), plots_of(s, person_id)


def _plot_words(name: str, area: int) -> str:
    return f"{name} {_('{area} mu').format(area=plain_mu(area))}" if area else name
