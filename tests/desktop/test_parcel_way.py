"""A parcel's page with its whole way, the persons who may collect, and both pages without a slip of the eye."""

from dataclasses import replace

import pytest
import time_machine
from PySide6.QtCore import Qt

from tests.desktop.counter import open_window, press, settle, type_in
from tests.desktop.test_parcels import LONG, on_shelf, save_photo
from tests.desktop.test_screens import cut_off
from tests.store.orders_room import FERTILISER, POWDER, villager
from villagedesk import i18n
from villagedesk.desktop import theme
from villagedesk.domain.cash import CashKind
from villagedesk.domain.evidence import Signed
from villagedesk.domain.parcels import HandOver, Parcel
from villagedesk.domain.proxies import ProxyForm
from villagedesk.store import action, cash, get, new_row
from villagedesk.store.parcels import Pickup, hand_over, note_damage, parcel_history
from villagedesk.store.photos import desk_files
from villagedesk.store.proxies import name_proxy, proxies_of


@action
def other_computer_gives(s, parcel_id):
    """What a second computer of the room did without a line, as it comes by the feed."""
    parcel = get(s, Parcel, parcel_id)
    new_row(s, HandOver(parcel_id=parcel_id, handed_at=s.now, proof="code", proxy="邻居 老王", due_fen=26280))
    cash.book(s, CashKind.ON_DELIVERY, 26280, order_id=parcel.order_id, parcel_id=parcel_id)


def test_its_way_is_told_step_by_step(window, store, operator, chen, desk):
    row = on_shelf(store, operator, chen, pay="on_delivery")
    with store.write(by=operator) as s:
        hand_over(s, row.id, Pickup("6721", inspected="fine", signed=Signed(on_paper=True)))
    window.go("parcel", parcel_id=row.id)
    page = window.page()
    titles = [card.body.itemAt(0).itemAt(1).itemAt(0).widget().text() for card in cards_of(page.way)]
    assert titles == ["Announced by the county", "Came, put at A-07", "Handed over in person"]
    assert page.pictures.isVisible()
    assert not page.give.isVisible()
    assert not page.money_back.isVisible()


def cards_of(rows):
    layout = rows.layout()
    return [layout.itemAt(n).widget() for n in range(layout.count()) if layout.itemAt(n).widget() is not None]


def test_what_was_taken_twice_is_given_back_after_two_presses(window, store, operator, chen, said):
    row = on_shelf(store, operator, chen, pay="on_delivery")
    with store.write(by=operator) as s:
        hand_over(s, row.id, "6721")
    with store.write(by=operator) as s:
        other_computer_gives(s, row.id)
    window.go("parcel", parcel_id=row.id)
    page = window.page()
    assert "twice" in page._twice.text()
    page.money_back.click()
    assert page.money_back.accessibleName() == "Really give it back"
    page.money_back.click()
    assert said[-1][1] == "¥262.80 go back to the villager."
    assert not page.money_back.isVisible()
    with store.read() as s:
        assert sum(entry.amount_fen for entry in cash.entries_of_order(s, row.order_id)) == 26280
        assert parcel_history(s, row.id).hand_overs == 2


def test_a_person_is_named_and_taken_away_by_keys(window, store, operator, chen, said):
    window.go("farmer", person_id=chen)
    window.page().collect.click()
    assert window.place() == "proxies"
    page = window.page()
    assert page.empty.isVisible()
    type_in(window, "陈建军")
    page.phone.set_text("13900008888")
    page.relation.set_text("儿子")
    press(window, Qt.Key.Key_F10)
    assert "Nobody has signed" in page.pad.line.text()
    page.until.set_text("2020-01-01")
    press(window, Qt.Key.Key_F4)
    press(window, Qt.Key.Key_F10)
    assert "This day is over" in page.until.error()
    page.until.set_text("")
    press(window, Qt.Key.Key_F10)
    assert said[-1][1] == "陈建军 may collect now."
    with store.read() as s:
        (proxy,) = proxies_of(s, chen)
    page.on_withdraw(proxy.id)
    page.on_withdraw(proxy.id)
    with store.read() as s:
        assert proxies_of(s, chen) == []
    assert page.empty.isVisible()


