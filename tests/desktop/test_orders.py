"""The counter by keys alone, what survives, what is refused, and pages with much in them."""

from dataclasses import replace

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollBar

from tests.desktop.counter import GOODS, fill_catalogue, open_window, press, settle, type_in
from tests.desktop.test_screens import cut_off
from tests.store.orders_room import (
    BASKET,
    BOOTS,
    FERTILISER,
    POWDER,
    central_asks,
    central_says,
    central_sends_instead,
    ordered,
    shipped,
    villager,
)
from villagedesk import clock, i18n
from villagedesk.desktop import theme
from villagedesk.desktop.cash.today import cards as till_cards
from villagedesk.desktop.orders.find_panel import GOODS as FOR_GOODS
from villagedesk.desktop.orders.find_panel import PEOPLE
from villagedesk.desktop.orders.finder import find, find_wanted
from villagedesk.desktop.orders.order_facts import facts
from villagedesk.desktop.orders.said import order_parts
from villagedesk.desktop.orders.screen import OrdersScreen
from villagedesk.desktop.orders.shown import reading_show
from villagedesk.desktop.orders.today import cards
from villagedesk.desktop.orders.words import other_warnings, spoken
from villagedesk.desktop.parcels.today import names
from villagedesk.desktop.returns.today import cards as money_cards
from villagedesk.desktop.villager_screen.shows import ChildPaysShow
from villagedesk.desktop.widgets import Text
from villagedesk.domain import short_code
from villagedesk.domain.evidence import Signed
from villagedesk.domain.goods import Goods
from villagedesk.domain.labels import Kind, make_label
from villagedesk.domain.orders import BasketLine, Decision, Pay
from villagedesk.domain.proxies import ProxyForm
from villagedesk.domain.spoken import text as spoken_text
from villagedesk.store import events
from villagedesk.store.cash import entries_of_order
from villagedesk.store.catalogue import import_goods
from villagedesk.store.identity import device_key
from villagedesk.store.orders import Basket, baskets, confirm_order, open_orders, order_page, pay_back, pay_in_cash
from villagedesk.store.proxies import name_proxy


@pytest.fixture
def window(desk, store, qtbot):
    fill_catalogue(store)
    return open_window(desk, qtbot)


@pytest.fixture
def page(window, chen):
    window.go("orders")
    return window.page()


def orders(store):
    with store.read() as s:
        return open_orders(s)


def fill(page, chen, lines=BASKET):
    page.take_person(chen)
    page.work.put_in_all(list(lines))


def test_a_whole_order_by_keys_alone(window, page, store, qtbot, said):
    press(window, Qt.Key.Key_F2)
    assert page.finder.mode() == PEOPLE
    type_in(window, "6721")
    press(window, Qt.Key.Key_Return)
    settle(qtbot, lambda: page.panel.name.text() == "陈桂花")
    assert page.finder.mode() == FOR_GOODS
    type_in(window, "洗衣粉")
    press(window, Qt.Key.Key_Return)
    press(window, Qt.Key.Key_Return)  # once more: two of them
    page.finder.search.selectAll()
    type_in(window, "雨靴")
    press(window, Qt.Key.Key_Return)
    page.finder.search.clear()
    press(window, Qt.Key.Key_Plus)
    assert [(line.goods_id, line.quantity) for line in page.basket.lines] == [("g-powder", 2), ("g-boots", 2)]
    press(window, Qt.Key.Key_F9)
    type_in(window, "150")
    assert page.panel.change.text() == "Change ¥20.20"
    press(window, Qt.Key.Key_Return)
    assert page.reading()
    assert "together ¥129.80" in page.read_back.words.text()
    settle(qtbot, page.read_back.yes.isEnabled)
    press(window, Qt.Key.Key_F10)
    settle(qtbot, lambda: bool(orders(store)))
    assert [(row.name, row.total_fen, row.waiting) for row in orders(store)] == [("陈桂花", 12980, True)]
    assert said[-1][0] == "good"
    assert "Change ¥20.20" in said[-1][1]
    assert page.basket.empty
    assert page.finder.mode() == PEOPLE
    with store.read() as s:
        assert baskets(s.connection()) == []


