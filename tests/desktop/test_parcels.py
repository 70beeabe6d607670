"""The van, the shelf, the hand-over and the calls, by keys and scans; nothing is handed over twice."""

from dataclasses import replace

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from sqlmodel import select

from tests.desktop.counter import open_window, press, settle, type_in
from tests.desktop.test_screens import cut_off, fits
from tests.store.orders_room import BASKET, POWDER, central_announces, central_sends, ordered, shipped, villager
from villagedesk import clock, i18n
from villagedesk.desktop import theme
from villagedesk.desktop.desk import Desk, LoggedIn
from villagedesk.desktop.parcels.finder import find
from villagedesk.desktop.parcels.screen import ParcelsScreen
from villagedesk.desktop.parcels.today import cards, names
from villagedesk.desktop.parcels.words import weight
from villagedesk.desktop.qt_i18n import Languages
from villagedesk.domain.evidence import Signed
from villagedesk.domain.labels import Kind, make_label
from villagedesk.domain.messages import TextMessage
from villagedesk.domain.proxies import ProxyForm
from villagedesk.settings import Settings
from villagedesk.store import action, new_row, print_queue
from villagedesk.store.cash import entries_of_day, entries_of_order
from villagedesk.store.identity import device_key
from villagedesk.store.parcels import (
    driver_takes,
    finish_van,
    note_call,
    parcel_history,
    parcel_row,
    parcels_on_shelf,
    receive_parcel,
    send_back,
)
from villagedesk.store.proxies import name_proxy

LONG = "阿依古丽·买买提江·阿不都热合曼·吐尔逊"


def on_shelf(store, operator, person, waybill="YT8831", pay="cash", shelf="A-07", basket=BASKET):
    slip = ordered(store, operator, person, pay, basket)
    shipped(store, operator, slip.order_id, waybill, grams=900, due_fen=slip.total_fen if pay != "cash" else 0)
    with store.write(by=operator) as s:
        return receive_parcel(s, waybill, shelf)


def save_photo(folder):
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(0xFF884422)
    image.save(str(folder / "photo.jpg"))
    return folder / "photo.jpg"


def row_of(store, parcel_id):
    with store.read() as s:
        return parcel_row(s, parcel_id)


def label(store, kind, id_):
    with store.transaction() as connection:
        return make_label(device_key(connection), kind, id_, issued_on="2026-11-23")


def test_a_parcel_is_handed_over_by_the_end_of_the_phone(window, store, operator, chen, said):
    row = on_shelf(store, operator, chen)
    press(window, Qt.Key.Key_F3) if window.page() else window.go("parcels", start="hand_over")
    page = window.page()
    type_in(window, "6721")
    page.look_for("6721")
    assert page.pickup.current().id == row.id
    assert page.pickup._due.text() == "¥0.00  paid already"
    press(window, Qt.Key.Key_F10)
    assert row_of(store, row.id).state == "collected"
    assert said[-1] == ("good", "陈桂花 has the parcel A-07.")
    assert page.pickup.proof() == ""
    assert not page.shelf.isVisible()
    assert page.empty.isVisible()


def test_money_that_is_due_is_taken_and_told(window, store, operator, chen, said):
    row = on_shelf(store, operator, chen, pay="on_delivery", basket=[POWDER])
    window.go("parcels")
    page = window.page()
    page.pickup.code.setText(row.pickup_code)
    page.look_for(row.pickup_code)
    assert page.pickup.give.text() == "Paid, hand it over  F10"
    page.pickup.family.click()
    press(window, Qt.Key.Key_F10)
    assert "write the name" in page.pickup.who.name.error()
    type_in(window, "孙子 小军")
    press(window, Qt.Key.Key_F10)
    assert "Nobody has signed" in page.pickup.pad.line.text()
    assert said == []
    press(window, Qt.Key.Key_F4)
    press(window, Qt.Key.Key_F10)
    assert said[-1][1].endswith("¥59.80 taken. The receipt is at the printer.")
    with store.read() as s:
        assert [entry.amount_fen for entry in entries_of_order(s, row.order_id)] == [5980]


