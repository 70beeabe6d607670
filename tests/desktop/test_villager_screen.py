"""The villager's screen: what pages put there, which screen it is on, and pictures that fit every screen and language."""

import hashlib
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import QBuffer, QByteArray, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget

from tests.desktop.counter import fill_catalogue, open_window, press, settle
from tests.desktop.test_parcels import on_shelf
from tests.store.orders_room import BASKET, POWDER, villager
from villagedesk import i18n
from villagedesk.desktop import theme
from villagedesk.desktop.scan_picture import read_codes
from villagedesk.desktop.villager_screen.board import Board
from villagedesk.desktop.villager_screen.paint import paint
from villagedesk.desktop.villager_screen.screens import VillagerScreens, choose
from villagedesk.desktop.villager_screen.settings import VillagerSettings
from villagedesk.desktop.villager_screen.shows import (
    BillShow,
    ChildPaysShow,
    Item,
    OrderShow,
    PickupShow,
    TakenShow,
    mask_name_end,
)
from villagedesk.desktop.villager_screen.window import VillagerWindow

PAY_CODE = "wxp://f2f0invented-code-of-a-village"
LONG = "阿依古丽·买买提江·阿不都热合曼·吐尔逊"
ONE = OrderShow("陈桂*", (Item("禾洁 浓缩洗衣粉 2.5 kg", 2, 5980, "washing"),), 5980)
MANY = tuple(Item(f"山泉 特别长的名字的商品 {n} 500 g", n + 1, 123456 * (n + 1), "bottle") for n in range(25))
SHOWS = {
    "idle": None,
    "greeting": OrderShow("陈桂*", (), 0),
    "one": ONE,
    "asking": OrderShow("陈桂*", MANY[:4], 1234560, True, "Cash ¥20,000.00, change ¥7,654.40"),
    "code": OrderShow(mask_name_end(LONG), MANY[:7], 99999999, True, "Paid now", 99999999),
    "many": OrderShow("陈桂*", MANY, 40123456, True, "Paid when it is here"),
    "taken": TakenShow(3720),
    "child": ChildPaysShow("陈桂*", 26280, "KWY5 58DS", "https://platform.qingxi.example/pay/KWY558DS"),
    "child without an address": ChildPaysShow(mask_name_end(LONG), 99999999, "KWY5 58DS", ""),
    "pickup": PickupShow(mask_name_end(LONG), "A-07", 5980),
    "paid": PickupShow("王*", "冷-12", 0),
    "bill": BillShow("Phone top-up", "6721", 5100, by_code=False),
    "bill by code": BillShow("Electricity", "5566", 2_000_100, by_code=True),
}


class Screen:
    """A screen that is only as wide as a test needs it."""

    def __init__(self, name, x, width=1366, height=768):
        self._name, self._rect = name, QRect(x, 0, width, height)

    def name(self):
        return self._name

    def geometry(self):
        return self._rect


def painted(show, width, height, percent=100, code=PAY_CODE, turn=0):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    board = Board(painter, QRectF(0, 0, width, height), percent)
    paint(board, show, "白鹭村服务站", code, turn)
    painter.end()
    return board, image


@pytest.mark.parametrize("name", list(SHOWS))
@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080), (768, 1024)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_every_picture_fits(qapp, name, size):
    for language in i18n.LANGUAGES:
        i18n.set_language(language)
        for percent in (100, 200):
            board, _image = painted(SHOWS[name], *size, percent)
            whole = QRectF(0, 0, *size)
            assert board.written or SHOWS[name] is None
            for at, one in enumerate(board.written):
                assert whole.contains(one.rect), one
                assert one.pixels >= 13, one
                for other in board.written[:at]:
                    both = one.rect.intersected(other.rect)
                    assert both.isEmpty() or min(both.width(), both.height()) < 1, (one, other)
            sums = [one for one in board.written if one.text.startswith("¥")]
            assert all(one.whole for one in sums), "a part of a sum would be another sum"


def test_of_a_long_order_all_is_seen_in_turn_while_it_is_read_back(qapp):
    seen = set()
    for turn in range(3):
        board, _image = painted(SHOWS["many"], 1024, 768, turn=turn)
        seen |= {one.text for one in board.written if "特别长" in one.text}
    assert seen == {item.title for item in MANY}


def test_an_order_of_many_kinds_says_how_many_are_not_shown(qapp):
    board, _image = painted(replace(SHOWS["many"], asking=False), 1024, 768)
    texts = [one.text for one in board.written]
    kinds = sum("特别长" in text for text in texts)
    assert f"and {25 - kinds} more" in texts
    assert any("商品 24" in text for text in texts), "what came last is seen"
    assert "¥401,234.56" in texts


