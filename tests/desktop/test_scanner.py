"""A scanner's burst is told wherever the cursor is and lands in no field; a hand's keys do, all of them and in order."""

import os

import pytest
import shiboken6
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from villagedesk.desktop.bus import Bus
from villagedesk.desktop.scanner import Scanner
from villagedesk.desktop.serial_scanner import SerialScanner
from villagedesk.desktop.widgets import PlainButton
from villagedesk.domain import labels
from villagedesk.domain.label_address import address_prefix


class Hand:
    """Presses keys at a given pace on a clock of its own."""

    def __init__(self, scanner):
        self.now = 100.0
        scanner.seconds = lambda: self.now
        self.scanner = scanner

    def keys(self, target, text, gap):
        for letter in text:
            self.now += gap
            if gap > 0.035:
                self.scanner.release()  # what the timer does when so much time has passed
            QTest.keyClicks(target, letter)

    def enter(self, target, gap):
        self.now += gap
        if gap > 0.035:
            self.scanner.release()
        QTest.keyClick(target, Qt.Key.Key_Return)


@pytest.fixture
def counter(qapp, qtbot):
    """A window with a field and a button, and the scanner watching."""
    bus = Bus()
    scanner = Scanner(bus)
    scanner.install(qapp)
    window = QWidget()
    layout = QVBoxLayout(window)
    window.field, window.button = QLineEdit(), PlainButton("Next", "Enter")
    layout.addWidget(window.field)
    layout.addWidget(window.button)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.scans, window.presses = [], []
    bus.scanned.connect(window.scans.append)
    window.button.clicked.connect(lambda: window.presses.append(1))
    window.hand = Hand(scanner)
    window.scanner = scanner
    yield window
    shiboken6.delete(scanner)


def test_burst_is_told_and_lands_in_no_field(counter):
    counter.field.setFocus()
    counter.field.setText("陈")
    counter.hand.keys(counter.field, "YT8831-20", 0.005)
    counter.hand.enter(counter.field, 0.005)
    assert counter.scans == ["YT8831-20"]
    assert counter.field.text() == "陈"
    assert counter.presses == []


def test_burst_is_told_while_a_button_has_the_focus(counter):
    counter.button.setFocus()
    counter.hand.keys(counter.button, "482073", 0.01)
    counter.hand.enter(counter.button, 0.01)
    assert counter.scans == ["482073"]
    assert counter.presses == []


def test_hand_types_as_ever(counter):
    counter.field.setFocus()
    counter.hand.keys(counter.field, "xyf 2.5kg", 0.09)
    counter.scanner.release()
    assert counter.field.text() == "xyf 2.5kg"
    assert counter.scans == []


def test_two_keys_rolled_over_by_a_fast_hand_are_not_lost(counter):
    counter.field.setFocus()
    counter.hand.keys(counter.field, "ab", 0.02)
    counter.hand.keys(counter.field, "c", 0.2)
    counter.scanner.release()
    assert counter.field.text() == "abc"


def test_enter_of_a_hand_still_presses(counter):
    counter.field.setFocus()
    counter.hand.keys(counter.field, "6721", 0.09)
    counter.hand.enter(counter.field, 0.2)
    assert counter.field.text() == "6721"
    assert counter.presses == [1]
    assert counter.scans == []


def test_three_fast_characters_are_no_scan(counter):
    counter.field.setFocus()
    counter.hand.keys(counter.field, "abc", 0.005)
    counter.hand.enter(counter.field, 0.005)
    assert counter.scans == []
    assert counter.field.text() == "abc"


def test_held_keys_come_by_themselves_after_a_rest(counter, qtbot):
    counter.field.setFocus()
    counter.hand.keys(counter.field, "a", 0.005)
    qtbot.waitUntil(lambda: counter.field.text() == "a")


def test_input_method_that_commits_the_burst(counter):
    counter.field.setFocus()
    text = "yt8831"
    for end in range(1, len(text) + 1):
        counter.hand.now += 0.005
        QApplication.sendEvent(counter.field, QInputMethodEvent(text[:end], []))
    counter.hand.now += 0.005
    done = QInputMethodEvent("", [])
    done.setCommitString(text)
    QApplication.sendEvent(counter.field, done)
    assert counter.scans == [text]
    assert counter.field.text() == ""


