"""The cards beside the form of a dossier: plots, household, another village, how he agrees; and what a draft keeps."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.desktop.test_farmers import Trail, fill_in, form, people, shown, type_in
from tests.store.people_of_a_village import central_sets, seller_form
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.farmers.seller_form import SellerFormScreen
from villagedesk.domain.people import PersonForm
from villagedesk.domain.sellers import Seller
from villagedesk.store import Store, get, photos
from villagedesk.store.drafts import drafts
from villagedesk.store.people import add_person
from villagedesk.store.proxies import proxies_of
from villagedesk.store.sellers import consent_lines, seller_page, take_on_seller

__all__ = ["form"]
HERE = "330112108230"


def put(field, text: str) -> None:
    field.edit.setFocus()
    field.edit.selectAll()
    field.edit.insert(text)
    field.edit.textEdited.emit(field.edit.text())
    field.left.emit()


def draw(field, size: int = 60) -> None:
    field._begin(QPointF(5, 5))
    field._go_on(QPointF(size, size / 2))
    field._go_on(QPointF(5, size))
    field._end()


def fill_cards(page: SellerFormScreen) -> None:
    page.side.plots_key.click()
    plots = page.side.plots
    put(plots.editor.name, "屋后")
    plots.more.click()
    put(plots.editor.name, "河边")
    put(plots.editor.crops, "水稻、油菜")
    put(plots.editor.area, "1.2")
    put(plots.editor.place, "30.1234,119.5678")
    plots.editor.tenure.button("rented").click()
    draw(plots.editor.sketch.field)
    plots.close_button.click()
    page.side.home_key.click()
    put(page.side.home.nickname, "老张")
    put(page.side.home.contract, "330112-07-0031")
    page.side.home.relation.button("head").click()
    page.side.home.end()
    page.side.village.chosen.emit(HERE, "白牛村", "2023")
    page.reading.begin_mark()
    page.reading.mark.way.button("thumb").click()
    put(page.reading.mark.witness, "王秀兰")
    draw(page.reading.mark.pad.field)
    page.reading.mark.finish.click()


def test_everything_in_the_cards_is_saved_with_the_dossier(form: SellerFormScreen, store: Store, went: Trail) -> None:
    fill_in(form)
    fill_cards(form)
    assert form.side.plots_key.text().startswith("Plots  2 plots  4.4 mu")
    form.save.click()
    assert went[-1][0] == "farmer"
    with store.read() as s:
        page = seller_page(s, str(went[-1][1]["person_id"]))
        marks = {line.signature for line in consent_lines(s, page.person_id)}
    assert [(plot.name, plot.area, plot.tenure, plot.place) for plot in page.plots] == [
        ("屋后", 3200, "", ""),
        ("河边", 1200, "rented", "30.123400, 119.567800"),
    ]
    files = photos.desk_files(store)
    assert files.get(page.plots[1].sketch).startswith(b"\x89PNG")
    assert files.get(marks.pop()).startswith(b"\x89PNG")
    assert (page.nickname, page.relation, page.land_contract) == ("老张", "head", "330112-07-0031")
    assert (page.village_code, page.village_edition) == (HERE, "2023")


def test_a_draft_keeps_the_cards_too(qtbot: QtBot, form: SellerFormScreen, desk: Desk, store: Store) -> None:
    fill_in(form)
    fill_cards(form)
    qtbot.waitUntil(lambda: form.draft.text().startswith("Draft saved"), timeout=3000)
    form.draft.flush()
    typed = form.typed()
    with store.read() as s:
        ((key, fields, _at),) = drafts(s.connection(), "seller")
    assert fields == typed
    again = SellerFormScreen(desk)
    shown(qtbot, again)
    again.retranslate()
    again.open(draft=key)
    assert again.typed() == typed
    assert again.form() == form.form()


def test_the_first_plot_is_typed_in_the_form_or_in_its_card(form: SellerFormScreen) -> None:
    type_in(form, crops="茶", area="2")
    form.side.plots_key.click()
    assert (form.side.plots.editor.crops.text(), form.side.plots.editor.area.text()) == ("茶", "2")
    put(form.side.plots.editor.area, "2.5")
    assert form.selling.area.text() == "2.5"
    put(form.side.plots.editor.place, "51.5, -0.1")
    form.side.plots.close_button.click()
    assert not form.side.plots.isHidden(), "a card with something wrong in it stays open"
    assert form.side.plots.editor.place.error().startswith("This place is not in China")


def test_what_central_sent_back_opens_in_its_card(form: SellerFormScreen, store: Store, operator: str) -> None:
    with store.write(by=operator) as s:
        person_id = take_on_seller(s, seller_form())
    with store.read() as r:
        seller_id = seller_page(r, person_id).seller_id
    for field, card in (
        ("plots", form.side.plots),
        ("payout_holder", form.side.home),
        ("land_contract", form.side.home),
        ("nickname", form.side.home),
        ("witness", form.reading),
        ("signature", form.reading),
        ("village_code", form.side.village),
    ):
        with store.write(by="central") as s:
            central_sets(s, Seller, seller_id, state="returned", return_reason=f"看{field}", return_field=field)
        form.open()
        form.open(person_id=person_id)
        assert not card.isHidden(), field
        assert form.on_back()
        assert card.isHidden(), field
    for field in ("declared", "kind", "consents"):
        with store.write(by="central") as s:
            central_sets(s, Seller, seller_id, return_field=field)
        form.open()
        form.open(person_id=person_id)
        assert f"看{'village_code'}" in form.selling.consent_line.text()


def test_a_thumb_needs_its_witness_and_its_mark(form: SellerFormScreen, store: Store) -> None:
    fill_in(form)
    form.reading.begin_mark()
    form.reading.mark.way.button("thumb").click()
    form.reading.mark.finish.click()
    form.save.click()
    assert people(store) == []
    assert form.reading.mark.witness.error().startswith("A thumb print needs a witness")
    put(form.reading.mark.witness, "王秀兰")
    form.save.click()
    assert form.reading.mark.pad.line.text()
    form.reading.mark.pad.paper.click()
    form.save.click()
    assert people(store) == ["张建国"]


def test_a_village_is_found_by_initials(qtbot: QtBot, form: SellerFormScreen) -> None:
    form.side.set_near(HERE)
    form.side.village_key.click()
    QTest.keyClicks(form.side.village.search, "bn")
    qtbot.waitUntil(lambda: form.side.village.list.model().rowCount() > 0, timeout=3000)
    QTest.keyClick(form.side.village.search, Qt.Key.Key_Return)
    assert form.side.village.isHidden()
    assert form.inputs.village_code() == HERE
    assert form.person.group.line.text() == f"白牛村  {HERE}  edition 2023"


def test_who_lives_with_him_is_picked(qtbot: QtBot, form: SellerFormScreen, store: Store, operator: str) -> None:
    with store.write(by=operator) as s:
        wife = add_person(s, PersonForm(name="李秀英"))
    form.side.home_key.click()
    QTest.keyClicks(form.side.home.search, "lxy")
    qtbot.waitUntil(lambda: form.side.home.found.model().rowCount() > 0, timeout=3000)
    QTest.keyClick(form.side.home.search, Qt.Key.Key_Return)
    assert form.side.home.words() == "李秀英"
    assert form.inputs.facts()["lives_with"] == wife
    form.side.home.alone.click()
    assert form.inputs.facts()["lives_with"] == ""


@pytest.mark.parametrize("typed", ["长期", "long", "2031-05-31"])
def test_a_licence_is_taken_with_scope_and_day(form: SellerFormScreen, store: Store, went: Trail, typed: str) -> None:
    form.selling.kind.button("family_farm").click()
    fill_in(
        form,
        licence_no="91350100M000100Y43",
        licence_scope="水果种植",
        licence_until=typed,
        cooperative="张家农场",
    )
    form.save.click()
    with store.read() as s:
        page = seller_page(s, str(went[-1][1]["person_id"]))
        seller = get(s, Seller, page.seller_id)
    assert (seller.licence_scope, seller.cooperative) == ("水果种植", "张家农场")
    assert seller.licence_until == ("2031-05-31" if typed[0] == "2" else "9999-12-31")


def test_who_may_collect_is_named_in_the_dossier_and_signed_for_once(
    form: SellerFormScreen, store: Store, went: Trail
) -> None:
    fill_in(form)
    QTest.keyClick(form, Qt.Key.Key_F12)
    card = form.side.proxies
    put(card.name, "张小明")
    put(card.phone, "139 0000 6733")
    put(card.relation, "儿子")
    card.more.click()
    put(card.name, "李四")
    put(card.phone, "1")
    assert "张小明, 李四" in form.side.proxies_key.text()
    form.save.click()
    assert people(store) == []
    assert "李四: " in card._line.text()
    put(card.phone, "13900006744")
    form.save.click()
    assert people(store) == []
    assert card.pad.line.text()
    QTest.keyClick(form, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    form.save.click()
    with store.read() as s:
        named = proxies_of(s, str(went[-1][1]["person_id"]))
    assert [(one.name, one.phone, one.relation) for one in named] == [
        ("张小明", "13900006733", "儿子"),
        ("李四", "13900006744", ""),
    ]


def test_a_half_filled_card_of_who_may_collect_survives(form: SellerFormScreen, desk: Desk, qtbot: QtBot) -> None:
    type_in(form, name="张建国")
    form.side.proxies_key.click()
    card = form.side.proxies
    put(card.name, "张小明")
    card.on_more()
    assert card.phone.error() == ""
    put(card.name, "李四")
    put(card.until, "2001-01-01")
    card.on_more()
    assert card.until.error()
    draw(card.pad.field)
    form.draft.flush()
    again = SellerFormScreen(desk)
    shown(qtbot, again)
    again.retranslate()
    again.open(draft=form.draft.key)
    assert [one.name for one in again.side.proxies.proxies()] == ["张小明", "李四"]
    assert again.form().proxies_signed == form.form().proxies_signed
