"""Two parts of the reports: who ordered how much, and who did how much of the work."""

from collections.abc import Sequence

from sqlmodel import Session

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.orders.words import shortened
from villagedesk.desktop.reports import sheets
from villagedesk.desktop.reports.panels import RANKED, Panel, whole_yuan
from villagedesk.desktop.rows_model import Column
from villagedesk.desktop.widgets import Bar, Card, RankChart, Text
from villagedesk.domain.reports import Period, Sheet
from villagedesk.i18n import _, ngettext
from villagedesk.store.reports import HouseholdRow, OperatorRow, households, operators


class HouseholdPanel(Panel):
    """Who ordered how much; who lives together counts as one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.chart = RankChart(shown=whole_yuan)
        self.lay_out(Card(self.title, self.chart))
        self._shown: tuple[list[HouseholdRow], int] | None = None
        self.table.taken.connect(lambda row: desk.go("passbook", person_id=row.person_id))

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
        self.chart.set_bars([Bar(household_name(row), row.fen) for row in rows[:RANKED]])
        self.note.setText(_("The first {count} are shown; the file has all of them.").format(count=len(rows)))
        self.note.setVisible(len(rows) < count)
        self.show_rows(rows)

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
        self.lay_out(Card(self.title, self.chart), Card(self.second_title, self.handed), shares=(6, 5))
        self._shown: list[OperatorRow] | None = None

    def look(self, s: Session, period: Period) -> list[OperatorRow]:
        return operators(s, period)

    def sheets(self, s: Session, period: Period) -> Sequence[Sheet]:
        return [sheets.operator_sheet(operators(s, period))]

    def show_all(self, shown: list[OperatorRow]) -> None:
        self._shown = shown
        self.strip.set_figures([(_("Operators at work"), i18n.number(len(shown)), "")] if shown else [])
        self.chart.set_bars([Bar(row.name, row.orders) for row in shown[:RANKED]])
        by_hand = sorted(shown, key=lambda row: -row.handed_over)
        self.handed.set_bars([Bar(row.name, row.handed_over) for row in by_hand[:RANKED]])
        self.show_rows(shown)

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


def household_name(row: HouseholdRow) -> str:
    """A household as one says it: its first person, and how many of it ordered."""
    if row.people < 2:
        return row.name
    return ngettext("{name} and {count} more", "{name} and {count} more", row.people - 1).format(
        name=row.name, count=row.people - 1
    )