def test_damage_inside_is_written_down_and_signed_for(window, store, operator, chen, tmp_path):
    row = on_shelf(store, operator, chen)
    window.go("parcels", parcel_id=row.id)
    page = window.page()
    page.pickup.code.setText("6721")
    page.pickup.inside.choices.button("damaged").click()
    page.pickup.inside.photo.take(save_photo(tmp_path))
    press(window, Qt.Key.Key_F4)
    press(window, Qt.Key.Key_F10)
    assert "fill this in" in page.pickup.inside.damage.error()
    type_in(window, "瓶子破了")
    press(window, Qt.Key.Key_F10)
    with store.read() as s:
        found = parcel_history(s, row.id)
    assert (found.row.state, found.row.damage, found.steps[-1].inspected) == ("collected", "瓶子破了", "damaged")
    assert sorted(kind for kind, _ in found.steps[-1].evidence) == ["damage", "signature"]
    assert page.pickup.inside.photos() == ()
    page.pickup.other_parcel.emit("0" * 32, chen)
    assert page.damage.isVisible(), "his next parcel is shown"
    press(window, Qt.Key.Key_F9)
    assert window.place() == "return_form"
    form = window.page()
    assert (form.found.order_id, form.found.parcel_id) == (row.order_id, row.id)
    assert (form.reason.value(), form.detail.text()) == ("damaged", "瓶子破了")
    assert form.photos.taken() == tuple(one for one in found.steps[-1].evidence if one[0] == "damage")
    form.lines.add(form.found.lines[0], 1)
    press(window, Qt.Key.Key_F10)
    assert window.place() == "return"
    window.go("parcels")
    on_shelf(store, operator, chen, "YT9")
    press(window, Qt.Key.Key_F3)
    type_in(window, "6721")
    page.look_for("6721")
    assert page.damage.isHidden(), "the next parcel is on the counter"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_damage_and_somebody_else_fit_on_the_usual_screen(
    window, store, operator, chen, tmp_path, language, qapp, qtbot
):
    """The most that a hand-over can ask for at once, also while the last paper is told of: nothing has to be scrolled."""
    theme.apply(qapp, 100)
    Languages(qapp).use(language)
    row = on_shelf(store, operator, chen, pay="on_delivery")
    with store.write(by=operator) as s:
        name_proxy(s, chen, ProxyForm("陈建军", "13900008888", "儿子"), Signed(on_paper=True))
    window.go("parcels", parcel_id=row.id)
    page = window.page()
    page.pickup.who.choices.button("other").click()
    page.pickup.inside.choices.button("damaged").click()
    page.pickup.inside.photo.take(save_photo(tmp_path))
    window.desk.bus.say("A-01 陈桂花: kept as a PDF", "info", "print_job")
    fits(window, qtbot)
    assert page.pickup.inside.damage.edit.placeholderText() == page.pickup.inside.damage.edit.accessibleName() != ""


def test_named_persons_are_offered_and_prove_themselves(window, store, operator, chen):
    row = on_shelf(store, operator, chen)
    with store.write(by=operator) as s:
        proxy = name_proxy(s, chen, ProxyForm("陈建军", "13900008888", "儿子"), Signed(on_paper=True))
    window.go("parcels", parcel_id=row.id)
    page = window.page()
    page.pickup.who.choices.button(proxy).click()
    page.pickup.code.blockSignals(True)
    page.pickup.code.setText("8888")
    page.pickup.code.blockSignals(False)
    press(window, Qt.Key.Key_F4)
    press(window, Qt.Key.Key_F10)
    with store.read() as s:
        step = parcel_history(s, row.id).steps[-1]
    assert (step.word, step.detail) == ("proxy", "陈建军")


def test_a_wrong_code_is_told_beneath_and_nothing_is_lost(window, store, operator, chen, said):
    row = on_shelf(store, operator, chen)
    window.go("parcels", parcel_id=row.id)
    page = window.page()
    assert page.pickup.current().id == row.id
    page.pickup.code.blockSignals(True)
    page.pickup.code.setText("0000")
    page.pickup.code.blockSignals(False)
    page.on_give()
    assert "does not fit this parcel" in page.pickup.error.text()
    assert page.pickup.proof() == "0000"
    assert row_of(store, row.id).state == "on_shelf"
    assert said == []


