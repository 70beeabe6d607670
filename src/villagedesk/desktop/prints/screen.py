"""The printing page: what did not come out and why, what waits, what was printed today, and where PDFs lie."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QImage

from villagedesk import clock, i18n, paths
from villagedesk.desktop import theme
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.printing.heads import Head, head_of
from villagedesk.desktop.printing.layout import Photo, images, lay_out
from villagedesk.desktop.printing.page import load_fonts
from villagedesk.desktop.printing.runner import photos_of
from villagedesk.desktop.prints.job_card import JobCard
from villagedesk.desktop.prints.words import is_pdf, job_detail, job_pill, job_title
from villagedesk.desktop.widgets import (
    Card,
    CardList,
    CardRow,
    Columns,
    EmptyState,
    Page,
    PlainButton,
    Text,
)
from villagedesk.errors import AppError
from villagedesk.i18n import _, ngettext
from villagedesk.store import Store, print_queue
from villagedesk.store.print_queue import Job, JobState

TABLE = "print_job"


class PrintsScreen(Page):
    """Under More. Arrows choose a job at the left; what can be done with it stands at the right."""

    help_page = "prints"
    follows = frozenset({TABLE})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        load_fonts()
        self._jobs: dict[int, Job] = {}
        self.all_again = PlainButton("", "Ctrl+R")
        self.all_again.clicked.connect(self.on_all_again)
        self.header.add_right(self.all_again)
        self._place = Text("", "small", tone="muted", wrap=True)
        self.folder = PlainButton("", "Ctrl+D")
        self.folder.clicked.connect(self.on_folder)
        where = Columns(self._place, self.folder, shares=(1, 0), wide=0, spacing=10)
        self._where = Card(where, margins=(18, 8, 12, 8))
        self.list = CardList("", tile=36)
        self.list.setMinimumHeight(theme.px(180))  # stacked above the card, large text still shows some rows
        self.list.current_changed.connect(self._on_current)
        self.card = JobCard()
        self.card.again.connect(self.on_again)
        self.card.taken_away.connect(self.on_take_away)
        self.card.opened.connect(self.on_open_pdf)
        self._both = Columns(self.list, self.card, shares=(5, 4))
        self._empty = EmptyState("printer")
        self.add(self._where, self._both, self._empty)
        self.body.setStretchFactor(self._both, 1)

    # --- what the shell calls

    def open(self, **_params: Any) -> None:
        self.retranslate()
        self.list.setFocus()

    def on_back(self) -> bool:
        return self.card.step_back()

    def retranslate(self) -> None:
        self.header.set_title(_("Printing"))
        self.all_again.set_text(_("Try all again"))
        self.folder.set_text(_("Open the folder"))
        self.list.setAccessibleName(_("Papers"))
        self._empty.set_texts(
            _("No paper waits, and none was printed today."),
            _("Whatever is printed passes through here. What does not come out waits here with the reason."),
        )
        self._name_place()
        self.card.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Read the queue again."""
        self.desk.tasks.read(self, _look, self._show, latest="jobs")

    # --- showing

    def _show(self, jobs: list[Job]) -> None:
        self._jobs = {job.id: job for job in jobs}
        failed = sum(job.state is JobState.FAILED for job in jobs)
        waiting = sum(job.state is JobState.WAITING for job in jobs)
        self.header.set_pills(_counts(failed, waiting))
        self.all_again.setVisible(failed > 1)
        self._where.setVisible(not self.desk.settings.printer or any(is_pdf(job) for job in jobs))
        self.list.set_rows([_row(job) for job in jobs])
        self._both.setVisible(bool(jobs))
        self._empty.setVisible(not jobs)
        self._show_current()

    def _on_current(self, _key: object) -> None:
        self._show_current()

    def _show_current(self) -> None:
        key = self.list.current_key()
        job = self._jobs.get(key) if isinstance(key, int) else None
        shown = self.card.job()
        self.card.show_job(job)
        if job is not None and (shown is None or (shown.id, shown.reprint) != (job.id, job.reprint)):
            head, photo = head_of(self.desk.settings), photos_of(self.desk.tasks.store())
            self.desk.tasks.read(
                self, lambda s: _picture(s, job, head, photo), self.card.set_image, self._no_picture, latest="preview"
            )

    def _no_picture(self, _error: AppError) -> bool:
        self.card.set_image(None)  # the reason on the card says why it cannot be drawn
        return True

    def _name_place(self) -> None:
        folder = str(paths.prints_dir(self.desk.home))
        printer = self.desk.settings.printer
        self.header.set_right(_("Printer: {printer}").format(printer=printer) if printer else "")
        self._place.setText(
            _("What the printer cannot take is kept as a PDF in {folder}").format(folder=folder)
            if printer
            else _("No printer is set up: papers are kept as PDF in {folder}").format(folder=folder)
        )

    # --- doing

    def on_again(self) -> None:
        """Let a failed job try again, or print a paper once more with its mark."""
        job = self.card.job()
        if job is None:
            return
        if job.state is JobState.FAILED:
            self._change(lambda c: print_queue.retry(c, job.id), _("On its way to the printer."))
        else:
            self._change(
                lambda c: print_queue.reprint(c, job.id),
                _("On its way to the printer; the paper says that it is a reprint."),
            )

    def on_all_again(self) -> None:
        """Let everything that failed try again, after the roll was changed."""
        self._change(print_queue.retry_all, _("On its way to the printer."))

    def on_take_away(self) -> None:
        """Forget a job that is not on paper."""
        job = self.card.job()
        if job is not None:
            self._change(
                lambda c: print_queue.take_away(c, job.id),
                _("Taken away. It can still be printed from the page it came from."),
            )

    def on_open_pdf(self) -> None:
        """Show the PDF a paper was kept as."""
        job = self.card.job()
        if job is not None:
            self._open(Path(job.place))

    def on_folder(self) -> None:
        """Show the folder with the PDF files."""
        folder = paths.prints_dir(self.desk.home)
        if folder.exists():
            self._open(folder)
        else:
            self.notice(_("No paper was kept as a PDF yet."), "info")

    def _open(self, path: Path) -> None:
        if not path.exists():
            self.notice(_("It is not there any more: {path}").format(path=path), "act")
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.notice(_("Nothing on this computer opens it. It lies here: {path}").format(path=path), "wait")

    def _change(self, op: Callable[[Any], object], words: str) -> None:
        def write(store: Store) -> None:
            with store.transaction() as connection:
                op(connection)

        def done(_none: None) -> None:
            self.notice(words, "info")
            self.desk.bus.changed.emit({TABLE})  # the printing starts by it, and this page looks again

        self.desk.tasks.keep(self, write, done, self._failed)

    def _failed(self, _error: AppError) -> bool:
        self.refresh()
        return False


def _look(s: Any) -> list[Job]:
    connection = s.connection()
    begin, _end = clock.day_span(clock.today())
    return print_queue.unfinished(connection) + print_queue.done_since(connection, begin)


def _picture(s: Any, job: Job, head: Head, photo: Photo) -> QImage:
    paper = print_queue.paper_of(s.connection(), job.id)
    return images(lay_out(paper, head=head, reprint=job.reprint, photo=photo))[0]


def _row(job: Job) -> CardRow:
    pill, kind = job_pill(job)
    return CardRow(job.id, job_title(job), job_detail(job), pill=pill, pill_kind=kind, icon="paper")


def _counts(failed: int, waiting: int) -> list[tuple[str, str]]:
    pills = []
    if failed:
        words = ngettext("{count} did not come out", "{count} did not come out", failed)
        pills.append((words.format(count=i18n.number(failed)), "act"))
    if waiting:
        words = ngettext("{count} waiting", "{count} waiting", waiting)
        pills.append((words.format(count=i18n.number(waiting)), "wait"))
    return pills
