"""The window while a sync runs: its thread asks no database, many steps are one look, and a central that hangs holds nothing.

``tests/bench/window.py`` measures the same with the whole program.
"""

import socket
import threading
import time

import pytest
from PySide6.QtCore import Qt, QTimer
from sqlalchemy import event

from tests.central.conftest import central, postgresql, server  # noqa: F401
from tests.desktop.counter import open_window
from tests.desktop.counter import press as key
from tests.desktop.test_stick import enrol_at
from tests.store.orders_room import ordered, villager
from villagedesk.central.devices import make_code
from villagedesk.desktop.desk import Desk, LoggedIn
from villagedesk.desktop.sync import service as sync_service
from villagedesk.desktop.sync.progress import IDLE, SENDING
from villagedesk.desktop.sync.service import SyncService
from villagedesk.domain.people import PersonForm
from villagedesk.settings import Settings
from villagedesk.store import events, identity, open_store
from villagedesk.store.people import add_person
from villagedesk.sync.http import HttpRemote
from villagedesk.sync.run import Run, enrol


@pytest.fixture
def busy_desk(qapp, store, operator, home):
    """A counter whose work is done behind the window, as in the program."""
    made = Desk(Settings(language="en"), home)
    made.tasks.set_store(store)
    made.log_in(LoggedIn(operator, "王秀兰"))
    yield made
    made.close()


@pytest.fixture
def service(busy_desk):
    made = SyncService(busy_desk)
    busy_desk.sync_now, busy_desk.stop_sync = made.sync_now, made.stop_now
    yield made
    made.stop()


def watch_database(store):
    """The threads that ask the database from now on."""
    asked = set()
    for engine in (store._reader, store._writer):
        event.listen(engine, "before_cursor_execute", lambda *_args: asked.add(threading.get_ident()))
    return asked


def another_pc_works(server, tmp_path, count):  # noqa: F811
    with server.central.database.write() as connection:
        centre = connection.exec_driver_sql("SELECT id FROM centre").scalar()
        code = make_code(connection, centre)
    other = open_store(tmp_path / "other", bytes(32))
    with other.transaction() as connection:
        secret = identity.device_key(connection)
    enrol(other, HttpRemote(server.url, "00" * 16, secret), server.url, code, "other")
    for number in range(count):
        with other.write(by="x") as s:
            add_person(s, PersonForm(name="陈" + chr(0x4E00 + number)), check_same=False)
    with other.read() as s:
        device = identity.device(s.connection())
    remote = HttpRemote(server.url, device.id, secret)
    assert Run(other, remote).go().agreed
    remote.close()
    other.close()


@pytest.mark.parametrize("place", ["orders", "sync", "today"])
@pytest.mark.parametrize("central", ["sqlite"], indirect=True)
def test_the_window_asks_no_database(place, busy_desk, service, store, operator, server, qtbot, tmp_path):  # noqa: F811
    enrol_at(store, server)
    ordered(store, operator, villager(store, operator))
    another_pc_works(server, tmp_path, 60)
    window = open_window(busy_desk, qtbot)
    window.go(place)
    qtbot.waitUntil(busy_desk.tasks.idle)
    asked = watch_database(store)
    service.sync_now()
    for letter in (Qt.Key.Key_C, Qt.Key.Key_H, Qt.Key.Key_E):
        key(window, letter)
        qtbot.wait(10)
    qtbot.waitUntil(lambda: busy_desk.sync_run.state == IDLE and bool(busy_desk.sync_run.ended_at), timeout=20_000)
    qtbot.waitUntil(busy_desk.tasks.idle)
    assert len(asked) > 1, "the watch works"
    assert threading.get_ident() not in asked
    assert window.topbar.chip.state().kind == "delivered"


def test_a_hundred_steps_are_a_few_looks(busy_desk, service, qtbot, monkeypatch):
    looks = []
    monkeypatch.setattr(service, "refresh", lambda: looks.append(time.monotonic()))
    service._look.timeout.disconnect()
    service._look.timeout.connect(lambda: service.refresh())
    for number in range(100):
        service._progress.emit((number, 0, {"person"}, False, set(), (0, 0)))
    qtbot.wait(sync_service.LOOK_MS * 2)
    assert len(looks) == 1


def test_a_central_that_hangs_holds_nothing_and_is_let_go(busy_desk, service, store, operator, qtbot):
    listener = socket.create_server(("127.0.0.1", 0))
    with store.transaction() as connection:
        identity.device_key(connection)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        identity.remember(connection, identity.Device("ab" * 16, 1, "cd" * 16, "desk", url, bytes(32)))
    window = open_window(busy_desk, qtbot)
    window.go("sync")
    service.sync_now()
    near, _ = listener.accept()
    rings = []
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: rings.append(time.monotonic()))
    timer.start()
    ordered(store, operator, villager(store, operator))  # the counter goes on
    qtbot.waitUntil(lambda: len(rings) > 50, timeout=10_000)
    qtbot.waitUntil(lambda: busy_desk.sync_run.state == SENDING)
    assert not window.page()._stop.isHidden()
    key(window, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: busy_desk.sync_run.state == IDLE, timeout=10_000)
    with store.read() as s:
        assert events.get_meta(s.connection(), "stopped_at")
        assert events.waiting(s.connection())[0] > 0
    near.close()
    listener.close()
