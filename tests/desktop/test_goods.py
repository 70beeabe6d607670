"""The catalogue's page: what is here, a file from the county's stick, and files that are no good."""

import hashlib
import time
from itertools import pairwise

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog

from tests.desktop.counter import GOODS, fill_catalogue, open_window, press
from villagedesk import i18n
from villagedesk.desktop.desk import Desk, LoggedIn
from villagedesk.desktop.goods.screen import GoodsScreen
from villagedesk.desktop.orders.find_panel import FindPanel
from villagedesk.errors import SENTENCES, StorageTrouble
from villagedesk.settings import Settings
from villagedesk.store import identity
from villagedesk.store.catalogue import search, write_file
from villagedesk.store.catalogue.arriving import wished
from villagedesk.store.catalogue.sample import sample_goods
from villagedesk.sync import parts
from villagedesk.sync.pack import write_pack


@pytest.fixture
def page(window, store) -> GoodsScreen:
    fill_catalogue(store)
    window.go("goods")
    return window.page()


def test_it_says_how_much_is_here(window):
    window.go("goods")
    assert window.page().count.text() == "No goods are here yet"
    window.page().refresh()
    assert not window.page().stop.isVisible()


def test_a_file_is_chosen_by_a_key_and_taken_in(page, store, tmp_path, monkeypatch):
    assert page.count.text() == "4 kinds of goods are here"
    file = tmp_path / "goods.ndjson.zst"
    write_file(file, [*GOODS, *sample_goods(200)])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    press(page, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert page.told.text() == "200 kinds of goods are new or changed."
    assert page.count.text() == "204 kinds of goods are here"
    assert page.file.isEnabled()
    assert not page.line.isVisible()
    assert search(store.catalogue, next(sample_goods(1)).title[:4]).goods
    page.on_file(file)
    assert page.told.text() == "The file says nothing new."


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lambda content: content[: len(content) // 2], "catalogue_cut"),
        (lambda content: b"\xff\xd8\xff\xe0" * 99, "catalogue_unknown"),
        (lambda content: b"", "catalogue_unknown"),
    ],
)
def test_a_file_that_is_no_good_is_told_and_changes_nothing(page, window, tmp_path, harm, code, language):
    i18n.set_language(language)
    file = tmp_path / "goods.ndjson"
    write_file(file, sample_goods(500))
    file.write_bytes(harm(file.read_bytes()))
    page.retranslate()
    before = page.count.text()
    page.on_file(file)
    assert page.told.text() == i18n._(SENTENCES[code])
    assert page.count.text() == before
    assert page.file.isEnabled()


def test_a_file_that_went_with_its_stick_is_told(page, tmp_path):
    page.on_file(tmp_path / "gone.csv")
    assert page.told.text() == SENTENCES["catalogue_no_file"]


def test_what_has_come_in_stays_when_it_is_stopped(page, store, tmp_path):
    file = tmp_path / "goods.csv"
    write_file(file, [*GOODS, *sample_goods(9000)])
    page._progress.connect(lambda done, total: page.stop.click())
    page.on_file(file)
    assert page.told.text().startswith("Stopped.")
    assert 4 < store.catalogue.count() < 9004
    page._progress.disconnect()
    page.on_file(file)
    assert store.catalogue.count() == 9004


def test_the_pictures_are_asked_for_and_let_be(page, store, desk):
    asked = []
    desk.sync_now = lambda: asked.append(True)
    assert page.pictures.text().startswith("No pictures are here yet")
    press(page, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert asked == [True]
    assert wished(store.catalogue)
    assert "go first" in page.told.text()
    assert page.bring.text().startswith("Do not bring")
    press(page, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert not wished(store.catalogue)
    assert asked == [True]


def test_a_pack_is_taken_in_from_the_page(page, store, tmp_path):
    key = Ed25519PrivateKey.generate()
    own = key.public_key().public_bytes_raw()
    with store.transaction() as connection:
        identity.remember(connection, identity.Device("00" * 16, 1, "c", "counter", "http://127.0.0.1:1", own))
    picture = b"\xff\xd8\xff" + bytes(50)
    first, *others = sample_goods(30)
    first = msgspec.structs.replace(first, picture=hashlib.sha256(picture).hexdigest())
    goods, data = parts.pack_goods([first, *others])
    thumbnails, pictures = parts.pack_pictures([picture])
    signed = parts.sign_parts(key, parts.Parts("village", 5, 1_800_000_000_000, [goods, thumbnails]))
    file = tmp_path / "village.vdpack"
    write_pack(file, signed, [data, pictures])
    page.on_file(file)
    assert page.told.text() == "The pack is in: 30 kinds of goods and 1 pictures."
    assert page.count.text() == "34 kinds of goods are here"
    assert page.pictures.text().startswith("1 picture is here  pack of")
    page.on_file(file)
    assert page.told.text() == "The file says nothing new."
    file.write_bytes(file.read_bytes()[:-9])
    with store.transaction() as connection:
        identity.remember(connection, identity.Device("00" * 16, 1, "c", "counter", "http://127.0.0.1:1", bytes(32)))
    page.on_file(file)
    assert page.told.text() == SENTENCES["pack_not_ours"]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_what_kept_the_last_sync_from_bringing_goods_is_told(page, store, desk, language):
    i18n.set_language(language)
    store.catalogue.trouble = StorageTrouble("disk_full")
    desk.bus.changed.emit({"goods"})
    assert page.told.isVisible()
    assert page.told.text() == i18n._(SENTENCES["disk_full"])


def test_the_window_lives_and_finds_goods_while_a_file_comes_in(qtbot, store, operator, home, tmp_path, monkeypatch):
    monkeypatch.setattr("villagedesk.store.catalogue.imports.BATCH", 500)
    file = tmp_path / "goods.ndjson"
    write_file(file, [*GOODS, *sample_goods(8000)])
    fill_catalogue(store)
    desk = Desk(Settings(language="en"), home)  # with its threads
    desk.tasks.set_store(store)
    desk.log_in(LoggedIn(operator, "王秀兰"))
    window = open_window(desk, qtbot)
    window.go("goods")
    page, ticks = window.page(), []
    beat = QTimer(interval=10, timeout=lambda: ticks.append(time.monotonic()))
    window.go("orders")
    find = window.page().findChild(FindPanel)
    qtbot.waitUntil(lambda: find.mode() == "people")  # the page has looked for a basket that was begun
    find.set_mode("goods")
    beat.start()
    page.on_file(file)
    for typed, title in (("复合肥", "复合肥"), ("雨靴", "雨靴"), ("xyf", "洗衣粉")):
        find.search.setText(typed)
        qtbot.waitUntil(lambda: title in "".join(row.title for row in find.list.rows()[:1]), timeout=5000)  # noqa: B023
        assert not page.file.isEnabled(), "found before the file is in"
    qtbot.waitUntil(page.file.isEnabled, timeout=60_000)
    beat.stop()
    gaps = sorted(b - a for a, b in pairwise(ticks))
    assert store.catalogue.count() == 8004
    assert gaps[len(gaps) * 95 // 100] < 0.1
    desk.tasks.close()
