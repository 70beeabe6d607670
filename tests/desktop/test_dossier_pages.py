"""A dossier on file, and looking at sellers again, worked on real widgets."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desktop.test_dossier_cards import draw, put
from tests.desktop.test_farmers import Trail, shown
from tests.store.people_of_a_village import central_sets, seller_form, verified_seller
from tests.store.test_dossier_more import settle
from villagedesk import clock
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.farmers.dossier import DossierScreen
from villagedesk.desktop.farmers.sheets import seller_sheets
from villagedesk.desktop.farmers.today import cards
from villagedesk.desktop.farmers.visits import VisitsScreen
from villagedesk.desktop.widgets import PlainButton, RowCard
from villagedesk.domain.people import PersonForm
from villagedesk.domain.reports import Kind, plain
from villagedesk.domain.sellers import Seller
from villagedesk.i18n import short_day
from villagedesk.store import Store, print_queue
from villagedesk.store.people import add_person, newest_people
from villagedesk.store.sellers import note_visit, seller_page, visits_of

PASSBOOK = "农商银行存折 6210 0000 0458"


@pytest.fixture
def seller(store: Store, operator: str) -> tuple[str, str]:
    form = seller_form(payout=PASSBOOK, consents=("id_image", "bank_account"))
    return verified_seller(store, operator, form)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, seller: tuple[str, str]) -> DossierScreen:
    made = DossierScreen(desk)
    made.retranslate()
    shown(qtbot, made)
    made.open(person_id=seller[0])
    return made


def test_a_yes_is_taken_back_with_his_mark_and_a_slip(
    page: DossierScreen, store: Store, seller: tuple[str, str], said: list[tuple[str, str]]
) -> None:
    page.consents.ask("bank_account")
    assert "not used any more" in page.consents._follows.text()
    assert page.on_back()
    assert not page.consents.is_asking()
    page.consents.ask("bank_account")
    put(page.consents.witness, "王秀兰")
    draw(page.consents.pad.field)
    page.consents.sure.click()
    with store.read() as s:
        assert seller_page(s, seller[0]).payout is None
        assert print_queue.counts(s.connection())[0] == 1
    assert said[-1][1].startswith("It is taken back")
    page.on_changed({"consent"})
    assert [(line.purpose, line.given) for line in page.consents._lines] == [
        ("id_image", True),
        ("bank_account", False),
    ]


def test_the_meter_and_the_warning_tell_the_same(page: DossierScreen, store: Store, seller: tuple[str, str]) -> None:
    assert page.right_card.meter._percent == 0
    with store.write(by="central") as s:
        settle(s, seller[1], 8_450_000, clock.now_ms())
    page.on_changed({"crop_allocation"})
    assert page.right_card.meter._percent == 84
    assert "nearly reached" in page.right_card.warning.text()
    assert page.right_card.trouble.isHidden()


def test_plots_are_changed_and_kept(page: DossierScreen, store: Store, seller: tuple[str, str]) -> None:
    assert page.save.isHidden()
    page.plots.more.click()
    put(page.plots.editor.name, "河边")
    put(page.plots.editor.crops, "水稻")
    page.on_changed({"person"})  # something came by sync: what is typed stays
    assert page.plots.editor.name.text() == "河边"
    QTest.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    with store.read() as s:
        assert [plot.name for plot in seller_page(s, seller[0]).plots] == ["", "河边"]
    assert page.save.isHidden()


def test_a_second_entry_is_joined_and_parted_by_pressing_enter_twice(
    qtbot: QtBot, page: DossierScreen, store: Store, operator: str
) -> None:
    with store.write(by=operator) as s:
        add_person(s, PersonForm(name="李秀英", phone="13900000777"))
    QTest.keyClicks(page.joined.finder.search, "lxy")
    qtbot.waitUntil(lambda: page.joined.finder.list.model().rowCount() > 0, timeout=3000)
    QTest.keyClick(page.joined.finder.search, Qt.Key.Key_Return)
    assert page.joined.join.text() == "Really: 李秀英 is 张建国, one person"
    assert QApplication.focusWidget() is page.joined.join, "Enter takes the one that was found, Enter again joins"
    QTest.keyClick(page.joined.join, Qt.Key.Key_Return)
    page.on_changed({"person_merge"})
    with store.read() as s:
        assert [row.name for row in newest_people(s)] == ["张建国"]
    (card,) = page.joined.rows.findChildren(RowCard)
    assert card.button is not None
    card.button.setFocus()
    QTest.keyClick(card.button, Qt.Key.Key_Return)
    sure = QApplication.focusWidget()
    assert isinstance(sure, PlainButton)
    assert sure.text() == "Really part them"
    QTest.keyClick(sure, Qt.Key.Key_Return)
    with store.read() as s:
        assert {row.name for row in newest_people(s)} == {"张建国", "李秀英"}


def test_who_is_due_is_told_on_today_and_looked_at_again(
    qtbot: QtBot, desk: Desk, store: Store, seller: tuple[str, str], went: Trail
) -> None:
    with store.write(by="central") as s:
        central_sets(s, Seller, seller[1], next_verify_on="2026-01-31")
    with store.read() as s:
        (card,) = cards(s)
    assert (card.kind, card.place, card.title) == ("act", "visits", "1 seller to look at again")
    page = VisitsScreen(desk)
    page.retranslate()
    shown(qtbot, page)
    page.open()
    page.choose(seller[1])
    page.save.click()
    assert page.pad.line.text(), "all as it stands needs his mark"
    page.outcome.button("changed").click()
    page.save.click()
    assert page.note.error()
    page.outcome.button("unchanged").click()
    draw(page.pad.field)
    page.save.click()
    assert page.form.isHidden()
    assert not page.empty.isHidden()
    page.open(person_id=seller[0])  # before his day
    page.outcome.button("changed").click()
    put(page.note, "换了地")
    page.save.click()
    assert went[-1] == ("seller_form", {"person_id": seller[0]})
    with store.read() as s:
        assert [visit.outcome for visit in visits_of(s, seller[1])] == ["changed", "unchanged"]


def test_who_was_not_met_is_marked_in_the_list(
    qtbot: QtBot, desk: Desk, store: Store, operator: str, seller: tuple[str, str]
) -> None:
    with store.write(by="central") as s:
        central_sets(s, Seller, seller[1], next_verify_on="2026-01-31")
    with store.write(by=operator) as s:
        note_visit(s, seller[1], "not_met")
    page = VisitsScreen(desk)
    page.retranslate()
    shown(qtbot, page)
    page.open()
    (row,) = page.list.rows()
    assert f"Not met on {short_day(clock.today())}" in row.detail


def test_the_list_is_printed(qtbot: QtBot, desk: Desk, store: Store, seller: tuple[str, str]) -> None:
    with store.write(by="central") as s:
        central_sets(s, Seller, seller[1], next_verify_on="2026-01-31")
    page = VisitsScreen(desk)
    page.retranslate()
    shown(qtbot, page)
    page.open()
    page.print_list.click()
    with store.read() as s:
        (job,) = print_queue.jobs(s.connection())
        paper = print_queue.paper_of(s.connection(), job.id)
    assert "张建国" in paper.facts[0][0]


def test_the_list_of_sellers_goes_to_a_file_without_formulas_or_whole_numbers(store: Store, operator: str) -> None:
    verified_seller(store, operator, seller_form("张建国", 1, village_group="=HYPERLINK(1)"))
    with store.read() as s:
        sheet, villagers = seller_sheets(s)
    assert sheet.rows[0][1] == "=HYPERLINK(1)"
    assert plain(sheet.rows[0][1], Kind.TEXT) == "'=HYPERLINK(1)"
    for risky in ("＝1", " =1", "\n=1", "@x", "+1", "-1"):
        assert plain(risky, Kind.TEXT).startswith("'"), risky
    assert str(sheet.rows[0][3]).startswith("…")
    assert villagers.rows[0][3] == "…0001"
    assert len(str(sheet.rows[0][3])) == 5
