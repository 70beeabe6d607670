"""Enter in a search box takes what was searched for, never a row of the words before."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from villagedesk.desktop.widgets import CardList, CardRow, SearchBox


def box_and_list(qtbot: QtBot) -> tuple[SearchBox, CardList, list[object]]:
    box, rows, taken = SearchBox("Goods"), CardList("Goods"), []
    qtbot.addWidget(box)
    qtbot.addWidget(rows)
    rows.taken.connect(taken.append)
    box.attach(rows)
    return box, rows, taken


def test_enter_waits_for_the_answer(qtbot: QtBot) -> None:
    box, rows, taken = box_and_list(qtbot)
    rows.set_rows([CardRow("old", "洗衣粉")])
    qtbot.keyClicks(box, "yx")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert taken == []
    rows.set_rows([CardRow("new", "雨靴")], keep=False)
    assert taken == ["new"]


def test_enter_takes_at_once_when_nothing_is_asked(qtbot: QtBot) -> None:
    box, rows, taken = box_and_list(qtbot)
    box.typed.connect(lambda text: rows.set_rows([CardRow(text, text)], keep=False))
    qtbot.keyClicks(box, "yx")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert taken == ["yx"]
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert taken == ["yx", "yx"]


def test_a_second_enter_does_not_wait_for_ever(qtbot: QtBot) -> None:
    box, rows, taken = box_and_list(qtbot)
    rows.set_rows([CardRow("old", "洗衣粉")])
    qtbot.keyClicks(box, "yx")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert taken == ["old"]
