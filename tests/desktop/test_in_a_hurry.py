"""An operator in a hurry: the wrong villager, his card too early, goods typed but not taken, a nought too many."""

import pytest
from PySide6.QtCore import Qt

from tests.desktop.counter import fill_catalogue, open_window, press, settle, type_in
from tests.store.orders_room import BOOTS, POWDER, villager
from villagedesk.desktop.orders.find_panel import GOODS, PEOPLE
from villagedesk.domain.labels import Kind, make_label
from villagedesk.store.identity import device_key
from villagedesk.store.orders import baskets, open_orders


@pytest.fixture
def li(store, operator):
    return villager(store, operator, "李秀英", "13900006811")


@pytest.fixture
def window(desk, store, qtbot):
    fill_catalogue(store)
    return open_window(desk, qtbot)


@pytest.fixture
def page(window, chen):
    window.go("orders")
    page = window.page()
    page.take_person(chen)
    page.work.put_in_all([POWDER])
    return page


def kept(store):
    with store.read() as s:
        return {one.name: [line.goods_id for line in one.lines] for one in baskets(s.connection())}


def test_the_goods_of_the_wrong_villager_go_to_the_right_one(window, page, store, li, said):
    press(window, Qt.Key.Key_F2)
    assert "The basket of 陈桂花 is put aside. Was it the wrong villager?" in said[-1][1]
    assert page.basket.empty
    press(window, Qt.Key.Key_F2)
    assert (page.finder.mode(), [line.key for line in page.basket.lines]) == (PEOPLE, ["g-powder"])
    assert page.panel.name.text() != "陈桂花"
    type_in(window, "6811")
    press(window, Qt.Key.Key_Return)
    assert (page.basket.person_id, page.basket.name) == (li, "李秀英")
    assert kept(store) == {"李秀英": ["g-powder"]}, "nothing is left for the wrong one"


def test_goods_put_aside_stay_there_once_somebody_else_was_served(window, page, store, li):
    press(window, Qt.Key.Key_F2)
    page.take_person(li)
    page.work.drop()
    press(window, Qt.Key.Key_F2)
    assert page.basket.empty
    assert kept(store) == {"陈桂花": ["g-powder"]}


def test_the_next_ones_card_takes_no_goods_of_who_is_still_here(window, page, store, li, said):
    with store.transaction() as connection:
        card = make_label(device_key(connection), Kind.PERSON, li, issued_on="2026-11-20")
    assert page.on_scan(card)
    assert (page.basket.person_id, page.basket.lines) == (li, [])
    assert kept(store)["陈桂花"] == ["g-powder"]
    assert said[-1][1] == "The basket of 陈桂花 is put aside."
    page.work.put_in_all([BOOTS])
    assert page.on_scan(card), "his own card changes nothing"
    assert [line.key for line in page.basket.lines] == ["g-boots"]


def test_goods_that_were_typed_and_not_taken_are_asked_about_once(window, page, said, qtbot):
    page.finder.set_mode(GOODS)
    type_in(window, "雨靴")
    press(window, Qt.Key.Key_F10)
    assert not page.reading()
    assert "“雨靴” was typed, but is not in the basket" in said[-1][1]
    press(window, Qt.Key.Key_Return)
    assert [line.key for line in page.basket.lines] == ["g-powder", "g-boots"]
    press(window, Qt.Key.Key_F10)
    assert page.reading(), "what was taken is asked about no more, though it still stands there"
    press(window, Qt.Key.Key_Escape)  # what the banner said is read
    press(window, Qt.Key.Key_Escape)
    assert page.finder.search.hasFocus(), "what is typed next goes somewhere"
    type_in(window, "复合")
    press(window, Qt.Key.Key_F10)
    assert not page.reading()
    press(window, Qt.Key.Key_F10)
    assert page.reading(), "the second press goes on without"
    assert len(page.basket.lines) == 2


def test_a_nought_too_many_is_seen_before_the_change_is_given(window, page):
    press(window, Qt.Key.Key_F9)
    type_in(window, "100")
    assert page.panel.change.text() == "Change ¥40.20"
    page.panel.payment.given.edit.selectAll()
    type_in(window, "1000")
    assert page.panel.change.text() == "Change ¥940.20? Look at the notes again"
    page.panel.payment.given.edit.selectAll()
    type_in(window, "10")
    assert page.panel.change.text() == "¥49.80 missing"


def test_an_order_stopped_half_way_is_where_it_was_on_every_way_out(window, page, store, qtbot):
    press(window, Qt.Key.Key_F10)
    settle(qtbot, page.read_back.yes.isEnabled)
    window.go("today")
    window.go("orders")
    assert page.reading(), "the villager is still being asked"
    press(window, Qt.Key.Key_Escape)
    assert not page.reading()
    assert kept(store) == {"陈桂花": ["g-powder"]}
    with store.read() as s:
        assert open_orders(s) == []
