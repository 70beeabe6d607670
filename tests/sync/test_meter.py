"""The byte meter against the socket itself, what is kept of it, stopping, and a central that hangs or trickles."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.conftest import set_up_operator
from tests.sync.conftest import Desk
from villagedesk import clock
from villagedesk.central.app import open_central
from villagedesk.central.config import CentralConfig
from villagedesk.central.deps import Central
from villagedesk.errors import Offline
from villagedesk.store import Store, events
from villagedesk.store.photos import attach, desk_files, waiting
from villagedesk.sync import http, meter
from villagedesk.sync.history import KEPT, PastSync, agreements, note_agreement, note_sync, past_syncs
from villagedesk.sync.http import HttpRemote
from villagedesk.sync.meter import Line, Meter, Traffic, around
from villagedesk.sync.service import sync_now
from villagedesk.sync.stop import Stop
from villagedesk.sync.traffic import line_now, note_line, note_traffic, used


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    """SQLite is enough: what is tried here happens at the desk."""
    opened = open_central(CentralConfig(home=tmp_path / "central"))
    yield opened
    opened.database.close()


class Pump:
    """Between desk and central; counts what passes, as the wire would."""

    def __init__(self, port: int) -> None:
        self._port, self.up, self.down, self.rest = port, 0, 0, 0.0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._port))
            threading.Thread(target=self._pass, args=[near, far, "up"], daemon=True).start()
            threading.Thread(target=self._pass, args=[far, near, "down"], daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, way: str) -> None:
        try:
            while data := source.recv(65536):
                setattr(self, way, getattr(self, way) + len(data))
                time.sleep(self.rest)
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return


def point_to(store: Store, url: str) -> None:
    with store.transaction() as connection:
        events.put_meta(connection, "central_url", url)


def work(store: Store, count: int = 1) -> None:
    for _ in range(count):
        with store.write(by="x") as s:
            set_up_operator(s, "王秀兰")


def test_the_meter_counts_what_passed_the_socket(make_desk: Callable[[str], Desk], server: Any) -> None:
    desk, pump = make_desk("one"), Pump(server.port)
    point_to(desk.store, pump.url)
    work(desk.store, 40)
    report = sync_now(desk.store)
    pump.close()
    assert report.agreed
    assert (report.up, report.down) == (pump.up, pump.down)
    with desk.store.read() as s:
        today, tomorrow = used(s.connection(), clock.today()), used(s.connection(), "9999-01-01")
        kinds = dict(s.connection().exec_driver_sql("SELECT kind, requests FROM traffic").fetchall())
        (past,) = past_syncs(s.connection())
        found = agreements(s.connection())
    assert (today.up, today.down, today.around) == (pump.up, pump.down, report.around)
    assert kinds["round"] == report.rounds
    # 40 events as plain JSON weigh more than all that went over the line.
    assert today.saved > 40 * 66
    assert tomorrow.all == 0
    assert (past.how, past.agreed, past.code, past.sent, past.bytes) == ("line", True, "", 40, today.all)
    assert [(one.scope, one.differs) for one in found] == [("centre", False), ("platform", False)]
    assert found[0].count == 41


@pytest.mark.parametrize(
    ("up", "down", "new", "tls", "size"),
    [
        (0, 0, False, False, 0),
        (1, 1, False, False, 52 * 3),
        (1, 1, True, False, 52 * 9),
        (2800, 1, False, False, 52 * 4),
    ],
)
def test_what_is_around_it(up: int, down: int, new: bool, tls: bool, size: int) -> None:
    assert around(up, down, new=new, tls=tls) == size
    assert around(up, down, new=new, tls=True) > size


def test_days_are_added_and_old_ones_let_go(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("villagedesk.sync.traffic._KEPT_DAYS", 2)
    for day in ("2026-11-01", "2026-11-02", "2026-11-02", "2026-11-03"):
        monkeypatch.setattr(clock, "today", lambda day=day: day)
        with store.transaction() as connection:
            note_traffic(connection, {"round": Traffic(10, 20, 5, 25, 1), "photo": Traffic(100, 1, 0, 90, 1)}, 60)
    with store.read() as s:
        assert used(s.connection(), "2026-01-01").up == 330
        month = used(s.connection(), "2026-11-03")
    assert (month.up, month.down, month.around, month.saved, month.all) == (110, 21, 5, 35, 136)


def test_the_line_is_remembered(store: Store) -> None:
    with store.transaction() as connection:
        assert line_now(connection) == Line()
        note_line(connection, Line(5000, 0))
        note_line(connection, Line(0, 700))
        assert line_now(connection) == Line(5000, 700)


def test_the_line_is_measured_by_what_went_over_it(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(clock, "monotonic", lambda: now)
    meter_ = Meter()

    def asked(up: int, down: int, seconds: float, *, new: bool = False) -> Line:
        nonlocal now
        meter_.begin("round")
        if new:
            meter_.connected(tls=False)
        meter_.sent(up)
        meter_.got(down)
        now += seconds
        meter_.end()
        return Line(meter_.line.speed, meter_.line.wait_ms)

    assert asked(300, 200, 3.0, new=True) == Line(), "the first question also greets"
    assert asked(300, 0, 30.0) == Line(), "nobody answered"
    assert asked(300, 200, 0.7) == Line(0, 700)
    assert asked(60_000, 4_000, 16.0) == Line(4_000, 700), "a large one tells how much goes through"
    assert asked(300, 200, 0.3) == Line(4_000, 500), "and half of what was known before stays"
    assert asked(1_000, 15_000, 2.0) == Line(6_000, 500)


def test_a_sync_leaves_behind_how_quick_the_line_is(make_desk: Callable[[str], Desk], server: Any) -> None:
    desk, pump = make_desk("one"), Pump(server.port)
    pump.rest = 0.02  # before each piece that it passes on
    point_to(desk.store, pump.url)
    with desk.store.transaction() as connection:
        name = desk_files(desk.store).put(os.urandom(80_000))
        attach(connection, desk_files(desk.store), name, "lot")
    assert sync_now(desk.store).photos == 1
    pump.close()
    with desk.store.read() as s:
        line = line_now(s.connection())
    assert 0 < line.speed < 32_768 / 0.04, "a piece of a photo and its answer rest 0.02 s each"


def test_history_is_bounded_and_says_the_same_only_once(store: Store) -> None:
    with store.transaction() as connection:
        for minute in range(5):
            note_sync(connection, PastSync(minute, minute + 1, "line", False, "offline", 0, 0, 0, 10))
        (trouble,) = past_syncs(connection)
        assert (trouble.times, trouble.begun_at, trouble.ended_at, trouble.bytes) == (5, 0, 5, 50)
        for minute in range(KEPT + 10):
            note_sync(connection, PastSync(minute, minute, "line", True, "", 1, 0, 0, 10))
        assert len(past_syncs(connection, 1000)) == KEPT


def test_an_older_agreement_is_not_told_once_both_sides_differ(store: Store) -> None:
    with store.transaction() as connection:
        note_agreement(connection, "centre", 1, agrees=True)
        note_agreement(connection, "centre", 2, agrees=False)
        (found,) = agreements(connection)
    assert (found.at, found.differs) == (2, True)


def test_stopping_keeps_what_is_done(make_desk: Callable[[str], Desk]) -> None:
    desk = make_desk("one")
    with desk.store.transaction() as connection:
        for number in range(3):
            name = desk_files(desk.store).put(bytes([number]) * 40_000)
            attach(connection, desk_files(desk.store), name, "lot")
    work(desk.store)
    stop = Stop()
    steps = []

    def told(report: Any) -> None:
        with desk.store.read() as s:
            left = waiting(s.connection())
        steps.append(left)
        if left[1] < 120_000:
            stop.ask()

    report = sync_now(desk.store, progress=told, stop=stop)
    assert (report.stopped, report.sent, report.photos) == (True, 1, 0)
    assert steps[-1] == (3, 120_000 - 32 * 1024)
    photos: list[int] = []
    report = sync_now(desk.store, progress=lambda report: photos.append(report.photos))
    assert (report.stopped, report.photos) == (False, 3)
    assert sorted(set(photos)) == [0, 1, 2, 3], "the bars move with each"
    with desk.store.read() as s:
        assert [past.code for past in past_syncs(s.connection())] == ["", ""]


# --- a central that is there and does not answer


def serve(answer: Callable[[socket.socket], None]) -> str:
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        while True:
            near, _ = listener.accept()
            near.recv(100_000)
            threading.Thread(target=answer, args=[near], daemon=True).start()

    threading.Thread(target=run, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def silent(near: socket.socket) -> None:
    time.sleep(20)


def half(near: socket.socket) -> None:
    near.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
    time.sleep(20)


def cut(near: socket.socket) -> None:
    near.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
    near.close()


def trickle(near: socket.socket) -> None:
    with suppress(OSError):
        for letter in b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + bytes(1000):
            near.sendall(bytes([letter]))
            time.sleep(0.02)


def asked(url: str) -> HttpRemote:
    return HttpRemote(url, "00" * 16, Ed25519PrivateKey.generate())


@pytest.mark.parametrize(
    ("answer", "code"),
    [(silent, "central_silent"), (half, "central_silent"), (cut, "offline"), (trickle, "central_silent")],
)
def test_no_answer_is_told_apart_from_no_line(
    answer: Callable[[socket.socket], None], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "TIMEOUT", (0.3, 0.3))
    monkeypatch.setattr(meter, "PATIENCE_SECONDS", 0.3)
    remote, begun = asked(serve(answer)), time.monotonic()
    with pytest.raises(Offline) as error:
        remote.blob("00" * 32, 3, 0, b"xyz")
    assert error.value.code == code
    assert time.monotonic() - begun < 5
    assert remote.meter.take()["photo"].up > 200


def test_a_request_that_nobody_answers_is_given_up_at_once() -> None:
    remote = asked(serve(silent))
    threading.Timer(0.2, remote.stop).start()
    begun = time.monotonic()
    for _ in range(2):
        with pytest.raises(Offline):
            remote.blob("00" * 32, 3, 0, b"xyz")
    assert time.monotonic() - begun < 5
