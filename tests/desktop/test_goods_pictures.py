"""Goods at the counter: their pictures, what is said of price, seller and brand, and the barcode on the pack."""

import hashlib
from datetime import UTC, datetime

import pytest
import time_machine
from msgspec.structs import replace as changed
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QColor, QImage

from tests.desktop.counter import GOODS, open_window, settle
from tests.store.orders_room import villager
from villagedesk import i18n
from villagedesk.desktop.orders.finder import find_wanted
from villagedesk.desktop.orders.goods import as_line, facts, price
from villagedesk.desktop.printing.layout import images, lay_out
from villagedesk.desktop.printing.runner import photos_of
from villagedesk.desktop.widgets import GoodsTile, goods_tile
from villagedesk.domain import papers
from villagedesk.domain.goods import Goods
from villagedesk.store.catalogue import import_goods

CODE, SHARED = "6901234567892", "96385074"
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY_MS = 86_400_000


def jpeg(colour: str) -> bytes:
    image = QImage(160, 120, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG")
    return bytes(buffer.data().data())


@pytest.fixture
def red(store) -> str:
    """The name of a red thumbnail that is on this computer."""
    goods_tile._kept.clear()
    data = jpeg("#ff0000")
    store.pictures.put([data])
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def page(desk, store, operator, red, qtbot):
    chen = villager(store, operator)
    import_goods(
        store.catalogue,
        [
            changed(GOODS[0], picture=red, barcode=CODE, category="洗衣粉"),
            changed(GOODS[1], barcode=SHARED, picture="00" * 32, category="洗衣粉"),
            changed(GOODS[2], barcode=SHARED),
            changed(GOODS[3], barcode="4006381333931", variants=(("28 码", 3500), ("36 码", 4200))),
        ],
    )
    window = open_window(desk, qtbot)
    window.go("orders")
    page = window.page()
    page.take_person(chen)
    return page


def reddish(image: QImage) -> bool:
    middle = image.pixelColor(image.width() // 2, image.height() // 2)
    return middle.red() > 200 and middle.green() < 60


def test_a_thumbnail_follows_the_list_and_stands_in_basket_and_read_back(page, qtbot):
    page.finder.search.setText("洗衣粉")
    settle(qtbot, lambda: bool(page.finder.list.rows()))
    rows = {row.key: row for row in page.finder.list.rows()}
    assert rows["g-powder"].picture is not None
    assert rows["g-powder-2"].picture is None  # not on this computer: the drawing of its kind
    assert rows["g-powder-2"].icon == "laundry"
    page.finder.list.take_current()
    tile = page.panel.findChild(GoodsTile)
    assert tile.has_picture()
    assert reddish(tile.grab().toImage())
    page.on_read()
    assert page.reading()
    large = page.read_back.findChild(GoodsTile)
    settle(qtbot, large.has_picture)
    assert reddish(large.grab().toImage())
    assert large.width() > tile.width()


def test_a_tile_reads_its_picture_when_it_is_first_seen(page, red, qtbot):
    goods_tile._kept.clear()
    tile = GoodsTile("laundry", red, parent=page.widget())
    assert not tile.has_picture()
    tile.show()
    assert tile.has_picture()
    drawn = GoodsTile("laundry", "00" * 32, parent=page.widget())
    drawn.show()
    assert not drawn.has_picture()
    assert not reddish(drawn.grab().toImage())


@pytest.mark.parametrize("data", [b"\xff\xd8\xff no picture", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, b""])
def test_a_broken_thumbnail_is_a_drawing(qapp, data):
    assert goods_tile._image(data) is None


def test_a_thumbnail_is_printed_in_black_dots(store, red):
    def slip(picture: str):
        line = papers.SlipLine(title="洗衣粉", quantity=1, amount_fen=100, icon="laundry", picture=picture)
        return papers.OrderSlip(
            centre="白鹭村", at=0, person="陈桂花", group="", lines=(line,), total_fen=100, cash_fen=100, number="1", qr="x",
            code="K",
        )  # fmt: skip

    with_picture, with_drawing = (images(lay_out(slip(p), photo=photos_of(store)))[0] for p in (red, "00" * 32))
    assert with_picture.height() > with_drawing.height()
    assert images(lay_out(slip("")))[0] == with_drawing


# ---------------------------------------------------------------- the barcode on the pack


def test_a_scan_puts_goods_into_the_basket(page):
    assert page.on_scan(CODE)
    assert page.on_scan(CODE)
    assert [(line.goods_id, line.quantity) for line in page.basket.lines] == [("g-powder", 2)]
    assert page.basket.lines[0].picture


def test_of_goods_with_variants_the_scan_asks_which(page):
    assert page.on_scan("4006381333931")
    assert page.finder.mode() == "variants"
    assert page.basket.lines == []


def test_two_goods_with_one_barcode_are_both_shown(page, qtbot):
    assert page.on_scan(SHARED)
    assert page.basket.lines == []
    settle(qtbot, lambda: bool(page.finder.list.rows()))
    assert {row.key for row in page.finder.list.rows()} == {"g-powder-2", "g-fert"}


def test_a_barcode_of_no_goods_goes_to_the_field_at_the_top(page, qtbot):
    window = page.window()
    window.on_scanned("5901234123457")
    assert page.basket.lines == []
    assert "No goods here have the barcode 5901234123457" in window.banner.text()
    assert window.topbar.search.text() == ""
    assert page.on_scan(CODE)  # and the next scan is taken as ever
    assert len(page.basket.lines) == 1


def test_a_scan_elsewhere_opens_the_counter_with_the_goods(page, store):
    with store.read() as s:
        (hit,) = find_wanted(s, CODE)
        both = find_wanted(s, SHARED)
        none = find_wanted(s, "13900001234")
    assert hit.exact
    assert hit.params == {"goods_id": "g-powder"}
    assert [one.exact for one in both] == [False, False]
    assert none == []
    window = page.window()
    window.go("today")
    window.on_scanned(CODE)
    assert window.place() == "orders"
    assert [line.goods_id for line in page.basket.lines] == ["g-powder"]


# ---------------------------------------------------------------- what is said of goods


@time_machine.travel(NOW, tick=False)
def test_price_age_delivery_and_brand_are_said_in_words():
    i18n.set_language("en")
    at = int(NOW.timestamp() * 1000)
    goods = Goods("a", "雨靴", 3500, days=3, price_at=at - 14 * DAY_MS, brand_standing="authorised")
    assert facts(goods) == ["here in 3 days", "authorised seller", "price 14 days old"]
    assert facts(changed(goods, price_at=at - 2 * DAY_MS, brand_standing="")) == ["here in 3 days"]
    assert facts(changed(goods, brand_standing="warned"))[0] == "warned: may not sell this brand"
    assert facts(changed(goods, brand_standing="", brand_shop=True))[1] == "brand shop"
    assert facts(changed(goods, price_at=0, season="03-05"))[-1] == "not its season now"
    assert "not its season now" not in facts(changed(goods, season="10-02"))
    assert price(goods) == "¥35.00"
    sizes = changed(goods, variants=(("28 码", 3500), ("36 码", 4200)))
    assert price(sizes) == "from ¥35.00"
    assert as_line(sizes, variant="36 码").price_fen == 4200


def test_the_seller_stands_in_the_row(page, store, qtbot):
    import_goods(store.catalogue, [changed(GOODS[0], seller="禾洁旗舰店")])
    page.finder.search.setText("浓缩洗衣粉")
    settle(qtbot, lambda: bool(page.finder.list.rows()))
    assert "禾洁旗舰店" in page.finder.list.rows()[0].detail
