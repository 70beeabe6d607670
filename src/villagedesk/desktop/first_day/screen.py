"""The first day: what is done once before the room opens, each step with the way to it, and the room's contract."""

from typing import Any

from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from villagedesk import i18n, paths
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.first_day.words import STEPS, contract_lines, contract_state, state_words, step_detail
from villagedesk.desktop.first_start.first_day import sheet
from villagedesk.desktop.practice import start_practising
from villagedesk.desktop.widgets import (
    Card,
    CardList,
    CardRow,
    Columns,
    Field,
    Page,
    Pill,
    PlainButton,
    PrimaryButton,
    Text,
    column,
    flow,
    show_invalid,
)
from villagedesk.domain.setting_up import FirstStep
from villagedesk.errors import AppError
from villagedesk.i18n import _
from villagedesk.store.first_day import (
    SHEET_ABOUT,
    Contract,
    FirstDay,
    contract_now,
    first_day,
    is_due,
    note_first_day,
    print_contract,
    tick_step,
)
from villagedesk.store.print_queue import add_job


class FirstDayScreen(Page):
    """``open()``."""

    help_page = "first_day"
    follows = frozenset({"first_day_step", "centre_setup", "centre_contract", "print_job", "asset"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.shown: FirstDay | None = None
        self.contract: Contract | None = None
        self.list = CardList("", hint="Enter")
        self.go_on = PrimaryButton("", "F10")
        self._by_hand = Text("", "small", tone="muted", wrap=True)
        self.note = Field("", name="note")
        self.tick = PlainButton("", "F8", icon="check")
        self.hand = Card(self._by_hand, self.note, flow(self.tick))
        self._contract_title, self.pill = Text("", "card"), Pill("")
        self.facts = Text("", "body", wrap=True)
        self.print = PlainButton("", "F9", icon="printer")
        self.header.add_right(self.go_on)
        left, right = QWidget(), QWidget()
        left.setLayout(column(self.list, spacing=0))
        right.setLayout(
            column(
                Card(self._contract_title, flow(self.pill), self.facts, flow(self.print)), self.hand, None, spacing=12
            )
        )
        self.columns = Columns(left, right, shares=(3, 2))
        self.add(self.columns)
        self.body.setStretchFactor(self.columns, 1)
        self.list.taken.connect(lambda key: self.on_step(str(key)))
        self.list.current_changed.connect(lambda _key: self._offer_hand())
        self.go_on.clicked.connect(self._on_go_on)
        self.tick.clicked.connect(self.on_tick)
        self.print.clicked.connect(self.on_print)

    # --- what the shell calls

    def open(self, **_params: Any) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Read it again; what the program sees done is noted on the way."""
        practised = paths.practice_room(self.desk.home).exists()
        self.desk.tasks.read(self, lambda s: _look(s, practised), self._show, latest="first_day")

    def retranslate(self) -> None:
        self.header.set_title(_("First day"))
        self.list.setAccessibleName(_("What is done once before the room opens"))
        self._contract_title.setText(_("Contract of this room"))
        self.note.set_label(_("How, or why not"))
        self.tick.set_text(_("Mark it as done"))
        self.print.set_text(_("Print the contract"))
        self.go_on.set_text(_("Next step"))
        if self.shown is not None:
            self.show_all(self.shown, self.contract)

    # --- what the operator does

    def on_step(self, step: str) -> None:
        """Enter: to where the step is done."""
        if step == FirstStep.PRACTICE:
            if start_practising():
                self.notice(_("The practice room opens in a window of its own."))
        elif step == FirstStep.SHEET:
            self.write(_print_sheet, lambda _none: self.notice(_("On its way to the printer.")))
        else:
            self.go(STEPS[step].place)

    def on_tick(self) -> None:
        """F8: done, and the program cannot see it."""
        step, note = str(self.list.current_key()), self.note.text()
        self.write(lambda s: tick_step(s, step, note), lambda _none: self._ticked(), self._failed)

    def on_print(self) -> None:
        """F9: the contract, as it stands on file."""
        self.write(print_contract, lambda _number: self.notice(_("On its way to the printer.")))

    def _on_go_on(self) -> None:
        if self.shown is not None and self.shown.left:
            self.on_step(self.shown.left[0])

    def _ticked(self) -> None:
        self.note.set_text("")
        self.notice(_("Noted. The county sees it with the next connection."))

    def _failed(self, error: AppError) -> bool:
        return show_invalid({"note": self.note}, error)

    # --- what is shown

    def _show(self, found: tuple[FirstDay, Contract | None, bool]) -> None:
        shown, contract, due = found
        self.show_all(shown, contract)
        if due and self.desk.operator is not None:
            practised = paths.practice_room(self.desk.home).exists()
            self.write(lambda s: note_first_day(s, practised=practised))

    def show_all(self, shown: FirstDay, contract: Contract | None) -> None:
        """Show the list and the contract."""
        self.shown, self.contract = shown, contract
        rows = []
        for number, step in enumerate(shown.steps, 1):
            pill, kind = state_words(step)
            words = STEPS[step.step]
            title = _("{number}. {words}").format(number=number, words=_(words.title))
            rows.append(CardRow(step.step, title, step_detail(step), pill=pill, pill_kind=kind, icon=words.icon))
        first = self.list.current_key() is None
        self.list.set_rows(rows)
        if first and shown.left:
            self.list.set_current(shown.left[0])
        self.header.set_pills([_sum(shown)])
        self.go_on.setVisible(bool(shown.left))
        self._show_contract(contract)
        self._offer_hand()
        self.offer_keys(self.list)

    def _show_contract(self, contract: Contract | None) -> None:
        self.pill.setVisible(contract is not None)
        self.print.setVisible(contract is not None)
        if contract is None:
            self.facts.setText(_("The county has told of no contract. It comes with a sync once it is on file there."))
            return
        words, kind = contract_state(contract)
        self.pill.set(words, kind)
        self.facts.setText("\n".join(contract_lines(contract)))

    def _offer_hand(self) -> None:
        """A step that is done needs no word any more."""
        step = self.list.current_key()
        open_ = self.shown is not None and step in self.shown.left
        self.hand.setVisible(bool(open_))
        if open_:
            words = _("“{step}” was done another way, or is not needed here? Write it down; the county reads it.")
            self._by_hand.setText(words.format(step=_(STEPS[str(step)].title)))


def _sum(shown: FirstDay) -> tuple[str, str]:
    done, all_ = len(shown.steps) - len(shown.left), len(shown.steps)
    if shown.opened_on:
        return _("open since {day}").format(day=i18n.date_text(shown.opened_on)), "good"
    return _("{done} of {all} done").format(done=done, all=all_), "good" if done == all_ else "wait"


def _look(s: Session, practised: bool) -> tuple[FirstDay, Contract | None, bool]:
    return first_day(s), contract_now(s), is_due(s, practised=practised)


def _print_sheet(s: Any) -> None:
    paper = sheet()
    add_job(s, paper, title=paper.title, about=SHEET_ABOUT)
