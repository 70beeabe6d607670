"""Prints what waits in the queue, one job after the other, and says what came of it."""

import logging

from PySide6.QtCore import QElapsedTimer, QObject

from villagedesk import paths
from villagedesk.desktop.bus import Bus
from villagedesk.desktop.printing import outputs, page
from villagedesk.desktop.printing.heads import Head, head_of
from villagedesk.desktop.printing.layout import Photo, lay_out
from villagedesk.desktop.prints.words import job_title
from villagedesk.desktop.tasks import Tasks
from villagedesk.domain import papers
from villagedesk.errors import AppError, sentence
from villagedesk.i18n import _, ngettext
from villagedesk.settings import Settings
from villagedesk.store import Store, print_queue
from villagedesk.store.photos import desk_files
from villagedesk.store.print_queue import Job

TABLE = "print_job"
# Papers that come out so soon after each other are told of in one sentence.
_TOGETHER_MS = 2000

_log = logging.getLogger(__name__)


def print_next(store: Store, printer: str, head: Head) -> Job | None:
    """Print the oldest job that waits; returns it as it is afterwards (done or failed), None when nothing waits.

    Args:
        store: the open store.
        printer: see `outputs.send`.
        head: what the receipt printer can do.
    """
    with store.transaction() as connection:
        found = print_queue.next_job(connection)
    if found is None:
        return None
    job, paper = found
    try:
        place = _print(store, job, paper, printer, head)
    except AppError as error:
        with store.transaction() as connection:
            print_queue.fail(connection, job.id, error, on_paper=getattr(error, "on_paper", False))
            return print_queue.job(connection, job.id)
    except Exception:  # a bug of ours must not stop the jobs behind it
        _log.exception("print job %s (%s) could not be drawn or sent", job.id, job.paper)
        with store.transaction() as connection:
            print_queue.fail(connection, job.id, AppError("print_unreadable"), on_paper=False)
            return print_queue.job(connection, job.id)
    with store.transaction() as connection:
        print_queue.finish(connection, job.id, place)
        return print_queue.job(connection, job.id)


def _print(store: Store, job: Job, paper: papers.Paper, printer: str, head: Head) -> str:
    layout = lay_out(paper, head=head, reprint=job.reprint, photo=photos_of(store))
    title = f"{_(paper.name)} {job.title} {job.id}"
    return outputs.send(
        layout,
        title,
        printer=printer,
        head=head,
        prints=paths.prints_dir(store.home),
        copies=job.copies,
    )


def photos_of(store: Store) -> Photo:
    """The photos and the thumbnails of goods of this computer, for papers that show some."""
    files = desk_files(store)

    def photo(sha256: str) -> bytes | None:
        try:
            return files.get(sha256)
        except AppError:  # on another computer, or damaged: the paper says so in its place
            return store.pictures.get(sha256)

    return photo


class PrintRunner(QObject):
    """Keeps the queue moving while the window is open: it starts whenever ``print_job`` has changed.

    Args:
        tasks: does the printing aside from the window.
        bus: tells of new jobs, and is told what came of them.
        settings: read anew for each job, so that a changed printer counts at once.
    """

    def __init__(self, tasks: Tasks, bus: Bus, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        page.load_fonts()
        self._tasks, self._bus, self._settings = tasks, bus, settings
        self._busy = False
        self._again = False
        self._kept, self._papers = QElapsedTimer(), 0  # the last paper that became a PDF, and how many did with it
        bus.changed.connect(self._on_changed)

    def start(self) -> None:
        """Once the store is open: look what an earlier run left behind, then print what waits."""
        self._busy = True
        self._tasks.paper(self, self._recover, self._recovered)

    def _on_changed(self, names: set[str]) -> None:
        if TABLE in names:
            self._wake()

    def _wake(self) -> None:
        # A job that arrives while another is being printed may have been missed by the look into the queue.
        self._again = self._busy
        if not self._busy:
            self._busy = True
            self._tasks.paper(self, self._print_next, self._printed, self._stopped)

    def _print_next(self, store: Store) -> Job | None:
        return print_next(store, self._settings.printer, head_of(self._settings))

    def _recover(self, store: Store) -> int:
        with store.transaction() as connection:
            return print_queue.recover(connection)

    def _recovered(self, interrupted: int) -> None:
        self._busy = False
        if interrupted:
            self._bus.say(sentence(AppError("print_interrupted")), "act")
        self._bus.changed.emit({TABLE})

    def _printed(self, job: Job | None) -> None:
        self._busy = False
        if job is None:
            if self._again:
                self._wake()
            return
        if job.reason is not None:
            self._bus.say(sentence(job.reason), "act")
            self._bus.devices_changed.emit()
        elif job.place.endswith(".pdf"):
            self._tell_kept(job)
        # Screens show the job's new state, and the next job starts by the same signal.
        self._bus.changed.emit({TABLE})

    def _tell_kept(self, job: Job) -> None:
        """Where a paper is that no printer took; several of one action are one sentence."""
        together = self._kept.isValid() and self._kept.elapsed() < _TOGETHER_MS
        self._papers = self._papers + 1 if together else 1
        self._kept.start()
        words = _("{paper}: kept as a PDF, under More, Printing.").format(paper=job_title(job))
        if self._papers > 1:
            words = ngettext(
                "{count} paper kept as a PDF, under More, Printing.",
                "{count} papers kept as PDFs, under More, Printing.",
                self._papers,
            ).format(count=self._papers)
        self._bus.say(words, "info", TABLE)

    def _stopped(self, error: AppError) -> bool:
        self._busy = False
        return False
