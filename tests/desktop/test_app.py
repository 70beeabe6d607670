"""Opening the counter for real: threads, a real data folder, a second copy, damaged data."""

import gc
import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QLockFile
from PySide6.QtWidgets import QMessageBox

from tests.store.disks import read_only
from tests.sync.test_repair import break_it
from villagedesk import paths
from villagedesk.desktop import app as app_module
from villagedesk.desktop.ahead import ImportsAhead
from villagedesk.desktop.app import Counter, run_desk
from villagedesk.settings import Settings
from villagedesk.store import identity, open_store
from villagedesk.store.backup import backups, take_backup
from villagedesk.store.operators import add_operator
from villagedesk.sync.repair import Repaired


@pytest.fixture
def enrolled(home):
    """A data folder of a counter that was set up before."""
    store = open_store(home)
    with store.write() as s:
        add_operator(s, "王秀兰", "manager", "2580")
    with store.transaction() as c:
        identity.remember(c, identity.Device("ab" * 16, 1, "B07", "pc", "https://127.0.0.1:9", bytes(32)))
    store.close()
    return home


@pytest.fixture
def counter(qapp, home, qtbot):
    made = Counter(qapp, home, Settings(language="en"))
    yield made
    made.close()
    made.shell.close()
    made.languages.use("en")


def test_counter_opens_behind_the_pin_screen(enrolled, counter, qtbot):
    counter.start()
    assert counter.shell.pin.isVisible()
    assert "being opened" in counter.shell.pin.line.text()
    counter.shell.pin.pin.setText("2580")
    counter.shell.pin.submit()
    qtbot.waitUntil(lambda: counter.shell.main is not None, timeout=20_000)
    assert counter.shell.main.place() == "today"
    assert counter.desk.operator.name == "王秀兰"


def test_closing_ends_what_is_imported_ahead(enrolled, counter, qtbot, monkeypatch):
    """Left running on a slow PC, it went on building into a window that was gone."""
    monkeypatch.setattr(ImportsAhead, "step", lambda _self: None)
    counter.start()
    qtbot.waitUntil(lambda: hasattr(counter, "imports") and counter.imports.working(), timeout=20_000)
    counter.shell.close()
    assert not counter.imports.working()
    assert gc.isenabled()


def test_damaged_data_is_said_and_can_be_tried_again(enrolled, counter, qtbot):
    good = paths.desk_db(enrolled).read_bytes()
    paths.desk_db(enrolled).write_bytes(b"\x07" * 8192)
    counter.start()
    qtbot.waitUntil(lambda: counter.shell.pin._trouble is not None, timeout=20_000)
    assert "Do not delete anything" in counter.shell.pin.line.text()
    for leftover in enrolled.glob("desk.db-*"):
        leftover.unlink()
    paths.desk_db(enrolled).write_bytes(good)
    counter.shell.pin.retry.click()
    qtbot.waitUntil(lambda: counter.shell.pin.face() is not None, timeout=20_000)
    assert "Type the PIN" in counter.shell.pin.line.text()


def test_a_damaged_database_is_mended_while_the_program_opens(enrolled, counter, qtbot):
    store = open_store(enrolled)
    take_backup(store)
    with store.write() as s:
        add_operator(s, "刘芳", "trainer", "8036")
    store.close()
    break_it(enrolled)
    counter.start()
    counter.shell.pin.pin.setText("2580")
    qtbot.waitUntil(lambda: counter.shell.pin.face() is not None, timeout=20_000)
    counter.shell.pin.submit()
    qtbot.waitUntil(lambda: counter.shell.main is not None, timeout=20_000)
    said = []
    counter.desk.bus.notice.connect(lambda notice: said.append((notice.text, notice.kind)))
    counter.backups.tell_of_repair(Repaired(0, 1, enrolled))
    assert "1 later action was brought back" in said[0][0]
    assert counter.desk.tasks.store().home == enrolled
    assert list(enrolled.glob("damaged-*/desk.db"))
    with counter.desk.tasks.store().read() as s:
        assert len(list(s.connection().exec_driver_sql("SELECT id FROM operator"))) == 2


