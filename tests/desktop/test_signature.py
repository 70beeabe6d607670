"""Signing on the screen: with the mouse, with a finger, with a pen, or on paper by a key alone."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from villagedesk.desktop.widgets import SignaturePad


@pytest.fixture
def pad(qtbot):
    made = SignaturePad("F4")
    qtbot.addWidget(made)
    made.resize(420, 240)
    with qtbot.waitExposed(made):
        made.show()
    return made


def draw(field, *points):
    QTest.mousePress(field, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(*points[0]))
    for point in points[1:]:
        QTest.mouseMove(field, QPoint(*point))
    QTest.mouseRelease(field, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(*points[-1]))


def test_a_name_drawn_with_the_mouse_is_a_small_picture(pad):
    for at in range(20, 200, 30):
        draw(pad.field, (at, 20), (at + 20, 70), (at + 5, 40), (at + 28, 30))
    signed = pad.signed()
    image = QImage.fromData(signed.png)
    assert signed
    assert not signed.on_paper
    assert len(signed.png) < 3000
    assert image.depth() == 1
    assert 160 <= image.width() <= 420
    assert 50 <= image.height() <= 140
    dark = sum(
        image.pixelColor(x, y) == Qt.GlobalColor.black for x in range(image.width()) for y in range(image.height())
    )
    assert 100 < dark < image.width() * image.height() // 3


def test_a_slip_of_the_hand_is_no_name(pad):
    draw(pad.field, (30, 30), (34, 33))
    assert not pad.signed()
    pad.again.click()
    draw(pad.field, (30, 30), (80, 60))
    assert pad.signed()


def test_once_more_takes_everything_away(pad, qtbot):
    assert pad.again.isHidden()
    draw(pad.field, (30, 30), (120, 60))
    assert pad.again.isVisible()
    with qtbot.waitSignal(pad.changed):
        pad.again.click()
    assert not pad.signed()
    assert pad.again.isHidden()


def test_without_a_mouse_the_key_says_signed_on_paper(pad, qtbot):
    pad.activateWindow()
    qtbot.waitUntil(pad.isActiveWindow)
    qtbot.keyClick(pad, Qt.Key.Key_F4)
    assert pad.signed().on_paper
    assert not pad.signed().png
    draw(pad.field, (30, 30), (120, 60))  # the field is closed now
    assert not pad.signed().png
    qtbot.keyClick(pad, Qt.Key.Key_F4)
    assert not pad.signed()


def test_paper_takes_the_place_of_what_was_drawn(pad):
    draw(pad.field, (30, 30), (120, 60))
    pad.paper.click()
    assert pad.signed().on_paper
    pad.paper.click()
    assert not pad.signed()


def test_delete_wipes_where_the_keys_are(pad, qtbot):
    draw(pad.field, (30, 30), (120, 60))
    qtbot.keyClick(pad.field, Qt.Key.Key_Backspace)
    assert not pad.signed()


def test_a_finger_and_a_pen_sign_too(pad):
    finger = QTest.createTouchDevice()
    QTest.touchEvent(pad.field, finger).press(0, QPoint(20, 20), pad.field).commit()
    QTest.touchEvent(pad.field, finger).move(0, QPoint(120, 60), pad.field).commit()
    QTest.touchEvent(pad.field, finger).release(0, QPoint(120, 60), pad.field).commit()
    assert pad.signed()
    pad.clear()
    for kind, x in ((QEvent.Type.TabletPress, 20), (QEvent.Type.TabletMove, 120), (QEvent.Type.TabletRelease, 120)):
        QApplication.sendEvent(pad.field, pen(kind, QPointF(x, x / 2)))
    assert pad.signed()


def pen(kind, at):
    device = QPointingDevice(
        "pen",
        7,
        QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Position,
        1,
        1,
    )
    pen.kept = device  # Qt keeps no reference
    button = Qt.MouseButton.LeftButton
    return QTabletEvent(kind, device, at, at, 0.5, 0, 0, 0.0, 0.0, 0, Qt.KeyboardModifier.NoModifier, button, button)


def test_an_error_goes_when_somebody_signs(pad):
    pad.set_error("Nobody has signed yet.")
    assert pad.line.isVisible()
    draw(pad.field, (30, 30), (120, 60))
    assert pad.line.isHidden()