def test_the_payment_code_can_be_read_from_the_screen(qapp):
    for show in ("code", "pickup"):
        for size in ((1024, 768), (1920, 1080)):
            _board, image = painted(SHOWS[show], *size, 200)
            assert read_codes(image) == [PAY_CODE]
    board, _image = painted(SHOWS["code"], 1024, 768)
    assert sum(one.text == "¥999,999.99" for one in board.written) == 2, "beside the code, too"
    board, _image = painted(SHOWS["code"], 1024, 768, code="")
    assert "Scan to pay" not in [one.text for one in board.written]


def test_names_lose_their_end():
    assert [mask_name_end(name) for name in ("陈桂花", "王五", "王", "")] == ["陈桂*", "王*", "*", ""]


# --- which screen


def test_the_second_screen_is_chosen_and_never_the_operators():
    own, other, third = Screen("eDP-1", 0), Screen("HDMI-1", 1366), Screen("DP-1", 2732)
    mirror = Screen("VGA-1", 0, 1024)
    assert choose([own], own, "auto") is None
    assert choose([own, other, third], own, "auto") is other
    assert choose([own, other, third], own, "DP-1") is third
    assert choose([own, other], own, "DP-1") is None, "unplugged: not another one instead"
    assert choose([own, other], own, "off") is None
    assert choose([own, other], own, "eDP-1") is None
    assert choose([own, mirror], own, "auto") is None, "a mirrored screen shows the counter itself"


def test_the_window_comes_and_goes_with_the_screen(desk, qtbot, qapp, monkeypatch):
    main = QWidget()
    qtbot.addWidget(main)
    main.resize(400, 300)
    main.show()
    monkeypatch.setattr(main, "screen", lambda: Screen("eDP-1", -5000))
    monkeypatch.setattr(VillagerWindow, "setScreen", lambda self, screen: None)
    screens = [Screen("eDP-1", -5000)]
    watch = VillagerScreens(desk, main, find=lambda: screens)
    watch.look()
    assert watch.window is None
    screens.append(Screen("HDMI-1", 0, 1024, 768))
    qapp.screenAdded.emit(qapp.primaryScreen())
    assert watch.window.isVisible()
    assert not watch.window.isActiveWindow()
    desk.settings.villager_screen = "off"
    desk.save_settings()
    assert watch.window is None
    desk.settings.villager_screen = "HDMI-1"
    desk.save_settings()
    assert watch.window is not None
    screens.pop()
    qapp.screenRemoved.emit(qapp.primaryScreen())
    assert watch.window is None
    watch.close()


def test_a_screen_that_comes_when_the_counter_is_closed_gets_no_window(desk, qapp):
    main = QWidget()
    watch = VillagerScreens(desk, main, find=lambda: [Screen("HDMI-1", 0, 1024, 768)])
    shiboken6.delete(main)
    qapp.screenAdded.emit(qapp.primaryScreen())
    assert watch.window is None


# --- what pages put there


@pytest.fixture
def seen(desk, qtbot):
    """The villager's window; called, it says what is read there now."""
    desk.centre_name = "白鹭村服务站"
    window = VillagerWindow(desk)
    qtbot.addWidget(window)
    window.fill(QRect(0, 0, 1024, 768))

    def texts():
        qtbot.wait(10)
        window.grab()
        return [one.text for one in window.written]

    return texts


def test_a_page_shows_while_it_is_seen(desk, seen, qtbot):
    first, second = QWidget(), QWidget()
    for widget in (first, second):
        qtbot.addWidget(widget)
        widget.show()
    assert seen() == ["白鹭村服务站", "Good day"]
    desk.villager.put(first, ONE)
    desk.villager.put(second, TakenShow(100))
    assert "Your change" in seen()
    second.hide()
    assert "Your order" in seen()
    first.hide()
    assert seen() == ["白鹭村服务站", "Good day"]
    first.show()
    assert "Your order" in seen()
    first.deleteLater()
    qtbot.waitUntil(lambda: desk.villager.now() is None)


