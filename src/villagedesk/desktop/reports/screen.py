"""Reports: a day, a month or a year in pictures and tables, by household and by operator, and the village as a whole."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlmodel import Session

from villagedesk import clock, i18n
from villagedesk.desktop import theme
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.reports.overview import OverviewPanel
from villagedesk.desktop.reports.panels import Panel
from villagedesk.desktop.reports.save import ExportButton
from villagedesk.desktop.reports.village import VillagePanel
from villagedesk.desktop.reports.who import HouseholdPanel, OperatorPanel
from villagedesk.desktop.widgets import Choice, ChoiceButtons, Page, PlainButton, row
from villagedesk.domain.reports import Period, Sheet, Span, moved, period_of
from villagedesk.i18n import _
from villagedesk.store.reports.export import Told, not_told


class ReportsScreen(Page):
    """``open(view=, span=, day=)``; today's month at first."""

    help_page = "reports"
    follows = frozenset({"order", "order_line", "refund", "commission", "hand_over", "person", "crop_order"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.period = period_of(Span.MONTH, clock.today())
        self.panels: dict[str, Panel] = {
            "overview": OverviewPanel(desk),
            "households": HouseholdPanel(desk),
            "operators": OperatorPanel(desk),
            "village": VillagePanel(desk),
        }
        self.spans = ChoiceButtons([Choice(span, "") for span in Span], value=Span.MONTH)
        self.views = ChoiceButtons([Choice(view, "") for view in self.panels], value="overview")
        self.before, self.after = PlainButton("", "PgUp"), PlainButton("", "PgDown")
        self.export = ExportButton(
            desk, self.sheets, lambda: _("Report {period}").format(period=period_words(self.period))
        )
        self._build()

    def _build(self) -> None:
        for button in (self.before, self.after, self.export):
            self.header.add_right(button)
        if theme.percent() >= 150:
            self.add(self.views, self.spans)
        else:
            self.add(row(self.views, None, self.spans))
        for name, panel in self.panels.items():
            self.body.addWidget(panel, 1)
            panel.setVisible(name == self.views.value())
        self.spans.chosen.connect(self.on_span)
        self.views.chosen.connect(lambda _view: self._on_view())
        self.before.clicked.connect(lambda: self.on_move(-1))
        self.after.clicked.connect(lambda: self.on_move(1))

    # --- what the shell calls

    def open(self, view: str = "", span: str = "", day: str = "", **_more: Any) -> None:
        if view:
            self.views.set_value(view)
        self.spans.set_value(span or self.period.span)
        self.period = period_of(span or self.period.span, day or clock.today())
        self.retranslate()
        self._on_view()

    def refresh(self) -> None:
        """Read what is chosen."""
        panel, period = self.panel(), self.period
        self.desk.tasks.read(
            self, lambda s: panel.look(s, period), lambda shown: self._show(panel, shown), latest="report"
        )

    def panel(self) -> Panel:
        """The part that is seen."""
        return self.panels[str(self.views.value())]

    # --- what the operator does

    def on_span(self, span: object) -> None:
        """Another length: the day, month or year that holds the newest day of what was seen."""
        self.period = period_of(str(span), min(self.period.last, clock.today()))
        self.retranslate()
        self.refresh()

    def on_move(self, step: int) -> None:
        """The period before or after; none that has not begun."""
        there = moved(self.period, step)
        if there.first <= clock.today():
            self.period = there
            self.retranslate()
            self.refresh()

    def sheets(self, s: Session, _told: Told = not_told) -> Sequence[Sheet]:
        """Every part of the report as tables for a file."""
        period = self.period
        return [sheet for panel in self.panels.values() for sheet in panel.sheets(s, period)]

    # --- what is shown

    def _on_view(self) -> None:
        for panel in self.panels.values():
            panel.setVisible(panel is self.panel())
        self.refresh()

    def _show(self, panel: Panel, shown: Any) -> None:
        panel.show_all(shown)

    def retranslate(self) -> None:
        self.header.set_title(_("Reports"))
        current = self.period.first <= clock.today() <= self.period.last
        self.header.set_pills([(period_words(self.period), "good" if current else "plain")])
        self.views.setAccessibleName(_("What of"))
        self.views.set_texts([_("Overview"), _("Households"), _("Operators"), _("The village")])
        self.spans.setAccessibleName(_("How long"))
        self.spans.set_texts([_("One day"), _("Month"), _("Year")])
        self.before.set_text(_("Before"))
        self.after.set_text(_("After"))
        self.after.setEnabled(moved(self.period, 1).first <= clock.today())
        self.export.retranslate()
        for panel in self.panels.values():
            panel.retranslate()


_WORDS: dict[Span, Callable[[Period], str]] = {
    Span.DAY: lambda period: i18n.short_day(period.first),
    Span.MONTH: lambda period: i18n.month_text(period.first[:7]),
    Span.YEAR: lambda period: _("Year {year}").format(year=period.first[:4]),
}


def period_words(period: Period) -> str:
    """A period as one says it."""
    return _WORDS[period.span](period)