def test_input_method_of_a_hand_writes(counter):
    counter.field.setFocus()
    for end in range(1, 9):
        counter.hand.now += 0.12
        QApplication.sendEvent(counter.field, QInputMethodEvent("chenguihua"[:end], []))
    done = QInputMethodEvent("", [])
    done.setCommitString("陈桂花")
    QApplication.sendEvent(counter.field, done)
    assert counter.field.text() == "陈桂花"
    assert counter.scans == []


def test_switched_off_it_lets_everything_pass(counter):
    counter.scanner.enabled = False
    counter.field.setFocus()
    counter.hand.keys(counter.field, "482073", 0.005)
    assert counter.field.text() == "482073"
    assert counter.scans == []


KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LONG = labels.make_label(
    KEY,
    labels.Kind.LOT,
    "9f3c52a1b7e84d06af1129c05be6d478",
    issued_on="2026-11-18",
    at=address_prefix("https://desk.qingxi.example"),
    product="徐香猕猴桃",
    grade="一级",
    grams=310_000,
    farmer="张建国",
    village="白鹭村三组",
    harvested_on="2026-11-16",
)


def genuine(text):
    key = labels.LabelKey(KEY.public_key())
    return labels.read_label(text, lambda _kid: key, today="2026-11-23").verdict is labels.Verdict.VALID


def test_two_hundred_and_seventy_letters_come_through_whole(counter):
    assert len(LONG) >= 270
    counter.field.setFocus()
    counter.hand.keys(counter.field, LONG, 0.004)
    counter.hand.enter(counter.field, 0.004)
    assert counter.scans == [LONG]
    assert genuine(counter.scans[0])
    assert counter.field.text() == ""


def test_caps_lock_changes_nothing(counter):
    counter.field.setFocus()
    counter.hand.keys(counter.field, LONG.swapcase(), 0.004)
    counter.hand.enter(counter.field, 0.004)
    assert counter.scans == [LONG]
    counter.hand.keys(counter.field, "yt8831", 0.004)
    counter.hand.enter(counter.field, 0.004)
    assert counter.scans[1] == "yt8831", "what is no label of ours stays as it was sent"


def test_a_chinese_input_method_that_writes_wide_signs_changes_nothing(counter):
    counter.field.setFocus()
    wide = {":": "：", "$": "￥", ".": "。", "*": "×", "-": "－"}
    for letter in LONG:
        counter.hand.now += 0.004
        event = QInputMethodEvent("", [])
        event.setCommitString(wide.get(letter, letter))
        QApplication.sendEvent(counter.field, event)
    counter.hand.enter(counter.field, 0.004)
    assert counter.scans == [LONG]
    assert counter.field.text() == ""


def test_a_hand_that_types_a_wide_sign_keeps_it(counter):
    counter.field.setFocus()
    event = QInputMethodEvent("", [])
    event.setCommitString("：")
    QApplication.sendEvent(counter.field, event)
    counter.hand.now += 1
    counter.scanner.release()
    assert counter.field.text() == "："
    assert counter.scans == []


@pytest.fixture
def line(qapp):
    """A serial line: what is written into it, the port of the other end, and the scanner that listens."""
    pty = pytest.importorskip("pty", reason="serial lines are simulated on Linux only")
    inside, outside = pty.openpty()
    bus = Bus()
    scans = []
    bus.scanned.connect(scans.append)
    serial = SerialScanner(bus)
    yield inside, os.ttyname(outside), serial, scans
    serial.close()
    os.close(inside)
    os.close(outside)


def test_a_serial_scanner_is_heard(line, qtbot):
    inside, port, serial, scans = line
    assert serial.use(port)
    assert serial.ready
    os.write(inside, LONG[:100].encode())
    qtbot.wait(20)
    os.write(inside, LONG[100:].encode() + b"\r\n" + b"YT8831\r")
    qtbot.waitUntil(lambda: len(scans) == 2, timeout=3000)
    assert scans == [LONG, "YT8831"]
    os.write(inside, b"482073")  # without a line end
    qtbot.waitUntil(lambda: len(scans) == 3, timeout=3000)
    os.write(inside, "苦参碱\n".encode("gb18030") + b"\x00\x01\n")
    qtbot.waitUntil(lambda: len(scans) == 4, timeout=3000)
    assert scans[2:] == ["482073", "苦参碱"]
    assert serial.use("")
    assert not serial.ready


def test_a_serial_scanner_that_is_not_there_is_tried_again(line, qtbot):
    inside, port, serial, scans = line
    assert not serial.use("/dev/does-not-exist")
    assert not serial.ready
    assert serial.use(port)
    os.write(inside, b"123456\n")
    qtbot.waitUntil(lambda: scans == ["123456"], timeout=3000)
