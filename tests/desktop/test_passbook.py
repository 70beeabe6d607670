"""The passbook's page: from the villager's page, both sides, who lives together, the slip."""

import pytest
import time_machine
from PySide6.QtCore import Qt

from tests.desktop.counter import open_window, press, settle, type_in
from tests.desktop.test_screens import cut_off
from tests.store.orders_room import ordered, shipped, villager
from tests.store.test_commission import central_refunds, handed_over
from tests.store.test_passbook import printed
from villagedesk.desktop.verify.finder import find
from villagedesk.store import print_queue
from villagedesk.store.parcels import receive_parcel
from villagedesk.store.passbook import passbook


@pytest.fixture(autouse=True)
def _a_day():
    with time_machine.travel("2026-11-23T10:00:00+08:00", tick=True):
        yield


@pytest.fixture
def chen(store, operator):
    """She has a parcel to pay and a refund to get."""
    person = villager(store, operator)
    slip = ordered(store, operator, person, "on_delivery")
    shipped(store, operator, slip.order_id, "YT1", due_fen=26280)
    with store.write(by=operator) as s:
        receive_parcel(s, "YT1")
    paid = handed_over(store, operator, person, "YT2")
    with store.write() as s:
        central_refunds(s, paid, 3500)
    return person


def test_from_the_villagers_page_to_both_sides(window, chen):
    window.go("farmer", person_id=chen)
    press(window, Qt.Key.Key_F9)
    page = window.page()
    assert window.place() == "passbook"
    assert page.header.title() == "Passbook of 陈桂花"
    assert page.strip.figures()[0] == ("Pays altogether", "¥227.80", "wait")
    assert page.owes._sum.text() == "¥262.80"
    assert page.owed._sum.text() == "¥35.00"
    assert page.orders.rows_model.rowCount() == 2
    assert page.moves.rows_model.rowCount() == 1
    page.owes.list.setFocus()
    press(window, Qt.Key.Key_Return)
    assert window.place() == "parcels"


def test_somebody_who_lives_there_is_found_by_a_few_letters(window, store, operator, chen, qtbot):
    wu = villager(store, operator, "吴阿婆", "13900006722")
    store_index(store, wu)
    window.go("passbook", person_id=chen)
    page = window.page()
    page.people.add.click()
    type_in(window, "吴")
    settle(qtbot, lambda: bool(page.people.finder.list.rows()))
    press(window, Qt.Key.Key_Return)
    with store.read() as s:
        assert [member.name for member in passbook(s, wu).members] == ["吴阿婆", "陈桂花"]
    assert not page.people.finder.isVisible()
    assert page.header._pills[0].text() == "2 people"
    page.people.leave.click()
    assert "Yes" in page.people.leave.text()
    press(window, Qt.Key.Key_Escape)
    assert window.place() == "passbook"
    page.people.leave.click()
    page.people.leave.click()
    with store.read() as s:
        assert len(passbook(s, chen).members) == 1


def store_index(store, person):
    """A villager of the tests' room is written without an action of people; the search follows all the same."""
    from villagedesk.store.derived import refresh

    with store.transaction() as connection:
        refresh(connection, {"person": [person]})


def test_the_slip_is_printed_and_scanned_shows_what_it_said(window, store, operator, chen, said):
    window.go("passbook", person_id=chen)
    press(window, Qt.Key.Key_F10)
    assert said[-1] == ("good", "The slip is in the print queue.")
    with store.read() as s:
        assert print_queue.jobs(s.connection())[0].paper == "passbook_slip"
    paper, _ = printed(store, operator, chen)
    with store.read() as s:
        (hit,) = find(s, paper.qr)
    assert (hit.place, hit.exact) == ("verify", True)
    window.go("verify", text=paper.qr)
    words = " ".join(label.text() for label in window.page().findChildren(type(window.page().header._title)))
    assert "Pays the centre" in words
    assert "¥262.80" in words
    assert "¥35.00" in words


def test_nothing_is_open(window, store, operator):
    person = villager(store, operator, "赵德明", "13900006723")
    window.go("passbook", person_id=person)
    page = window.page()
    assert page.strip.figures()[0] == ("Altogether", "nothing is open", "good")
    assert page.no_orders.isVisible()
    assert page.owes._empty.isVisible()


@pytest.mark.parametrize("percent", [100, 200])
def test_the_longest_name_goes_on_in_a_second_line(desk, store, operator, qtbot, dress, percent):
    name = "阿依古丽·买买提江·吐尔逊·阿布都热合曼·努尔买买提·古丽巴哈尔·艾合买提江·托合提"
    person = villager(store, operator, name, "13900003309")
    dress(percent)
    window = open_window(desk, qtbot)
    for place in ("passbook", "farmer"):
        window.go(place, person_id=person)
        page = window.page()
        settle(qtbot, lambda page=page: page.horizontalScrollBar().maximum() == 0 and not list(cut_off(page)))
