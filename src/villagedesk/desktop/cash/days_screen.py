"""Days that are over: how each was closed, and its sheet printed again."""

from typing import Any

from villagedesk import i18n
from villagedesk.desktop.cash.words import day_pill, difference_words
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.rows_model import Column
from villagedesk.desktop.widgets import (
    Card,
    Columns,
    DataTable,
    EmptyState,
    Page,
    PlainButton,
    PrimaryButton,
    Text,
    flow,
)
from villagedesk.domain.cash_day import WITNESS_WORDS
from villagedesk.i18n import _, ngettext
from villagedesk.store.cash_days import DayRow, cash_days
from villagedesk.store.day_sheets import print_day_sheet


class DaysScreen(Page):
    """The newest first; the chosen one at the right."""

    help_page = "cash_days"
    follows = frozenset({"cash_day"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.table = DataTable([], name=_("Days"))
        self.empty = EmptyState("calendar")
        self._title = Text("", "card", wrap=True)
        self._verdict = Text("", "amount", wrap=True)
        self._facts = Text("", "body", tone="muted", wrap=True)
        self.roll = PrimaryButton("", "F10")
        self.sheet = PlainButton("", "F8", icon="printer")
        self._left = Card(self.table, self.empty)
        self._left.body.setStretch(0, 1)
        self._left.body.setStretch(1, 1)
        self._one = Card(self._title, self._verdict, self._facts, None, flow(self.roll, self.sheet))
        self.add(Columns(self._left, self._one, shares=(3, 2), wide=900))
        self.body.setStretch(1, 1)
        self.table.current_changed.connect(self._show_one)
        self.roll.clicked.connect(lambda: self.on_print(a4=False))
        self.sheet.clicked.connect(lambda: self.on_print(a4=True))

    def open(self, **_more: Any) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Read the days."""
        self.read(cash_days, self.show_rows)

    def show_rows(self, rows: list[DayRow]) -> None:
        """Show them."""
        self.table.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self._show_one(self.table.current_row() if rows else None)

    def on_print(self, *, a4: bool) -> None:
        """The sheet of the chosen day, on the roll or on A4."""
        day: DayRow | None = self.table.current_row()
        if day is None or day.closed_at is None:
            return
        self.desk.tasks.write(
            self,
            lambda s: print_day_sheet(s, day.id, a4=a4),
            lambda _job: self.notice(_("The sheet is at the printer.")),
            busy=self.sheet if a4 else self.roll,
        )

    def _show_one(self, day: DayRow | None) -> None:
        self._one.setVisible(day is not None)
        if day is None:
            return
        over = day.closed_at is not None
        self._title.setText(f"{i18n.day_text(day.day)}  {_('Drawer {number}').format(number=day.drawer)}")
        self._verdict.setVisible(over)
        if over:
            counted = day.counted_fen is not None
            self._verdict.setText(difference_words(day.difference_fen) if counted else _("It was not counted"))
            self._verdict.set_tone("good" if counted and not day.difference_fen else "wait")
        self._facts.setText("\n".join(_facts(day)))
        self.roll.setVisible(over)
        self.sheet.setVisible(over)

    def retranslate(self) -> None:
        self.header.set_title(_("Days"))
        self.header.set_right(_("What is to be checked, the county office looks at"))
        self.roll.set_text(_("Print on the roll"))
        self.sheet.set_text(_("Print on A4"))
        self.empty.set_texts(_("No day was closed yet"), _("A day is closed on the page “Till”, with F9."))
        self.table.set_columns(
            [
                Column(_("Day"), lambda day: i18n.short_day(day.day)),
                Column(_("Drawer"), lambda day: i18n.number(day.drawer), spare=2),
                Column(_("Closed by"), lambda day: day.closed_by, stretch=True, least=80, spare=1),
                Column(
                    _("Difference"), lambda day: i18n.money(day.difference_fen) if day.closed_at else "", right=True
                ),
                Column("", lambda day: day_pill(day)[0], pill=lambda day: day_pill(day)[1]),
            ]
        )
        self._show_one(self.table.current_row())


def _facts(day: DayRow) -> list[str]:
    entries = ngettext("{count} entry", "{count} entries", day.entries).format(count=i18n.number(day.entries))
    if day.closed_at is None:
        return [_("Still open"), entries]
    facts = [
        _("Closed {time} by {name}").format(time=i18n.ago(day.closed_at), name=day.closed_by),
        entries,
        _("By the book {money}").format(money=i18n.money(day.expected_fen or 0)),
    ]
    if day.counted_fen is not None:
        facts.append(_("Counted {money}").format(money=i18n.money(day.counted_fen)))
        seen = "  ".join(part for part in (_(WITNESS_WORDS.get(day.witness, day.witness)), day.witness_name) if part)
        facts.append(_("Seen by: {who}").format(who=seen))
    if day.difference_fen:
        facts.append(_("Why: {reason}").format(reason=day.reason or _("nobody knows")))
    if day.checked_note:
        facts.append(_("The county office: {note}").format(note=day.checked_note))
    return facts
