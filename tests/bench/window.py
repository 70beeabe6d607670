"""Does the window stay quick: the real main window, keys in the order page, while central hangs, trickles, or sends 5,000 events.

The latency is how late a timer of 5 ms rings in the window's loop. A loop that stands still for 300 ms rings once instead of
sixty times, so the rings that were due meanwhile are counted too, each with how late it would have been. The window is a
process of its own, so is central: neither lends the other its lock.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.sellers_data import seller_forms
from villagedesk.domain.goods import Goods
from villagedesk.domain.people import PersonForm
from villagedesk.store import Store, events, identity, open_store
from villagedesk.store.catalogue import import_goods
from villagedesk.store.operators import add_operator
from villagedesk.store.people import add_person
from villagedesk.store.sellers import take_on_seller
from villagedesk.sync.http import HttpRemote
from villagedesk.sync.run import Run, enrol

TICK_MS, KEY_MS = 5, 110
PIN = "258014"
WORDS = ("chen", "xyf", "13900", "wang", "heji")
_LONGEST = 600  # seconds: then a sync is not waited for any more
EVENTS = 5_000


def run(quick: bool) -> dict[str, dict[str, Any]]:
    """Latencies in ms: with nothing going on, with a central that hangs or trickles, and while events arrive."""
    seconds, arriving = (4, 500) if quick else (15, EVENTS)
    figures: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder, central(Path(folder) / "central") as (url, code):
        window, other = Path(folder) / "window", Path(folder) / "other"
        _enrolled(other, url, code())
        _enrolled(window, url, code())
        _furnish(window)
        _send(window)
        _work(other, arriving)
        for name, place in (
            ("nothing else going on", ""),
            ("central accepts and never answers", listen(silent)),
            ("central answers one byte a second", listen(trickling)),
            (f"{arriving:,} events arrive", url),
        ):
            found = _watched(window, place, seconds, "all" if place == url else "sync" if place else "rest")
            figures[f"window, {name}: half of all rings"] = {"value": found["p50"], "unit": "ms", "target": ""}
            figures[f"window, {name}: p99"] = {"value": found["p99"], "unit": "ms", "target": "<= 100"}
            figures[f"window, {name}: longest"] = {"value": found["max"], "unit": "ms", "target": ""}
            figures[f"window, {name}: slowest key"] = {"value": found["key"], "unit": "ms", "target": ""}
            if place == url:
                figures[f"window, {name}: taken"] = {
                    "value": found["came"],
                    "unit": "events",
                    "target": f">= {arriving}",
                }
    return figures


@contextmanager
def central(home: Path) -> Iterator[tuple[str, Any]]:
    """A real central in a process of its own: its address, and how to get a code."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.window", "central", str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    reading, writing = process.stdout, process.stdin

    def code() -> str:
        writing.write("\n")
        writing.flush()
        return reading.readline().strip()

    try:
        yield reading.readline().strip(), code
    finally:
        writing.close()
        process.wait(30)


def serve(home: Path) -> None:
    """Be that central until nobody asks for codes any more."""
    from villagedesk.central.app import open_central
    from villagedesk.central.config import CentralConfig
    from villagedesk.central.devices import make_code, set_up_centre
    from villagedesk.central.serve import Server

    with Server(open_central(CentralConfig(home=home))) as server:
        with server.central.database.write() as connection:
            centre = set_up_centre(connection, name="白鹭村服务站", village_name="白鹭村")
        print(server.url, flush=True)
        for _line in sys.stdin:
            with server.central.database.write() as connection:
                print(make_code(connection, centre), flush=True)


def listen(answer: Any) -> str:
    """A central that is none; returns its address."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            near, _ = listener.accept()
            threading.Thread(target=answer, args=[near], daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def silent(near: socket.socket) -> None:
    """Take what comes and say nothing."""
    while near.recv(65536):
        pass


def trickling(near: socket.socket) -> None:
    """Answer a byte a second."""
    near.recv(65536)
    try:
        for letter in b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n" + bytes(4000):
            near.sendall(bytes([letter]))
            time.sleep(1)
    except OSError:
        return


def _enrolled(home: Path, url: str, code: str) -> None:
    store = open_store(home)
    with store.transaction() as connection:
        key = identity.device_key(connection)
    enrol(store, HttpRemote(url, "00" * 16, key), url, code, home.name)
    store.close()


def _work(home: Path, count: int) -> None:
    """A day's worth of many days: a farmer with all his rows in every fourth event, villagers in the others."""
    store = open_store(home)
    for number, form in enumerate(seller_forms(count)):
        with store.write(by="0" * 32) as s:
            if number % 4:
                add_person(s, PersonForm(name="陈" + chr(0x4E00 + number)), check_same=False)
            else:
                take_on_seller(s, form, check_same=False)
    store.close()
    _send(home)


def _send(home: Path) -> None:
    store = open_store(home)
    remote = _remote(store)
    assert Run(store, remote).go().agreed
    remote.close()
    store.close()


def _remote(store: Store) -> HttpRemote:
    with store.read() as s:
        device = identity.device(s.connection())
        assert device is not None
        return HttpRemote(device.central_url, device.id, identity.device_key(s.connection()))


