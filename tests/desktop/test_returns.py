"""Goods go back and money reaches the villager, by keys; what is wrong is told where it belongs, nothing typed is lost."""

from dataclasses import replace

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from tests.desktop.counter import open_window, press
from tests.desktop.test_screens import cut_off
from tests.store.orders_room import BOOTS, central_says, ordered, shipped, villager
from tests.store.returns_room import JPEG, asked, central_moves, central_refunds, collected
from villagedesk import clock, i18n
from villagedesk.desktop import theme
from villagedesk.desktop.returns.today import _late, cards
from villagedesk.desktop.returns.words import left_words
from villagedesk.desktop.verify.finder import find
from villagedesk.domain.evidence import Signed
from villagedesk.domain.labels import Kind, make_label
from villagedesk.store.cash import entries_of_order
from villagedesk.store.farm_inputs import inputs_in, keep_check
from villagedesk.store.identity import device_key
from villagedesk.store.parcels import driver_takes, hand_over, receive_parcel, send_back
from villagedesk.store.photos import desk_files
from villagedesk.store.returns import return_page, returns_in, returns_of_order


@pytest.fixture
def order(store, operator, chen):
    return collected(store, operator, chen)


def page_of(store, return_id):
    with store.read() as s:
        return return_page(s, return_id)


def returns(store, order):
    with store.read() as s:
        return returns_of_order(s, order)


def today(store):
    with store.read() as s:
        return cards(s)


def refunded(store, operator, order, fen=2990):
    return_id = asked(store, operator, order)
    with store.write() as s:
        central_refunds(s, order, fen, return_id=return_id)
    return return_id


# --- the form


@pytest.mark.parametrize("reason", ["damaged", "fake", "expired"])
def test_what_a_picture_has_to_show_needs_one_or_a_reason_why_not(window, store, order, reason):
    window.go("return_form", order_id=order)
    form = window.page()
    assert not form.no_photo.isVisible()
    form.lines.add(form.found.lines[0], 1)
    form.reason.set_value(reason)
    form.on_edited()
    assert form.no_photo.isVisible()
    press(window, Qt.Key.Key_F10)
    assert form.photos.line.text().startswith("Please take a photo of it.")
    assert returns(store, order) == []
    form.no_photo.set_text("已经扔了")
    form.on_edited()
    press(window, Qt.Key.Key_F10)
    (row,) = returns(store, order)
    assert page_of(store, row.id).no_photo == "已经扔了"


def test_a_fake_that_goes_back_is_complained_about_next(window, store, order, said):
    window.go("return_form", order_id=order)
    form = window.page()
    form.lines.add(form.found.lines[0], 1)
    assert not form.complain.isVisible()
    form.reason.set_value("fake")
    form.on_edited()
    form.detail.edit.setText("字印歪了")
    form.photos.load([("goods", desk_files(store).put(JPEG))])
    assert form.save.text() == "Write it down, then complain  F10"
    press(window, Qt.Key.Key_F10)
    assert [row.reason for row in returns(store, order)] == ["fake"]
    assert window.place() == "fake_form"
    fake = window.page()
    assert (fake._about["order_id"], fake.wrong.text(), len(fake.photos.taken())) == (order, "字印歪了", 1)
    assert fake.goods.chosen().title.startswith("禾洁")
    fake.claim.set_text("退钱")
    fake.on_save()
    assert window.place() == "fake"
    window.go("return_form", order_id=order)
    window.page().reason.set_value("fake")
    window.page().on_edited()
    window.page().complain.click()
    assert window.place() == "fake_form"
    assert len(returns(store, order)) == 1, "only the complaint"


def test_past_its_date_is_a_reason_of_its_own_and_may_only_be_complained_about(window, store, order, said):
    window.go("return_form", order_id=order)
    form = window.page()
    form.lines.add(form.found.lines[0], 1)
    form.setFocus()
    press(window, Qt.Key.Key_7)
    assert form.reason.value() == "expired"
    assert "the seller" in form.right.text()
    form.complain.click()
    assert window.place() == "fake_form"
    assert window.page().wrong.text() == "it was past its date when it came"
    window.go("return_form", order_id=order)
    form = window.page()
    form.reason.set_value("expired")
    form.photos.load([("label", desk_files(store).put(JPEG))])
    form.on_edited()
    press(window, Qt.Key.Key_F10)
    assert [row.reason for row in returns(store, order)] == ["expired"]
    assert window.place() == "return"
    assert "The law gives more for it than its price" in window.banner.text()


