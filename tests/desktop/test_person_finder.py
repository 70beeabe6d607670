"""The one field that finds a villager: letters, a card, a new one, one who is on file already, and whom the page cannot use."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.desktop.counter import press, settle, type_in
from villagedesk.desktop.person_finder import PersonFinder
from villagedesk.domain.labels import Kind, make_label
from villagedesk.store.identity import device_key
from villagedesk.store.people import find_people, newest_people


@pytest.fixture
def make(desk, qtbot):
    def made(**wanted):
        finder = PersonFinder(desk, **wanted)
        finder.set_words(not_this="{name} cannot be used here.")
        qtbot.addWidget(finder)
        with qtbot.waitExposed(finder):
            finder.show()
        finder.activateWindow()
        qtbot.waitUntil(finder.isActiveWindow)
        finder.focus()
        finder.heard = []
        finder.chosen.connect(lambda person: finder.heard.append(person.name))
        return finder

    return made


def card(store, person_id, kind=Kind.PERSON):
    with store.transaction() as connection:
        return make_label(device_key(connection), kind, person_id, issued_on="2026-11-23")


def test_two_letters_and_enter(make, chen, qtbot):
    finder = make()
    QTest.keyClicks(finder.search, "cg")
    press(finder, Qt.Key.Key_Return)
    settle(qtbot, lambda: finder.heard == ["陈桂花"])
    assert finder.search.text() == ""
    assert finder.list.isHidden()
    type_in(finder, "nobody")
    settle(qtbot, lambda: "Alt+5" in finder.line.text())


def test_whom_was_chosen_stays_until_another_name_is_typed(make, chen, qtbot):
    finder = make(stays=True)
    taken_back = []
    finder.taken_back.connect(lambda: taken_back.append(True))
    type_in(finder, "6721")
    press(finder, Qt.Key.Key_Return)
    settle(qtbot, lambda: finder.person() is not None)
    assert (finder.search.text(), finder.person().id) == ("陈桂花", chen)
    finder.look("陈桂花")
    assert not taken_back
    finder.look("陈桂")
    assert taken_back
    assert finder.person() is None


def test_somebody_new_is_put_on_file_from_the_same_field(make, store, qtbot):
    finder = make(new=True)
    type_in(finder, "吴阿婆")
    press(finder, Qt.Key.Key_Return)
    settle(qtbot, lambda: "phone number" in finder.line.text())
    qtbot.wait(100)
    assert "phone number" in finder.line.text(), "it stands until something else is typed"
    type_in(finder, "13900006722")
    press(finder, Qt.Key.Key_Return)
    settle(qtbot, lambda: finder.heard == ["吴阿婆"])
    with store.read() as s:
        assert [person.phone for person in find_people(s, "吴阿婆")] == ["13900006722"]


def test_somebody_like_him_is_shown_before_he_is_put_on_file_twice(make, chen, store, qtbot):
    finder = make(new=True)
    type_in(finder, "陈桂华 13900006721")
    press(finder, Qt.Key.Key_Return)
    settle(qtbot, lambda: "on file" in finder.line.text())
    assert finder.list.rows()[0].title == "陈桂花"
    press(finder, Qt.Key.Key_Return)
    settle(qtbot, lambda: finder.heard == ["陈桂花"])
    with store.read() as s:
        assert len(newest_people(s)) == 1


def test_a_card_chooses_and_another_label_opens_its_page(make, desk, chen, store, went):
    answers = []
    desk.bus.scan_answered.connect(answers.append)
    finder = make()
    assert finder.take_scan(card(store, chen))
    assert finder.heard == ["陈桂花"]
    assert finder.take_scan(card(store, "0" * 32, Kind.PARCEL))
    assert went == [("verify", {"text": card(store, "0" * 32, Kind.PARCEL)})]
    assert finder.take_scan(card(store, chen)[:-4] + "0000")
    assert answers == [True, False, False]
    assert not finder.take_scan("6901234567892"), "goods are for somebody else"
    assert finder.search.text() == ""


def test_whom_the_page_cannot_use_is_neither_offered_nor_taken(make, chen, store, qtbot):
    finder = make(fits=lambda person: False)
    finder.take_scan(card(store, chen))
    assert finder.line.text() == "陈桂花 cannot be used here."
    type_in(finder, "chen")
    settle(qtbot, lambda: "Nobody" in finder.line.text())
    assert finder.heard == []
