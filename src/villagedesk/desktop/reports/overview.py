"""The first part of the reports: what it came to, slot by slot, and how it went beside the time before."""

from collections.abc import Sequence
from datetime import date
from itertools import accumulate

from sqlmodel import Session

from villagedesk import clock, i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.reports import sheets
from villagedesk.desktop.reports.panels import Panel, whole_yuan
from villagedesk.desktop.rows_model import Column
from villagedesk.desktop.widgets import Bar, BarChart, Card, Line, LineChart, Text
from villagedesk.domain.reports import Period, Sheet, Span
from villagedesk.i18n import _
from villagedesk.store.reports import Overview, Slot, overview

_TALL = 130  # two of them are seen at once


class OverviewPanel(Panel):
    """What it came to, slot by slot, and how it went beside the period before."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.chart = BarChart(shown=whole_yuan, tall=_TALL)
        self.second_title, self.lines = Text("", "card"), LineChart(shown=whole_yuan, tall=_TALL)
        self._second = Card(self.second_title, self.lines)
        self.lay_out(Card(self.title, self.chart), self._second, shares=(5, 6))
        self._shown: Overview | None = None

    def look(self, s: Session, period: Period) -> Overview:
        return overview(s, period)

    def sheets(self, s: Session, period: Period) -> Sequence[Sheet]:
        return [sheets.overview_sheet(overview(s, period))]

    def show_all(self, shown: Overview) -> None:
        self._shown = shown
        self.strip.set_figures(
            [
                (_("No. of orders"), i18n.number(shown.orders), ""),
                (_("Bought"), i18n.money(shown.fen), ""),
                (_("Handed over"), i18n.number(shown.handed_over), ""),
                (_("Given back"), i18n.money(shown.given_back_fen), ""),
                (_("Earned"), i18n.money(shown.earned_fen), "good" if shown.earned_fen > 0 else ""),
            ]
        )
        now = _now_key(shown.period)
        self.chart.set_bars([Bar(short_slot(slot.key), slot.fen, now=slot.key == now) for slot in shown.slots])
        self._fill_lines(shown)
        self.show_rows([slot for slot in reversed(shown.slots) if slot.orders])

    def _fill_lines(self, shown: Overview) -> None:
        names = {
            Span.DAY: (_("This day"), _("The day before")),
            Span.MONTH: (_("This month"), _("The month before")),
            Span.YEAR: (_("This year"), _("The year before")),
        }[shown.period.span]
        sums = [tuple(accumulate(slot.fen for slot in slots)) for slots in (shown.slots, shown.before)]
        longest = max(shown.slots, shown.before, key=len)
        self.lines.set_lines(
            [Line(names[0], sums[0]), Line(f"{names[1]} {whole_yuan(sums[1][-1])}" if sums[1] else "", sums[1])],
            [short_slot(slot.key) for slot in longest],
        )
        self._second.setVisible(any(sums[1]) and len(longest) > 1)

    def retranslate(self) -> None:
        super().retranslate()
        self.table.setAccessibleName(_("What was bought, part by part"))
        self.title.setText(_("What was bought"))
        self.chart.set_name(_("What was bought"))
        self.second_title.setText(_("Added up, beside the time before"))
        self.lines.set_name(_("Added up, beside the time before"))
        self.note.setText(_("Cancelled, refused and sent back orders are left out."))
        self.table.set_columns(
            [
                Column(_("When"), lambda slot: slot_words(slot.key), stretch=True),
                Column(_("No. of orders"), lambda slot: i18n.number(slot.orders), right=True),
                Column(_("Bought"), lambda slot: i18n.money(slot.fen), right=True),
                Column(_("Average"), lambda slot: i18n.money(_each(slot)), right=True, spare=1),
            ]
        )
        if self._shown is not None:
            self.show_all(self._shown)


def short_slot(key: str) -> str:
    """An hour, a day or a month under a bar."""
    if len(key) < 3:
        return f"{key}:00"
    if len(key) == 7:
        return _("{month}.").format(month=int(key[5:]))
    return str(date.fromisoformat(key).day)


def slot_words(key: str) -> str:
    """An hour, a day or a month in a table."""
    if len(key) < 3:
        return f"{key}:00"
    return i18n.month_text(key) if len(key) == 7 else i18n.short_day(key)


def _each(slot: Slot) -> int:
    return (slot.fen + slot.orders // 2) // slot.orders if slot.orders else 0


def _now_key(period: Period) -> str:
    today = clock.today()
    return {
        Span.DAY: str(i18n.local(clock.now_ms()).hour) if period.first == today else "",
        Span.MONTH: today,
        Span.YEAR: today[:7],
    }[period.span]