@pytest.mark.parametrize(("language", "percent"), [("zh_CN", 100), ("en", 100), ("zh_CN", 200), ("en", 200)])
def test_long_names_fit(qapp, desk, store, operator, qtbot, language, percent, tmp_path):
    person = villager(store, operator, LONG, "13900003309")
    row = on_shelf(store, operator, person, "YT883100000000000001", pay="on_delivery")
    files = desk_files(store)
    photo = files.put(save_photo(tmp_path).read_bytes())
    with store.write(by=operator) as s:
        note_damage(s, row.id, "左上角压扁，里面的瓶子可能也破了" * 2, grams=300, photos=[photo], files=files)
        name_proxy(s, person, ProxyForm(LONG, "13900008888", "外甥女婿"), Signed(on_paper=True))
    i18n.set_language(language)
    theme.apply(qapp, percent)
    window = open_window(desk, qtbot)
    for place, about in (
        ("parcel", {"parcel_id": row.id}),
        ("proxies", {"person_id": person}),
        ("pack", {"parcel_id": row.id}),
    ):
        window.go(place, **about)
        page = window.page()
        settle(qtbot, lambda page=page: page.horizontalScrollBar().maximum() == 0 and not list(cut_off(page)))


def with_fertiliser(store, operator, chen):
    basket = [replace(FERTILISER, farm_input="fertiliser"), replace(POWDER, title="水稻种子", farm_input="seed")]
    return on_shelf(store, operator, chen, basket=basket)


def test_packs_are_looked_at_before_they_are_handed_over(window, store, operator, chen, said):
    row = with_fertiliser(store, operator, chen)
    window.go("parcels", parcel_id=row.id)
    page = window.page()
    page.pickup.code.blockSignals(True)
    page.pickup.code.setText("6721")
    page.pickup.code.blockSignals(False)
    press(window, Qt.Key.Key_F10)
    assert "Look at the pack first: 复合肥 45%, 水稻种子" in page.pickup.error.text()
    page.pickup.pack.click()
    pack = window.page()
    type_in(window, "农肥（2018）准字12345号")
    assert pack.save.text() == "Note it, nothing is odd  F10"
    press(window, Qt.Key.Key_F10)
    assert said[-1] == ("good", "nothing odd")
    type_in(window, "half of")
    pack.list.move(1)
    assert pack.licence.text() == "", "what was read off one pack says nothing of another"
    assert pack.on_scan("one line")
    assert "four lines" in pack.told.text()
    press(window, Qt.Key.Key_F8)
    assert said[-1][1].startswith("odd, kept back")
    assert window.page() is page
    press(window, Qt.Key.Key_F10)
    assert "水稻种子 was kept back" in page.pickup.error.text()
    with store.read() as s:
        steps = [step.word for step in parcel_history(s, row.id).steps if step.kind == "checked"]
    assert steps == ["fine", "kept_back"]


def test_a_bottle_past_its_date_is_told_and_decided_about_by_keys_alone(window, store, operator, chen, said):
    row = on_shelf(store, operator, chen, basket=[replace(POWDER, title="禾丰 酱油", category="酱油"), FERTILISER])
    window.go("parcels", parcel_id=row.id)
    press(window, Qt.Key.Key_F7)
    pack = window.page()
    assert [one.kind for one in pack._rows] == ["dated"]
    assert pack.licence.isHidden()
    type_in(window, "2025-13")
    assert "Type the date as it is printed" in pack.told.text()
    press(window, Qt.Key.Key_F10)
    assert "Type the date as it is printed" in pack.date.line.text()
    assert pack.date.text() == "2025-13", "nothing typed is lost"
    pack.date.edit.clear()
    with time_machine.travel("2026-11-23 02:00Z", tick=False):
        type_in(window, "20250510+18")
        assert pack.told.text().startswith("Good until 10 November 2026.\nIt is past its date.")
        assert pack.save.text() == "Hand it over all the same  F10"
        press(window, Qt.Key.Key_F8)
    assert said[-1][0] == "wait"
    assert said[-1][1].startswith("odd, kept back  Is nothing else in the parcel, choose “Not wanted”.")
    page = window.page()
    page.pickup.code.setText("6721")
    press(window, Qt.Key.Key_F10)
    assert "禾丰 酱油 was kept back" in page.pickup.error.text()
    assert row.id in [one.id for one in page.rows], "still here"
    press(window, Qt.Key.Key_F10)
    with store.read() as s:
        steps = [step.word for step in parcel_history(s, row.id).steps if step.kind == "checked"]
    assert steps == ["kept_back", "given"]


def test_the_operator_may_go_on_without_a_look(window, store, operator, chen):
    row = with_fertiliser(store, operator, chen)
    window.go("parcels", parcel_id=row.id)
    page = window.page()
    page.pickup.code.blockSignals(True)
    page.pickup.code.setText("6721")
    page.pickup.code.blockSignals(False)
    press(window, Qt.Key.Key_F10)
    press(window, Qt.Key.Key_F10)
    with store.read() as s:
        assert parcel_history(s, row.id).row.state == "collected"