def test_paying_by_code_is_offered_where_the_centre_has_one(window, page, store, chen, qtbot, desk):
    fill(page, chen, [POWDER])
    button = page.panel.pay.button(Pay.CODE)
    assert button.isHidden()
    press(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert page.basket.pay == Pay.CASH
    desk.settings.pay_code = "https://pay.example/village"
    window.go("today")
    window.go("orders")
    settle(qtbot, lambda: not button.isHidden())
    fill(page, chen, [POWDER])
    press(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert page.basket.pay == Pay.CODE
    assert not page.panel.payment.given.isVisible()
    assert reading_show(page.basket, None).code_fen == page.basket.total_fen
    page.panel.offer_code(False)
    assert not button.isHidden(), "how it is paid is never out of sight"
    page.basket.pay = Pay.CASH
    assert reading_show(page.basket, None).code_fen == 0
    page.basket.pay = Pay.CODE
    page.on_read()
    assert "by scanning the code" in page.read_back.words.text()
    settle(qtbot, page.read_back.yes.isEnabled)
    press(window, Qt.Key.Key_F10)
    settle(qtbot, lambda: bool(orders(store)))
    assert orders(store)[0].pay == Pay.CODE


def test_who_collects_is_named_by_a_key(window, page, store, chen, operator, qtbot):
    fill(page, chen)
    assert not page.panel.collector.isVisible(), "he has named nobody"
    with store.write(by=operator) as s:
        son = name_proxy(s, chen, ProxyForm("陈大山", "13900008812", "儿子"), Signed(on_paper=True))
    page.take_person(chen)
    assert page.panel.collector.text() == "Collects himself  Ctrl+B"
    press(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert (page.panel.collector.text(), page.basket.collector_id) == ("陈大山 collects  Ctrl+B", son)
    press(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert page.basket.collector_id == ""
    press(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    press(window, Qt.Key.Key_F10)
    settle(qtbot, page.read_back.yes.isEnabled)
    press(window, Qt.Key.Key_F10)
    with store.read() as s:
        assert order_page(s, open_orders(s)[0].id).collector == "陈大山"
    fill(page, chen)
    assert page.panel.collector.text().startswith("Collects himself"), "the next order is another one"


def test_two_quick_presses_do_not_skip_the_reading(window, page, store, chen, qtbot):
    fill(page, chen)
    press(window, Qt.Key.Key_F10)
    press(window, Qt.Key.Key_F10)
    assert page.reading()
    assert orders(store) == []
    settle(qtbot, page.read_back.yes.isEnabled)
    press(window, Qt.Key.Key_F10)
    press(window, Qt.Key.Key_F10)
    qtbot.wait(50)
    assert len(orders(store)) == 1


def test_esc_goes_back_to_the_basket(window, page, chen):
    fill(page, chen)
    press(window, Qt.Key.Key_F10)
    press(window, Qt.Key.Key_Escape)
    assert not page.reading()
    assert len(page.basket.lines) == 3


def test_the_basket_survives_a_power_cut(page, chen, desk, store, qtbot):
    fill(page, chen, [POWDER, BOOTS])
    page.panel.given.edit.setText("200")
    page.panel.given.edit.textEdited.emit("200")
    settle(qtbot, lambda: kept(store)[0].given == "200")
    again = OrdersScreen(desk)  # the program starts anew
    again.retranslate()
    again.open()
    assert [(line.key, line.quantity) for line in again.basket.lines] == [("g-powder", 2), ("g-boots", 1)]
    assert again.panel.name.text() == "陈桂花"
    assert again.panel.given.text() == "200"


def kept(store):
    with store.read() as s:
        return baskets(s.connection())


def test_baskets_are_put_aside_and_taken_up(window, page, store, chen, operator):
    li = villager(store, operator, "李秀英", "13900006811")
    fill(page, chen, [POWDER])
    press(window, Qt.Key.Key_F8)
    assert page.basket.empty
    assert [button.accessibleName() for button in page.parked.buttons] == ["陈桂花 not finished"]
    fill(page, li, [BOOTS])
    page.parked.buttons[0].click()
    assert [line.key for line in page.basket.lines] == ["g-powder"]
    assert [button.accessibleName() for button in page.parked.buttons] == ["李秀英 not finished"]
    press(window, Qt.Key.Key_F2)  # the next villager comes: this one is put aside by itself
    assert page.basket.empty
    assert len(page.parked.buttons) == 2


def test_a_basket_of_yesterday_gets_todays_prices(window, page, chen, said):
    fill(page, chen, [BasketLine("g-powder", "禾洁 浓缩洗衣粉", 1, 2), BasketLine("gone", "旧货", 500)])
    press(window, Qt.Key.Key_F8)
    page.parked.buttons[0].click()
    assert [(line.price_fen, line.quantity) for line in page.basket.lines] == [(2990, 2), (500, 1)]
    assert said[-1] == ("wait", "Prices have changed since then: together ¥64.80 now.")


def test_goods_may_be_chosen_first(window, page, chen, qtbot, said):
    page.finder.later.click()
    type_in(window, "复合")
    press(window, Qt.Key.Key_Return)
    assert len(page.basket.lines) == 1
    press(window, Qt.Key.Key_F10)
    assert not page.reading()
    assert said[-1] == ("act", "Say first who the order is for (F2).")
    assert page.finder.mode() == PEOPLE
    type_in(window, "cgh")
    press(window, Qt.Key.Key_Return)
    assert page.basket.name == "陈桂花"
    assert len(page.basket.lines) == 1


def test_the_same_as_last_time_at_todays_prices(window, page, store, chen, operator, said):
    ordered(store, operator, chen, basket=[BasketLine("g-powder", "禾洁", 1, 3), BasketLine("gone", "旧货", 500)])
    page.take_person(chen)
    press(window, Qt.Key.Key_F7)
    assert [(line.goods_id, line.quantity, line.price_fen) for line in page.basket.lines] == [("g-powder", 3, 2990)]
    assert said[-1] == ("wait", "Not to be had any more: 旧货")


def test_bought_goods_come_first_and_say_when(page, store, chen, operator):
    ordered(store, operator, chen, basket=[BasketLine("g-powder-2", "山泉", 1980)])
    page.take_person(chen)
    page.finder.search.setText("洗衣粉")
    page.finder._look("洗衣粉")
    rows = page.finder.list.rows()
    assert [row.key for row in rows] == ["g-powder-2", "g-powder"]
    assert "bought on" in rows[0].detail
    assert "brand shop" in rows[1].detail


def test_less_money_than_it_costs_is_told_at_its_field(window, page, chen):
    fill(page, chen)
    page.panel.given.edit.setText("12")
    press(window, Qt.Key.Key_F10)
    assert not page.reading()
    assert "less than the order costs" in page.panel.given.error()
    assert page.panel.given.text() == "12"


def test_a_ceiling_of_his_own(window, page, store, chen, qtbot):
    fill(page, chen)
    page.panel.ceiling.click()
    type_in(window, "100")
    page.panel.ceiling_edit.edited.emit()
    press(window, Qt.Key.Key_F10)
    settle(qtbot, page.read_back.yes.isEnabled)
    press(window, Qt.Key.Key_F10)
    assert not page.reading()
    assert "below what the goods cost" in page.panel.ceiling_edit.error()
    page.panel.ceiling_edit.set_text("300")
    page.panel.ceiling_edit.edited.emit()
    press(window, Qt.Key.Key_F10)
    assert "¥300" in page.read_back.words.text()
    settle(qtbot, page.read_back.yes.isEnabled)
    press(window, Qt.Key.Key_F10)
    with store.read() as s:
        assert order_page(s, orders(store)[0].id).ceiling_fen == 30000


@pytest.mark.parametrize(("language", "percent"), [("zh_CN", 100), ("en", 200)])
def test_thirty_long_lines_scroll_and_nothing_is_cut(qapp, desk, store, chen, qtbot, language, percent):
    i18n.set_language(language)
    theme.apply(qapp, percent)
    name = "特别长的名字加绒加厚防水防滑耐磨中老年冬季保暖棉鞋男女同款 加大加宽"
    import_goods(store.catalogue, [*GOODS, *(Goods(f"x{n}", name, 123456, "45 码", icon="boot") for n in range(30))])
    window = open_window(desk, qtbot)
    window.go("orders")
    page = window.page()
    fill(page, chen, [BasketLine(f"x{n}", name, 123456, n + 1, "45 码", "boot") for n in range(30)])
    page.work.put_in(GOODS[0])
    lines = page.panel.lines
    assert len(lines.rows()) == 31
    settle(qtbot, lambda: lines.verticalScrollBar().value() > 0)
    assert lines.verticalScrollBar().maximum() > 0
    assert page.horizontalScrollBar().maximum() == 0
    last = lines.rows()[-1]
    settle(qtbot, lambda: lines.viewport().rect().contains(last.mapTo(lines.viewport(), last.rect().center())))
    settle(qtbot, lambda: not list(cut_off(page)))
    page.on_read()
    assert page.reading()
    settle(qtbot, page.read_back.yes.isEnabled)
    settle(qtbot, lambda: not list(cut_off(page)))
    assert page.horizontalScrollBar().maximum() == 0
    if percent == 100:
        assert page.verticalScrollBar().maximum() == 0, "the button stays in the window"


def test_the_line_touched_last_stays_in_sight_until_the_operator_scrolls(window, page, chen, qtbot):
    fill(page, chen, [BasketLine(f"x{n}", "雨靴", 3500, 1, "", "boot") for n in range(30)])
    page.work.put_in(GOODS[0])
    lines = page.panel.lines

    def in_sight():
        last = lines.rows()[-1]
        return lines.viewport().rect().contains(last.mapTo(lines.viewport(), last.rect().center()))

    settle(qtbot, in_sight)
    for row in lines.rows()[:20]:
        row._title.setText("特别长的名字加绒加厚防水防滑耐磨 " * 6)
    qtbot.wait(50)
    assert in_sight(), "longer lines above it do not push it out"
    window.resize(1366, 640)
    qtbot.wait(50)
    assert in_sight(), "nor does a lower window"
    lines.verticalScrollBar().triggerAction(QScrollBar.SliderAction.SliderToMinimum)
    window.resize(1366, 768)
    qtbot.wait(50)
    assert lines.verticalScrollBar().value() == 0


def test_a_new_villager_is_put_on_file_and_comes_back(page, went):
    page.desk.go = lambda place, **params: went.append((place, params))
    page.on_new_person("赵六")
    assert went == [("person_form", {"name": "赵六", "back_to": "orders"})]


# --- the list and one order


def test_the_list_shows_states_and_opens_one(window, store, operator, chen):
    first = ordered(store, operator, chen)
    second = ordered(store, operator, chen, "on_delivery", [POWDER])
    with store.write() as s:
        central_asks(s, first.order_id, prices={"g-fert": 18800})
    window.go("order_list")
    table = window.page().table
    assert [row.number for row in table.rows_model.rows] == [first.number, second.number]
    press(window, Qt.Key.Key_Return)
    assert window.place() == "order"
    assert window.page().shown.row.id == first.order_id
    window.go("order_list", view="ended")
    assert window.page().empty.isVisible()


@pytest.mark.parametrize("decision", list(Decision))
def test_each_question_is_asked_in_the_language_of_the_window(window, store, operator, chen, decision):
    slip = ordered(store, operator, chen)
    with store.write() as s:
        central_asks(s, slip.order_id, prices={"g-fert": 19900}, decision=decision)
    with i18n.speaking("zh_CN"):
        window.go("order", order_id=slip.order_id)
        words = window.page().question.yes.text().removesuffix("F10").strip()
    assert words
    assert not any(letter.isascii() and letter.isalpha() for letter in words)


def test_a_changed_price_is_asked_about_and_answered(window, store, operator, chen, said):
    slip = ordered(store, operator, chen)
    with store.write() as s:
        central_asks(s, slip.order_id, prices={"g-fert": 18800})
    window.go("order", order_id=slip.order_id)
    page = window.page()
    assert page.question.isVisible()
    assert not page.cancel.isVisible()
    press(window, Qt.Key.Key_F10)
    assert said[-1] == ("wait", "Take ¥20.00 from the villager.")
    assert not page.question.isVisible()
    assert orders(store)[0].state == "queued"


def test_what_a_stopped_seller_does_not_sell_is_left_out(window, store, operator, chen, said):
    slip = ordered(store, operator, chen)
    with store.write() as s:
        central_asks(s, slip.order_id, gone=("g-fert",), decision="frozen", reason="卖假化肥")
    with store.read() as s:
        assert [card.title for card in cards(s)] == ["A seller was stopped"]
    window.go("order", order_id=slip.order_id)
    page = window.page()
    assert "复合肥 45% 50 kg cannot be bought" in page.question._what.text()
    assert "The platform says: 卖假化肥" in page.question._what.text()
    press(window, Qt.Key.Key_F10)
    assert said[-1] == ("wait", "Give ¥168.00 to the villager.")
    left_out = [text.text() for text in page.lines.findChildren(Text) if "left out" in text.text()]
    assert left_out == ["the platform stopped the seller, left out"]


@pytest.mark.parametrize(
    ("key", "state", "paid"), [("F9", "queued", 26280), ("F10", "queued", 0), ("Q", "cancelled", 0)]
)
def test_a_child_who_has_not_paid_is_asked_about(window, store, operator, chen, key, state, paid):
    with store.write(by=operator) as s:
        slip = confirm_order(s, BASKET, chen, "payer", read_back=True, payer_phone="13900004321")
    window.go("order", order_id=slip.order_id)
    page = window.page()
    assert page.in_cash.isVisible()
    assert "The child's phone 139 0000 4321, code" in page._facts.text()
    with store.write() as s:
        central_asks(s, slip.order_id, decision="unpaid")
    with store.read() as s:
        assert [card.title for card in cards(s)] == ["The child has not paid"]
    page.refresh()
    assert "phone 139 0000 4321" in page.question._what.text()
    if key == "Q":
        press(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
        press(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    else:
        press(window, {"F9": Qt.Key.Key_F9, "F10": Qt.Key.Key_F10}[key])
    assert (page.shown.row.state, page.shown.paid_fen) == (state, paid)
    assert page.shown.row.waits_for_payer == (key != "F9")


def test_what_comes_instead_is_told(window, store, operator, chen):
    slip = ordered(store, operator, chen)
    with store.write() as s:
        central_says(s, slip.order_id, "placed", central_number="P-9")
        central_sends_instead(s, slip.order_id, "g-boots", "山泉 雨靴 28 码", 3600)
    window.go("order", order_id=slip.order_id)
    texts = [text.text() for text in window.page().lines.findChildren(Text)]
    assert "Instead comes: 山泉 雨靴 28 码" in texts


def test_cancelling_asks_twice_and_gives_the_money_back(window, store, operator, chen, said):
    slip = ordered(store, operator, chen)
    window.go("order", order_id=slip.order_id)
    page = window.page()
    page.cancel.click()
    assert orders(store)
    press(window, Qt.Key.Key_Escape)
    page.cancel.click()
    page.cancel.click()
    assert orders(store) == []
    assert said[-1] == ("wait", f"Order {slip.number} is cancelled. Give ¥262.80 to the villager.")
    assert not page.cancel.isVisible()


@pytest.mark.parametrize(
    ("state", "words"),
    [("queued", "To the child: text waits"), ("sent", "To the child: text sent"), ("failed", "read the code aloud")],
)
def test_what_became_of_the_text_to_the_child_stands_on_the_order(window, store, operator, chen, state, words):
    with store.write(by=operator) as s:
        slip = confirm_order(s, [POWDER], chen, "payer", read_back=True, payer_phone="13900004321")
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE text_message SET state = ?", (state,))
    window.go("order", order_id=slip.order_id)
    assert words in window.page()._facts.text()


@pytest.mark.parametrize("in_cash", [False, True])
def test_cancelling_what_was_paid_by_code_says_how_the_money_goes_back(window, store, operator, chen, said, in_cash):
    slip = ordered(store, operator, chen, "code")
    window.go("order", order_id=slip.order_id)
    page = window.page()
    assert page.cash_back.isVisible()
    if in_cash:
        press(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    page.cancel.click()
    page.cancel.click()
    words = "Give ¥262.80 to the villager." if in_cash else "Send ¥262.80 back by phone."
    assert said[-1] == ("wait", f"Order {slip.number} is cancelled. {words}")
    assert not page.cash_back.isVisible()
    window.go("order", order_id=ordered(store, operator, chen).order_id)
    assert not page.cash_back.isVisible(), "paid in cash: there is nothing to choose"


def test_money_of_a_refused_order_is_given_back_once(window, store, operator, chen):
    slip = ordered(store, operator, chen)
    with store.write() as s:
        central_says(s, slip.order_id, "refused", reason="该商家已停业")
    window.go("order", order_id=slip.order_id)
    page = window.page()
    assert "该商家已停业" in page._facts.text()
    press(window, Qt.Key.Key_F10)
    assert window.place() == "payout"
    press(window, Qt.Key.Key_F8)  # signed on paper
    press(window, Qt.Key.Key_F10)
    press(window, Qt.Key.Key_F10)
    window.go("order", order_id=slip.order_id)
    assert not page.back_money.isVisible()
    with store.read() as s:
        assert [entry.amount_fen for entry in entries_of_order(s, slip.order_id)] == [-26280, 26280]


@pytest.mark.parametrize(("key", "account"), [(Qt.Key.Key_F10, ""), (Qt.Key.Key_F8, "code")])
def test_goods_that_were_not_paid_stand_on_today_until_they_are(window, store, operator, chen, said, key, account):
    slip = ordered(store, operator, chen, "on_delivery")
    with store.write() as s:
        central_says(s, slip.order_id, "placed")
    with store.write() as s:
        central_says(s, slip.order_id, "collected")
    with store.read() as s:
        (card,) = [card for card in till_cards(s) if card.kind == "act"]
    assert (card.title, card.place) == ("1 villager has goods without having paid", "order")
    window.go("cash_owed")
    assert [shown.has_it for shown in window.page()._shown.due] == [True]
    window.go(card.place, **card.params)
    press(window, key)
    assert said[-1] == ("good", "¥262.80 taken. The receipt is at the printer.")
    assert not window.page().take.isVisible()
    with store.read() as s:
        assert [(row.amount_fen, row.account) for row in entries_of_order(s, slip.order_id)] == [(26280, account)]
        assert [card for card in till_cards(s) if card.kind == "act"] == []


def test_what_central_changes_shows_at_once(window, store, operator, chen, desk):
    slip = ordered(store, operator, chen)
    window.go("order", order_id=slip.order_id)
    with store.write() as s:
        central_says(s, slip.order_id, "placed", central_number="P-7")
    desk.bus.changed.emit({"order"})
    assert "P-7" in window.page()._facts.text()


# --- Today, the one field, the words


def test_todays_cards_say_what_to_do(store, operator, chen):
    asked, refused = ordered(store, operator, chen), ordered(store, operator, chen, basket=[FERTILISER])
    with store.write() as s:
        central_asks(s, asked.order_id, gone=("g-fert",))
    with store.write() as s:
        central_says(s, refused.order_id, "refused")
    with store.read() as s:
        shown = cards(s)
        (money,) = money_cards(s)
    assert [(card.danger, card.kind, card.place) for card in shown] == [(70, "act", "order")]
    assert (money.danger, money.place) == (90, "payout")
    assert "¥168.00" in money.detail
    for _ in range(4):
        more = ordered(store, operator, chen)
        with store.write() as s:
            central_says(s, more.order_id, "refused")
    with store.read() as s:
        assert money_cards(s)[0].place == "returns"
        assert "5 villagers" in money_cards(s)[0].title


def test_an_order_that_waits_too_long_is_shown(store, operator, chen):
    with time_machine.travel("2026-11-19 02:00+00:00", tick=False):
        ordered(store, operator, chen)
    with time_machine.travel("2026-11-23 02:00+00:00", tick=False), store.read() as s:
        assert [card.title for card in cards(s)] == ["1 order has waited too long, days: 4"]


def test_an_order_for_a_child_to_pay_is_not_said_to_wait_longer_than_it_did(store, operator, chen):
    with time_machine.travel("2026-11-19 02:00+00:00", tick=False):
        with store.write(by=operator) as s:
            confirm_order(s, BASKET, chen, "payer", payer_phone="13900001234", read_back=True)
    with time_machine.travel("2026-11-21 03:00+00:00", tick=False), store.read() as s:
        assert [card.title for card in cards(s)] == ["1 order has waited too long, days: 2"]


def test_orders_are_found_by_number_and_goods_by_name(store, operator, chen):
    fill_catalogue(store)
    with store.transaction() as connection:
        events.put_meta(connection, "centre", "B07")
    slip = ordered(store, operator, chen)
    with store.read() as s:
        for text in (slip.number, f"B07-{slip.number}"):
            assert [(hit.params["order_id"], hit.exact) for hit in find(s, text)] == [(slip.order_id, True)]
        assert find(s, "99") == []
        assert [hit.params for hit in find_wanted(s, "雨靴")] == [{"goods_id": "g-boots"}]
        assert find_wanted(s, "6721") == []


def test_goods_found_at_the_top_are_put_in_once(window, chen):
    window.go("orders", goods_id="g-boots")
    window.go("order_list")
    window.back()
    assert [(line.goods_id, line.quantity) for line in window.page().basket.lines] == [("g-boots", 1)]


def test_a_card_says_who_buys_and_other_labels_open_their_page(window, page, store, operator, chen):
    slip = ordered(store, operator, chen)
    with store.transaction() as connection:
        key = device_key(connection)
    assert page.on_scan(make_label(key, Kind.PERSON, chen, issued_on="2026-11-20"))
    assert page.basket.person_id == chen
    assert page.on_scan(make_label(key, Kind.ORDER, slip.order_id, issued_on="2026-11-20"))
    assert window.place() == "order"
    assert not page.on_scan("6901234567893")


def test_the_words_that_are_read(store):
    i18n.set_language("zh_CN")
    words = spoken(Basket("a", name="陈桂花", lines=BASKET), 30000)
    assert words == (
        "陈桂花，您要买：禾洁 浓缩洗衣粉 2.5 kg，2 件，¥59.80；复合肥 45% 50 kg，1 件，¥168.00；"
        "儿童雨靴 28 码，1 件，¥35.00；一共 ¥262.80。收您现金 ¥300.00，找您 ¥37.20。"
        "要是涨到 ¥271 以上，我们先问您。对不对？"
    )
    assert "货到了再付钱" in spoken(Basket("a", name="陈桂花", lines=BASKET, pay="on_delivery"), None)


def test_paying_back_is_refused_the_second_time(store, operator, chen, window, said):
    slip = ordered(store, operator, chen)
    with store.write() as s:
        central_says(s, slip.order_id, "refused")
    window.go("order", order_id=slip.order_id)
    with store.write(by=operator) as s:
        pay_back(s, slip.order_id)  # another window was faster
    window.page().on_pay_back()
    window.page().pad.paper.click()
    window.page().on_pay()
    assert said[-1] == ("act", "There is nothing to pay back for this order any more.")


def test_parcels_of_an_order_can_be_opened(window, store, operator, chen):
    slip = ordered(store, operator, chen)
    parcel = shipped(store, operator, slip.order_id)
    window.go("order", order_id=slip.order_id)
    window.page()._open_parcel(parcel)
    assert window.place() == "parcel"
    assert names([]) == ""


@pytest.fixture
def heard(desk, monkeypatch):
    """What is said aloud, as the letters of each sentence; each lasts until it is stopped."""
    sentences = []
    monkeypatch.setattr(desk.speech.system, "say", lambda text, language, volume: sentences.append(text))
    desk.speech.system.languages = frozenset({"en"})
    return sentences


def test_the_order_is_read_aloud_and_the_yes_ends_it(window, page, desk, heard, chen, qtbot, store):
    fill(page, chen, [POWDER])
    page.panel.given.set_text("100")
    press(window, Qt.Key.Key_F10)
    assert len(heard) == 1
    assert "you want to buy" in heard[0]
    assert "fifty nine yuan eighty fen" in heard[0]
    assert "your change is forty yuan twenty fen" in heard[0]
    assert desk.speech.speaking()
    press(window, Qt.Key.Key_F11)
    assert not desk.speech.speaking()
    press(window, Qt.Key.Key_F11)
    assert heard[1] == heard[0]
    settle(qtbot, page.read_back.yes.isEnabled)
    press(window, Qt.Key.Key_F10)
    settle(qtbot, lambda: bool(orders(store)))
    assert heard[2:] == ["your order is taken, your change is forty yuan twenty fen, please keep it safe"]
    desk.speech.system.ended.emit(True)
    press(window, Qt.Key.Key_F11)
    assert len(heard) == 4


def test_his_screen_says_how_he_pays_in_the_language_of_the_window(window, page, desk, chen):
    fill(page, chen, [POWDER])
    press(window, Qt.Key.Key_F10)
    assert desk.villager.now().pays == "Paid now"
    i18n.set_language("zh_CN")
    page.retranslate()
    assert desk.villager.now().pays == "现在付"


def test_what_is_found_is_said_in_the_language_of_the_window(window, page, chen, qtbot):
    page.take_person(chen)
    type_in(window, "雨靴")
    settle(qtbot, lambda: bool(page.finder.list.rows()))
    assert page.finder.list.rows()[0].detail.startswith("here in 3 days")
    i18n.set_language("zh_CN")
    page.retranslate()
    assert page.finder.list.rows()[0].detail.startswith("3 天到")


def test_leaving_the_page_is_silence(window, page, desk, heard, chen):
    fill(page, chen)
    press(window, Qt.Key.Key_F10)
    assert desk.speech.speaking()
    window.go("today")
    assert not desk.speech.speaking()
    window.go("orders")
    page.show_counter()
    desk.settings.read_aloud = False
    press(window, Qt.Key.Key_F10)
    assert len(heard) == 1, "read by hand only, as the settings say"
    press(window, Qt.Key.Key_F11)
    assert len(heard) == 2
    press(window, Qt.Key.Key_Escape)
    assert not desk.speech.speaking()


def test_who_pays_and_what_may_come_instead_are_said(page, chen):
    fill(page, chen, [POWDER])
    said = {}
    for pay in Pay:
        page.basket.pay = pay
        said[pay] = spoken_text(order_parts(page.basket, None), "zh_CN")
    assert "付现金" in said[Pay.CASH]
    assert "货到了再付" in said[Pay.ON_DELIVERY]
    assert "孩子付款" in said[Pay.PAYER]
    assert "没货就不要了" in said[Pay.CASH]
    page.basket.substitute = True
    assert "没货可以换差不多的" in spoken_text(order_parts(page.basket, None), "zh_CN")
    page.basket.pay = Pay.PAYER
    page.basket.payer_phone = "13900006721"
    assert reading_show(page.basket, None).pays == "Child pays", "a phone number is nobody else's business"
    assert not reading_show(page.basket, None).code_fen


def test_today_says_that_something_else_comes_until_it_is_here(store, operator, chen):
    def comes(slip):
        with store.write() as s:
            central_says(s, slip.order_id, "placed", central_number=slip.order_id[:8], placed_at=clock.now_ms())
            central_sends_instead(s, slip.order_id, "g-boots", "山泉 雨靴 28 码", 3600)

    first, *others = [ordered(store, operator, chen) for _ in range(4)]
    comes(first)
    with store.read() as s:
        (card,) = cards(s)
    assert (card.danger, card.kind, card.place, card.params) == (42, "wait", "order", {"order_id": first.order_id})
    assert card.detail == "陈桂花  山泉 雨靴 28 码"
    for slip in others:
        comes(slip)
    with store.read() as s:
        (card,) = cards(s)
    assert (card.place, card.detail) == ("order_list", "陈桂花, 陈桂花, 陈桂花, 陈桂花")
    for slip in (first, *others):
        with store.write() as s:
            central_says(s, slip.order_id, "arrived")
    with store.read() as s:
        assert cards(s) == []


def test_that_it_was_read_back_stands_on_the_order(window, page, desk, heard, chen, qtbot, store):
    """In large figures, or aloud too where the voice came to its end; when it was read and not when he said yes."""
    found = []
    for aloud in ("", "begun", "to the end"):
        desk.settings.read_aloud = bool(aloud)
        with time_machine.travel("2026-11-23 02:00+00:00", tick=False) as at:
            fill(page, chen, [POWDER])
            press(window, Qt.Key.Key_F10)
            begun = clock.now_ms()
            at.shift(40)
            settle(qtbot, page.read_back.yes.isEnabled)
            if aloud == "to the end":
                desk.speech.system.ended.emit(True)
            press(window, Qt.Key.Key_F10)
        (slip,) = [row.id for row in orders(store) if row.id not in found]
        found.append(slip)
        with store.read() as s:
            shown = order_page(s, slip)
        assert (shown.read_at, shown.read_how) == (begun, "aloud" if aloud == "to the end" else "figures")
        words = "Read back aloud, " if aloud == "to the end" else "Read back in large figures, "
        assert any(fact.startswith(words) for fact in facts(shown))


def test_who_may_not_sell_a_brand_is_named_before_the_yes(window, page, desk, heard, chen, qtbot):
    fill(page, chen, [replace(POWDER, brand="warned", seller="小李杂货"), BOOTS])
    press(window, Qt.Key.Key_F10)
    warned = [text.text() for text in page.read_back.findChildren(Text) if text.text().startswith("Careful")]
    words = "Careful: 小李杂货 may not sell this brand, 禾洁 浓缩洗衣粉 may be a fake."
    assert warned.count(words) == 1
    assert page.read_back.words.text().count(words) == 1
    assert heard[0].count("may not sell this brand") == 1


def test_what_is_odd_about_goods_is_said_before_the_yes(window, page, desk, heard, chen, qtbot):
    cheap = replace(BOOTS, reference_fen=9900)
    seed = replace(POWDER, title="郑单958 玉米种", price_fen=6500, farm_input="seed")
    fill(page, chen, [cheap, seed])
    page.basket.collector_name = "陈小明"
    page.panel.collector_name = lambda: "陈小明"
    press(window, Qt.Key.Key_F10)
    words = page.read_back.words.text()
    for odd in (
        "Careful: shops ask ¥99.00 for 儿童雨靴. So cheap, it may be a fake.",
        "郑单958 玉米种: nobody vouches for this seller. Look at licence and pack before you take it.",
        "陈小明 collects it for you.",
    ):
        assert words.count(odd) == 1
        assert heard[0].count(odd.rstrip(".")) == 1
    assert other_warnings(replace(seed, brand="authorised", reference_fen=13_000)) == [], "half is not far too cheap"


def test_order_again_fills_the_basket_at_todays_prices_once(window, store, operator, chen, said):
    slip = ordered(store, operator, chen, basket=[replace(POWDER, price_fen=2500), BasketLine("g-gone", "旧货", 900)])
    ordered(store, operator, chen, basket=[BOOTS])
    window.go("order", order_id=slip.order_id)
    window.page().again.click()
    page = window.page()
    assert (window.place(), page.basket.person_id) == ("orders", chen)
    assert [(line.goods_id, line.price_fen, line.quantity) for line in page.basket.lines] == [("g-powder", 2990, 2)]
    assert said[-1] == ("wait", "Not to be had any more: 旧货")
    page.work.take_out(0)
    window.go("today")
    window.back()
    assert page.basket.lines == [], "coming back to the page is no second press"
    window.go("order", order_id=slip.order_id)
    window.page().again.click()
    assert [line.goods_id for line in page.basket.lines] == ["g-powder"]


def test_order_again_for_another_villager_leaves_the_open_basket_alone(window, page, store, operator, chen):
    wu = villager(store, operator, "吴阿婆", "13900005555")
    slip = ordered(store, operator, chen, basket=[POWDER])
    page.take_person(wu)
    page.work.put_in_all([BOOTS])
    window.go("order", order_id=slip.order_id)
    window.page().again.click()
    assert (page.basket.person_id, [line.goods_id for line in page.basket.lines]) == (chen, ["g-powder"])
    with store.read() as s:
        parked = {one.person_id: [line.goods_id for line in one.lines] for one in baskets(s.connection())}
    assert parked[wu] == ["g-boots"]


def test_where_the_child_pays_is_on_the_second_screen(window, page, desk, store, operator, chen, qtbot):
    with store.transaction() as connection:
        events.put_meta(connection, "central_url", "https://platform.qingxi.example")
    fill(page, chen, [POWDER])
    page.basket.pay, page.basket.payer_phone = "payer", "13900004321"
    page.panel.show_basket(page.basket, 0)
    press(window, Qt.Key.Key_F10)
    settle(qtbot, page.read_back.yes.isEnabled)
    press(window, Qt.Key.Key_F10)
    settle(qtbot, lambda: bool(orders(store)))
    (row,) = orders(store)
    with store.read() as s:
        code = order_page(s, row.id).pay_code
    show = ChildPaysShow("陈桂*", 5980, short_code.shown(code), f"https://platform.qingxi.example/pay/{code}")
    assert desk.villager.now() == show
    window.go("today")
    assert desk.villager.now() is None
    window.go("order", order_id=row.id)
    assert desk.villager.now() == show, "also as long as the order's page is open, while it is not paid"
    with store.write(by=operator) as s:
        pay_in_cash(s, row.id)
    window.page().refresh()
    assert desk.villager.now() is None
