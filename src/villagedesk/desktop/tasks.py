"""Work behind the window: read, write, network. The only file of the window with threads in it.

    tasks.read(self, parcels_on_shelf, self.show_rows)
    tasks.write(self, lambda s: hand_over(s, parcel_id, code), self.print_slip)

One thread writes, two read, one talks to the network, one to the printer. ``done`` runs on the UI thread, and not at all when ``owner`` was
closed meanwhile; what a write changed is told to every screen regardless, and before ``done``.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.bus import Bus
from villagedesk.errors import AppError, RoomMade

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from villagedesk.store.store import Store

Op = Callable[[Any], Any]
Done = Callable[[Any], object]
# Returns False when it could not show the error, so that the banner shows it.
Failed = Callable[[AppError], object]


@dataclass
class _Job:
    owner: QObject | None
    done: Done | None
    failed: Failed | None
    busy: QWidget | None
    latest: tuple[int, str] | None = None
    number: int = 0
    result: Any = None
    error: BaseException | None = None
    changed: set[str] = field(default_factory=set)


class _Inline:
    """Runs at once, in the caller's thread; for tests."""

    def submit(self, fn: Callable[..., None], /, *args: Any) -> None:
        fn(*args)

    def shutdown(self, *, wait: bool, cancel_futures: bool = False) -> None:
        """Nothing is ever under way."""


class _Threads:
    """A pool of threads that is made when it is first needed: the first picture needs none."""

    def __init__(self, count: int, name: str) -> None:
        self._count, self._name = count, name
        self._pool: ThreadPoolExecutor | None = None
        self._closed = False

    def submit(self, fn: Callable[..., None], /, *args: Any) -> None:
        from concurrent.futures import ThreadPoolExecutor  # lazy: 10 ms, see above

        if self._closed:
            return  # a timer's last tick while the window closes; nobody can see an answer any more
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._count, self._name)
        self._pool.submit(fn, *args)

    def shutdown(self, *, wait: bool, cancel_futures: bool = False) -> None:
        self._closed = True
        if self._pool is not None:
            self._pool.shutdown(wait=wait, cancel_futures=cancel_futures)


