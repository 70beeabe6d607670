"""The pages for produce, worked by keyboard on real widgets."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.counter import open_window
from tests.store.people_of_a_village import central_sets, listing_form, lot_with_photo, verified_seller
from tests.store.produce_room import farm, harvest, spray
from villagedesk import i18n
from villagedesk.demo.farm import certify
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.main_window import MainWindow
from villagedesk.desktop.produce import finder
from villagedesk.desktop.produce.grade_picture import FRUITS, GradePicture
from villagedesk.desktop.produce.lot import LotScreen
from villagedesk.desktop.produce.lot_form import LotFormScreen
from villagedesk.desktop.produce.order_row import OrderRow
from villagedesk.desktop.produce.screen import ProduceScreen
from villagedesk.desktop.produce.today import cards, figures
from villagedesk.desktop.produce.words import amount, listing_pill, order_pill, price
from villagedesk.desktop.sales.prices import PricesScreen
from villagedesk.desktop.sales.today import cards as sale_cards
from villagedesk.desktop.widgets import PlainButton
from villagedesk.domain.consents import Purpose
from villagedesk.domain.crops import HarvestLot
from villagedesk.domain.listings import Listing
from villagedesk.domain.sales import CropOrder
from villagedesk.domain.sellers import Seller
from villagedesk.store import Store, WriteSession, action, get, new_row, print_queue
from villagedesk.store.crops import lot_page, lots_of, orders_for, print_lot_label
from villagedesk.store.drafts import drafts
from villagedesk.store.identity import device_key
from villagedesk.store.listings import list_lot
from villagedesk.store.prices import import_prices
from villagedesk.store.sellers import withdraw_consent

Trail = list[tuple[str, dict[str, object]]]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("villagedesk.clock.today", lambda: "2026-11-23")


@pytest.fixture
def seller_id(store: Store, operator: str) -> str:
    return verified_seller(store, operator)[1]


@pytest.fixture
def lot_id(store: Store, operator: str, seller_id: str) -> str:
    return lot_with_photo(store, operator, seller_id)


@pytest.fixture
def live(store: Store, operator: str, lot_id: str) -> str:
    certify(store, operator, lot_id)
    with store.write(by=operator) as s:
        listing_id = list_lot(s, lot_id, listing_form())
    with store.write(by="central") as s:
        central_sets(s, Listing, listing_id, state="live")
    return listing_id


@action
def place_crop_order(s: WriteSession, lot_id: str, listing_id: str) -> str:
    facts = {"buyer": "城里果行", "quantity": 60_000, "price_fen": 420, "sale_unit": "jin", "ship_by_on": "2026-11-23"}
    return new_row(s, CropOrder(lot_id=lot_id, listing_id=listing_id, **facts)).id


@pytest.fixture
def ordered(store: Store, lot_id: str, live: str) -> str:
    with store.write(by="central") as s:
        return place_crop_order(s, lot_id, live)


def shown(qtbot: QtBot, page: QWidget) -> None:
    qtbot.addWidget(page)
    page.retranslate()
    page.resize(1170, 700)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()


def type_in(page: LotFormScreen, **texts: str) -> None:
    for name, text in texts.items():
        field = page.rows.fields[name]
        edit = getattr(field, "field", field).edit
        edit.setFocus()
        edit.selectAll()
        edit.insert(text) if not text.isascii() else QTest.keyClicks(edit, text)
        edit.textEdited.emit(edit.text())


def picture(tmp_path: Path) -> Path:
    image = QImage(2000, 1500, QImage.Format.Format_RGB32)
    image.fill(QColor("green"))
    image.save(str(tmp_path / "kiwi.png"))
    return tmp_path / "kiwi.png"


def test_a_lot_is_recorded_and_offered_in_one_go(
    qtbot: QtBot, desk: Desk, store: Store, seller_id: str, went: Trail, tmp_path: Path
) -> None:
    page = LotFormScreen(desk)
    shown(qtbot, page)
    page.open(seller_id=seller_id)
    assert page.ready_line.text().endswith(" 6 missing")
    type_in(page, product="徐香猕猴桃", quantity="780", harvested_on="11-18", price="4.20")
    page.rows.grade.button("first").click()
    for kind in ("whole", "cut", "weighing"):
        assert page.ready_line.text().endswith(" 2 missing")
        page.rows.photos[kind].take(picture(tmp_path))
    assert page.rows.title.text() == "徐香猕猴桃 Grade 1"
    type_in(page, pack="5")
    assert page.rows.title.text() == "徐香猕猴桃 Grade 1 in packs of 5 jin"
    assert page.side.prices.net.text() == "In hand ¥3.59/jin"
    assert page.side.prices.off.text().endswith(
        "platform ¥0.08  centre ¥0.04  packing ¥0.15  freight ¥0.30  what spoils ¥0.04"
    )
    assert page.side.grades.chosen == "first"
    assert page.rows._total.text() == "780 jin come to ¥3,276.00"
    assert page.ready_line.text().endswith(" 1 missing")
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    ((place, params),) = went
    assert place == "lot"
    with store.read() as s:
        shown_page = lot_page(s, str(params["lot_id"]))
        assert drafts(s.connection(), "lot") == []
    row = shown_page.row
    assert (row.quantity, row.sale_unit, row.harvested_on, row.grade) == (390_000, "jin", "2026-11-18", "first")
    assert (row.listing_state, row.price_fen, row.free) == ("queued", 420, 0)
    assert len(shown_page.photos) == 3
    assert shown_page.listings[0].pack == 2_500


def test_the_number_of_the_goods_is_kept_and_shown_again(
    qtbot: QtBot, desk: Desk, store: Store, seller_id: str, went: Trail
) -> None:
    page = LotFormScreen(desk)
    shown(qtbot, page)
    page.open(seller_id=seller_id)
    type_in(page, product="徐香猕猴桃", quantity="780", harvested_on="11-18", gtin="9506 0001 34352")
    page.record.click()
    lot_id = str(went[-1][1]["lot_id"])
    with store.read() as s:
        assert get(s, HarvestLot, lot_id).gtin == "09506000134352"
    page.open(lot_id=lot_id)
    assert page.rows.gtin.text() == "09506000134352"
    assert page.rows.gtin.edit.isReadOnly()
    assert page.rows.gtin.edit.placeholderText() == ""


def check_line(page: LotFormScreen, words: str) -> QWidget:
    """The line of the check in which a text stands."""
    lines = page.checks._lines.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return next(line for line in lines if any(words in label.text() for label in line.findChildren(QLabel)))


def test_the_check_says_what_the_law_asks_for_and_where_to_mend_it(
    qtbot: QtBot, desk: Desk, store: Store, operator: str, lot_id: str, seller_id: str, went: Trail
) -> None:
    page = LotFormScreen(desk)
    shown(qtbot, page)
    desk.bus.changed.connect(page.on_changed)
    page.open(lot_id=lot_id)
    assert page.ready_line.text().endswith(" 2 missing"), "the title that is suggested counts"
    type_in(page, price="4.20")
    assert page.ready_line.text().endswith(" 1 missing")
    line = check_line(page, "The offer is sent, but goes on sale only once there is one.")
    line.findChild(PlainButton).click()
    assert went[-1] == ("certificate", {"lot_id": lot_id})
    certify(store, operator, lot_id)
    page.on_changed({"certificate"})
    assert page.ready_line.text().startswith("All ")
    assert page.about is not None
    person_id = page.about.seller.person_id
    with store.write(by=operator) as s:
        withdraw_consent(s, person_id, Purpose.ID_IMAGE)
    page.on_changed({"consent"})
    line = check_line(page, "took back what is needed to sell")
    line.findChild(PlainButton).click()
    assert went[-1] == ("farmer", {"person_id": person_id})
    i18n.set_language("zh_CN")
    page.retranslate()
    assert "承诺达标合格证" in page.checks._ready.text().replace("\u00a0", " ")


def test_a_harvest_before_its_lawful_day_leads_to_the_season(
    qtbot: QtBot, desk: Desk, store: Store, operator: str, went: Trail
) -> None:
    land = farm(store, operator, "李秀英", 2)
    spray(store, operator, land.season_id, "2026-11-10", 14)
    early = harvest(store, operator, land, harvested_on="2026-11-18")
    page = LotFormScreen(desk)
    shown(qtbot, page)
    page.open(lot_id=early)
    line = check_line(page, "harvested from 2026-11-24 on")
    line.findChild(PlainButton).click()
    assert went[-1] == ("season", {"season_id": land.season_id})


def test_prices_of_markets_stand_beside_the_price(
    qtbot: QtBot, desk: Desk, store: Store, seller_id: str, tmp_path: Path
) -> None:
    head = "品名,最低价,平均价,最高价,规格,单位,发布日期\n"
    days = "".join(f"猕猴桃,3.0,{month / 10 + 3:.2f},5.0,普通,斤,2026-{month:02d}-10\n" for month in range(1, 12))
    (tmp_path / "prices.csv").write_text(head + days + "猕猴桃,x,3,5,普通,斤,2026-11-11\n")
    prices = PricesScreen(desk)
    shown(qtbot, prices)
    prices.open()
    assert prices.empty.isVisible()
    prices.market.set_text("新发地")
    prices.on_file(tmp_path / "prices.csv")
    qtbot.waitUntil(lambda: prices.file.isEnabled(), timeout=5000)
    assert prices.told.text() == "11 new prices, 0 replaced, 0 known, 0 mended, 1 rows left out."
    assert not prices.empty.isVisible()
    page = LotFormScreen(desk)
    shown(qtbot, page)
    page.open(seller_id=seller_id)
    type_in(page, product="徐香猕猴桃")
    (found,) = page.side.prices.found
    assert (found.market, found.average_fen, len(found.months)) == ("新发地", 410, 11)
    assert page.side.prices.chart.isVisible()
    prices.on_forget("新发地")
    assert prices.empty.isVisible()
    (tmp_path / "letter.csv").write_text("no table")
    prices.on_file(tmp_path / "letter.csv")
    qtbot.waitUntil(lambda: prices.file.isEnabled(), timeout=5000)
    assert prices.told.text().startswith("The first row has to name the columns")


def test_an_offer_that_is_up_is_changed(
    qtbot: QtBot, desk: Desk, store: Store, lot_id: str, live: str, went: Trail
) -> None:
    lot = LotScreen(desk)
    shown(qtbot, lot)
    lot.open(lot_id=lot_id)
    lot.listing.change.click()
    place, params = went[-1]
    assert place == "lot_form"
    page = LotFormScreen(desk)
    shown(qtbot, page)
    page.open(**params)
    type_in(page, price="4.50")
    page.offer.click()
    with store.read() as s:
        (row,) = lot_page(s, lot_id).listings
    assert (row.state, row.price_fen) == ("live", 450)


def test_further_photos_appear_one_after_the_other(qtbot: QtBot, desk: Desk, seller_id: str, tmp_path: Path) -> None:
    page = LotFormScreen(desk)
    shown(qtbot, page)
    page.open(seller_id=seller_id)
    assert [slot.isVisible() for slot in page.rows.more] == [False] * 5
    for slot in page.rows.photos.values():
        slot.take(picture(tmp_path))
    assert [slot.isVisible() for slot in page.rows.more] == [True, *[False] * 4]
    page.rows.more[0].take(picture(tmp_path))
    assert len(page.rows.taken()) == 5
    texts = page.rows.texts()
    page.rows.set_texts({})
    page.rows.set_texts(texts)
    assert len(page.rows.taken()) == 5


def test_a_lot_can_be_recorded_without_offering_it(
    qtbot: QtBot, desk: Desk, store: Store, seller_id: str, went: Trail
) -> None:
    page = LotFormScreen(desk)
    shown(qtbot, page)
    page.open(seller_id=seller_id)
    type_in(page, product="本地土鸡蛋", quantity="90", harvested_on="2026-11-20")
    page.rows.quantity.choice.button("piece").click()
    QTest.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert went[-1][0] == "lot"
    with store.read() as s:
        (lot,) = lots_of(s, seller_id)
    assert (lot.quantity, lot.sale_unit, lot.grade, lot.listing_state) == (90, "piece", "", "")


def test_everything_that_is_wrong_is_said_at_once_and_nothing_typed_is_lost(
    qtbot: QtBot, desk: Desk, store: Store, seller_id: str, went: Trail, tmp_path: Path
) -> None:
    (tmp_path / "kiwi.jpg").write_text("no photo")
    page = LotFormScreen(desk)
    shown(qtbot, page)
    page.open(seller_id=seller_id)
    type_in(page, product="猕猴桃", quantity="-5", harvested_on="2026-12-01", price="abc", gtin="9506000134353")
    page.rows.photos["whole"].take(tmp_path / "kiwi.jpg")
    page.offer.click()
    fields = page.rows.fields
    assert page.rows.quantity.field.error() == "This cannot be below zero. Please type it again."
    assert fields["harvested_on"].error().startswith("This day has not come yet")
    assert fields["price"].error().startswith("Please type an amount")
    assert fields["gtin"].error().startswith("This is no number of goods")
    assert page.rows.photo_line.text().startswith("This file is not a photo")
    assert page.rows.quantity.field.edit.hasFocus()
    typed = page.typed()
    assert (typed["quantity"], typed["harvested_on"], typed["price"]) == ("-5", "2026-12-01", "abc")
    assert typed["gtin"] == "9506000134353"
    assert not went
    with store.read() as s:
        assert lots_of(s, seller_id) == []


def test_a_draft_survives_and_is_taken_up(
    qtbot: QtBot, desk: Desk, store: Store, seller_id: str, went: Trail, tmp_path: Path
) -> None:
    page = LotFormScreen(desk)
    shown(qtbot, page)
    page.open(seller_id=seller_id)
    type_in(page, product="猕猴桃", quantity="780")
    page.rows.photos["whole"].take(picture(tmp_path))
    qtbot.waitUntil(lambda: page.draft.text().startswith("Draft saved"), timeout=3000)
    listed = ProduceScreen(desk)
    shown(qtbot, listed)
    listed.open()
    card = listed.unfinished.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)[0]
    card.button.click()
    assert went[-1][0] == "lot_form"
    again = LotFormScreen(desk)
    shown(qtbot, again)
    again.open(**went[-1][1])
    assert again.typed() == page.typed()
    assert again.header.findChildren(QWidget)


def test_a_part_of_a_recorded_lot_is_offered(qtbot: QtBot, desk: Desk, store: Store, lot_id: str, went: Trail) -> None:
    page = LotFormScreen(desk)
    shown(qtbot, page)
    page.open(lot_id=lot_id)
    assert page.rows.product.edit.isReadOnly()
    assert page.record.isHidden()
    assert page.rows.quantity.text() == "780"
    assert page.rows.quantity.line.text() == "780 jin of the lot are left"
    type_in(page, quantity="800", price="4.20")
    page.offer.click()
    assert page.rows.quantity.field.error() == "The lot has not that much left. Please look at the quantity."
    type_in(page, quantity="620")
    page.offer.click()
    assert went[-1] == ("lot", {"lot_id": lot_id})
    with store.read() as s:
        assert lot_page(s, lot_id).row.free == 80_000


def test_a_seller_is_picked_first(qtbot: QtBot, desk: Desk, seller_id: str) -> None:
    page = LotFormScreen(desk)
    shown(qtbot, page)
    page.open()
    assert page.columns.isHidden()
    assert len(page.picker.finder.list.rows()) == 1
    QTest.keyClicks(page.picker.finder.search, "zjg")
    qtbot.wait(120)
    QTest.keyClick(page.picker.finder.search, Qt.Key.Key_Return)
    assert page.picker.isHidden()
    assert page.about is not None
    assert page.about.seller.seller_id == seller_id


def test_an_offer_that_came_back_is_mended(
    qtbot: QtBot, desk: Desk, store: Store, lot_id: str, live: str, went: Trail
) -> None:
    with store.write(by="central") as s:
        central_sets(s, Listing, live, state="refused", refuse_reason="标题写清净重")
    with store.read() as s:
        (card,) = [card for card in cards(s) if card.kind == "act"]
    assert card.detail == "张建国  徐香猕猴桃  标题写清净重"
    page = LotFormScreen(desk)
    shown(qtbot, page)
    page.open(**card.params)
    assert page._reason.text().endswith("标题写清净重")
    assert (page.rows.quantity.text(), page.rows.price.text()) == ("620", "4.20")
    type_in(page, title="白鹭村徐香猕猴桃 净重 5 斤")
    page.offer.click()
    assert went[-1] == ("lot", {"lot_id": lot_id})
    with store.read() as s:
        assert lot_page(s, lot_id).listings[0].state == "queued"


def test_what_central_decides_meanwhile_is_seen_and_keeps_what_is_typed(
    qtbot: QtBot, desk: Desk, store: Store, seller_id: str, lot_id: str
) -> None:
    page = LotFormScreen(desk)
    shown(qtbot, page)
    page.open(lot_id=lot_id)
    type_in(page, price="4.20")
    with store.write(by="central") as s:
        central_sets(s, Seller, seller_id, state="frozen")
    page.on_changed({"seller"})
    assert page.ready_line.text().endswith(" 2 missing")
    assert page.rows.price.text() == "4.20"


def test_the_label_prints_as_often_as_asked_and_its_square_is_shown(
    qtbot: QtBot, desk: Desk, store: Store, lot_id: str
) -> None:
    with store.transaction() as connection:
        device_key(connection)
    page = LotScreen(desk)
    shown(qtbot, page)
    page.open(lot_id=lot_id)
    assert not page.square.isHidden()
    page.copies.set_text("300")
    page.label.click()
    assert page.copies.error() == "Please print 1 to 200 labels at a time."
    page.copies.set_text("12")
    QTest.keyClick(page, Qt.Key.Key_F8)
    with store.transaction() as connection:
        ((job, paper),) = [print_queue.next_job(connection)]
    assert (job.copies, job.about) == (12, lot_id)
    assert paper.qr.startswith("VD1:")


def test_an_offer_is_paused_and_goes_on(qtbot: QtBot, desk: Desk, store: Store, lot_id: str, live: str) -> None:
    page = LotScreen(desk)
    shown(qtbot, page)
    desk.bus.changed.connect(page.on_changed)
    page.open(lot_id=lot_id)
    assert page.listing.offer.isHidden()
    page.listing.pause.click()
    assert page.listing._pill.text() == "paused"
    page.listing.resume.click()
    assert page.listing._pill.text() == "on sale"
    page.listing.end.click()
    assert page.listing._pill.text() == "ended"
    assert not page.listing.offer.isHidden()


def test_a_buyers_order_is_accepted(
    qtbot: QtBot, desk: Desk, store: Store, lot_id: str, ordered: str, said: list[tuple[str, str]]
) -> None:
    with store.read() as s:
        (card,) = sale_cards(s)
    assert (card.title, card.place) == ("城里果行 wants 120 jin of 徐香猕猴桃", "crop_order")
    page = LotScreen(desk)
    shown(qtbot, page)
    page.open(lot_id=lot_id)
    line = page.findChild(OrderRow)
    line.accept.click()
    with store.read() as s:
        assert [order.state for order in orders_for(s, lot_id)] == ["accepted"]
        titles = [one.title for one in (*cards(s), *sale_cards(s))]
        assert [figure.value for figure in figures(s)] == ["1"]
    assert titles == ["1 order to weigh in  徐香猕猴桃"]
    assert said[-1] == ("good", "Accepted. The buyer is told.")


def test_a_no_needs_a_reason(qtbot: QtBot, desk: Desk, store: Store, lot_id: str, ordered: str) -> None:
    page = LotScreen(desk)
    shown(qtbot, page)
    page.open(lot_id=lot_id)
    line = page.findChild(OrderRow)
    line.decline.click()
    assert line.reason.edit.hasFocus()
    line.send.click()
    assert line.reason.error() == "Please fill this in."
    line.reason.edit.insert("雨天没摘够")
    QTest.keyClick(line.reason.edit, Qt.Key.Key_Return)
    with store.read() as s:
        assert [(order.state, order.reason) for order in orders_for(s, lot_id)] == [("declined", "雨天没摘够")]


def test_the_list_finds_lots(qtbot: QtBot, desk: Desk, lot_id: str, went: Trail) -> None:
    page = ProduceScreen(desk)
    shown(qtbot, page)
    page.open()
    assert page.table.current_row().id == lot_id
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert went == [("lot", {"lot_id": lot_id})]
    QTest.keyClicks(page.search, "nothing")
    qtbot.waitUntil(lambda: not page.empty.isHidden(), timeout=2000)


def test_the_one_field_finds_lots(store: Store, lot_id: str) -> None:
    with store.read() as s:
        (hit,) = finder.find(s, "猕猴")
        assert finder.find(s, "猕") == finder.find(s, "VD1:ABC") == []
        (exact,) = finder.find(s, hit.detail.split()[0])
    assert (hit.place, hit.params, hit.exact, exact.exact) == ("lot", {"lot_id": lot_id}, False, True)


def test_words() -> None:
    assert amount(310_000, "jin") == "620 jin"
    assert amount(90, "piece") == "90 pc."
    assert price(420, "jin") == "¥4.20/jin"
    assert price(880, "kg") == "¥8.80/kg"
    assert listing_pill("", False) == ("not offered", "plain")
    assert listing_pill("queued", True)[1] == "wait"
    assert listing_pill("from a newer version", False)[1] == "plain"
    assert order_pill("received", False) == ("needs an answer", "act")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("percent", [100, 200])
def test_nothing_is_wider_than_the_window(
    qtbot: QtBot, desk: Desk, lot_id: str, ordered: str, dress: Callable[[int], None], language: str, percent: int
) -> None:
    dress(percent)
    i18n.set_language(language)
    for factory in (ProduceScreen, LotScreen, LotFormScreen):
        page = factory(desk)
        qtbot.addWidget(page)
        page.retranslate()
        page.resize(1170 if percent == 100 else 1060, 700)
        page.show()
        page.open(lot_id=lot_id)
        qtbot.wait(1)
        assert page.horizontalScrollBar().maximum() == 0, factory.__name__


def test_scanning_the_label_opens_the_lot(qtbot: QtBot, desk: Desk, store: Store, operator: str, lot_id: str) -> None:
    window = MainWindow(desk)
    shown(qtbot, window)
    window.start()
    with store.write(by=operator) as s:
        print_lot_label(s, lot_id)
    with store.read() as s:
        label = lot_page(s, lot_id).label
    desk.bus.scanned.emit(label)
    assert window.place() == "lot"
    page = window.page()
    assert isinstance(page, LotScreen)
    assert page.product.text() == "徐香猕猴桃"


def test_the_tab_key_follows_the_form(qtbot: QtBot, desk: Desk, lot_id: str) -> None:
    page = LotFormScreen(desk)
    shown(qtbot, page)
    page.open(lot_id=lot_id)
    qtbot.wait(20)
    page.rows.quantity.focus()
    walked = []
    for _ in range(5):
        walked.append(QApplication.focusWidget().accessibleName())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert walked == ["Quantity", "jin", "Picked", "Price", "A box holds"]


def test_the_check_stands_above_the_prices_and_names_a_protected_name(
    qtbot: QtBot, desk: Desk, store: Store, seller_id: str, tmp_path: Path
) -> None:
    table = tmp_path / "prices.csv"
    rows = "".join(f"猕猴桃,3.0,{3 + month / 10},4.4,,公斤,2026-{month:02d}-01\n" for month in range(1, 12))
    table.write_text(f"品名,最低价,平均价,最高价,规格,单位,发布日期\n{rows}", encoding="utf-8")
    import_prices(store, table, "县里市场")
    window = open_window(desk, qtbot)
    window.go("lot_form", seller_id=seller_id)
    page = window.page()
    assert isinstance(page, LotFormScreen)
    type_in(page, product="周至猕猴桃", price="4.20")
    qtbot.waitUntil(lambda: bool(page.side.prices.found), timeout=3000)
    assert (
        "“周至猕猴桃” is a protected name"
        in check_line(page, "protected name that only").findChildren(QLabel)[-1].text()
    )
    qtbot.waitUntil(lambda: page.checks.visibleRegion().boundingRect().height() == page.checks.height(), timeout=3000)
    assert page.side.prices.y() > page.checks.y()
    page._on_title()
    type_in(page, product="徐香猕猴桃", title="徐香猕猴桃")
    assert not page.checks.is_open("name")


def test_a_least_order_is_typed_shown_and_refused_above_the_offer(
    qtbot: QtBot, desk: Desk, store: Store, lot_id: str, went: Trail
) -> None:
    page = LotFormScreen(desk)
    shown(qtbot, page)
    page.open(lot_id=lot_id)
    type_in(page, price="4.20", least="10000")
    page.offer.click()
    assert page.rows.least.error() == "A buyer cannot have to take more than all that is offered."
    type_in(page, least="-1")
    page.offer.click()
    assert page.rows.least.error()
    assert page.rows.least.text() == "-1"
    type_in(page, least="20")
    page.offer.click()
    assert went[-1][0] == "lot"
    with store.read() as s:
        (listing,) = lot_page(s, lot_id).listings
    assert listing.least == 10_000
    lot = LotScreen(desk)
    shown(qtbot, lot)
    lot.open(lot_id=lot_id)
    assert "from 20 jin" in lot.listing._facts.text()


def test_each_grade_has_its_drawing(qtbot: QtBot) -> None:
    drawings = []
    for place in range(3):
        picture = GradePicture(place)
        qtbot.addWidget(picture)
        picture.resize(picture.sizeHint())
        drawings.append(picture.grab().toImage())
    assert drawings[0] != drawings[1] != drawings[2]
    premium, _first, second = FRUITS
    assert len({fruit.size for fruit in premium}) == 1
    assert len({fruit.size for fruit in second}) == len(second)
    assert not any(fruit.scars for fruit in premium)


def test_why_a_lot_or_an_offer_is_not_sent_is_asked_where_it_waits(
    qtbot: QtBot, desk: Desk, store: Store, operator: str, lot_id: str, went: Trail
) -> None:
    page = LotScreen(desk)
    shown(qtbot, page)
    page.open(lot_id=lot_id)
    assert page.why.text() == "Why not sent?"
    assert page.listing.why.isHidden()
    page.why.click()
    assert went[-1] == ("sync", {"entity": "harvest_lot", "row_id": lot_id})
    with store.write(by=operator) as s:
        listing_id = list_lot(s, lot_id, listing_form())
    page.refresh()
    assert page.why.isHidden(), "one button: the offer's"
    page.listing.why.click()
    assert went[-1] == ("sync", {"entity": "listing", "row_id": listing_id})
