"""Sync a desk with its central: what the window's timer, the button and ``villagedesk sync --once`` all call.

Money and records first, then photos, then goods, then the materials of courses.
"""

import logging
import platform
from collections.abc import Callable
from contextlib import suppress

from villagedesk import clock
from villagedesk.domain.operators import Role
from villagedesk.errors import AppError, Invalid, Refused, StorageTrouble
from villagedesk.store import Store, events, identity
from villagedesk.store.county_courses import packs_offered
from villagedesk.store.durable import prune
from villagedesk.store.room import check_room
from villagedesk.store.training_results.material_copies import note_copies
from villagedesk.sync.goods import GoodsUpdate
from villagedesk.sync.history import LINE, PastSync, note_sync
from villagedesk.sync.http import HttpRemote, check_url
from villagedesk.sync.pack import take_in_shipped
from villagedesk.sync.rebuild import count_anew
from villagedesk.sync.run import Report, Run, enrol
from villagedesk.sync.schedule import only_one
from villagedesk.sync.stop import Stop
from villagedesk.sync.traffic import note_line, note_traffic
from villagedesk.sync.updates.course_line import CourseLine

_log = logging.getLogger(__name__)

_ABOUT_GOODS = frozenset({"goods_part_wrong", "pack_not_ours", "pack_unknown", "picture_broken"})


# While goods come, what happens elsewhere (a freeze, a price above the ceiling) is asked for this often, in seconds.
ROUND_EVERY = 60.0
# What was counted is written down at the latest when it is so many bytes: a program that is killed loses no more.
_COUNT_EVERY = 256 * 1024


def sync_now(
    store: Store, *, progress: Callable[[Report], None] = lambda report: None, stop: Stop | None = None
) -> Report:
    """One sync: events and feeds first, then photos, then the goods catalogue, then materials of courses that are wanted.

    The last two may take an hour on a thin line. Meanwhile whatever is done at the counter goes out within one piece of them, and
    central's feed is asked for every minute.

    Args:
        store: the desk.
        progress: told after each step.
        stop: ends it early; what was done stays done.

    Raises:
        Refused: this computer is not enrolled, or a sync is under way.
        Rejected, StorageTrouble: see ``Run.go``. A bad line is no error: the report says so.
    """
    with store.read() as s:
        device = identity.device(s.connection())
        if device is None:
            raise Refused("not_enrolled")
        key = identity.device_key(s.connection())
    stop = stop or Stop()
    remote = HttpRemote(device.central_url, device.id, key)
    stop.reach(remote.stop)
    try:
        with only_one(store.home), _Book(store, remote) as book:
            book.report = Run(store, remote, progress=book.tell(progress), stop=stop).go()
            if book.report.agreed and not stop.asked:
                if device.role != Role.TRAINER:  # nobody buys goods on a trainer's laptop
                    _GoodsTurn(store, remote, book.report, book.tell(progress), stop).go(device.central_key)
                prune(store)
                if not stop.asked and not count_anew(store):
                    _with(book.report, Run(store, remote, progress=book.tell(progress), stop=stop).go())
                if book.report.agreed and not stop.asked:
                    _MaterialsTurn(store, remote, book.report, book.tell(progress), stop).go(device.central_key)
            _take_in_shipped(store, book.report)
            return book.report
    finally:
        remote.close()


class _Book:
    """Writes down what went over the line, and at the end how the sync went."""

    def __init__(self, store: Store, remote: HttpRemote) -> None:
        self._store, self._remote = store, remote
        self._begun = clock.now_ms()
        self._plain = 0
        self.report = Report()

    def __enter__(self) -> "_Book":
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        code = error.code if isinstance(error, AppError) else self._code()
        with suppress(StorageTrouble):  # the sync itself tells of it
            self._write(code)

    def tell(self, progress: Callable[[Report], None]) -> Callable[[Report], None]:
        """Hear of each step before others do."""

        def told(report: Report) -> None:
            self.report = report
            if self._remote.meter.uncounted() > _COUNT_EVERY:
                self._write(None)
            progress(report)

        return told

    def _code(self) -> str:
        return "sync_stopped" if self.report.stopped and not self.report.agreed else self.report.trouble or ""

    def _write(self, code: str | None) -> None:
        report, meter = self.report, self._remote.meter
        counted = meter.take()
        for one in counted.values():
            report.up += one.up
            report.down += one.down
            report.around += one.around
        with self._store.transaction() as connection:
            note_traffic(connection, counted, report.plain - self._plain)
            self._plain = report.plain
            if code is None:
                return
            note_line(connection, meter.line)
            now, agreed = clock.now_ms(), report.agreed and not code
            numbers = (report.sent, report.received, report.photos, report.up + report.down + report.around)
            note_sync(connection, PastSync(self._begun, now, LINE, agreed, code, *numbers))


