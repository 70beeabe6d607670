"""The four parts of the reports page: figures, a picture, and the table it is drawn from."""

from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from villagedesk import clock, i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.orders.words import shortened
from villagedesk.desktop.reports import sheets
from villagedesk.desktop.rows_model import Column
from villagedesk.desktop.widgets import (
    Bar,
    BarChart,
    Card,
    Columns,
    DataTable,
    EmptyState,
    FigureStrip,
    Line,
    LineChart,
    RankChart,
    Text,
    column,
)
from villagedesk.domain.reports import Period, Sheet, Span
from villagedesk.i18n import _, ngettext
from villagedesk.store.reports import (
    HouseholdRow,
    OperatorRow,
    Overview,
    Slot,
    Village,
    households,
    operators,
    overview,
    village,
)

_RANKED = 8
_TALL = 130  # two of them are seen at once


class Panel(QWidget):
    """One part. ``look`` reads in the background, ``show_all`` shows what it read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.strip = FigureStrip()
        self.table = DataTable([], name=" ")
        self.title = Text("", "card")
        self.empty = EmptyState("chart")
        self.note = Text("", "small", tone="muted", wrap=True)
        self._table_card = Card(self.table, self.note)
        self._table_card.body.setStretch(0, 1)

    def _lay_out(self, *right: QWidget, shares: tuple[int, int] = (1, 1)) -> None:
        side = QWidget()
        side.setLayout(column(*right, None, spacing=12))
        self._parts = Columns(self._table_card, side, shares=shares)
        outer = column(self.strip, self._parts, self.empty, spacing=12)
        outer.setStretch(1, 1)
        outer.setStretch(2, 1)
        self.setLayout(outer)

    def look(self, s: Session, period: Period) -> Any:
        """Read a period."""
        raise AssertionError("each part reads its own")

    def show_all(self, shown: Any) -> None:
        """Show what was read."""
        raise AssertionError("each part shows its own")

    def sheets(self, s: Session, period: Period) -> Sequence[Sheet]:
        """Its tables for a file."""
        raise AssertionError("each part has its own tables")

    def retranslate(self) -> None:
        """Set every text."""
        self.empty.set_texts(_("Nothing in this time"), _("Choose another day, month or year above, or press Page Up."))

    def _show_rows(self, rows: Sequence[Any]) -> None:
        self.table.set_rows(rows)
        self._parts.setVisible(bool(rows))
        self.empty.setVisible(not rows)


class OverviewPanel(Panel):
    """What it came to, slot by slot, and how it went beside the period before."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.chart = BarChart(shown=whole_yuan, tall=_TALL)
        self.second_title, self.lines = Text("", "card"), LineChart(shown=whole_yuan, tall=_TALL)
        self._second = Card(self.second_title, self.lines)
        self._lay_out(Card(self.title, self.chart), self._second, shares=(5, 6))
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
        self._show_rows([slot for slot in reversed(shown.slots) if slot.orders])

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
                Column(_("For each order"), lambda slot: i18n.money(_each(slot)), right=True, spare=1),
            ]
        )
        if self._shown is not None:
            self.show_all(self._shown)


class HouseholdPanel(Panel):
    """Who ordered how much; who lives together counts as one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.chart = RankChart(shown=whole_yuan)
        self._lay_out(Card(self.title, self.chart))
        self._shown: tuple[list[HouseholdRow], int] | None = None
        self.table.taken.connect(lambda row: desk.go("farmer", person_id=row.person_id))

    def look(self, s: Session, period: Period) -> tuple[list[HouseholdRow], int]:
        return households(s, period)

    def sheets(self, s: Session, period: Period) -> Sequence[Sheet]:
        return [sheets.household_sheet(households(s, period, most=-1)[0])]

    def show_all(self, shown: tuple[list[HouseholdRow], int]) -> None:
        self._shown = shown
        rows, count = shown
        fen = sum(row.fen for row in rows)
        figures = [(_("Households that ordered"), i18n.number(count), "")]
        if rows and len(rows) == count:
            figures.append((_("Bought by each, on average"), i18n.money((fen + count // 2) // count), ""))
        self.strip.set_figures(figures)
        self.chart.set_bars([Bar(household_name(row), row.fen) for row in rows[:_RANKED]])
        self.note.setText(_("The first {count} are shown; the file has all of them.").format(count=len(rows)))
        self.note.setVisible(len(rows) < count)
        self._show_rows(rows)

    def retranslate(self) -> None:
        super().retranslate()
        self.table.setAccessibleName(_("Households"))
        self.title.setText(_("Who ordered most"))
        self.chart.set_name(_("Who ordered most"))
        self.table.set_columns(
            [
                Column(_("Household"), lambda row: shortened(household_name(row), 200), stretch=True, least=120),
                Column(_("No. of orders"), lambda row: i18n.number(row.orders), right=True),
                Column(_("Bought"), lambda row: i18n.money(row.fen), right=True),
            ]
        )
        if self._shown is not None:
            self.show_all(self._shown)


class OperatorPanel(Panel):
    """Who did how much of the work."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.chart = RankChart(shown=i18n.number)
        self.second_title, self.handed = Text("", "card"), RankChart(shown=i18n.number)
        self._lay_out(Card(self.title, self.chart), Card(self.second_title, self.handed), shares=(6, 5))
        self._shown: list[OperatorRow] | None = None

    def look(self, s: Session, period: Period) -> list[OperatorRow]:
        return operators(s, period)

    def sheets(self, s: Session, period: Period) -> Sequence[Sheet]:
        return [sheets.operator_sheet(operators(s, period))]

    def show_all(self, shown: list[OperatorRow]) -> None:
        self._shown = shown
        self.strip.set_figures([(_("Operators at work"), i18n.number(len(shown)), "")] if shown else [])
        self.chart.set_bars([Bar(row.name, row.orders) for row in shown[:_RANKED]])
        by_hand = sorted(shown, key=lambda row: -row.handed_over)
        self.handed.set_bars([Bar(row.name, row.handed_over) for row in by_hand[:_RANKED]])
        self._show_rows(shown)

    def retranslate(self) -> None:
        super().retranslate()
        self.table.setAccessibleName(_("Operators"))
        self.note.setText(_("An order earns for whoever hands its last parcel over."))
        self.title.setText(_("Orders taken"))
        self.chart.set_name(_("Orders taken"))
        self.second_title.setText(_("Parcels handed over"))
        self.handed.set_name(_("Parcels handed over"))
        self.table.set_columns(
            [
                Column(_("Operator"), lambda row: shortened(row.name, 140), stretch=True, least=90),
                Column(_("No. of orders"), lambda row: i18n.number(row.orders), right=True),
                Column(_("Bought"), lambda row: i18n.money(row.fen), right=True, spare=2),
                Column(_("Handed over"), lambda row: i18n.number(row.handed_over), right=True, spare=1),
                Column(_("Earned"), lambda row: i18n.money(row.earned_fen), right=True),
            ]
        )
        if self._shown is not None:
            self.show_all(self._shown)


