"""Bills by keys: taken with change, paid in, given back; what is wrong is told at its field."""

from PySide6.QtCore import Qt

from tests.desktop.counter import open_window, press, settle, type_in
from tests.store.orders_room import villager
from villagedesk.desktop.today.cards import look
from villagedesk.desktop.villager_screen.shows import BillShow
from villagedesk.store.bills import newest_bills, pay_in_bill, reverse_bill, take_bill
from villagedesk.store.drafts import load_draft


def bills(store):
    with store.read() as s:
        return newest_bills(s)


def test_a_bill_is_taken_by_keys(window, store, operator, qtbot, said):
    villager(store, operator)
    window.go("cash")
    press(window, Qt.Key.Key_F4)
    page = window.page()
    type_in(window, "chen")
    settle(qtbot, lambda: bool(page.form.payer.list.rows()))
    press(window, Qt.Key.Key_Return)
    assert page.form.account.text() == "13900006721", "his own phone is offered"
    for text in ("", "", "50", "100"):
        if text:
            type_in(window, text)
        press(window, Qt.Key.Key_Return)
    (bill,) = bills(store)
    assert (bill.kind, bill.person, bill.account, bill.fen) == ("phone", "陈桂花", "13900006721", 5_000)
    assert said[-1] == ("good", f"{bill.number}: ¥50.00 taken. The receipt is at the printer.")
    assert page.form.is_empty()


def test_what_is_wrong_is_told_at_its_field_and_stays(window, store):
    window.go("bills")
    form = window.page().form
    form.account.set_text("1390000")
    form.account.left.emit()
    assert "11 digits" in form.account.error()
    form.amount.set_text("50")
    press(window, Qt.Key.Key_F10)
    assert bills(store) == []
    assert (form.account.text(), form.amount.text()) == ("1390000", "50")
    form.kind.button("power").click()
    form.account.set_text("57166558899")
    form.account.left.emit()
    assert form.account.line.text() == "5716 6558 899"
    form.given.set_text("20")
    press(window, Qt.Key.Key_F10)
    assert form.given.error()
    form.given.set_text("60")
    form.given.edited.emit()
    assert form.given.line.text() == "Change ¥9.00"
    press(window, Qt.Key.Key_F10)
    assert bills(store)[0].sum_fen == 5_100


def test_it_is_paid_in_or_given_back(window, store, operator, qtbot):
    for account in ("13900006721", "13900006722"):
        with store.write(by=operator) as s:
            take_bill(s, "phone", account, 3_000)
    window.go("bills", view="waiting")
    page = window.page()
    press(window, Qt.Key.Key_F10)
    assert page.card.reference.error()
    page.card.reference.set_text("8820")
    page.card.paid_from.button("own").click()
    press(window, Qt.Key.Key_F10)
    assert sorted((bill.state, bill.paid_from) for bill in bills(store)) == [("done", "own"), ("taken", "")]
    settle(qtbot, lambda: page.card.paid_from.value() == "own")  # as the last one
    page.views.button("all").click()
    page.table.selectRow(0)
    page._pick(page.table.current_row())
    page.card.give_back.click()
    press(window, Qt.Key.Key_Escape)  # the banner goes first
    press(window, Qt.Key.Key_Escape)
    assert not page.card.reason.isVisible()
    page.card.give_back.click()
    type_in(window, "停机")
    press(window, Qt.Key.Key_Return)
    assert "reversed" in {bill.state for bill in bills(store)}
    press(window, Qt.Key.Key_F8)
    assert page.form.isVisible()


def test_what_a_company_has_to_give_back_stands_on_today_until_it_did(window, store, operator, said):
    with store.write(by=operator) as s:
        bill = take_bill(s, "phone", "13900006721", 3_000)
    with store.write(by=operator) as s:
        pay_in_bill(s, bill.id, "8820", "float")
    with store.write(by=operator) as s:
        reverse_bill(s, bill.id, "停机")
    with store.read() as s:
        (card,) = [card for card in look(s).cards if card.place == "bills"]
    assert (card.kind, card.params) == ("wait", {"view": "company"})
    window.go("bills", view="company")
    page = window.page()
    assert page.card.company_back.isVisible()
    assert not page.card.paid_in.isVisible()
    press(window, Qt.Key.Key_F10)
    assert said[-1] == ("good", "¥30.00 are booked back to: The float")
    assert bills(store)[0].company_due_fen == 0
    with store.read() as s:
        assert [card for card in look(s).cards if card.place == "bills"] == []


