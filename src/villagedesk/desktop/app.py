"""Opens the counter: paints the PIN screen first, and imports and opens the data behind it."""

import gc
import logging
import os
import sys
import threading
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLockFile, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMessageBox

from villagedesk import clock, i18n, paths
from villagedesk.desktop import theme
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.qt_i18n import Languages
from villagedesk.desktop.shell import Shell
from villagedesk.errors import AppError, StorageTrouble, sentence
from villagedesk.settings import Settings

if TYPE_CHECKING:
    from villagedesk.store.store import Store
    from villagedesk.sync.repair import Repaired

_log = logging.getLogger(__name__)

# Seconds after which a thread that computes (goods coming in, a sync) lets the window in; Python's own 5 ms add up to
# a stutter, for a key and a picture ask for the interpreter many times.
_SWITCH_INTERVAL = 0.0005

# After the log-in: a speech service may be slow to start, and nothing is read aloud before an order is in.
_LOOK_FOR_VOICES_MS = 4000


class Opening(QObject):
    """Imports the libraries and opens the store in a thread, so that the window never stands still."""

    opened = Signal(object)
    imported = Signal()
    mended = Signal(object)
    failed = Signal(object)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home

    def start(self) -> None:
        """Begin; ends with ``opened(Store)`` or ``failed(exception)``, perhaps after ``mended(Repaired)``.

        ``imported()`` comes behind ``opened``: what the pages stand on is here.
        """
        threading.Thread(target=self._work, name="open", daemon=True).start()

    def _work(self) -> None:
        # Collecting rubbish among half-imported libraries would hold up the window for 50 ms and more at a time.
        gc.disable()
        try:
            self._open()
        finally:
            gc.freeze()  # what was imported stays for good and need not be looked through again
            gc.enable()

    def _open(self) -> None:
        try:
            from villagedesk.store import open_store  # lazy: SQLModel costs half a second, behind the first picture

            if paths.damage_note(self._home).exists():
                self._mend_what_was_noted()
            try:
                store = open_store(self._home)
            except StorageTrouble as error:
                store = self._open_all_the_same(error)
            import_module("villagedesk.store.operators")
        except Exception as error:  # handed to the window, which says it or reports it
            self.failed.emit(error)
            return
        self.opened.emit(store)
        try:
            _import_what_lies_below()
        except Exception as error:  # what a page stands on is missing: that page will say so again
            self.failed.emit(error)
        self.imported.emit()

    def _open_all_the_same(self, error: StorageTrouble) -> "Store":
        from villagedesk.store import open_store, open_to_look  # lazy: see above

        if error.code == "disk_read_only":
            try:
                return open_to_look(self._home)
            except StorageTrouble:
                raise error from None  # the first trouble is the one to tell
        if error.code == "database_newer" and self._came_as_an_update():
            from villagedesk.sync.updates.back import put_data_back  # lazy: hardly ever needed

            self.mended.emit(put_data_back(self._home))
            return open_store(self._home)
        if error.code != "database_damaged":
            raise error
        self._mend()
        return open_store(self._home)

    def _came_as_an_update(self) -> bool:
        from villagedesk import versions  # lazy: hardly ever needed

        return versions.choice(self._home) is not None

    def _mend_what_was_noted(self) -> None:
        from villagedesk.sync.repair import mend_if_noted  # lazy: hardly ever needed

        done = mend_if_noted(self._home)
        if done is not None:
            self.mended.emit(done)

    def _mend(self) -> None:
        from villagedesk.sync.repair import repair  # lazy: hardly ever needed

        self.mended.emit(repair(self._home))


def _import_what_lies_below() -> None:
    """What the pages stand on, while the PIN is typed: everything of ours without Qt, and Babel's tables of the language.

    No module with widgets is imported in a thread: a class of Qt's that comes into being beside the window's own work has
    ended the program. Those follow on the window's thread, see ``ahead.ImportsAhead``.
    """
    for package in ("villagedesk.domain", "villagedesk.store", "villagedesk.sync"):
        for module in walk_packages(import_module(package).__path__, f"{package}."):
            if ".migrations." not in module.name:  # with requests: in the first sync it would hold up the window
                import_module(module.name)
    i18n.day_text(clock.today())