def test_what_was_kept_back_for_its_date_begins_its_return(window, store, operator, chen):
    order = ordered(store, operator, chen, basket=[BOOTS, replace(BOOTS, title="禾丰 酱油", category="酱油")]).order_id
    shipped(store, operator, order)
    with store.write(by=operator) as s:
        parcel = receive_parcel(s, "YT8831").id
        (sauce,) = inputs_in(s, parcel)
    with store.write(by=operator) as s:
        keep_check(s, parcel, sauce.order_line_id, "", "", "kept_back", "2020.10")
    window.go("return_form", order_id=order, parcel_id=parcel)
    form = window.page()
    assert form.reason.value() == "expired"
    assert list(form.lines.quantities()) == [sauce.order_line_id]
    form.reason.set_value("wrong")
    window.go("today")
    window.go("return_form", order_id=order, parcel_id=parcel)
    assert form.reason.value() == "wrong", "what the operator chose stays"


def test_the_list_names_the_variant(window, store, operator, chen):
    boots = replace(BOOTS, variant="蓝色")
    order = collected(store, operator, chen, basket=[boots])
    asked(store, operator, order)
    window.go("returns", view="open")
    assert "儿童雨靴 蓝色 28 码" in window.page().list.rows()[0].detail


def test_a_return_is_written_down_from_the_order(window, store, order, said):
    window.go("order", order_id=order)
    window.page().after.back.click()
    assert window.place() == "return_form"
    form = window.page()
    line = form.found.lines[0]
    form.lines.add(line, 1)
    form.lines.add(line, 1)
    form.lines.add(line, 1)
    assert form.lines.quantities() == {line.id: 2}, "no more than came"
    assert form._sum.text() == "¥59.80"
    form.setFocus()
    press(window, Qt.Key.Key_4)
    assert form.reason.value() == "faulty"
    assert "Can go back until" in form.right.text()
    assert "the seller" in form.right.text()
    with i18n.speaking("zh_CN"):
        form.retranslate()
        assert any(pill.text().startswith("代买单") for pill in form.header.findChildren(QLabel))
    form.retranslate()
    assert any(pill.text().startswith("Order ") for pill in form.header.findChildren(QLabel))
    form.detail.edit.setText("It does not go on")
    form.photos.load([("goods", desk_files(store).put(JPEG))])
    press(window, Qt.Key.Key_F10)
    assert window.place() == "return"
    (row,) = returns(store, order)
    assert (row.reason, row.pieces, row.state) == ("faulty", 2, "open")
    assert page_of(store, row.id).pictures[0][0] == "goods"
    with i18n.speaking("zh_CN"):  # the words under the pictures change with the language
        window.page().retranslate()
        assert i18n._("The goods") in [text.text() for text in window.page().pictures.findChildren(QLabel)]
    window.page().retranslate()
    assert "written down" in said[-1][1]
    window.go("order", order_id=order)
    assert window.page().after.rows.isVisible()


def test_what_is_missing_is_told_where_it_belongs(window, store, order):
    window.go("return_form", order_id=order)
    form = window.page()
    press(window, Qt.Key.Key_F10)
    assert "at least one piece" in form.lines_error.text()
    form.lines.add(form.found.lines[0], 1)
    press(window, Qt.Key.Key_F10)
    assert form.right.text() == "Choose why it goes back."
    assert returns(store, order) == []


def test_too_late_offers_the_way_of_what_is_faulty_and_writes_it_down(window, store, operator, chen, order):
    far = clock.now_ms() + 20 * 86_400_000
    with time_machine.travel(far / 1000, tick=False):
        window.go("return_form", order_id=order)
        form = window.page()
        form.lines.add(form.found.lines[0], 1)
        form.reason.set_value("no_reason")
        form.on_edited()
        assert "The time for this ended" in form.right.text()
        assert not form.faulty.isVisible(), "its time is over too"
        press(window, Qt.Key.Key_F10)
    (row,) = returns(store, order)
    assert row.goodwill


def test_fresh_food_offers_the_way_of_what_is_faulty(window, store, operator, order):
    from tests.store.test_returns import kinds_are

    with store.write(by=operator) as s:
        kinds_are(s, order, "水果", "水果", "软件")
    window.go("return_form", order_id=order)
    form = window.page()
    form.lines.add(form.found.lines[0], 1)
    form.reason.set_value("no_reason")
    form.on_edited()
    assert "perishable" in form.right.text()
    form.faulty.click()
    assert form.reason.value() == "faulty"
    assert "Can go back until" in form.right.text()
    form.lines.add(form.found.lines[0], -1)
    form.lines.add(form.found.lines[2], 1)
    assert form.opened.isVisible()