def test_a_bill_is_paid_by_code_where_the_centre_has_one(window, store, desk):
    window.go("bills")
    form = window.page().form
    assert not form.by_code.isVisible()
    desk.settings.pay_code = "ab" * 32
    form.begin()
    form.account.set_text("13900006721")
    press(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert not form.given.isVisible()
    form.amount.focus()
    type_in(window, "50")
    assert desk.villager.now() == BillShow("Phone top-up", "6721", 5_000, by_code=True), "the villager scans it there"
    press(window, Qt.Key.Key_Return)
    (bill,) = bills(store)
    assert (bill.fen, bill.by_code) == (5_000, True)
    assert desk.villager.now() is None
    assert (form.by_code.isChecked(), form.given.isVisible()) == (False, True), "the next one is cash again"


def test_the_same_bill_again_needs_a_second_press(window, store, operator):
    with store.write(by=operator) as s:
        number = take_bill(s, "phone", "13900006721", 5_000).number
    window.go("bills")
    form = window.page().form

    def fill(amount):
        form.account.set_text("13900006721")
        form.amount.set_text(amount)
        form.amount.edited.emit()

    fill("50")
    press(window, Qt.Key.Key_F10)
    assert number in form._warning.text()
    assert form.save.text().startswith("Take it a second time")
    assert len(bills(store)) == 1
    fill("60")
    assert (form._warning.isVisible(), form.save.text()) == (False, "Money taken  F10")
    press(window, Qt.Key.Key_F10)
    assert len(bills(store)) == 2
    fill("50")
    press(window, Qt.Key.Key_F10)
    press(window, Qt.Key.Key_F10)
    assert len(bills(store)) == 3
    assert not form._warning.isVisible()


def test_today_reminds_of_bills_and_never_shows_the_drawer(window, store, operator):
    with store.write(by=operator) as s:
        take_bill(s, "phone", "13900006721", 3_000)
    with store.read() as s:
        cards = [card for card in look(s).cards if card.place == "bills"]
    assert [card.title for card in cards] == ["1 bill is to be paid in"]
    window.go("today")
    window.go("bills", **cards[0].params)
    assert window.page().card.isVisible()


def test_a_power_cut_takes_nothing_of_a_bill(desk, store, operator, qtbot):
    villager(store, operator)
    window = open_window(desk, qtbot)
    window.go("bills")
    form = window.page().form
    type_in(window, "chen")
    settle(qtbot, lambda: bool(form.payer.list.rows()))
    press(window, Qt.Key.Key_Return)
    form.kind.button("power").click()
    form.account.focus()
    type_in(window, "62001111")
    form.amount.focus()
    type_in(window, "50.5x")
    form.draft.flush()
    window.close()
    again = open_window(desk, qtbot)
    again.go("bills")
    form = again.page().form
    assert (form.payer.search.text(), form.kind.value()) == ("陈桂花", "power")
    assert (form.account.text(), form.amount.text()) == ("62001111", "50.5x")
    form.amount.set_text("50.5")
    press(again, Qt.Key.Key_F10)
    (bill,) = bills(store)
    assert (bill.person, bill.fen) == ("陈桂花", 5050)
    assert form.is_empty()
    with store.read() as s:
        assert load_draft(s.connection(), "bill", "new") is None


def test_why_a_bill_is_not_sent_is_asked_on_its_card(window, store, operator):
    with store.write(by=operator) as s:
        bill = take_bill(s, "phone", "13900006721", 5_000)
    window.go("bills", bill_id=bill.id)
    page = window.page()
    assert page.card.why.isVisible()
    page.card.why.click()
    assert window.place() == "sync"
