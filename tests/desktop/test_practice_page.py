"""The page for practising and the manual: started, thrown away, refused while open; and the whole screen from the log-in on."""

import os
import sys

import pytest
from PySide6.QtCore import QProcess, QSize, Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtTest import QTest

from tests.desktop.counter import open_window, press, settle
from tests.desktop.test_sync import DESK
from villagedesk import paths
from villagedesk.demo.manual import sections
from villagedesk.desktop.desk import Desk, LoggedIn
from villagedesk.desktop.more import practice_screen
from villagedesk.desktop.qt_i18n import Languages
from villagedesk.desktop.shell import Shell
from villagedesk.settings import Settings
from villagedesk.store.identity import remember
from villagedesk.store.operators import add_operator


@pytest.fixture
def room(home):
    made = paths.practice_room(home)
    made.mkdir(parents=True)
    paths.practice_mark(made).touch()
    (made / "desk.db").write_bytes(b"x" * 5000)
    return made


@pytest.fixture
def page(desk, qtbot):
    window = open_window(desk, qtbot)
    window.go("practice")
    made = window.page()
    settle(qtbot, lambda: bool(made.state.text()))
    made.frame = window
    return made


def test_it_starts_a_process_of_its_own(page, monkeypatch, said):
    started = []
    monkeypatch.setattr(QProcess, "startDetached", staticmethod(lambda *words: (started.append(words), (True, 1))[1]))
    press(page.frame, Qt.Key.Key_F10)
    assert started == [(sys.executable, ["-m", "villagedesk", "practice"])]
    assert said[-1][0] == "good"
    assert not page.away.isVisible()  # there is nothing to throw away


def test_it_is_thrown_away_after_asking_once_but_not_while_it_is_open(room, home, page, qtbot, said):
    settle(qtbot, page.away.isVisible)
    assert "5 KB" in page.state.text()
    (room / "desk.lock").write_text(f"{os.getpid()}\nvillagedesk\n")
    page.away.click()
    assert room.exists()
    page.away.click()
    settle(qtbot, lambda: bool(said))
    assert "Leave it with F12" in said[-1][1]
    assert room.exists()
    (room / "desk.lock").unlink()
    page.away.click()
    page.away.click()
    settle(qtbot, lambda: not room.exists())
    settle(qtbot, lambda: not page.away.isVisible())
    assert (home / "desk.db").exists()


def test_within_practice_nothing_is_started_or_thrown_away(room, home, desk, qtbot, page):
    paths.practice_mark(home).touch()
    page.open()
    settle(qtbot, lambda: "You are practising" in page.state.text())
    assert not page.start.isVisible()
    assert not page.away.isVisible()


@pytest.fixture
def manual(monkeypatch, tmp_path):
    """What the process of the manual would be given, and what is opened; a script stands for the slow drawing."""
    target, seen = tmp_path / "manual.pdf", {"opened": [], "words": []}
    monkeypatch.setattr(practice_screen, "manual_file", lambda _home: target)
    monkeypatch.setattr(
        practice_screen.QDesktopServices, "openUrl", lambda url: seen["opened"].append(url.toLocalFile())
    )

    def use(script):
        def words(*given):
            seen["words"].append(given)
            return sys.executable, ["-S", "-c", script.format(target=target)]

        monkeypatch.setattr(practice_screen, "command_words", words)
        return seen

    return use


def test_the_manual_is_written_and_its_folder_opens(page, manual, qtbot, tmp_path):
    seen = manual("open('{target}', 'w').write('%PDF')")
    press(page.frame, Qt.Key.Key_F8)
    assert "being written" in page.told.text()
    assert not page.write_manual.isEnabled()
    qtbot.waitUntil(lambda: bool(seen["opened"]), timeout=5000)
    assert seen["words"] == [("manual", str(tmp_path / "manual.pdf"), "--language", "en")]
    assert seen["opened"] == [str(tmp_path)]
    assert str(tmp_path / "manual.pdf") in page.told.text()
    assert page.write_manual.isEnabled()


def test_the_manual_itself_comes_from_the_key(page, qtbot, tmp_path, monkeypatch):
    """Nothing stands for the process: the program is started, draws its pages, and the PDF opens."""
    target, opened = tmp_path / "manual.pdf", []
    monkeypatch.setattr(practice_screen, "manual_file", lambda _home: target)
    monkeypatch.setattr(practice_screen.QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    page.write_manual.click()
    qtbot.waitUntil(page.write_manual.isEnabled, timeout=180_000)
    assert str(target) in page.told.text(), page.told.text()
    assert opened == [str(tmp_path)]
    document = QPdfDocument()
    assert document.load(str(target)) == QPdfDocument.Error.None_
    assert document.pageCount() > len(sections("en")), "contents, and every help page"
    words = "".join(document.getAllText(page).text() for page in range(document.pageCount()))
    assert "Sign-in" in words
    assert target.stat().st_size > 1_000_000, "the screens are in it"


def test_a_manual_that_was_not_written_is_told(page, manual, qtbot):
    seen = manual("raise SystemExit(1)")
    press(page.frame, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: "could not be written" in page.told.text(), timeout=5000)
    assert seen["opened"] == []
    assert page.write_manual.isEnabled()


def test_f11_at_the_log_in_fills_the_screen_from_then_on(qapp, home, store, qtbot):
    with store.transaction() as connection:
        remember(connection, DESK)
    with store.write() as s:
        me = add_operator(s, "王秀兰", "manager", "2580").id
    desk = Desk(Settings(language="en"), home, inline=True)
    shell = Shell(desk, qapp, Languages(qapp))
    qtbot.addWidget(shell)
    shell.fit(QSize(1920, 1040))
    with qtbot.waitExposed(shell):
        shell.show()
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    assert not shell.isFullScreen()
    QTest.keyClick(shell.pin.pin, Qt.Key.Key_F11)
    assert shell.isFullScreen()
    assert "As a window" in shell.pin.full.text()
    shell.on_store(store)
    shell.log_in(LoggedIn(me, "王秀兰"))
    assert shell.isFullScreen()
    # Large letters and back: it stays.
    shell.set_large(True)
    shell.set_large(False)
    assert shell.isFullScreen()
    # The next start begins so.
    again = Shell(Desk(Settings.load(paths.settings_file(home)), home, inline=True), qapp, Languages(qapp))
    qtbot.addWidget(again)
    again.fit(QSize(1366, 728))
    assert again.isFullScreen()
    shell.lock()
    QTest.keyClick(shell.pin.pin, Qt.Key.Key_F11)
    assert not shell.isFullScreen()
    for each in (shell, again):
        each.desk.tasks.close()
