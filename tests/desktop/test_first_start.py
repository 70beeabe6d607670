"""The first start against a real central: what goes wrong is said and loses nothing, and at the end the counter is open."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from villagedesk.central.app import open_central
from villagedesk.central.config import CentralConfig
from villagedesk.central.devices import make_code, set_up_centre
from villagedesk.central.serve import Server
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.more.trials import TRIAL_TEXT
from villagedesk.desktop.qt_i18n import Languages
from villagedesk.desktop.shell import Shell
from villagedesk.settings import Settings
from villagedesk.store import open_store, print_queue
from villagedesk.store.operators import operators


@pytest.fixture
def server(tmp_path):
    opened = open_central(CentralConfig(home=tmp_path / "central", database_url=""))
    with Server(opened) as running:
        yield running
    opened.database.close()


@pytest.fixture
def code(server):
    with server.central.database.write() as connection:
        centre = set_up_centre(connection, name="白鹭村服务站", village_name="白鹭村", village_code="990185100201")
        return make_code(connection, centre)


@pytest.fixture
def shell(qapp, store, home, qtbot):
    made = Shell(Desk(Settings(language="en"), home, inline=True), qapp, Languages(qapp))
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.on_store(store)
    yield made
    made.desk.tasks.close()


def type_into(field, text):
    field.edit.setFocus()
    field.edit.selectAll()
    if text.isascii():
        QTest.keyClicks(field.edit, text)
        return
    written = QInputMethodEvent()  # as an input method writes Chinese
    written.setCommitString(text)
    QApplication.sendEvent(field.edit, written)


def enter(field):
    QTest.keyClick(field.edit, Qt.Key.Key_Return)


def test_from_the_code_to_the_open_counter_by_keyboard(shell, store, server, code):
    first = shell.first
    assert shell.stack.currentWidget() is first
    enrol, operator = first.enrol.fields, first.operator.fields
    enter(enrol["url"])
    assert enrol["url"].error() == "Please fill this in."
    type_into(enrol["url"], server.url)
    type_into(enrol["code"], "0000-0000")
    enter(enrol["code"])
    assert enrol["code"].error() == "This code is not known. Check every letter with the county office."
    assert enrol["url"].text() == server.url
    type_into(enrol["code"], code)
    enter(enrol["code"])
    assert first.stack.currentIndex() == 1
    assert first.operator.pill.text() == "白鹭村服务站"
    type_into(operator["name"], "王秀兰")
    type_into(operator["pin"], "1111")
    type_into(operator["again"], "1112")
    enter(operator["again"])
    assert "not the same" in operator["again"].error()
    type_into(operator["again"], "1111")
    enter(operator["again"])
    assert "too easy" in operator["pin"].error()
    assert operator["name"].text() == "王秀兰"
    type_into(operator["pin"], "2580")
    type_into(operator["again"], "2580")
    enter(operator["again"])
    assert first.stack.currentIndex() == 2
    shell.desk.bus.scanned.emit(TRIAL_TEXT)
    assert first.devices.scanner.line.text() == "The scanner works."
    shell.desk.bus.scanned.emit("village/desk")
    assert "village/desk" in first.devices.scanner.line.text()
    first.devices.printer.button.click()
    with store.read() as s:
        assert print_queue.counts(s.connection())[0] == 1
    first.devices.submit()
    assert shell.main is not None
    assert shell.stack.currentWidget() is shell.main
    assert shell.main.place() == "today"
    assert shell.desk.operator.name == "王秀兰"
    with store.read() as s:
        assert [(row.name, row.role) for row in operators(s)] == [("王秀兰", "manager")]
    assert [button.face.name for button in shell.pin._faces] == ["王秀兰"]


def test_no_connection_keeps_what_was_typed(shell):
    fields = shell.first.enrol.fields
    type_into(fields["url"], "http://127.0.0.1:9/")
    type_into(fields["code"], "7K2P-9QTX")
    enter(fields["code"])
    assert "No connection to this address" in fields["url"].error()
    assert fields["code"].text() == "7K2P-9QTX"
    type_into(fields["url"], "ftp:/nowhere")
    enter(fields["url"])
    assert fields["url"].error()


def test_what_was_typed_survives_a_power_cut_but_no_pin(shell, store, qapp, home, qtbot):
    first = shell.first
    type_into(first.enrol.fields["url"], "https://central.example")
    type_into(first.enrol.fields["code"], "7K2P")
    first._go(1)
    type_into(first.operator.fields["name"], "王秀兰")
    type_into(first.operator.fields["pin"], "2580")
    type_into(first.operator.fields["again"], "2580")
    again = Shell(Desk(Settings(language="en"), home, inline=True), qapp, Languages(qapp))
    qtbot.addWidget(again)
    reopened = open_store(home, store.key)
    again.on_store(reopened)
    typed = {name: field.text() for name, field in again.first.enrol.fields.items()}
    assert typed == {"url": "https://central.example", "code": "7K2P"}
    assert again.first.operator.fields["name"].text() == "王秀兰"
    assert again.first.operator.fields["pin"].text() == ""
    reopened.close()
    again.desk.tasks.close()


def test_code_may_be_scanned(shell):
    shell.desk.bus.scanned.emit("7K2P-9QTX")
    assert shell.first.enrol.fields["code"].text() == "7K2P-9QTX"


def test_language_can_be_chosen_before_anything_else(shell, qtbot):
    shell.first.languages.button("zh_CN").click()
    qtbot.waitUntil(lambda: shell.first.header.title() == "第一次使用")
    assert shell.first.enrol.go_on.text() == "下一步  Enter"
