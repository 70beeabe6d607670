"""``villagedesk --self-test --window``: the real window on the real screen, and how soon after the start it was painted."""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from villagedesk.desktop.app import Counter
from villagedesk.i18n import _
from villagedesk.settings import Settings

_MOST_MS = 30_000


class _Watch(QObject):
    """Notes when the PIN screen was painted first, in milliseconds of the process."""

    painted: int | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self.painted is None:
            self.painted = _age_ms()
        return False


def run(say: Callable[[str], None]) -> int:
    """Open the counter with an empty scratch folder until its data is open behind the window.

    Returns:
        0 when it was painted and opened, else 1.
    """
    with tempfile.TemporaryDirectory(prefix="villagedesk-self-test-", ignore_cleanup_errors=True) as folder:
        app = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(app, QApplication)
        counter = Counter(app, Path(folder), Settings())
        watch = _Watch()
        opened: list[object] = []
        counter.shell.pin.installEventFilter(watch)
        counter.opening.opened.connect(opened.append)
        counter.opening.imported.connect(app.quit)
        counter.start()
        QTimer.singleShot(_MOST_MS, app.quit)
        app.exec()
        counter.close()
        counter.shell.hide()
        QApplication.processEvents()
    if watch.painted is None or not opened:
        say(_("The window was not painted, or its data not opened, within half a minute."))
        return 1
    say(_("The window was painted {ms} ms after the start of the program.").format(ms=watch.painted))
    return 0


def _age_ms() -> int:
    """How long this process has been there; where the system does not say, since its Python began."""
    if os.name == "posix" and Path("/proc/self/stat").exists():
        fields = Path("/proc/self/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        since_boot = time.clock_gettime(time.CLOCK_BOOTTIME)
        return round((since_boot - int(fields[19]) / os.sysconf("SC_CLK_TCK")) * 1000)
    return round(time.process_time() * 1000)
