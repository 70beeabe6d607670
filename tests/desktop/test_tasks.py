"""Background work: what it gives back, in which order, and what becomes of results nobody waits for any more."""

import threading

import pytest
import shiboken6
from PySide6.QtWidgets import QPushButton, QWidget

from tests.conftest import KEY, set_up_operator
from tests.store.disks import mounted
from tests.store.orders_room import BASKET, villager
from villagedesk import paths
from villagedesk.desktop.desk import Desk, LoggedIn
from villagedesk.errors import Refused
from villagedesk.settings import Settings
from villagedesk.store import open_store
from villagedesk.store.operators import add_operator, operators
from villagedesk.store.orders import confirm_order, orders_of
from villagedesk.store.room import keep_reserve


@pytest.fixture
def busy_desk(qapp, store, operator, home):
    """A desk with its real threads."""
    bugs = []
    made = Desk(Settings(), home, bug=bugs.append)
    made.bugs = bugs
    made.tasks.set_store(store)
    made.log_in(LoggedIn(operator, "王秀兰"))
    yield made
    made.tasks.close()


def test_read_answers_on_the_window_thread(busy_desk, qtbot):
    owner, seen = QWidget(), []
    qtbot.addWidget(owner)

    def op(session):
        seen.append(threading.current_thread())
        return [row.name for row in operators(session)]

    def done(names):
        seen.append(threading.current_thread())
        seen.append(names)

    busy_desk.tasks.read(owner, op, done)
    qtbot.waitUntil(lambda: len(seen) == 3)
    assert seen[0] is not threading.main_thread()
    assert seen[1] is threading.main_thread()
    assert seen[2] == ["王秀兰"]


def test_write_tells_what_changed_before_done(busy_desk, qtbot):
    heard = []
    busy_desk.bus.changed.connect(lambda names: heard.append(names))
    busy_desk.tasks.write(
        None, lambda s: add_operator(s, "刘芳", "trainer", "2580"), lambda row: heard.append(row.name)
    )
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == [{"operator", "credential"}, "刘芳"]


def test_result_for_a_closed_page_is_dropped_but_the_change_is_told(busy_desk, qtbot):
    owner, heard, go_on = QWidget(), [], threading.Event()
    busy_desk.bus.changed.connect(lambda names: heard.append(names))

    def op(session):
        go_on.wait(5)
        return add_operator(session, "刘芳", "trainer", "2580")

    busy_desk.tasks.write(owner, op, lambda row: heard.append("shown"))
    owner.deleteLater()
    qtbot.waitUntil(lambda: not _valid(owner))
    go_on.set()
    qtbot.waitUntil(busy_desk.tasks.idle)
    assert heard == [{"operator", "credential"}]


def test_only_the_newest_search_is_shown(busy_desk, qtbot):
    owner, shown, slow = QWidget(), [], threading.Event()
    qtbot.addWidget(owner)

    def first(session):
        slow.wait(5)
        return "xi"

    busy_desk.tasks.read(owner, first, shown.append, latest="search")
    busy_desk.tasks.read(owner, lambda s: "xiyifen", shown.append, latest="search")
    qtbot.waitUntil(lambda: shown == ["xiyifen"])
    slow.set()
    qtbot.waitUntil(busy_desk.tasks.idle)
    assert shown == ["xiyifen"]


def test_button_is_off_until_the_write_is_done(busy_desk, qtbot):
    button, go_on = QPushButton(), threading.Event()
    qtbot.addWidget(button)
    busy_desk.tasks.write(button, lambda s: go_on.wait(5), busy=button)
    assert not button.isEnabled()
    go_on.set()
    qtbot.waitUntil(button.isEnabled)


def test_known_trouble_goes_to_the_page_then_to_the_banner(desk, said):
    def op(session):
        raise Refused("pin_wrong")

    taken = []
    desk.tasks.write(None, op, failed=lambda error: taken.append(error.code))
    assert taken == ["pin_wrong"]
    assert said == []
    desk.tasks.write(None, op, failed=lambda error: False)
    desk.tasks.read(None, op, lambda _: None)
    assert [kind for kind, _ in said] == ["act", "act"]
    assert said[0][1] == "The PIN is not right. Please try again."


def test_our_own_mistake_goes_to_the_crash_report(busy_desk, qtbot):
    busy_desk.tasks.read(None, lambda s: 1 / 0, lambda _: None)
    qtbot.waitUntil(lambda: len(busy_desk.bugs) == 1)
    assert isinstance(busy_desk.bugs[0], ZeroDivisionError)


def test_refused_write_leaves_nothing_behind(desk):
    changed = []
    desk.bus.changed.connect(changed.append)

    def op(session):
        add_operator(session, "刘芳", "trainer", "2580")
        raise Refused("operator_needed")

    desk.tasks.write(None, op)
    names = []
    desk.tasks.read(None, operators, lambda rows: names.extend(row.name for row in rows))
    assert names == ["王秀兰"]
    assert changed == []


def test_work_asked_for_before_the_store_is_open_waits(qapp, store, home, qtbot):
    made = Desk(Settings(), home)
    shown = []
    made.tasks.read(None, lambda s: 7, shown.append)
    qtbot.wait(50)
    assert shown == []
    made.tasks.set_store(store)
    qtbot.waitUntil(lambda: shown == [7])
    made.tasks.close()


def _valid(widget):
    return shiboken6.isValid(widget)


def test_the_press_that_fills_the_disk_is_saved_all_the_same(qapp, tmp_path, qtbot):
    """What was kept back for sales is let go by it, and it is done once more, by itself."""
    errors, done = [], []
    with mounted(tmp_path / "disk", megabytes=64) as disk:
        store = open_store(disk.home, KEY)
        with store.write() as s:
            operator = set_up_operator(s, "王秀兰")
        person = villager(store, operator)
        keep_reserve(disk.home)
        desk = Desk(Settings(), disk.home, bug=errors.append)
        desk.tasks.set_store(store)
        desk.log_in(LoggedIn(operator, "王秀兰"))
        with disk.full():
            while paths.reserve(disk.home).exists() and not errors:
                desk.tasks.write(
                    None,
                    lambda s: confirm_order(s, BASKET, person, "cash", read_back=True),
                    done.append,
                    lambda error: errors.append(error) or True,
                )
                qtbot.waitUntil(desk.tasks.idle)
        desk.tasks.close()
        assert errors == []
        assert done
        with store.read() as s:
            assert len(orders_of(s, person, limit=5000)) == len(done)
        store.close()
