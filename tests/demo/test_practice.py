"""Practising: invented data in a folder of its own, marked on every page and paper, never enrolled, thrown away on request."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from villagedesk import paths
from villagedesk.demo.practice import empty_room
from villagedesk.demo.practice_world import make_world
from villagedesk.desktop.app import Counter
from villagedesk.desktop.practice import PIN, PracticeFrame
from villagedesk.desktop.printing import page
from villagedesk.desktop.printing.layout import images, lay_out
from villagedesk.desktop.sync.service import chip_state
from villagedesk.domain.room_papers import AssetTag
from villagedesk.settings import Settings
from villagedesk.store import open_store
from villagedesk.store.identity import device
from villagedesk.store.operators import check_pin, operators
from villagedesk.store.orders import open_orders


@pytest.fixture
def stampless(monkeypatch):
    monkeypatch.setattr(page, "stamp", "")


def test_the_room_is_whole_marked_and_never_enrolled(tmp_path):
    home = paths.practice_room(tmp_path)
    operator = make_world(home, people=12, goods=300)
    assert paths.practice_mark(home).exists()
    store = open_store(home)
    try:
        with store.read() as s:
            assert device(s.connection()) is None, "what is not enrolled cannot sync"
            assert len(open_orders(s)) == 8
            assert {one.role for one in operators(s)} == {"operator", "trainer"}
        assert check_pin(store, operator, PIN).id == operator
    finally:
        store.close()
    said = []
    empty_room(tmp_path, said.append)
    assert not home.exists()
    assert said


def test_a_folder_that_is_not_marked_is_never_thrown_away(tmp_path):
    home = paths.practice_room(tmp_path)
    home.mkdir()
    (home / "desk.db").write_bytes(b"somebody's data")
    empty_room(tmp_path, lambda _words: None)
    assert (home / "desk.db").exists()


def test_every_page_is_framed_and_one_key_leaves(qapp, qtbot, stampless):
    from PySide6.QtWidgets import QWidget

    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    frame = PracticeFrame(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    assert "nothing is sent" in frame.words()
    window.resize(1000, 700)
    qapp.processEvents()
    assert frame.size() == window.size()
    assert window.contentsMargins().bottom() > 20, "nothing to press lies beneath what it says"
    shot = window.grab().toImage()
    assert shot.pixelColor(2, 350) == shot.pixelColor(997, 350) != shot.pixelColor(500, 350)
    QTest.keyClick(window, Qt.Key.Key_F12)
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=2000)


def test_its_chip_does_not_tell_of_a_line():
    status = SimpleNamespace(
        chip="waiting", enrolled=False, trouble=None, waiting=108, photos=0, oldest_at=1, decisions=2
    )
    assert chip_state(status, 0, practice=True).text() == "Practice  nothing is sent"
    status.chip, status.asked_at = "needs_you", None
    assert "2 things need you" in chip_state(status, 0, practice=True).text(), "what is to be decided can be practised"


def test_every_paper_says_that_it_is_practice(qapp, stampless, monkeypatch):
    paper = AssetTag(number="ZC1-01", title="云桥 80", kind="printer", centre="练习服务站")
    plain = images(lay_out(paper))[0]
    monkeypatch.setattr(page, "stamp", "练习 PRACTICE")
    assert images(lay_out(paper))[0] != plain


def test_the_window_opens_at_the_pin_and_offers_no_practice_within_practice(qapp, qtbot, tmp_path, stampless):
    home = paths.practice_room(tmp_path)
    make_world(home, people=6, goods=300)
    counter = Counter(qapp, home, Settings(language="en"))
    try:
        counter.start()
        qtbot.waitUntil(lambda: bool(counter.shell.pin._faces), timeout=8000)
        assert counter.shell.first is None, "no code is asked for"
        assert counter.practice.isVisible()
        assert not counter.shell.pin.practise.isVisible()
    finally:
        counter.close()
        counter.shell.close()
