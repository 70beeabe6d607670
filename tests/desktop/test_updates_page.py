"""The page of updates: a refusal is a sentence, a good one says what happens next, and back is one press."""

import pytest

from villagedesk import versions
from villagedesk.desktop.more.updates import UpdatesScreen
from villagedesk.errors import AppError
from villagedesk.sync.updates import PROGRAM, Taken, any_file, back


@pytest.fixture
def page(desk, qtbot, home):
    home.mkdir(exist_ok=True)
    made = UpdatesScreen(desk)
    qtbot.addWidget(made)
    made.retranslate()
    made.open()
    return made


def test_a_file_that_is_refused_is_told_and_can_be_tried_again(page, monkeypatch, tmp_path):
    page.on_file(tmp_path / "update.vdupdate")  # this computer has no centre
    assert "county" in page.told.text() or page.told.text()
    assert page.file.isEnabled()

    def cut(*_args: object, **_more: object) -> Taken:
        raise AppError("update_cut")

    monkeypatch.setattr(any_file, "take_any", cut)
    page.on_file(tmp_path / "update.vdupdate")
    assert page.told.text().startswith("The update is not whole")
    monkeypatch.setattr(any_file, "take_any", lambda *_args, **_more: Taken(PROGRAM, "9.9.9"))
    page.on_file(tmp_path / "update.vdupdate")
    assert page.told.text().startswith("Version 9.9.9 is here.")
    assert not page.line.isVisible()


def test_back_is_there_only_while_there_is_a_version_before(page, home, monkeypatch):
    assert page.back_card.isHidden()
    versions.choose(home, versions.Choice(back.__version__, "0.0.8", "0.0.8"))
    page.open()
    assert not page.back_card.isHidden()
    assert page.back.text() == "Back to version 0.0.8"
    monkeypatch.setenv("VILLAGEDESK_INSTALLED", "0.0.8")
    page.back.click()
    assert page.told.text().startswith("Version 0.0.8 runs from the next start on")
    assert versions.choice(home) == versions.Choice("0.0.8", "0.0.8")
    assert page.back_card.isHidden()


def test_progress_is_shown_in_megabytes(page):
    page._show_progress(31_000_000, 62_000_000)
    assert page.told.text() == "31.0 MB of 62.0 MB"
