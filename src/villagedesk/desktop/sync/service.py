"""Syncs by itself and when asked, and keeps the chip true: it says what the database says, and nothing else."""

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from villagedesk import clock, i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.widgets.states import ChipState
from villagedesk.errors import AppError
from villagedesk.i18n import _, ngettext

# Soon after an action, so that a working line sends it while the villager is still there; not at once, so that
# several actions share a round.
AFTER_ACTION_MS = 20_000
FIRST_MS = 3_000
# The age on the chip goes on while nothing happens.
AGE_MS = 30_000
_GOODS_EVERY_S = 5.0


class SyncService(QObject):
    """One for the window; started when somebody has logged in."""

    # Events sent in the run under way, the names of what changed, whether only goods still come, and what has changed
    # between two pieces of them; from the network's thread.
    _progress = Signal(int, object, bool, object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._sending = self._goods_come = False
        self._goods_told = 0.0
        self._sent = 0
        self._came: set[str] = set()
        self._failures = 0
        self._clock_said = ""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.sync_now)
        self._age = QTimer(self, interval=AGE_MS)
        self._age.timeout.connect(self.refresh)
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

    def sync_now(self) -> None:
        """Sync, unless it is under way already."""
        if self._sending:
            return
        self._sending, self._sent, self._came, self._goods_come = True, 0, set(), False
        self.refresh()
        self._desk.tasks.network(self, self._run, self._done, self._failed)

    def refresh(self) -> None:
        """Read where sync stands and tell the chip."""
        self._desk.tasks.read(self, self._status, self._show, latest="chip")

    def _run(self, store: Any) -> Any:
        from villagedesk.sync.service import sync_now  # lazy: requests is not needed before the first sync

        return sync_now(store, progress=self._tell)

    def _tell(self, report: Any) -> None:
        self._progress.emit(report.sent, set(report.changed), report.goods_turn, set(report.fresh))

    def _done(self, report: Any) -> None:
        self._sending = False
        self._failures = 0 if report.agreed else self._failures + 1
        if report.changed:
            self._desk.bus.changed.emit(set(report.changed))
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
        self._timer.start(round(minutes * 60_000))
        self.refresh()
        self._desk.bus.changed.emit({"sync"})

    def _on_changed(self, names: set[str]) -> None:
        if names <= {"sync"}:
            return
        self.refresh()
        left = self._timer.remainingTime()
        if self._timer.isActive() and left > AFTER_ACTION_MS and not self._failures:
            self._timer.start(AFTER_ACTION_MS)

    def _on_progress(self, sent: int, came: set[str], goods_come: bool, fresh: set[str]) -> None:
        first = came if goods_come and not self._goods_come else set()
        self._sent, self._came, self._goods_come = sent, came, goods_come
        if first or fresh:  # goods may come for an hour: what else came is shown now
            self._desk.bus.changed.emit(first | fresh)
        if goods_come:
            self._tell_goods()
        self.refresh()

    def _tell_goods(self) -> None:
        """Let the catalogue's page look how far it is, but not with every piece."""
        now = clock.monotonic()
        if now - self._goods_told >= _GOODS_EVERY_S:
            self._goods_told = now
            self._desk.bus.changed.emit({"goods"})

    def _status(self, session: Any) -> Any:
        from villagedesk.sync.outbox import sync_status  # lazy: needs SQLAlchemy, which loads behind the PIN screen

        return sync_status(session.connection(), sending=self._sending and not self._goods_come)

    def _show(self, status: Any) -> None:
        self._desk.bus.sync_state.emit(chip_state(status, self._sent))
        # Said once, and again when it was set to something else that is wrong.
        said = clock_words(status) if status.clock_wrong else ""
        if said and said != self._clock_said:
            self._desk.bus.say(said, "act")
        self._clock_said = said


def clock_words(status: Any) -> str:
    """By how much the clock is wrong, and that it does no harm."""
    minutes = abs(status.clock_ahead) // 60_000
    if minutes < 120:
        much = ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)
    elif minutes < 48 * 60:
        much = ngettext("{count} hour", "{count} hours", minutes // 60).format(count=minutes // 60)
    else:
        days = minutes // (24 * 60)
        much = ngettext("{count} day", "{count} days", days).format(count=i18n.number(days))
    words = (
        _("This computer's clock is {much} fast. Please set it; nothing is lost, but papers show the wrong time.")
        if status.clock_ahead > 0
        else _("This computer's clock is {much} slow. Please set it; nothing is lost, but papers show the wrong time.")
    )
    return words.format(much=much)


def chip_state(status: Any, sent: int) -> ChipState:
    """The chip for a ``SyncStatus``; ``sent`` events went out in the run under way."""
    connected = status.enrolled and status.trouble is None
    match status.chip:
        case "needs_you":
            return ChipState("needs_you", status.decisions, connected=connected)
        case "sending" if status.waiting:
            return ChipState("sending", sent + status.waiting, sent, connected=True)
        case "delivered":
            return ChipState("delivered", at=status.agreed_at)
        case _:
            at = status.oldest_at if status.waiting else status.agreed_at
            return ChipState("waiting", status.waiting + status.photos, at=at, connected=connected)
