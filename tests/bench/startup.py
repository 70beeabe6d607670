"""From the start of the process to the PIN screen and to the day's work, beside a bare PySide6 window in the same run."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.people import fill, invented
from villagedesk.store import open_store
from villagedesk.store.identity import Device, remember
from villagedesk.store.operators import add_operator

_BARE = """
import sys, time, os
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication([])
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print("painted", time.time(), flush=True); os._exit(0)
window = Window(); window.setCentralWidget(QLabel("Village Desk")); window.resize(1366, 768); window.show(); app.exec()
"""
_DESK = """
import sys, time, os
from pathlib import Path
from PySide6.QtWidgets import QApplication
from PySide6.QtCore import QObject, QEvent
home = Path(sys.argv[1])
from villagedesk.desktop import app as desk_app
from villagedesk.settings import Settings
application = QApplication([])
counter = desk_app.Counter(application, home, Settings())
class Watch(QObject):
    painted = 0.0
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched is counter.shell.pin and not Watch.painted:
            Watch.painted = time.time()
            print("painted", Watch.painted, flush=True)
        return False
watch = Watch(); application.installEventFilter(watch)
def known():
    print("opened", time.time(), flush=True)
    pss = next(int(l.split()[1]) for l in open("/proc/self/smaps_rollup") if l.startswith("Pss:"))
    print("pss", pss, flush=True); os._exit(0)
counter.opening.opened.connect(known)
counter.start(); application.exec()
"""
# Types the PIN, waits for Today, then opens every place of the rail; ticks that come late are gaps of the window.
_DAY = """
import sys, time, os
from pathlib import Path
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
home = Path(sys.argv[1])
from villagedesk.desktop import app as desk_app, navigation
from villagedesk.desktop.pin_parts import FaceButton
from villagedesk.settings import Settings
application = QApplication([])
counter = desk_app.Counter(application, home, Settings())
shell, state = counter.shell, {"gap": 0.0, "last": 0.0, "entered": 0.0, "shown": 0.0}
def enter():
    # Not at once: what comes as fast as a scanner is taken for a scan.
    QTest.keyClicks(application.focusWidget() or shell, "258014")
    QTimer.singleShot(300, confirm)
def confirm():
    state["entered"] = state["last"] = time.time()
    QTest.keyClick(application.focusWidget() or shell, Qt.Key.Key_Return)
def tick():
    now = time.time()
    if not state["entered"]:
        if shell.pin.findChildren(FaceButton) and not state.setdefault("asked", False):
            state["asked"] = True
            QTimer.singleShot(500, enter)
        return
    state["gap"], state["last"] = max(state["gap"], now - state["last"]), now
    if not state["shown"] and shell.main and shell.main.page() and counter.desk.tasks.idle():
        state["shown"] = now
        print("day", now - state["entered"], flush=True)
        for number, place in enumerate(navigation.rail()):
            QTimer.singleShot(5000 + 600 * number, lambda name=place.name: shell.main.go(name))
        QTimer.singleShot(5500 + 600 * len(navigation.rail()), end)
def end():
    pss = next(int(l.split()[1]) for l in open("/proc/self/smaps_rollup") if l.startswith("Pss:"))
    print("gap", state["gap"], flush=True); print("pss", pss, flush=True); os._exit(0)
timer = QTimer(interval=2); timer.timeout.connect(tick); timer.start()
counter.start(); application.exec()
"""


def run(quick: bool) -> dict[str, dict[str, Any]]:
    """Milliseconds, medians of interleaved runs."""
    runs = 3 if quick else 9
    bare, desk, opened, memory = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        _start(_DESK, folder)  # makes the data, warms the disk
        for _ in range(runs):
            bare.append(_start(_BARE, folder)["painted"])
            found = _start(_DESK, folder)
            desk.append(found["painted"])
            opened.append(found["opened"])
            memory.append(found["pss"])
        days = _days(Path(folder, "day"), 1 if quick else 5)
    ratio = median(desk) / median(bare)
    return {
        "bare window, first paint": {"value": round(median(bare) * 1000), "unit": "ms", "target": ""},
        "PIN screen, first paint": {"value": round(median(desk) * 1000), "unit": "ms", "target": "<= 450"},
        "PIN screen against the bare window": {"value": round(ratio, 2), "unit": "x", "target": "<= 2"},
        "data open behind the PIN screen": {"value": round(median(opened) * 1000), "unit": "ms", "target": ""},
        "memory with the data open (PSS)": {"value": round(median(memory) / 1024), "unit": "MiB", "target": "<= 200"},
        **days,
    }


def _days(home: Path, runs: int) -> dict[str, dict[str, Any]]:
    store = open_store(home)
    nowhere = Device("ab" * 16, 1, "cd" * 16, "desk", "http://127.0.0.1:9", bytes(32))
    with store.transaction() as connection:
        remember(connection, nowhere)
    with store.write() as s:
        add_operator(s, "王秀兰", "operator", "258014")
    fill(store, list(invented(2_000)))
    store.close()
    found = [_start(_DAY, str(home)) for _ in range(runs)]
    shown, gap, pss = (median(one[name] for one in found) for name in ("day", "gap", "pss"))
    return {
        "PIN entered to Today on screen": {"value": round(shown * 1000), "unit": "ms", "target": "<= 300"},
        "longest gap of the window, every place of the rail": {
            "value": round(gap * 1000),
            "unit": "ms",
            "target": "<= 80",
        },
        "memory, working day loaded (PSS)": {"value": round(pss / 1024), "unit": "MiB", "target": "<= 200"},
    }


def _start(program: str, folder: str) -> dict[str, float]:
    """Seconds from spawning the process to what it paints and opens; the other figures as it prints them."""
    from time import time

    environment = os.environ | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    begun = time()
    done = subprocess.run(
        [sys.executable, "-c", program, str(Path(folder))],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found = {name: float(value) for name, value in (line.split() for line in done.stdout.splitlines() if line)}
    return {name: value - begun if name in ("painted", "opened") else value for name, value in found.items()}
