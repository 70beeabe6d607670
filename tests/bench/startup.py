"""From the start of the process to the first painted PIN screen, beside a bare PySide6 window in the same run."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

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
    ratio = median(desk) / median(bare)
    return {
        "bare window, first paint": {"value": round(median(bare) * 1000), "unit": "ms", "target": ""},
        "PIN screen, first paint": {"value": round(median(desk) * 1000), "unit": "ms", "target": "<= 450"},
        "PIN screen against the bare window": {"value": round(ratio, 2), "unit": "x", "target": "<= 2"},
        "data open behind the PIN screen": {"value": round(median(opened) * 1000), "unit": "ms", "target": ""},
        "memory with the data open (PSS)": {"value": round(median(memory) / 1024), "unit": "MiB", "target": "<= 200"},
    }


def _start(program: str, folder: str) -> dict[str, float]:
    """Seconds from spawning the process to each thing it prints; memory in KiB."""
    from time import time

    environment = os.environ | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    begun = time()
    done = subprocess.run(
        [sys.executable, "-c", program, str(Path(folder))], env=environment, capture_output=True, text=True, check=True
    )
    found = {name: float(value) for name, value in (line.split() for line in done.stdout.splitlines() if line)}
    return {name: value if name == "pss" else value - begun for name, value in found.items()}