def test_two_quick_presses_hand_over_once(qapp, store, operator, home, chen, qtbot):
    """With real threads: the second press meets a button that is off, or a parcel that is gone."""
    row = on_shelf(store, operator, chen, pay="on_delivery")
    desk = Desk(Settings(language="en"), home)
    desk.tasks.set_store(store)
    desk.log_in(LoggedIn(operator, "王秀兰"))
    window = open_window(desk, qtbot)
    window.go("parcels")
    page = window.page()
    page.pickup.code.setText(row.pickup_code)
    settle(qtbot, lambda: page.pickup.current() is not None)
    for _ in range(3):
        press(window, Qt.Key.Key_F10)
        page.on_give()
    settle(qtbot, desk.tasks.idle)
    with store.read() as s:
        assert [entry.amount_fen for entry in entries_of_order(s, row.order_id)] == [26280]
    assert row_of(store, row.id).state == "collected"
    desk.tasks.close()


def test_the_label_the_slip_and_the_card_find_the_parcel(window, store, operator, chen):
    row = on_shelf(store, operator, chen)
    window.go("parcels")
    page = window.page()
    for kind, id_ in ((Kind.PARCEL, row.id), (Kind.ORDER, row.order_id), (Kind.PERSON, chen)):
        page.pickup.begin()
        assert page.on_scan(label(store, kind, id_))
        assert page.pickup.current().id == row.id
        assert page.pickup.proof() == row.pickup_code
    page.on_scan(label(store, Kind.LOT, "0" * 32))
    assert page.pickup.current() is None


def test_what_is_not_wanted_goes_back_after_two_presses(window, store, operator, chen):
    row = on_shelf(store, operator, chen)
    window.go("parcels", parcel_id=row.id)
    page = window.page()
    page.pickup.inside.choices.button("refused").click()
    press(window, Qt.Key.Key_F10)
    assert page.pickup.give.text() == "Really send it back  F10"
    assert row_of(store, row.id).state == "on_shelf"
    press(window, Qt.Key.Key_F10)
    assert row_of(store, row.id).state == "going_back"


def test_a_scan_receives_what_is_announced(window, store, operator, chen, said):
    slip = ordered(store, operator, chen)
    parcel = shipped(store, operator, slip.order_id, "YT1", van_at=1000)
    window.go("parcels")
    assert window.page().van.isVisible()
    window.page().on_scan("YT1")
    assert row_of(store, parcel).state == "on_shelf"
    assert said[-1][1] == "YT1 陈桂花: put it at A-01"


def test_unloading_the_van_by_keys(window, store, operator, chen, said):
    slip = ordered(store, operator, chen)
    shipped(store, operator, slip.order_id, "YT1", van_at=1000)
    with store.write() as s:
        central_announces(s, slip.order_id, "YT2", van_at=1000)
    with store.write() as s:
        central_sends(s, "吴阿婆", "13900005555", "ZT3", van_at=1000)
    window.go("van")
    page = window.page()
    page.on_scan("YT1")
    assert page.arrived.put.text() == "A-01"
    page.arrived.place.set_text("b3")
    page.on_move()
    assert page.arrived.put.text() == "B-03"
    page.expected.search.setFocus()
    type_in(window, "吴")
    page.expected.filter()
    press(window, Qt.Key.Key_Return)
    assert page.arrived.put.text() == "A-01"
    page.on_scan("X9")
    assert page.extra.isVisible()
    press(window, Qt.Key.Key_F10)
    assert "fill this in" in page.extra.name.line.text().lower()
    type_in(window, "陈桂")
    page.extra.name.look("陈桂")
    press(window, Qt.Key.Key_Return)
    assert (page.extra.name.search.text(), page.extra.phone.text()) == ("陈桂花", "139 0000 6721")
    press(window, Qt.Key.Key_F10)
    assert not page.extra.isVisible()
    press(window, Qt.Key.Key_F9)
    assert page.leave._what.text() == "1 is missing: YT2"
    press(window, Qt.Key.Key_F10)
    assert "let the driver sign" in page.leave.pad.line.text()
    page.leave.driver.set_text("陈师傅")
    press(window, Qt.Key.Key_F4)
    press(window, Qt.Key.Key_F10)
    assert said[-1] == ("wait", "1 parcel is missing.")
    assert not page.leave.isVisible()
    assert not page.expected.finish.isVisible()
    with store.read() as s:
        assert [(row.shelf, row.name, row.person_id == chen) for row in parcels_on_shelf(s)] == [
            ("A-01", "吴阿婆", False),
            ("A-02", "陈桂花", True),
            ("B-03", "陈桂花", True),
        ]
        assert len([job for job in print_queue.jobs(s.connection()) if job.paper == "pickup_label"]) == 4
    assert [row.pill for row in page.expected.list.rows()] == ["was missing"]
    with i18n.speaking("zh_CN"):  # the list follows the language, too
        page.retranslate()
        assert [row.pill for row in page.expected.list.rows()] == ["上次缺件"]
    page.retranslate()
    page.on_scan("YT2")
    assert page.expected.empty.isVisible()


