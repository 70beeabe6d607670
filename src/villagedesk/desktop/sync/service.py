"""Syncs by itself and when asked, and keeps the chip true: it says what the database says, and nothing else."""

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from villagedesk import clock, paths
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.sync.progress import IDLE, SENDING, STOPPING, Progress, RunView
from villagedesk.desktop.sync.words import clock_words
from villagedesk.desktop.widgets.states import ChipState
from villagedesk.errors import AppError
from villagedesk.i18n import _

# Soon after an action, so that a working line sends it while the villager is still there; not at once, so that
# several actions share a round.
AFTER_ACTION_MS = 20_000
FIRST_MS = 3_000
# The age on the chip goes on while nothing happens.
AGE_MS = 30_000
# While a sync runs, the chip and the bars are read again at most this often: a hundred pages must not be a hundred looks.
LOOK_MS = 250
_GOODS_EVERY_S = 5.0


class SyncService(QObject):
    """One for the window; started when somebody has logged in."""

    # Events sent in the run under way, the names of what changed, whether only goods still come, and what has changed
    # between two pieces of them; from the network's thread.
    _progress = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._sending = self._goods_come = False
        self._goods_told = 0.0
        self._sent = self._photos = 0
        self._goods = (0, 0)
        self._stop: Any = None
        self._bars = Progress()
        self._ended_at: int | None = None
        self._next_at: int | None = None
        self._came: set[str] = set()
        self._failures = 0
        self._clock_said = ""
        self._practice = paths.practice_mark(desk.home).exists()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.sync_now)
        self._age = QTimer(self, interval=AGE_MS)
        self._age.timeout.connect(self.refresh)
        self._look = QTimer(self, interval=LOOK_MS, singleShot=True)
        self._look.timeout.connect(self.refresh)
        self._progress.connect(self._on_progress)
        desk.bus.changed.connect(self._on_changed)

    def start(self) -> None:
        """The store is open: show the truth, and sync soon."""
        self._age.start()
        self._timer.start(FIRST_MS)
        self.refresh()

    def stop(self) -> None:
        """No more tries by itself."""
        self._timer.stop()
        self._age.stop()
        self._look.stop()

    def sync_now(self) -> None:
        """Sync, unless it is under way already."""
        if self._sending:
            return
        self._sending, self._sent, self._photos, self._came, self._goods_come = True, 0, 0, set(), False
        self._stop, self._goods = None, (0, 0)
        self._bars.begin()
        self.refresh()
        self._desk.tasks.network(self, self._run, self._done, self._failed)

    def stop_now(self) -> None:
        """Stop the run under way; what has gone out stays out."""
        if self._sending and self._stop is not None:
            self._stop.ask()
            self.refresh()

    def refresh(self) -> None:
        """Read where sync stands and tell the chip."""
        self._desk.tasks.read(self, self._status, self._show, latest="chip")

    def _run(self, store: Any) -> Any:
        from villagedesk.sync.service import sync_now  # lazy: requests is not needed before the first sync
        from villagedesk.sync.stop import Stop

        self._stop = Stop()
        return sync_now(store, progress=self._tell, stop=self._stop)

    def _tell(self, report: Any) -> None:
        goods = (report.goods_done, report.goods_size)
        told = (report.sent, report.photos, set(report.changed), report.goods_turn, set(report.fresh), goods)
        self._progress.emit(told)

    def _done(self, report: Any) -> None:
        self._sending = False
        self._failures = 0 if report.agreed or report.stopped else self._failures + 1
        if report.changed:
            self._desk.bus.changed.emit(set(report.changed))
        if report.rebuilt and report.agreed:
            self._desk.bus.say(
                _("Something here was not as central has it; it was made anew. Nothing was lost."), "wait"
            )
        self._later()

    def _failed(self, error: AppError) -> None:
        # Trouble with sync lives in the chip and on its page; it never interrupts the counter.
        self._sending = False
        self._failures += error.code != "sync_running"
        if self._came:  # what came before the trouble is here to stay
            self._desk.bus.changed.emit(self._came)
        self._later()

    def _later(self) -> None:
        from villagedesk.sync.schedule import minutes_to_next  # lazy, see _run

        minutes = minutes_to_next(self._desk.settings.sync_minutes, self._failures)
        self._start(round(minutes * 60_000))
        self._ended_at = clock.now_ms()
        self.refresh()
        self._desk.bus.changed.emit({"sync"})

    def _on_changed(self, names: set[str]) -> None:
        if names <= {"sync"}:
            return
        self.refresh()
        left = self._timer.remainingTime()
        if self._timer.isActive() and left > AFTER_ACTION_MS and not self._failures:
            self._start(AFTER_ACTION_MS)

    def _start(self, wait_ms: int) -> None:
        self._timer.start(wait_ms)
        self._next_at = clock.now_ms() + wait_ms

    def _on_progress(self, told: tuple[int, int, set[str], bool, set[str], tuple[int, int]]) -> None:
        sent, self._photos, came, goods_come, fresh, self._goods = told
        first = came if goods_come and not self._goods_come else set()
        self._sent, self._came, self._goods_come = sent, came, goods_come
        if first or fresh:  # goods may come for an hour: what else came is shown now
            self._desk.bus.changed.emit(first | fresh)
        if goods_come:
            self._tell_goods()
        if not self._look.isActive():
            self._look.start()

    def _tell_goods(self) -> None:
        """Let the catalogue's page look how far it is, but not with every piece."""
        now = clock.monotonic()
        if now - self._goods_told >= _GOODS_EVERY_S:
            self._goods_told = now
            self._desk.bus.changed.emit({"goods"})

    def _status(self, session: Any) -> Any:
        from villagedesk.sync.outbox import sync_status, waiting_kinds  # lazy: SQLAlchemy loads behind the PIN screen

        connection = session.connection()
        return sync_status(connection, sending=self._sending and not self._goods_come), waiting_kinds(connection)

    def _show(self, found: Any) -> None:
        status, waiting = found
        self._desk.bus.sync_state.emit(chip_state(status, self._sent, self._photos, practice=self._practice))
        self._desk.sync_run = RunView(
            self._state(), self._bars.heaps(waiting), *self._goods, self._next_at, self._ended_at
        )
        self._desk.bus.sync_run.emit(self._desk.sync_run)
        # Said once, and again when it was set to something else that is wrong.
        said = clock_words(status.clock_ahead) if status.clock_wrong else ""
        if said and said != self._clock_said:
            self._desk.bus.say(said, "act")
        self._clock_said = said

    def _state(self) -> str:
        if not self._sending:
            return IDLE
        return STOPPING if self._stop is not None and self._stop.asked else SENDING


def chip_state(status: Any, sent: int, photos: int = 0, *, practice: bool = False) -> ChipState:
    """The chip for a ``SyncStatus``; so many events and photos went out in the run under way.

    In the practice room what waits there is no news: it never goes anywhere.
    """
    connected = status.enrolled and status.trouble is None
    left = status.waiting + status.photos
    match status.chip:
        case "needs_you":
            return ChipState("needs_you", status.decisions, at=status.asked_at, connected=connected)
        case _ if practice:
            return ChipState("practice")
        case "sending" if left:
            return ChipState("sending", sent + photos + left, sent + photos, at=status.oldest_at, connected=True)
        case "delivered":
            return ChipState("delivered", at=status.agreed_at, by_stick=status.by_stick)
        case _:
            at = status.oldest_at if left else status.agreed_at
            return ChipState("waiting", left, at=at, connected=connected)
