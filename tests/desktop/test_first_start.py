"""The first start against a real central: what goes wrong is said and loses nothing, and at the end the counter is open."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from villagedesk.central.app import open_central
from villagedesk.central.config import CentralConfig
from villagedesk.central.devices import make_code, set_up_centre
from villagedesk.central.follows import TRAINER
from villagedesk.central.serve import Server
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.more.trials import TRIAL_TEXT
from villagedesk.desktop.qt_i18n import Languages
from villagedesk.desktop.shell import Shell, read_facts
from villagedesk.domain.enrolment import enrolment_square
from villagedesk.domain.label_address import plain
from villagedesk.domain.training import ClassForm, SessionPlan, TrainingClass
from villagedesk.settings import Settings
from villagedesk.store import open_store, print_queue
from villagedesk.store.operators import add_operator, operators
from villagedesk.store.training import change_class, class_list, laptops, plan_class
from villagedesk.store.training.class_page import form_of
from villagedesk.sync.service import enrol_here, sync_now


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
    assert shell.first.enrol.fields["url"].text() == ""


@pytest.mark.parametrize("sent", ["https://central.example:8443#7K2P-9QTX", "HTTPS://CENTRAL.EXAMPLE:8443#7k2p-9qtx"])
def test_the_countys_square_fills_in_the_address_too(shell, sent):
    assert sent.lower() == enrolment_square("https://central.example:8443/", "7K2P-9QTX").lower()
    shell.desk.bus.scanned.emit(plain(sent))
    fields = shell.first.enrol.fields
    assert (fields["url"].text(), fields["code"].text()) == ("https://central.example:8443", "7K2P-9QTX")


def test_language_can_be_chosen_before_anything_else(shell, qtbot):
    shell.first.languages.button("zh_CN").click()
    qtbot.waitUntil(lambda: shell.first.header.title() == "第一次使用")
    assert shell.first.enrol.go_on.text() == "下一步  Enter"


# --- a trainer's own laptop

_COUNTER = (Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F5, Qt.Key.Key_F6)


@pytest.fixture
def pc(server, code, tmp_path):
    """The centre's PC, enrolled, with two classes planned."""
    opened = open_store(tmp_path / "pc", bytes(range(32)))
    enrol_here(opened, server.url, code)
    with opened.write() as s:
        me = add_operator(s, "王秀兰", "manager", "2580").id
    for title in ("识别仿冒品", "电商直播"):
        with opened.write(by=me) as s:
            plan_class(s, ClassForm(title, "刘芳", "村委会", (SessionPlan("2026-11-23", 540, 660),)), [])
    sync_now(opened)
    yield opened, me
    opened.close()


def test_a_trainers_laptop_from_its_code_to_its_classes(shell, store, server, pc, qtbot):
    office, me = pc
    with server.central.database.write() as connection:
        centre = connection.exec_driver_sql("SELECT id FROM centre").scalar_one()
        code = make_code(connection, centre, role=TRAINER)
    first = shell.first
    type_into(first.enrol.fields["url"], server.url)
    type_into(first.enrol.fields["code"], code)
    enter(first.enrol.fields["code"])
    assert first.stack.currentIndex() == 1
    fields = first.operator.fields
    for name, text in (("name", "刘芳"), ("pin", "1470"), ("again", "1470")):
        type_into(fields[name], text)
    enter(fields["again"])
    first.devices.submit()
    # The window of a trainer: classes and what the laptop itself needs, nothing of the counter.
    main = shell.main
    assert main.place() == "training"
    assert shell.desk.operator.role == "trainer"
    assert list(main.rail.buttons) == ["training", "more"]
    keys = [
        (Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier),
        *((key, Qt.KeyboardModifier.NoModifier) for key in _COUNTER),
    ]
    for key, modifier in keys:
        QTest.keyClick(main, key, modifier)
        assert main.place() == "training", key
    # At the centre the laptop is chosen for one class; after both have synced the laptop has that one.
    sync_now(store)
    sync_now(office)
    with office.read() as s:
        ((device, name),) = laptops(s)
        mine = next(row for row in class_list(s) if row.title == "识别仿冒品").id
        form = form_of(s, s.get(TrainingClass, mine))
    assert name == "刘芳"
    with office.write(by=me) as s:
        change_class(s, mine, replace(form, laptop=device))
    sync_now(office)
    report = sync_now(store)
    assert report.agreed
    shell.desk.bus.changed.emit(report.changed)
    page = main.page()
    qtbot.waitUntil(lambda: [row.title for row in page._list.rows()] == ["识别仿冒品"])
    with store.read() as s:
        assert [row.id for row in class_list(s)] == [mine]
        assert s.connection().exec_driver_sql("SELECT count(*) FROM person").scalar() == 0
    # Locked, it knows him again; and so it does when it is opened anew.
    shell.lock()
    assert [button.face.name for button in shell.pin._faces] == ["刘芳"]
    facts = read_facts_of(store)
    assert (facts.laptop, [face.name for face in facts.faces]) == (True, ["刘芳"])


def read_facts_of(store):
    with store.read() as s:
        return read_facts(s)