class Counter(QObject):
    """Everything of the running program, created and connected in one place."""

    def __init__(self, app: QApplication, home: Path, settings: Settings) -> None:
        super().__init__(app)
        self.app = app
        self.languages = Languages(app)
        self.languages.use(settings.language)
        theme.apply(app, settings.text_percent)
        self.desk = Desk(settings, home, bug=self._on_bug)
        self.shell = Shell(self.desk, app, self.languages)
        self.opening = Opening(home, self)
        self.opening.opened.connect(self.on_store)
        self.opening.imported.connect(self._on_imported)
        self.opening.mended.connect(self._on_mended)
        self.opening.failed.connect(self._on_failed)
        self.shell.retry_asked.connect(self.opening.start)
        self.shell.opened.connect(self._on_opened)
        self.shell.closing.connect(self.close)
        self._store_open = False
        self._closed = False
        self._mended: Repaired | None = None

    def start(self) -> None:
        """Show the PIN screen, and open the data once it is painted."""
        self.shell.show()
        self.shell.pin.start()
        QTimer.singleShot(0, self._after_first_paint)

    def _after_first_paint(self) -> None:
        if paths.practice_mark(self.desk.home).exists():
            from villagedesk.desktop.practice import PracticeFrame  # lazy: only needed there

            self.practice = PracticeFrame(self.shell)
        self.app.processEvents()  # the picture first
        self._catch()
        self.shell.watch()
        self.opening.start()

    def on_store(self, store: object) -> None:
        """The data is open: who works here?"""
        from villagedesk.store.store import Store  # lazy: it has just been imported behind the window

        assert isinstance(store, Store)
        self._store_open = True
        self.shell.on_store(store)

    def _on_imported(self) -> None:
        if self._closed:  # a slow disk, and somebody who closed the window meanwhile
            return
        from villagedesk.desktop.ahead import ImportsAhead  # lazy: behind the PIN screen

        self.imports = ImportsAhead(self.shell, self._on_failed, self)
        for ended in (self.shell.opened, self.shell.closing):
            ended.connect(self.imports.stop)
        if self.shell.main is None:
            self.imports.start()

    def _on_mended(self, done: "Repaired") -> None:
        self._mended = done

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self.shell.on_trouble(error)
        else:
            self._on_bug(error)

    def _on_opened(self) -> None:
        """Somebody has logged in for the first time: sync, print and count scans from now on."""
        from villagedesk.desktop.ahead import PagesAhead  # lazy: behind the PIN screen
        from villagedesk.desktop.backups import Backups
        from villagedesk.desktop.disk_watch import DiskWatch
        from villagedesk.desktop.line_watch import LineWatch
        from villagedesk.desktop.needs_you import NeedsYou
        from villagedesk.desktop.printing.runner import PrintRunner
        from villagedesk.desktop.sync.service import SyncService
        from villagedesk.desktop.verify.counter import ScanCounter
        from villagedesk.desktop.villager_screen.screens import VillagerScreens

        self.printing = PrintRunner(self.desk.tasks, self.desk.bus, self.desk.settings, self)
        self.printing.start()
        self.scans = ScanCounter(self.desk, self)
        self.sync = SyncService(self.desk, self)
        self.ahead = PagesAhead(self.shell)
        self.ahead.start()
        self.desk.sync_now, self.desk.stop_sync = self.sync.sync_now, self.sync.stop_now
        self.needs_you = NeedsYou(self.desk, self)
        self.needs_you.look()
        self.villager_screens = VillagerScreens(self.desk, self.shell, self)
        self.villager_screens.look()
        QTimer.singleShot(_LOOK_FOR_VOICES_MS, self.desk.speech, self.desk.speech.look_for_voices)
        self.sync.start()
        self.backups = Backups(self.desk, self)
        self.backups.start()
        self.disk_watch = DiskWatch(self.desk, self)
        self.disk_watch.start()
        self.line_watch = LineWatch(self.desk, self)
        self.line_watch.start()
        if self._mended is not None:
            self.backups.tell_of_repair(self._mended)
            self._mended = None
        self.backups.tell_of_old_copy()

    def _catch(self) -> None:
        from villagedesk.desktop.crash import CrashCatcher  # lazy: only needed once something is painted

        self.crash = CrashCatcher(self, self.desk.home)
        self.crash.install()

    def _on_bug(self, error: BaseException) -> None:
        self.crash.take(error)

    def close(self) -> None:
        """Finish what is being written and close the data."""
        self._closed = True
        if hasattr(self, "villager_screens"):
            self.villager_screens.close()
        if hasattr(self, "line_watch"):
            self.line_watch.close()
        if hasattr(self, "crash"):
            self.crash.uninstall()
        self.desk.close()
        if self._store_open:
            self._store_open = False
            self.desk.tasks.store().close()


def run_desk(home: Path, settings: Settings | None = None) -> int:
    """Open the counter and stay until its window is closed.

    Args:
        home: the data folder.
        settings: of this computer; None reads them from the data folder.

    Returns:
        The exit status: 1 when it is open already on this computer.
    """
    _choose_input_method()
    sys.setswitchinterval(_SWITCH_INTERVAL)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    settings = settings or Settings.load(paths.settings_file(home))
    lock = QLockFile(str(home / "desk.lock"))
    lock.setStaleLockTime(0)  # only a process that is gone loses its lock, however long the program is open
    if _taken(lock):
        return _already_running(app, settings)
    _start_log(home)
    counter = Counter(app, home, settings)
    counter.shell.fit(counter.shell.screen().availableSize())
    counter.start()
    try:
        return app.exec()
    finally:
        counter.close()
        lock.unlock()


def _taken(lock: QLockFile) -> bool:
    """Whether another copy is open. A folder that cannot be written to is no other copy: the store tells of it."""
    return not lock.tryLock(50) and lock.error() == QLockFile.LockError.LockFailedError


def _choose_input_method() -> None:
    """Fcitx without Qt 6's plug-in for it also answers on ibus' line; without this Chinese could not be typed."""
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforminputcontexts"
    if os.environ.get("QT_IM_MODULE", "").startswith("fcitx") and not list(folder.glob("*fcitx*")):
        os.environ["QT_IM_MODULE"] = "ibus"


def _start_log(home: Path) -> None:
    from villagedesk import log  # lazy: the rotating handler costs 8 ms before the first picture

    try:
        log.start(paths.log_dir(home))
    except OSError:  # a full disk must not keep the counter from opening; the store will say what to do
        _log.warning("no log can be written")


def _already_running(app: QApplication, settings: Settings) -> int:
    Languages(app).use(settings.language)
    theme.apply(app, settings.text_percent)
    text = sentence(AppError("already_running"))
    print(text, file=sys.stderr)  # noqa: T201
    QMessageBox(QMessageBox.Icon.Information, "Village Desk", text).exec()
    return 1