class VillagePanel(Panel):
    """What the village bought, saved and sold, and how each of the three is reckoned."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.chart = RankChart(shown=whole_yuan)
        self.saved_title, self.saved = Text("", "card", wrap=True), Text("", "body", tone="muted", wrap=True)
        self.sold_title, self.sold = Text("", "card", wrap=True), Text("", "body", tone="muted", wrap=True)
        self._lay_out(
            Card(self.title, self.chart), Card(self.saved_title, self.saved), Card(self.sold_title, self.sold)
        )
        self._shown: Village | None = None

    def look(self, s: Session, period: Period) -> Village:
        return village(s, period)

    def sheets(self, s: Session, period: Period) -> Sequence[Sheet]:
        return sheets.village_sheets(village(s, period))

    def show_all(self, shown: Village) -> None:
        self._shown = shown
        saved, sold = shown.saved, shown.sold
        self.strip.set_figures(
            [
                (_("Bought"), i18n.money(shown.fen), ""),
                (
                    _("Money saved"),
                    i18n.money(saved.fen) if saved.known else _("not known"),
                    "good" if saved.fen > 0 else "",
                ),
                (_("Sold"), i18n.money(sold.fen), ""),
            ]
        )
        self.chart.set_bars([Bar(kind_name(kind.name), kind.fen) for kind in shown.kinds[:_RANKED]])
        self.saved_title.setText(_saved_title(shown))
        self.saved.setText(_saved_words(shown))
        self.sold_title.setText(_("Crops sold: {money}").format(money=i18n.money(sold.fen)))
        self.sold.setText(
            _("Only sales count for which the farmer has his money, not offers and not buyers' orders.")
            if sold.sales
            else _("No sale is settled in this time. Offers and buyers' orders do not count.")
        )
        self._show_rows(shown.kinds)

    def retranslate(self) -> None:
        super().retranslate()
        self.table.setAccessibleName(_("What the village bought"))
        self.title.setText(_("What it bought most"))
        self.chart.set_name(_("What it bought most"))
        self.note.setText(_("Cancelled, refused and sent back orders are left out."))
        self.table.set_columns(
            [
                Column(_("Kind"), lambda kind: shortened(kind_name(kind.name), 200), stretch=True, least=120),
                Column(_("Pieces"), lambda kind: i18n.number(kind.pieces), right=True),
                Column(_("Bought"), lambda kind: i18n.money(kind.fen), right=True),
            ]
        )
        if self._shown is not None:
            self.show_all(self._shown)


def household_name(row: HouseholdRow) -> str:
    """A household as one says it: its first person, and how many of it ordered."""
    if row.people < 2:
        return row.name
    return ngettext("{name} and {count} more", "{name} and {count} more", row.people - 1).format(
        name=row.name, count=row.people - 1
    )


def kind_name(name: str) -> str:
    """A kind of goods; those of which none is known share a word."""
    return name or _("Other goods")


def whole_yuan(fen: int) -> str:
    """An amount as a chart shows it: whole yuan."""
    return f"¥{i18n.number((fen + 50) // 100)}"


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


def _saved_title(shown: Village) -> str:
    saved = shown.saved
    if not saved.known:
        return _("Saved: not known")
    if saved.fen < 0:
        return _("Paid more than in town: {money}").format(money=i18n.money(-saved.fen))
    return _("Saved: {money}").format(money=i18n.money(saved.fen))


def _saved_words(shown: Village) -> str:
    saved = shown.saved
    if not saved.known:
        return _("For none of these goods the platform said what they cost in the county town.")
    return _(
        "For {known} of {lines} lines the platform said what the goods cost in the county town. "
        "What was paid is taken from that; for the others nothing is reckoned."
    ).format(known=i18n.number(saved.known), lines=i18n.number(saved.lines))