def test_a_van_that_never_came_does_not_block_todays(window, store, operator, chen, said):
    noon, day = clock.now_ms(), 24 * 3_600_000
    slip = ordered(store, operator, chen)
    shipped(store, operator, slip.order_id, "OLD1", van_at=noon - day)
    with store.write() as s:
        central_announces(s, slip.order_id, "NEW1", van_at=noon)
        central_announces(s, slip.order_id, "NEW2", van_at=noon + 1)
        central_sends(s, "吴阿婆", "13900005555", "NEW3", van_at=noon + 1)
    window.go("van")
    page = window.page()
    assert page.van.van_at == noon
    page.on_scan("NEW2")
    assert (page.arrived.put.text(), page.extra.isVisible()) == ("A-01", False)
    assert said[-1][1].startswith("It was announced for the van of ")
    assert (page.van.van_at, [row.title for row in page.expected.list.rows()]) == (noon + 1, ["吴阿婆"])
    page.expected.search.setFocus()
    type_in(window, "OLD")
    page.expected.filter()
    assert [row.pill for row in page.expected.list.rows()] == ["another van"]
    window.go("parcels")
    window.page().on_scan("OLD1")
    assert said[-1][1].startswith("OLD1 陈桂花: put it at A-02  It was announced for the van of ")
    window.page().on_scan("NEW1")
    with store.read() as s:
        assert sorted(row.waybill for row in parcels_on_shelf(s)) == ["NEW1", "NEW2", "OLD1"]


def test_a_damaged_parcel_gets_photo_weight_and_words(window, store, operator, chen, said, tmp_path):
    slip = ordered(store, operator, chen)
    id_ = shipped(store, operator, slip.order_id, "YT1", van_at=1000, grams=900, hub_grams=900)
    window.go("van")
    page = window.page()
    page.on_scan("YT1")
    page.arrived.grams.set_text("0.6")
    page.on_weighed()
    assert page.arrived.trouble.text() == "300 g lighter since the county"
    press(window, Qt.Key.Key_F8)
    page.on_damaged()
    assert "fill this in" in page.arrived.damage.error()
    page.arrived.photo.take(save_photo(tmp_path))
    page.arrived.damage.set_text("箱角压扁")
    page.on_damaged()
    assert not page.arrived.damage.isVisible()
    with store.read() as s:
        found = parcel_history(s, id_)
    assert (found.row.here_grams, found.row.damage) == (600, "箱角压扁")
    assert [kind for step in found.steps for kind, _ in step.evidence] == ["damage"]
    press(window, Qt.Key.Key_F9)
    assert page.leave._what.text() == "1 is damaged: YT1"
    page.on_sheet()
    page.leave.note.set_text("司机赶路")
    press(window, Qt.Key.Key_F10)
    assert said[-1][1] == "The van is unloaded, nothing is missing."


