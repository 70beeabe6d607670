"""The other pages of the till: the float, what is due and owed, bags for the bank, days, and the search of the book."""

from PySide6.QtCore import QPoint, Qt

from tests.desktop.counter import open_window, press, settle, type_in
from tests.store.orders_room import central_says, ordered, villager
from tests.store.returns_room import central_refunds, collected
from villagedesk.desktop.cash.words import entry_words
from villagedesk.store.cash import note_cash
from villagedesk.store.cash_days import close_day, count_day
from villagedesk.store.cash_days.at_closing import owed_fen
from villagedesk.store.deposits import deposits, pack_deposit
from villagedesk.store.drafts import load_draft
from villagedesk.store.print_queue import jobs


def do(store, operator, function, *args, **more):
    with store.write(by=operator) as s:
        return function(s, *args, **more)


def bags(store):
    with store.read() as s:
        return deposits(s)


def test_a_bag_is_packed_brought_to_the_bank_and_counts_for_the_float(window, store, operator):
    window.go("cash_bank")
    page = window.page()
    press(window, Qt.Key.Key_F10)
    assert page.bag.error()
    type_in(window, "HX-0042")
    press(window, Qt.Key.Key_Return)
    press(window, Qt.Key.Key_F10)
    assert page.grid.error.isVisible(), "an empty bag"
    type_in(window, "5")
    press(window, Qt.Key.Key_F10)
    assert [(bag.bag, bag.fen, bag.state) for bag in bags(store)] == [("HX-0042", 50_000, "packed")]
    press(window, Qt.Key.Key_F10)
    assert page.reference.error()
    page.reference.set_text("8820")
    press(window, Qt.Key.Key_F10)
    assert bags(store)[0].state == "banked"
    window.go("cash_float")
    assert window.page().strip.figures()[0][1] == "¥500.00"


def test_a_bag_is_opened_again_after_two_presses(window, store):
    window.go("cash_bank")
    page = window.page()
    type_in(window, "HX-0042")
    page.grid.fields["10000"].setText("1")
    press(window, Qt.Key.Key_F10)
    page.unpack.click()
    press(window, Qt.Key.Key_Escape)  # the banner goes first
    press(window, Qt.Key.Key_Escape)
    assert bags(store)[0].state == "packed"
    page.unpack.click()
    page.unpack.click()
    assert bags(store)[0].state == "unpacked"


def test_what_is_typed_about_one_bag_is_never_about_another(window, store, operator, qtbot):
    for bag in ("HX-0042", "HX-0043"):
        do(store, operator, pack_deposit, bag, {"10000": 1})
    window.go("cash_bank")
    page = window.page()
    first = page.table.current_row()
    page.reference.set_text("8820")
    page.table.selectRow(1 - page.table.rows_model.rows.index(first))
    assert page.table.current_row() != first
    assert page.reference.text() == ""
    press(window, Qt.Key.Key_F8)
    type_in(window, "HX-0044")
    page.grid.fields["10000"].setText("3")
    do(store, operator, pack_deposit, "HX-0045", {"10000": 1})  # the other computer's, by the feed
    window.desk.bus.changed.emit({"deposit"})
    settle(qtbot, lambda: len(page.table.rows_model.rows) == 3)
    press(window, Qt.Key.Key_F10)
    assert [bag.fen for bag in bags(store) if bag.bag == "HX-0044"] == [30_000]


def test_the_float_takes_what_came_by_another_way(window, store, operator):
    slip = ordered(store, operator, villager(store, operator))
    with store.write() as s:
        central_says(s, slip.order_id, "placed", placed_at=1)
    window.go("cash_float")
    page = window.page()
    page.amount.set_text("300")
    press(window, Qt.Key.Key_F10)
    assert page.note.error()
    page.note.set_text("县里转来")
    press(window, Qt.Key.Key_F10)
    assert page.strip.figures()[0][1] == "¥37.20"
    assert page.reverse.isVisible()
    page.reverse.click()
    page.reverse.click()
    assert page.strip.figures()[0][1] == "-¥262.80"


def test_the_float_needs_no_scrolling_for_what_is_typed(window, qtbot):
    window.go("cash_float")
    page = window.page()
    qtbot.waitUntil(lambda: page.amount.mapTo(page, QPoint()).y() == page.note.mapTo(page, QPoint()).y())
    assert page.amount.width() < page.note.width()


