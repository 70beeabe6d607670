"""What the room earns, month by month: each order's line, what was paid, and whether all of it can be recomputed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from villagedesk import clock, i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.orders.words import shortened
from villagedesk.desktop.reports.save import ExportButton
from villagedesk.desktop.rows_model import Column
from villagedesk.desktop.widgets import (
    Bar,
    BarChart,
    Card,
    Columns,
    DataTable,
    EmptyState,
    FigureStrip,
    Page,
    PlainButton,
    PrimaryButton,
    Text,
    column,
)
from villagedesk.domain.commission import month_of, rate_text
from villagedesk.domain.reports import Column as SheetColumn
from villagedesk.domain.reports import Kind, Sheet
from villagedesk.domain.rules import rule_pack
from villagedesk.i18n import _, ngettext
from villagedesk.store.commission import (
    Earned,
    MonthCheck,
    Statement,
    StatementLine,
    check_month,
    earned_today,
    months_earned,
    print_statement,
    statement,
)
from villagedesk.store.reports.export import Told, not_told

_MONTHS_SHOWN = 12
_WRONG_SHOWN = 5


@dataclass(frozen=True)
class _Shown:
    statement: Statement
    months: list[tuple[str, int]]
    today: Earned


class CommissionScreen(Page):
    """``open(month="2026-11")``; without a month the newest."""

    help_page = "commission"
    follows = frozenset({"commission", "commission_payout", "order", "refund"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.month = this_month()
        self._shown: _Shown | None = None
        self._check: MonthCheck | None = None
        self.strip = FigureStrip()
        self.table = DataTable([], name=_("Lines of the statement"))
        self.more = Text("", "small", tone="muted", wrap=True)
        self.empty = EmptyState("cash")
        self.check_title = Text("", "card", wrap=True)
        self.check_words = Text("", "body", wrap=True)
        self.paid_title, self.paid = Text("", "card"), Text("", "body", tone="muted", wrap=True)
        self.chart_title, self.chart = Text("", "card"), BarChart(shown=_whole_yuan)
        self.before, self.after = PlainButton("", "PgUp"), PlainButton("", "PgDown")
        self.print = PrimaryButton("", "F10", icon="printer")
        self.export = ExportButton(desk, self.sheets, lambda: _("Commission {month}").format(month=self.month))
        self._build()

    def _build(self) -> None:
        left = Card(self.table, self.more, self.empty)
        left.body.setStretch(0, 1)
        left.body.setStretch(2, 1)
        self.check = Card(self.check_title, self.check_words, tone="good")
        self._paid_card = Card(self.paid_title, self.paid)
        self._chart_card = Card(self.chart_title, self.chart)
        right = QWidget()
        right.setLayout(column(self.check, self._paid_card, self._chart_card, None, spacing=12))
        for button in (self.before, self.after, self.export, self.print):
            self.header.add_right(button)
        self.add(self.strip, Columns(left, right, shares=(2, 1)))
        self.body.setStretch(2, 1)
        self.table.taken.connect(lambda line: self.go("order", order_id=line.order_id))
        self.before.clicked.connect(lambda: self.on_month(-1))
        self.after.clicked.connect(lambda: self.on_month(1))
        self.print.clicked.connect(self.on_print)

    # --- what the shell calls

    def open(self, month: str = "", **_more: Any) -> None:
        self.month = month or this_month()
        self.retranslate()
        self.refresh()
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the month; what it is recomputed to follows, for that takes longer."""
        month = self.month
        self.desk.tasks.read(self, lambda s: _look(s, month), self.show_all, latest="month")

    def show_all(self, shown: _Shown) -> None:
        """Show a month, and let it be recomputed."""
        self._shown, self._check = shown, None
        self._fill()
        month = shown.statement.month
        self.desk.tasks.read(self, lambda s: check_month(s, month), self.show_check, latest="check")

    def show_check(self, check: MonthCheck) -> None:
        """Say whether it equals."""
        self._check = check
        self._fill_check()

    def on_month(self, step: int) -> None:
        """The month before or after; none that has not begun."""
        month = other_month(self.month, step)
        if month <= this_month():
            self.month = month
            self.retranslate()
            self.refresh()

    def on_print(self) -> None:
        """The statement on A4."""
        month = self.month
        self.desk.tasks.write(
            self,
            lambda s: print_statement(s, month),
            lambda _job: self.notice(_("The statement is in the print queue.")),
            busy=self.print,
        )

    def sheets(self, s: Session, _told: Told = not_told) -> list[Sheet]:
        """The month as a table for a file."""
        return [sheet_of(statement(s, self.month, most=-1))]

    # --- what is shown

    def _fill(self) -> None:
        if self._shown is None:
            return
        shown, today = self._shown.statement, self._shown.today
        self.strip.set_figures(
            [
                (_("Earned"), i18n.money(shown.accrued_fen), "good"),
                (_("Taken back by refunds"), i18n.money(shown.back_fen), ""),
                (_("Paid"), i18n.money(shown.paid_fen), ""),
                (_("Still to come"), i18n.money(shown.open_fen), "wait" if shown.open_fen > 0 else ""),
                *([(_("Earned today"), i18n.money(today.fen), "good")] if self.month == this_month() else []),
            ]
        )
        self.table.set_rows(shown.lines)
        self.table.setVisible(bool(shown.lines))
        self.empty.setVisible(not shown.lines)
        self.print.setEnabled(bool(shown.lines or shown.payouts))
        self.export.setEnabled(bool(shown.lines))
        cut = bool(shown.lines) and not shown.complete
        self.more.setVisible(cut)
        self.more.setText(_("Only the newest lines are shown; the sums, the check and the file are of all of them."))
        self._paid_card.setVisible(bool(shown.payouts))
        self.paid.setText("\n".join(_payout_words(paid) for paid in shown.payouts))
        months = dict(self._shown.months)
        bars = [
            Bar(_month_label(month), max(0, months.get(month, 0)), now=month == self.month)
            for month in _last_months(this_month())
        ]
        self.chart.set_bars(bars)
        self._chart_card.setVisible(len(months) > 1)
        self._fill_check()

    def _fill_check(self) -> None:
        check = self._check
        if check is None:
            self.check.set_tone("")
            self.check_title.setText(_("Being recomputed …"))
            self.check_words.setText(_("All of it is reckoned once more from the orders and refunds on this computer."))
            return
        self.check.set_tone("good" if check.equal else "act")
        if check.equal:
            self.check_title.setText(_("Recomputed: equal to the fen"))
            self.check_words.setText(
                _("{orders} and {refunds} come to {money}, as the statement says.").format(
                    orders=_orders(check.orders), refunds=_refunds(check.refunds), money=i18n.money(check.wanted_fen)
                )
            )
            return
        title = ngettext("{count} order does not fit", "{count} orders do not fit", len(check.wrong))
        self.check_title.setText(title.format(count=i18n.number(len(check.wrong))))
        lines = [
            _("Order {number}: the statement says {says}, recomputed {should}").format(
                number=wrong.number, says=i18n.money(wrong.recorded_fen), should=i18n.money(wrong.wanted_fen)
            )
            for wrong in check.wrong[:_WRONG_SHOWN]
        ]
        lines.append(_("Sync once: central mends what two computers wrote. If it stays, call the county office."))
        self.check_words.setText("\n".join(lines))

    def retranslate(self) -> None:
        self.header.set_title(_("Commission"))
        self.header.set_pills([(i18n.month_text(self.month), "good" if self.month == this_month() else "plain")])
        self.before.set_text(_("Month before"))
        self.after.set_text(_("Month after"))
        self.after.setVisible(self.month < this_month())
        self.print.set_text(_("Print"))
        self.export.retranslate()
        self.paid_title.setText(_("Paid by the platform"))
        self.chart_title.setText(_("The last twelve months"))
        self.chart.set_name(_("The last twelve months"))
        self.empty.set_texts(
            _("Nothing was earned in this month"),
            _("When the last parcel of an order is handed over, its share is written here by itself."),
        )
        self.table.set_columns(
            [
                Column(_("When"), lambda line: i18n.ago(line.at), spare=2),
                Column(_("Order"), lambda line: line.number),
                Column(_("Villager"), lambda line: shortened(line.name, 140), stretch=True, least=140),
                Column(_("Goods"), lambda line: i18n.money(line.base_fen), right=True),
                Column(_("Share"), lambda line: rate_text(line.rates), right=True, spare=1),
                Column(_("Commission"), lambda line: i18n.money(line.fen), right=True),
                Column("", lambda line: _pill(line)[0], pill=lambda line: _pill(line)[1]),
            ]
        )
        self._fill()


