"""The counter for tests of orders, parcels and cash: the whole frame, goods in the catalogue, keys as fingers press them."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from villagedesk.desktop.main_window import MainWindow
from villagedesk.domain.goods import Goods
from villagedesk.store import Store
from villagedesk.store.catalogue import import_goods

GOODS = [
    Goods("g-powder", "禾洁 浓缩洗衣粉", 2990, "2.5 kg", days=3, brand_shop=True, icon="bottle"),
    Goods("g-powder-2", "山泉 超效洗衣粉", 1980, "1.8 kg", days=3, icon="bottle"),
    Goods("g-fert", "复合肥 45%", 16800, "50 kg", days=4, icon="sack"),
    Goods("g-boots", "儿童雨靴", 3500, "28 码", days=3, icon="boot"),
]


def fill_catalogue(store: Store) -> None:
    """A handful of goods."""
    import_goods(store.catalogue, GOODS)


def open_window(desk, qtbot) -> MainWindow:
    """The frame at 1366 x 768, active, so that keys arrive."""
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def press(window: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the cursor is."""
    QTest.keyClick(window.window().focusWidget() or window, key, modifier)


def type_in(window: QWidget, text: str) -> None:
    """Write where the cursor is, as an input method does: the whole text at once."""
    target = window.window().focusWidget()
    target.insert(text)
    target.textEdited.emit(target.text())


def settle(qtbot, done: Callable[[], bool]) -> None:
    """Wait until something shows."""
    qtbot.waitUntil(done, timeout=3000)