def test_a_half_filled_return_survives(window, store, order, qtbot):
    window.go("return_form", order_id=order)
    form = window.page()
    form.lines.add(form.found.lines[1], 1)
    form.reason.set_value("wrong")
    form.detail.edit.setText("another size")
    form.on_edited()
    form.draft.flush()
    window.go("returns")
    card = window.page().unfinished.findChildren(type(window.page().unfinished).__mro__[1])
    assert window.page().unfinished.isVisible()
    key = form.draft.key
    form._opened = None
    window.go("return_form", draft=key)
    form = window.page()
    assert (form.detail.text(), form.reason.value()) == ("another size", "wrong")
    assert form.lines.quantities() == {form.found.lines[1].id: 1}
    assert card is not None


def test_an_order_that_did_not_come_has_nothing_to_give_back(window, store, operator, chen):
    slip = ordered(store, operator, chen)
    window.go("order", order_id=slip.order_id)
    assert not window.page().after.isVisible()
    window.go("return_form", order_id=slip.order_id)
    assert window.page().empty.isVisible()
    assert "Nothing of this order" in window.page().empty._sentence.text()


# --- the way back


def test_the_courier_takes_it(window, store, operator, order, said):
    return_id = asked(store, operator, order)
    with store.write() as s:
        central_moves(s, return_id, "approved")
    assert [card.place for card in today(store)] == ["return"]
    window.go("return", return_id=return_id)
    page = window.page()
    press(window, Qt.Key.Key_F10)
    assert "fill this in" in page.courier.waybill.error().lower()
    page.courier.freight.edit.setText("x")
    page.courier.waybill.edit.setText("SF 99")
    press(window, Qt.Key.Key_F10)
    assert page.courier.freight.error()
    page.courier.freight.edit.setText("12")
    press(window, Qt.Key.Key_F10)
    assert "Put the printed slip" in said[-1][1]
    shown = page_of(store, return_id)
    assert (shown.row.state, shown.row.waybill, shown.freight_fen) == ("handed_to_courier", "SF99", 1200)
    assert not page.courier.isVisible()
    page.slip.click()
    assert said[-1][1] == "The slip is printed."
    window.go("returns", view="courier")
    assert len(window.page().list.rows()) == 1


def test_the_villager_keeps_it_after_two_presses(window, store, operator, order):
    return_id = asked(store, operator, order)
    window.go("return", return_id=return_id)
    window.page().withdraw.click()
    assert page_of(store, return_id).row.state == "open"
    assert window.page().on_back()
    window.page().withdraw.click()
    window.page().withdraw.click()
    assert page_of(store, return_id).row.state == "withdrawn"


def test_a_seller_who_keeps_the_money_stands_on_today(store, operator, order):
    from tests.store.test_returns import _goods_are_back

    return_id = asked(store, operator, order)
    with store.write() as s:
        central_moves(s, return_id, "approved")
    with store.write() as s:
        central_moves(s, return_id, "handed_to_courier")
    with store.write() as s:
        _goods_are_back(s, return_id, clock.now_ms() - 9 * 86_400_000)
    (card,) = today(store)
    assert (card.kind, card.place) == ("act", "return")
    with store.read() as s:
        (row,) = returns_in(s, "courier")
    (card,) = _late([row] * 4)
    assert (card.title, card.params) == ("4 sellers have the goods and keep the money", {"view": "courier"})


# --- the money


def test_whoever_was_refunded_stays_red_until_he_has_his_money(window, store, operator, order, said):
    refunded(store, operator, order)
    (card,) = today(store)
    assert (card.danger, card.kind, card.title, card.place) == (
        90,
        "act",
        "The refund is here, not paid out yet",
        "payout",
    )
    with time_machine.travel((clock.now_ms() + 5 * 86_400_000) / 1000, tick=False):
        assert [card.danger for card in today(store)] == [90], "every day"
    window.go("returns")
    page = window.page()
    assert [row.pill for row in page.list.rows()] == ["not paid out"]
    press(window, Qt.Key.Key_Return)
    assert window.place() == "payout"
    page = window.page()
    assert page.amount.text() == "¥29.90"
    press(window, Qt.Key.Key_F10)
    assert "Nobody has signed" in page.pad.line.text()
    press(window, Qt.Key.Key_F8)
    press(window, Qt.Key.Key_F10)
    assert said[-1] == ("good", "陈桂花 has ¥29.90. The receipt is printed.")
    assert today(store) == []
    with store.read() as s:
        assert [entry.amount_fen for entry in entries_of_order(s, order)] == [-2990, 26280]
    window.go("payout", order_id=order)
    assert window.page().empty.isVisible()


