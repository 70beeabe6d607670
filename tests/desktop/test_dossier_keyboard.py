"""A whole dossier without a mouse, counted as a slow hand types it; and a scanner in the middle of typing it."""

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.test_farmers import set_up_centre
from tests.desktop.test_scanner import Hand
from tests.store.people_of_a_village import resident_id
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.farmers.seller_form import SellerFormScreen
from villagedesk.desktop.main_window import MainWindow
from villagedesk.desktop.scanner import Scanner
from villagedesk.domain import pinyin
from villagedesk.store import Store
from villagedesk.store.people import sellers
from villagedesk.store.sellers import consent_lines, seller_page

KEYS_A_SECOND = 2
SECONDS_A_SCREEN = 5


class Typist:
    """Presses keys and counts them; a Chinese word costs its pinyin and one key to choose it."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.keys = self.screens = 0

    def press(self, keys: str, times: int = 1) -> None:
        for _ in range(times):
            QTest.keySequence(QApplication.focusWidget() or self.window, QKeySequence(keys))
            self.keys += 1
        QApplication.processEvents()

    def write(self, text: str) -> None:
        target = QApplication.focusWidget()
        assert target is not None
        if text.isascii():
            QTest.keyClicks(target, text)
            self.keys += len(text)
        else:
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(target, event)
            self.keys += len(pinyin.full(text)) + 1
        QApplication.processEvents()

    def tab_to(self, widget: QWidget) -> None:
        for _ in range(30):
            if QApplication.focusWidget() is widget:
                return
            self.press("Tab")
        raise AssertionError(f"Tab never comes to {widget}")

    def look(self) -> None:
        self.screens += 1

    def seconds(self) -> float:
        return self.keys / KEYS_A_SECOND + self.screens * SECONDS_A_SCREEN


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, store: Store, operator: str) -> MainWindow:
    with store.write(by=operator) as s:
        set_up_centre(s)
    made = MainWindow(desk)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def test_a_dossier_by_keyboard_takes_less_than_six_minutes(window: MainWindow, store: Store, qtbot: QtBot) -> None:
    hand = Typist(window)
    hand.press("Alt+5")
    hand.look()
    hand.press("Ctrl+N")
    hand.look()
    form = window.page()
    assert isinstance(form, SellerFormScreen)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is form.person.name.edit, timeout=3000)
    hand.write("张建国")
    hand.press("Tab")
    hand.write(resident_id(351).lower())
    hand.press("Tab")
    hand.write("13900006722")
    hand.press("Tab")
    hand.write("三组")
    hand.press("Tab")
    hand.write("猕猴桃、山核桃")
    hand.press("Tab")
    hand.write("3.2")
    hand.press("Tab")
    hand.write("农商银行存折")
    hand.write("621000000458")
    hand.tab_to(form.selling.declared)
    hand.press("Space")
    hand.press("F7")
    hand.look()
    hand.write("屋后")
    hand.tab_to(form.side.plots.more)
    hand.press("Space")
    hand.write("河边")
    hand.press("Tab")
    hand.write("1.2")
    hand.press("Tab")
    hand.write("水稻")
    hand.press("Esc")
    hand.press("F8")
    hand.look()
    hand.write("老张")
    hand.tab_to(form.side.home.relation.button("head"))
    hand.press("Space")
    hand.press("Esc")
    hand.tab_to(form.selling.read_aloud)
    hand.press("Space")
    for _ in range(4):
        hand.look()
        hand.press("Return")
    mark = form.reading.mark
    hand.look()
    hand.press("Left", 2)
    assert QApplication.focusWidget() is mark.way.button("signed")
    hand.press("Space")
    hand.press("F10")
    hand.tab_to(mark.finish)
    hand.press("Space")
    hand.press("Ctrl+S")
    hand.look()
    with store.read() as s:
        (seller,) = sellers(s)
        page, consents = seller_page(s, seller.id), consent_lines(s, seller.id)
    assert (page.name, page.phone, page.group, page.nickname) == ("张建国", "13900006722", "三组", "老张")
    assert [(plot.name, plot.area) for plot in page.plots] == [("屋后", 3200), ("河边", 1200)]
    assert page.payout == ("passbook", "农商银行存折", "0458")
    assert {line.way for line in consents} == {"signed"}
    assert len(consents) == 4
    assert hand.seconds() < 6 * 60
    print(f"a dossier by keyboard: {hand.keys} keys, {hand.screens} screens, {hand.seconds():.0f} s")


@pytest.mark.parametrize("text", ["YT8831-20" * 30, "yt8831-20" * 30], ids=["caps lock", "small"])
@pytest.mark.parametrize("composing", [False, True], ids=["plain", "input method"])
def test_a_scan_of_270_characters_lands_in_no_field_of_the_form(
    window: MainWindow, qapp: QApplication, desk: Desk, text: str, composing: bool
) -> None:
    window.go("seller_form")
    form = window.page()
    assert isinstance(form, SellerFormScreen)
    scans: list[str] = []
    desk.bus.scanned.connect(scans.append)
    scanner = Scanner(desk.bus)
    scanner.install(qapp)
    hand = Hand(scanner)
    try:
        fields = [*form.person.fields.values(), *form.selling.fields.values(), *form.side.home.fields.values()]
        for field in [one for one in fields if one.isVisible()]:
            field.edit.setFocus()
            before = field.text()
            scans.clear()
            if composing:
                for end in range(1, len(text) + 1):
                    hand.now += 0.005
                    QApplication.sendEvent(field.edit, QInputMethodEvent(text[:end], []))
                done = QInputMethodEvent("", [])
                done.setCommitString(text)
                hand.now += 0.005
                QApplication.sendEvent(field.edit, done)
            else:
                hand.keys(field.edit, text, 0.005)
                hand.enter(field.edit, 0.005)
            assert scans == [text], field.name
            assert field.text() == before, field.name
    finally:
        shiboken6.delete(scanner)


HOSTILE = "<b>张</b><img src=x>\u202e\x07\u2066'=1+1"


def test_names_with_markup_and_signs_that_cannot_be_seen_are_shown_as_they_are(
    window: MainWindow, store: Store, qtbot: QtBot
) -> None:
    window.go("seller_form")
    form = window.page()
    assert isinstance(form, SellerFormScreen)
    form.person.name.edit.setText(HOSTILE)
    form.side.home.nickname.edit.setText(HOSTILE)
    form.side.plots.editor.name.edit.setText(HOSTILE)
    form.on_save()
    assert form.person.name.error(), "digits never stand in a name"
    assert form.person.name.edit.text() == HOSTILE, "nothing typed is lost"
    form.person.name.edit.setText("<b>张建国</b>")
    form.on_save()
    assert form.person.name.error() == "“<” never stands in a name. Please look at the card."
    form.person.name.edit.setText("张\u202e建国\x07")
    form.person.resident_id.edit.setText(resident_id(351))
    form.person.phone.edit.setText("13900006722")
    form.person.group.edit.setText("<i>三组</i>\x07")
    form.selling.crops.edit.setText("<u>茶</u>")
    form.side.home.nickname.edit.setText("<script>")
    form.selling.declared.click()
    form.selling.consents.button("id_image").click()
    form.on_save()
    with store.read() as s:
        (seller,) = sellers(s)
        page = seller_page(s, seller.id)
    assert page.name == "张建国"
    assert page.nickname == "<script>"
    assert page.group == "<i>三组</i>"
    window.go("dossier", person_id=seller.id)
    window.go("farmer", person_id=seller.id)
    assert "<i>三组</i>" in window.page().facts.text()
    assert window.page().name.textFormat() == Qt.TextFormat.PlainText
