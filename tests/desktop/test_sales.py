"""The pages of crop sales, worked on real widgets from the buyer's order to the farmer's money; and a simulated scale."""

import os
import pty
import tty
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel, QWidget

from tests.store.people_of_a_village import SMALL_PICTURE, central_sets
from tests.store.sales_room import central_claims, central_orders, confirmed, farmer, filled, lot_of, ordered, sold
from tests.store.test_settling import settled
from villagedesk import clock, i18n
from villagedesk.desktop.farmers.farmer import FarmerScreen
from villagedesk.desktop.finders import find as find_anything
from villagedesk.desktop.sales.finder import find as find_orders
from villagedesk.desktop.sales.order import CropOrderScreen
from villagedesk.desktop.sales.part_line import PartLine
from villagedesk.desktop.sales.pay import PayFarmerScreen
from villagedesk.desktop.sales.screen import SalesScreen
from villagedesk.desktop.sales.settle import SettleScreen
from villagedesk.desktop.sales.today import cards
from villagedesk.desktop.sales.weigh import WeighScreen
from villagedesk.desktop.sales.words import part_pill
from villagedesk.desktop.scale import Scale
from villagedesk.domain.lot_tests import TestForm
from villagedesk.domain.sales import CropAllocation, CropOrder
from villagedesk.domain.sales.claims import FROM_BUYER
from villagedesk.domain.sellers import Seller
from villagedesk.settings import Settings
from villagedesk.store import evidence, print_queue
from villagedesk.store.crops import orders_for, record_test
from villagedesk.store.photos import desk_files
from villagedesk.store.sales import accept_crop_order, due_to_farmers, put_on_order, sale_page


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("villagedesk.clock.today", lambda: "2026-11-23")


def shown(qtbot, page: QWidget) -> QWidget:
    qtbot.addWidget(page)
    page.desk.bus.changed.connect(page.on_changed)
    page.retranslate()
    page.resize(1170, 700)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


def type_in(edit, text):
    edit.setText(text)
    edit.textEdited.emit(text)


def lines(page):
    return page.lots.findChildren(PartLine)


def press(page, name):
    button = next(b for b in page.findChildren(QWidget) if b.accessibleName() == name and b.isVisible())
    button.click()


def papers(store):
    with store.read() as s:
        return [job.paper for job in print_queue.jobs(s.connection())]


