"""Offers with a last day: told where goods are found, in the basket and in the read-back, and never ordered in silence."""

from dataclasses import replace

import msgspec
import pytest
import time_machine
from PySide6.QtCore import Qt
from sqlmodel import select

from tests.desktop.counter import fill_catalogue, open_window, press, settle, type_in
from tests.store.orders_room import BOOTS, POWDER, villager
from villagedesk.desktop.orders.goods import facts
from villagedesk.domain.goods import Goods
from villagedesk.domain.orders import OrderLine
from villagedesk.store.catalogue import import_goods

OIL = Goods("g-oil", "禾丰 菜籽油", 5980, "5 L", days=3, until="2026-11-20")


@pytest.fixture
def page(desk, store, operator, qtbot):
    fill_catalogue(store)
    import_goods(store.catalogue, [OIL])
    chen = villager(store, operator)
    window = open_window(desk, qtbot)
    with time_machine.travel("2026-11-23 02:00+00:00", tick=True):
        window.go("orders")
        window.page().take_person(chen)
        yield window.page()


def line_told(page, at):
    told = page.panel.lines.rows()[at]._told
    return "" if told.isHidden() else told.text()


def test_the_last_day_is_told_where_goods_are_found(page):
    assert facts(OIL)[0] == "offer ended on 20 Nov"
    assert "offer until 30 Nov" in facts(replace_until("2026-11-30"))
    assert facts(replace_until("2026-11-23"))[-1] == "offer until 23 Nov", "the last day is one of them"
    assert not any("offer" in fact for fact in facts(replace_until("soon")))


def replace_until(until):
    return msgspec.structs.replace(OIL, until=until)


def test_an_offer_that_ended_is_told_at_its_line_and_read_to_the_villager(page, store, qtbot):
    window = page.window()
    type_in(window, "菜籽油")
    press(window, Qt.Key.Key_Return)
    settle(qtbot, lambda: len(page.basket.lines) == 1)
    ended = "The offer of 禾丰 菜籽油 ended on 20 Nov: it may cost more now, or be sold out."
    assert line_told(page, 0) == "The offer ended on 20 Nov: dearer now perhaps, or sold out."
    page.work.put_in_all([BOOTS])
    assert line_told(page, 1) == ""
    press(window, Qt.Key.Key_F10)
    settle(qtbot, page.reading)
    assert page.read_back.words.text().count(ended) == 1
    settle(qtbot, page.read_back.yes.isEnabled)
    assert window.isActiveWindow(), "a warning is no window of its own"
    press(window, Qt.Key.Key_F10)
    settle(qtbot, lambda: page.basket.empty)
    with store.read() as s:
        kept = {line.goods_id: line.until for line in s.exec(select(OrderLine))}
    assert kept == {"g-oil": "2026-11-20", "g-boots": ""}


def test_an_offer_that_ends_while_it_is_read_back_is_read_once_more(page, desk, store, qtbot, said):
    today = replace(POWDER, until="2026-11-23")
    import_goods(store.catalogue, [Goods("g-powder", "禾洁 浓缩洗衣粉", 2990, "2.5 kg", until="2026-11-23")])
    page.work.put_in_all([today])
    press(page.window(), Qt.Key.Key_F10)
    settle(qtbot, page.reading)
    settle(qtbot, page.read_back.yes.isEnabled)
    with time_machine.travel("2026-11-24 02:00+00:00", tick=True):
        press(page.window(), Qt.Key.Key_F10)
        settle(qtbot, lambda: not page.reading())
        assert "ended on 2026-11-23" in said[-1][1]
        assert not page.basket.empty, "nothing is lost"
        assert "ended on 23 Nov" in line_told(page, 0)
        press(page.window(), Qt.Key.Key_F10)
        settle(qtbot, page.reading)
        settle(qtbot, page.read_back.yes.isEnabled)
        press(page.window(), Qt.Key.Key_F10)
        settle(qtbot, lambda: page.basket.empty)
    with store.read() as s:
        assert [line.until for line in s.exec(select(OrderLine))] == ["2026-11-23"]
