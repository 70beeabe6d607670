"""The page that takes a list in, worked on real widgets."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.desktop.test_farmers import shown
from tests.store.test_imports import HEAD, row, written
from villagedesk.desktop.desk import Desk
from villagedesk.desktop.imports.screen import ImportsScreen
from villagedesk.desktop.widgets import RowCard
from villagedesk.store import Store
from villagedesk.store.people import sellers


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> ImportsScreen:
    made = ImportsScreen(desk)
    made.retranslate()
    shown(qtbot, made)
    made.open()
    return made


def names(store: Store) -> list[str]:
    with store.read() as s:
        return sorted(one.name for one in sellers(s))


def test_a_list_is_tried_taken_in_and_taken_back(page: ImportsScreen, store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "名单.xlsx", [HEAD, row("张建国", 1), row("赵六", 5, 同意="")])
    page.on_file(path)
    assert page.told.text() == "1 row goes in, 1 not right"
    assert [one.title for one in page.rows.rows()] == ["Row 3  赵六", "Row 2  张建国"]
    assert "Without a yes to" in page.rows.rows()[0].detail
    assert names(store) == []
    QTest.keyClick(page, Qt.Key.Key_F10)
    assert page.told.text() == "1 row is taken in."
    assert page.file.hasFocus()
    assert names(store) == ["张建国"]
    for _ in range(2):
        (card,) = page.runs.findChildren(RowCard)
        assert card.button is not None
        card.button.click()
    assert page.told.text() == "Taken back: 1. Used meanwhile, so they stay: 0."
    assert names(store) == []


def test_what_is_no_list_is_said_and_another_one_can_be_chosen(page: ImportsScreen, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"\xff\xd8\xff")
    page.on_file(tmp_path / "a.xlsx")
    assert page.told.text().startswith("This file is no table")
    assert page.take.isHidden()
    assert page.file.isEnabled()
    page.on_file(written(tmp_path / "b.csv", [HEAD, row("张建国", 1)]))
    assert not page.take.isHidden()
    assert page.on_back()
    assert page.take.isHidden()
