"""Every place of the window, in both languages and at 100 and 200 %: named inputs, nothing cut off, help in both languages."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)

from villagedesk import i18n, paths
from villagedesk.desktop import navigation, theme
from villagedesk.desktop.main_window import MainWindow
from villagedesk.desktop.widgets import Pill, Text
from villagedesk.domain.centre import Centre
from villagedesk.store import action, new_row

INPUTS = (QLineEdit, QTextEdit, QPlainTextEdit, QComboBox, QAbstractItemView, QAbstractButton)
PLACES = [place.name for place in navigation.SCREENS]


@action
def set_up_centre(s):
    new_row(s, Centre(name="白鹭村服务站", village_name="白鹭村"))


@pytest.fixture(params=[("zh_CN", 100), ("en", 100), ("zh_CN", 200), ("en", 200)], ids=lambda p: f"{p[0]}-{p[1]}")
def window(request, qapp, desk, store, operator, qtbot):
    """The frame at 1366 x 768."""
    language, percent = request.param
    with store.write(by=operator) as s:
        set_up_centre(s)
    i18n.set_language(language)
    theme.apply(qapp, percent)
    desk.centre_name = "白鹭村服务站"
    made = MainWindow(desk)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.mark.parametrize("name", PLACES)
def test_place(window, name, qtbot):
    window.go(name)
    qtbot.wait(30)
    page = window.page()
    place = navigation.place(name)
    if place.alt or place.under == "more":  # the others are opened with what they are about
        assert page.header.title(), "a page has a title"
        assert not list(unnamed(window))
    strays = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    assert strays == [window], "a widget without a home opened as a window of its own"
    for width, height in ((1366, 768), (1024, 700)):  # the usual screen, and the smallest
        window.resize(width, height)
        for _ in range(40):  # a busy computer lays out late
            if not page.horizontalScrollBar().maximum() and not list(cut_off(page)):
                break
            qtbot.wait(50)
        assert page.horizontalScrollBar().maximum() == 0, "the page must not scroll sideways"
        assert not list(cut_off(page))


def test_every_place_of_the_rail_shows_its_key(window, qtbot):
    for place in navigation.rail():
        window.rail.select(place.name)
        qtbot.waitUntil(window.rail.buttons[place.name].shows_key)  # also while its name is bold


class Layouts(QObject):
    """Counts how often anything asks for a new layout."""

    count = 0

    def eventFilter(self, watched, event):
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


@pytest.mark.parametrize("name", PLACES)
def test_a_page_comes_to_rest(window, name, qapp, qtbot):
    window.go(name)
    window.page().header.set_right("A quiet sentence")
    qtbot.wait(300)
    layouts = Layouts()
    qapp.installEventFilter(layouts)
    qtbot.wait(100)
    qapp.removeEventFilter(layouts)
    assert layouts.count < 10, "a page that lays itself out again and again keeps an old PC busy"


@pytest.mark.parametrize("name", PLACES)
def test_help_page_is_written_in_every_language(name, desk):
    place = navigation.place(name)
    assert place is not None
    page = place.build(desk)
    assert "help_page" in vars(type(page)), "without one of its own it would show Today's"
    for language in i18n.LANGUAGES:
        text = paths.resource(f"help/{language}/{page.help_page}.md").read_text(encoding="utf-8")
        assert text.startswith("# ")
        assert len(text) > 40
        chinese = sum("一" <= letter <= "龥" for letter in text)
        assert (chinese * 4 > len(text)) == (language == "zh_CN")


def test_help_pages_exist_in_all_languages_alike():
    names = [{file.name for file in paths.resource(f"help/{language}").iterdir()} for language in i18n.LANGUAGES]
    assert names[0]
    assert all(found == names[0] for found in names)


def unnamed(window):
    """Inputs that a screen reader could not name."""
    for widget in window.findChildren(QAbstractButton) + window.findChildren(QLineEdit):
        if widget.isVisible() and not (widget.accessibleName() or getattr(widget, "text", str)()):
            yield widget
    for kind in INPUTS[1:5]:
        for widget in window.findChildren(kind):
            if widget.isVisible() and not widget.accessibleName():
                yield widget


def cut_off(page):
    """Words that do not fit where they stand."""
    for label in [*page.findChildren(Text), *page.findChildren(Pill)]:
        if not label.isVisible() or not label.text():
            continue
        needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
        if label.height() < needed or (not label.wordWrap() and label.width() < label.sizeHint().width()):
            yield label.text(), label.size(), label.sizeHint()
    for button in page.findChildren(QAbstractButton):
        if button.isVisible() and button.text() and button.width() < button.minimumSizeHint().width():
            yield button.text(), button.size(), button.minimumSizeHint()
