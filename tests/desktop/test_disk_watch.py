"""The banner of a disk that runs full, and a counter whose disk cannot be written to."""

import pytest
from PySide6.QtCore import Qt

from tests.desktop.counter import open_window, press
from tests.desktop.test_app import counter, enrolled  # noqa: F401
from tests.store.disks import read_only
from villagedesk import paths
from villagedesk.desktop.disk_watch import HELP_PAGE, DiskWatch
from villagedesk.desktop.widgets import Text
from villagedesk.store import room
from villagedesk.store.room import Level


@pytest.fixture
def watch(desk, store):
    return DiskWatch(desk)


def test_what_becomes_worse_is_said_once_and_with_what_can_be_freed(watch, store, said, qtbot, monkeypatch):
    watch.look()
    qtbot.waitUntil(lambda: paths.reserve(store.home).exists())
    assert said == []
    monkeypatch.setattr(room, "_measured", lambda home: (120 << 20, Level.LOW))
    watch.look()
    qtbot.waitUntil(lambda: len(said) == 1)
    kind, words = said[0]
    assert kind == "act"
    assert "120 MB are left" in words
    assert "0 MB of photos" in words
    assert words.endswith("F1 says what to do.")
    assert watch._desk.first_help == "disk"
    watch.look()
    monkeypatch.setattr(room, "_measured", lambda home: (12 << 20, Level.TIGHT))
    watch.look()
    qtbot.waitUntil(lambda: len(said) == 2)
    assert "12 MB are left" in said[1][1]
    monkeypatch.setattr(room, "_measured", lambda home: (9 << 30, Level.ENOUGH))
    watch.look()
    qtbot.waitUntil(lambda: watch._desk.first_help == "")


def test_f1_opens_what_to_do_while_the_disk_is_nearly_full(desk, store, qtbot):
    window = open_window(desk, qtbot)
    window.go("produce")
    desk.first_help = HELP_PAGE
    press(window, Qt.Key.Key_F1)
    assert "nearly full" in window.help.text.toPlainText()
    press(window, Qt.Key.Key_F1)
    desk.first_help = ""
    press(window, Qt.Key.Key_F1)
    assert "nearly full" not in window.help.text.toPlainText()


def test_today_says_when_there_is_only_room_for_sales(store, monkeypatch):
    from villagedesk.desktop.sync.today import cards

    with store.read() as s:
        assert cards(s) == []
        monkeypatch.setattr(room, "_measured", lambda home: (12 << 20, Level.TIGHT))
        (card,) = cards(s)
    assert card.title == "The disk is full"


def test_a_disk_that_cannot_be_written_to_can_be_looked_at(enrolled, counter, qtbot):  # noqa: F811
    with read_only(enrolled):
        counter.start()
        qtbot.waitUntil(lambda: counter.shell.pin.pin.isEnabled() and counter._store_open, timeout=20_000)
        counter.shell.pin.pin.setText("2580")
        counter.shell.pin.submit()
        qtbot.waitUntil(lambda: counter.shell.main is not None, timeout=20_000)
        shown = counter.shell.main.findChildren
        qtbot.waitUntil(lambda: any("nothing can be saved" in label.text() for label in shown(Text)))
        assert counter.desk.tasks.store().only_looking
        counter.close()