def test_freight_alone_is_paid_where_the_child_had_paid(window, store, operator, chen):
    """The child's money went back at the platform; what the villager gave the courier is owed here."""
    slip = ordered(store, operator, chen, "on_delivery")
    order, paid = slip.order_id, {"pay": "payer", "payer_paid_fen": slip.total_fen, "payer_paid_at": clock.now_ms()}
    with store.write() as s:
        central_says(s, order, "queued", **paid)
    parcel = shipped(store, operator, order)
    with store.write(by=operator) as s:
        receive_parcel(s, "YT8831")
    with store.write(by=operator) as s:
        assert hand_over(s, parcel, "6721").paid_fen == 0
    return_id = refunded(store, operator, order)
    window.go("return", return_id=return_id)
    page = window.page()
    assert (page.pay.isVisible(), page.away.isVisible()) == (False, True)
    with store.write() as s:
        central_refunds(s, order, 1_200, kind="freight")
    page.refresh()
    assert (page.pay.isVisible(), page.away.isVisible()) == (True, False)
    assert "¥12.00" in page.pay.text()
    press(window, Qt.Key.Key_F10)
    assert (window.place(), window.page().amount.text()) == ("payout", "¥12.00")


def test_the_button_says_the_price_with_the_freight(window, store, operator, order):
    return_id = refunded(store, operator, order)
    with store.write() as s:
        central_refunds(s, order, 1_200, kind="freight")
    window.go("return", return_id=return_id)
    assert "¥41.90" in window.page().pay.text()


def test_many_who_get_money_share_a_card(store, operator):
    for number in range(4):
        person = villager(store, operator, f"村民{number}", "13900006721")
        refunded(store, operator, collected(store, operator, person, f"YT{number}"))
    (card,) = today(store)
    assert (card.place, card.params) == ("returns", {"view": "pay"})
    assert card.detail.endswith("¥119.60")


def test_what_is_owed_for_another_reason_stands_there_too(window, store, operator, chen):
    slip = ordered(store, operator, chen)
    with store.write() as s:
        central_says(s, slip.order_id, "refused", reason="停业")
    (card,) = today(store)
    assert (card.title, card.place) == ("Money to give back", "payout")
    window.go("payout", order_id=slip.order_id)
    assert window.page().amount.text() == "¥262.80"