def test_an_order_from_the_answer_to_the_van(qtbot, desk, store, operator, went, said):
    for number in (1, 2):
        lot_of(store, operator, farmer(store, operator, number)[1], 20_000)
    with store.write(by="central") as s:
        order_id = central_orders(s, 30_000)
    page = shown(qtbot, CropOrderScreen(desk))
    page.open(order_id=order_id)
    assert page.answer.words.text() == "城里果行 wants 60 jin of 徐香猕猴桃, together ¥252.00."
    page.answer.accept.click()
    assert page.fill.isVisible()
    assert page.fill.sum.text() == "60 jin chosen, 60 jin missing"
    edits = list(page.fill.edits.values())
    assert [edit.text() for edit in edits] == ["40", "20"]
    type_in(edits[1].field.edit, "50")
    page.fill.take.click()
    assert page.fill.sum.text().startswith("The buyer does not want that much.")
    type_in(edits[1].field.edit, "20")
    page.fill.take.click()
    assert not page.fill.isVisible()
    assert len(lines(page)) == 2
    page.list.click()
    page.text.click()
    assert said[-1][1] == "2 texts wait to be sent."
    assert page.on_key("F6")
    place, params = went[-1]
    assert place == "weigh_in"
    before = page.shown
    for number, part in enumerate(before.parts, 1):
        scale = shown(qtbot, WeighScreen(desk))
        scale.open(allocation_id=part.id)
        type_in(scale.loads.gross.field.edit, str(part.quantity // 1000 + 1))
        type_in(scale.loads.tare.field.edit, "1")
        scale.done.click()
        if number < len(before.parts):  # F6 again, quicker than a slow computer shows the page anew
            page.shown = before
            assert page.on_key("F6")
            assert went[-1] == ("weigh_in", {"allocation_id": before.parts[number].id})
    assert params["allocation_id"] in {part.id for part in page.shown.parts}
    assert went[-1] == ("crop_order", {"order_id": order_id})
    page.refresh()
    assert [line.count.text() for line in lines(page)] == ["8", "4"]
    press(page, "Pack the lot of 张建国")
    press(page, "Pack the lot of 李秀英")
    page.done.click()
    assert page.van.title.text() == "For the van: 12 boxes  60 jin"
    page.van.give.click()
    assert page.van.driver.error()
    page.van.driver.set_text("老马")
    page.van.give.click()
    assert "12 were packed" in page.van.counted.error()
    with store.read() as s:
        jobs = [job for job in print_queue.jobs(s.connection()) if job.paper == "pack_label"]
        squares = [square for job in jobs for square in print_queue.paper_of(s.connection(), job.id).squares]
    for square in [*squares[:-1], squares[0]]:
        assert page.on_scan(square)
    assert page.van.counted.text() == "11"
    assert page.van.scanned.text().startswith("11 scanned.  Not yet: ")
    assert page.on_scan("6901234567892")
    assert "no genuine label" in page.van.counted.error()
    page.van.pad.paper.click()
    page.van.give.click()
    assert "12 boxes were packed, 11 counted: 1 missing." in page.van.counted.error()
    page.on_scan(squares[-1])
    page.van.give.click()
    with store.read() as s:
        assert sale_page(s, order_id).row.state == "handed_over"
    assert papers(store).count("weigh_slip") == 2
    assert papers(store).count("pack_label") == 2


def test_a_buyer_is_declined_with_a_reason(qtbot, desk, store, operator):
    with store.write(by="central") as s:
        order_id = central_orders(s, 30_000)
    page = shown(qtbot, CropOrderScreen(desk))
    page.open(order_id=order_id)
    page.answer.decline.click()
    page.answer.send.click()
    assert page.answer.reason.error() == "Please fill this in."
    page.answer.reason.set_text("下雨没摘够")
    page.answer.send.click()
    with store.read() as s:
        assert s.get(CropOrder, order_id).reason == "下雨没摘够"


def test_loads_add_up_and_what_cannot_be_is_said_under_its_field(qtbot, desk, store, operator, went):
    lot_of(store, operator, farmer(store, operator)[1], 30_000)
    order_id = ordered(store, operator, 30_000)
    (part_id,) = filled(store, operator, order_id)
    page = shown(qtbot, WeighScreen(desk))
    page.open(allocation_id=part_id)
    page.done.click()
    assert page.loads.gross.field.error() == "Please fill this in."
    type_in(page.loads.gross.field.edit, "16")
    type_in(page.loads.tare.field.edit, "17")
    page.loads.more.click()
    assert page.loads.tare.field.error().startswith("Nothing is left")
    type_in(page.loads.tare.field.edit, "1")
    page.loads.more.click()
    type_in(page.loads.gross.field.edit, "15.5")
    assert page.total.text() == "59 jin"
    page.moisture.set_text("120")
    page.done.click()
    assert page.moisture.error() == "Moisture is between 0 and 100 percent."
    page.moisture.set_text("12.3")
    page.price.set_text("4.30")
    page.done.click()
    assert page.price.error().startswith("The price may be lower")
    page.price.set_text("4.00")
    page.grade.button("second").click()
    page.done.click()
    with store.read() as s:
        part = s.get(CropAllocation, part_id)
        assert (part.weighed, part.price_fen, part.grade) == (29_500, 400, "second")


def test_who_does_not_agree_seals_a_sample(qtbot, desk, store, operator, went, tmp_path: Path):
    lot_of(store, operator, farmer(store, operator)[1], 30_000)
    order_id = ordered(store, operator, 30_000)
    (part_id,) = filled(store, operator, order_id)
    page = shown(qtbot, WeighScreen(desk))
    page.open(allocation_id=part_id)
    type_in(page.loads.gross.field.edit, "30")
    page.argue.click()
    page.grade.button("second").click()
    page.done.click()
    assert page.dispute.seal.error()
    page.dispute.seal.set_text("F-7")
    page.dispute.witness.set_text("吴阿婆")
    page.done.click()
    assert "photo" in page.dispute.line.text()
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    image.fill(QColor("green"))
    image.save(str(tmp_path / "sample.png"))
    page.dispute.photo.take(tmp_path / "sample.png")
    page.done.click()
    assert page.dispute.line.text() == "What does the farmer say? It has to be another grade."
    page.dispute.grade.button("first").click()
    page.done.click()
    with store.read() as s:
        assert sale_page(s, order_id).parts[0].seal == "F-7"
    order = shown(qtbot, CropOrderScreen(desk))
    order.open(order_id=order_id)
    pictures = [label for label in lines(order)[0].findChildren(QLabel) if not label.pixmap().isNull()]
    assert any("The sealed sample of" in picture.accessibleName() for picture in pictures)


def test_an_objection_carries_photos_and_shows_those_of_the_buyer(qtbot, desk, store, operator, tmp_path):
    order_id, _sellers, _parts = sold(store, operator, [20_000])
    files = desk_files(store)
    with store.write(by="central") as s:
        claim = central_claims(s, order_id, 2_000)
        evidence.keep_photos(s, files, "crop_claim", claim, "goods", [files.put(SMALL_PICTURE)], FROM_BUYER)
    page = shown(qtbot, CropOrderScreen(desk))
    page.open(order_id=order_id)
    (line,) = page.claims.lines
    assert line.pictures.isVisible()
    type_in(line.answer.edit, "装车时是好的")
    (tmp_path / "no.jpg").write_bytes(b"no picture")
    line.photos[0].take(tmp_path / "no.jpg")
    qtbot.waitUntil(lambda: line.line.isVisible())
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("brown"))
    image.save(str(tmp_path / "left.png"))
    line.photos[0].take(tmp_path / "left.png")
    qtbot.waitUntil(lambda: bool(line.photos[0].sha256))
    assert line.answer.text() == "装车时是好的"
    line.object.click()
    page.refresh()
    with store.read() as s:
        shown_now = sale_page(s, order_id)
    assert shown_now.claims[0].state == "objected"
    assert [buyers for buyers, _name in shown_now.pictures[claim]] == [True, False]
    (answered,) = page.claims.lines
    assert not answered.photos[0].isVisible()


def test_a_claim_is_answered_and_the_order_settled_and_paid(qtbot, desk, store, operator, went, said, monkeypatch):
    order_id, sellers, _parts = sold(store, operator, [20_000, 30_000])
    with store.write(by="central") as s:
        central_claims(s, order_id, 2_000)
    page = shown(qtbot, CropOrderScreen(desk))
    page.open(order_id=order_id)
    (line,) = page.claims.lines
    line.object.click()
    assert line.answer.error() == "Please fill this in."
    line.agree.click()
    page.refresh()
    assert page.settle.isVisible()
    page.settle.click()
    assert went[-1] == ("settle", {"order_id": order_id})
    screen = shown(qtbot, SettleScreen(desk))
    screen.open(order_id=order_id)
    assert [figure[1] for figure in screen.strip.figures()] == ["¥420.00", "¥77.60", "¥20.00", "¥342.40"]
    screen.freight.set_text("500")
    screen.freight.edited.emit()
    assert "would get less than nothing" in screen.line.text()
    assert not screen.settle.isEnabled()
    screen.freight.set_text("30")
    screen.freight.edited.emit()
    assert not screen.cost_why.isVisible(), "as the rules have it"
    screen.freight.set_text("31")
    screen.freight.edited.emit()
    assert screen.cost_why.isVisible()
    screen.settle.click()
    assert "Please say why" in screen.cost_why.error()
    screen.freight.set_text("30")
    screen.freight.edited.emit()
    type_in(screen.other.edit, "5")
    screen.settle.click()
    assert screen.why.error() == "Please fill this in."
    type_in(screen.why.edit, "借的筐没还")
    screen.settle.click()
    assert went[-1] == ("sales", {"view": "pay"})
    with store.read() as s:
        due = {one.seller_id: one.fen for one in due_to_farmers(s)}
    assert sum(due.values()) == 34_240 - 500
    pay = shown(qtbot, PayFarmerScreen(desk))
    pay.open(seller_id=sellers[0])
    assert pay.amount.text() == i18n.money(due[sellers[0]])
    pay.pay.click()
    assert pay.pad.findChild(QWidget) is not None
    assert not said or "has" not in said[-1][1]
    pay.transfer.click()
    assert said[-1][1].startswith("No account of this farmer is on file.")
    pay.pad.paper.click()
    pay.pay.click()
    assert said[-1][1] == f"张建国 has {i18n.money(due[sellers[0]])}. The statement is printed."
    assert pay.empty.isVisible()
    assert "farmer_statement" in papers(store)
    pay.period.button("last_year").click()
    pay.over.click()
    assert said[-1][1].startswith("Nothing was sold, paid or due in this time.")
    monkeypatch.setattr("villagedesk.clock.today", lambda: i18n.local(clock.now_ms()).date().isoformat())
    pay.period.button("this_year").click()
    pay.over.click()
    assert "period_statement" in papers(store)


def test_the_list_shows_what_waits_and_today_says_it(qtbot, desk, store, operator, went):
    page = shown(qtbot, SalesScreen(desk))
    for view in ("running", "weigh", "pay", "over"):
        page.open(view=view)
        assert page.empty.isVisible()
    order_id, sellers, _parts = sold(store, operator, [20_000, 30_000])
    for number in (3, 4):
        lot_of(store, operator, farmer(store, operator, number)[1], 20_000)
    other = ordered(store, operator, 20_000)
    filled(store, operator, other)
    with store.write(by="central") as s:
        central_orders(s, 5_000)
    page.open(view="running")
    assert len(page.list.rows()) == 3
    assert page.on_key("F6")
    page.list.take_current()
    assert went[-1][0] == "weigh_in"
    with store.read() as s:
        titles = [card.title for card in cards(s)]
    assert titles[0] == "城里果行 wants 10 jin of 徐香猕猴桃"
    assert any(title.startswith("1 order to weigh in") for title in titles)
    assert any(title.startswith("1 order to settle") for title in titles)
    settled(store, operator, order_id, freight_fen=0, packing_fen=0)
    with store.write(by="central") as s:
        central_claims(s, other, 100)
        central_sets(s, Seller, sellers[0], state="frozen")
    with store.read() as s:
        found = {card.title: card for card in cards(s)}
    assert any("claims ¥1.00: some of it is rotten" in title for title in found)
    assert any(title.startswith("1 farmer waits for") for title in found)
    page.open(view="pay")
    assert [row.pill for row in page.list.rows()].count("held") == 1
    page.open(view="over")
    assert len(page.list.rows()) == 1


def test_a_lot_that_must_not_be_sold_says_so_on_its_order(qtbot, desk, store, operator):
    lots = [lot_of(store, operator, farmer(store, operator, n)[1], 20_000) for n in (1, 2)]
    order_id = ordered(store, operator, 40_000)
    filled(store, operator, order_id)
    with store.write(by=operator) as s:
        record_test(s, lots[1], TestForm(tested_on=clock.today(), inhibition=700))
    page = shown(qtbot, CropOrderScreen(desk))
    page.open(order_id=order_id)
    assert {line.part.lot_id: part_pill(line.part)[0] for line in page.findChildren(PartLine)} == {
        lots[0]: "to be called",
        lots[1]: "must not be sold",
    }
    assert any("no conformity certificate yet" in label.text() for label in page.findChildren(QLabel))


def test_a_stopped_farmer_is_not_paid(qtbot, desk, store, operator):
    order_id, sellers, _parts = sold(store, operator, [20_000])
    settled(store, operator, order_id, freight_fen=0, packing_fen=0)
    with store.write(by="central") as s:
        central_sets(s, Seller, sellers[0], state="frozen")
    page = shown(qtbot, PayFarmerScreen(desk))
    page.open(seller_id=sellers[0])
    assert not page.pay.isEnabled()
    assert page.about.isVisible()
    confirmed(store, order_id)


def test_a_weight_comes_from_a_scale_on_a_serial_port(qtbot, desk, store, operator):
    master, slave = pty.openpty()
    tty.setraw(slave)
    desk.settings.scale = os.ttyname(slave)
    lot_of(store, operator, farmer(store, operator)[1], 30_000)
    order_id = ordered(store, operator, 30_000)
    (part_id,) = filled(store, operator, order_id)
    page = shown(qtbot, WeighScreen(desk))
    page.open(allocation_id=part_id)
    os.write(master, b"US,GS,+ 11.20kg\r\nST,GS,+ 31.50kg\r\n")
    qtbot.waitUntil(lambda: page.loads.gross.text() == "31.5", timeout=3000)
    page.loads.tare.field.edit.setFocus()
    os.write(master, b"noise\xff\xfe-- 9kg\r\nST,GS,-  1.50kg\r\nST,GS,+  1.50kg\r\n")
    qtbot.waitUntil(lambda: page.loads.tare.text() == "1.5", timeout=3000)
    page.loads.more.click()
    (load,) = page.loads.done
    assert load.quantity("jin") == 30_000
    desk.scale.close()
    os.close(master)
    os.close(slave)


def test_without_a_scale_nothing_is_waited_for(qtbot, tmp_path: Path):
    assert Scale(Settings()).open() is False
    nowhere = Scale(Settings(scale=str(tmp_path / "ttyNONE")))
    assert nowhere.open() is False
    assert nowhere.name_of(100) == ""
    nowhere.close()


def test_a_farmers_page_says_what_he_is_owed_and_the_one_field_finds_orders(qtbot, desk, store, operator, went):
    order_id, sellers, _parts = sold(store, operator, [20_000], number="C-1123-4")
    with store.read() as s:
        seller = s.get(Seller, sellers[0])
        lot_id = sale_page(s, order_id).parts[0].lot_id
        assert [order.id for order in orders_for(s, lot_id)] == [order_id]
        assert [(hit.place, hit.exact) for hit in find_anything(s, "C-1123-4")] == [("crop_order", True)]
        assert find_orders(s, "城里果行")[0].params == {"order_id": order_id}
        assert find_orders(s, "x") == find_orders(s, "没有这家") == []
    page = shown(qtbot, FarmerScreen(desk))
    page.open(person_id=seller.person_id)
    assert not page.money.isVisible()
    settled(store, operator, order_id, freight_fen=0, packing_fen=0)
    page.refresh()
    assert page.money.amount.text() == "¥162.96"
    page.money.pay.click()
    assert went[-1] == ("pay_farmer", {"seller_id": sellers[0]})


def test_moisture_is_reckoned_while_it_is_typed(qtbot, desk, store, operator):
    lot_id = lot_of(store, operator, farmer(store, operator)[1], 400_000, product="稻谷", grade="")
    with store.write(by="central") as s:
        order_id = central_orders(s, 250_000, product="稻谷", grade="", price_fen=140)
    with store.write(by=operator) as s:
        accept_crop_order(s, order_id)
        put_on_order(s, order_id, {lot_id: 250_000})
    with store.read() as s:
        part_id = sale_page(s, order_id).parts[0].id
    page = shown(qtbot, WeighScreen(desk))
    page.open(allocation_id=part_id)
    assert page.moisture.line.text() == "Standard 13.5%"
    type_in(page.loads.gross.field.edit, "251")
    type_in(page.loads.tare.field.edit, "1")
    type_in(page.moisture.edit, "15.4")
    assert page.moisture.line.text() == (
        "Standard 13.5%, 1.9 points over: 500 jin less 3% is 15 jin off, 485 jin count"
    )
    type_in(page.moisture.edit, "abc")
    page.done.click()
    assert page.moisture.error()
    assert page.moisture.text() == "abc"
    type_in(page.moisture.edit, "15.4")
    page.done.click()
    order = shown(qtbot, CropOrderScreen(desk))
    order.open(order_id=order_id)
    words = " ".join(label.text() for label in lines(order)[0].findChildren(QLabel))
    assert "moisture 15.4%, 485 jin count" in words


def test_the_rule_for_freight_and_packing_stands_beside_what_is_typed(qtbot, desk, store, operator):
    order_id, _sellers, _parts = sold(store, operator, [20_000, 30_000])
    page = shown(qtbot, SettleScreen(desk))
    page.open(order_id=order_id)
    assert page.about.text().startswith(
        "By the rules: freight 50 kg × ¥0.60 = ¥30.00, packing 50 kg × ¥0.30 = ¥15.00. "
        "Where something else was paid, type that and why."
    )
    page.freight.set_text("42")
    page.freight.edited.emit()
    with store.read() as s:
        boxes = sum(part.boxes for part in sale_page(s, order_id).parts)
    assert f"For one of {boxes} boxes: freight ¥" in page.about.text()
    page.freight.set_text("-3")
    page.freight.edited.emit()
    assert page.freight.error()
    assert page.freight.text() == "-3"


def test_another_orders_settlement_shows_nothing_of_the_one_before(qtbot, desk, store, operator):
    order_id, _sellers, _ids = sold(store, operator, [20_000, 30_000])
    confirmed(store, order_id)
    screen = shown(qtbot, SettleScreen(desk))
    screen.open(order_id=order_id)
    assert screen.table.rows_model.rowCount() == 2
    empty = ordered(store, operator, 5_000)
    screen.open(order_id=empty)
    assert screen.table.rows_model.rowCount() == 0
    assert not screen.strip.isVisible()
    assert "Nothing was weighed in" in screen.line.text()
    assert not screen.settle.isEnabled()
