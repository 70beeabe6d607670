"""Every place of the window, in both languages and at 100 and 200 %: named inputs, nothing cut off, at rest, help."""

import pytest
from PySide6.QtCore import QEvent, QObject, QTimer
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
from villagedesk.desktop.qt_i18n import Languages
from villagedesk.desktop.widgets import Pill, Text
from villagedesk.domain.centre import Centre
from villagedesk.store import action, new_row

INPUTS = (QLineEdit, QTextEdit, QPlainTextEdit, QComboBox, QAbstractItemView, QAbstractButton)
PLACES = [place.name for place in navigation.SCREENS]


@action
def set_up_centre(s):
    new_row(s, Centre(name="白鹭村服务站", village_name="白鹭村"))


@pytest.fixture(params=[100, 200])
def percent(request):
    """The text size."""
    return request.param


@pytest.fixture
def window(percent, qapp, desk, store, operator, qtbot):
    """The frame at 1366 x 768."""
    with store.write(by=operator) as s:
        set_up_centre(s)
    theme.apply(qapp, percent)
    desk.centre_name = "白鹭村服务站"
    made = MainWindow(desk)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def languages(percent, qapp):
    """Each language in turn, the window told as when the operator switches: a page is built in one, turned to the other."""
    use = Languages(qapp).use
    order = sorted(i18n.LANGUAGES, reverse=percent == 100)

    def each():
        for language in order:
            use(language)
            yield language

    return each()


@pytest.mark.parametrize("name", PLACES)
def test_place(window, name, languages, qapp, qtbot):
    place = navigation.place(name)
    for language in languages:
        window.resize(1366, 768)
        window.go(name)
        page = window.page()
        qtbot.wait(30)
        if place.alt or place.under == "more":  # the others are opened with what they are about
            assert page.header.title(), "a page has a title"
            assert not list(unnamed(window)), language
        strays = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
        assert strays == [window], "a widget without a home opened as a window of its own"
        for width, height in ((1366, 768), (1024, 700)):  # the usual screen, and the smallest
            window.resize(width, height)
            for _ in range(40):  # a busy computer lays out late
                if not page.horizontalScrollBar().maximum() and not list(cut_off(page)):
                    break
                qtbot.wait(50)
            assert page.horizontalScrollBar().maximum() == 0, (language, "the page must not scroll sideways")
            assert not list(cut_off(page)), language
        assert comes_to_rest(page, qapp, qtbot), (language, "a page that is never at rest keeps an old PC busy")


def test_every_place_of_the_rail_shows_its_key(window, languages, qtbot):
    for _language in languages:
        for place in navigation.rail():
            window.rail.select(place.name)
            qtbot.waitUntil(window.rail.buttons[place.name].shows_key)  # also while its name is bold


class Layouts(QObject):
    """Counts how often anything asks for a new layout."""

    count = 0

    def eventFilter(self, watched, event):
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def comes_to_rest(page, qapp, qtbot):
    """Whether the page stops laying itself out, also after its header was given something else to say."""
    page.header.set_right("A quiet sentence")
    layouts = Layouts()
    qapp.installEventFilter(layouts)
    try:
        for _ in range(20):
            layouts.count = 0
            qtbot.wait(50)
            if layouts.count < 5:
                return True
        return False
    finally:
        qapp.removeEventFilter(layouts)


def test_a_page_that_never_rests_is_noticed(window, qapp, qtbot):
    window.go("today")
    restless = QTimer(window)  # gone with it, however this ends

    def lay_out():
        for _ in range(10):  # also on a computer that is too busy to come here often
            QApplication.sendEvent(window, QEvent(QEvent.Type.LayoutRequest))

    restless.timeout.connect(lay_out)
    restless.start(2)
    assert not comes_to_rest(window.page(), qapp, qtbot)
    restless.stop()
    assert comes_to_rest(window.page(), qapp, qtbot)


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


def fits(window, qtbot):
    """Nothing of the page is cut off or scrolled away; says by how much and what."""
    page = window.page()
    for _ in range(60):  # a busy computer lays out late
        qtbot.wait(20)
        if not page.verticalScrollBar().maximum() and not list(cut_off(page)):
            break
    assert not list(cut_off(page))
    assert page.horizontalScrollBar().maximum() == 0
    assert page.verticalScrollBar().maximum() == 0


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
