"""The materials of a course on its page: from a pack, by the line, how far they are, opened, taken off."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import Qt

from tests.desktop.counter import open_window, press, settle
from tests.desktop.test_sync import DESK
from villagedesk import i18n
from villagedesk.desktop.widgets import PlainButton
from villagedesk.store.identity import remember
from villagedesk.store.rows import write_row
from villagedesk.store.training_results.material_wishes import LineNote, Wish, note_of, set_note
from villagedesk.store.training_results.materials import MaterialKind, MaterialList, begin_materials, describe, part_of
from villagedesk.sync.updates.course_packs import write_course_pack

CENTRAL = Ed25519PrivateKey.generate()
TITLES = {"zh_CN": "怎么看标签", "en": "Reading a label"}


@pytest.fixture
def files(tmp_path):
    made = []
    for name, kind in (("label.pdf", MaterialKind.DOCUMENT), ("spray.mp4", MaterialKind.VIDEO)):
        path = tmp_path / name
        path.write_bytes(name.encode() * 1000)
        made.append((describe(path, TITLES, kind), path))
    return made


@pytest.fixture
def listed(files):
    return MaterialList("K08", 1, tuple(one for one, _path in files))


@pytest.fixture
def pack(files, listed, tmp_path):
    path = tmp_path / "K08.vdcourse"
    write_course_pack(CENTRAL, listed, [path for _one, path in files], path, made_at=1)
    return path


@pytest.fixture
def window(desk, store, qtbot):
    with store.transaction() as connection:
        remember(connection, replace(DESK, central_key=CENTRAL.public_key().public_bytes_raw()))
    return open_window(desk, qtbot)


@pytest.fixture
def page(window, qtbot):
    window.go("courses", code="K08")
    window.page().materials._look.setInterval(50)
    settle(qtbot, lambda: bool(window.page().materials.state.text()))
    return window.page()


@pytest.fixture
def offered(store):
    """The platform has told of a pack."""
    row = {"course": "K08", "version": 1, "size": 31_000_000, "files": 2}
    with store.transaction() as connection:
        write_row(connection, "course_pack", "ab" * 16, row, at=0, by="")


def test_materials_come_from_a_pack_are_opened_and_go_again(qtbot, page, pack, files, monkeypatch):
    card = page.materials
    assert "county's stick" in card.state.text()
    assert not card.fetch.isVisible()
    page.show_course("K03")
    card.on_file(files[0][1])
    settle(qtbot, lambda: "label.pdf is no pack" in card.told.text())
    card.on_file(pack)
    settle(qtbot, lambda: card._found.whole)
    assert page._code == "K08"
    assert "All of it is here" in card.state.text()
    opened, answer = [], [True]
    monkeypatch.setattr(
        "villagedesk.desktop.training_results.materials_card.QDesktopServices.openUrl",
        lambda url: opened.append(url.toLocalFile()) or answer[0],
    )
    buttons = card.rows.findChildren(PlainButton)
    buttons[0].click()
    assert opened[0].endswith("K08/label.pdf")
    assert not card.told.isVisible()
    answer[0] = False
    buttons[0].click()
    assert "No program here opens this file" in card.told.text()
    card.remove.click()
    settle(qtbot, lambda: not card._found.files)
    assert "are free again" in card.told.text()


def test_a_pack_of_another_county_is_refused_on_the_page(qtbot, page, listed, files, tmp_path):
    path = tmp_path / "other.vdcourse"
    write_course_pack(Ed25519PrivateKey.generate(), listed, [path for _one, path in files], path, made_at=1)
    page.materials.on_file(path)
    settle(qtbot, lambda: "other.vdcourse is not signed by the platform" in page.materials.told.text())
    assert page.materials.file.isEnabled()


def test_f8_wants_them_by_the_line_and_not_any_more(qtbot, desk, window, offered, page):
    card, home = page.materials, desk.home
    asked = []
    desk.sync_now = lambda: asked.append(1)
    settle(qtbot, lambda: "2 files, 31.0 MB" in card.state.text() or "31 MB" in card.state.text())
    assert card.fetch.text().startswith("Fetch by the line")
    press(window, Qt.Key.Key_F8)
    settle(qtbot, lambda: card.fetch.text().startswith("Do not fetch"))
    assert note_of(home, "K08").wish is Wish.QUICK
    assert asked == [1]
    assert "comes with the next sync" in card.state.text()
    press(window, Qt.Key.Key_F8)
    settle(qtbot, lambda: card.fetch.text().startswith("Fetch by the line"))
    assert note_of(home, "K08").wish is Wish.NO


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_how_far_they_are_and_why_they_stand_still(qtbot, desk, window, offered, page, listed, language):
    card, home = page.materials, desk.home
    i18n.set_language(language)
    card.retranslate()
    folder = begin_materials(home, listed)
    part_of(folder, listed.files[1]).write_bytes(b"x" * 4000)
    set_note(home, "K08", LineNote(Wish.QUICK))
    card.show_course("K08")
    settle(qtbot, lambda: card.line.isVisible())
    assert "4 KB" in card.state.text()
    # More comes, in this process or another: the page looks again by itself.
    part_of(folder, listed.files[1]).write_bytes(b"x" * 8000)
    settle(qtbot, lambda: "8 KB" in card.state.text())
    set_note(home, "K08", LineNote(Wish.QUICK, slow=True))
    settle(qtbot, lambda: ("thin" if language == "en" else "网") in card.state.text() and card._found.note.slow)
    press(window, Qt.Key.Key_F8)
    settle(qtbot, lambda: note_of(home, "K08").wish is Wish.ANY)
    set_note(home, "K08", LineNote(Wish.QUICK, trouble="material_no_room", params={"need": 31, "free": 2}))
    card.show_course("K08")
    settle(qtbot, lambda: "31 MB" in card.state.text())