def test_at_the_van_a_card_is_no_parcel(window, store, operator, chen, said):
    row = on_shelf(store, operator, chen)
    window.go("van")
    page = window.page()
    for kind, id_, words in (
        (Kind.PERSON, chen, "This is the card of 陈桂花, not a parcel."),
        (Kind.PARCEL, row.id, "This parcel was received already: 陈桂花, A-07."),
        (Kind.ORDER, row.order_id, "This is a slip or a label of ours, not a parcel."),
    ):
        assert page.on_scan(label(store, kind, id_))
        assert said[-1][0] == "wait"
        assert said[-1][1].startswith(words)
    assert page.on_scan("11010519491231002X")
    assert "identity card" in said[-1][1]
    assert window.page() is page
    assert not page.extra.is_open()


def test_a_weight_is_never_parted_from_its_unit(store, operator, chen):
    row = on_shelf(store, operator, chen)
    assert weight(row) == "0.9\u00a0kg"
    assert " " not in weight(replace(row, here_grams=600))


def test_a_bad_place_is_told_at_its_field(window, store, operator, chen):
    row = on_shelf(store, operator, chen)
    window.go("van")
    page = window.page()
    page.received(row)
    page.arrived.place.set_text("x" * 20)
    page.on_move()
    assert "at most 12" in page.arrived.place.error()
    assert page.arrived.place.text() == "x" * 20


def test_the_list_of_calls(window, store, operator, chen, said):
    with time_machine.travel("2026-11-12 09:00+00:00", tick=False):
        old = on_shelf(store, operator, chen, "W1")
    with time_machine.travel("2026-11-23 09:00+00:00", tick=False):
        new = on_shelf(store, operator, villager(store, operator, LONG, "13900003309"), "W2", shelf="A-08")
        window.go("parcels")
        assert window.page().overdue.text() == "Overdue (1)"
        window.page().overdue.click()
        page = window.page()
        assert page.current().ids == [old.id]
        assert page._phone.text() == "139 0000 6721"
        press(window, Qt.Key.Key_F8)
        assert row_of(store, old.id).call == "no_answer"
        page.list.set_current(new.id)
        press(window, Qt.Key.Key_F9)
        assert row_of(store, new.id).call == "reached"
        page.list.set_current(old.id)
        page.back_one.click()
        page.back_one.click()
        assert row_of(store, old.id).state == "going_back"
        page.on_print()
        assert said[-1][1] == "The list is being printed."
    with store.read() as s:
        assert print_queue.jobs(s.connection())[0].paper == "list_sheet"


@action
def central_tells(s, state):
    for message in s.exec(select(TextMessage)).all():
        message.state = state


def test_everybody_is_texted_with_one_key(window, store, operator, chen, said):
    one = on_shelf(store, operator, chen, "W1")
    two = on_shelf(store, operator, villager(store, operator, "李秀英", "13900006811"), "W2", shelf="A-08")
    with store.write() as s:
        central_sends(s, "座机 老王", "0797-5550199", "W3")
    with store.write(by=operator) as s:
        receive_parcel(s, "W3", "B-01")
        note_call(s, two.id, "reached")
    window.go("calls")
    page = window.page()
    assert page.text_all.text() == "Text 1 villager  F7"
    press(window, Qt.Key.Key_F7)
    assert said[-1][1] == "1 text goes out as soon as there is a line."
    assert not page.text_all.isVisible()
    assert row_of(store, one.id).text == "queued"
    assert page.rows[0].name == "座机 老王"  # nobody told him yet; the text is on its way to the other
    with store.write() as s:
        central_tells(s, "failed")
    page.refresh()
    assert page.rows[0].name == "陈桂花"
    page.list.set_current(one.id)
    assert page._texted.text() == "text not delivered"
    with store.write() as s:
        central_tells_again(s)
    page.refresh()
    page.list.set_current(one.id)
    assert page._texted.text() == "text sent"


@action
def central_tells_again(s):
    person = s.exec(select(TextMessage)).one()
    new_row(s, TextMessage(phone=person.phone, text="", about="parcel", about_id=person.about_id, state="sent"))


