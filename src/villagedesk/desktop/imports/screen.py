"""Lists from a spreadsheet: tried out row by row before anything is done, taken in, and taken back as a whole."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal

from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets import (
    Card,
    CardList,
    CardRow,
    Choice,
    ChoiceButtons,
    EmptyState,
    Page,
    PlainButton,
    PrimaryButton,
    ProgressLine,
    RowCard,
    RowList,
    Text,
    flow,
    row,
)
from villagedesk.desktop.widgets.ask_file import ask_file
from villagedesk.domain.import_columns import LOT_COLUMNS, SELLER_COLUMNS
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _, ngettext
from villagedesk.store import Store
from villagedesk.store.imports import (
    ImportRun,
    Plan,
    RowPlan,
    Status,
    Taken,
    Undone,
    import_runs,
    plan_lots,
    plan_sellers,
    read_rows,
    take_in,
    undo_import,
)
from villagedesk.store.imports.command import summary, undone_words
from villagedesk.store.imports.plan import STATUS_WORDS, TAKEN

_FILES = "*.xlsx *.xlsm *.xls *.ods *.csv"
_KINDS = {"sellers": SELLER_COLUMNS, "lots": LOT_COLUMNS}
_PILLS = {
    Status.NEW: "good",
    Status.JOINS: "good",
    Status.KNOWN: "plain",
    Status.TWICE: "wait",
    Status.DOUBT: "wait",
    Status.WRONG: "act",
}
_MOST_SHOWN = 500


class ImportsScreen(Page):
    """Under More."""

    help_page = "imports"

    # Done and total, from the background.
    _progress = Signal(int, int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._plan: Plan | None = None
        self._file = ""
        self._busy = self._stopped = False
        self._runs: Sequence[ImportRun] = ()
        self._sure = ""
        self.kind = ChoiceButtons([Choice(kind, "") for kind in _KINDS], name="", value="sellers")
        self.file = PlainButton("", "Ctrl+O")
        self.take = PrimaryButton("", "F10")
        self.stop = PlainButton()
        self._about = Text("", "small", tone="muted", wrap=True)
        self.told = Text("", "card", wrap=True)
        self.line = ProgressLine("")
        self.rows = CardList("", tile=36, grow=True)
        self._runs_title, self._runs_about = Text("", "card"), Text("", "small", tone="muted", wrap=True)
        self.runs = RowList(spacing=6)
        self.empty = EmptyState("paper")
        self.add(
            Card(row(self.kind, None, flow(self.file, self.stop, self.take)), self._about, self.told, self.line),
            self.rows,
            self.empty,
            self._runs_title,
            self._runs_about,
            self.runs,
            None,
        )
        self.file.clicked.connect(self._ask_for_file)
        self.take.clicked.connect(self.on_take)
        self.stop.clicked.connect(self.on_stop)
        self.kind.chosen.connect(lambda _kind: self._forget())
        self._progress.connect(self.line.set)
        self._dress()

    # --- what the shell calls

    def open(self, **_params: Any) -> None:
        self._sure = ""
        self.refresh()

    def on_changed(self, names: set[str]) -> None:
        if names & {"seller", "harvest_lot", "list_taken"} and not self._busy:
            self.refresh()

    def on_back(self) -> bool:
        if self._plan is not None and not self._busy:
            self._forget()
            return True
        return False

    def refresh(self) -> None:
        """Read what was taken in."""
        self.desk.tasks.read(self, lambda s: import_runs(s.connection()), self._show_runs, latest="runs")

    def retranslate(self) -> None:
        self.header.set_title(_("Lists from Excel"))
        self.kind.setAccessibleName(_("What the list holds"))
        self.kind.set_texts([_("Sellers"), _("Lots")])
        self.file.set_text(_("Choose a list"))
        self.stop.set_text(_("Stop"))
        self.rows.setAccessibleName(_("Rows of the list"))
        self._runs_title.setText(_("Lists that were taken in"))
        self._runs_about.setText(
            _(
                "Any computer of the centre can take a list back. Sync first, so that you see what the others have done with it."
            )
        )
        self.empty.set_texts(
            _("No list is chosen."), _("The first line with names of columns counts; nothing is written before F10.")
        )
        self._dress()
        self._show_runs(self._runs)

    # --- what the operator does

    def on_file(self, path: Path) -> None:
        """Try a list out; nothing is written."""
        if self._busy:
            return
        kind = str(self.kind.value())
        self._file, self._plan = path.name, None
        self._begin(_("Looking at {file} …").format(file=path.name))
        plan = plan_sellers if kind == "sellers" else plan_lots
        self.desk.tasks.read(
            self,
            lambda s: plan(s, read_rows(path, _KINDS[kind]), self._progress.emit),
            self._tried,
            self._failed,
        )

    def on_take(self) -> None:
        """Take in every row that is right."""
        plan, file = self._plan, self._file
        operator = self.desk.operator.id if self.desk.operator else ""
        if plan is None or self._busy or not plan.count(*TAKEN):
            return
        self._begin(_("Taking in {file} …").format(file=file))
        self.desk.tasks.network(
            self,
            lambda store: take_in(
                store, plan, file, operator, progress=self._progress.emit, cancelled=lambda: self._stopped
            ),
            self._taken,
            self._failed,
        )

    def on_stop(self) -> None:
        """Stop; what is done stays."""
        self._stopped = True

    def on_undo(self, key: str) -> None:
        """Take a whole list back; the first press asks, the second does it."""
        if self._busy:
            return
        if self._sure != key:
            self._sure = key
            self._show_runs(self._runs)
            return
        operator = self.desk.operator.id if self.desk.operator else ""
        self._begin(_("Taking the list back …"))

        def undo(store: Store) -> Undone:
            return undo_import(store, key, operator, self._progress.emit)

        self.desk.tasks.network(self, undo, self._undone, self._failed)

    # --- how it went

    def _tried(self, plan: Plan) -> None:
        self._plan = plan
        self._end(summary(plan), "" if plan.count(*TAKEN) else "act")
        self.take.setFocus()

    def _taken(self, done: Taken) -> None:
        self._plan = None
        words = ngettext("{count} row is taken in.", "{count} rows are taken in.", done.taken).format(count=done.taken)
        if done.stopped:
            words += " " + _("Stopped; the rest of the list was left out.")
        for number, why in done.failed[:3]:
            words += "\n" + _("Row {number}: {name}: {words}").format(number=number, name="", words=why)
        self._end(words, "wait" if done.failed or done.stopped else "good")
        self.desk.bus.changed.emit({"person", "seller", "harvest_lot"})

    def _undone(self, done: Undone) -> None:
        self._end(undone_words(done), "wait" if done.kept or done.changed else "good")
        self.desk.bus.changed.emit({"person", "seller", "harvest_lot"})

    def _failed(self, error: AppError) -> bool:
        self._end(sentence(error), "act")
        return True

    def _begin(self, words: str) -> None:
        self._busy, self._stopped, self._sure = True, False, ""
        self.line.set(0, 0)
        self.told.set_tone("")
        self.told.setText(words)
        self._dress()

    def _end(self, words: str, tone: str) -> None:
        self._busy = False
        self.told.set_tone(tone)
        self.told.setText(words)
        self._dress()
        if self._plan is None:
            self.file.setFocus()  # the keys stay on the page when the button that had them goes
        self.refresh()

    def _forget(self) -> None:
        self._plan = None
        self.told.setText("")
        self._dress()

    # --- showing

    def _ask_for_file(self) -> None:
        path = ask_file(self, _("Choose a list"), _("Tables ({kinds})").format(kinds=_FILES))
        if path is not None:
            self.on_file(path)

    def _dress(self) -> None:
        goes_in = self._plan.count(*TAKEN) if self._plan else 0
        words = ngettext("Take in {count} row", "Take in {count} rows", goes_in)
        self.take.set_text(words.format(count=i18n.number(goes_in)))
        self.take.setVisible(bool(goes_in) and not self._busy)
        self.stop.setVisible(self._busy)
        self.file.setEnabled(not self._busy)
        self.kind.setEnabled(not self._busy)
        self.line.setVisible(self._busy)
        self.told.setVisible(bool(self.told.text()))
        self._about.setText(
            _("Columns like name, ID number, phone, group, grows, area, bank, account, agrees to, declaration.")
            if self.kind.value() == "sellers"
            else _("Columns like name or phone of the seller, product, grade, quantity, unit, harvested on.")
        )
        shown = _worst_first(self._plan.rows) if self._plan else []
        self.rows.set_rows([_card(one) for one in shown[:_MOST_SHOWN]])
        self.rows.setVisible(bool(shown))
        self.empty.setVisible(not shown and not self._runs and not self._busy)

    def _show_runs(self, runs: Sequence[ImportRun]) -> None:
        self._runs = runs
        self._runs_title.setVisible(bool(runs))
        self._runs_about.setVisible(bool(runs))
        self.runs.setVisible(bool(runs))
        self.runs.set_rows([self._run_card(one) for one in runs])
        self.empty.setVisible(self._plan is None and not runs and not self._busy)

    def _run_card(self, one: ImportRun) -> RowCard:
        rows = ngettext("{count} row", "{count} rows", one.rows).format(count=i18n.number(one.rows))
        when = i18n.date_text(i18n.local(one.at).date().isoformat())
        words = [when, rows] if one.undone_at is None else [when, _("taken back"), rows]
        detail = "  ".join([*words, *([_("on another computer")] if one.elsewhere else [])])
        if one.undone_at is not None:
            return RowCard("paper", "tile", one.file, detail)
        button = _("Really take it back") if self._sure == one.key else _("Take it back")
        return RowCard("paper", "tile", one.file, detail, button, lambda: self.on_undo(one.key))


def _worst_first(rows: Sequence[RowPlan]) -> list[RowPlan]:
    order = (Status.WRONG, Status.DOUBT, Status.TWICE, Status.KNOWN, Status.JOINS, Status.NEW)
    return sorted(rows, key=lambda one: (order.index(one.status), one.number))


def _card(one: RowPlan) -> CardRow:
    detail = " ".join(one.sentences) or _("goes in")
    number = _("Row {number}").format(number=one.number)
    words = _(STATUS_WORDS[one.status])
    return CardRow(one.number, f"{number}  {one.title}", detail, pill=words, pill_kind=_PILLS[one.status], icon="paper")