class Tasks(QObject):
    """The two verbs, and a third for the network.

    Args:
        bus: told what a write changed.
        operator: gives the id of who acts, at the moment a write is asked for.
        on_error: shows an AppError nobody else took.
        on_bug: takes any other exception.
        inline: run everything at once, for tests.
    """

    _finished = Signal(object)

    def __init__(
        self,
        bus: Bus,
        operator: Callable[[], str],
        on_error: Callable[[AppError], object],
        on_bug: Callable[[BaseException], object],
        *,
        inline: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bus, self._operator, self._on_error, self._on_bug = bus, operator, on_error, on_bug
        self._store: Store | None = None
        self._opened = threading.Event()
        self._numbers: dict[tuple[int, str], int] = {}
        self._count = 0
        self._waiting = 0
        make = (lambda count, name: _Inline()) if inline else _Threads
        self._reader: _Inline | _Threads = make(2, "read")
        self._writer: _Inline | _Threads = make(1, "write")
        self._network: _Inline | _Threads = make(1, "network")
        self._printer: _Inline | _Threads = make(1, "printer")
        self._finished.connect(self._finish)

    def set_store(self, store: "Store") -> None:
        """The store is open; whatever waited for it starts."""
        self._store = store
        self._opened.set()

    def store(self) -> "Store":
        """The open store; waits for it when it is just being opened. Not for the UI thread before log-in."""
        self._opened.wait()
        assert self._store is not None
        return self._store

    def read(
        self, owner: QObject | None, op: Op, done: Done, failed: Failed | None = None, *, latest: str = ""
    ) -> None:
        """``op(session)`` in the background, then ``done(result)``.

        With ``latest`` only the newest result of that name for this owner is shown, for searching while typing.
        """
        job = self._job(owner, done, failed, None, latest)
        self._reader.submit(self._run, job, self._reading, op)

    def write(
        self,
        owner: QObject | None,
        op: Op,
        done: Done | None = None,
        failed: Failed | None = None,
        *,
        busy: QWidget | None = None,
    ) -> None:
        """One action: ``op(session)``, committed, ``bus.changed``, then ``done(result)``.

        ``busy`` (the button) is switched off until then, so that nothing is done twice.
        """
        by = self._operator()
        job = self._job(owner, done, failed, busy)
        self._writer.submit(self._run, job, self._writing, op, by)

    def keep(
        self,
        owner: QObject | None,
        op: Callable[["Store"], Any],
        done: Done | None = None,
        failed: Failed | None = None,
    ) -> None:
        """``op(store)`` on the writing thread, for what is only of this computer: drafts, the print queue."""
        job = self._job(owner, done, failed, None)
        self._writer.submit(self._run, job, self._talking, op)

    def network(
        self,
        owner: QObject | None,
        op: Callable[["Store"], Any],
        done: Done | None = None,
        failed: Failed | None = None,
        *,
        busy: QWidget | None = None,
    ) -> None:
        """``op(store)`` on the one thread that talks to the network; it may take minutes."""
        job = self._job(owner, done, failed, busy)
        self._network.submit(self._run, job, self._talking, op)

    def paper(
        self,
        owner: QObject | None,
        op: Callable[["Store"], Any],
        done: Done | None = None,
        failed: Failed | None = None,
    ) -> None:
        """``op(store)`` on the one thread that talks to the printer; a printer without paper holds up nobody else."""
        job = self._job(owner, done, failed, None)
        self._printer.submit(self._run, job, self._talking, op)

    def aside(
        self,
        owner: QObject | None,
        op: Callable[[], Any],
        done: Done | None = None,
        failed: Failed | None = None,
        *,
        busy: QWidget | None = None,
    ) -> None:
        """Work without the store (shrink a photo, look for a printer): ``op()``, then ``done(result)``."""
        job = self._job(owner, done, failed, busy)
        self._reader.submit(self._run, job, self._thinking, op)

    def idle(self) -> bool:
        """True when nothing is under way."""
        return self._waiting == 0

    def close(self) -> None:
        """Finish what was asked for and take no more."""
        self._opened.set()
        self._network.shutdown(wait=False, cancel_futures=True)
        self._printer.shutdown(wait=False, cancel_futures=True)
        self._reader.shutdown(wait=True, cancel_futures=True)
        self._writer.shutdown(wait=True)

    # --- in the background

    def _reading(self, job: _Job, op: Op) -> None:
        with self.store().read() as session:
            job.result = op(session)

    def _writing(self, job: _Job, op: Op, by: str) -> None:
        try:
            self._act(job, op, by)
        except RoomMade:
            self._act(job, op, by)

    def _act(self, job: _Job, op: Op, by: str) -> None:
        with self.store().write(by=by) as session:
            job.result = op(session)
        job.changed = set(session.changed)

    def _talking(self, job: _Job, op: Op) -> None:
        job.result = op(self.store())

    def _thinking(self, job: _Job, op: Callable[[], Any]) -> None:
        job.result = op()

    def _run(self, job: _Job, work: Callable[..., None], *args: Any) -> None:
        try:
            work(job, *args)
        except BaseException as error:  # handed to the UI thread, where it is shown or reported
            job.error = error
        if shiboken6.isValid(self):
            self._finished.emit(job)

    # --- on the UI thread

    def _job(
        self, owner: QObject | None, done: Done | None, failed: Failed | None, busy: QWidget | None, latest: str = ""
    ) -> _Job:
        self._count += 1
        self._waiting += 1
        job = _Job(owner, done, failed, busy, (id(owner), latest) if latest else None, self._count)
        if job.latest:
            self._numbers[job.latest] = job.number
        if busy is not None:
            busy.setEnabled(False)
        return job

    def _finish(self, job: _Job) -> None:
        self._waiting -= 1
        if job.busy is not None and shiboken6.isValid(job.busy):
            job.busy.setEnabled(True)
        if job.changed:
            self._bus.changed.emit(job.changed)
        if job.owner is not None and not shiboken6.isValid(job.owner):
            if job.error is not None and not isinstance(job.error, AppError):
                self._on_bug(job.error)
            return
        if job.latest and self._numbers.get(job.latest) != job.number:
            return
        if job.error is None:
            if job.done is not None:
                job.done(job.result)
        elif isinstance(job.error, AppError):
            if job.failed is None or job.failed(job.error) is False:
                self._on_error(job.error)
        else:
            self._on_bug(job.error)