def test_everything_overdue_goes_back_after_two_presses(window, store, operator, chen, said):
    with time_machine.travel("2026-11-12 09:00+00:00", tick=False):
        old = [on_shelf(store, operator, chen, f"W{n}", shelf=f"A-0{n}") for n in range(1, 4)]
    with time_machine.travel("2026-11-23 09:00+00:00", tick=False):
        new = on_shelf(store, operator, chen, "W9", shelf="A-09")
        window.go("calls", overdue=True)
        page = window.page()
        page.all_back.click()
        assert page.all_back.text() == "Yes, send all 3 back"
        page.all_back.click()
    assert {row_of(store, row.id).state for row in old} == {"going_back"}
    assert row_of(store, new.id).state == "on_shelf"
    assert said[-1][1] == "3 parcels go back with the next van."
    assert not page.all_back.isVisible()


@pytest.mark.parametrize(("language", "percent"), [("zh_CN", 100), ("en", 100), ("zh_CN", 200), ("en", 200)])
@pytest.mark.parametrize("place", ["parcels", "van", "calls", "cash", "order_list", "today"])
def test_long_names_fit(qapp, desk, store, operator, qtbot, place, language, percent):
    person = villager(store, operator, LONG, "13900003309")
    with time_machine.travel("2026-11-10 09:00+00:00", tick=False):
        row = on_shelf(store, operator, person, "YT883100000000000001", pay="on_delivery")
    slip = ordered(store, operator, person)
    shipped(store, operator, slip.order_id, "YT883100000000000002", van_at=1000, due_fen=123456)
    i18n.set_language(language)
    theme.apply(qapp, percent)
    window = open_window(desk, qtbot)
    window.go(place)
    page = window.page()
    if place == "parcels":
        page.pickup.code.setText(row.pickup_code)
        page.look_for(row.pickup_code)
        page.pickup.family.click()
        page.pickup.set_error("x " * 60)
    if place == "van":
        page.on_typed("ZT99999999999")
    settle(qtbot, lambda: page.horizontalScrollBar().maximum() == 0 and not list(cut_off(page)))


def test_todays_cards(store, operator, chen):
    with store.read() as s:
        assert cards(s) == []
    with time_machine.travel("2026-11-12 09:00+00:00", tick=False):
        on_shelf(store, operator, chen, "W1", shelf="A-01")
    with time_machine.travel("2026-11-21 09:00+00:00", tick=False):
        on_shelf(store, operator, villager(store, operator, "李秀英", "13900006811"), "W2", shelf="A-02")
    with time_machine.travel("2026-11-23 09:00+00:00", tick=False):
        for n, name in enumerate(["周小梅", "王大勇", "吴阿婆"]):
            row = on_shelf(store, operator, villager(store, operator, name, f"1390000770{n}"), f"V{n}", shelf=f"B-{n}")
        slip = ordered(store, operator, chen, "on_delivery")
        shipped(store, operator, slip.order_id, "YT1", van_at=1_795_000_000_000, due_fen=12600)
        with store.read() as s:
            shown = cards(s)
            assert names(parcels_on_shelf(s)[1:]) == "李秀英 2 days, 3 more came today"
        assert [(card.danger, card.place) for card in shown] == [(60, "calls"), (45, "calls"), (40, "van")]
        assert shown[0].detail == "陈桂花 11 days"
        assert shown[1].title == "4 parcels can be collected"
        assert shown[2].detail == "1 parcel announced, ¥126.00 to collect"
        with store.write(by=operator) as s:
            for found in parcels_on_shelf(s):
                note_call(s, found.id, "reached")
        with store.read() as s:
            assert [card.danger for card in cards(s)] == [60, 20, 40]
            assert [hit.params for hit in find(s, row.pickup_code)] == [{"parcel_id": row.id}]
            assert find(s, "770") == []


def test_the_page_forgets_nothing_when_something_changes(desk, store, operator, chen):
    row = on_shelf(store, operator, chen)
    page = ParcelsScreen(desk)
    page.retranslate()
    page.open()
    page.pickup.code.setText("6721")
    page.look_for("6721")
    desk.bus.changed.emit({"parcel"})
    page.on_changed({"parcel"})
    assert page.pickup.proof() == "6721"
    assert page.pickup.current().id == row.id