def test_what_ends_by_itself_ends_only_itself(desk, qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    desk.villager.put(widget, TakenShow(100), seconds=1)
    desk.villager.put(widget, ONE)
    qtbot.wait(1100)
    assert desk.villager.now() is ONE
    desk.villager.put(widget, TakenShow(100), seconds=1)
    qtbot.waitUntil(lambda: desk.villager.now() is None, timeout=3000)


def test_locked_it_is_blank(desk, seen, qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    desk.villager.put(widget, ONE)
    assert seen()
    desk.log_in(None)
    assert seen() == []


def test_an_order_is_followed_from_the_basket_to_the_change(desk, store, operator, qtbot, seen):
    chen = villager(store, operator)
    fill_catalogue(store)
    window = open_window(desk, qtbot)
    desk.settings.pay_code = PAY_CODE
    window.go("orders")
    page = window.page()
    page.take_person(chen)
    settle(qtbot, lambda: page.basket.name == "陈桂花")
    assert "Good day, 陈桂*" in seen()
    assert "Your order" not in seen()
    page.work.put_in_all(list(BASKET))
    texts = seen()
    assert "Your order" in texts
    assert i18n.money(page.basket.total_fen) in texts
    assert "Scan to pay" not in texts
    press(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    press(window, Qt.Key.Key_F10)
    texts = seen()
    assert "Is this right?" in texts
    assert "Scan to pay" in texts
    assert not any("陈桂花" in text or "6721" in text for text in texts)
    press(window, Qt.Key.Key_Escape)
    assert "Your order" in seen()
    press(window, Qt.Key.Key_F9)
    page.panel.given.set_text("500")
    press(window, Qt.Key.Key_F10)
    texts = seen()
    assert "Scan to pay" not in texts, "the cash lies there"
    assert any(text.startswith("Cash ¥500.00, change") for text in texts)
    settle(qtbot, page.read_back.yes.isEnabled)
    press(window, Qt.Key.Key_F10)
    settle(qtbot, lambda: page.basket.empty)
    assert "Your change" in seen()
    window.go("cash")
    assert seen() == ["白鹭村服务站", "Good day"]


def test_a_page_that_shows_all_day_is_watched_once(desk, qtbot):
    widget, told = QWidget(), []
    for _ in range(20):
        desk.villager.put(widget, ONE)
        desk.villager.put(widget, None)
    desk.villager.changed.connect(lambda: told.append(1))
    widget.deleteLater()
    qtbot.waitUntil(lambda: bool(told))
    assert len(told) == 1


def test_a_hand_over_shows_place_and_sum_and_nobody_else(desk, store, operator, qtbot, seen):
    chen = villager(store, operator)
    row = on_shelf(store, operator, chen, pay="on_delivery", basket=[POWDER])
    window = open_window(desk, qtbot)
    window.go("parcels")
    assert seen() == ["白鹭村服务站", "Good day"]
    window.go("parcels", parcel_id=row.id)
    texts = seen()
    assert {"陈桂*", "A-07", "¥59.80"} <= set(texts)
    assert not any(
        secret in text for text in texts for secret in ("陈桂花", row.pickup_code, row.phone_tail, row.waybill)
    )


# --- the settings


def test_the_payment_code_is_read_from_a_picture_or_scanned(desk, qtbot, tmp_path):
    card = VillagerSettings(desk)
    qtbot.addWidget(card)
    _board, image = painted(SHOWS["code"], 1366, 768)
    image.save(str(tmp_path / "code.png"))
    card.take_picture(tmp_path / "code.png")
    assert desk.settings.pay_code == PAY_CODE
    assert card.code.text() == PAY_CODE
    (tmp_path / "no.png").write_bytes(b"not a picture")
    card.take_picture(tmp_path / "no.png")
    assert card.code.error()
    card.take_picture(tmp_path / "missing.png")
    assert card.code.error()
    assert not card.take_scan("6901234567892")
    assert card.take_scan("https://pay.example/2")
    assert desk.settings.pay_code == "https://pay.example/2"
    card.take_code("x" * 600)
    assert "too long" in card.code.error()
    assert desk.settings.pay_code == "https://pay.example/2"
    card.take_code("")
    assert desk.settings.pay_code == ""


def test_the_example_is_shown_for_a_moment(desk, qtbot, seen):
    card = VillagerSettings(desk)
    qtbot.addWidget(card)
    card.show()
    assert not card.trial.isEnabled(), "there is one screen only"
    card.show_trial()
    assert "Washing powder" in seen()
    card.screen_choice.button("off").click()
    assert desk.settings.villager_screen == "off"
    desk.settings.villager_screen = "HDMI-9"
    card.show_values()
    assert card.screen_choice.value() == "HDMI-9", "unplugged, and still what is set"


def test_clicks_and_keys_stay_with_the_counter(desk, qtbot):
    window = VillagerWindow(desk)
    qtbot.addWidget(window)
    assert window.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert not window.testAttribute(Qt.WidgetAttribute.WA_QuitOnClose)
    assert window.childAt(QPoint(10, 10)) is None
    assert theme.percent() == 100


def test_goods_have_their_own_picture_where_there_is_one(desk, store, qtbot, seen):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    image = QImage(60, 80, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    store.pictures.put([data.data()])
    sha256 = hashlib.sha256(data.data()).hexdigest()
    window = VillagerWindow(desk)
    qtbot.addWidget(window)
    window.fill(QRect(0, 0, 1024, 768))
    reds = []
    for name in ("0" * 64, sha256):
        desk.villager.put(widget, OrderShow("", (Item("禾洁", 1, 100, "box", name),), 100))
        qtbot.wait(30)
        shot = window.grab().toImage()
        reds.append(sum(shot.pixelColor(x, 200) == QColor("red") for x in range(40, 300, 4)))
    assert reds[0] == 0
    assert reds[1] > 20
