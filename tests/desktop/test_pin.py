"""The PIN screen: keyboard and pad, wrong PINs, waiting, and what it does before the data is open."""

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea

from villagedesk.desktop.idle import IdleWatch
from villagedesk.desktop.pin import PinScreen
from villagedesk.desktop.pin_parts import Face
from villagedesk.errors import StorageTrouble
from villagedesk.store.operators import add_operator


@pytest.fixture
def people(store):
    with store.write() as s:
        first = add_operator(s, "王秀兰", "manager", "2580")
    with store.write(by=first.id) as s:
        second = add_operator(s, "刘芳", "trainer", "1470")
    return [Face(row.id, row.name, row.role) for row in (first, second)]


@pytest.fixture
def screen(desk, people, qtbot):
    desk.log_in(None)
    made = PinScreen(desk)
    made.heard = []
    made.accepted.connect(lambda who: made.heard.append(who.name))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.start()
    return made


def type_pin(screen, pin):
    QTest.keyClicks(screen.pin, pin)
    QTest.keyClick(screen.pin, Qt.Key.Key_Return)


def test_first_operator_is_chosen_and_the_keyboard_is_enough(screen, people):
    screen.set_faces(people)
    assert screen.face().name == "王秀兰"
    assert screen.pin.hasFocus()
    type_pin(screen, "2580")
    assert screen.heard == ["王秀兰"]
    assert screen.pin.text() == ""


def test_pad_and_keyboard_mix(screen, people):
    screen.set_faces(people)
    QTest.keyClicks(screen.pin, "25")
    for digit in "78":
        screen.pad.pressed.emit(digit)
    screen.pad.erase.click()
    screen.pad.pressed.emit("8")
    screen.pad.pressed.emit("0")
    assert screen.pin.text() == "25780"
    screen.pin.setText("2580")
    screen.pad.go.click()
    assert screen.heard == ["王秀兰"]


def test_another_operator(screen, people):
    screen.set_faces(people)
    QTest.keyClicks(screen.pin, "99")
    screen._faces[1].click()
    assert screen.pin.text() == ""
    assert screen.pin.hasFocus()
    type_pin(screen, "1470")
    assert screen.heard == ["刘芳"]


def test_large_text_on_a_small_screen_scrolls_down_only(desk, people, qtbot, dress):
    dress(200)
    made = PinScreen(desk)
    qtbot.addWidget(made)
    made.set_faces(people)
    made.resize(1024, 700)
    made.show()
    qtbot.waitExposed(made)
    assert made.findChild(QScrollArea).horizontalScrollBar().maximum() == 0


def test_up_and_down_choose_somebody_else(screen, people):
    screen.set_faces(people)
    assert "Up and down" in screen.line.text()
    QTest.keyClick(screen.pin, Qt.Key.Key_Down)
    assert screen.face().name == "刘芳"
    assert screen.pin.hasFocus()
    QTest.keyClick(screen.pin, Qt.Key.Key_Down)  # round and round
    QTest.keyClick(screen.pin, Qt.Key.Key_Up)
    type_pin(screen, "1470")
    assert screen.heard == ["刘芳"]


def test_letters_cannot_be_typed(screen, people):
    screen.set_faces(people)
    QTest.keyClicks(screen.pin, "a2b5")
    assert screen.pin.text() == "25"
    assert screen.pin.displayText() != "25"


def test_wrong_pin_says_so_and_leaves_the_cursor(screen, people):
    screen.set_faces(people)
    type_pin(screen, "0000")
    assert screen.heard == []
    assert screen.line.text() == "The PIN is not right. Please try again."
    assert screen.pin.text() == ""
    assert screen.pin.hasFocus()
    QTest.keyClicks(screen.pin, "2")
    assert screen.line.text().startswith("Type the PIN, then Enter.")


def test_after_three_wrong_pins_one_waits(screen, people, monkeypatch):
    screen.set_faces(people)
    now = [1000.0]
    monkeypatch.setattr("villagedesk.clock.monotonic", lambda: now[0])
    for _ in range(3):
        type_pin(screen, "0000")
    assert "wait 30 seconds" in screen.line.text()
    assert not screen.pin.isEnabled()
    now[0] += 10
    screen._tick()
    assert "wait 20 seconds" in screen.line.text()
    now[0] += 21
    screen._tick()
    assert screen.pin.isEnabled()
    assert screen.line.text().startswith("Type the PIN, then Enter.")


def test_pin_typed_before_the_data_is_open_is_tried_at_once(screen, people):
    type_pin(screen, "2580")
    assert "being opened" in screen.line.text()
    screen.set_faces(people[:1])
    assert screen.heard == ["王秀兰"]


def test_data_that_cannot_be_opened(screen, qtbot):
    screen.set_trouble(StorageTrouble("database_damaged"))
    assert "mends itself" in screen.line.text()
    with qtbot.waitSignal(screen.retry_asked):
        screen.retry.click()


def test_help_opens_and_closes_by_f1(screen, people):
    screen.set_faces(people)
    QTest.keyClick(screen, Qt.Key.Key_F1)
    assert screen._help.isVisible()
    assert "PIN" in screen._help.text.toPlainText()
    QTest.keyClick(screen, Qt.Key.Key_F1)
    assert not screen._help.isVisible()


def test_idle_watch(qtbot):
    watch, now, heard = IdleWatch(10), [0.0], []
    watch.seconds = lambda: now[0]
    watch._last = 0.0
    watch.idle.connect(lambda: heard.append(now[0]))
    now[0] = 599.0
    watch.look()
    assert heard == []
    now[0] = 601.0
    watch.look()
    assert heard == [601.0]


@pytest.mark.parametrize("hand", ["key", "mouse", "wheel", "input method"])
def test_whatever_a_hand_does_breaks_the_rest(qapp, qtbot, hand):
    field = QLineEdit()
    qtbot.addWidget(field)
    watch, now = IdleWatch(10), [0.0]
    watch.seconds = lambda: now[0]
    watch._last = 0.0
    watch.install(qapp)
    with qtbot.waitActive(field):
        field.show()
        field.activateWindow()
    field.setFocus()
    now[0] = 300.0
    assert watch.rest() == 300
    window, middle = field.windowHandle(), QPoint(5, 5)
    if hand == "key":
        QTest.keyClick(window, Qt.Key.Key_A)
    elif hand == "mouse":
        QTest.mouseMove(window, middle)
    elif hand == "wheel":
        QTest.wheelEvent(window, middle, QPoint(0, 120))
    else:
        done = QInputMethodEvent("", [])
        done.setCommitString("陈")
        QApplication.sendEvent(qapp.focusObject(), done)
    qapp.processEvents()
    assert watch.rest() == 0
    shiboken6.delete(watch)
