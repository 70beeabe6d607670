"""Wrong and hostile input on the pages for certificates, tests, mixing, settling: a sentence, and what was typed stays."""

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.test_seasons_and_certificates import of, shown, today
from tests.store.produce_room import Farm, harvest
from tests.store.sales_room import sold
from villagedesk.desktop.certificates.lot import LotCertificateScreen
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.produce.stock import StockScreen
from villagedesk.desktop.sales.prices import PricesScreen
from villagedesk.desktop.sales.settle import SettleScreen
from villagedesk.desktop.widgets import Field
from villagedesk.store import Store
from villagedesk.store.certificates import certificates_of
from villagedesk.store.crops import balance, newest_lots
from villagedesk.store.crops.testing import test_rows as tests_of

__all__ = ["of", "today"]
NUMBERS = ("0", "-5", "99999999999", "1e999", "NaN", "abc", "１２x", "=1+1")


def line(field: Field) -> str:
    """What a page says under a field."""
    return field.error()


def words(page: QWidget) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel)]


@pytest.mark.parametrize("text", NUMBERS)
def test_a_certificate_for_a_wrong_quantity(
    qtbot: QtBot, desk: Desk, store: Store, operator: str, of: Farm, text: str
) -> None:
    lot = harvest(store, operator, of)
    page = LotCertificateScreen(desk)
    shown(qtbot, page, lot_id=lot)
    page.quantity.set_text(text)
    page.origin.set_text("<b>白鹭村</b>")
    page.on_save()
    assert line(page.quantity), text
    assert (page.quantity.text(), page.origin.text()) == (text, "<b>白鹭村</b>")
    with store.read() as s:
        assert certificates_of(s, lot) == []


@pytest.mark.parametrize("text", ["<script>x</script>", "桃\u202e子\x07", '=HYPERLINK("x")', "'); DROP TABLE lot;--"])
def test_markup_on_a_certificate_is_words(
    qtbot: QtBot, desk: Desk, store: Store, operator: str, of: Farm, text: str
) -> None:
    lot = harvest(store, operator, of)
    page = LotCertificateScreen(desk)
    shown(qtbot, page, lot_id=lot)
    page.origin.set_text(text)
    page.issuer.set_text(text)
    page.on_save()
    with store.read() as s:
        found = certificates_of(s, lot)
    if found:
        assert all(kept.isprintable() for one in found for kept in (one.origin, one.issuer))
    else:
        assert line(page.origin) or line(page.issuer)
        assert page.origin.text()
    for label in page.findChildren(QLabel):
        assert label.textFormat().name == "PlainText" or "<" not in label.text()


@pytest.mark.parametrize("text", ["-1", "101", "1e3", "x", "99999999999999999999"])
def test_a_quick_test_that_cannot_be(
    qtbot: QtBot, desk: Desk, store: Store, operator: str, of: Farm, text: str
) -> None:
    lot = harvest(store, operator, of)
    page = LotCertificateScreen(desk)
    shown(qtbot, page, lot_id=lot)
    page.papers.inhibition.set_text(text)
    page.papers.on_save()
    assert line(page.papers.inhibition), text
    assert page.papers.inhibition.text() == text
    for day in ("2026-13-41", "9999-12-31", "morgen"):
        page.papers.inhibition.set_text("12")
        page.papers.day.set_text(day)
        page.papers.on_save()
        assert line(page.papers.day), day
        assert page.papers.inhibition.text() == "12"
    with store.read() as s:
        assert tests_of(s, lot) == []


def test_a_false_and_a_huge_picture_of_a_laboratorys_paper(
    qtbot: QtBot, desk: Desk, store: Store, operator: str, of: Farm, tmp_path: Path
) -> None:
    page = LotCertificateScreen(desk)
    shown(qtbot, page, lot_id=harvest(store, operator, of))
    page.papers.inhibition.set_text("12")
    (tmp_path / "false.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")
    (photo,) = page.papers.photos.slots
    photo.take(tmp_path / "false.jpg")
    assert not photo.sha256
    image = QImage(8000, 5000, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    image.save(str(tmp_path / "huge.jpg"), quality=30)
    photo.take(tmp_path / "huge.jpg")
    assert photo.sha256
    assert page.papers.inhibition.text() == "12"


@pytest.mark.parametrize("text", [*NUMBERS, "390 0", "1 2 3 -4", " ".join(["1"] * 500)])
def test_a_lot_is_not_split_or_lost_by_what_cannot_be(
    qtbot: QtBot, desk: Desk, store: Store, operator: str, of: Farm, text: str
) -> None:
    lot = harvest(store, operator, of)
    page = StockScreen(desk)
    shown(qtbot, page, lot_id=lot)
    page.parts.set_text(text)
    page.on_split()
    page.reason.set_value("rotten")
    page.lost.set_text(text)
    page.note.set_text("<b>烂</b>")
    page.on_lose()
    assert line(page.parts) or any("split" in one.lower() for one in words(page)), text
    assert page.parts.text() == text
    assert line(page.lost), text
    assert (page.lost.text(), page.note.text()) == (text, "<b>烂</b>")
    with store.read() as s:
        assert balance(s.connection(), lot).stock == 390_000
        assert len(newest_lots(s)) == 1


@pytest.mark.parametrize("text", ["-1", "99999999999", "1e9", "x", "1.234"])
def test_a_settlement_with_a_wrong_cost_keeps_what_was_typed(
    qtbot: QtBot, desk: Desk, store: Store, operator: str, text: str
) -> None:
    order_id, _sellers, _parts = sold(store, operator, [20_000, 30_000])
    page = SettleScreen(desk)
    shown(qtbot, page, order_id=order_id)
    page.cost_why.set_text("<i>实付</i>")
    page.freight.set_text(text)
    page.freight.edited.emit()
    page.on_settle()
    assert page.freight.error() or page.line.text(), text
    assert (page.freight.text(), page.cost_why.text()) == (text, "<i>实付</i>")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("no.csv", b""),
        ("head.csv", "品名,日期\n".encode()),
        ("bytes.csv", bytes(range(256)) * 40),
        ("false.xlsx", b"PK\x03\x04 no workbook"),
        ("wide.csv", b"a," * 50_000 + b"\n"),
    ],
)
def test_a_table_of_prices_that_is_none(qtbot: QtBot, desk: Desk, tmp_path: Path, name: str, data: bytes) -> None:
    page = PricesScreen(desk)
    shown(qtbot, page)
    page.market.set_text("县里市场")
    (tmp_path / name).write_bytes(data)
    page.on_file(tmp_path / name)
    qtbot.waitUntil(lambda: not page._taking, timeout=5000)
    assert page.told.text()
    assert page.market.text() == "县里市场"
    assert page.list.count() == 0 if hasattr(page.list, "count") else page.empty.isVisible()
