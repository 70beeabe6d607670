"""The support page: what would be sent is shown first, and only a press sends it."""

import zipfile

import pytest

from villagedesk.desktop.crash import CrashCatcher
from villagedesk.desktop.more.support import SupportScreen
from villagedesk.desktop.widgets import PlainButton
from villagedesk.store.support import crashes


@pytest.fixture
def page(desk, qtbot):
    made = SupportScreen(desk)
    qtbot.addWidget(made)
    made.retranslate()
    made.open()
    return made


def buttons(page):
    return {button.text(): button for button in page.list.findChildren(PlainButton)}


def test_a_mistake_is_kept_shown_and_sent_when_the_operator_says_so(desk, page, home, qtbot, said):
    assert not page.none.isHidden()
    catcher = CrashCatcher(home=home)
    shown = []
    catcher.show_dialog = shown.append
    catcher.take(ValueError("of 张建国, 139 0000 6722"))
    qtbot.waitUntil(lambda: bool(shown))
    (crash,) = crashes(home)
    assert "ValueError" in crash.text
    assert "张" not in crash.text
    page.refresh()
    assert page.none.isHidden()
    buttons(page)["Look"].click()
    assert page.shown.toPlainText() == crash.text
    assert not said
    buttons(page)["Send to the county"].click()
    assert said[-1][1] == "The report goes with the next sync."
    assert "Send to the county" not in buttons(page)
    with desk.tasks.store().read() as s:
        assert s.connection().exec_driver_sql("SELECT text FROM program_report").scalar() == crash.text


def test_the_file_is_written_where_the_operator_wants_it(page, tmp_path, said):
    folder = tmp_path / "stick"
    folder.mkdir()
    page.write_to(folder)
    (file,) = folder.iterdir()
    assert said[-1][1] == f"Written: {file}"
    assert "about.txt" in zipfile.ZipFile(file).namelist()


def test_a_stick_that_cannot_be_written_to_is_told(page, tmp_path, said):
    (tmp_path / "stick").write_text("a file, no folder", encoding="utf-8")
    page.write_to(tmp_path / "stick" / "support.zip")
    assert said[-1][0] == "act"