def _furnish(home: Path) -> None:
    store = open_store(home)
    with store.write() as s:
        add_operator(s, "王秀兰", "operator", PIN)
    for number in range(300):
        with store.write(by="0" * 32) as s:
            add_person(s, PersonForm(name="王" + chr(0x4E00 + number)), check_same=False)
    goods = [Goods(f"g{n}", f"禾洁 洗衣粉 {n}", 1990 + n, "2.5 kg", icon="bottle") for n in range(2_000)]
    import_goods(store.catalogue, goods)
    store.close()


def _watched(home: Path, url: str, seconds: int, mode: str) -> dict[str, float]:
    if url:
        store = open_store(home)
        with store.transaction() as connection:
            events.put_meta(connection, "central_url", url)
        store.close()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.window", "window", str(home), str(seconds), mode],
        env=os.environ | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=900,
    )
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def rings(gaps: list[float], tick: float = TICK_MS / 1000) -> list[float]:
    """How late each ring was or would have been, in seconds, the latest last.

    Args:
        gaps: seconds between two rings.
        tick: seconds between two rings of a loop that has nothing to do.
    """
    late: list[float] = []
    for gap in gaps:
        behind = max(0.0, gap - tick)
        while True:
            late.append(behind)
            if behind < tick:
                break
            behind -= tick
    return sorted(late)


class Watch:
    """Logs in, types into the order page, and writes down when the timer rings."""

    def __init__(self, counter: Any, seconds: int, mode: str) -> None:
        from PySide6.QtCore import QTimer

        self._counter, self._seconds, self._mode = counter, seconds, mode
        self.gaps: list[float] = []
        self.keys: list[float] = []
        self._last = self._until = 0.0
        self._typed = 0
        self._timer, self._fingers = QTimer(interval=20), QTimer(interval=KEY_MS)
        self._timer.timeout.connect(self._wait)
        self._fingers.timeout.connect(self._type)
        self._timer.start()

    def _wait(self) -> None:
        """Until the PIN screen is there; then until the pages are built."""
        from PySide6.QtCore import QTimer
        from PySide6.QtTest import QTest

        from villagedesk.desktop.pin_parts import FaceButton

        shell = self._counter.shell
        if shell.main is None:
            if shell.pin.findChildren(FaceButton) and not self._typed:
                self._typed = 1
                QTimer.singleShot(500, lambda: QTest.keyClicks(self._focus(), PIN))
                QTimer.singleShot(1500, lambda: self._press_enter())
        elif not hasattr(self._counter, "ahead"):
            return
        elif self._counter.sync._timer.isActive():
            self._counter.sync.stop()  # it is started by hand, below
        elif not self._counter.ahead.working() and self._counter.desk.tasks.idle():
            self._timer.timeout.disconnect(self._wait)
            self._begin()

    def _press_enter(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        QTest.keyClick(self._focus(), Qt.Key.Key_Return)

    def _focus(self) -> Any:
        return self._counter.shell.focusWidget() or self._counter.shell

    def _begin(self) -> None:
        from PySide6.QtCore import Qt

        self._counter.shell.main.go("orders")
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._ring)
        self._last, self._until = time.perf_counter(), time.perf_counter() + self._seconds
        self._fingers.start()
        if self._mode != "rest":
            self._counter.sync.sync_now()

    def _ring(self) -> None:
        now = time.perf_counter()
        self.gaps.append(now - self._last)
        self._last = now
        waits = self._mode == "all" and self._counter.sync._sending and now < self._until + _LONGEST
        if now >= self._until and not waits:
            self._end()

    def _type(self) -> None:
        """A key, as a finger presses it; each word is typed, and taken back."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        word = WORDS[self._typed // 12 % len(WORDS)]
        at = self._typed % 12
        self._typed += 1
        begun = time.perf_counter()
        if at < len(word):
            QTest.keyClicks(self._focus(), word[at])
        elif at >= 12 - len(word):
            QTest.keyClick(self._focus(), Qt.Key.Key_Backspace)
        self.keys.append(time.perf_counter() - begun)

    def _end(self) -> None:
        late = rings(self.gaps)
        with self._counter.desk.tasks.store().read() as s:
            came = s.connection().exec_driver_sql("SELECT count(*) FROM event WHERE link IS NULL").scalar()
        said = {
            "p50": round(late[len(late) // 2] * 1000, 1),
            "p99": round(late[len(late) * 99 // 100] * 1000, 1),
            "max": round(late[-1] * 1000, 1),
            "key": round(max(self.keys) * 1000, 1),
            "came": came,
        }
        print(json.dumps(said), flush=True)
        os._exit(0)


def watch(home: Path, seconds: int, mode: str) -> None:
    """Be the window, and print the latencies."""
    from PySide6.QtWidgets import QApplication

    from villagedesk.desktop.app import Counter
    from villagedesk.settings import Settings

    application = QApplication([])
    counter = Counter(application, home, Settings())
    watching = Watch(counter, seconds, mode)
    counter.start()
    application.exec()
    del watching


if __name__ == "__main__":
    if sys.argv[1] == "central":
        serve(Path(sys.argv[2]))
    else:
        watch(Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
