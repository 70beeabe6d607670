"""The pages for farmers, worked by keyboard on real widgets."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.store.people_of_a_village import VILLAGE, central_sets, resident_id, seller_form, verified_seller
from villagedesk import i18n
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.farmers import finder
from villagedesk.desktop.farmers.farmer import FarmerScreen
from villagedesk.desktop.farmers.person_form import PersonFormScreen
from villagedesk.desktop.farmers.screen import FarmersScreen
from villagedesk.desktop.farmers.seller_form import SellerFormScreen
from villagedesk.desktop.farmers.today import cards
from villagedesk.desktop.farmers.words import spelled, state_pill
from villagedesk.desktop.sync.screen import SyncScreen
from villagedesk.desktop.unfinished_card import UnfinishedCard
from villagedesk.desktop.widgets import PlainButton, Text
from villagedesk.domain.centre import Centre
from villagedesk.domain.people import PersonForm
from villagedesk.domain.sellers import Seller
from villagedesk.store import Store, WriteSession, action, new_row, print_queue
from villagedesk.store.drafts import drafts
from villagedesk.store.people import add_person, find_people, newest_people
from villagedesk.store.sellers import seller_page, take_on_seller

Trail = list[tuple[str, dict[str, object]]]


@action
def set_up_centre(s: WriteSession) -> None:
    new_row(s, Centre(name="白鹭村服务站", village_name="白鹭村", village_code=VILLAGE))


def shown(qtbot: QtBot, page: QWidget) -> None:
    qtbot.addWidget(page)
    page.resize(1170, 700)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()


@pytest.fixture
def form(qtbot: QtBot, desk: Desk, store: Store, operator: str) -> SellerFormScreen:
    with store.write(by=operator) as s:
        set_up_centre(s)
    page = SellerFormScreen(desk)
    page.retranslate()
    shown(qtbot, page)
    page.open()
    return page


def type_in(page: SellerFormScreen | PersonFormScreen, **texts: str) -> None:
    fields = {**page.person.fields, **(page.selling.fields if isinstance(page, SellerFormScreen) else {})}
    for name, text in texts.items():
        edit = fields[name].edit
        edit.setFocus()
        edit.selectAll()
        # Chinese comes from an input method, which inserts whole words.
        edit.insert(text) if not text.isascii() else QTest.keyClicks(edit, text)
        edit.textEdited.emit(edit.text())
        fields[name].left.emit()


def fill_in(page: SellerFormScreen, **others: str) -> None:
    facts = {
        "name": "张建国",
        "resident_id": resident_id(351),
        "phone": "13900006722",
        "village_group": "三组",
        "crops": "猕猴桃，山核桃",
        "area": "3.2",
    }
    type_in(page, **{**facts, **others})
    page.selling.consents.button("id_image").click()
    if not page.selling.declared.isHidden():
        page.selling.declared.click()


def picture(tmp_path: Path) -> Path:
    image = QImage(2000, 1500, QImage.Format.Format_RGB32)
    image.fill(QColor("green"))
    image.save(str(tmp_path / "card.png"))
    return tmp_path / "card.png"


def people(store: Store) -> list[str]:
    with store.read() as s:
        return [row.name for row in newest_people(s)]


def test_a_farmer_is_taken_on_with_one_action(
    form: SellerFormScreen, store: Store, went: Trail, tmp_path: Path
) -> None:
    fill_in(form, payout="农商银行存折 6210 0000 0458")
    form.selling.consents.button("bank_account").click()
    form.papers.slots["id_front"].take(picture(tmp_path))
    QTest.keyClick(form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert went[-1][0] == "farmer"
    with store.read() as s:
        page = seller_page(s, str(went[-1][1]["person_id"]))
        assert drafts(s.connection(), "seller") == []
    assert (page.name, page.phone, page.group, page.village_code) == ("张建国", "13900006722", "三组", VILLAGE)
    assert [(plot.area, plot.crops) for plot in page.plots] == [(3200, "猕猴桃，山核桃")]
    assert page.payout == ("passbook", "农商银行存折", "0458")
    assert [kind for kind, _ in page.photos] == ["id_front"]


def test_an_id_number_is_checked_while_it_is_typed(form: SellerFormScreen) -> None:
    field = form.person.resident_id
    QTest.keyClicks(field.edit, "11010519491231")
    assert field.line.text() == "4 to go"
    QTest.keyClicks(field.edit, "0021")
    assert field.error() == "The last digit should be X. Please look at the card."
    QTest.keyClick(field.edit, Qt.Key.Key_Backspace)
    QTest.keyClicks(field.edit, "x")
    assert field.error() == ""
    assert "male" in field.line.text()


def test_everything_that_is_wrong_is_said_at_once_and_nothing_typed_is_lost(
    form: SellerFormScreen, store: Store
) -> None:
    type_in(form, name="张建国", resident_id="110105194912310021", phone="139", payout="农商银行")
    form.save.click()
    texts = {**form.person.texts(), **form.selling.texts()}
    assert (texts["name"], texts["resident_id"], texts["phone"]) == ("张建国", "110105194912310021", "139")
    for field in (
        form.person.resident_id,
        form.person.phone,
        form.person.group,
        form.selling.crops,
        form.selling.payout,
    ):
        assert field.error(), field.name
    assert form.person.resident_id.edit.hasFocus()
    for words in ("Without a licence he has to sign", "Without a yes to “ID card photo”"):
        assert words in form.selling.consent_line.text()
    assert people(store) == []


def test_a_half_filled_form_survives_and_is_listed(
    qtbot: QtBot, form: SellerFormScreen, desk: Desk, store: Store, went: Trail
) -> None:
    fill_in(form, phone="13900006722")
    qtbot.waitUntil(lambda: form.draft.text().startswith("Draft saved"), timeout=3000)
    with store.read() as s:
        ((key, fields, _at),) = drafts(s.connection(), "seller")
        assert [card.title for card in cards(s)] == ["1 form not finished"]
    assert fields["crops"] == "猕猴桃，山核桃"
    listed = FarmersScreen(desk)
    shown(qtbot, listed)
    listed.open()
    card = listed.unfinished.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)[0]
    card.button.click()
    assert went[-1] == ("seller_form", {"draft": key})
    again = SellerFormScreen(desk)
    shown(qtbot, again)
    again.open(draft=key)
    assert again.typed() == fields
    again.open(draft=key)  # the screen was locked meanwhile
    assert again.typed() == fields


def test_a_half_filled_form_is_thrown_away_when_asked_twice(
    qtbot: QtBot, form: SellerFormScreen, desk: Desk, store: Store
) -> None:
    form.open()
    type_in(form, name="张建国")
    qtbot.waitUntil(lambda: form.draft.text().startswith("Draft saved"), timeout=3000)
    listed = FarmersScreen(desk)
    shown(qtbot, listed)
    listed.open()
    (card,) = listed.unfinished.findChildren(UnfinishedCard)
    card.away.click()
    assert card.away.text().startswith("Really")
    with store.read() as s:
        assert len(drafts(s.connection(), "seller")) == 1
    card.away.click()
    with store.read() as s:
        assert drafts(s.connection(), "seller") == []
    assert listed.unfinished.isHidden()
    form.open()  # it still showed what was typed
    assert form.typed() == {}


def test_that_is_him_adds_to_the_person_on_file(
    form: SellerFormScreen, store: Store, operator: str, went: Trail
) -> None:
    with store.write(by=operator) as s:
        known = add_person(s, PersonForm(name="张建国", phone="13900006722", village_group="五组"))
    type_in(form, name="张建国", resident_id=resident_id(351), phone="13900006722")
    assert [found.reason for found in form.likely.people()] == ["phone"]
    form.likely.focus_first()
    QApplication.processEvents()
    button = QApplication.focusWidget()
    assert isinstance(button, PlainButton)
    assert button.text().startswith("Same person")
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert form.person.group.text() == "五组"
    assert not form.likely.people()
    type_in(form, crops="茶叶")
    form.selling.consents.button("id_image").click()
    form.selling.declared.click()
    form.save.click()
    assert went[-1] == ("farmer", {"person_id": known})
    assert people(store) == ["张建国"]


def test_that_is_him_opens_the_page_of_a_seller(
    form: SellerFormScreen, store: Store, operator: str, went: Trail
) -> None:
    person_id, _seller = verified_seller(store, operator)
    type_in(form, name="张建国")
    form.likely.same.emit(person_id)
    assert went[-1] == ("farmer", {"person_id": person_id})


def test_somebody_else_is_told_apart(form: SellerFormScreen, store: Store, operator: str, went: Trail) -> None:
    with store.write(by=operator) as s:
        add_person(s, PersonForm(name="张建国"))
    fill_in(form)
    form.save.click()
    assert not went
    assert form.likely.people()
    QTest.keyClick(form, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert not form.likely.people()
    form.save.click()
    assert went[-1][0] == "farmer"
    assert people(store) == ["张建国", "张建国"]


def test_consents_are_read_aloud_one_after_the_other(form: SellerFormScreen, store: Store, went: Trail) -> None:
    fill_in(form)
    form.selling.consents.button("id_image").click()
    form.selling.read_aloud.click()
    assert form.reading.is_open()
    for _ in range(4):
        assert QApplication.focusWidget() is form.reading.yes
        QTest.keyClick(form.reading.yes, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is form.reading.mark.way.button("read_aloud")
    assert form.reading.mark.witness.text() == "王秀兰"
    form.reading.mark.finish.click()
    assert not form.reading.is_open()
    assert form.selling.chosen_consents() == ("id_image", "bank_account", "portrait", "authorities")
    form.save.click()
    with store.read() as s:
        consents = s.connection().exec_driver_sql("SELECT purpose, way, wording_version FROM consent").fetchall()
    assert len(consents) == 4
    assert {(way, version) for _purpose, way, version in consents} == {("read_aloud", "2026-02")}


def test_escape_closes_the_reading_first(form: SellerFormScreen) -> None:
    form.selling.read_aloud.click()
    assert form.on_back()
    assert not form.on_back()


def test_a_licence_is_asked_for_only_where_there_is_one(form: SellerFormScreen) -> None:
    assert form.selling.licence_no.isHidden()
    form.selling.kind.button("cooperative").click()
    assert not form.selling.licence_no.isHidden()
    assert not form.selling.cooperative.isHidden()
    assert not form.papers.slots["licence"].isHidden()
    fill_in(form)
    form.save.click()
    assert form.selling.licence_scope.error()
    assert form.selling.licence_until.error()
    assert form.selling.licence_no.error()
    assert form.selling.cooperative.error()
    type_in(form, licence_no="91350211M0000XUF46")
    assert form.selling.licence_no.line.text().startswith("The last character does not fit")


def test_a_photo_that_is_none_is_refused(form: SellerFormScreen, tmp_path: Path) -> None:
    (tmp_path / "card.jpg").write_text("no photo")
    form.papers.slots["id_front"].take(tmp_path / "card.jpg")
    assert form.papers.photos() == ()
    assert form.papers._hint.text().startswith("This file is not a photo")


def test_a_returned_dossier_opens_at_the_field_that_was_meant(
    form: SellerFormScreen, store: Store, operator: str, went: Trail
) -> None:
    with store.write(by=operator) as s:
        person_id = take_on_seller(s, seller_form())
    with store.read() as r:
        seller_id = seller_page(r, person_id).seller_id
    with store.write(by="central") as s:
        central_sets(s, Seller, seller_id, state="returned", return_reason="号码打不通", return_field="phone")
    with store.read() as r:
        (card,) = cards(r)
    assert (card.kind, card.detail, card.params) == ("act", "张建国  号码打不通", {"person_id": person_id})
    form.open(**card.params)
    assert form.header.title() == "Mend a dossier"
    assert form.person.phone.edit.hasFocus()
    assert form.person.phone.error() == "The county office says: 号码打不通"
    assert form.selling.area.text() == "3.2"
    type_in(form, phone="13900009999")
    form.save.click()
    assert went[-1] == ("farmer", {"person_id": person_id})
    with store.read() as r:
        page = seller_page(r, person_id)
    assert (page.state, page.phone) == ("submitted", "13900009999")
    assert [(plot.area, plot.crops) for plot in page.plots] == [(3200, "猕猴桃，山核桃")]


def test_a_villager_is_put_on_file_and_goes_back_to_the_order(
    qtbot: QtBot, desk: Desk, store: Store, went: Trail
) -> None:
    page = PersonFormScreen(desk)
    page.retranslate()
    shown(qtbot, page)
    page.open(name="吴阿婆", back_to="orders")
    assert page.person.phone.edit.hasFocus()
    type_in(page, village_group="三组")
    page.save.click()
    with store.read() as s:
        (found,) = find_people(s, "wuapo")
    assert went == [("orders", {"person_id": found.id})]


def test_what_is_known_of_a_villager_is_corrected(
    qtbot: QtBot, desk: Desk, store: Store, operator: str, went: Trail
) -> None:
    with store.write(by=operator) as s:
        person_id = add_person(s, PersonForm(name="吴阿婆", phone="13900001111"))
    page = PersonFormScreen(desk)
    shown(qtbot, page)
    page.open(person_id=person_id)
    assert page.person.phone.text() == "139 0000 1111"
    type_in(page, phone="129")
    page.save.click()
    assert page.person.phone.error()
    type_in(page, phone="13900002222")
    page.save.click()
    assert went == [("farmer", {"person_id": person_id})]
    with store.read() as s:
        assert seller_page(s, person_id).phone == "13900002222"


def test_the_list_finds_anybody_and_shows_what_needs_the_operator(
    qtbot: QtBot, desk: Desk, store: Store, operator: str, went: Trail
) -> None:
    page = FarmersScreen(desk)
    page.retranslate()
    shown(qtbot, page)
    page.open()
    assert not page.empty.isHidden()
    person_id, _seller = verified_seller(store, operator)
    with store.write(by=operator) as s:
        other = add_person(s, PersonForm(name="吴阿婆"))
    page.on_changed({"person"})
    assert [row.key for row in page.list.rows()] == [person_id]
    page.choice.button("everybody").click()
    assert {row.key for row in page.list.rows()} == {person_id, other}
    QTest.keyClicks(page.search, "wap")
    qtbot.waitUntil(lambda: [row.key for row in page.list.rows()] == [other], timeout=2000)
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    assert went == [("farmer", {"person_id": other})]


def test_the_page_of_a_farmer_prints_the_card(
    qtbot: QtBot, desk: Desk, store: Store, operator: str, went: Trail
) -> None:
    person_id, seller_id = verified_seller(store, operator)
    page = FarmerScreen(desk)
    page.retranslate()
    shown(qtbot, page)
    page.open(person_id=person_id)
    assert page.pill.text() == "✓ verified"
    assert "990185" in page.facts.text()
    assert resident_id(1) not in page.facts.text()
    QTest.keyClick(page, Qt.Key.Key_F8)
    with store.transaction() as connection:
        assert [job.about for job in print_queue.jobs(connection)] == [person_id]
    page.refresh()
    assert not page.square.isHidden()
    QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert went == [("lot_form", {"seller_id": seller_id})]


def test_a_villager_who_does_not_sell_has_no_lots(
    qtbot: QtBot, desk: Desk, store: Store, operator: str, went: Trail
) -> None:
    with store.write(by=operator) as s:
        person_id = add_person(s, PersonForm(name="吴阿婆"))
    page = FarmerScreen(desk)
    page.retranslate()
    shown(qtbot, page)
    page.open(person_id=person_id)
    assert page.produce.isHidden()
    page.become.click()
    assert went == [("seller_form", {"person_id": person_id})]


def test_the_one_field_finds_villagers(store: Store, operator: str) -> None:
    with store.write(by=operator) as s:
        person_id = add_person(s, PersonForm(name="吴阿婆", village_group="三组"))
    with store.read() as s:
        (hit,) = finder.find(s, "wuap")
        assert finder.find(s, "VD1:ABC") == []
    assert (hit.place, hit.params, hit.detail) == ("farmer", {"person_id": person_id}, "三组")


def test_words() -> None:
    assert spelled("张建国") == "zhang jianguo"
    assert spelled("阿依古丽·买买提") == "a yi gu li mai mai ti"
    assert spelled("John") == ""
    assert state_pill("", False) == ("Villager", "plain")
    assert state_pill("approved", True) == ("✓ verified", "good")
    assert state_pill("submitted", True)[1] == "wait"
    assert state_pill("from a newer version", False)[1] == "plain"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("percent", [100, 200])
def test_nothing_is_wider_than_the_window(
    qtbot: QtBot, desk: Desk, store: Store, operator: str, dress: Callable[[int], None], language: str, percent: int
) -> None:
    dress(percent)
    i18n.set_language(language)
    with store.write(by=operator) as s:
        person_id = take_on_seller(s, seller_form("阿依古丽·买买提·吐尔逊江", 2, kind="cooperative", licence_no="91350100M000100Y43",
                                                  licence_scope="水果种植、销售", licence_until="9999-12-31",
                                                  cooperative="白鹭村猕猴桃种植农民专业合作社"))  # fmt: skip
    for factory in (FarmersScreen, FarmerScreen, SellerFormScreen, PersonFormScreen):
        page = factory(desk)
        qtbot.addWidget(page)
        page.retranslate()
        page.resize(1170 if percent == 100 else 1060, 700)
        page.show()
        page.open(person_id=person_id)
        qtbot.wait(1)
        assert page.horizontalScrollBar().maximum() == 0, factory.__name__


def test_one_id_number_twice_leads_to_the_person(
    qtbot: QtBot, desk: Desk, store: Store, operator: str, went: Trail
) -> None:
    with store.write(by=operator) as s:
        take_on_seller(s, seller_form())
        take_on_seller(s, seller_form("李秀英"), check_same=False)
    page = SyncScreen(desk)
    page.retranslate()
    shown(qtbot, page)
    page.open()
    texts = [label.text() for label in page.findChildren(Text)]
    assert "One ID number twice" in texts
    next(button for button in page.findChildren(PlainButton) if button.text().rstrip(" 123") == "Look").click()
    ((place, _params),) = went
    assert place == "farmer"


def test_consents_are_said_only_by_a_voice_that_reads_anything(form: SellerFormScreen, monkeypatch) -> None:
    heard = []
    speech = form.desk.speech
    monkeypatch.setattr(speech.system, "say", lambda text, language, volume: heard.append(text))
    form.selling.read_aloud.click()
    assert form.reading.aloud.isHidden()
    assert "read it to the villager yourself" in form.reading._told.text()
    assert (form.reading._told.isHidden(), form.reading._words.property("role")) == (False, "card")
    speech.system.languages = frozenset({"en"})
    speech.voices_changed.emit()
    assert not form.reading.aloud.isHidden()
    assert (form.reading._told.isHidden(), form.reading._words.property("role")) == (True, "body")
    form.reading.aloud.click()
    assert heard == [form.reading._words.text()]
    form.reading.no.click()
    assert not speech.speaking()


def test_correcting_keeps_another_village_and_joins_who_is_on_file_twice(
    qtbot: QtBot, desk: Desk, store: Store, operator: str, went: Trail
) -> None:
    with store.write(by=operator) as s:
        set_up_centre(s)
        mine = add_person(s, PersonForm(name="吴阿婆", phone="13900001111", village_code="330112108230"))
    with store.write(by=operator) as s:
        other = add_person(s, PersonForm(name="吴阿坡", phone="13900002222"), check_same=False)
    page = PersonFormScreen(desk)
    page.retranslate()
    shown(qtbot, page)
    page.open(person_id=mine)
    page.look_for_same()
    assert [one.row.id for one in page.likely.people()] == [other]
    QTest.keyClick(page, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert people(store) == ["吴阿婆"]
    assert page.likely.people() == []
    type_in(page, village_group="五组")
    page.save.click()
    assert went[-1] == ("farmer", {"person_id": mine})
    with store.read() as s:
        found = seller_page(s, mine)
    assert (found.village_code, found.group) == ("330112108230", "五组")


def test_a_villager_of_another_village_is_put_on_file_by_initials(
    qtbot: QtBot, desk: Desk, store: Store, operator: str, went: Trail
) -> None:
    with store.write(by=operator) as s:
        set_up_centre(s)
    page = PersonFormScreen(desk)
    page.retranslate()
    shown(qtbot, page)
    page.open(name="吴阿婆")
    QTest.keyClick(page, Qt.Key.Key_F9)
    QTest.keyClicks(page.village.search, "linan bn")
    qtbot.waitUntil(lambda: page.village.list.model().rowCount() > 0, timeout=3000)
    QTest.keyClick(page.village.search, Qt.Key.Key_Return)
    assert page.village.isHidden()
    assert "edition 2023" in page.person.group.line.text()
    page.draft.flush()
    again = PersonFormScreen(desk)
    again.retranslate()
    shown(qtbot, again)
    again.open(draft=page.draft.key)
    assert again.typed() == page.typed()
    again.save.click()
    with store.read() as s:
        found = seller_page(s, str(went[-1][1]["person_id"]))
    assert (found.village_code, found.village_edition) == ("330112108230", "2023")


def test_another_person_is_said_by_one_key_and_holds_although_nothing_was_saved(
    qtbot: QtBot, desk: Desk, store: Store, operator: str
) -> None:
    with store.write(by=operator) as s:
        set_up_centre(s)
        mine = add_person(s, PersonForm(name="吴阿婆", phone="13900001111"))
    with store.write(by=operator) as s:
        add_person(s, PersonForm(name="吴阿坡", phone="13900002222"), check_same=False)
    page = PersonFormScreen(desk)
    page.retranslate()
    shown(qtbot, page)
    page.open(person_id=mine)
    page.look_for_same()
    QTest.keyClick(page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert page.likely.people() == []
    page.on_leave()
    page.open(person_id=mine)
    page.look_for_same()
    assert page.likely.people() == []
