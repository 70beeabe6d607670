"""Wrong and hostile input on the pages for produce: a clear sentence, and nothing that was typed is lost."""

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from tests.desktop.test_produce import shown, today, type_in
from tests.store.people_of_a_village import verified_seller
from tests.store.produce_room import farm
from villagedesk.demo.farm import CROP, PLOT, grow
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.produce.lot_form import LotFormScreen
from villagedesk.desktop.seasons.screen import SeasonsScreen
from villagedesk.desktop.widgets import WeightEdit
from villagedesk.store import Store
from villagedesk.store.crops import newest_lots
from villagedesk.store.seasons import newest_seasons

__all__ = ["today"]
FINE = {"product": "徐香猕猴桃", "quantity": "780", "harvested_on": "11-18", "price": "4.20", "title": "猕猴桃"}


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, store: Store, operator: str) -> LotFormScreen:
    made = LotFormScreen(desk)
    shown(qtbot, made)
    made.open(seller_id=verified_seller(store, operator)[1])
    return made


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("quantity", "0"),
        ("quantity", "-5"),
        ("quantity", "99999999999"),
        ("quantity", "1e999"),
        ("quantity", "NaN"),
        ("harvested_on", "2026-13-41"),
        ("harvested_on", "9999-12-31"),
        ("price", "-1"),
        ("price", "99999999"),
        ("price", "0"),
        ("pack", "-3"),
        ("pack", "x"),
        ("least", "1e9"),
        ("gtin", "123"),
        ("product", "猕" * 500),
        ("title", "果" * 500),
    ],
)
def test_what_cannot_be_is_said_under_its_field_and_stays(
    page: LotFormScreen, store: Store, field: str, text: str
) -> None:
    type_in(page, **{**FINE, field: text})
    page.on_offer()
    typed = page.rows.fields[field]
    line = typed.field if isinstance(typed, WeightEdit) else typed
    assert line.error(), (field, text)
    assert line.text() == text
    with store.read() as s:
        assert newest_lots(s) == []


@pytest.mark.parametrize(
    "text", ["<b>桃</b>", "桃\u202e子", "桃\x07子", '=HYPERLINK("x")', "桃'); DROP TABLE person;--"]
)
def test_markup_and_unseen_signs_are_words_or_refused(page: LotFormScreen, store: Store, text: str) -> None:
    type_in(page, **{**FINE, "product": text})
    page.on_record()
    with store.read() as s:
        lots = newest_lots(s)
    if lots:
        assert all(sign.isprintable() for sign in lots[0].product)
    else:
        assert page.rows.fields["product"].error()
        assert page.rows.fields["product"].text()


def test_a_huge_picture_is_made_small_and_a_false_one_is_told(page: LotFormScreen, tmp_path: Path) -> None:
    type_in(page, **FINE)
    (tmp_path / "false.jpg").write_bytes(b"\xff\xd8\xff\xe0 this is no picture")
    page.rows.photos["whole"].take(tmp_path / "false.jpg")
    assert page.rows.photo_line.text()
    assert not page.rows.photos["whole"].sha256
    image = QImage(8000, 5000, QImage.Format.Format_RGB32)  # 40 megapixels
    image.fill(QColor("green"))
    image.save(str(tmp_path / "huge.jpg"), quality=30)
    page.rows.photos["whole"].take(tmp_path / "huge.jpg")
    assert page.rows.photos["whole"].sha256
    assert page.rows.product.text() == FINE["product"]


@pytest.mark.parametrize(("name", "text"), [("area", "-1"), ("area", "abc"), ("sown_on", "morgen"), ("expected", "-7")])
def test_a_season_with_a_wrong_number_keeps_what_was_typed(
    qtbot: QtBot, desk: Desk, store: Store, operator: str, name: str, text: str
) -> None:
    land = farm(store, operator)
    page = SeasonsScreen(desk)
    shown(qtbot, page)
    page.open(person_id=land.person_id)
    page.crop.set_text("猕猴桃")
    page.sown_on.set_text("2026-03-01")
    field = getattr(page, name)
    field.set_text(text)
    page.on_save()
    line = field.field if isinstance(field, WeightEdit) else field
    assert line.error(), (name, text)
    assert (page.crop.text(), line.text()) == ("猕猴桃", text)
    with store.read() as s:
        assert len(newest_seasons(s)) == 1


def test_the_demos_season_grows_on_a_plot_of_its_crop(store: Store, operator: str) -> None:
    sellers = [verified_seller(store, operator)[1]]
    grow(store, operator, sellers * 3)
    with store.read() as s:
        seasons = newest_seasons(s)
    assert {(season.crop, season.plot) for season in seasons} == {(CROP, PLOT)}