def test_a_data_file_that_was_put_back_by_hand_is_told(enrolled, counter, qtbot):
    path = paths.desk_db(enrolled)
    open_store(enrolled).close()
    old = path.read_bytes()
    store = open_store(enrolled)
    with store.write() as s:
        add_operator(s, "刘芳", "trainer", "8036")
    store.close()
    path.write_bytes(old)
    said = []
    counter.desk.bus.notice.connect(lambda notice: said.append((notice.text, notice.kind)))
    counter.start()
    counter.shell.pin.pin.setText("2580")
    qtbot.waitUntil(lambda: counter.shell.pin.face() is not None, timeout=20_000)
    counter.shell.pin.submit()
    qtbot.waitUntil(lambda: counter.shell.main is not None, timeout=20_000)
    assert ("The data file was an older copy. 1 later action was brought back.", "act") in said
    with counter.desk.tasks.store().read() as s:
        assert len(list(s.connection().exec_driver_sql("SELECT id FROM operator"))) == 2


def test_a_copy_is_taken_every_hour(enrolled, counter, qtbot, monkeypatch):
    counter.start()
    qtbot.waitUntil(lambda: counter.shell.pin.face() is not None, timeout=20_000)
    counter.shell.pin.pin.setText("2580")
    counter.shell.pin.submit()
    qtbot.waitUntil(lambda: counter.shell.main is not None, timeout=20_000)
    counter.backups.look()
    qtbot.waitUntil(lambda: len(backups(enrolled)) == 1, timeout=20_000)
    first = backups(enrolled)[0].at
    qtbot.waitUntil(lambda: not counter.backups._busy)
    counter.backups.look()
    assert not counter.backups._busy, "the newest is young"
    monkeypatch.setattr("villagedesk.clock.now_ms", lambda: first + 3_700_000)
    counter.backups.look()
    qtbot.waitUntil(lambda: len(backups(enrolled)) == 2, timeout=20_000)
    qtbot.waitUntil(lambda: not counter.backups._busy)


def test_second_copy_says_so_and_ends(home, qapp, monkeypatch, capsys):
    shown = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: shown.append(box.text()))
    home.mkdir(parents=True, exist_ok=True)
    first = QLockFile(str(home / "desk.lock"))
    assert first.tryLock(0)
    assert run_desk(home, Settings(language="en")) == 1
    assert shown == ["Village Desk is already open on this computer. Look for its window in the task bar."]
    assert shown[0] in capsys.readouterr().err


def test_a_folder_nobody_may_write_to_is_no_second_copy(home):
    home.mkdir()
    lock = QLockFile(str(home / "desk.lock"))
    with read_only(home):
        assert not app_module._taken(lock)
    assert not app_module._taken(lock)
    assert app_module._taken(QLockFile(str(home / "desk.lock")))


def test_full_disk_does_not_keep_the_counter_from_opening(home, monkeypatch):
    def full(_folder):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("villagedesk.log.start", full)
    app_module._start_log(home)


def test_first_picture_waits_for_no_heavy_library():
    heavy = ["sqlmodel", "sqlalchemy", "requests", "babel", "msgspec", "cryptography", "qrcode", "argon2", "keyring"]
    code = f"import sys, villagedesk.desktop.app; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("asked", "got"), [("fcitx", "ibus"), ("fcitx5", "ibus"), ("ibus", "ibus"), ("xim", "xim")])
def test_input_method_that_qt_cannot_load_is_reached_by_another_line(monkeypatch, asked, got):
    monkeypatch.setenv("QT_IM_MODULE", asked)
    app_module._choose_input_method()
    assert os.environ["QT_IM_MODULE"] == got