def test_what_is_due_is_said_aloud_and_the_code_only_to_who_brings_it(window, desk, store, operator, chen, monkeypatch):
    heard = []
    monkeypatch.setattr(desk.speech.system, "say", lambda text, language, volume: heard.append(text))
    desk.speech.system.languages = frozenset({"en"})
    row = on_shelf(store, operator, chen, pay="on_delivery", basket=[POWDER])
    window.go("parcels", parcel_id=row.id)
    press(window, Qt.Key.Key_F11)
    assert heard == [
        "陈桂花 your parcel is here, please pay fifty nine yuan eighty fen, please look whether everything is right"
    ]
    page = window.page()
    page.pickup.code.setText(row.pickup_code)
    page.look_for(row.pickup_code)
    press(window, Qt.Key.Key_F11)
    press(window, Qt.Key.Key_F11)
    assert "the pickup code is " in heard[1]
    press(window, Qt.Key.Key_F10)
    assert not desk.speech.speaking()


def test_what_is_due_can_be_paid_by_code(window, store, operator, chen, desk, qtbot):
    on_shelf(store, operator, chen, pay="on_delivery")
    window.go("parcels", start="hand_over")
    page = window.page()
    type_in(window, "6721")
    settle(qtbot, lambda: page.pickup.current() is not None)
    assert page.pickup.by_code.isHidden(), "the centre has no code"
    assert not page.pickup.pickup().by_code
    desk.settings.pay_code = "https://pay.example/village"
    page.pickup.show_rows([page.pickup.current()])
    assert not page.pickup.by_code.isHidden()
    press(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert page.pickup.pickup().by_code
    press(window, Qt.Key.Key_F10)
    settle(qtbot, lambda: not page.pickup.code.text())
    with store.read() as s:
        (entry,) = [entry for entry in entries_of_day(s, clock.today()) if entry.kind == "on_delivery"]
    assert entry.account == "code"


def test_what_goes_back_stands_on_today_until_a_driver_has_signed_for_it(window, store, operator, chen):
    row = on_shelf(store, operator, chen, pay="on_delivery", basket=[POWDER])
    window.go("parcels", parcel_id=row.id)
    window.page().pickup.inside.choices.button("refused").click()
    press(window, Qt.Key.Key_F10)
    press(window, Qt.Key.Key_F10)
    assert row_of(store, row.id).state == "going_back"
    with store.read() as s:
        (card,) = cards(s)
    assert (card.danger, card.kind, card.place) == (38, "wait", "going_back")
    assert (card.title, card.detail) == ("1 parcel waits for the driver", "It goes back: A-07 陈桂花")
    for n in range(4):
        more = on_shelf(store, operator, chen, waybill=f"YT900{n}", shelf=f"B-0{n + 1}")
        with store.write(by=operator) as s:
            send_back(s, [more.id], "refused" if n else "overdue")
    with time_machine.travel(clock.now_ms() / 1000 + 60, tick=False):
        with store.write(by=operator) as s:
            finish_van(s, None)
        with store.read() as s:
            (card,) = cards(s)
        assert card.title == "5 parcels wait for the driver", "a van that left without them changes nothing"
        assert card.detail.endswith("B-03 陈桂花, …")
        window.go("going_back")
        page = window.page()
        press(window, Qt.Key.Key_F10)
        assert "Let the driver sign" in page.driver.pad.line.text()
        page.driver.driver.set_text("老周")
        press(window, Qt.Key.Key_F4)
        press(window, Qt.Key.Key_F10)
        with store.read() as s:
            assert cards(s) == []
    assert row_of(store, row.id).state == "sent_back"
    assert not page.list.isVisible()
    assert [found[2] for found in page.taken] == ["老周"] * 5


def test_what_was_put_aside_by_mistake_is_handed_over_after_all(window, store, operator, chen, said):
    row = on_shelf(store, operator, chen, basket=[POWDER])
    with store.write(by=operator) as s:
        send_back(s, [row.id], "overdue")
    window.go("parcels")
    page = window.page()
    assert page.back.text() == "Goes back (1)"
    type_in(window, row.pickup_code)
    page.look_for(row.pickup_code)
    assert page.pickup.give.text() == "Back on the shelf  F10"
    assert "put aside" in page.pickup.trouble.text()
    assert page.pickup.inside.isHidden()
    press(window, Qt.Key.Key_F10)
    assert said[-1] == ("good", "The parcel of 陈桂花 is at A-07 again.")
    assert page.pickup.give.text() == "Hand it over  F10"
    press(window, Qt.Key.Key_F10)
    assert row_of(store, row.id).state == "collected"


def test_it_stays_from_the_list_and_from_its_own_page(window, store, operator, chen, said):
    row = on_shelf(store, operator, chen, basket=[POWDER])
    for place, params in (("going_back", {}), ("parcel", {"parcel_id": row.id})):
        with store.write(by=operator) as s:
            send_back(s, [row.id], "overdue")
        window.go(place, **params)
        press(window, Qt.Key.Key_F8)
        assert said[-1] == ("good", "The parcel of 陈桂花 is at A-07 again."), place
        assert row_of(store, row.id).state == "on_shelf"
    window.go("going_back")
    assert window.page().empty.isVisible()
    window.go("van")
    assert not window.page().back.isVisible()


def test_whose_an_extra_parcel_is(window, store, operator, chen):
    """Somebody of whom there are two, by his card; or a name that is not on file, as it stands on the parcel."""
    villager(store, operator, "陈桂花", "13900007777")
    window.go("van")
    page = window.page()
    page.on_scan("X1")
    assert page.on_scan(label(store, Kind.PERSON, chen))
    press(window, Qt.Key.Key_F10)
    page.on_scan("X2")
    type_in(window, "外地老李")
    page.extra.phone.set_text("139 0000 5151")
    press(window, Qt.Key.Key_F10)
    with store.read() as s:
        rows = parcels_on_shelf(s)
    assert [(row.waybill, row.name, row.person_id) for row in rows] == [("X1", "陈桂花", chen), ("X2", "外地老李", "")]


def test_what_was_sent_back_and_came_again_knows_whose_it_is(window, store, operator, chen):
    row = on_shelf(store, operator, chen, basket=[POWDER])
    with store.write(by=operator) as s:
        send_back(s, [row.id], "overdue")
    with store.write(by=operator) as s:
        driver_takes(s, [row.id], note="没签")
    window.go("van")
    page = window.page()
    page.on_scan("YT8831")
    assert page.extra._before.text() == "It was sent back from here before: 陈桂花."
    assert page.extra.name.person().id == chen
    press(window, Qt.Key.Key_F10)
    with store.read() as s:
        (again,) = parcels_on_shelf(s)
    assert (again.waybill, again.order_id) == ("YT8831", row.order_id)
    page.on_scan("YT8831")
    assert page.extra._before.text() == "This parcel was received already: 陈桂花, A-01."
    type_in(window, "李四")
    press(window, Qt.Key.Key_F10)
    assert "known here already" in page.extra.waybill.error()


def test_one_call_and_one_text_for_all_the_parcels_of_a_villager(window, store, operator, chen, said):
    rows = [on_shelf(store, operator, chen, f"W{n}", shelf=f"A-0{n}", basket=[POWDER]) for n in range(1, 4)]
    other = on_shelf(store, operator, villager(store, operator, "李秀英", "13900006811"), "W9", shelf="B-01")
    window.go("calls")
    page = window.page()
    assert [card.title for card in page.list.rows()] == ["陈桂花", "李秀英"]
    assert page.text_all.text() == "Text 2 villagers  F7"
    page.list.set_current(rows[0].id)
    assert page._say.text().startswith("3 parcels are here: ")
    for row in rows:
        assert row.shelf in page._code.text()
    press(window, Qt.Key.Key_F9)
    assert [row_of(store, row.id).call for row in (*rows, other)] == ["reached"] * 3 + [""]
    assert [card.title for card in page.list.rows()] == ["李秀英", "陈桂花"]
    press(window, Qt.Key.Key_F7)
    assert said[-1][1] == "1 text goes out as soon as there is a line."
