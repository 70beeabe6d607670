"""The card with all of a farmer's plots: one is chosen and typed at a time, the others stay as buttons above it."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.desk import Desk
from villagedesk.desktop.farmers.plot_editor import PlotEditor
from villagedesk.desktop.widgets import Card, Choice, ChoiceButtons, PlainButton, Text, flow, row
from villagedesk.domain.plots import MOST_PLOTS, PlotForm
from villagedesk.domain.values import plain_mu
from villagedesk.errors import Invalid
from villagedesk.i18n import _, ngettext


class PlotsCard(Card):
    """``set_plots(..)``; ``plots()`` is what stands here now.

    Signals:
        edited(): something about a plot was typed, chosen or drawn.
        closed(): the card is put away.
    """

    edited = Signal()
    closed = Signal()

    def __init__(self, desk: Desk, *, closable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._plots: list[PlotForm] = [PlotForm()]
        self._at = 0
        self._title = Text("", "card")
        self._sum = Text("", "small", tone="muted")
        self.choice = ChoiceButtons([], name="")
        self.editor = PlotEditor(desk)
        self.more, self.away, self.close_button = PlainButton("", icon="plus"), PlainButton(), PlainButton()
        if not closable:  # showing what has no home yet would open a window
            self.close_button.hide()
        self.body.addLayout(row(self._title, None, self._sum))
        for item in (self.choice, self.editor, flow(self.more, self.away, self.close_button)):
            self.body.addWidget(item)
        self.choice.chosen.connect(self._on_chosen)
        self.editor.edited.connect(self._on_edited)
        self.more.clicked.connect(self.on_more)
        self.away.clicked.connect(self.on_away)
        self.close_button.clicked.connect(self.end)

    def set_plots(self, plots: Sequence[PlotForm]) -> None:
        """Show these, the first one chosen."""
        self._plots = list(plots) or [PlotForm()]
        self._at = 0
        self._show()

    def plots(self) -> tuple[PlotForm, ...]:
        """Every plot, without those about which nothing is typed."""
        empty = PlotForm()
        first, rest = self._plots[0], self._plots[1:]
        return (first, *(plot for plot in rest if replace(plot, village_code="") != empty))

    def set_first(self, crops: str, area: int | None) -> None:
        """Crops and area of the first plot were typed in the form."""
        self._plots[0] = replace(self._plots[0], crops=crops, area=area)
        if self._at == 0:
            self._show()
        else:
            self._dress()

    def begin(self) -> None:
        """Open the card with the cursor in the plot's name."""
        self.show()
        self.editor.name.focus()

    def end(self) -> None:
        """Put the card away; what was typed stays."""
        if self.editor.check():
            self.hide()
            self.closed.emit()

    def on_more(self) -> None:
        """One more plot."""
        if len(self._plots) < MOST_PLOTS and self.editor.check():
            self._plots.append(PlotForm(village_code=self._plots[0].village_code))
            self._at = len(self._plots) - 1
            self._show()
            self.editor.name.focus()
            self.edited.emit()

    def on_away(self) -> None:
        """The plot that is shown is his no more."""
        if len(self._plots) > 1:
            del self._plots[self._at]
            self._at = max(0, self._at - 1)
            self._show()
            self.edited.emit()

    def retranslate(self) -> None:
        """Every text in the language of the moment."""
        self._title.setText(_("Plots"))
        self.choice.setAccessibleName(_("Plots"))
        self.more.set_text(_("One more plot"))
        self.away.set_text(_("Works it no more"))
        self.close_button.set_text(_("Close"))
        self.editor.retranslate()
        self._dress()

    def _on_chosen(self, at: int) -> None:
        if at != self._at and self.editor.check():
            self._at = at
            self._show()
        else:
            self.choice.set_value(self._at)

    def _on_edited(self) -> None:
        try:
            self._plots[self._at] = self.editor.form()
        except Invalid:
            return  # an area half typed; it is said when the field is left
        self._dress()
        self.edited.emit()

    def _show(self) -> None:
        self.editor.set_form(self._plots[self._at])
        self._dress()

    def _dress(self) -> None:
        self.choice.set_choices([Choice(at, plot_line(plot, at)) for at, plot in enumerate(self._plots)], self._at)
        self.choice.setVisible(len(self._plots) > 1)
        self.away.setVisible(len(self._plots) > 1)
        self._sum.setText(plots_line(self._plots))


def plot_line(plot: PlotForm, at: int = 0) -> str:
    """``屋后  3.2 亩``; a plot without a name by its crops or its number."""
    name = plot.name or plot.crops or _("Plot {number}").format(number=at + 1)
    return f"{name}  {area_text(plot.area)}".strip()


def plots_line(plots: Sequence[PlotForm]) -> str:
    """``2 块地  4.4 亩``."""
    count = ngettext("{count} plot", "{count} plots", len(plots)).format(count=len(plots))
    total = sum(plot.area or 0 for plot in plots)
    return f"{count}  {area_text(total)}".strip() if total else count


def area_text(area: int | None) -> str:
    """``3.2 亩``; "" where nobody said how large it is."""
    return _("{area} mu").format(area=plain_mu(area)) if area else ""