def sheet_of(shown: Statement) -> Sheet:
    """A statement as a table, the oldest line first."""
    columns = (
        SheetColumn(_("When")),
        SheetColumn(_("Order")),
        SheetColumn(_("Villager")),
        SheetColumn(_("Goods"), Kind.FEN),
        SheetColumn(_("Share")),
        SheetColumn(_("Commission"), Kind.FEN),
    )
    rows = tuple(
        (
            i18n.local(line.at).strftime("%Y-%m-%d %H:%M"),
            line.number,
            line.name,
            line.base_fen,
            rate_text(line.rates),
            line.fen,
        )
        for line in reversed(shown.lines)
    )
    return Sheet(_("Commission {month}").format(month=shown.month), columns, rows)


def this_month() -> str:
    """The month that is going on, by the platform's calendar."""
    return month_of(clock.now_ms(), rule_pack("").commission)


def other_month(month: str, step: int) -> str:
    """The month so many months later; earlier below zero."""
    count = int(month[:4]) * 12 + int(month[5:]) - 1 + step
    return f"{count // 12:04d}-{count % 12 + 1:02d}"


def _look(s: Session, month: str) -> _Shown:
    first = _last_months(this_month())[0]
    return _Shown(statement(s, month), months_earned(s, first), earned_today(s))


def _pill(line: StatementLine) -> tuple[str, str]:
    return (_("taken off for a refund"), "wait") if line.refund else ("", "plain")


def _payout_words(paid: Any) -> str:
    return "  ".join(part for part in (i18n.short_day(paid.paid_on), i18n.money(paid.fen), paid.reference) if part)


def _orders(count: int) -> str:
    return ngettext("{count} order", "{count} orders", count).format(count=i18n.number(count))


def _refunds(count: int) -> str:
    return ngettext("{count} refund", "{count} refunds", count).format(count=i18n.number(count))


def _last_months(month: str) -> list[str]:
    return [other_month(month, step) for step in range(1 - _MONTHS_SHOWN, 1)]


def _month_label(month: str) -> str:
    number = date.fromisoformat(f"{month}-01").month
    return _("{month}.").format(month=number)


def _whole_yuan(fen: int) -> str:
    return f"¥{i18n.number((fen + 50) // 100)}"
