"""Large letters for the wall: names in pages without scrolling; and the photos of a class in pages."""

import pytest
from PySide6.QtCore import Qt

from tests.desktop.classroom import DAY, FAMILY
from tests.desktop.counter import open_window, press, settle, type_in
from tests.store.test_training import add_people
from villagedesk.desktop import theme
from villagedesk.domain.training import ClassForm, SessionPlan
from villagedesk.store import training as room
from villagedesk.store.photos import desk_files

pytestmark = pytest.mark.usefixtures("moment")


def planned(do, store, count):
    people = do(add_people, *[f"{family}大明" for family in FAMILY[:count]])
    form = ClassForm("识别仿冒品", "刘芳", "村委会二楼", (SessionPlan(DAY, 840, 960),))
    class_id = do(room.plan_class, form, people)
    with store.read() as s:
        return class_id, room.class_page(s, class_id).row.sessions[0].id


@pytest.fixture
def on_the_wall(desk, qtbot, do, store, qapp):
    """The sign-in of so many names in large letters, bare as F11 leaves it."""

    def opened(count, percent=150):
        session_id = planned(do, store, count)[1]
        theme.apply(qapp, percent)
        desk.large = True
        window = open_window(desk, qtbot)
        for frame in (window.rail, window.topbar):
            frame.hide()
        window.resize(1366, 768)
        window.go("sign_in", session_id=session_id)
        page = window.page()
        settle(qtbot, lambda: bool(page._list.rows()))
        qtbot.wait(50)
        return window, page

    yield opened
    theme.apply(qapp, 100)


def names(page):
    return [row.title for row in page._list.rows()]


def whole(page):
    return page.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize("percent", [150, 200])
def test_fifty_names_are_turned_over_by_a_key_and_nothing_scrolls(on_the_wall, qtbot, percent):
    window, page = on_the_wall(50, percent)
    settle(qtbot, lambda: whole(page))
    assert page._close.isVisible(), "the keys of the page stay in sight"
    seen: list[str] = []
    for _turn in range(50):
        shown = names(page)
        assert shown
        if shown[0] in seen:
            break
        seen += shown
        press(window, Qt.Key.Key_PageDown)
        qtbot.wait(20)
        assert whole(page)
    assert sorted(seen) == sorted(f"{family}大明" for family in FAMILY[:50]), "each once, and then from the first again"


def test_a_class_of_the_usual_size_is_on_one_page(on_the_wall, qtbot):
    _window, page = on_the_wall(24)
    settle(qtbot, lambda: len(names(page)) == 24)
    assert whole(page)
    assert not page._pages.button.isVisible()
    assert page._pages.pill() == []


def test_whoever_signs_in_on_a_later_page_brings_the_first_one_back(on_the_wall, qtbot):
    window, page = on_the_wall(50)
    first = names(page)
    press(window, Qt.Key.Key_PageDown)
    settle(qtbot, lambda: names(page) != first)
    assert "Names" in page._pages.pill()[0][0]
    one = names(page)[0]
    page._list.take_current()
    settle(qtbot, lambda: one in page._last.text())
    settle(qtbot, lambda: names(page)[0] == first[0])
    type_in(window, "zh")
    settle(qtbot, lambda: 0 < len(names(page)) < 10)
    assert not page._pages.button.isVisible(), "those that were looked for fit"


def test_at_the_counter_all_names_stand_beneath_each_other(desk, qtbot, do, store):
    session_id = planned(do, store, 50)[1]
    window = open_window(desk, qtbot)
    window.go("sign_in", session_id=session_id)
    settle(qtbot, lambda: len(names(window.page())) == 50)
    assert window.page()._paper.isVisible()


def test_more_photos_than_a_page_are_turned_over(desk, qtbot, do, store):
    class_id, session_id = planned(do, store, 2)
    files = desk_files(store)
    kept = [files.put(b"\xff\xd8 photo %d" % number) for number in range(31)]
    for name in kept:
        do(room.keep_class_photo, files, session_id, name)
    with store.read() as s:
        assert room.count_class_photos(s, class_id) == 31
        assert [one.sha256 for one in room.class_photos(s, class_id, limit=12, skip=24)] == kept[24:]
    window = open_window(desk, qtbot)
    window.go("class", class_id=class_id)
    panel = window.page().photos
    settle(qtbot, lambda: panel.which.text() == "1 to 12 of 31")
    assert not panel.earlier.isEnabled()
    press(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    settle(qtbot, lambda: panel.which.text() == "13 to 24 of 31")
    panel.later.click()
    settle(qtbot, lambda: panel.which.text() == "25 to 31 of 31")
    assert [one.sha256 for one in panel._photos] == kept[24:]
    assert not panel.later.isEnabled()
    panel.earlier.click()
    settle(qtbot, lambda: panel.which.text() == "13 to 24 of 31")
    # A new one is seen at once: it is the last.
    panel.slot.sha256 = files.put(b"\xff\xd8 one more")
    panel._on_taken()
    settle(qtbot, lambda: panel.which.text() == "25 to 32 of 32")
    other, _session = planned(do, store, 3)
    window.go("class", class_id=other)
    settle(qtbot, lambda: not panel.later.isVisible())
