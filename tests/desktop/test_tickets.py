"""The pages of repairs: the self-help card first, the report by keys, sign-off, and what Today says."""

import time_machine
from PySide6.QtCore import Qt

from tests.desktop.counter import press
from tests.store.test_assets import JPEG
from tests.store.test_assets import form as asset_form
from tests.store.test_tickets import county, form
from villagedesk import clock
from villagedesk.desktop.tickets.today import cards
from villagedesk.store import assets, tickets
from villagedesk.store.photos import desk_files

DAY = 86_400_000


def page_of(store, ticket_id):
    with store.read() as s:
        return tickets.ticket_page(s, ticket_id)


def only(store, **how):
    with store.read() as s:
        (row,) = tickets.tickets(s, **how)
    return row


def today(store):
    with store.read() as s:
        return cards(s)


def test_the_card_comes_first_and_is_enough(window, store, said):
    window.go("tickets")
    press(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    page = window.page()
    assert not page.card.isVisible(), "nothing is chosen yet"
    page.topic.button("printer").click()
    assert page.help.isVisible()
    assert not page.report.isVisible()
    assert "press feed" in page.help.steps.text()
    press(window, Qt.Key.Key_F8)
    assert window.place() == "tickets"
    assert "Nobody has to come" in said[-1][1]
    assert only(store, over=True).state == "self_helped"


def test_a_report_by_keys_with_photo_and_log(window, store, do):
    asset = do(assets.add_asset, asset_form("云桥 80"), desk_files(store))
    window.go("ticket_form")
    page = window.page()
    page.topic.button("printer").click()
    page.help.which.button("printer_pale").click()
    press(window, Qt.Key.Key_F9)
    assert page.report.isVisible()
    assert page.thing.value() == asset, "the only printer"
    press(window, Qt.Key.Key_F10)
    assert "how much it hinders" in page._line.text()
    page.severity.button("stops").click()
    press(window, Qt.Key.Key_F10)
    assert page.symptom.error()
    page.symptom.edit.setText("The lamp is red")
    page.photos.load([("damage", desk_files(store).put(JPEG))])
    press(window, Qt.Key.Key_F10)
    assert window.place() == "ticket"
    found = page_of(store, only(store).id)
    assert (found.row.asset, found.tried, len(found.pictures)) == ("云桥 80", ("printer_pale",), 1)
    assert b"about.txt" in desk_files(store).get(found.log)
    assert "Tried before: Print is pale" in window.page()._facts.text()


def test_what_no_card_is_about_is_reported_at_once(window):
    window.go("ticket_form")
    page = window.page()
    page.topic.button("other").click()
    assert page.report.isVisible()
    assert not page.help.isVisible()


def test_the_tag_of_a_thing_says_what_it_is_about(window, store, do):
    do(assets.add_asset, asset_form("秤", kind="scale"), desk_files(store))
    scanner = do(assets.add_asset, asset_form("扫码枪", kind="scanner"), desk_files(store))
    window.go("ticket_form")
    page = window.page()
    assert not page.on_scan("ZC1-77")
    assert page.on_scan("ZC1-02")
    assert (page.topic.value(), page.thing.value()) == ("scanner", scanner)
    window.go("asset", asset_id=scanner)
    press(window, Qt.Key.Key_F9)
    assert (window.place(), window.page().thing.value()) == ("ticket_form", scanner)


def test_a_half_written_report_is_gone_on_with(window, store):
    window.go("ticket_form")
    page = window.page()
    page.topic.button("other").click()
    page.symptom.edit.setText("It smells burnt")
    page.draft.changed()
    page.on_back()
    window.go("tickets")
    card = window.page().unfinished._layout.itemAt(0).widget()
    card.button.click()
    assert window.page().symptom.text() == "It smells burnt"
    assert window.page().report.isVisible()


def test_the_operator_signs_or_says_it_is_still_broken(window, store, do, said):
    ticket = do(tickets.report_trouble, form(), desk_files(store))
    window.go("ticket", ticket_id=ticket)
    page = window.page()
    assert not page.off.isVisible()
    do(county, ticket, state="done", work="Cleaned the head", done_at=clock.now_ms())
    page.refresh()
    assert "Done: Cleaned the head" in page._answer.text()
    page.broken.click()
    assert page.wrong.error()
    page.wrong.edit.setText("Still pale")
    page.broken.click()
    assert page_of(store, ticket).row.state == "open"
    do(county, ticket, state="done", work="New head", done_at=clock.now_ms())
    page.refresh()
    press(window, Qt.Key.Key_F10)
    assert page_of(store, ticket).row.state == "done"
    press(window, Qt.Key.Key_F8)
    press(window, Qt.Key.Key_F10)
    assert page_of(store, ticket).row.state == "signed_off"
    assert "Signed off" in said[-1][1]


def test_today_says_what_waits_for_whom(store, do):
    ticket = do(tickets.report_trouble, form(severity="stops"), desk_files(store))
    (card,) = today(store)
    assert (card.title, card.place) == ("1 repair is on its way", "tickets")
    with time_machine.travel((clock.now_ms() + 4 * DAY) / 1000):
        (card,) = today(store)
        assert (card.title, card.kind) == ("Printer: overdue", "act")
        do(county, ticket, state="visit_booked", visit_on=clock.today(), visitor="小高")
        (card,) = today(store)
        assert card.title == "Somebody comes today: Printer"
        do(county, ticket, state="done", work="x")
        (card,) = today(store)
        assert (card.button, card.params) == ("Sign off", {"ticket_id": ticket})
