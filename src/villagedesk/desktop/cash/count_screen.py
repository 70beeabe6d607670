"""Counting the drawer: in the morning to open the day, in the evening blind, then compared, explained and witnessed."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from villagedesk import i18n
from villagedesk.desktop.cash.count_grid import CountGrid
from villagedesk.desktop.cash.count_panels import ComparedPanel, OpeningPanel
from villagedesk.desktop.cash.count_work import FORM, CountRead, Step, about_words, close_with, forget, read_count
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.draft_line import DraftLine
from villagedesk.desktop.widgets import Card, Columns, Page, PlainButton, PrimaryButton, Text, column, flow, row
from villagedesk.errors import AppError, Invalid
from villagedesk.i18n import _
from villagedesk.store.cash_days import DayRow, Drawer, count_day, open_day, opening_difference, pass_over_day
from villagedesk.store.drafts import Fields
from villagedesk.store.operators import OperatorRow


class CountScreen(Page):
    """``open()`` opens the day or counts it; ``open(close=True)`` counts it also when nobody opened it."""

    help_page = "cash_count"
    follows = frozenset({"cash_day"})
    answers_scans = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.step = Step.OPENING
        self.drawer: Drawer | None = None
        self.people: list[OperatorRow] = []
        self._closing = False
        self._sure = False
        self.grid = CountGrid()
        self.draft = DraftLine(desk, FORM, self._typed)
        self._stale = Text("", "card", tone="wait", wrap=True)
        self._about = Text("", "body", tone="muted", wrap=True)
        self.same = PlainButton("", "F7")
        self.opening = OpeningPanel()
        self.compared = ComparedPanel(desk)
        self.again = PlainButton("", "F8")
        self.pass_over = PlainButton("", "F4")
        self.go_on = PrimaryButton("", "F10")
        left = Card(self.grid, self.draft)
        left.body.setStretch(0, 1)
        right = QWidget()
        card = Card(self._stale, self._about, self.opening, self.compared, None)
        buttons = row(flow(self.same, self.again, self.pass_over), self.go_on)
        buttons.setStretch(0, 1)
        card.body.addLayout(buttons)
        right.setLayout(column(card))
        self.add(Columns(left, right, shares=(5, 4), wide=900))
        self._connect()

    def _connect(self) -> None:
        self.grid.edited.connect(self._on_edited)
        self.grid.finished.connect(self.go_on.setFocus)
        self.go_on.clicked.connect(self.on_go_on)
        self.same.clicked.connect(self.on_same)
        self.again.clicked.connect(self.on_again)
        self.pass_over.clicked.connect(self.on_pass_over)
        self.opening.note.edit.returnPressed.connect(self.go_on.click)
        self.compared.submitted.connect(self.go_on.click)

    # --- what the shell calls

    def open(self, close: bool = False, **_more: Any) -> None:
        self._closing = close
        self._sure = False
        self.refresh(begin=True)

    def on_scan(self, text: str) -> bool:
        """The card of a villager who saw the count, while one is asked for."""
        return self.compared.isVisible() and self.compared.witness.take_scan(text)

    def on_back(self) -> bool:
        if self.step == Step.DIFFERS:
            self._show(Step.OPENING)
            self.grid.focus_first()
            return True
        self.draft.flush()
        return False

    def refresh(self, *, begin: bool = False) -> None:
        """Read where the drawer stands."""
        me = self.desk.operator_id()
        self.read(lambda s: read_count(s, me), lambda found: self._take(found, begin=begin))

    def _take(self, found: CountRead, *, begin: bool) -> None:
        self.drawer, self.people = found.drawer, found.people
        day = found.drawer.day
        counted = day is not None and day.counted_fen is not None
        step = Step.COMPARED if counted else Step.OPENING if day is None and not self._closing else Step.COUNTING
        if begin:
            self.draft.begin("count")
            self.grid.set_typed({} if counted else found.draft)
        if begin or step != self.step:
            self._show(step)

    def _show(self, step: Step) -> None:
        self.step = step
        day = self.drawer.day if self.drawer else None
        if step == Step.COMPARED and day is not None:
            self.grid.set_count(day.closing_count)
            self.compared.begin(day, self.people)
        self.grid.set_read_only(step == Step.COMPARED)
        self.opening.setVisible(step == Step.DIFFERS)
        self.compared.setVisible(step == Step.COMPARED)
        self.again.setVisible(step == Step.COMPARED)
        stale = self.drawer is not None and self.drawer.stale
        self._stale.setVisible(stale)
        self.pass_over.setVisible(stale and step == Step.COUNTING)
        self.same.setVisible(step == Step.OPENING and bool(self.drawer and self.drawer.carried))
        self.retranslate()
        if step == Step.COMPARED:
            self.compared.focus_first()
        elif step in (Step.OPENING, Step.COUNTING):
            self.grid.focus_first()

    # --- what the operator does

    def on_same(self) -> None:
        """Nothing was booked since the last closing: its pieces lie there still."""
        if self.drawer is not None:
            self.grid.set_count(self.drawer.carried)
            self.go_on.setFocus()

    def on_go_on(self) -> None:
        """F10: the next step."""
        if self.step == Step.COMPARED:
            close_with(self.desk, self, self.drawer, self.compared, self._on_closed, self._wrong, self.go_on)
            return
        try:
            count = self.grid.count()
        except Invalid as error:
            self.grid.show_error(error)
            return
        if self.step == Step.OPENING:
            self.read(lambda s: opening_difference(s, count), lambda fen: self._on_difference(count, fen))
        elif self.step == Step.DIFFERS:
            self._open(count, self.opening.kind(), self.opening.note.text(), self.opening.fen)
        else:
            self.desk.tasks.write(
                self, lambda s: forget(s, count_day(s, count)), self._on_counted, self.grid.show_error, busy=self.go_on
            )

    def on_again(self) -> None:
        """F8: count once more; how often is kept."""
        self._show(Step.COUNTING)

    def on_pass_over(self) -> None:
        """Nobody counted that day and nobody can now; asked twice."""
        if not self._sure:
            self._sure = True
            self.retranslate()
            return
        self._sure = False
        self.write(lambda s: forget(s, pass_over_day(s)), self._on_passed)

    def _on_difference(self, count: Mapping[str, int], fen: int) -> None:
        if fen:
            self.opening.begin(fen)
            self._show(Step.DIFFERS)
            self.opening.focus_first()
        else:
            self._open(count, "difference", "", 0)

    def _open(self, count: Mapping[str, int], kind: str, note: str, told_fen: int) -> None:
        op = lambda s: forget(s, open_day(s, count, kind=kind, note=note, told_fen=told_fen))  # noqa: E731
        self.desk.tasks.write(self, op, self._on_opened, self._wrong, busy=self.go_on)

    def _wrong(self, error: AppError) -> bool:
        if self.step == Step.COMPARED:
            return self.compared.show_error(error)
        if error.code == "cash_count_moved":
            self._show(Step.OPENING)  # what was counted stays typed, and the next F10 tells the new difference
        return self.opening.show_error(error) or self.grid.show_error(error)

    # --- it is on the disk

    def _on_opened(self, _id: str) -> None:
        self.draft.stop()
        self.notice(_("The day is open."))
        self.go("cash")

    def _on_counted(self, day: DayRow) -> None:
        self.draft.stop()
        self.refresh(begin=True)

    def _on_passed(self, day: DayRow) -> None:
        self.notice(
            _("{day} is closed without a count; the county office looks at it.").format(day=i18n.short_day(day.day)),
            "wait",
        )
        self._closing = False
        self.refresh(begin=True)

    def _on_closed(self, day: DayRow) -> None:
        if day.state == "to_check":
            self.notice(_("The day is closed, to be checked. Its sheet is at the printer."), "wait")
        else:
            self.notice(_("The day is closed. Its sheet is at the printer."))
        self._closing = False
        self.go("cash")

    # --- drafts and texts

    def _typed(self) -> Fields:
        return dict(self.grid.typed()) if self.step in (Step.OPENING, Step.COUNTING) else {}

    def _on_edited(self) -> None:
        if self.step == Step.DIFFERS:
            self._show(Step.OPENING)
        self.draft.changed()

    def retranslate(self) -> None:
        opening = self.step in (Step.OPENING, Step.DIFFERS)
        self.header.set_title(_("Open the day") if opening else _("Close the day"))
        self.header.set_right(_("Enter goes on to the next line; heaps may be added up: 12+30"))
        day = self.drawer.day if self.drawer else None
        self.header.set_pills([(i18n.short_day(day.day), "plain")] if day is not None else [])
        if self.drawer is not None and self.drawer.stale and day is not None:
            self._stale.setText(
                _("{day} was not closed. Count the drawer now to close it; orders go on meanwhile.").format(
                    day=i18n.day_text(day.day)
                )
            )
        self._about.setText(about_words(self.step))
        self._about.setVisible(bool(self._about.text()))
        self.same.set_text(_("As at the last closing"))
        self.again.set_text(_("Count again"))
        self.pass_over.set_text(_("Really pass over it") if self._sure else _("Nobody can count it"))
        self.go_on.set_text(
            {
                Step.OPENING: _("Open the day"),
                Step.DIFFERS: _("Open the day"),
                Step.COUNTING: _("All is counted"),
                Step.COMPARED: _("Close the day"),
            }[self.step]
        )
        self.opening.retranslate()
        self.compared.retranslate()