def test_what_was_paid_by_code_is_moved_to_the_float(window, store, operator):
    window.go("cash_float")
    page = window.page()
    assert not page._todo.isVisible()
    ordered(store, operator, villager(store, operator), "code")
    page.refresh()
    assert "¥262.80 paid by code lies on the phone" in page._todo.text()
    assert ("Paid by code, not moved yet", "¥262.80", "wait") in page.strip.figures()
    page.kind.button("code_to_float").click()
    assert page.note.label.text() == "Number of the transfer"
    page.amount.set_text("300")
    page.note.set_text("T-1")
    press(window, Qt.Key.Key_F10)
    assert "¥262.80" in page.amount.error()
    page.amount.set_text("262.80")
    press(window, Qt.Key.Key_F10)
    assert page.strip.figures()[0][1] == "¥262.80"
    assert not page._todo.isVisible()
    page.reverse.click()
    page.reverse.click()
    assert page.strip.figures()[0][1] == "¥0.00"
    assert page._todo.isVisible()


def test_what_is_due_and_owed_leads_to_the_order(window, store, operator):
    chen = villager(store, operator)
    due = ordered(store, operator, chen, "on_delivery")
    back = ordered(store, operator, chen)
    with store.write() as s:
        central_says(s, back.order_id, "refused", reason="没货")
    dearer = ordered(store, operator, chen)
    with store.write() as s:
        central_says(s, dearer.order_id, "placed", total_fen=dearer.total_fen + 200)
    window.go("cash_owed")
    page = window.page()
    assert [(row.order_id, row.fen) for row in page.due.rows_model.rows] == [
        (due.order_id, due.total_fen),
        (dearer.order_id, 200),
    ]
    assert [row.order_id for row in page.back.rows_model.rows] == [back.order_id]
    page.back.setFocus()
    press(window, Qt.Key.Key_Return)
    assert window.place() == "order"


def test_freight_and_damages_are_owed_on_every_page_alike(window, store, operator):
    chen = villager(store, operator)
    order = collected(store, operator, chen)
    with store.write() as s:
        central_refunds(s, order, 1_200, kind="freight")
    both = ordered(store, operator, chen)
    with store.write() as s:
        central_says(s, both.order_id, "refused", reason="没货")
    with store.write() as s:
        central_refunds(s, both.order_id, 50_000, kind="damages")
    window.go("cash_owed")
    page = window.page()
    assert {row.order_id: row.fen for row in page.back.rows_model.rows} == {order: 1_200, both.order_id: 76_280}
    assert page._back_sum.text() == "¥774.80"
    with store.read() as s:
        assert owed_fen(s) == 77_480, "as on the day sheet"
    window.go("order_list", view="back")
    assert {row.id for row in window.page().table.rows_model.rows} == {order, both.order_id}


def test_a_day_is_printed_on_the_roll_and_on_a4(window, store, operator):
    day = do(store, operator, count_day, {})
    do(store, operator, close_day, day.id)
    window.go("cash_days")
    press(window, Qt.Key.Key_F10)
    press(window, Qt.Key.Key_F8)
    with store.read() as s:
        assert [job.paper for job in jobs(s.connection())] == ["day_sheet", "day_sheet"]


def test_the_book_is_searched_on_any_day(window, store, operator, qtbot):
    chen = villager(store, operator)
    slip = ordered(store, operator, chen)
    do(store, operator, note_cash, "paid_out", 1_500, "买胶带")
    window.go("cash")
    page = window.page()
    for text, found in (
        ("1-0001", 1),
        (slip.number, 1),
        ("桂花", 1),
        ("262.80", 1),
        ("胶带", 1),
        ("15", 1),
        ("无此", 0),
    ):
        page.search.setText(text)
        page.search.typed.emit(text)
        assert len(page.table.rows_model.rows) == found, text
    assert page.empty.isVisible()
    press(window, Qt.Key.Key_Escape)
    settle(qtbot, lambda: len(page.table.rows_model.rows) == 2)


def test_the_book_says_what_never_lay_in_the_drawer(window, store, operator):
    ordered(store, operator, villager(store, operator), "code")
    do(store, operator, note_cash, "paid_in", 2_500, "县里转来", account="float")
    window.go("cash")
    words = [entry_words(shown) for shown in window.page().table.rows_model.rows]
    assert [(text.endswith("By code"), text.endswith("Float")) for text in words] == [(False, True), (True, False)]


def test_a_power_cut_takes_nothing_of_a_bag(desk, store, operator, qtbot):
    window = open_window(desk, qtbot)
    window.go("cash_bank")
    page = window.page()
    page.bag.focus()
    type_in(window, "B-77")
    page.grid.fields["10000"].setFocus()
    type_in(window, "12+3x")
    page.draft.flush()
    window.close()
    again = open_window(desk, qtbot)
    again.go("cash_bank")
    page = again.page()
    assert (page.bag.text(), page.grid.fields["10000"].text()) == ("B-77", "12+3x")
    page.grid.set_typed({"10000": "15"})
    page.on_pack()
    with store.read() as s:
        assert [(bag.bag, bag.fen) for bag in deposits(s)] == [("B-77", 150_000)]
        assert load_draft(s.connection(), "bag", "new") is None