def test_the_way_the_money_goes_stands_beside_the_sum(window, store, operator, chen, said):
    slip = ordered(store, operator, chen, "code")
    with store.write() as s:
        central_says(s, slip.order_id, "refused", reason="停业")
    window.go("payout", order_id=slip.order_id)
    page = window.page()
    assert page._give.text() == "Send ¥262.80 back by phone."
    press(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert page._give.text() == "In cash"
    press(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    press(window, Qt.Key.Key_F8)
    press(window, Qt.Key.Key_F10)
    assert said[-1] == ("good", "Send ¥262.80 back by phone. The receipt is printed.")
    with store.read() as s:
        assert {entry.account for entry in entries_of_order(s, slip.order_id)} == {"code"}


def test_the_slip_in_the_parcel_opens_the_return(window, store, operator, order):
    return_id = asked(store, operator, order)
    with store.transaction() as connection:
        label = make_label(device_key(connection), Kind.RETURN, return_id, issued_on=clock.today())
    with store.read() as s:
        (hit,) = find(s, label)
    assert (hit.place, hit.params) == ("return", {"return_id": return_id})


def test_how_long_there_is_still_time(store):
    begin, end = clock.day_span(clock.today())
    assert left_words(end - 1) == "today is the last day"
    assert left_words(end + 1) == "1 day left"
    assert left_words(end + 86_400_000) == "2 days left"
    assert left_words(begin - 1).startswith("over since")


# --- the look


@pytest.mark.parametrize(("language", "percent"), [("zh_CN", 100), ("en", 200)])
def test_nothing_is_cut_off(qapp, desk, store, operator, qtbot, language, percent):
    i18n.set_language(language)
    theme.apply(qapp, percent)
    person = villager(store, operator, "阿依古丽·买买提江·阿不都热合曼·吐尔逊", "13900006721")
    order = collected(store, operator, person)
    return_id = asked(store, operator, order)
    with store.write() as s:
        central_moves(s, return_id, "approved", answer="请寄到青溪县云溪镇迎宾路十二号，写明订单号")
    other = asked(store, operator, order, line=1)
    with store.write() as s:
        central_refunds(s, order, 16_800, return_id=other)
    back = ordered(store, operator, person, "cash", [BOOTS])
    parcel = shipped(store, operator, back.order_id, "YT77")
    with store.write(by=operator) as s:
        receive_parcel(s, "YT77")
    went_back(store, operator, parcel)
    window = open_window(desk, qtbot)
    places = (
        ("returns", {"view": "pay"}),
        ("returns", {"view": "open"}),
        ("return", {"return_id": return_id}),
        ("return", {"return_id": other}),
        ("return_form", {"order_id": order}),
        ("payout", {"order_id": order}),
        ("order", {"order_id": order}),
        ("order", {"order_id": back.order_id}),
        ("returns", {"view": "waits"}),
        ("order_list", {}),
    )
    for place, params in places:
        window.go(place, **params)
        for width, height in ((1366, 768), (1024, 700)):
            window.resize(width, height)
            for _ in range(40):
                if not list(cut_off(window.page())) and not window.page().horizontalScrollBar().maximum():
                    break
                qtbot.wait(50)
            assert list(cut_off(window.page())) == [], place
            assert window.page().horizontalScrollBar().maximum() == 0, place


def test_a_return_begins_on_the_page_of_a_parcel(window, store, order):
    with store.read() as s:
        parcel = s.connection().exec_driver_sql("SELECT id FROM parcel").scalar()
    window.go("parcel", parcel_id=parcel)
    assert window.page().after.isVisible()
    window.page().after.back.click()
    assert (window.place(), window.page().found.parcel_id) == ("return_form", parcel)
    window.go("parcel", parcel_id=parcel)
    window.page().after.fake.click()
    assert (window.place(), window.page().bought.parcel_id) == ("fake_form", parcel)


# --- paid goods that went back with the driver


def went_back(store, operator, parcel):
    with store.write(by=operator) as s:
        send_back(s, [parcel], "refused")
    with store.write(by=operator) as s:
        driver_takes(s, [parcel], signed=Signed(on_paper=True))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_who_waits_for_the_platform_stands_on_today_his_order_and_his_passbook(window, store, operator, chen, language):
    slip = ordered(store, operator, chen, "cash", [BOOTS])
    parcel = shipped(store, operator, slip.order_id, "YT1")
    with store.write(by=operator) as s:
        receive_parcel(s, "YT1")
    went_back(store, operator, parcel)
    i18n.set_language(language)
    window.retranslate()
    (card,) = today(store)
    assert (card.kind, card.place, card.params) == ("wait", "order", {"order_id": slip.order_id})
    assert i18n.money(3500) in card.detail
    window.go("order", order_id=slip.order_id)
    assert (
        window.page()
        .awaited.text()
        .startswith({"en": "Waits for the platform's refund: ¥35.00", "zh_CN": "等平台退款：¥35.00"}[language])
    )
    assert window.page().awaited.property("tone") == "wait"
    window.go("passbook", person_id=chen)
    (row,) = window.page().owed.list.rows()
    assert (row.right, row.icon_kind) == ("¥35.00", "wait")
    assert not window.page().owed._sum.isVisible(), "the room has none of it yet"
    window.go("returns", view="waits")
    (row,) = window.page().list.rows()
    assert (row.key, row.right, row.pill_kind) == (slip.order_id, "¥35.00", "wait")
    with time_machine.travel(clock.now_ms() / 1000 + 11 * 86_400, tick=False):
        (card,) = today(store)
        assert card.kind == "act"
        window.go("order", order_id=slip.order_id)
        window.page().refresh()
        assert window.page().awaited.property("tone") == "act"
    with store.write() as s:
        central_refunds(s, slip.order_id, 3500)
    (card,) = today(store)
    assert (card.kind, card.place) == ("act", "payout")
    window.go("returns", view="waits")
    assert window.page().list.rows() == []


def test_many_who_wait_for_the_platform_share_a_card(store, operator, chen):
    for number in range(4):
        slip = ordered(store, operator, chen, "cash", [BOOTS])
        parcel = shipped(store, operator, slip.order_id, f"YT{number}")
        with store.write(by=operator) as s:
            receive_parcel(s, f"YT{number}")
        went_back(store, operator, parcel)
    (card,) = today(store)
    assert (card.place, card.params) == ("returns", {"view": "waits"})
    assert card.title.startswith("4 ")