class _Turn:
    """What comes last and holds nothing up: before each piece of it everybody else goes first."""

    def __init__(
        self, store: Store, remote: HttpRemote, report: Report, progress: Callable[[Report], None], stop: Stop
    ) -> None:
        self._store, self._remote, self._report, self._progress = store, remote, report, progress
        self._stop = stop
        self._asked_at = clock.monotonic()

    def _others_first(self) -> bool:
        """Whether it goes on; what waits is sent, and the feed is asked for every minute."""
        check_room(self._store.home)
        with self._store.read() as s:
            waiting, _oldest = events.waiting(s.connection())
        report = self._report
        if not waiting and clock.monotonic() - self._asked_at < ROUND_EVERY:
            self._progress(report)
            return not self._stop.asked
        other = Run(self._store, self._remote, stop=self._stop).go()
        self._asked_at = clock.monotonic()
        _with(report, other)
        report.fresh = other.changed
        self._progress(report)
        report.fresh = set()
        return report.agreed


class _GoodsTurn(_Turn):
    """Goods: trouble with them is told on their page, and everything else is in sync."""

    def go(self, central_key: bytes) -> None:
        report, catalogue = self._report, self._store.catalogue
        report.goods_turn = True
        update = GoodsUpdate(catalogue, self._store.pictures, self._remote, central_key, self._go_on)
        try:
            check_room(self._store.home)
            update.go(report.catalogue)
            report.goods_trouble = next(iter(update.odd), None)
        except (Invalid, Refused, StorageTrouble) as trouble:
            report.goods_trouble = trouble
        except AppError as trouble:
            if trouble.code not in _ABOUT_GOODS:
                raise
            report.goods_trouble = trouble
        if report.goods_trouble is not None:
            _log.info("goods: %s", report.goods_trouble.code)
            update.changed.add("goods")
        report.changed |= update.changed
        catalogue.trouble = report.goods_trouble

    def _go_on(self, done: int, size: int) -> bool:
        self._report.goods_done, self._report.goods_size = done, size
        return self._others_first()


class _MaterialsTurn(_Turn):
    """Materials of courses: what is wrong with them stands at their course."""

    def go(self, central_key: bytes) -> None:
        report, line = self._report, self._remote.meter.line
        update = CourseLine(
            self._store,
            self._remote,
            central_key,
            newest=self._newest,
            speed=lambda: line.speed,
            go_on=lambda _done, _size: self._others_first(),
        )
        report.goods_turn = True
        with suppress(StorageTrouble):  # not even the trouble could be noted; the window tells of a full disk itself
            update.go()
            if note_copies(self._store):
                self._others_first()
        report.changed |= update.changed

    def _newest(self) -> dict[str, int]:
        with self._store.read() as s:
            return {course: one.version for course, one in packs_offered(s.connection()).items()}


def _with(report: Report, other: Report) -> None:
    """What one more run did, added to a report."""
    report.agreed, report.gave_up, report.trouble = other.agreed, other.gave_up, other.trouble
    report.held = other.held
    report.rebuilt |= other.rebuilt
    report.rounds += other.rounds
    report.sent += other.sent
    report.received += other.received
    report.photos += other.photos
    report.plain += other.plain
    report.stopped = other.stopped
    report.changed |= other.changed


def _take_in_shipped(store: Store, report: Report) -> None:
    """A pack beside the installer fills a new computer, also where there is no line yet."""

    def somebody_waits() -> bool:
        with store.read() as s:
            return bool(events.waiting(s.connection())[0]) and not report.gave_up

    try:
        if take_in_shipped(store, somebody_waits):
            report.changed.add("goods")
    except AppError as trouble:
        _log.info("goods: a pack that was shipped: %s", trouble.code)
        report.goods_trouble = report.goods_trouble or trouble
        store.catalogue.trouble = report.goods_trouble


def enrol_here(store: Store, url: str, code: str) -> str:
    """Enrol this computer at central with a one-time code; returns the centre's name.

    Raises:
        Invalid: the address is none. Offline, Rejected: see ``enrol``; the same code can be tried again.
    """
    address = check_url(url)
    with store.transaction() as connection:
        key = identity.device_key(connection)
    remote = HttpRemote(address, "00" * 16, key)
    try:
        return enrol(store, remote, address, code, platform.node() or "PC")
    finally:
        remote.close()
