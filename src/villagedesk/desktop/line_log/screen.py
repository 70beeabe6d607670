"""Line and power by day: how long there was no line, how often the power was cut, and how fast it was at its best."""

from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from villagedesk import clock, i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.line_log.line_card import LineCard
from villagedesk.desktop.widgets import (
    Card,
    CardList,
    CardRow,
    Choice,
    ChoiceButtons,
    Columns,
    EmptyState,
    Page,
    PlainButton,
    Text,
    column,
    flow,
)
from villagedesk.i18n import _, ngettext
from villagedesk.store.line_log import LineDay, line_days

_MINUTE_MS = 60_000


class LineLogScreen(Page):
    """``open()``."""

    help_page = "line_log"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.views = ChoiceButtons([Choice("this", ""), Choice("last", "")], value="this")
        self.sums, self._about = Text("", "card", wrap=True), Text("", "small", tone="muted", wrap=True)
        self.repair = PlainButton("", "F9", icon="warning")
        self.header.add_right(self.repair)
        self.list = CardList("")
        self.empty = EmptyState("sync")
        self.card = Card(self.sums, self._about)
        self.line = LineCard(self.desk)
        left = QWidget()
        left.setLayout(column(flow(self.views), self.card, self.list, self.empty, spacing=12))
        left.layout().setStretchFactor(self.list, 1)  # type: ignore[union-attr]
        left.layout().setStretchFactor(self.empty, 1)  # type: ignore[union-attr]
        self.columns = Columns(left, self.line, shares=(2, 1))
        self.add(self.columns)
        self.body.setStretchFactor(self.columns, 1)
        self.views.chosen.connect(lambda _view: self.refresh())
        self.repair.clicked.connect(lambda: self.go("ticket_form", topic="line"))

    def open(self, **_params: Any) -> None:
        self.line.refresh()
        self.refresh()

    def retranslate(self) -> None:
        self.header.set_title(_("Line and power"))
        self.list.setAccessibleName(_("Days of the month"))
        self.views.set_texts([_("This month"), _("Last month")])
        self.line.retranslate()
        self.repair.set_text(_("The line does not work"))
        self._about.setText(_("This computer notes it by itself while the program is open. The county sees the sums."))
        self.empty.set_texts(_("Nothing was noted in this month."), _("The first minute is noted by itself."))
        self.refresh()

    def month(self) -> str:
        """The month that is shown, ``2026-11``; for the file, too."""
        first = date.fromisoformat(clock.today()).replace(day=1)
        return (first if self.views.value() == "this" else first - timedelta(days=1)).isoformat()[:7]

    def refresh(self) -> None:
        """Read the month again."""
        month = self.month()
        self.desk.tasks.read(self, lambda s: _look(s, month), self.show_days, latest="line_log")

    def show_days(self, days: list[LineDay]) -> None:
        """Show these, and what they come to."""
        self.list.set_rows([_row(day) for day in days])
        for part in (self.list, self.card):
            part.setVisible(bool(days))
        self.empty.setVisible(not days)
        self.sums.setText(month_words(days))


def month_words(days: list[LineDay]) -> str:
    """What the days of a month come to, in one line."""
    cuts = sum(day.power_cuts for day in days)
    best = max((day.best_kbit for day in days), default=0)
    parts = [
        _("without a line: {time}").format(time=length(sum(day.line_down_ms for day in days))),
        ngettext("{count} power cut", "{count} power cuts", cuts).format(count=cuts),
        _("without power by day: {time}").format(time=length(sum(day.power_off_ms for day in days))),
        _("best speed: {speed}").format(speed=speed(best)) if best else "",
    ]
    return "    ".join(filter(None, parts))


def length(ms: int) -> str:
    """A length in hours and minutes."""
    hours, minutes = divmod(ms // _MINUTE_MS, 60)
    if not hours:
        return _("{minutes} min").format(minutes=minutes)
    return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)


def speed(kbit: int) -> str:
    """A speed as people know it from their telephones."""
    return _("{count} kbit/s").format(count=i18n.number(kbit))


def _look(s: Session, month: str) -> list[LineDay]:
    return line_days(s, month)


def _row(day: LineDay) -> CardRow:
    parts = [
        _("open {time}").format(time=length(day.open_ms)),
        _("without a line: {time}").format(time=length(day.line_down_ms)) if day.line_down_ms else "",
        ngettext("{count} outage", "{count} outages", day.outages).format(count=day.outages) if day.outages else "",
        _("without power by day: {time}").format(time=length(day.power_off_ms)) if day.power_cuts else "",
        speed(day.best_kbit) if day.best_kbit else "",
    ]
    if day.power_cuts:
        pill = ngettext("{count} power cut", "{count} power cuts", day.power_cuts).format(count=day.power_cuts), "act"
    elif day.line_down_ms:
        pill = _("without a line at times"), "wait"
    else:
        pill = _("fine"), "good"
    return CardRow(
        day.day, i18n.day_text(day.day), "  ".join(filter(None, parts)), pill=pill[0], pill_kind=pill[1], icon="sync"
    )
